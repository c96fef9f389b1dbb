"""Lesson 02, attach files: the check of its last exercise, the postcard."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from .expectations import Mistake
from .lesson_02_parts import (
    PNG,
    decode_base64,
    media_type,
    require_attachment_disposition,
    require_attachments,
    require_file_name,
)
from .message_expectations import (
    part_bytes,
    require_addresses,
    require_message,
    require_text,
    text_content,
)
from .wording import times

if TYPE_CHECKING:
    from email.message import EmailMessage

_PNG_END = b"IEND\xaeB`\x82"


def postcard(thing: Any) -> str:
    """Check 02.5."""
    message = require_message(thing)
    _check_place_of_picture(message)
    parts = require_attachments(message)
    if any(part.get_content_type() == "text/html" for part in parts) and not _has_html(message):
        raise Mistake(
            "The HTML is attached as a file. `add_alternative(..., subtype='html')` makes it "
            "another form of the text."
        )
    sender = require_addresses(message, "From")
    if "ada@example.com" not in (to := require_addresses(message, "To")):
        swapped = " Did you swap From and To?" if "ada@example.com" in sender else ""
        raise Mistake(f"`To` is {', '.join(to)}. Expected ada@example.com.{swapped}")
    _check_forms(message)
    pictures = [part for part in parts if part_bytes(part).startswith(PNG)]
    if not pictures:
        raise Mistake(_why_no_picture(parts))
    if len(pictures) > 1:
        raise Mistake(f"The picture is attached {times(len(pictures))}. Attach it once.")
    if not part_bytes(pictures[0]).endswith(_PNG_END):
        raise Mistake("The picture is cut off: the end of the PNG is missing. Attach all of it.")
    require_file_name(pictures[0])
    if (kind := media_type(pictures[0])) != "image/png":
        raise Mistake(f"The type of the picture is {kind}. It's a PNG, so expected image/png.")
    require_attachment_disposition(pictures[0])
    return "Every mail client can show it, as HTML or as plain text, with the picture."


def _check_place_of_picture(message: EmailMessage) -> None:
    """Check that the picture, if there is one, is attached to the message itself."""
    direct = list(message.iter_attachments()) if message.is_multipart() else []
    for outer in message.walk():
        if not outer.is_multipart():
            continue
        for part in outer.iter_parts():
            if part_bytes(part).startswith(PNG) and not any(part is each for each in direct):
                raise Mistake(
                    f"The picture is inside the {outer.get_content_type()}, so it's part of the "
                    "text. Attach it to the message itself: `postcard.add_attachment(...)`."
                )
    if any(
        "data:image" in text_content(part)
        for part in message.walk()
        if part.get_content_type() == "text/html"
    ):
        raise Mistake("The picture is embedded in the HTML. Expected it as an attachment.")


def _why_no_picture(parts: list[EmailMessage]) -> str:
    for part in parts:
        if decode_base64(part_bytes(part)).startswith(PNG):
            return (
                "No attachment is a picture: this one was encoded in base64 twice. Attach "
                "`picture` as it is, because Python encodes it for you."
            )
        if part_bytes(part).strip() == b"picture":
            return (
                "No attachment is a picture: you attached the text 'picture'. Pass `picture` "
                "without quotes."
            )
    hint = ""
    if all(part.get_content_maintype() == "text" for part in parts):
        hint = " You attached text: pass the bytes of `picture`, and their type."
    return f"No attachment is a picture. A PNG begins with the bytes of `picture`.{hint}"


def _has_html(message: EmailMessage) -> bool:
    body = message.get_body(("html",))
    return body is not None


def _check_forms(message: EmailMessage) -> None:
    """Check that the text comes in two forms, plain text first."""
    alternative = next(
        (part for part in message.walk() if part.get_content_type() == "multipart/alternative"),
        None,
    )
    if alternative is None:
        _explain_missing_form(message)
        return
    texts = [part for part in alternative.walk() if part.get_content_maintype() == "text"]
    order = [media_type(part) for part in texts]
    if set(order) != {"text/plain", "text/html"}:
        raise Mistake(
            f"The forms of the text are {', '.join(order)}. Expected text/plain and text/html."
        )
    if len(order) > len(set(order)):
        raise Mistake(f"The forms of the text are {', '.join(order)}. Expected each once.")
    if order.index("text/html") < order.index("text/plain"):
        raise Mistake(
            "The HTML comes first. A mail client shows the last form that it can display, so put "
            "plain text first and HTML last."
        )
    _check_words(*(text_content(texts[order.index(kind)]) for kind in ("text/plain", "text/html")))


def _explain_missing_form(message: EmailMessage) -> None:
    types = {part.get_content_type() for part in message.walk() if not part.is_attachment()}
    if {"text/plain", "text/html"} <= types:
        raise Mistake(
            f"Text and HTML are side by side in a {message.get_content_type()}, so a mail client "
            "shows both. Expected a multipart/alternative, as `add_alternative` creates it."
        )
    body = message.get_body(("html", "plain"))
    if body is None:
        require_text(message)
    kind = body.get_content_type() if body is not None else ""
    raise Mistake(
        f"The text comes in only one form, {kind}. Expected both: `set_content`, then "
        "`add_alternative`."
    )


def _check_words(plain: str, marked_up: str) -> None:
    if not plain.strip():
        raise Mistake("The plain text is empty. Pass your text to `set_content(...)`.")
    tag = re.compile(r"</?[a-zA-Z][^<>]*>")
    if not tag.search(marked_up):
        raise Mistake("The HTML has no tags. Expected something like <p>Hello <b>Ada</b></p>.")
    if tag.search(plain):
        raise Mistake("The plain text has HTML tags in it, and the reader would see them.")
    words = set(re.findall(r"\w+", html.unescape(tag.sub(" ", marked_up)).lower()))
    own = set(re.findall(r"\w+", plain.lower()))
    if len(words & own) * 2 < len(own):
        raise Mistake("The HTML and the plain text differ. Expected the same text in both.")
