"""Lesson 09, mail a report: the checks of the message: its text, HTML, picture and PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .expectations import CHECK_LINE_CHANGED, Mistake, NotTried
from .message_expectations import (
    part_bytes,
    require_addresses,
    require_header,
    require_message,
    require_text,
)
from .wording import times

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage

TEAM = ("ada@example.com", "full@example.com", "gone@example.com")
BOSS = "boss@example.com"
SENDER = "reports@example.com"


def text_report(thing: Any, visits: Any) -> str:
    """Check 09.1: the text of the report and its headers."""
    if not isinstance(visits, dict):
        raise Mistake(CHECK_LINE_CHANGED)
    message = require_message(thing)
    sender = require_addresses(message, "From")
    if sender != [SENDER]:
        raise Mistake(f"`From` is {', '.join(sender)}. The report is from {SENDER}.")
    _check_recipients(message)
    require_header(message, "Subject")
    _check_date(message)
    identity = require_header(message, "Message-ID").strip()
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", identity):
        raise Mistake(
            f"`Message-ID` is {identity!r}. It should look like <17.42@example.com>: "
            "`make_msgid()` creates one."
        )
    text = require_text(message)
    if "<td>" in text:
        raise Mistake("The text is HTML. Start with plain text: the HTML is the next step.")
    if text.strip().startswith("{"):
        raise Mistake(
            "The text is the dict as Python displays it. Use `table`, for people to read."
        )
    _check_table(text, visits)
    return "The text is complete, with its sender, recipients and date."


def _check_recipients(message: EmailMessage) -> None:
    to = require_addresses(message, "To")
    if BOSS in [*to, *_optional_addresses(message, "Cc")]:
        raise Mistake(f"Everybody can see {BOSS}. The header for a secret copy is `Bcc`.")
    missing = [each for each in TEAM if each not in to]
    if missing and ";" in message["To"].fold(policy=message.policy):
        raise Mistake("`To` has semicolons in it. Separate addresses with commas.")
    if missing:
        raise Mistake(
            f"`To` lacks {', '.join(missing)}. It should have all of `team`, separated by commas."
        )
    if message["Bcc"] is None:
        raise Mistake(f"Your message has no `Bcc` header, so {BOSS} gets nothing.")
    if BOSS not in require_addresses(message, "Bcc"):
        raise Mistake(f"`Bcc` is {str(message['Bcc'])!r}. The secret copy is for {BOSS}.")


def _optional_addresses(message: EmailMessage, name: str) -> list[str]:
    return [] if message[name] is None else require_addresses(message, name)


def _check_date(message: EmailMessage) -> None:
    text = require_header(message, "Date")
    if message["Date"].datetime is None:
        raise Mistake(
            f"`Date` is {text!r}. Email has its own date format: `formatdate(localtime=True)` "
            "writes it."
        )


def _check_table(text: str, visits: Mapping[Any, Any]) -> None:
    for day, visitors in visits.items():
        found = re.search(rf"{re.escape(str(day))}\b.{{0,80}}?\b{re.escape(str(visitors))}\b", text)
        if found is None:
            raise Mistake(
                f"The text doesn't say that {day} had {visitors} visitors. Put the table in it."
            )


def html_and_picture(thing: Any, plot: Any) -> str:
    """Check 09.2: the HTML and the picture in it."""
    if not isinstance(plot, bytes):
        raise Mistake(CHECK_LINE_CHANGED)
    message = require_message(thing)
    if message.get_content_type() == "text/plain":
        raise NotTried("`report` has only its plain text so far.")
    if message["From"] is None or message["To"] is None:
        raise Mistake(
            "`report` lost its headers. Continue with the message of 09.1, not a new one."
        )
    html = _require_html(message)
    content = str(html.get_content())
    if "<table" not in content or "<td" not in content:
        raise Mistake("The HTML has no table: add `<table>`, then `rows`, then `</table>`.")
    picture = _require_picture(message)
    if part_bytes(picture) != plot:
        raise Mistake("The picture in the message isn't the one in `plot`.")
    if picture.get_content_type() != "image/png":
        raise Mistake(
            f"The picture's type is {picture.get_content_type()}, but `plot` is a PNG: pass "
            "'image' and 'png'."
        )
    _check_shown(content, str(picture["Content-ID"] or "").strip())
    return "Every reader gets the text, most get the HTML, and the picture is part of the HTML."


def _require_html(message: EmailMessage) -> EmailMessage:
    """Return the only HTML part, which must come after the plain text."""
    parts: list[Any] = [part for part in message.walk() if not part.is_multipart()]
    types = [part.get_content_type() for part in parts]
    html_parts = types.count("text/html")
    if not html_parts:
        raise Mistake('The report has no HTML yet: `report.add_alternative(..., subtype="html")`.')
    if html_parts > 1:
        raise Mistake(
            f"The report has {html_parts} HTML parts, because the cell ran again. Run the cell of "
            "09.1, then this one."
        )
    if "text/plain" not in types:
        raise Mistake(
            "The plain text is gone. `set_content` replaces it; `add_alternative` adds to it."
        )
    if types.index("text/html") < types.index("text/plain"):
        raise Mistake(
            "The HTML comes first. A mail client shows the last form that it can display, so put "
            "plain text first."
        )
    html = parts[types.index("text/html")]
    if html.is_attachment():
        raise Mistake(
            "The HTML is attached as a file. `add_alternative` makes it another form of the text."
        )
    if not any(part.get_content_type() == "multipart/alternative" for part in message.walk()):
        raise Mistake(
            "A mail client shows both texts, one after the other. `add_alternative` makes it "
            "choose one."
        )
    result: EmailMessage = html
    return result


def _require_picture(message: EmailMessage) -> EmailMessage:
    """Return the only picture, which must be related to the HTML."""
    pictures: list[Any] = [
        part for part in message.walk() if part.get_content_maintype() == "image"
    ]
    if not pictures:
        raise Mistake(
            "The report has no picture yet. Call `add_related(plot, ...)` on the HTML part."
        )
    if len(pictures) > 1:
        raise Mistake(
            f"The report has {len(pictures)} pictures. Run the cell of 09.1, then this one, once."
        )
    for box in message.walk():
        if box.get_content_type() == "multipart/related":
            types = [part.get_content_type() for part in box.walk()]
            if pictures[0] in list(box.walk()) and "text/html" in types:
                result: EmailMessage = pictures[0]
                return result
    raise Mistake(
        "The picture isn't related to the HTML. Get the HTML part, `report.get_payload()[1]`, and "
        "call `add_related` on that."
    )


def _check_shown(html: str, name: str) -> None:
    inner = name.strip("<>")
    if not name:
        raise Mistake("The picture has no Content-ID. Pass `cid=cid` to `add_related`.")
    if "cid:" not in html:
        raise Mistake('The HTML doesn\'t show the picture. Add `<img src="cid:...">`.')
    if f"cid:{name}" in html or "cid:&lt;" in html:
        raise Mistake("After `cid:`, write the name without < and >: `cid[1:-1]`.")
    if f"cid:{inner}" not in html:
        raise Mistake(f"The name after `cid:` in the HTML isn't the picture's, {inner}.")
    image = re.search(r"(?is)<img\b[^>]*>", html)
    if image is None or not re.search(r"""(?i)\balt\s*=\s*(["']?)[^"'\s>]""", image[0]):
        raise Mistake(
            'The picture has no `alt="..."`, the text for people who can\'t see the picture.'
        )


def with_pdf(thing: Any, pdf: Any) -> str:
    """Check 09.3: the attached PDF."""
    if not isinstance(pdf, bytes):
        raise Mistake(CHECK_LINE_CHANGED)
    message = require_message(thing)
    attached: list[Any] = list(message.iter_attachments()) if message.is_multipart() else []
    if message.get_content_type() in {"text/plain", "multipart/alternative"}:
        if any(part_bytes(part) == pdf for part in message.walk()):
            raise Mistake("The PDF is inside another part. Attach it to `report` itself.")
        raise NotTried("Nothing is attached to `report` yet.")
    same = [part for part in attached if part_bytes(part) == pdf]
    if len(same) > 1:
        raise Mistake(
            f"The PDF is attached {times(len(same))}. Start again with 09.1, and attach it once."
        )
    if not attached:
        raise Mistake("Nothing is attached to the report: `report.add_attachment(pdf, ...)`.")
    _check_pdf(same[0] if same else attached[-1], pdf)
    box: Any = next(iter(message.iter_parts()))
    if box.get_content_type() != "multipart/alternative":
        raise Mistake("The HTML and its picture are missing. Do 09.2 first, then this.")
    return "mixed( alternative( plain, related( html, image ) ), pdf ): the report is complete."


def _check_pdf(part: Any, pdf: bytes) -> None:
    if part.get_content_maintype() == "text":
        raise Mistake("You attached text. Attach the bytes in `pdf`, with their type.")
    if part_bytes(part) != pdf:
        raise Mistake("The attachment isn't what is in `pdf`.")
    kind = part.get_content_type()
    if kind != "application/pdf":
        raise Mistake(f"The attachment's type is {kind}. For a PDF, pass 'application' and 'pdf'.")
    name = part.get_filename() or ""
    if not name:
        raise Mistake("The PDF has no name. Pass `filename=`.")
    found = f"The PDF's name is {name!r}."
    if "/" in name or "\\" in name:
        raise Mistake(f"{found} Leave out the folders.")
    if not name.lower().endswith(".pdf"):
        raise Mistake(f"{found} It should end with .pdf, so that people can open it.")
    if name != "visitors.pdf":
        raise Mistake(f"{found} The task asks for 'visitors.pdf'.")
    if part.get_content_disposition() != "attachment":
        raise Mistake("The PDF isn't marked as an attachment. Attach it with `add_attachment`.")
