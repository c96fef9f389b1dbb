"""Lesson 02, attach files: its exercises and quizzes."""

from __future__ import annotations

import re
import unicodedata
from email.message import EmailMessage
from typing import Any

from mailtutor.mime.media_types import OCTET_STREAM

from .exercise import Exercise, Lesson, Option, Quiz
from .looking import NotYet, a_message, addresses, phrase, text_of

_PNG = b"\x89PNG\r\n\x1a\n"  # RFC 2083, section 3.1
_FEWEST_LINES = 2

# Names whose ending every computer knows, those with nothing to know, and compressed ones.
_KINDS = {
    "photo.png": "image/png",
    "report.pdf": "application/pdf",
    "results.data1": OCTET_STREAM,
    "README": OCTET_STREAM,
    "backup.tar.gz": OCTET_STREAM,
    "drawing.svgz": OCTET_STREAM,
}


def _attached(message: EmailMessage) -> list[EmailMessage]:
    """Take the attachments of a message, of which there must be one at least."""
    found = [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    if not found:
        kind = message.get_content_type()
        if kind not in {"text/plain", "text/html", "multipart/alternative", "multipart/mixed"}:
            raise NotYet(
                f"The whole message became {kind}. `set_content` sets the body; "
                "`add_attachment` adds a file to it."
            )
        raise NotYet("Nothing is attached to it yet: `add_attachment(...)`.")
    return found


def _name(part: EmailMessage) -> str:
    """Read the file name of an attachment, which must have one."""
    name = part.get_filename()
    if not name:
        raise NotYet(
            f"The attachment ({part.get_content_type()}) has no name: mail programs show it as "
            "'noname'. Give `filename=`."
        )
    return unicodedata.normalize("NFC", name)


def _named(message: EmailMessage, name: str) -> EmailMessage:
    """Find the attachment with this name; the next best is refused with its own."""
    parts = _attached(message)
    for part in parts:
        if part.get_filename() and _name(part) == name:
            return part
    found = _name(parts[-1])
    if re.search(r"[/\\]", found):
        raise NotYet(f"It is called {found!r}. The reader needs {name!r} alone, without folders.")
    raise NotYet(f"It is called {found!r}. It should be {name!r}.")


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _report(thing: Any) -> str:
    message = a_message(thing)
    parts = _attached(message)
    if any(_content(part).strip() == b"people.csv" for part in parts):
        raise NotYet(
            "What is attached is the text 'people.csv', not a file. `add_attachment` takes the "
            "content first; the name goes into `filename=`."
        )
    text_of(message)
    part = _named(message, "people.csv")
    kind = part.get_content_type()
    if kind != "text/csv":
        raise NotYet(f"Its type is {kind}. It should be text/csv: `subtype=` says which text.")
    lines = _content(part).decode("utf-8", "replace").strip().splitlines()
    if len(lines) < _FEWEST_LINES:
        raise NotYet(f"The table has {len(lines)} line. Wanted are two or more, with \\n between.")
    if not all("," in line for line in lines):
        bare = next(line for line in lines if "," not in line)
        raise NotYet(f"This line of the table has no comma: {bare!r}.")
    return "A text, and a table that opens in any spreadsheet."


def _kind(function: Any) -> str:
    if isinstance(function, (str, tuple, list)):
        raise NotYet(
            f"Wanted is the function itself: `def kind(name):`. This is {phrase(function)}."
        )
    if not callable(function):
        raise NotYet(f"Wanted is a function. This is {phrase(function)}.")
    for name, wanted in _KINDS.items():
        try:
            kind = function(name)
        except Exception as error:  # noqa: BLE001 - it is the learner's function
            raise NotYet(f"`kind({name!r})` raised {type(error).__name__}: {error}") from None
        if kind is None:
            raise NotYet(f"`kind({name!r})` returned None. It should return {wanted!r}.")
        if not isinstance(kind, str):
            raise NotYet(
                f"`kind({name!r})` returned {phrase(kind)}. Wanted is one text: {wanted!r}."
            )
        if kind.lower() != wanted:
            hint = " It is compressed." if name.endswith(("gz", "svgz")) else ""
            raise NotYet(f"`kind({name!r})` returned {kind!r}. It should be {wanted!r}.{hint}")
    return "It answers for any file name, and never promises what the bytes are not."


def _invoice(thing: Any, pdf: Any) -> str:
    if not isinstance(pdf, bytes):
        raise NotYet("The line with `check(...)` was changed. It wants the answer, then `pdf`.")
    part = _named(a_message(thing), "Rechnung für Ada.pdf")
    content, kind = _content(part), part.get_content_type()
    if kind.startswith("text/"):
        raise NotYet(
            f"Its type is {kind}: a str was attached. Attach the bytes: `pdf` as it is, with "
            "`maintype` and `subtype`."
        )
    if kind != "application/pdf":
        raise NotYet(f"Its type is {kind}. A PDF is application/pdf.")
    if content != pdf:
        packed = " It was packed in base64 twice." if content.startswith(b"JVBERi0") else ""
        raise NotYet(
            f"It holds {len(content)} bytes that are not those of `pdf`.{packed} "
            "Attach `pdf` as it is; Python packs it."
        )
    return "The name travels in ASCII, and is read as it was written."


def _saved(saved: Any, arrived: Any) -> str:
    if not isinstance(arrived, EmailMessage):
        raise NotYet("The line with `check(...)` was changed. It wants the answer, then `arrived`.")
    wanted = {str(part.get_filename()): part for part in _attached(arrived)}
    if not isinstance(saved, dict):
        kind = type(saved).__name__
        raise NotYet(f"Wanted is a dict, from each file name to its content, not a {kind}.")
    if None in saved:
        raise NotYet(
            "One key is None: that part has no file name. `walk()` gives all parts, also the "
            "body; `iter_attachments()` gives only what is attached."
        )
    missing = [name for name in wanted if name not in saved]
    if missing:
        raise NotYet(f"These are missing: {', '.join(missing)}. It has {len(saved)} so far.")
    more = [str(name) for name in saved if name not in wanted]
    if more:
        raise NotYet(f"No attachment is called {', '.join(more)}.")
    for name, part in wanted.items():
        _same_content(name, saved[name], _content(part))
    return f"All {len(wanted)} came back as they were, byte for byte."


def _same_content(name: str, content: Any, wanted: bytes) -> None:
    if isinstance(content, EmailMessage):
        raise NotYet(f"{name}: this is the whole part. Its content: `part.get_content()`.")
    found = content.encode() if isinstance(content, str) else content
    if not isinstance(found, (bytes, bytearray)):
        raise NotYet(f"{name}: wanted are its bytes. This is {phrase(content)}.")
    if bytes(found) == wanted or found.splitlines() == wanted.splitlines():
        return
    if isinstance(content, str):
        raise NotYet(
            f"{name}: this is a str, its base64 as it travelled. `get_content()` unpacks it."
        )
    raise NotYet(f"{name}: these {len(found)} bytes are not its content ({len(wanted)} bytes).")


def _postcard(thing: Any) -> str:
    message = a_message(thing)
    parts = _attached(message)
    if any(part.get_content_type() == "text/html" for part in parts):
        raise NotYet(
            "The HTML is attached, as a file. `add_alternative(..., subtype='html')` makes it "
            "another form of the text."
        )
    addresses(message, "From")
    if "ada@example.com" not in (to := addresses(message, "To")):
        raise NotYet(f"It goes to {', '.join(to)}. It should go to ada@example.com.")
    _both_forms(message)
    if not any(_content(part).startswith(_PNG) for part in parts):
        raise NotYet("No attachment holds a picture: a PNG begins with the bytes of `picture`.")
    part = next(part for part in parts if _content(part).startswith(_PNG))
    _name(part)
    if part.get_content_type() != "image/png":
        raise NotYet(f"The picture is said to be {part.get_content_type()}. It is a PNG.")
    return "Every mail program can show it, as HTML or as plain text, with the picture."


def _both_forms(message: EmailMessage) -> None:
    """See that the text is there twice, the plain one first."""
    alternative = next(
        (part for part in message.walk() if part.get_content_type() == "multipart/alternative"),
        None,
    )
    if alternative is None:
        body = message.get_body(("html", "plain"))
        kind = body.get_content_type() if body is not None else "nothing"
        raise NotYet(
            f"Its text is there once only, as {kind}. Wanted are both forms: `set_content`, "
            "then `add_alternative`."
        )
    order = [
        part.get_content_type()
        for part in alternative.walk()
        if part.get_content_maintype() == "text"
    ]
    if set(order) != {"text/plain", "text/html"}:
        raise NotYet(
            f"The forms of its text are {', '.join(order)}. Wanted are text/plain and text/html."
        )
    if order.index("text/html") < order.index("text/plain"):
        raise NotYet(
            "The HTML comes first. A reader shows the last form that it can: plain text first, "
            "HTML last."
        )


LESSON = Lesson(
    "02",
    "Attach files",
    exercises=(
        Exercise(
            "02.1",
            "Attach a table",
            "an EmailMessage with people.csv attached",
            _report,
            (
                "The text first: `set_content(...)`. Then `add_attachment(...)`.",
                r'The table is a str with \n in it, as "name,city\nAda,London\n".',
                'After the content come `subtype="csv"` and `filename="people.csv"`.',
            ),
            """\
report = EmailMessage()
report.set_content("Here are the people.")
table = "name,city\\nAda,London\\nGrace,New York\\n"
report.add_attachment(table, subtype="csv", filename="people.csv")""",
        ),
        Exercise(
            "02.2",
            "Mend the guess",
            "a function",
            _kind,
            (
                "`guess_type` returns two things. Keep both: `mime_type, encoding = ...`.",
                "Two cases are octet-stream: the type is None, or the encoding is not.",
                (
                    'Begin with `def kind(name):`. End with `return "application/octet-stream"`, '
                    "or the type."
                ),
            ),
            """\
def kind(name):
    mime_type, encoding = mimetypes.guess_type(name)
    if mime_type is None or encoding is not None:
        return "application/octet-stream"
    return mime_type""",
        ),
        Exercise(
            "02.3",
            "Give a file a name with ü",
            "an EmailMessage with `pdf` attached",
            _invoice,
            (
                "It is the line of the cell above, with another message and another name.",
                "`pdf` is bytes already. Give it first, as it is.",
                'The type is `maintype="application", subtype="pdf"`.',
            ),
            """\
invoice = EmailMessage()
invoice.set_content("Thank you for your order.")
invoice.add_attachment(
    pdf, maintype="application", subtype="pdf", filename="Rechnung für Ada.pdf"
)""",
        ),
        Exercise(
            "02.4",
            "Save the attachments",
            "a dict from file name to content",
            _saved,
            (
                "Begin with `saved = {}`, then go through `arrived.iter_attachments()`.",
                "The key is `part.get_filename()`, the value `part.get_content()`.",
                "In the loop: `saved[part.get_filename()] = ...`",
            ),
            """\
saved = {}
for part in arrived.iter_attachments():
    saved[part.get_filename()] = part.get_content()""",
        ),
        Exercise(
            "02.5",
            "Write a postcard",
            "an EmailMessage with a text, its HTML, and a picture",
            _postcard,
            (
                "Four steps: the headers, `set_content`, `add_alternative`, `add_attachment`.",
                '`postcard.add_alternative("<p>Hello <b>Ada</b></p>", subtype="html")`.',
                (
                    "The picture is attached like the one above, without opening a file: "
                    "give `picture` itself."
                ),
            ),
            """\
postcard = EmailMessage()
postcard["From"] = "me@example.com"
postcard["To"] = "ada@example.com"
postcard.set_content("Hello Ada!")
postcard.add_alternative("<p>Hello <b>Ada</b>!</p>", subtype="html")
postcard.add_attachment(picture, maintype="image", subtype="png", filename="smile.png")""",
        ),
    ),
    quizzes=(
        Quiz(
            "02.a",
            "A photo of 3 MB is attached. How much does it add to the mail?",
            (
                Option(
                    "About 2 MB: packing makes it smaller",
                    "Base64 packs for the journey, as in a box. It does not compress.",
                ),
                Option("3 MB, as the file", "3 bytes need 4 characters, so it must be more."),
                Option(
                    "About 4 MB",
                    "57 bytes become 76 characters and a line end: about 1.37 times as much. "
                    "Servers count that, too, when they refuse a mail as too large.",
                    right=True,
                ),
                Option(
                    "6 MB: each byte becomes two characters",
                    "That would be hexadecimal. Base64 has 64 characters to choose from, so "
                    "4 characters hold 3 bytes.",
                ),
            ),
        ),
        Quiz(
            "02.b",
            "Which type will the whole message have when a picture is attached?",
            (
                Option("text/plain", "That is the type of its first part now, not of the whole."),
                Option("image/png", "That is the type of its second part."),
                Option(
                    "multipart/mixed",
                    "Several parts of mixed kinds: the text became the first part, and the "
                    "picture is the second.",
                    right=True,
                ),
            ),
        ),
    ),
)
