"""Parts that can't be put together, or can't be encoded."""

from __future__ import annotations

from email.errors import MultipartConversionError
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Alternative

from .message import ATTACH_BYTES

_ATTACH = lesson("02_attach_files")
_EMAIL = python_docs("EmailMessage", "email.message.html")

_cause = partial(Cause, layer="message building")

CAUSES = (
    _cause(
        name="several parts taken for one",
        error=(AttributeError, TypeError),
        fits=lambda evidence: (
            evidence.within("email.message", "set_charset", "get_content", "set_param")
            and evidence.names.missing_of == "list"
        ),
        headline="`{called}` works on a single part, and this message has several",
        why=(
            "`walk()` begins with the container of the parts, which has no text of its own. Skip "
            "what is multipart."
        ),
        code=(
            "for part in message.walk():\n"
            "    if not part.is_multipart():\n"
            "        print(part.get_content_type())"
        ),
        reading=(_ATTACH, python_docs("is_multipart", "email.message.html")),
    ),
    _cause(
        name="alternative after an attachment",
        error=ValueError,
        fits=lambda evidence: evidence.raised_in("email.message", "_make_multipart"),
        headline="Add the text first, then its alternative, then attachments",
        why=(
            "The parts of a message are nested: the text and its HTML version (alternative) "
            "are innermost, pictures for it (related) go around them, and attachments (mixed) "
            "are outside. Add them from the inside out."
        ),
        code=(
            'message.set_content("The text")\n'
            'message.add_alternative("<p>The text</p>", subtype="html")\n' + ATTACH_BYTES
        ),
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="attach on a message without parts",
        error=(TypeError, AttributeError, MultipartConversionError),
        fits=lambda evidence: (
            evidence.raised_in("email.message", "attach")
            or evidence.within("email.mime.nonmultipart", "attach")
        ),
        headline="attach() needs a message with parts, and this one has a single text",
        why=(
            "`attach` adds to the parts of a `MIMEMultipart`. A `MIMEText` has none: it can only "
            "be such a part. An `EmailMessage` makes its parts by itself, with `add_attachment`."
        ),
        code=(
            "from email.message import EmailMessage\n"
            "\n"
            "message = EmailMessage()\n"
            'message.set_content("The text")\n' + ATTACH_BYTES
        ),
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="text attached to a MIMEMultipart",
        error=AttributeError,
        fits=lambda evidence: (
            evidence.within("email.generator", "flatten")
            and (
                evidence.names.missing == "policy" or evidence.names.missing_of in {"str", "bytes"}
            )
        ),
        headline="attach() needs a part, but got {lacking_shown}",
        why=(
            "`MIMEMultipart.attach` takes parts, such as `MIMEText` for text and "
            "`MIMEApplication` for bytes. It doesn't check what it gets, so the error comes when "
            "the message is written out."
        ),
        code=(
            "from email.mime.application import MIMEApplication\n"
            "from email.mime.text import MIMEText\n"
            "\n"
            'message.attach(MIMEText("The text"))\n'
            'file = MIMEApplication(b"the bytes of the file")\n'
            'file.add_header("Content-Disposition", "attachment", filename="report.pdf")\n'
            "message.attach(file)"
        ),
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="MIMEText with bytes",
        error=(AttributeError, TypeError),
        fits=lambda evidence: evidence.within("email.mime.text", "__init__"),
        headline="MIMEText needs text, but got {text_kind}",
        why=(
            "If it's text, decode the bytes first. For a file, use `MIMEApplication` or "
            "`MIMEImage`, or the newer `EmailMessage.add_attachment`."
        ),
        code=ATTACH_BYTES,
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="picture or sound of unknown kind",
        error=TypeError,
        fits=lambda evidence: (
            evidence.raised_in("email.mime.image", "__init__")
            or evidence.raised_in("email.mime.audio", "__init__")
        ),
        headline="{called_shown} can't tell what kind of file this is: give _subtype=",
        why=(
            "It checks the first bytes, and recognizes only some kinds of files. Give the "
            "kind yourself."
        ),
        code=(
            "from email.mime.image import MIMEImage\n"
            "\n"
            'part = MIMEImage(data, _subtype="jpeg")\n'
            "print(data[:40])  # is it really a picture?"
        ),
        alternatives=(
            Alternative(
                "The file isn't what its name says",
                "A download that failed is often a web page: its first bytes are `<html`.",
            ),
        ),
        reading=(_ATTACH, python_docs("MIMEImage", "email.mime.html")),
    ),
    _cause(
        name="payload of another type",
        error=(TypeError, AttributeError, ValueError),
        fits=lambda evidence: bool(evidence.call.payload_kind),
        headline="This part holds {payload_kind}: set its payload, then encode it",
        why=(
            "`set_payload` accepts almost anything, so the error only appears when the part "
            "is encoded or written. An open file isn't its content: call `read()` on it. And "
            "`encoders.encode_base64` has to turn bytes into text."
        ),
        code=(
            "from email import encoders\n"
            "from email.mime.base import MIMEBase\n"
            "\n"
            'part = MIMEBase("application", "octet-stream")\n'
            'with open("report.pdf", "rb") as file:\n'
            "    part.set_payload(file.read())\n"
            "encoders.encode_base64(part)"
        ),
        reading=(_ATTACH, _EMAIL),
    ),
)
