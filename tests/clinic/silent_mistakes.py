"""Messages that go wrong without an error.

Run ``python -m tests.clinic.silent_mistakes`` to count how many of them `review` finds, and
how many good messages it complains about.
"""

from __future__ import annotations

import smtplib
from email.mime.image import MIMEImage
from email.mime.text import MIMEText
from typing import TYPE_CHECKING, Any, NamedTuple

from mailtutor import LocalServer, review
from tests.clinic.good_messages import GOOD
from tests.clinic.messages import (
    DATE,
    HTML,
    JPEG,
    ME,
    PDF,
    PNG,
    RAW,
    YOU,
    ZIP,
    attach,
    classic,
    delivered,
    file_part,
    modern,
    multi,
    raw,
    with_html,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage, Message


class Mistake(NamedTuple):
    """One silent mistake.

    Args:
        rule: the rule that should find it.
        what: the mistake in a few words.
        make: builds what is reviewed.
    """

    rule: str
    what: str
    make: Callable[[], Any]


def _raw_payload() -> Message:
    part = file_part(PDF, "application", "pdf", "a.pdf", encode=False)
    part["Content-Transfer-Encoding"] = "base64"
    return multi("mixed", MIMEText("Hello"), part)


def _twice() -> Message:
    message = classic()
    message["To"] = "two@example.org"
    return message


def _picture_without_brackets() -> Message:
    picture = MIMEImage(PNG)
    picture["Content-ID"] = "logo"
    return multi("related", MIMEText('<img src="cid:logo">', "html"), picture)


def _without_brackets() -> Any:
    with LocalServer() as server:
        with smtplib.SMTP("localhost", server.port, timeout=10) as client:
            client.ehlo()
            client.docmd(f"MAIL FROM:{ME}")
            client.rcpt(YOU)
            client.data(modern().as_bytes())
        return server.mailbox[0]


_LONG_NAME = "=?utf-8?q?A_v=C3=A9ry_long_name_with_non-ASCII_char_and=2C_comma?= <to@example.com>"
_DEBUG = "send: 'AUTH PLAIN AGFkYQBzZWNyZXQ=\\r\\n'\nreply: b'235 ok'"


def _typed_file(main: str, sub: str) -> EmailMessage:
    return attach(PDF, maintype=main, subtype=sub, filename="a.pdf")


MISTAKES = [
    # addresses
    Mistake("semicolons", "between addresses in To", lambda: modern(To="a@x.org; b@x.org")),
    Mistake("semicolons", "in a MIMEText", lambda: classic(To="Ada <a@x.org>; Bob <b@x.org>")),
    Mistake("semicolons", "in Bcc", lambda: modern(Bcc="Ada <a@x.org> ; Bob <b@x.org>")),
    Mistake(
        "semicolons", "a quoted one, too", lambda: modern(Cc='"L; Ada" <a@x.org>;b@x.org')
    ),
    Mistake("None as address", "To: None", lambda: modern(To=None)),
    Mistake("None as address", "To: None in a MIMEText", lambda: classic(To=None)),
    Mistake("None as address", "From: None", lambda: modern(From=None)),
    Mistake("None as address", "a formatted None", lambda: raw("Hi", RAW.replace(ME, "None"))),
    Mistake("value as address", "str of a list", lambda: modern(To=str(["a@x.org", "b@x.org"]))),
    Mistake("value as address", "str of a tuple", lambda: classic(To=str(("a@x.org", "b@x.org")))),
    Mistake("value as address", "str of a set", lambda: classic(Cc=str({"a@x.org"}))),
    Mistake("value as address", "str of bytes", lambda: modern(To=str(b"you@example.com"))),
    Mistake("broken address", "two @", lambda: modern(To="you@@example.com")),
    Mistake("broken address", "comma in the domain", lambda: modern(To="you@example,com")),
    Mistake("broken address", "comma in MIMEText", lambda: classic(To="Ada <you@example,com>")),
    Mistake("broken address", "dots in a row", lambda: modern(Cc="you@example..com")),
    Mistake("broken address", "a blank in it", lambda: classic(To="you@exam ple.com")),
    Mistake("broken address", "bracket left open", lambda: classic(To="Ada <you@example.com")),
    Mistake("no address", "no domain", lambda: modern(To="you")),
    Mistake("no address", "name alone", lambda: classic(To="Ada Lovelace")),
    Mistake("no address", "name in brackets", lambda: modern(From="Ada <ada>")),
    Mistake("no address", "one of several", lambda: modern(Cc="a@x.org, Bob")),
    Mistake("no comma", "two addresses", lambda: modern(To="a@x.org b@x.org")),
    Mistake("no comma", "two named", lambda: classic(To="Ada <a@x.org> Bob <b@x.org>")),
    Mistake("comma in name", "Smith, Jr", lambda: modern(To="Smith, Jr <bob@example.com>")),
    Mistake("comma in name", "in MIMEText", lambda: classic(From="Lovelace, Ada <me@x.org>")),
    Mistake("at sign in name", "unquoted", lambda: modern(To="bob@example.com <bob@example.com>")),
    Mistake("broken address", "mailto:", lambda: modern(To="mailto:you@example.com")),
    Mistake("encoded address", "MIMEText", lambda: classic(To="B\xf6b <bob@example.com>")),
    Mistake("encoded address", "bytes", lambda: raw("Hi", RAW.replace(
        YOU, "=?utf-8?q?B=C3=B6b_=3Cbob=40example=2Ecom=3E?="))),
    # headers
    Mistake("no From", "left out", lambda: modern(From=...)),
    Mistake("no Date", "left out", lambda: modern(Date=...)),
    Mistake("unreadable Date", "ISO in EmailMessage", lambda: modern(Date="2026-01-01 10:00")),
    Mistake("unreadable Date", "ISO in MIMEText", lambda: classic(Date="2026-01-01T10:00:00Z")),
    Mistake("unreadable Date", "ctime", lambda: classic(Date="Thu Jan  1 10:00:00 2026")),
    Mistake("unreadable Date", "no time zone", lambda: classic(Date="Thu, 01 Jan 2026 12:00:00")),
    Mistake("None as Subject", "EmailMessage", lambda: modern(Subject=str(None))),
    Mistake(
        "indented header",
        "in triple quotes",
        lambda: f"From: {ME}\n    To: {YOU}\n    Subject: Hi\n    Date: {DATE}\n\nHello",
    ),
    Mistake("line end in header", "Subject", lambda: modern(Subject="Hi\n")),
    Mistake("line end in header", "To first", lambda: modern(To="you@example.com\n")),
    Mistake("header twice", "To in a loop", _twice),
    Mistake("long header", "Subject over 998", lambda: classic(Subject="x" * 1200)),
    Mistake("long header", "bytes", lambda: raw("Hi", RAW + "X-Data: " + "x" * 1000 + "\n")),
    Mistake("Bcc leaked", "as_string", lambda: modern(Bcc="c@x.org").as_string()),
    Mistake("Bcc leaked", "on arrival", lambda: delivered(modern(Bcc="c@x.org"), ME, YOU)),
    Mistake("headers in the body", "a leading line end", lambda: "\n" + RAW + "\nHello"),
    Mistake("headers in the body", "a blank line too early", lambda: f"From: {ME}\n\nTo: {YOU}\n"
            f"Subject: Hi\nDate: {DATE}\n\nHello"),
    Mistake("no blank line", "between headers and body", lambda: f"{RAW}Hello Ada,\nhow are you?"),
    Mistake("no headers", "just a text", lambda: "Hello Ada,\nhow are you?\n"),
    Mistake("no headers", "http: first", lambda: "http://example.com is down\n"),
    Mistake("no blank line", "http: in the headers", lambda: f"{RAW}http://example.com is down"),
    Mistake("raw header", "Latin-1", lambda: raw("Hi", RAW.replace("Hi", "Ol\xe1"), "latin-1")),
    Mistake("raw header", "on arrival", lambda: delivered(raw("Hi", RAW.replace("Hi", "\xa1Hi")))),
    # types and structure
    Mistake("broken type", "maintype image/png", lambda: attach(
        PNG, maintype="image/png", subtype="png", filename="a.png")),
    Mistake("broken type", "None/None", lambda: multi(
        "mixed", MIMEText("Hello"), file_part(PDF, None, None, "a.pdf"))),
    Mistake("wrong type", "text/plain for a .png", lambda: attach("data", filename="a.png")),
    Mistake("wrong type", "PNG as text", lambda: attach(
        PNG, maintype="text", subtype="plain", filename="a.png")),
    Mistake("wrong type", "ZIP as PDF", lambda: attach(
        ZIP, maintype="application", subtype="pdf", filename="a.pdf")),
    Mistake("wrong type", "text as PDF", lambda: attach(
        b"Hello\n", maintype="application", subtype="pdf", filename="a.pdf")),
    Mistake("wrong type", "JPEG as PNG", lambda: attach(
        JPEG, maintype="image", subtype="png", filename="a.png")),
    Mistake("empty attachment", "0 bytes", lambda: attach(
        b"", maintype="application", subtype="pdf", filename="a.pdf")),
    Mistake("empty attachment", "empty text", lambda: attach("", filename="a.csv")),
    Mistake("no text", "only an attachment", lambda: attach(
        PDF, text=None, maintype="application", subtype="pdf", filename="a.pdf")),
    Mistake("no text", "MIMEMultipart", lambda: multi(
        "mixed", file_part(PDF, "application", "pdf", "a.pdf"))),
    Mistake("path as text", "the name of the file", lambda: attach("report.pdf")),
    Mistake("path as text", "a Windows path", lambda: attach(
        r"C:\data\report.pdf", filename="report.pdf")),
    Mistake("path as text", "in another folder", lambda: attach("../data/report.pdf")),
    Mistake("no filename", "CSV", lambda: attach("name,age\nAda,36\n", subtype="csv")),
    Mistake("no filename", "PDF", lambda: attach(PDF, maintype="application", subtype="pdf")),
    Mistake("path in filename", "Windows", lambda: attach(
        PDF, maintype="application", subtype="pdf", filename=r"C:\data\a.pdf")),
    Mistake("HTML first", "MIMEMultipart", lambda: multi(
        "alternative", MIMEText(HTML, "html"), MIMEText("Hello"))),
    Mistake("HTML beside text", "in mixed", lambda: multi(
        "mixed", MIMEText("Hello"), MIMEText(HTML, "html"))),
    Mistake("long line", "MIMEText", lambda: classic("x" * 1200)),
    Mistake("long line", "bytes", lambda: raw("x" * 1000 + "\n")),
    Mistake("not encoded", "base64 declared", _raw_payload),
    Mistake("not encoded", "8-bit bytes", lambda: multi(
        "mixed", MIMEText("Hi"), file_part(b"\x81\xff\xfe", "application", "x-data", "a.bin",
                                           encode=False))),
    Mistake("not encoded", "7bit declared", lambda: raw("Ol\xe1", RAW +
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
            "Content-Transfer-Encoding: 7bit\n")),
    Mistake(
        "attachment in alternative",
        "MIMEMultipart",
        lambda: multi(
            "alternative", MIMEText("Hello"), file_part(PDF, "application", "pdf", "a.pdf")
        ),
    ),
    # content
    Mistake("HTML as plain text", "breaks", lambda: classic("Hello Ada,<br><br>see you<br>\n")),
    Mistake("HTML as plain text", "a link", lambda: modern('See <a href="https://x.org">it</a>\n')),
    Mistake("broken type", "pdf/pdf", lambda: _typed_file("pdf", "pdf")),
    Mistake(
        "wrong charset",
        "Latin-1 as UTF-8",
        lambda: raw("Ol\xe1", RAW + "Content-Type: text/plain; charset=utf-8\n", "latin-1"),
    ),
    Mistake(
        "path as text",
        "in a PDF",
        lambda: attach(b"a.pdf", maintype="application", subtype="pdf", filename="a.pdf"),
    ),
    Mistake("HTML as plain text", "a document", lambda: modern(HTML)),
    Mistake("HTML as plain text", "a fragment", lambda: classic("<p>Hello</p>\n<p>Ada</p>\n")),
    Mistake("HTML as plain text", "a heading", lambda: modern("<h1>Hi</h1>Hello, <b>Ada</b><br>")),
    Mistake("missing picture", "cid", lambda: with_html('<img src="cid:logo">')),
    Mistake("missing picture", "another cid", lambda: with_html(
        "<img alt='' src='cid:logo'>", (PNG, "<other>"))),
    Mistake("Content-ID without brackets", "MIMEImage", _picture_without_brackets),
    Mistake("cid with brackets", "make_msgid", lambda: with_html(
        '<img src="cid:<logo@x.org>">', (PNG, "<logo@x.org>"))),
    Mistake("cid with brackets", "percent-encoded", lambda: with_html(
        "<p style='background: url(cid:%3Clogo@x.org%3E)'>Hi</p>", (PNG, "<logo@x.org>"))),
    Mistake("empty version", "an empty list", lambda: with_html("<ul>\n</ul>\n")),
    Mistake("empty version", "only a style", lambda: with_html(
        "<html><head><title>Hi</title><style>p {}</style></head><!-- rows --></html>")),
    Mistake("UTF-8 under another name", "bytes", lambda: raw(
        "Ol\xe1", RAW + "Content-Type: text/plain; charset=iso-8859-1\n")),
    Mistake("local picture", "Windows", lambda: with_html(r'<img src="C:\pictures\a.png">')),
    Mistake("local picture", "relative", lambda: with_html("<p><img width=1 src=img/a.png></p>")),
    Mistake("local picture", "file:", lambda: with_html('<img src="file:///home/ada/a.png">')),
    Mistake("no charset", "bytes", lambda: raw("Ol\xe1")),
    Mistake("password printed", "debug output", lambda: _DEBUG),
    Mistake("password printed", "in a message", lambda: modern(_DEBUG)),
    # envelopes
    Mistake("no angle brackets", "docmd", _without_brackets),
    Mistake("envelope swapped", "sendmail", lambda: delivered(modern(), YOU, ME)),
    Mistake("recipients left out", "the first only", lambda: delivered(
        modern(To="a@x.org, b@x.org"), ME, "a@x.org")),
]  # fmt: skip


if b"and, comma" in modern(To=_LONG_NAME).as_bytes():  # Pythons with cpython#121284
    MISTAKES.append(
        Mistake("comma unquoted by Python", "a long name", lambda: modern(To=_LONG_NAME))
    )


def names(what: Any) -> list[str]:
    """Return the names of the rules that find something."""
    return [finding.name for finding in review(what)]


def main() -> None:
    """Count what `review` finds."""
    missed = [(each, found) for each in MISTAKES if each.rule not in (found := names(each.make()))]
    noisy = [(name, found) for name, make in GOOD.items() if (found := names(make()))]
    for each, found in missed:
        print(f"missed {each.rule} ({each.what}); found {found}")  # noqa: T201
    for name, found in noisy:
        print(f"false alarm on {name}: {found}")  # noqa: T201
    print(f"{len(MISTAKES) - len(missed)} of {len(MISTAKES)} mistakes found")  # noqa: T201
    print(f"{len(noisy)} false alarms on {len(GOOD)} good messages")  # noqa: T201


if __name__ == "__main__":
    main()
