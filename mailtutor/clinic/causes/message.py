"""Building a message: its headers, its text, and its attachments."""

from __future__ import annotations

import email.errors
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Alternative

_WRITE = lesson("01_write_a_message")
_ATTACH = lesson("02_attach_files")
_EMAIL = python_docs("EmailMessage", "email.message.html")
_CONTENT = python_docs("set_content and add_attachment", "email.contentmanager.html")
ATTACH_BYTES = (
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
        fits=lambda evidence: (
            evidence.raised_in("email.policy", "header_store_parse")
            or evidence.raised_in("email._policybase", "header_store_parse", "validate_header_name")
            or (
                isinstance(evidence.error, email.errors.MessageError)
                and (
                    evidence.raised_in("email.header", "encode")
                    or evidence.raised_in("email.generator", "_write_headers")
                )
            )
        ),
        headline="A header is one line, but this value contains a line end",
        why=(
            "Whatever follows the line end would become another header, such as a hidden Bcc. "
            "That's header injection, an old attack on web forms, so `email` rejects it. In "
            "your own text, it's often the end of a line that was read from a file."
        ),
        code=(
            'subject = "Hello\\nBcc: someone@example.com"\n'
            'message["Subject"] = " ".join(subject.splitlines())'
        ),
        alternatives=(
            Alternative(
                "`Header(...).encode()` has folded a long text",
                "An `EmailMessage` does that itself: assign the plain text.",
                fits=lambda evidence: evidence.mentions("Header"),
            ),
            Alternative(
                "It's a long header of a message that was read without `policy=`",
                "Read the message with `policy=policy.default`, which puts its lines together.",
                fits=lambda evidence: (
                    evidence.mentions("message_from_", "BytesParser", "imaplib", "poplib")
                    and not evidence.mentions("policy=")
                ),
            ),
            Alternative(
                "The value comes from a form or a file",
                "Remove line ends, as above, or reject such input.",
            ),
        ),
        reading=(_WRITE, _EMAIL),
    ),
    _cause(
        name="header set twice",
        error=ValueError,
        fits=lambda evidence: evidence.raised_in("email.message", "__setitem__"),
        headline="The message already has a {header} header",
        why=(
            '`message["{header}"] = ...` does not replace a header, it adds one more, and of '
            "this one a message may have one only. In a notebook that happens when a cell is "
            "run again."
        ),
        code='del message["{header}"]\nmessage["{header}"] = "the new value"',
        alternatives=(
            Alternative(
                "You want several recipients",
                'One header with commas: `message["To"] = "a@example.com, b@example.com"`.',
                fits=lambda evidence: evidence.call.header.lower() in {"to", "cc", "bcc"},
            ),
        ),
        reading=(_WRITE, _EMAIL),
    ),
    _cause(
        name="old message with a newer policy",
        error=(AttributeError, TypeError, UnicodeEncodeError),
        fits=lambda evidence: (
            evidence.within("email.policy", "fold", "fold_binary", "_fold")
            and (
                evidence.call.folds_header_object
                or (
                    isinstance(evidence.error, UnicodeEncodeError)
                    and evidence.call.folds_old_header
                )
            )
        ),
        headline="An old-style message can't be written with a newer policy",
        why=(
            "`MIMEText`, and messages that `email` reads without `policy=`, store headers the "
            "old way. `policy.SMTP` and `policy.default` only know the new way. Omit "
            "`policy=` here, or use it from the start."
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
        name="message of text beyond ASCII",
        error=UnicodeEncodeError,
        fits=lambda evidence: (
            evidence.raised_in("email.generator", "write") and not evidence.call.undecoded_bytes
        ),
        headline="This message was read from text with letters beyond ASCII",
        why=(
            "A message is bytes. `message_from_string` keeps the letters of the text as they are, "
            "so nothing says how to encode them. Encode the text yourself, and read the bytes."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            'data = text.encode("utf-8")  # or the charset that its Content-Type names\n'
            "message = email.message_from_bytes(data, policy=policy.SMTP)"
        ),
        reading=(_WRITE, python_docs("email.parser", "email.parser.html")),
    ),
    _cause(
        name="header value of another type",
        error=(TypeError, AttributeError),
        fits=lambda evidence: (
            (evidence.within("email.message", "__setitem__") and evidence.call.header_kind != "str")
            or (
                evidence.raised_in("email.message", "add_header")
                and evidence.call.header_kind != "str"
            )
            or evidence.within("email._policybase", "_fold", "fold", "_sanitize_header")
        ),
        headline="A header's value must be text, but this one is {header_kind}",
        why=(
            "A header is a line of text. Convert a number, a date or a list to text first, "
            "and remove `encode()`. Several recipients go into one text, separated by commas."
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
        fits=lambda evidence: (
            evidence.raised_in("email.contentmanager", "set_content") and evidence.call.is_multipart
        ),
        headline="Set the text first, then add attachments",
        why=(
            "With its first attachment, a message becomes a container of parts (multipart), "
            "and `set_content` can't fill a container. Set the text first; then add "
            "alternatives, then attachments. In a notebook, run the cell that creates the "
            "message again, too."
        ),
        code='message.clear_content()\nmessage.set_content("The text")\n' + ATTACH_BYTES,
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="no such argument of the content",
        error=TypeError,
        fits=lambda evidence: (
            evidence.within("email.contentmanager", "set_content")
            and "unexpected keyword argument" in str(evidence.error)
            and evidence.misuse.misused_keyword not in {"maintype", "subtype", "filename"}
        ),
        headline="`{called_shown}` has no argument `{misused_keyword}`",
        why=(
            "For bytes it takes `maintype`, `subtype`, `filename`, `disposition` and `cid`; for "
            "text `subtype`, `charset`, `filename` and the rest. Compare letter by letter."
        ),
        code=ATTACH_BYTES,
        reading=(_ATTACH, _EMAIL),
    ),
    _cause(
        name="bytes without a type",
        error=TypeError,
        fits=lambda evidence: (
            evidence.raised_in("email.contentmanager", "set_content")
            and evidence.call.content_kind in {"bytes", "bytearray"}
        ),
        headline="Bytes need a type: give both maintype= and subtype=",
        why=(
            "Bytes can be anything, so `email` needs to know what they are: a PDF is "
            "`application` and `pdf`, a PNG `image` and `png`. The reader's program uses "
            "that. If you don't know, use `application` and `octet-stream`."
        ),
        code=ATTACH_BYTES,
        alternatives=(
            Alternative(
                "It's text that is still bytes",
                '`data.decode("utf-8")` makes text of it, which needs no type.',
            ),
        ),
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="text with a type for bytes",
        error=TypeError,
        fits=lambda evidence: (
            evidence.raised_in("email.contentmanager", "set_content")
            and evidence.call.content_kind == "str"
        ),
        headline="maintype= isn't allowed for text, and this is text",
        why=(
            "A `str` is always sent as `text/...`, so you can only give `subtype=`. Attach a "
            "file as bytes: open it with `'rb'`, or use `read_bytes()`. And the name of a "
            "file isn't the file."
        ),
        code=ATTACH_BYTES,
        alternatives=(
            Alternative(
                "You really want to attach text",
                'Leave `maintype` out: `add_attachment(text, subtype="csv", '
                'filename="table.csv")`.',
            ),
        ),
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="type of a file is None",
        error=(TypeError, AttributeError),
        fits=lambda evidence: (
            evidence.variables("email.contentmanager", "set_bytes_content").get("maintype", "")
            is None
            or evidence.variables("email.contentmanager", "set_bytes_content").get("subtype", "")
            is None
        ),
        headline="maintype= or subtype= is None: the file's type is unknown",
        why=(
            "`mimetypes.guess_type` returns `(None, None)` for an unknown ending. Send such a "
            'file as `application/octet-stream`, which means "just bytes".'
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
        fits=lambda evidence: (
            evidence.within("email.contentmanager", *_HANDLERS)
            and evidence.call.content_kind not in {"", "str"}
        ),
        headline="The content must be text or bytes, but this is {content_kind}",
        why=(
            "`set_content` and `add_attachment` accept text (`str`), `bytes` and messages. "
            "They don't accept a path, an open file, a list or `None`."
        ),
        code=ATTACH_BYTES,
        reading=(_ATTACH, _CONTENT),
    ),
    _cause(
        name="charset that lacks a letter",
        error=UnicodeEncodeError,
        fits=lambda evidence: (
            evidence.within("email.contentmanager", "set_text_content")
            or evidence.within("email.mime.text", "__init__")
        ),
        headline="The charset can't encode {character}",
        why=(
            "A charset turns text into bytes, and the one you chose has no code for one of "
            "its characters. UTF-8, the default, has all of them."
        ),
        code='message.set_content("Any letters")  # without charset=',
        reading=(_WRITE, _CONTENT),
    ),
)
