"""A mail to be shown, from wherever it comes: arrived, written and not sent yet, or a file."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.record import Delivery

if TYPE_CHECKING:
    from typing import TypeAlias

    Reviewed: TypeAlias = Message | Delivery | bytes

_TAKES = (
    "give a server, a delivery, a session, a message, the bytes of a mail, the path of an .eml "
    "file, or an exception"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail, and what is known of where it comes from.

    Args:
        raw: its bytes.
        title: in a few words what it is, as ``"Mail 3"``.
        reviewed: what the clinic's review looks at.
        delivery: how it arrived, if it did.
        notes: what one has to know of it, in sentences.
    """

    raw: bytes
    title: str
    reviewed: Reviewed
    delivery: Delivery | None = None
    notes: tuple[str, ...] = ()


def shown_of(x: object) -> Shown:
    """Take a mail in any of its forms.

    Raises:
        TypeError: it is no mail.
        FileNotFoundError: it is a text, but no file has this name.
        OSError: the file cannot be read.
    """
    if isinstance(x, Delivery):
        return Shown(x.raw, f"Mail {x.number}", x, x)
    if isinstance(x, Message):
        return _of_message(x)
    if isinstance(x, bytes | bytearray | memoryview):
        raw = bytes(x)
        return Shown(raw, "Bytes of a mail", raw)
    if isinstance(x, str | os.PathLike):
        return _of_file(x)
    raise TypeError(f"there is no view of {type(x).__name__}: {_TAKES}")


def _of_file(x: str | os.PathLike[str]) -> Shown:
    try:
        path = Path(x)
        found = path.is_file()
    except (OSError, ValueError):  # too long, or a zero byte in it
        found = False
    if not found:
        given = str(x)
        words = repr(given if len(given) <= 80 else f"{given[:80]}...")  # noqa: PLR2004
        hint = ""
        if isinstance(x, str) and "\n" in x:
            hint = ". For the text of a mail, give its bytes: view(text.encode())"
        raise FileNotFoundError(f"there is no file {words}: {_TAKES}{hint}")
    raw = path.read_bytes()
    return Shown(raw, f"The file {path.name}", raw)


def _of_message(message: Message) -> Shown:
    """Write a message down as ``send_message`` does, with the Bcc that it takes out."""
    notes = ["Written down as `send_message` writes it, with CRLF line ends."]
    if message["bcc"] is not None:
        notes.append(
            "Bcc is still in it: `send_message` takes it out of what it sends, and names these "
            "addresses in the envelope only."
        )
    return Shown(wire_bytes(message), "Your message", message, notes=tuple(notes))


def wire_bytes(message: Message) -> bytes:
    r"""Write a message as ``smtplib.SMTP.send_message`` does; errors are the email package's own.

    Like ``print(message)`` this gives each multipart its boundary.

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
