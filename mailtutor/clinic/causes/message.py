"""Building a message: headers, texts and attachments that `email` does not take."""

from __future__ import annotations

import email.errors
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Other

_WRITE = lesson("01_write_a_message")
_ATTACH = lesson("02_attach_files")
_EMAIL = python_docs("EmailMessage", "email.message.html")
_CONTENT = python_docs("set_content and add_attachment", "email.contentmanager.html")
_ATTACH_BYTES = (
    "from pathlib import Path\n"
    "\n"
    'file = Path("report.pdf")\n'
    "message.add_attachment(\n"
    "    file.read_bytes(),\n"
    '    maintype="application",\n'
    '    subtype="pdf",\n'
    "    filename=file.name,\n"
    ")"
)
_HANDLERS = ("set_content", "set_text_content", "set_bytes_content", "_find_set_handler")

_cause = partial(Cause, layer="message building")

CAUSES = (
    _cause(
        name="line end in a header",
        error=(ValueError, email.errors.MessageError),
        fits=lambda seen: (
            seen.raised_in("email.policy", "header_store_parse")
            or seen.raised_in("email._policybase", "header_store_parse", "validate_header_name")
            or (
                isinstance(seen.error, email.errors.MessageError)
                and (
                    seen.raised_in("email.header", "encode")
                    or seen.raised_in("email.generator", "_write_headers")
                )
            )
        ),
        headline="A header is one line: this value has a line end in it",
        why=(
            "What comes after the line end would become a header of its own, such as a hidden "
            "Bcc. That is header injection, an old attack on web forms, so `email` refuses it. "
            "In your own text it is often the end of a line that was read from a file."
        ),
        code=(
            'subject = "Hello\\nBcc: someone@example.com"\n'
            'message["Subject"] = " ".join(subject.splitlines())'
        ),
        others=(
            Other(
                "The value comes from a form or a file",
                "Take out line ends, as above, or refuse such input.",
            ),
        ),
        reading=(_WRITE, _EMAIL),
    ),
    _cause(
        name="header set twice",
        error=ValueError,
        fits=lambda seen: seen.raised_in("email.message", "__setitem__"),
        headline="The message has a {header} header already",
        why=(
            '`message["{header}"] = ...` does not replace a header, it adds one more, and of '
            "this one a message may have one only. In a notebook that happens when a cell is "
            "run again."
        ),
        code='del message["{header}"]\nmessage["{header}"] = "the new value"',
        others=(
            Other(
                "Several recipients are meant",
                'One header with commas: `message["To"] = "a@example.com, b@example.com"`.',
            ),
        ),
        reading=(_WRITE, _EMAIL),
    ),
    _cause(
        name="old message with a newer policy",
        error=(AttributeError, TypeError, UnicodeEncodeError),
        fits=lambda seen: (
            seen.within("email.policy", "fold", "fold_binary", "_fold")
            and (isinstance(seen.error, UnicodeEncodeError) or seen.call.folds_header_object)
        ),
        headline="A message of the old kind can't be written with a newer policy",
        why=(
            "`MIMEText`, and what `email` reads without `policy=`, keep headers in the old way. "
            "`policy.SMTP` and `policy.default` only know the new one. Leave `policy=` out here, "
            "or use it from the start."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "message = email.message_from_bytes(data, policy=policy.SMTP)\n"
            "message.as_bytes()"
        ),
        reading=(_WRITE, python_docs("policies", "email.policy.html")),
    ),
    _cause(
        name="header value of another type",
        error=(TypeError, AttributeError),
        fits=lambda seen: (
            (seen.within("email.message", "__setitem__") and seen.call.header_kind != "str")
            or (seen.raised_in("email.message", "add_header") and seen.call.header_kind != "str")
            or seen.within("email._policybase", "_fold", "fold", "_sanitize_header")
        ),
        headline="The value of a header must be text, and this one is {header_kind}",
        why=(
            "A header is a line of text. A number, a date or a list has to be made into text "
            "first, and `encode()` has to be left out. Several recipients go into one text, with "
            "commas between them."
        ),
        code=(
            'message["Subject"] = str(42)\n'
            'message["To"] = ", ".join(["a@example.com", "b@example.com"])'
        ),
        reading=(_WRITE, _EMAIL),
    ),
    _cause(
        name="text after attachments",
        error=TypeError,
        fits=lambda seen: (
            seen.raised_in("email.contentmanager", "set_content") and seen.call.is_multipart
        ),
        headline="First the text, then the attachments",
        why=(
            "With its first attachment, a message becomes a box of parts (multipart), and "
            "`set_content` does not fill a box. Set the text first; then add alternatives, then "
            "attachments. In a notebook: run the cell that makes the message again, too."
        ),
        code='message.clear_content()\nmessage.set_content("The text")\n' + _ATTACH_BYTES,
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="bytes without a type",
        error=TypeError,
        fits=lambda seen: (
            seen.raised_in("email.contentmanager", "set_content")
            and seen.call.content_kind in {"bytes", "bytearray"}
        ),
        headline="Bytes need their type: give both maintype= and subtype=",
        why=(
            "Bytes may be anything, so `email` asks what they are: a PDF is `application` and "
            "`pdf`, a PNG `image` and `png`. The reader's program goes by that. If nobody "
            "knows: `application` and `octet-stream`."
        ),
        code=_ATTACH_BYTES,
        others=(
            Other(
                "Text is meant, and it is still bytes",
                '`data.decode("utf-8")` makes text of it, which needs no type.',
            ),
        ),
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="text with a type for bytes",
        error=TypeError,
        fits=lambda seen: (
            seen.raised_in("email.contentmanager", "set_content")
            and seen.call.content_kind == "str"
        ),
        headline="Text takes no maintype=, and this data is text",
        why=(
            "`str` is text and always goes as `text/...`, so only `subtype=` may be given. A "
            "file is attached as bytes: open it with `'rb'`, or use `read_bytes()`. And the "
            "name of a file is not the file."
        ),
        code=_ATTACH_BYTES,
        others=(
            Other(
                "Text really is meant",
                'Leave `maintype` out: `add_attachment(text, subtype="csv", '
                'filename="table.csv")`.',
            ),
        ),
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="type of a file is None",
        error=(TypeError, AttributeError),
        fits=lambda seen: (
            seen.variables("email.contentmanager", "set_bytes_content").get("maintype", "") is None
            or seen.variables("email.contentmanager", "set_bytes_content").get("subtype", "")
            is None
        ),
        headline="maintype= or subtype= is None: the type of the file isn't known",
        why=(
            "`mimetypes.guess_type` returns `(None, None)` for an ending that it doesn't know. "
            "Such a file goes as `application/octet-stream`, which means: just bytes."
        ),
        code=(
            "message.add_attachment(\n"
            "    data,\n"
            '    maintype="application",\n'
            '    subtype="octet-stream",\n'
            '    filename="name.ext",\n'
            ")"
        ),
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="content of another type",
        error=(KeyError, TypeError, AttributeError),
        fits=lambda seen: (
            seen.within("email.contentmanager", *_HANDLERS)
            and seen.call.content_kind not in {"", "str"}
        ),
        headline="A message takes text or bytes as content, and got {content_kind}",
        why=(
            "`set_content` and `add_attachment` know text (`str`), `bytes` and messages. A path, "
            "an open file, a list or `None` they do not know; that is all this error says."
        ),
        code=_ATTACH_BYTES,
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="charset that lacks a letter",
        error=UnicodeEncodeError,
        fits=lambda seen: (
            seen.within("email.contentmanager", "set_text_content")
            or seen.within("email.mime.text", "__init__")
        ),
        headline="The charset has no code for {character}",
        why=(
            "The text is turned into bytes with a charset, and the one that was asked for lacks "
            "one of its letters. UTF-8, the default, has them all."
        ),
        code='message.set_content("Any letters")  # without charset=',
        reading=(_WRITE, _CONTENT),
    ),
    _cause(
        name="alternative after an attachment",
        error=ValueError,
        fits=lambda seen: seen.raised_in("email.message", "_make_multipart"),
        headline="First the text, then its alternative, then what is attached",
        why=(
            "The parts of a message go into boxes, one in another: the text and its HTML "
            "version (alternative) in the inner one, pictures for it (related) around that, "
            "attachments (mixed) outside. They must be added from the inside."
        ),
        code=(
            'message.set_content("The text")\n'
            'message.add_alternative("<p>The text</p>", subtype="html")\n' + _ATTACH_BYTES
        ),
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="attach on a message without parts",
        error=(TypeError, AttributeError),
        fits=lambda seen: seen.raised_in("email.message", "attach"),
        headline="attach() needs a message with parts; use add_attachment()",
        why=(
            "This message has a text, and no parts. `attach` is for `MIMEMultipart` of older "
            "code. An `EmailMessage` makes room by itself: `add_attachment`."
        ),
        code=_ATTACH_BYTES,
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="text attached to a MIMEMultipart",
        error=AttributeError,
        fits=lambda seen: (
            seen.within("email.generator", "flatten")
            and (seen.names.missing == "policy" or seen.names.missing_of in {"str", "bytes"})
        ),
        headline="Where a part is wanted, {lacking_shown} was attached",
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
        fits=lambda seen: seen.within("email.mime.text", "__init__"),
        headline="MIMEText takes text, and got {text_kind}",
        why=(
            "For text, decode the bytes first. For a file there are `MIMEApplication` and "
            "`MIMEImage`, or the newer `EmailMessage.add_attachment`."
        ),
        code=_ATTACH_BYTES,
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="picture or sound of unknown kind",
        error=TypeError,
        fits=lambda seen: (
            seen.raised_in("email.mime.image", "__init__")
            or seen.raised_in("email.mime.audio", "__init__")
        ),
        headline="{called_shown} can't tell what kind of file this is: give _subtype=",
        why=(
            "It looks at the first bytes, and knows only some kinds of files. Name the kind "
            "yourself."
        ),
        code=(
            "from email.mime.image import MIMEImage\n"
            "\n"
            'part = MIMEImage(data, _subtype="jpeg")\n'
            "print(data[:40])  # is it really a picture?"
        ),
        others=(
            Other(
                "The file isn't what its name says",
                "A download that failed is often a web page: its first bytes are `<html`.",
            ),
        ),
        reading=(_ATTACH, python_docs("MIMEImage", "email.mime.html")),
    ),
    _cause(
        name="payload of another type",
        error=(TypeError, AttributeError, ValueError),
        fits=lambda seen: bool(seen.call.payload_kind),
        headline="This part holds {payload_kind}: set its payload, then encode it",
        why=(
            "`set_payload` keeps almost anything, so the error comes only when the part is encoded "
            "or written out. An open file isn't its content: call `read()` on it. And bytes have "
            "to become text by `encoders.encode_base64`."
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
