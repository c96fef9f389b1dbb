"""Lesson 02, attach files: how its checks read the parts of a message."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from email.message import EmailMessage, MIMEPart

from .expectations import NotYet

PNG = b"\x89PNG\r\n\x1a\n"  # RFC 2083, section 3.1
_TEXTS = {"text/plain", "text/html", "multipart/alternative", "multipart/mixed"}


def attached(message: EmailMessage) -> list[EmailMessage]:
    """Take the attachments of a message, of which there must be one at least."""
    if message.get_content_type() == "multipart/related":
        raise NotYet(
            "The message became multipart/related: `add_related` adds what HTML shows inside of "
            "it. `add_attachment` attaches a file."
        )
    found = [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    if found:
        return found
    kind = message.get_content_type()
    if kind not in _TEXTS:
        raise NotYet(
            f"The whole message became {kind}. `set_content` sets the body; "
            "`add_attachment` adds a file to it."
        )
    inner = [part for part in message.walk() if part.get_filename()]
    if inner:
        where = "a form of its text" if kind == "multipart/alternative" else "a part of its text"
        raise NotYet(
            f"{inner[0].get_filename()!r} is in the message as {where} ({kind}), not attached to "
            "it. Call `add_attachment` on the message."
        )
    raise NotYet("Nothing is attached to it yet: `add_attachment(...)`.")


def name_of(part: EmailMessage) -> str:
    """Read the file name of an attachment, which must have one."""
    name = part.get_filename()
    if not name:
        raise NotYet(
            f"The attachment ({part.get_content_type()}) has no name: mail programs show it as "
            "'noname'. Give `filename=` to `add_attachment`."
        )
    return unicodedata.normalize("NFC", name)


def named(message: EmailMessage, name: str) -> EmailMessage:
    """Find the one attachment with this name; the next best is refused with its own."""
    parts = attached(message)
    same = [part for part in parts if part.get_filename() and name_of(part) == name]
    if len(same) > 1:
        raise NotYet(
            f"{name!r} is attached {len(same)} times. Make a new message, and attach it once."
        )
    if same:
        check_disposition(same[0])
        return same[0]
    found = name_of(parts[-1])
    if re.search(r"[/\\]", found):
        raise NotYet(
            f"It is called {found!r}. The reader needs {name!r} alone, without your folders."
        )
    raise NotYet(f"It is called {found!r}. Expected {name!r}.")


def check_disposition(part: EmailMessage) -> None:
    """See that a part is not meant to be shown in the text."""
    if part.get_content_disposition() == "inline":
        raise NotYet(
            f"{name_of(part)!r} is inline: mail programs may show it in the text. Attach it: leave "
            "out `disposition`, or give 'attachment'."
        )


def content(part: MIMEPart) -> bytes:
    """Return the bytes of a part, unpacked; none where it has parts of its own."""
    unpacked_bytes = part.get_payload(decode=True)
    return unpacked_bytes if isinstance(unpacked_bytes, bytes) else b""


def kind_of(part: EmailMessage) -> str:
    """Read the type of a part, which its header may give in a form that is none."""
    written = str(part.get("Content-Type", "")).partition(";")[0].strip()
    if written.count("/") > 1:
        raise NotYet(
            f"Its type is written {written!r}. `subtype=` takes what stands behind the slash "
            f"alone: {written.rpartition('/')[2]!r}."
        )
    return part.get_content_type()


def unpacked(content: bytes) -> bytes:
    """Undo base64; empty where it is none."""
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
