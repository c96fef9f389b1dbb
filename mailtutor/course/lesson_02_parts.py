"""Lesson 02, attach files: how its checks read the parts of a message."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from email.message import EmailMessage

from .expectations import Mistake
from .wording import times

PNG = b"\x89PNG\r\n\x1a\n"  # RFC 2083, section 3.1
_TEXTS = {"text/plain", "text/html", "multipart/alternative", "multipart/mixed"}


def require_attachments(message: EmailMessage) -> list[EmailMessage]:
    """Return the attachments of a message, which needs at least one."""
    if message.get_content_type() == "multipart/related":
        raise Mistake(
            "Your message is now multipart/related: `add_related` adds what the HTML shows inside "
            "it. To attach a file, use `add_attachment`."
        )
    found = [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    if found:
        return found
    kind = message.get_content_type()
    if kind not in _TEXTS:
        raise Mistake(
            f"The whole message is now {kind}. Set the body with `set_content`, then add the file "
            "with `add_attachment`."
        )
    inner = [part for part in message.walk() if part.get_filename()]
    if inner:
        where = "a form of the text" if kind == "multipart/alternative" else "a part of the text"
        raise Mistake(
            f"{inner[0].get_filename()!r} is in the message as {where} ({kind}), not as an "
            "attachment. Call `add_attachment` on the message."
        )
    raise Mistake("Nothing is attached to your message yet. Use `add_attachment(...)`.")


def require_file_name(part: EmailMessage) -> str:
    """Return the file name of an attachment."""
    name = part.get_filename()
    if not name:
        raise Mistake(
            f"The attachment ({part.get_content_type()}) has no name, so mail clients show it as "
            "'noname'. Pass `filename=` to `add_attachment`."
        )
    return unicodedata.normalize("NFC", name)


def require_attachment(message: EmailMessage, name: str) -> EmailMessage:
    """Return the only attachment with this name."""
    parts = require_attachments(message)
    same = [part for part in parts if part.get_filename() and require_file_name(part) == name]
    if len(same) > 1:
        raise Mistake(
            f"{name!r} is attached {times(len(same))}. Create a new message and attach it once."
        )
    if same:
        require_attachment_disposition(same[0])
        return same[0]
    found = require_file_name(parts[-1])
    if re.search(r"[/\\]", found):
        raise Mistake(
            f"The attachment is called {found!r}. Your folders mean nothing to the recipient: "
            f"call it {name!r}."
        )
    raise Mistake(f"The attachment is called {found!r}. Expected {name!r}.")


def require_attachment_disposition(part: EmailMessage) -> None:
    """Check that a part isn't marked to be shown within the text."""
    if part.get_content_disposition() == "inline":
        raise Mistake(
            f"{require_file_name(part)!r} is inline, so mail clients may show it within the text. "
            "Remove `disposition`, or set it to 'attachment'."
        )


def media_type(part: EmailMessage) -> str:
    """Return the media type of a part; its header may hold a malformed one."""
    written = str(part.get("Content-Type", "")).partition(";")[0].strip()
    if written.count("/") > 1:
        raise Mistake(
            f"The type of the attachment is {written!r}. Pass only what comes after the slash as "
            f"`subtype=`: {written.rpartition('/')[2]!r}."
        )
    return part.get_content_type()


def decode_base64(content: bytes) -> bytes:
    """Return decoded base64; empty if it isn't base64."""
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
