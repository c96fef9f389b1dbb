"""A mail as the form has it: what is wrong with it, the Python that makes it, the message."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from mailtutor.mime.media_types import guess, is_media_type, is_registered, search

from .addresses import address_problem, domain_of, line_problem
from .python import literal, program


@dataclass(frozen=True)
class Attachment:
    """A file to be attached.

    Args:
        name: its name, without a path.
        content: its bytes.
        media_type: as ``"image/png"``.
    """

    name: str
    content: bytes
    media_type: str

    @property
    def problem(self) -> str:
        """What is wrong with the media type; empty if nothing is."""
        if not is_media_type(self.media_type):
            return (
                f"{self.media_type!r} is not a media type: it is written as type, slash, "
                f"subtype, as in {guess(self.name)}."
            )
        if self.types[0] == "multipart" or (self.types[0] == "message" and not self.is_mail):
            return (
                f"{self.media_type} is for mails and their parts, not for a file "
                "(RFC 2046, section 5). Use application/octet-stream."
            )
        if self.is_mail and not _is_sound(self.content):
            return f"{self.name} is no mail that can be read. Use application/octet-stream."
        return ""

    @property
    def hint(self) -> str:
        """What the registry says, where that is worth saying."""
        if is_registered(self.media_type):
            return ""
        subtype = self.media_type.partition("/")[2]
        other = next(iter(search(subtype, limit=1) if subtype else ()), guess(self.name))
        return f"IANA has not registered {self.media_type}. Do you mean {other}?"

    @property
    def types(self) -> tuple[str, str]:
        """The main type and the subtype."""
        main, _, sub = self.media_type.strip().lower().partition("/")
        return main, sub

    @property
    def is_mail(self) -> bool:
        """Whether it is attached as a mail, as a forwarded one is (RFC 2046, section 5.2.1)."""
        return self.types == ("message", "rfc822")

    def code(self) -> list[str]:
        """Return the lines that attach it to ``message``."""
        content, name = f"Path({literal(self.name)}).read_bytes()", literal(self.name)
        if self.is_mail:
            arguments = [f"message_from_bytes({content}, policy=policy.default)"]
        else:
            main, sub = self.types
            arguments = [content, f"maintype={literal(main)}", f"subtype={literal(sub)}"]
        listed = [f"    {argument}," for argument in (*arguments, f"filename={name}")]
        return ["message.add_attachment(", *listed, ")"]

    def attach_to(self, message: EmailMessage) -> None:
        """Attach it: the same as the code does."""
        if self.is_mail:
            mail = message_from_bytes(self.content, policy=policy.default)
            message.add_attachment(mail, filename=self.name)
        else:
            main, sub = self.types
            message.add_attachment(self.content, maintype=main, subtype=sub, filename=self.name)


@dataclass(frozen=True)
class Draft:
    """A mail that is being written; addresses and subject as they were typed.

    Args:
        dated: whether it gets a Date and a Message-ID, which EmailMessage does not add
            (RFC 5322, section 3.6, wants a Date in every mail).
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
        """What must be mended, by the name of the field."""
        found = {
            "sender": address_problem(self.sender, only_one=True) or self._missing_sender(),
            "to": address_problem(self.to),
            "cc": address_problem(self.cc),
            "bcc": address_problem(self.bcc),
            "subject": line_problem(self.subject),
            "text": _letters_problem(self.text),
            "html": _letters_problem(self.html),
        }
        for index, attachment in enumerate(self.attachments):
            found[f"attachment {index}"] = attachment.problem
        return {name: words for name, words in found.items() if words}

    def _missing_sender(self) -> str:
        return "" if self.sender.strip() else "Every mail has a From (RFC 5322, section 3.6)."

    @property
    def _headers(self) -> list[tuple[str, str]]:
        pairs = [
            ("From", self.sender),
            ("To", self.to),
            ("Cc", self.cc),
            ("Bcc", self.bcc),
            ("Subject", self.subject),
        ]
        return [(name, value) for name, value in pairs if value.strip()]

    def imports(self) -> list[str]:
        """Return the imports that the code needs."""
        needed = ["from email.message import EmailMessage"]
        if any(attachment.is_mail for attachment in self.attachments):
            needed.insert(0, "from email import message_from_bytes, policy")
        if self.dated:
            needed.append("from email.utils import formatdate, make_msgid")
        if self.attachments:
            needed.append("from pathlib import Path")
        return needed

    def block(self) -> str:
        """Return the code that makes the message, without the imports."""
        lines = ["message = EmailMessage()"]
        lines += [f'message["{name}"] = {literal(value)}' for name, value in self._headers]
        if self.dated:
            domain = literal(domain_of(self.sender))
            lines.append('message["Date"] = formatdate(localtime=True)')
            lines.append(f'message["Message-ID"] = make_msgid(domain={domain})')
        lines.append(f"message.set_content({literal(self.text)})")
        if self.html:
            lines.append(f'message.add_alternative({literal(self.html)}, subtype="html")')
        for attachment in self.attachments:
            lines += attachment.code()
        return "\n".join(lines)

    def code(self) -> str:
        """Return the plain Python that makes exactly this message.

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
        """Make the message: the same as the code does.

        Raises:
            ValueError: something must be mended first.
        """
        if problems := self.problems:
            raise ValueError("the mail is not ready: " + " ".join(problems.values()))
        message = EmailMessage()
        for name, value in self._headers:
            message[name] = value
        if self.dated:
            message["Date"] = formatdate(localtime=True)
            message["Message-ID"] = make_msgid(domain=domain_of(self.sender))
        message.set_content(self.text)
        if self.html:
            message.add_alternative(self.html, subtype="html")
        for attachment in self.attachments:
            attachment.attach_to(message)
        return message


def _letters_problem(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"{text[error.start]!r} is half of a letter, and cannot be sent. Take it out."
    return ""


def _is_sound(mail: bytes) -> bool:
    """Whether Python can read this mail, and write it again."""
    try:
        message_from_bytes(mail, policy=policy.default).as_bytes(policy=policy.SMTP)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return False
    return True
