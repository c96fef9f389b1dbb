"""The message in a form: its problems, the Python that makes it, and the message itself."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from typing import TYPE_CHECKING

from mailtutor.mime.media_types import guess, is_media_type, is_registered, search
from mailtutor.views.python_source import literal, program, run

from .addresses import address_problem, domain_of, header_problem, surrogate_problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage


@dataclass(frozen=True)
class Attachment:
    """A file to attach.

    Args:
        name: its name, without a path.
        content: its bytes.
        media_type: such as ``"image/png"``.
    """

    name: str
    content: bytes
    media_type: str

    @property
    def problem(self) -> str:
        """The problem with the media type; empty if there is none."""
        if not is_media_type(self.media_type):
            return (
                f"{self.media_type!r} isn't a media type. A media type is a type, a slash and a "
                f"subtype, such as {guess(self.name)}."
            )
        if self.types[0] == "multipart" or (self.types[0] == "message" and not self.is_message):
            return (
                f"{self.media_type} is for messages and their parts, not for a file "
                "(RFC 2046, section 5). Use application/octet-stream."
            )
        if self.is_message and not _is_sound(self.content):
            return f"{self.name} isn't a readable message. Use application/octet-stream."
        return ""

    @property
    def hint(self) -> str:
        """A hint if the media type isn't registered; else empty."""
        if is_registered(self.media_type):
            return ""
        subtype = self.media_type.partition("/")[2]
        other = next(iter(search(subtype, limit=1) if subtype else ()), guess(self.name))
        return f"{self.media_type} isn't registered with IANA. Do you mean {other}?"

    @property
    def types(self) -> tuple[str, str]:
        """The main type and the subtype."""
        main, _, sub = self.media_type.strip().lower().partition("/")
        return main, sub

    @property
    def is_message(self) -> bool:
        """Whether it is attached as a message, like a forwarded one (RFC 2046, section 5.2.1)."""
        return self.types == ("message", "rfc822")

    def block(self) -> str:
        """Return the code that attaches the file to ``message``."""
        content, name = f"Path({literal(self.name)}).read_bytes()", literal(self.name)
        if self.is_message:
            arguments = [f"message_from_bytes({content}, policy=policy.default)"]
        else:
            main, sub = self.types
            arguments = [content, f"maintype={literal(main)}", f"subtype={literal(sub)}"]
        lines = "".join(f"    {argument},\n" for argument in (*arguments, f"filename={name}"))
        return f"message.add_attachment(\n{lines})"


@dataclass(frozen=True)
class Draft:
    """A message as it is typed into the form.

    Args:
        sender: the From header, as typed; so are the other addresses and the subject.
        dated: whether to add a Date and a Message-ID, which EmailMessage doesn't
            (RFC 5322, section 3.6, requires a Date).
    """

    sender: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    dated: bool = True

    @property
    def problems(self) -> dict[str, str]:
        """The problems to fix, by the name of the field."""
        found = {
            "sender": address_problem(self.sender, only_one=True) or self._missing_sender(),
            "to": address_problem(self.to),
            "cc": address_problem(self.cc),
            "bcc": address_problem(self.bcc),
            "subject": header_problem(self.subject),
            "text": surrogate_problem(self.text),
            "html": surrogate_problem(self.html),
        }
        for index, attachment in enumerate(self.attachments):
            found[f"attachment {index}"] = attachment.problem
        return {name: problem for name, problem in found.items() if problem}

    def _missing_sender(self) -> str:
        return "" if self.sender.strip() else "A message needs a From (RFC 5322, section 3.6)."

    def imports(self) -> list[str]:
        """Return the imports that the code needs."""
        needed = ["from email.message import EmailMessage"]
        if any(attachment.is_message for attachment in self.attachments):
            needed.insert(0, "from email import message_from_bytes, policy")
        if self.dated:
            needed.append("from email.utils import formatdate, make_msgid")
        if self.attachments:
            needed.append("from pathlib import Path")
        return needed

    def block(self) -> str:
        """Return the code that makes the message, without the imports."""
        headers = {
            "From": self.sender,
            "To": self.to,
            "Cc": self.cc,
            "Bcc": self.bcc,
            "Subject": self.subject,
        }
        lines = ["message = EmailMessage()"]
        lines += [
            f'message["{name}"] = {literal(value)}'
            for name, value in headers.items()
            if value.strip()
        ]
        if self.dated:
            domain = literal(domain_of(self.sender))
            lines.append('message["Date"] = formatdate(localtime=True)')
            lines.append(f'message["Message-ID"] = make_msgid(domain={domain})')
        lines.append(f"message.set_content({literal(self.text)})")
        if self.html:
            lines.append(f'message.add_alternative({literal(self.html)}, subtype="html")')
        return "\n".join([*lines, *(attachment.block() for attachment in self.attachments)])

    def code(self) -> str:
        """Return the Python that makes this message.

        Example:
            >>> print(Draft(sender="me@example.com", text="Hello", dated=False).code())
            from email.message import EmailMessage
            <BLANKLINE>
            message = EmailMessage()
            message["From"] = "me@example.com"
            message.set_content("Hello")
        """
        return program(self.imports(), self.block())

    def message(self) -> EmailMessage:
        """Make the message by running the code; attachments come from the form, not the disk.

        Raises:
            ValueError: there are problems to fix first.
        """
        if problems := self.problems:
            raise ValueError("the message isn't ready: " + " ".join(problems.values()))
        message: EmailMessage = run(self.imports(), self.block(), Path=self._path)["message"]
        return message

    def _path(self, name: str) -> _UploadedFile:
        (content,) = (each.content for each in self.attachments if each.name == name)
        return _UploadedFile(read_bytes=lambda: content)


@dataclass(frozen=True)
class _UploadedFile:
    """A file that was uploaded to the form: as much of a Path as the code uses."""

    read_bytes: Callable[[], bytes]


def _is_sound(raw: bytes) -> bool:
    """Return whether Python can parse this message and write it again."""
    try:
        message_from_bytes(raw, policy=policy.default).as_bytes(policy=policy.SMTP)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return False
    return True
