"""Good messages of many makes, which `review` must leave alone."""

from __future__ import annotations

import json
from email import policy
from email.headerregistry import Address, Group
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.text import MIMEText
from email.utils import formataddr
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.clinic.messages import (
    DATE,
    HEADERS,
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
    set_headers,
    with_html,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _report() -> bytes:
    return raw(
        "--b\nContent-Type: text/plain; charset=us-ascii\n\nNot delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        "Final-Recipient: rfc822; you@example.com\nAction: failed\nStatus: 5.1.1\n"
        "--b\nContent-Type: message/rfc822\n\nFrom: me@example.com\nSubject: Hi\n\nHello\n--b--\n",
        RAW + "MIME-Version: 1.0\nAuto-Submitted: auto-replied\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
    )


def _signed() -> bytes:
    return raw(
        "--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: application/pgp-signature\n\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n--b--\n",
        RAW + "MIME-Version: 1.0\nContent-Type: multipart/signed; micalg=pgp-sha256; "
        'protocol="application/pgp-signature"; boundary=b\n',
    )


def _encrypted() -> bytes:
    return raw(
        "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        '--b\nContent-Type: application/octet-stream; name="encrypted.asc"\n'
        'Content-Disposition: inline; filename="encrypted.asc"\n\n'
        "-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n--b--\n",
        RAW + "MIME-Version: 1.0\nContent-Type: multipart/encrypted; "
        'protocol="application/pgp-encrypted"; boundary=b\n',
    )


def _smime() -> EmailMessage:
    message: EmailMessage = set_headers(EmailMessage(), {})
    message.set_content(
        b"0\x82" + bytes(50), "application", "pkcs7-mime", disposition="attachment",
        filename="smime.p7m", params={"smime-type": "enveloped-data"},
    )  # fmt: skip
    return message


def _calendar() -> EmailMessage:
    message = modern("You are invited")
    text = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    message.add_alternative(text, subtype="calendar", params={"method": "REQUEST"})
    message.add_attachment(text.encode(), "text", "calendar", filename="invite.ics")
    return message


def _plain_html_attachment() -> Message:
    body = multi("alternative", MIMEText("Hello"), MIMEText(HTML, "html"))
    for name in HEADERS:
        del body[name]
    return multi("mixed", body, file_part(PDF, "application", "pdf", "a.pdf"))


def _mailing_list() -> bytes:
    return raw(
        "--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b\nContent-Type: text/plain\n"
        "Content-Disposition: inline\n\n_____\nthe list\n--b--\n",
        RAW + "List-Id: <friends.example.org>\nSender: friends-bounces@example.org\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n",
    )


def _redirected() -> Any:
    resent = f"Resent-From: {YOU}\nResent-To: {ME}\nResent-Date: {DATE}\n"
    return delivered(raw("Hello", resent + RAW), YOU, ME)


def _redirected_by_server() -> Any:
    received = "Received: from mx.example.org by mx.example.com; " + DATE + "\n"
    return delivered(raw("Hello", received + RAW), YOU, ME)


def _digest() -> bytes:
    one = "\nFrom: a@x.org\nSubject: One\n\nOne\n"
    return raw(f"--b\n{one}--b\n{one}--b--\n", RAW + "MIME-Version: 1.0\n"
               "Content-Type: multipart/digest; boundary=b\n")  # fmt: skip


def _html_report() -> EmailMessage:
    return with_html(
        '<base href="https://example.org/"><img src="a.png"><img src="https://example.org/a.png">'
        '<img src="//example.org/a.png"><img src="data:image/png;base64,iVBORw0KGgo=">'
    )


def _apple() -> Message:
    picture = file_part(PNG, "image", "png")
    picture["Content-Disposition"] = 'inline; filename="a.png"'
    return multi("mixed", MIMEText("Above"), picture, MIMEText("Below"))


def _photo() -> Message:
    picture = file_part(JPEG, "image", "jpeg")
    picture["Content-Disposition"] = 'inline; filename="IMG_1.jpeg"'
    return multi("mixed", picture)


def _file(data: bytes, kind: str, name: str) -> Callable[[], EmailMessage]:
    main, _, sub = kind.partition("/")
    return lambda: attach(data, maintype=main, subtype=sub, filename=name)


def _typed(kind: str, body: bytes, encoding: str = "", more: str = "") -> bytes:
    how = f"Content-Transfer-Encoding: {encoding}\n" if encoding else ""
    head = f"{RAW}MIME-Version: 1.0\nContent-Type: {kind}\n{how}{more}\n"
    return head.encode() + body


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ADDRESSES = {
    "quoted comma": '"Smith, Jr" <bob@example.com>',
    "quoted at sign": '"bob@home" <bob@example.com>',
    "an address as the name": '"bob@example.com" <bob@example.com>',
    "quoted semicolon": '"Lovelace; Ada" <a@x.org>, b@x.org',
    "comments": "a@x.org (home; work), (Bob, the builder) b@x.org",
    "nested comments": "Ada (the (first, best) one) <a@x.org>",
    "quoted local part": '"Ada Lovelace"@example.com, "a@b"@x.org',
    "address literal": "ada@[192.0.2.1], bob@[IPv6:2001:db8::1]",
    "a local host": "ada@localhost",
    "plus, quote and dash": "o'hara+x=y@mail-1.example.co.uk",
    "a group": "friends: a@x.org, Bob <b@x.org>;",
    "two groups": "friends: a@x.org;, family: b@x.org, c@x.org;",
    "an empty group": "undisclosed-recipients:;",
    "no blank before the bracket": "Ada<a@x.org>",
    "a trailing comma": "a@x.org, b@x.org,",
    "an initial": "John Q. Public <john@x.org>",
    "encoded name": "=?utf-8?q?J=C3=B6rg?= <j@x.org>",
    "encoded name with a comma": "=?utf-8?q?Smith=2C_J=C3=B6rg?= <j@x.org>",
    "encoded name with an at sign": "=?utf-8?b?QsO2YkBob21l?= <bob@example.com>",
    "non-ASCII names": "J\xf6rg <j@x.org>, \u6d0b\u5b50 <y@x.org>, Zo\xeb <z@x.org>",
    "a long list": ", ".join(f"Person {n} <p{n}@example.org>" for n in range(60)),
    "someone called None": "None <none@example.com>",
    "punycode": "ada@xn--exmple-cua.org",
    "None as local part": "None@example.com",
    "capitals": "Ada@EXAMPLE.COM",
}
_TEXTS = {
    "about a tag": "<html> is the first tag of a page. Its last one is </html>, always.\n",
    "about a paragraph": "<p> begins a paragraph, and </p> ends it.\n",
    "about links": 'A link is an <a href="x">x</a> tag, a line ends with <br> or <br/>.\n',
    "XML": "<note><to>Ada</to></note>\n",
    "an address in brackets": "<me@example.com> wrote:\n> Hello\n",
    "less than": "<3 you\n",
    "RFC 4954": "C: AUTH PLAIN dGVzdAB0ZXN0ADEyMzQ=\nS: 235 2.7.0 Authentication successful\n",
    "Google's XOAUTH2": "AUTH XOAUTH2 dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YQEB\n",
    "a quoted header": "From: the desk of Ada\n\nHello\n",
    "a forwarded header": "From: Bob <b@x.org>\nTo: a@x.org\nSubject: Hi\n\nHello\n",
    "a date line": "Date: Friday, 10:00\nPlace: here\n",
    "a Windows path": "See C:\\data\\report.pdf\n",
    "cid in text": "Use src=\"cid:logo\" or <img src='a.png'> in HTML.\n",
    "long lines": "word " * 400 + "\n",
    "letters of many scripts": "Ol\xe1, \u4f60\u597d, \U0001f600\n",
    "nothing": "\n",
    "a trailing blank": "Hello \n\n\n-- \nAda\n",
}

GOOD: dict[str, Callable[[], Any]] = {
    **{f"To: {name}": partial(modern, To=to) for name, to in _ADDRESSES.items()},
    **{
        f"MIMEText To: {name}": partial(classic, To=to)
        for name, to in _ADDRESSES.items()
        if to.isascii()
    },
    **{f"text: {name}": partial(modern, text) for name, text in _TEXTS.items()},
    **{
        f"MIMEText: {name}": partial(classic, text, "plain", "utf-8")
        for name, text in _TEXTS.items()
        if name != "long lines"
    },
    "bytes": lambda: modern().as_bytes(),
    "bytes with CRLF": lambda: modern().as_bytes(policy=policy.SMTP),
    "a string": lambda: modern().as_string(),
    "on arrival": lambda: delivered(modern()),
    "Bcc kept back": lambda: delivered(modern(Bcc="c@x.org")),
    "only Bcc": lambda: modern(To=..., Bcc="c@x.org"),
    "to a group object": lambda: modern(To=Group("friends", (Address("Ada", "a", "x.org"),))),
    "an Address object": lambda: modern(To=Address("Smith, J\xf6rg", "j", "x.org")),
    "formataddr": lambda: classic(To=formataddr(("J\xf6rg, Smith", "j@x.org"))),
    "a long non-ASCII name": lambda: modern(To="J\xf6rg " * 20 + "<j@x.org>"),
    "a long subject": lambda: modern(Subject="word " * 80),
    "a long subject in MIMEText": lambda: classic(Subject="word " * 80),
    "a non-ASCII subject": lambda: classic(Subject="Ol\xe1 " * 40),
    "folded headers": lambda: raw("Hi", RAW + "References: <a@x.org>\n <b@x.org>\n\t<c@x.org>\n"),
    "many references": lambda: modern(References=" ".join(f"<{n}@example.org>" for n in range(99))),
    "an IDN address": lambda: modern(To="ada@ex\xe4mple.org"),
    "SMTPUTF8": lambda: set_headers(EmailMessage(policy.SMTPUTF8), {"To": "j\xf6rg@x.org"}),
    "raw UTF-8 headers": lambda: raw("Hi", RAW.replace(YOU, "J\xf6rg <j\xf6rg@ex\xe4mple.org>")),
    "SMTPUTF8 on arrival": lambda: delivered(
        raw("Hi", RAW.replace("Hi", "\xa1Hi")), ME, YOU, options=("SMTPUTF8", "BODY=8BITMIME")),
    "an obsolete date": lambda: classic(Date="1 Jan 26 10:00 EST"),
    "a date with a comment": lambda: classic(Date="Thu, 1 Jan 2026 10:00:00 +0000 (UTC)"),
    "a mailbox line": lambda: b"From me@example.com Thu Jan  1 10:00:00 2026\n" + raw("Hi"),
    "a resent message": _redirected,
    "a redirect to the author": _redirected_by_server,
    "a mailing list": lambda: delivered(_mailing_list(), "friends-bounces@example.org", "b@x.org"),
    "a copy to oneself": lambda: delivered(modern(), ME, YOU, ME),
    "a bounce": _report,
    "PGP signed": _signed,
    "PGP encrypted": _encrypted,
    "S/MIME": _smime,
    "a calendar": _calendar,
    "a digest": _digest,
    "a forwarded message": lambda: attach(modern(Date=...)),
    "a forwarded message alone": lambda: multi("mixed", MIMEMessage(modern(From=...))),
    "alternative in mixed": _plain_html_attachment,
    "three alternatives": lambda: multi("alternative", MIMEText("Hi"), MIMEText("<b>Hi</b>",
        "enriched"), MIMEText(HTML, "html")),
    "HTML alone": lambda: classic(HTML, "html"),
    "HTML with a picture": lambda: with_html('<img src="cid:a@b">', (PNG, "<a@b>")),
    "HTML with an escaped cid": lambda: with_html('<img src="cid:a%2Bb@c">', (PNG, "<a+b@c>")),
    "HTML with pictures on the web": _html_report,
    "HTML about cid": lambda: with_html("<p>Write src='cid:&lt;a@b&gt;' or src='cid:a@b'</p>"),
    "HTML that is only a line": lambda: with_html("<hr>"),
    "HTML about pictures": lambda: with_html("<p>Write &lt;img src='a.png'&gt;</p>"),
    "a page as attachment": lambda: attach(HTML + '<img src="a.png">', subtype="html",
        filename="a.html"),
    "a picture between texts": _apple,
    "a photo alone": _photo,
    "format=flowed": lambda: _typed("text/plain; charset=us-ascii; format=flowed", b"Hello \nAda"),
    "an unknown charset": lambda: _typed("text/plain; charset=iso-8859-8-i", b"\xe0\n", "8bit"),
    "8bit": lambda: _typed("text/plain; charset=utf-8", "Ol\xe1".encode(), "8bit"),
    "binary": lambda: _typed("text/plain; charset=utf-8", "Ol\xe1".encode(), "binary"),
    "quoted-printable": lambda: _typed("text/plain; charset=utf-8", b"=C3=A1", "quoted-printable"),
    "Latin-1": lambda: classic("Ol\xe1", "plain", "iso-8859-1"),
    "ISO-2022-JP": lambda: classic("\u65e5\u672c", "plain", "iso-2022-jp"),
    "long base64": lambda: attach(bytes(range(256)) * 999, maintype="application",
        subtype="octet-stream", filename="a.bin"),
    "base64 in one line": lambda: _typed("text/plain; charset=utf-8", b"SGVsbG8=", "base64"),
    "uppercase encoding": lambda: _typed("text/plain; charset=utf-8", b"SGVsbG8=\n", "BASE64"),
    "MIMEApplication": lambda: multi("mixed", MIMEText("Hi"), file_part(PDF, "application", "pdf",
        "\xdcben.pdf")),
    "requirements.txt": lambda: attach("requirements.txt", filename="requirements.txt"),
    "current.txt": lambda: attach("report.pdf\n", filename="current.txt"),
    "a list of files": lambda: attach("a.pdf\nb.pdf\n", filename="files.txt"),
    "a csv": _file(b"a;b\n1;2\n", "text/csv", "a.csv"),
    "a csv for Excel": _file(b"a;b\n1;2\n", "application/vnd.ms-excel", "a.csv"),
    "a docx": _file(ZIP, _DOCX, "a.docx"),
    "a docx as ZIP": _file(ZIP, "application/zip", "a.docx"),
    "x-zip-compressed": _file(ZIP, "application/x-zip-compressed", "a.zip"),
    "a PDF as octet-stream": _file(PDF, "application/octet-stream", "a.pdf"),
    "a PDF as x-pdf": _file(PDF, "application/x-pdf", "a.pdf"),
    "image/jpg": _file(JPEG, "image/jpg", "a.jpg"),
    "an SVG": _file(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "a.svg"),
    "JSON as text": _file(b"{}", "text/plain", "a.json"),
    "Python": _file(b"print()\n", "text/x-python", "a.py"),
    "TypeScript as text": _file(b"let a = 1\n", "text/plain", "a.ts"),
    "a key": _file(b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "application/pgp-keys", "k.asc"),
    "RTF as msword": _file(b"{\\rtf1 a}", "application/msword", "a.doc"),
    "XML": _file(b"<a/>", "text/xml", "a.xml"),
    "gzip": _file(b"\x1f\x8b\x08" + bytes(20), "application/gzip", "a.csv.gz"),
    "a compressed tar": _file(b"\x1f\x8b\x08" + bytes(20), "application/x-gtar", "a.tar.gz"),
    "MP3 without a tag": _file(b"\xff\xfb\x90" + bytes(20), "audio/mpeg", "a.mp3"),
    "a private type": _file(b"\0\1", "application/x-mine", "a.mine"),
    "a vCard": _file(b"BEGIN:VCARD\nEND:VCARD\n", "text/vcard", "a.vcf"),
}  # fmt: skip


# As an EmailMessage, this one loses its quotes (cpython#121284).
del GOOD["To: encoded name with a comma"]


def cpythons_messages() -> list[Path]:
    """Find the messages of CPython's own tests, where the Python has them."""
    return sorted(Path(json.__file__).parents[1].glob("test/test_email/data/msg_*.txt"))
