"""What lesson 09 looks at before the report is sent: its text, its HTML, its files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .expectations import CHANGED, NotTried, NotYet, a_message, addresses, header, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage

TEAM = ("ada@example.com", "full@example.com", "gone@example.com")
BOSS = "boss@example.com"
SENDER = "reports@example.com"


def text_report(thing: Any, visits: Any) -> str:
    """Look at the text of the report, and at its headers (exercise 09.1).

    Raises:
        NotTried: there is nothing to look at so far.
        NotYet: something is not right yet.
    """
    if not isinstance(visits, dict):
        raise NotYet(CHANGED)
    message = a_message(thing)
    sender = addresses(message, "From")
    if sender != [SENDER]:
        raise NotYet(f"From is {', '.join(sender)}. The report is from {SENDER}.")
    _check_recipients(message)
    header(message, "Subject")
    _check_date(message)
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", header(message, "Message-ID").strip()):
        raise NotYet(
            f"Its Message-ID is {str(message['Message-ID'])!r}. It looks like <17.42@example.com>: "
            "`make_msgid()` makes one."
        )
    text = text_of(message)
    if "<td>" in text:
        raise NotYet("Its text is HTML. First comes the plain text; the HTML is the next step.")
    if text.strip().startswith("{"):
        raise NotYet("Its text is the dict as Python writes it. Put `table` in it: people read it.")
    _check_table(text, visits, "Its text")
    return "The text is whole, and it says from whom, to whom and when."


def _check_recipients(message: EmailMessage) -> None:
    to = addresses(message, "To")
    if BOSS in [*to, *_listed(message, "Cc")]:
        raise NotYet(f"Everybody can see {BOSS}. The header for a secret copy is Bcc.")
    missing = [each for each in TEAM if each not in to]
    if missing and ";" in message["To"].fold(policy=message.policy):
        raise NotYet("To has semicolons in it. Between addresses there are commas.")
    if missing:
        raise NotYet(f"To lacks {', '.join(missing)}. It should have all of `team`, with commas.")
    if message["Bcc"] is None:
        raise NotYet(f"It has no Bcc, so {BOSS} gets nothing.")
    if BOSS not in addresses(message, "Bcc"):
        raise NotYet(f"Bcc is {str(message['Bcc'])!r}. The secret copy is for {BOSS}.")


def _listed(message: EmailMessage, name: str) -> list[str]:
    return [] if message[name] is None else addresses(message, name)


def _check_date(message: EmailMessage) -> None:
    text = header(message, "Date")
    if message["Date"].datetime is None:
        raise NotYet(f"Date is {text!r}. `formatdate(localtime=True)` writes it as mail does.")


def _check_table(text: str, visits: Mapping[Any, Any], where: str) -> None:
    for day, count in visits.items():
        found = re.search(rf"{re.escape(str(day))}\b.{{0,80}}?\b{re.escape(str(count))}\b", text)
        if found is None:
            raise NotYet(f"{where} does not say that {day} had {count} visitors: put the table in.")


def html_and_picture(thing: Any, plot: Any) -> str:
    """Look at the HTML and the picture in it (exercise 09.2).

    Raises:
        NotTried: there is nothing to look at so far.
        NotYet: something is not right yet.
    """
    if not isinstance(plot, bytes):
        raise NotYet(CHANGED)
    message = a_message(thing)
    if message.get_content_type() == "text/plain":
        raise NotTried("`report` has only its plain text so far.")
    if message["From"] is None or message["To"] is None:
        raise NotYet("`report` lost its headers. Go on with the message of 09.1, not a new one.")
    html = _html_of(message)
    content = str(html.get_content())
    if "<table" not in content or "<td" not in content:
        raise NotYet("There is no table in the HTML: `<table>`, then `rows`, then `</table>`.")
    picture = _picture_of(message)
    if content_of_file(picture) != plot:
        raise NotYet("The picture in it is not the one in `plot`.")
    if picture.get_content_type() != "image/png":
        raise NotYet(
            f"The picture's type is {picture.get_content_type()}, but `plot` is a PNG: "
            "`image` and `png`."
        )
    _check_shown(content, str(picture["Content-ID"] or "").strip())
    return "Text for all, HTML for most, and the picture within the HTML."


def _html_of(message: EmailMessage) -> EmailMessage:
    """Take the one HTML part, which comes after the plain text.

    Raises:
        NotYet: there is none, there are several, or it comes first.
    """
    parts: list[Any] = [part for part in message.walk() if not part.is_multipart()]
    types = [part.get_content_type() for part in parts]
    count = types.count("text/html")
    if not count:
        raise NotYet('It has no HTML yet: `report.add_alternative(..., subtype="html")`.')
    if count > 1:
        raise NotYet(
            f"It has {count} HTML parts: the cell was run again. Run the cell of 09.1, then this."
        )
    if "text/plain" not in types:
        raise NotYet(
            "The plain text is gone. `set_content` replaces it; `add_alternative` adds to it."
        )
    if types.index("text/html") < types.index("text/plain"):
        raise NotYet("The HTML comes first. Readers show the last that they can: plain text first.")
    html = parts[types.index("text/html")]
    if html.is_attachment():
        raise NotYet("The HTML is attached as a file. `add_alternative` makes it the other text.")
    if not any(part.get_content_type() == "multipart/alternative" for part in message.walk()):
        raise NotYet("Both texts are shown, one after the other. `add_alternative` makes a choice.")
    result: EmailMessage = html
    return result


def _picture_of(message: EmailMessage) -> EmailMessage:
    """Take the picture, which is related to the HTML.

    Raises:
        NotYet: there is none, or it stands somewhere else.
    """
    pictures: list[Any] = [
        part for part in message.walk() if part.get_content_maintype() == "image"
    ]
    if not pictures:
        raise NotYet("It has no picture yet: `add_related(plot, ...)`, at the HTML part.")
    if len(pictures) > 1:
        raise NotYet(f"It has {len(pictures)} pictures. Run the cell of 09.1, then this, once.")
    for box in message.walk():
        if box.get_content_type() == "multipart/related":
            types = [part.get_content_type() for part in box.walk()]
            if pictures[0] in list(box.walk()) and "text/html" in types:
                result: EmailMessage = pictures[0]
                return result
    raise NotYet(
        "The picture is not related to the HTML. Take the HTML part, `report.get_payload()[1]`, "
        "and call `add_related` on that."
    )


def _check_shown(html: str, name: str) -> None:
    inner = name.strip("<>")
    if not name:
        raise NotYet("The picture has no Content-ID: give `cid=cid` to `add_related`.")
    if "cid:" not in html:
        raise NotYet('The HTML does not show the picture: `<img src="cid:...">`.')
    if f"cid:{name}" in html or "cid:&lt;" in html:
        raise NotYet("After `cid:` the name stands without < and >: `cid[1:-1]`.")
    if f"cid:{inner}" not in html:
        raise NotYet(f"The HTML asks for another name than the picture's, {inner}.")
    image = re.search(r"(?is)<img\b[^>]*>", html)
    if image is None or not re.search(r"""(?i)\balt\s*=\s*(["']?)[^"'\s>]""", image[0]):
        raise NotYet('The picture has no `alt="..."`: words for who cannot see it.')


def with_pdf(thing: Any, pdf: Any) -> str:
    """Look at the attached PDF (exercise 09.3).

    Raises:
        NotTried: there is nothing to look at so far.
        NotYet: something is not right yet.
    """
    if not isinstance(pdf, bytes):
        raise NotYet(CHANGED)
    message = a_message(thing)
    attached: list[Any] = list(message.iter_attachments()) if message.is_multipart() else []
    if message.get_content_type() in {"text/plain", "multipart/alternative"}:
        if any(content_of_file(part) == pdf for part in message.walk()):
            raise NotYet("The PDF is in another part. Attach it to `report` itself.")
        raise NotTried("Nothing is attached to `report` so far.")
    same = [part for part in attached if content_of_file(part) == pdf]
    if len(same) > 1:
        raise NotYet(f"The PDF is in it {len(same)} times. Begin with 09.1 again, attach once.")
    if not attached:
        raise NotYet("Nothing is attached to it: `report.add_attachment(pdf, ...)`.")
    _check_pdf(same[0] if same else attached[-1], pdf)
    box: Any = next(iter(message.iter_parts()))
    if box.get_content_type() != "multipart/alternative":
        raise NotYet("The HTML and its picture are missing: do 09.2 first, then this.")
    return "mixed( alternative( plain, related( html, image ) ), pdf ): it is complete."


def content_of_file(part: Any) -> bytes:
    """Return the bytes of a part, also of Python's older classes."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _check_pdf(part: Any, pdf: bytes) -> None:
    if part.get_content_maintype() == "text":
        raise NotYet("A text is attached. Attach the bytes: `pdf`, with their type.")
    if content_of_file(part) != pdf:
        raise NotYet("What is attached is not what is in `pdf`.")
    kind = part.get_content_type()
    if kind != "application/pdf":
        raise NotYet(f"The type says {kind}. A PDF is `application` and `pdf`.")
    name = part.get_filename() or ""
    if not name:
        raise NotYet("The PDF has no name: `filename=`.")
    if "/" in name or "\\" in name:
        raise NotYet(f"The name is {name!r}. Leave the folders out of it.")
    if not name.lower().endswith(".pdf"):
        raise NotYet(f"The name is {name!r}. It should end with .pdf, so that it can be opened.")
    if name != "visitors.pdf":
        raise NotYet(f"The name is {name!r}. The task asks for 'visitors.pdf'.")
    if part.get_content_disposition() != "attachment":
        raise NotYet("The PDF isn't marked as an attachment: attach it with `add_attachment`.")
