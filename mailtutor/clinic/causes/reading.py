"""Reading a mail back: what it was made from, what kind of message came of it, and its content."""

from __future__ import annotations

from mailtutor.clinic.cause import Cause, lesson, python_docs

_WRITE = lesson("01_write_a_message")

CAUSES = (
    Cause(
        name="bytes and text mixed up while reading",
        error=(AttributeError, TypeError),
        fits=lambda seen: seen.called in {"message_from_string", "message_from_bytes"},
        layer="message building",
        headline="{called}() got the other of text and bytes",
        why=(
            "`message_from_bytes` takes bytes, as they come from a file or a server; "
            "`message_from_string` takes text. Bytes are the safer: no letter can get lost."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "from pathlib import Path\n"
            "\n"
            'data = Path("mail.eml").read_bytes()\n'
            "message = email.message_from_bytes(data, policy=policy.default)"
        ),
        reading=(_WRITE, python_docs("reading messages", "email.parser.html")),
    ),
    Cause(
        name="an old Message without the newer methods",
        error=AttributeError,
        fits=lambda seen: (
            seen.missing_of in {"Message", "MIMEMultipart", "MIMEText"}
            and seen.lacks_on_mail
            and seen.missing_in_newer
        ),
        by_itself=True,
        layer="message building",
        headline="This is an old kind of message, and has no {missing}",
        why=(
            "Without `policy=`, `email` reads a mail into a `Message` as Python 2 had it. With "
            "`policy=policy.default` it is an `EmailMessage`, which has `{missing}`."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "message = email.message_from_bytes(data, policy=policy.default)"
        ),
        reading=(_WRITE, python_docs("policies", "email.policy.html")),
    ),
    Cause(
        name="payload of several parts",
        error=AttributeError,
        fits=lambda seen: (
            (seen.missing_of == "list" and "get_payload(" in seen.line)
            or seen.nothing_came_from("get_payload", "get_body")
        ),
        by_itself=True,
        layer="message building",
        headline="This message has several parts, so there is no single text to get",
        why=(
            "`get_payload(decode=True)` returns None for a message of several parts, and "
            "`get_payload()` returns the list of them. `get_body` finds the text, and returns "
            "None only where there is none."
        ),
        code=(
            "for part in message.walk():\n    print(part.get_content_type(), part.get_filename())"
        ),
        reading=(_WRITE, python_docs("get_body", "email.message.html")),
    ),
    Cause(
        name="content of several parts",
        error=KeyError,
        fits=lambda seen: (
            seen.raised_in("email.contentmanager", "get_content")
            and str(seen.error.args[0]).startswith("multipart/")
        ),
        layer="message building",
        headline="This message has several parts, and get_content() reads one",
        why=(
            "A message with attachments, or with text and HTML, is a box of parts (multipart). "
            "The box has no content of its own. `get_body` finds the text in it, and "
            "`iter_attachments` goes through the files."
        ),
        code=(
            'body = message.get_body(preferencelist=("plain", "html"))\n'
            "print(body.get_content())\n"
            "\n"
            "for part in message.iter_attachments():\n"
            "    print(part.get_filename(), part.get_content_type())"
        ),
        reading=(_WRITE, python_docs("get_body", "email.message.html")),
    ),
)
