"""A message to show: one that arrived, one not sent yet, the bytes of one, or a file."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.mime import decode_value, read, summary
from mailtutor.record import Delivery, count, printable

if TYPE_CHECKING:
    from typing import TypeAlias

    from mailtutor.mime import Part

    Reviewed: TypeAlias = Message | Delivery | bytes

_TAKES = (
    "give a server, a delivery, a session, a message, the bytes of a message, the path of an "
    ".eml file, or an exception"
)


_MAIN_HEADERS = ("From", "To", "Cc", "Bcc", "Subject", "Date")
_PARTS = 40
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class MessageSource:
    """A message, and what is known about where it comes from.

    Args:
        raw: its bytes.
        title: what it is in a few words, such as ``"Message 3"``.
        reviewed: what the clinic reviews.
        delivery: its delivery, if it arrived.
        notes: sentences about it that a reader should know.
    """

    raw: bytes
    title: str
    reviewed: Reviewed
    delivery: Delivery | None = None
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the message as plain text: main headers, tree of parts, first words."""
        message = read(self.raw)
        lines = [f"{self.title}, {len(self.raw):,} bytes"]
        if self.delivery is not None:
            lines[0] += f", {self.delivery.received_at:%H:%M:%S}"
            lines.append(f"Envelope: {self.delivery.envelope}")
        lines += [note.replace("`", "") for note in self.notes]
        for name in _MAIN_HEADERS:
            found = message.field(name)
            if found:
                lines.append(f"{name}: {_in_brief(decode_value(found.value))}")
        return "\n".join([*lines, "", *_tree(message), "", summary(self.raw).words]).rstrip()


def _tree(message: Part) -> list[str]:
    """Return one line for each part, indented by its depth."""
    parts = list(message.walk())
    lines = [f"{'  ' * part.depth}{_describe(part)}" for part in parts[:_PARTS]]
    left = len(parts) - _PARTS
    return [*lines, f"({left:,} more parts not listed here)"] if left > 0 else lines


def _describe(part: Part) -> str:
    words = [part.type]
    if part.filename:
        words.append(_in_brief(part.filename))
    if part.children:
        words.append(count(len(part.children), "part"))
    else:
        words.append(count(len(part.content()[0]), "byte"))
        if part.encoding in {"base64", "quoted-printable"}:
            words.append(f"as {part.encoding} {part.end - part.body_start:,}")
    return ", ".join([*words, *part.defects])


def _in_brief(text: str) -> str:
    shown = printable(text[:_WIDTH])
    return shown if len(text) <= _WIDTH else f"{shown}..."


def message_source(x: object) -> MessageSource:
    """Return the source of a message in any of its forms.

    Raises:
        TypeError: it isn't a message.
        FileNotFoundError: it is a string, but no file has this name.
        OSError: the file can't be read.
    """
    if isinstance(x, MessageSource):
        return x
    if isinstance(x, Delivery):
        return MessageSource(x.raw, f"Message {x.number}", x, x)
    if isinstance(x, Message):
        return _of_message(x)
    if isinstance(x, bytes | bytearray | memoryview):
        raw = bytes(x)
        return MessageSource(raw, "Message from bytes", raw)
    if isinstance(x, str | os.PathLike):
        return _of_file(x)
    raise TypeError(f"there is no view of {type(x).__name__}: {_TAKES}")


def _of_file(x: str | os.PathLike[str]) -> MessageSource:
    try:
        path = Path(x)
        found = path.is_file()
    except (OSError, ValueError):  # too long, or with a zero byte in it
        found = False
    if not found:
        given = str(x)
        words = repr(given if len(given) <= 80 else f"{given[:80]}...")  # noqa: PLR2004
        hint = ""
        if isinstance(x, str) and "\n" in x:
            hint = ". For the text of a message, give its bytes: view(text.encode())"
        raise FileNotFoundError(f"there is no file {words}: {_TAKES}{hint}")
    raw = path.read_bytes()
    return MessageSource(raw, f"File {path.name}", raw)


def _of_message(message: Message) -> MessageSource:
    """Serialize a message as ``send_message`` does, but keep the Bcc."""
    notes = ["Shown as `send_message` writes it, with CRLF line endings."]
    if message["bcc"] is not None:
        notes.append(
            "Bcc is still here. `send_message` removes it from what it sends, and puts these "
            "addresses only in the envelope."
        )
    return MessageSource(wire_bytes(message), "Your message", message, notes=tuple(notes))


def wire_bytes(message: Message) -> bytes:
    r"""Serialize a message as ``smtplib.SMTP.send_message`` does.

    Like ``print(message)``, this gives each multipart its boundary. Errors are the email
    package's own.

    Example:
        >>> from email.message import EmailMessage
        >>> message = EmailMessage()
        >>> message["To"] = "you@example.com"
        >>> wire_bytes(message)
        b'To: you@example.com\r\n\r\n'
    """
    written = io.BytesIO()
    BytesGenerator(written).flatten(message, linesep="\r\n")
    return written.getvalue()
