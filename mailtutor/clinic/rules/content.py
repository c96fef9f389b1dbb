"""Rules about text: HTML, pictures, characters, passwords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mailtutor.mime.decode import decode_charset

from .parts import encoding_fault
from .rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor.clinic.reviewed_message import ReviewedMessage

    from .rule import Words

_TAGS = (
    "a|b|blockquote|body|br|center|div|em|font|h[1-6]|head|hr|i|img|li|ol|p|pre|span|strong|style|"
    "table|tbody|td|tr|u|ul"
)
_DOCUMENT = re.compile(r"(?is)(?:<!doctype html[^>]*>|<html[^<>]*>)(?:\s*(?:<|$)|.*</html>\s*$)")
_FRAGMENT = re.compile(rf"(?is)<({_TAGS})(?:\s[^<>]*)?/?>.*</?({_TAGS})\s*/?>")
_SOURCE = re.compile(
    r"""(?is)<img\s(?:[^<>]*?\s)?src\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))"""
)
_POINTS = r"""(?i)(?:<[a-z][^<>]*=\s*["']?|url\(\s*["']?)cid:"""
_CID = re.compile(_POINTS + r"""(?!%3C|&lt;)([^"'\s<>)]+)""")
_BRACKETED_CID = re.compile(_POINTS + r"(?:<|%3C|&lt;)")
_ELSEWHERE = re.compile(r"(?i)\s*(?:$|//|#|(?:https?|cid|data|mid|ftp|about|blob):|[{{%\[$])")
_INLINE = (
    "from email.utils import make_msgid\n\n"
    "cid = make_msgid()\n"
    "html = f'<img src=\"cid:{{cid[1:-1]}}\">'\n"
    'message.add_alternative(html, subtype="html")\n'
    'message.get_payload()[-1].add_related(data, "image", "png", cid=cid)'
)

_SHOWN_ANYWAY = re.compile(
    r"(?i)<(?:img|svg|hr|input|video|object|table)\b|background(?:-image)?\s*[:=]"
)
_NOT_SHOWN = re.compile(r"(?is)<!--.*?-->|<(head|style|script|title)\b.*?</\1\s*>|<[^<>]*>|&nbsp;")
# What only HTML needs, in a text that doesn't speak about HTML.
_MARKUP = re.compile(r"""(?is)<br\s*/?>.*<br\s*/?>|<a\s[^<>]*href\s*=[^<>]*>[^<>]*</a>""")
_ABOUT_HTML = re.compile(r"(?i)\bHTML\b|\btags?\b|`")


def _html(seen: ReviewedMessage) -> Iterator[str]:
    for part in seen.parts:
        if part.type == "text/html" and not part.attached:
            yield re.sub(r"(?s)<!--.*?(?:-->|$)", "", part.text)


def _html_as_text(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        body = part.type == "text/plain" and not part.attached and not part.filename
        if body and (_DOCUMENT.match(part.text) or _FRAGMENT.fullmatch(part.text)):
            return {}
        if body and _MARKUP.search(part.text) and not _ABOUT_HTML.search(part.text):
            return {}
    return None


def _ids(seen: ReviewedMessage) -> tuple[set[str], set[str]]:
    """Return the Content-IDs in angle brackets, and those without."""
    fields = [field for part in seen.tree if (field := part.field("content-id"))]
    values = [re.sub(r"\s+", "", field.value.decode("utf-8", "replace")) for field in fields]
    marked = {value for value in values if value.startswith("<") and value.endswith(">")}
    return {value[1:-1] for value in marked}, {value for value in values if value not in marked}


def _missing_picture(seen: ReviewedMessage) -> Words | None:
    there = set[str]().union(*_ids(seen))
    for html in _html(seen):
        for wanted in _CID.findall(html):
            if wanted not in there and unquote(wanted) not in there:
                return {"cid": wanted}
    return None


def _bracketed_cid(seen: ReviewedMessage) -> Words | None:
    return {} if any(map(_BRACKETED_CID.search, _html(seen))) else None


def _bare_id(seen: ReviewedMessage) -> Words | None:
    bare = sorted(_ids(seen)[1])
    return {"cid": bare[0]} if bare and bare[0] else None


def _local_picture(seen: ReviewedMessage) -> Words | None:
    for html in _html(seen):
        if re.search(r"(?i)<base\s[^<>]*href", html):
            continue
        for found in _SOURCE.finditer(html):
            source = next((each for each in found.groups() if each is not None), "")
            if not _ELSEWHERE.match(source):
                return {"source": source}
    return None


def _empty_version(seen: ReviewedMessage) -> Words | None:
    for box in seen.tree:
        if box.type != "multipart/alternative" or len(box.children) < 2:  # noqa: PLR2004
            continue
        best = next((each for each in seen.parts if each.part is box.children[-1]), None)
        if best is None or not best.type.startswith("text/"):
            continue
        text = best.text
        if best.type == "text/html" and not _SHOWN_ANYWAY.search(text):
            text = _NOT_SHOWN.sub("", text).strip()
        if not text:
            return {"type": best.type}
    return None


def _utf8_as_other(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        single = re.fullmatch(r"(?i)(iso-?8859-\d+|latin-?1|windows-125\d|cp125\d)", part.charset)
        body = part.type.startswith("text/") and not part.attached and part.size == len(part.head)
        if (
            single
            and body
            and not part.head.isascii()
            and not decode_charset(part.head, "utf-8")[1]
        ):
            return {"charset": part.charset}
    return None


def _wrong_charset(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        # Python reads other charsets more strictly than mail clients do.
        strict = part.charset.lower() in {"utf-8", "us-ascii"} and part.size == len(part.head)
        body = part.type.startswith("text/") and not part.attached and encoding_fault(part) is None
        if body and strict and decode_charset(part.head, part.charset)[1]:
            return {"charset": part.charset}
    return None


def _no_charset(seen: ReviewedMessage) -> Words | None:
    for part in seen.parts:
        plain = part.type.startswith("text/") and not part.charset and not part.attached
        if plain and seen.finished and not part.head.isascii():
            return {}
    return None


PASSWORD = (
    Rule(
        "password printed",
        lambda seen: {} if seen.password_printed else None,
        "A login is in this text, with the password in it",
        "`set_debuglevel(1)` prints the whole login. The password is only encoded in base64 "
        "there, which anyone can decode. In a notebook it stays in the saved file. Clear that "
        "output before you share it; if it was shared, change the password.",
        "client.set_debuglevel(0)  # before login()",
    ),
)
RULES = (
    Rule(
        "HTML as plain text",
        _html_as_text,
        "The text is HTML, but is sent as plain text",
        "The reader sees the tags. Set a plain text first, and add the HTML as its alternative.",
        'message.set_content("The text")\n'
        'message.add_alternative("<p>The text</p>", subtype="html")',
    ),
    Rule(
        "missing picture",
        _missing_picture,
        "The HTML shows cid:{cid}, but no part has this Content-ID",
        "`cid:` points to a part of the same message, and without that part the reader sees a "
        "broken picture. In the header Content-ID the ID has angle brackets, in the HTML it "
        "doesn't.",
        _INLINE,
    ),
    Rule(
        "cid with brackets",
        _bracketed_cid,
        "The HTML points to a picture as `cid:<...>`, with angle brackets",
        "`make_msgid()` returns the ID with angle brackets, which belong in the header "
        "Content-ID. In the HTML they are left out (RFC 2392), or the reader sees a broken "
        "picture: `cid[1:-1]` is the ID without them.",
        _INLINE,
    ),
    Rule(
        "Content-ID without brackets",
        _bare_id,
        "A Content-ID has no angle brackets: {cid}",
        "The header has them, as in `Content-ID: <logo@example.com>`, and the HTML leaves them "
        "out, as in `cid:logo@example.com` (RFC 2392). Some clients don't find the picture "
        "otherwise.",
        'del part["Content-ID"]\npart["Content-ID"] = "<logo@example.com>"',
    ),
    Rule(
        "local picture",
        _local_picture,
        "The HTML shows a picture that isn't in the message: {source}",
        "This path leads to a file on your computer, and the reader doesn't have it. Add the "
        "picture to the message, and point to it with `cid:`.",
        _INLINE,
    ),
    Rule(
        "empty version",
        _empty_version,
        "The last version of the text ({type}) is empty",
        "In multipart/alternative, the last part is the best one (RFC 2046, section 5.1.4). So the "
        "reader sees an empty message, although an earlier version has a text.",
        'html = "<p>The text</p>"\nmessage.add_alternative(html, subtype="html")',
    ),
    Rule(
        "UTF-8 under another name",
        _utf8_as_other,
        "The text is UTF-8, but is declared as {charset}",
        "The reader sees two or three characters for each letter beyond ASCII, as in `Ã¼`. "
        "`EmailMessage` encodes the text and declares the charset in one step.",
        'message.set_content("The text", charset="utf-8")',
    ),
    Rule(
        "wrong charset",
        _wrong_charset,
        "The text isn't in the charset that it declares: {charset}",
        "Some of its bytes have no meaning in this charset, so the reader sees other characters "
        "or none. `EmailMessage` encodes the text and declares the charset "
        "in one step.",
        'message.set_content("The text")\nclient.send_message(message)',
    ),
    Rule(
        "no charset",
        _no_charset,
        "The text has non-ASCII letters, but doesn't declare a charset",
        "The mail client has to guess, and may show other letters. `EmailMessage` declares the "
        "charset.",
        'message.set_content("The text")\nclient.send_message(message)',
    ),
)
