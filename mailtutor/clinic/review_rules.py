"""The rules of the review: one entry for each silent mistake, in words for a teacher.

A rule is told where ``found`` returns something: the words in braces, by name. It must
stay quiet on good mail; where it cannot be sure, it returns None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .mail_seen import MailSeen, PartSeen

    Words = dict[str, str]

_TO = ("To", "Cc", "Bcc")
_ACCEPTED = 250
_PATH = re.compile(r"[\w .~:/\\()+-]{1,250}\.[A-Za-z0-9]{1,5}")
_NO_NAME_NEEDED = (
    "application/pgp-",
    "application/pkcs7-",
    "application/x-pkcs7-",
    "text/calendar",
)
# How files begin, and the types that are right for them (aliases in use among them).
_SIGNATURES: list[tuple[bytes, str, tuple[str, ...]]] = [
    (b"%PDF-", "application/pdf", ("application/x-pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", ("image/x-png", "image/apng", "image/vnd.mozilla.apng")),
    (b"\xff\xd8\xff", "image/jpeg", ("image/jpg", "image/pjpeg")),
    (b"GIF87a", "image/gif", ()),
    (b"GIF89a", "image/gif", ()),
]
# Types that say little, and are right for anything.
_ANYTHING = {"application/octet-stream", "application/x-download", "application/force-download"}
_ATTACH = (
    "message.add_attachment(\n"
    '    Path("report.pdf").read_bytes(),\n'
    '    maintype="application",\n'
    '    subtype="pdf",\n'
    '    filename="report.pdf",\n'
    ")"
)


@dataclass(frozen=True)
class Rule:
    """One mistake.

    Args:
        name: what it is called.
        found: the words in braces, if the mistake is there; else None.
        headline: what is wrong, in one line.
        why: what comes of it.
        code: how it is done right.
    """

    name: str
    found: Callable[[MailSeen], Words | None]
    headline: str
    why: str
    code: str


def _semicolons(seen: MailSeen) -> Words | None:
    for name in _TO:
        for value in seen.values(name):
            plain = seen.without_quoted(value)
            # A group, as in `friends: a@x.org, b@x.org;`, has a colon first (RFC 5322, 3.4).
            without_groups = re.sub(r"[^,;:@]*:[^;]*;", " ", plain)
            if re.search(r"@[^;,]*;[^,;]*@", without_groups):
                return {"header": name}
    return None


def _bcc_leaked(seen: MailSeen) -> Words | None:
    there = seen.finished and any(value.strip() for value in seen.values("Bcc"))
    return {} if there else None


def _no_from(seen: MailSeen) -> Words | None:
    if seen.message is None or any(value.strip() for value in seen.values("From")):
        return None
    return None if _headers_in_body(seen) is not None else {}


def _no_date(seen: MailSeen) -> Words | None:
    if seen.message is None or any(value.strip() for value in seen.values("Date")):
        return None
    return None if _headers_in_body(seen) is not None else {}


def _headers_in_body(seen: MailSeen) -> Words | None:
    if seen.message is None or not seen.finished or seen.values("From", "To", "Subject"):
        return None
    body = seen.parts[0].text if len(seen.parts) == 1 else ""
    return {} if re.match(r"(?i)(from|to|subject) *:", body) else None


def _swapped(seen: MailSeen) -> Words | None:
    if seen.delivery is None:
        return None
    envelope = seen.delivery.envelope
    sender, senders = envelope.mail_from.lower(), seen.addresses("From")
    recipients = {address.lower() for address in envelope.rcpt_tos}
    named = seen.addresses(*_TO)
    if senders and senders <= recipients - named and sender in named - senders:
        return {"sender": envelope.mail_from}
    return None


def _no_brackets(seen: MailSeen) -> Words | None:
    if seen.delivery is None:
        return None
    said = [line for line in seen.delivery.conversation if line.kind != "event"]
    for command, reply in pairwise(said):
        if reply.code == _ACCEPTED and re.match(rb"(?i)(mail from|rcpt to): *[^< ]", command.raw):
            return {"command": command.verb or ""}
    return None


def _left_out(seen: MailSeen) -> Words | None:
    if seen.delivery is None or _semicolons(seen) is not None or _swapped(seen) is not None:
        return None
    envelope = seen.delivery.envelope
    reached = {address.lower() for address in envelope.rcpt_tos}
    refused = {address.lower() for address, _ in envelope.refused}
    named = seen.addresses("To", "Cc")
    missed = named - reached - refused
    # Where nobody named is in the envelope, it is a mailing list or a mail to Bcc alone.
    return {"missed": ", ".join(sorted(missed))} if missed and named & reached else None


def _path_as_text(seen: MailSeen) -> Words | None:
    for part in seen.parts:
        if part.attached and part.type == "text/plain" and _is_path(part):
            return {"path": part.text}
    return None


def _is_path(part: PartSeen) -> bool:
    if part.size > 300 or not _PATH.fullmatch(part.text):  # noqa: PLR2004 - bytes
        return False
    # A file that lists one file name is rare, and has a name of its own.
    return not part.filename or part.filename == PurePath(part.text.replace("\\", "/")).name


def _no_filename(seen: MailSeen) -> Words | None:
    for part in seen.parts:
        needed = not part.type.startswith(_NO_NAME_NEEDED)
        if part.attached and not part.filename and needed and not _is_path(part):
            return {"type": part.type}
    return None


def _wrong_type(seen: MailSeen) -> Words | None:
    for part in seen.parts:
        for start, right, aliases in _SIGNATURES:
            if part.head.startswith(start) and part.type not in {right, *aliases, *_ANYTHING}:
                main, _, sub = right.partition("/")
                name = part.filename or "a part"
                return {"name": name, "type": part.type, "right": right, "main": main, "sub": sub}
    return None


def _html_as_text(seen: MailSeen) -> Words | None:
    for part in seen.parts:
        body = part.type == "text/plain" and not part.attached
        if body and re.match(r"(?i)<!doctype html|<html[\s>]", part.text):
            return {}
    return None


def _no_charset(seen: MailSeen) -> Words | None:
    for part in seen.parts:
        plain = part.type.startswith("text/") and not part.charset and not part.attached
        if plain and seen.finished and any(byte > 127 for byte in part.head):  # noqa: PLR2004
            return {}
    return None


RULES = (
    Rule(
        "password printed",
        lambda seen: {} if seen.password_printed else None,
        "A login stands in this text, with the password in it",
        "`set_debuglevel(1)` prints the whole login. The password is only written in base64 "
        "there, which anybody can read. In a notebook it stays in the saved file. Clear that "
        "output before you share it; if it was shared, change the password.",
        "client.set_debuglevel(0)  # before login()",
    ),
    Rule(
        "Bcc leaked",
        _bcc_leaked,
        "Bcc stands in the mail: everybody can read who got a copy",
        "`send_message` takes Bcc out of what it sends. `sendmail(..., message.as_string())` "
        "sends all headers as they are.",
        "client.send_message(message)",
    ),
    Rule(
        "headers in the body",
        _headers_in_body,
        "The headers stand in the text: this mail has none",
        "Headers begin in the very first line, without a space in front, and end at the first "
        "blank line. A text in three quotes often begins with a line end.",
        'message = EmailMessage()\nmessage["Subject"] = "Hello"\nmessage.set_content("The text")',
    ),
    Rule(
        "semicolons",
        _semicolons,
        "Semicolons stand between the addresses in {header}",
        "Outlook shows them so, but a mail wants commas. `smtplib` takes what it understands, "
        "often the first address alone, and reports no error: it returns `{{}}`.",
        'del message["{header}"]\n'
        'message["{header}"] = ", ".join(["a@example.com", "b@example.com"])',
    ),
    Rule(
        "envelope swapped",
        _swapped,
        "Sender and recipient are swapped in the envelope",
        "The envelope says that the mail is from {sender}, and takes it to the address in From. "
        "`sendmail` wants the sender first, then the recipients.",
        "client.send_message(message)  # reads both from the headers",
    ),
    Rule(
        "no angle brackets",
        _no_brackets,
        "An address in {command} has no angle brackets",
        "SMTP requires them, as in `MAIL FROM:<me@example.com>`. This server accepts the address "
        "without them, and so does Postfix, but stricter servers reject it. The methods of "
        "`smtplib` add them for you.",
        'client.mail("me@example.com")\nclient.rcpt("you@example.com")',
    ),
    Rule(
        "recipients left out",
        _left_out,
        "Named in To or Cc, but not in the envelope: {missed}",
        "Only the envelope decides who gets the mail. To several recipients, `sendmail` wants a "
        "list; of one text with commas, many Pythons take the first address only.",
        "client.send_message(message)  # or sendmail(sender, [first, second], text)",
    ),
    Rule(
        "no From",
        _no_from,
        "The mail has no From",
        "Every mail must say who it is from (RFC 5322, section 3.6). Many servers refuse it or "
        "take it for spam; Python sends it without a word.",
        'message["From"] = "me@example.com"',
    ),
    Rule(
        "path as text",
        _path_as_text,
        "The attachment holds the name of a file, not the file: {path}",
        "`add_attachment` attaches what it is given, and a name is a text. Read the file first, "
        "as bytes.",
        "from pathlib import Path\n\n" + _ATTACH,
    ),
    Rule(
        "no filename",
        _no_filename,
        "An attachment ({type}) has no filename",
        "The reader's program calls it `noname` or `attachment.bin`, and does not know what to "
        "open it with.",
        "from pathlib import Path\n\n" + _ATTACH,
    ),
    Rule(
        "wrong type",
        _wrong_type,
        "{name} is sent as {type}, but begins as {right} does",
        "The reader's program goes by the type, and may not open it, or show letters in disorder.",
        'message.add_attachment(\n    data, maintype="{main}", subtype="{sub}", filename="..."\n)',
    ),
    Rule(
        "HTML as plain text",
        _html_as_text,
        "The text is HTML, but is sent as plain text",
        "The reader sees the tags. Give a plain text first, and the HTML as its alternative.",
        'message.set_content("The text")\n'
        'message.add_alternative("<p>The text</p>", subtype="html")',
    ),
    Rule(
        "no charset",
        _no_charset,
        "The text has letters beyond ASCII, and does not say in which charset",
        "The reader's program has to guess, and may show other letters. `EmailMessage` writes "
        "the charset down.",
        'message.set_content("The text")\nclient.send_message(message)',
    ),
    Rule(
        "no Date",
        _no_date,
        "The mail has no Date",
        "Every mail must have one (RFC 5322, section 3.6). `EmailMessage` does not set it. Many "
        "servers add one; others take such a mail for spam.",
        'from email.utils import formatdate\n\nmessage["Date"] = formatdate(localtime=True)',
    ),
)
