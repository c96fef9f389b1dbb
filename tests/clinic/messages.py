"""Messages of many makes, for tests of the review."""

from __future__ import annotations

import smtplib
from email.encoders import encode_base64
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

from mailtutor import LocalServer

ME, YOU, DATE = "me@example.com", "you@example.com", "Thu, 01 Jan 2026 12:00:00 +0000"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
PDF = b"%PDF-1.7\n" + bytes(20)
ZIP = b"PK\x03\x04" + bytes(26)
HTML = "<html><body><p>Hello</p></body></html>"
HEADERS = {"From": ME, "To": YOU, "Subject": "Hi", "Date": DATE}
RAW = f"From: {ME}\nTo: {YOU}\nSubject: Hi\nDate: {DATE}\n"


def set_headers(message: Any, headers: dict[str, Any]) -> Any:
    """Give a message the usual headers and these; an ellipsis leaves one out."""
    for name, value in {**HEADERS, **headers}.items():
        if value is not ...:
            message[name.replace("_", "-")] = value
    return message


def modern(text: str = "Hello\n", **headers: Any) -> EmailMessage:
    """Build an EmailMessage."""
    message: EmailMessage = set_headers(EmailMessage(), headers)
    message.set_content(text)
    return message


def classic(text: str = "Hello\n", *options: str, **headers: Any) -> Message:
    """Build a MIMEText."""
    message: Message = set_headers(MIMEText(text, *options), headers)
    return message


def multi(subtype: str, *parts: Message, **headers: Any) -> Message:
    """Build a MIMEMultipart."""
    message: Message = set_headers(MIMEMultipart(subtype), headers)
    for part in parts:
        message.attach(part)
    return message


def attach(data: Any, *, text: str | None = "Hello\n", **options: Any) -> EmailMessage:
    """Build an EmailMessage with one attachment."""
    message = modern(text) if text is not None else set_headers(EmailMessage(), {})
    message.add_attachment(data, **options)
    return message


def with_html(html: str, *pictures: tuple[bytes, str]) -> EmailMessage:
    """Build a message with an HTML alternative and inline pictures."""
    message = modern()
    message.add_alternative(html, subtype="html")
    body = message.get_payload()[1]  # type: ignore[index]
    for data, cid in pictures:
        body.add_related(data, "image", "png", cid=cid)  # type: ignore[union-attr]
    return message


def file_part(data: Any, main: Any, sub: Any, name: str = "", *, encode: bool = True) -> Message:
    """Build a MIMEBase attachment."""
    part = MIMEBase(main, sub)
    part.set_payload(data)
    if encode:
        encode_base64(part)
    if name:
        part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def raw(text: str, headers: str = RAW, charset: str = "utf-8") -> bytes:
    """Write a message by hand."""
    return f"{headers}\n{text}".encode(charset)


def delivered(
    message: Message | bytes, sender: str | None = None, *to: str, options: tuple[str, ...] = ()
) -> Any:
    """Send it to a server for real; return the delivery."""
    with LocalServer() as server:
        with smtplib.SMTP("localhost", server.port, timeout=10) as client:
            if isinstance(message, Message) and sender is None:
                client.send_message(message)
            else:
                data = message if isinstance(message, bytes) else message.as_bytes()
                client.sendmail(sender or ME, to or (YOU,), data, mail_options=options)
        return server.mailbox[0]
