"""Lesson 02, attach files: what its last exercise, the postcard, checks."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from .expectations import NotYet, a_message, addresses, content_of, text_of
from .lesson_02_parts import PNG, attached, check_disposition, content, kind_of, name_of, unpacked

if TYPE_CHECKING:
    from email.message import EmailMessage

_PNG_END = b"IEND\xaeB`\x82"


def postcard(thing: Any) -> str:
    """Check 02.5."""
    message = a_message(thing)
    _find_picture(message)
    parts = attached(message)
    if any(part.get_content_type() == "text/html" for part in parts) and not _has_html(message):
        raise NotYet(
            "The HTML is attached, as a file. `add_alternative(..., subtype='html')` makes it "
            "another form of the text."
        )
    sender = addresses(message, "From")
    if "ada@example.com" not in (to := addresses(message, "To")):
        swapped = " Are From and To swapped?" if "ada@example.com" in sender else ""
        raise NotYet(f"It goes to {', '.join(to)}. Expected ada@example.com.{swapped}")
    _check_forms(message)
    pictures = [part for part in parts if content(part).startswith(PNG)]
    if not pictures:
        raise NotYet(_no_picture(parts))
    if len(pictures) > 1:
        raise NotYet(f"The picture is attached {len(pictures)} times. Attach it once.")
    if not content(pictures[0]).endswith(_PNG_END):
        raise NotYet("The picture is cut off: the end of the PNG is missing. Attach all of it.")
    name_of(pictures[0])
    if (kind := kind_of(pictures[0])) != "image/png":
        raise NotYet(f"The type of the picture is {kind}. Expected image/png: it's a PNG.")
    check_disposition(pictures[0])
    return "Every mail program can show it, as HTML or as plain text, with the picture."


def _find_picture(message: EmailMessage) -> None:
    """See that the picture, if there is one, is attached to the message and to nothing else."""
    direct = list(message.iter_attachments()) if message.is_multipart() else []
    for outer in message.walk():
        if not outer.is_multipart():
            continue
        for part in outer.iter_parts():
            if content(part).startswith(PNG) and not any(part is each for each in direct):
                raise NotYet(
                    f"The picture is inside the {outer.get_content_type()}, where it's a part of "
                    "the text. Attach it to the message itself: `postcard.add_attachment(...)`."
                )
    if any(
        "data:image" in content_of(part)
        for part in message.walk()
        if part.get_content_type() == "text/html"
    ):
        raise NotYet("The picture is written into the HTML. Expected it as an attachment.")


def _no_picture(parts: list[EmailMessage]) -> str:
    for part in parts:
        if unpacked(content(part)).startswith(PNG):
            return (
                "The picture was packed in base64 twice. Attach `picture` as it is; Python packs "
                "it. No attachment holds a picture yet."
            )
        if content(part).strip() == b"picture":
            return (
                "What is attached is the text 'picture'. No attachment holds a picture: give "
                "`picture`, without quotes."
            )
    hint = ""
    if all(part.get_content_maintype() == "text" for part in parts):
        hint = " What is attached is text: give the bytes of `picture`, and their type."
    return f"No attachment holds a picture: a PNG begins with the bytes of `picture`.{hint}"


def _has_html(message: EmailMessage) -> bool:
    body = message.get_body(("html",))
    return body is not None


def _check_forms(message: EmailMessage) -> None:
    """See that the text is there twice, the plain one first."""
    alternative = next(
        (part for part in message.walk() if part.get_content_type() == "multipart/alternative"),
        None,
    )
    if alternative is None:
        there = [p.get_content_type() for p in message.walk() if not p.is_attachment()]
        if {"text/plain", "text/html"} <= set(there):
            raise NotYet(
                f"Text and HTML are side by side in a {message.get_content_type()}: a reader "
                "would show both. Expected a multipart/alternative, as `add_alternative` makes it."
            )
        body = message.get_body(("html", "plain"))
        kind = body.get_content_type() if body is not None else ""
        if body is None:
            text_of(message)
        raise NotYet(
            f"Its text is there once only, as {kind}. Expected both forms: `set_content`, "
            "then `add_alternative`."
        )
    texts = [part for part in alternative.walk() if part.get_content_maintype() == "text"]
    order = [kind_of(part) for part in texts]
    if set(order) != {"text/plain", "text/html"}:
        raise NotYet(
            f"The forms of its text are {', '.join(order)}. Expected text/plain and text/html."
        )
    if len(order) > len(set(order)):
        raise NotYet(f"The forms of its text are {', '.join(order)}. Expected each once.")
    if order.index("text/html") < order.index("text/plain"):
        raise NotYet(
            "The HTML comes first. A reader shows the last form that it can: plain text first, "
            "HTML last."
        )
    _check_words(*(content_of(texts[order.index(kind)]) for kind in ("text/plain", "text/html")))


def _check_words(plain: str, marked_up: str) -> None:
    if not plain.strip():
        raise NotYet("Its plain text is empty: give your text to `set_content(...)`.")
    tag = re.compile(r"</?[a-zA-Z][^<>]*>")
    if not tag.search(marked_up):
        raise NotYet("Its HTML has no tags: expected something like <p>Hello <b>Ada</b></p>.")
    if tag.search(plain):
        raise NotYet("Its plain text has tags of HTML in it, which a reader would see.")
    words = set(re.findall(r"\w+", html.unescape(tag.sub(" ", marked_up)).lower()))
    own = set(re.findall(r"\w+", plain.lower()))
    if len(words & own) * 2 < len(own):
        raise NotYet("Its HTML says something else than its plain text. Expected the same in both.")
