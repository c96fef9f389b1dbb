"""Rules about the headers of a message, apart from addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailtutor.mime.headers import header_table

from .rule import Rule

if TYPE_CHECKING:
    from mailtutor.clinic.reviewed_message import ReviewedMessage

    from .rule import Words

_LONGEST = 998  # bytes of a line: RFC 5322, section 2.1.1
_ONCE = (  # RFC 5322, section 3.6, and RFC 2045
    "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References",
    "Subject", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
)  # fmt: skip
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(  # a little less strict than RFC 5322, section 3.3, but with a zone
    rf"(?i)(?:[a-z]+\s*,?\s*)?\d{{1,2}}\s+{_MONTH}\s+\d{{2,4}}\s+"
    r"\d{1,2}\s*:\s*\d{2}(?:\s*:\s*\d{2})?\s*[-+a-z(]"
)
_IN_BODY = re.compile(r"(?i)\s*(?:(from|to) *:[^\n]*@|(subject|mime-version|content-type) *:)")
_SET = 'message = EmailMessage()\nmessage["Subject"] = "Hello"\nmessage.set_content("The text")'


def _bcc_leaked(seen: ReviewedMessage) -> Words | None:
    there = seen.finished and any(seen.values("Bcc", "Resent-Bcc"))
    return {} if there else None


def _headers_in_body(seen: ReviewedMessage) -> Words | None:
    if not seen.finished or len(seen.tree) != 1 or seen.root is None:
        return None
    found = _IN_BODY.match(seen.root.body[:_LONGEST].decode("utf-8", "replace"))
    name = (found[1] or found[2]).capitalize() if found else ""
    return {"name": name} if name and not seen.named(name) else None


def _indented(seen: ReviewedMessage) -> Words | None:
    for header in seen.headers:
        if header.swallowed:
            return {"header": header.name, "name": header.swallowed}
    return None


def _no_headers(seen: ReviewedMessage) -> Words | None:
    if not seen.finished or seen.root is None or not seen.root.raw.strip():
        return None
    known = any(each.name.lower() in header_table() for each in seen.headers)
    if known or _headers_in_body(seen) is not None:
        return None
    first = seen.headers[0].name if seen.headers else ""
    eaten = f"Even the first line is lost, because its colon makes it a header named {first}."
    return {"eaten": eaten if first else "A mail client finds no sender and no subject."}


def _no_blank_line(seen: ReviewedMessage) -> Words | None:
    root = seen.root
    if not seen.finished or root is None or _no_headers(seen) is not None or not root.fields:
        return None
    known = header_table()
    if root.fields[-1].end == root.body_start and root.body.strip():
        return {"line": root.body.strip().partition(b"\n")[0].decode("utf-8", "replace")}
    for each in root.fields:
        new = each.key not in known and "-" not in each.name
        last = each is root.fields[-1] and not root.body.strip()
        if new and (each.value.startswith(b"//") or last):
            line = root.raw[each.start : each.end].partition(b"\n")[0]
            return {"line": line.decode("utf-8", "replace").strip()}
    return None


def _structure(seen: ReviewedMessage) -> bool:
    """Return whether the headers are broken as a whole, so single ones may only seem missing."""
    return any(find(seen) is not None for find in (_headers_in_body, _no_headers, _indented))


def _lacks(name: str, seen: ReviewedMessage) -> Words | None:
    there = any(each.sent or (each.written or "").strip() for each in seen.named(name))
    return None if not seen.there or there or _structure(seen) else {}


def _none(seen: ReviewedMessage) -> Words | None:
    there = any((each.written or each.sent) == "None" for each in seen.named("Subject"))
    return {} if there else None


def _line_end(seen: ReviewedMessage) -> Words | None:
    for each in seen.headers:
        if each.ends_in_line_end:
            return {"header": each.name}
    return None


def _unreadable_date(seen: ReviewedMessage) -> Words | None:
    for each in seen.named("Date"):
        written = each.sent or (each.written or "").strip()
        if written and not (each.sent and _DATE.match(each.sent)):
            sent = "sends it as it is" if each.sent else "sends an empty Date"
            return {"date": written, "sent": sent}
    return None


def _twice(seen: ReviewedMessage) -> Words | None:
    for name in _ONCE:
        if len(seen.named(name)) > 1:
            return {"header": name}
    return None


def _long(seen: ReviewedMessage) -> Words | None:
    for each in seen.headers:
        longest = max(len(line.rstrip(b"\r")) for line in each.lines)
        if longest > _LONGEST:
            return {"header": each.name, "size": f"{longest:,}"}
    return None


def _raw(seen: ReviewedMessage) -> Words | None:
    if not seen.finished or seen.root is None:
        return None
    said = [] if seen.delivery is None else seen.delivery.transcript
    mail = [line.raw.upper() for line in said if line.verb == "MAIL"]
    agreed = not mail or any(b"SMTPUTF8" in line for line in mail)
    for each in seen.root.fields:
        if not each.value.isascii() and not (agreed and _is_utf8(each.value)):
            return {"header": each.name}
    return None


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


STRUCTURE = (
    Rule(
        "Bcc leaked",
        _bcc_leaked,
        "The message contains Bcc: everyone can read who got a copy",
        "`send_message` removes Bcc from what it sends. `sendmail(..., message.as_string())` "
        "sends all headers as they are.",
        "client.send_message(message)",
    ),
    Rule(
        "headers in the body",
        _headers_in_body,
        "The headers end too early: {name} is in the text",
        "The first blank line ends the headers, and everything below it is text. So {name} isn't "
        "a header of this message. A string in triple quotes often begins with a line break.",
        _SET,
    ),
    Rule(
        "indented header",
        _indented,
        "The line with {name} is indented, so it belongs to {header}",
        "A line that begins with a blank continues the header above (RFC 5322, section 2.2.3). So "
        "this message has no header {name}. A string in triple quotes keeps the indentation of "
        "your code; `textwrap.dedent` removes it.",
        _SET,
    ),
    Rule(
        "no headers",
        _no_headers,
        "This message has no headers",
        "`sendmail` sends a text as it is, so the headers have to be part of it: From, To, Subject "
        "and a blank line. {eaten}",
        _SET + "\nclient.send_message(message)",
    ),
    Rule(
        "no blank line",
        _no_blank_line,
        "A blank line is missing between the headers and the text: {line}",
        "Headers end at the first blank line. Without one, a program takes lines of the text for "
        "headers, and the reader doesn't see them, or it guesses where the text begins.",
        _SET,
    ),
)
RULES = (
    Rule(
        "line end in header",
        _line_end,
        "{header} ends with a line end",
        "It often comes from a line of a file; `strip()` removes it. Python doesn't reject it. "
        "Depending on the version and the class, the line end is left out, sent as part of the "
        "value, or it ends the headers there, so that the rest becomes text.",
        'value = "Hello\\n"\n\ndel message["{header}"]\nmessage["{header}"] = value.strip()',
    ),
    Rule(
        "None as Subject",
        _none,
        "Subject is None instead of a text",
        "Python doesn't check what you assign to a header. A variable that was never set, or a "
        "function that returned nothing, ends up as the word None.",
        'del message["Subject"]\nmessage["Subject"] = "Hello"',
    ),
    Rule(
        "header twice",
        _twice,
        "{header} is in the message more than once",
        "A message may have only one (RFC 5322, section 3.6; RFC 2045). In a `MIMEText`, "
        "assigning a header again doesn't replace it but adds another one, and programs read "
        "either of them.",
        'value = message["{header}"]\n\ndel message["{header}"]  # removes all of them\n'
        'message["{header}"] = value',
    ),
    Rule(
        "raw header",
        _raw,
        "{header} has characters beyond ASCII that aren't encoded",
        "A header is ASCII, unless client and server agree on SMTPUTF8, which needs UTF-8. "
        "Here, the reader sees other characters, and some servers reject the message. "
        "`EmailMessage` encodes them.",
        'message = EmailMessage()\nmessage["{header}"] = "\\u00a1Hola!"\n'
        "client.send_message(message)",
    ),
    Rule(
        "long header",
        _long,
        "{header} has a line of {size} bytes",
        "A line may have 998 bytes (RFC 5322, section 2.1.1). Python can only break a header at a "
        "blank, so this one is sent in one piece. Servers reject it, or cut it anywhere.",
        'del message["{header}"]\nmessage["{header}"] = "shorter, or with blanks in it"',
    ),
    Rule(
        "no From",
        lambda seen: _lacks("From", seen),
        "The message has no From",
        "Every message must say who it's from (RFC 5322, section 3.6), but Python doesn't check. "
        "Some servers reject the message. Others deliver it, and spam filters distrust it.",
        'message["From"] = "me@example.com"',
    ),
)
DATE = (
    Rule(
        "unreadable Date",
        _unreadable_date,
        "Date isn't in the form that email requires: {date}",
        "A Date looks like `Thu, 01 Jan 2026 10:00:00 +0000` (RFC 5322, section 3.3). Python "
        "doesn't reject another form, it {sent}. Mail clients sort the message wrongly, and spam "
        "filters distrust it.",
        "from email.utils import formatdate\n\n"
        'del message["Date"]\nmessage["Date"] = formatdate(localtime=True)',
    ),
    Rule(
        "no Date",
        lambda seen: _lacks("Date", seen),
        "The message has no Date",
        "Every message must have one (RFC 5322, section 3.6). `EmailMessage` doesn't set it. Many "
        "servers add one, but spam filters distrust a message without it.",
        'from email.utils import formatdate\n\nmessage["Date"] = formatdate(localtime=True)',
    ),
)
