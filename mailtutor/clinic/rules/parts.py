"""Rules about parts: types, structure, encodings."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from mailtutor.mime.magic import LONGEST, signature
from mailtutor.mime.media_types import OCTET_STREAM, guess, is_media_type
from mailtutor.mime.type_check import contradiction, is_text

from .rule import ATTACH, ATTACH_DATA, Rule

if TYPE_CHECKING:
    from mailtutor.clinic.reviewed_message import ReviewedMessage, ReviewedPart
    from mailtutor.mime import Part

    from .rule import Words

_MAIN_TYPES = {
    "application", "audio", "chemical", "example", "font", "haptics", "image", "message", "model",
    "multipart", "text", "video",
}  # fmt: skip
_LONGEST_LINE = 998  # RFC 5322, section 2.1.1
_PATH = re.compile(r"[\w .~:/\\()+-]{1,250}\.[A-Za-z0-9]{1,5}")
_NO_NAME_NEEDED = (
    "application/pgp-",
    "application/pkcs7-",
    "application/x-pkcs7-",
    "text/calendar",
)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/=][ \t]+[A-Za-z0-9+/=]")
_NOT_QUOTED = re.compile(rb"[\x80-\xff]|=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|$)")
_ENCODED = "from pathlib import Path\n\n" + ATTACH + "  # encodes it, and says so"


def is_path(part: ReviewedPart) -> bool:
    """Return whether this is a file's name where the file itself should be."""
    text = part.text
    if part.size > 300 or not _PATH.fullmatch(text):  # noqa: PLR2004 - bytes
        return False
    path = PurePath(text.replace("\\", "/"))
    kind = guess(path.name)
    if not part.filename:
        # A number, as 3.14, has no ending that a file has.
        return kind != OCTET_STREAM or re.search(r"[\\/]", text) is not None
    # A text may well hold one file name, even its own: then only a folder gives it away.
    own = part.filename == path.name
    return own and (not kind.startswith("text/") or path.name != text)


def _path_as_text(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        if part.attached and is_path(part):
            return {"path": part.text}
    return None


def _no_filename(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        needed = not part.type.startswith(_NO_NAME_NEEDED)
        if part.attached and not part.filename and needed and not is_path(part):
            return {"type": part.declared or part.type}
    return None


def _path_in_filename(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        if re.search(r"[\\/]", part.filename):
            base = re.split(r"[\\/]", part.filename)[-1]
            return {"name": part.filename, "base": base}
    return None


def _is_broken(part: ReviewedPart) -> bool:
    if part.part.field("content-type") is None:
        return False
    main, _, sub = part.declared.partition("/")
    known = main in _MAIN_TYPES or main.startswith("x-")
    return not is_media_type(part.declared) or not known or sub == "none"


def _broken_type(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        if _is_broken(part):
            return {"name": part.called, "type": part.declared or "nothing"}
    return None


def _wrong_type(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        if _is_broken(part) or is_path(part) or not (part.part.is_file or not is_text(part.head)):
            continue
        found = signature(part.head[:LONGEST])
        wrong = contradiction(part.type, guess(part.filename), found, part.head)
        # What wasn't encoded can't be decoded, so there is nothing to compare.
        if wrong and encoding_fault(part) is None:
            main, _, sub = wrong.type.partition("/")
            hint = {"start": "it begins like", "text": "it is", "name": "its name says"}
            but = f"{hint[wrong.evidence]} {wrong.name}"
            return {"name": part.called, "type": part.type, "but": but, "main": main, "sub": sub}
    return None


def _empty(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        # `add_attachment` ends even an empty text with a line end.
        if part.attached and part.size <= 2 and not part.head.strip():  # noqa: PLR2004 - CRLF
            return {"name": part.called}
    return None


def _no_text(seen: ReviewedMessage) -> Words | None:
    if seen.root is None or seen.root.type != "multipart/mixed" or not seen.parts:
        return None
    forwarded = any(part.type.startswith("message/") for part in seen.tree)
    return {} if not forwarded and all(part.attached for part in seen.parts) else None


def _holds(part: Part, media_type: str) -> bool:
    """Return whether this has the type, or is a multipart/related that begins with it."""
    if part.type == "multipart/related" and part.children:
        part = part.children[0]
    return part.type == media_type


def _attached_as_version(seen: ReviewedMessage) -> Words | None:
    for box in seen.tree:
        for part in box.children if box.type == "multipart/alternative" else ():
            # A calendar is a version of the text, and may be a file at the same time.
            if part.disposition == "attachment" and part.type != "text/calendar":
                return {"name": part.filename or "A file"}
    return None


def _html_first(seen: ReviewedMessage) -> Words | None:
    for box in seen.tree:
        if box.type == "multipart/alternative":
            plain = [n for n, each in enumerate(box.children) if _holds(each, "text/plain")]
            html = [n for n, each in enumerate(box.children) if _holds(each, "text/html")]
            if plain and html and html[0] < plain[0]:
                return {}
    return None


def _is_body(part: Part, media_type: str) -> bool:
    return _holds(part, media_type) and not part.disposition and not part.filename


def _html_beside(seen: ReviewedMessage) -> Words | None:
    for box in seen.tree:
        plain = [n for n, each in enumerate(box.children) if _is_body(each, "text/plain")]
        html = [n for n, each in enumerate(box.children) if _is_body(each, "text/html")]
        # More of either are different texts, and a text behind the HTML is a list's footer.
        if box.type == "multipart/mixed" and len(plain) == len(html) == 1 and plain < html:
            return {}
    return None


def encoding_fault(part: ReviewedPart) -> Words | None:
    """Describe how the content differs from its declared transfer encoding."""
    encoding, body = part.part.encoding, part.part.body.strip()
    has = "something else"
    if encoding == "base64":
        wrong = _NOT_BASE64.search(body) is not None
    elif encoding == "quoted-printable":
        wrong = _NOT_QUOTED.search(body) is not None
    else:
        # Text without a declared encoding is common, and every client reads it.
        says = encoding == "7bit" or (not encoding and not part.type.startswith("text/"))
        wrong, has = says and not body.isascii(), "bytes beyond ASCII"
    return {"name": part.called, "encoding": encoding or "7bit", "has": has} if wrong else None


def _not_encoded(seen: ReviewedMessage) -> Words | None:
    return next((found for part in seen.parts if (found := encoding_fault(part))), None)


def _long_line(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        if part.part.encoding != "binary":
            longest = max(len(line.rstrip(b"\r")) for line in part.part.body.split(b"\n"))
            if longest > _LONGEST_LINE:
                return {"name": "The text" if part.shown_as_text else part.called,
                        "size": f"{longest:,}"}  # fmt: skip
    return None


RULES = (
    Rule(
        "path as text",
        _path_as_text,
        "The attachment holds the name of a file, not the file: {path}",
        "`add_attachment` attaches what it is given, and a file name is just text. Read the file "
        "first, as bytes.",
        "from pathlib import Path\n\n" + ATTACH,
    ),
    Rule(
        "empty attachment",
        _empty,
        "{name} is attached, but is empty",
        "The attachment has no content. Perhaps the file was read twice, or before it was closed "
        "after writing: `read()` starts where the last one ended.",
        "from pathlib import Path\n\n" + ATTACH,
    ),
    Rule(
        "no filename",
        _no_filename,
        "An attachment ({type}) has no filename",
        "Mail clients call it `noname` or `attachment.bin`, and don't know which program opens it.",
        "from pathlib import Path\n\n" + ATTACH,
    ),
    Rule(
        "path in filename",
        _path_in_filename,
        "The filename of an attachment has a folder in it: {name}",
        "The reader learns how your folders are named, and mail clients change such a name, each "
        "in its own way. Pass the last part only.",
        "from pathlib import Path\n\n"
        'path = Path("data/report.pdf")\n' + ATTACH.replace('"report.pdf",\n)', "path.name,\n)"),
    ),
    Rule(
        "broken type",
        _broken_type,
        "{name} has a Content-Type that isn't one: {type}",
        "A type is a family and a subtype with a slash between them, as in `image/png`. Mail "
        "clients can't tell what this part is, so they show it as text or as unknown bytes "
        "(RFC 2045, section 5.2). `maintype` is the family alone, `subtype` is the rest.",
        'message.add_attachment(\n    data, maintype="image", subtype="png", filename="a.png"\n)',
    ),
    Rule(
        "wrong type",
        _wrong_type,
        "{name} is sent as {type}, but {but}",
        "Mail clients go by the type that you declare. They may not open the file, or open it "
        "with the wrong program.",
        'message.add_attachment(\n    data, maintype="{main}", subtype="{sub}", filename="..."\n)',
    ),
    Rule(
        "not encoded",
        _not_encoded,
        "{name} is declared as {encoding}, but contains {has}",
        "The header Content-Transfer-Encoding only says how the content is encoded; it doesn't "
        "encode it. The receiver decodes what was never encoded, or a server on the way damages "
        "it. `add_attachment` does both steps, and so does `encode_base64(part)`.",
        _ENCODED,
    ),
    Rule(
        "long line",
        _long_line,
        "{name} has a line of {size} bytes",
        "A line may have 998 bytes (RFC 5321, section 4.5.3.1.6). Servers reject longer ones, or "
        "break them anywhere. `MIMEText` and hand-written text go out as they are; `EmailMessage` "
        "encodes long lines.",
        'message = EmailMessage()\nmessage.set_content("a very long line")',
    ),
    Rule(
        "no text",
        _no_text,
        "The message has attachments, but no text",
        "The reader opens an empty message, and spam filters distrust it. Set the text first, then "
        "attach the files.",
        'message.set_content("The report is attached.")\n' + ATTACH_DATA,
    ),
    Rule(
        "HTML first",
        _html_first,
        "The HTML comes before the plain text",
        "In multipart/alternative, the last part is the best one (RFC 2046, section 5.1.4). So the "
        "reader sees the plain text, and your HTML is never shown.",
        'message.set_content("The text")\n'
        'message.add_alternative("<p>The text</p>", subtype="html")',
    ),
    Rule(
        "attachment in alternative",
        _attached_as_version,
        "{name} is attached as another version of the text",
        "The parts of multipart/alternative are versions of one text, and the reader sees the last "
        "one that the mail client can show. So either the text is missing or the file. Put the "
        "versions of the text into a part of their own, inside of multipart/mixed.",
        'message.set_content("The text")\n'
        'message.add_alternative("<p>The text</p>", subtype="html")\n' + ATTACH_DATA,
    ),
    Rule(
        "HTML beside text",
        _html_beside,
        "Plain text and HTML are in multipart/mixed",
        "The parts of multipart/mixed are shown one after the other, so the reader gets both, or "
        "the HTML as an attachment. Two versions of one text belong in multipart/alternative.",
        'message.set_content("The text")\n'
        'message.add_alternative("<p>The text</p>", subtype="html")',
    ),
)
