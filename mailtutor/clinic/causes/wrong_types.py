"""Functions of `email` that got a value of another type: paths, files, dates, pairs."""

from __future__ import annotations

import re
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs

_WRITE = lesson("01_write_a_message")
_ATTACH = lesson("02_attach_files")
_UTILS = python_docs("email.utils", "email.utils.html")

_cause = partial(Cause, layer="message building")

_NO_JSON = re.compile(r"Object of type (EmailMessage|Message|MIME\w+|SMTP\w*) is not JSON")
_JOINED = re.compile(r"sequence item \d+: expected str instance, \w+ found")
_HEADER_SET = re.compile(r"""\[\s*["'](?i:to|cc|bcc|reply-to)["']\s*\]\s*=.*\.join\(""")
_TEXT_DECODED = re.compile(r"\.(encode|as_string|get_payload|get_content)\([^()]*\)\.decode\(")

CAUSES = (
    _cause(
        name="text decoded once more",
        error=AttributeError,
        fits=lambda evidence: (
            evidence.names.missing == "decode"
            and evidence.names.missing_of == "str"
            and _TEXT_DECODED.search(evidence.line) is not None
            and evidence.mentions_or_knows("email", "smtplib", "Header", "EmailMessage")
        ),
        standalone=True,
        headline="That's text already: remove `.decode(...)`",
        why=(
            "In Python 2 these methods returned bytes. In Python 3, `Header.encode`, `as_string` "
            "and `get_content` return text, and only bytes can be decoded."
        ),
        code='message["Subject"] = "Hello"  # an EmailMessage encodes it when it\'s sent',
        reading=(_WRITE, python_docs("Header", "email.header.html")),
    ),
    _cause(
        name="message turned into JSON",
        error=TypeError,
        fits=lambda evidence: _NO_JSON.match(str(evidence.error)) is not None,
        standalone=True,
        headline="A message can't be turned into JSON: pass its parts, and build it later",
        why=(
            "Task queues such as Celery, web APIs and `json.dumps` carry only text, numbers, lists "
            "and dicts. Pass addresses, subject and text, and create the message where it's sent. "
            "Or pass `message.as_string()`, and parse it there."
        ),
        code=(
            "from email import message_from_string, policy\n"
            "\n"
            "text = message.as_string()\n"
            "message = message_from_string(text, policy=policy.default)"
        ),
        reading=(python_docs("message_from_string", "email.parser.html"),),
    ),
    _cause(
        name="addresses joined that aren't text",
        error=TypeError,
        fits=lambda evidence: (
            _JOINED.match(str(evidence.error)) is not None
            and _HEADER_SET.search(evidence.line) is not None
            and evidence.mentions_or_knows("email", "smtplib", "EmailMessage", "MIMEText")
        ),
        standalone=True,
        headline="`join` needs texts, and one of these recipients is something else",
        why=(
            "Python says: `{error_words}`. A pair of name and address becomes a text with "
            "`formataddr`, an `Address` with `str`. None is often a recipient without an address."
        ),
        code=(
            "from email.utils import formataddr\n"
            "\n"
            'pairs = [("Ada", "ada@example.com"), ("Bob", "bob@example.com")]\n'
            'message["To"] = ", ".join(formataddr(pair) for pair in pairs)'
        ),
        reading=(_WRITE, _UTILS),
    ),
    _cause(
        name="module instead of a class",
        error=TypeError,
        fits=lambda evidence: bool(evidence.given.module_called),
        standalone=True,
        headline="`{module_called}` is a module: call a function or class in it",
        why="A module only holds names. The class mostly has a similar name, with capitals.",
        code="import {module_called}\n\nprint(dir({module_called}))",
        reading=(python_docs("email", "email.html"),),
    ),
    _cause(
        name="name of a file instead of the file",
        error=(TypeError, AttributeError),
        fits=lambda evidence: (
            (
                evidence.within("email.parser", "parse")
                and evidence.variables("email.parser", "parse").get("fp").__class__.__name__
                in {"str", "bytes", "PosixPath", "WindowsPath"}
            )
            or evidence.given.picture_kind == "str"
            or (evidence.names.missing == "write" and evidence.names.missing_of == "str")
        ),
        headline="`{called_shown}` needs the content of a file, and got its name",
        why=(
            'It doesn\'t open files. Open the file with `open(..., "rb")` and pass what you get: '
            "a parser takes the open file, and a part takes the bytes from `read()`."
        ),
        code='from pathlib import Path\n\ndata = Path("name-of-your-file").read_bytes()',
        reading=(_ATTACH, python_docs("parsers", "email.parser.html")),
    ),
    _cause(
        name="file opened in the other mode",
        error=TypeError,
        fits=lambda evidence: (
            evidence.raised_in("email.generator", "write", "_write_headers")
            or evidence.within("email.parser", "parse")
        ),
        headline="The file is open in the wrong mode for `{called_shown}`",
        why=(
            "The classes with Bytes in their name read and write bytes, so they need a file "
            "opened with `rb` or `wb`. The others need text, with `r` or `w`."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            'Path("message.eml").write_bytes(bytes(message))  # without a generator'
        ),
        reading=(_WRITE, python_docs("generators", "email.generator.html")),
    ),
    _cause(
        name="pair for formataddr",
        error=(TypeError, ValueError, AttributeError),
        fits=lambda evidence: evidence.raised_in("email.utils", "formataddr"),
        headline="formataddr() takes a pair: the name, and the address",
        why="The two are one argument, in brackets of their own; the address is text in ASCII.",
        code='from email.utils import formataddr\n\nformataddr(("Ada", "ada@example.com"))',
        reading=(_WRITE, _UTILS),
    ),
    _cause(
        name="date that is no datetime",
        error=(AttributeError, TypeError),
        fits=lambda evidence: evidence.within("email.utils", "format_datetime"),
        headline="format_datetime() takes a datetime, and got something else",
        why="Text has to become a `datetime` first, as with `datetime.fromisoformat(text)`.",
        code=(
            "from datetime import datetime\n"
            "from email.utils import format_datetime\n"
            "\n"
            "print(format_datetime(datetime.now().astimezone()))"
        ),
        reading=(_WRITE, _UTILS),
    ),
    _cause(
        name="header to replace is not there",
        error=KeyError,
        fits=lambda evidence: evidence.raised_in("email.message", "replace_header"),
        headline="There is no such header to replace: {error_words}",
        why="`replace_header` changes a header that exists. A new one is set in square brackets.",
        code='message["To"] = "you@example.com"',
        reading=(_WRITE, python_docs("EmailMessage", "email.message.html")),
    ),
    _cause(
        name="header words in another charset",
        error=(UnicodeDecodeError, UnicodeEncodeError),
        fits=lambda evidence: evidence.within("email.header", "append"),
        headline="Header() can't read these bytes, or write these letters, in that charset",
        why="An `EmailMessage` encodes a header by itself: give it plain text.",
        code='message["Subject"] = "Any letters"',
        reading=(_WRITE, python_docs("headers", "email.header.html")),
    ),
    _cause(
        name="part that is none",
        error=(AttributeError, TypeError),
        fits=lambda evidence: (
            evidence.raised_in(
                "email.encoders", "encode_base64", "encode_quopri", "encode_7or8bit", "_bencode"
            )
            and evidence.given.first_argument_kind in {"str", "bytes"}
        ),
        headline="`{called_shown}` encodes a part, and got {first_argument_shown}",
        why="It changes the part that you give it. Set the content with `set_payload` before.",
        code=(
            "from email import encoders\n"
            "from email.mime.base import MIMEBase\n"
            "\n"
            'part = MIMEBase("application", "octet-stream")\n'
            "part.set_payload(data)\n"
            "encoders.encode_base64(part)"
        ),
        reading=(_ATTACH, python_docs("encoders", "email.encoders.html")),
    ),
    _cause(
        name="encoded word without a charset",
        error=TypeError,
        fits=lambda evidence: (
            evidence.says("not None")
            and evidence.came_from(r"decode_header\(")
            and not evidence.mail_frames
        ),
        standalone=True,
        layer="unknown",
        headline="decode_header() returned None as the charset: this part isn't encoded",
        why=(
            "A header can mix encoded words and plain ones, and the plain ones come as bytes in "
            "ASCII, without a charset. With the policy `default` a header is text already."
        ),
        code=(
            "from email import message_from_bytes, policy\n"
            "\n"
            "message = message_from_bytes(data, policy=policy.default)\n"
            'print(message["Subject"])\n'
            "\n"
            '# or: text.decode(charset or "ascii")'
        ),
        reading=(python_docs("headers", "email.header.html"),),
    ),
    _cause(
        name="decoded header decoded again",
        error=(AttributeError, TypeError),
        fits=lambda evidence: (
            evidence.decodes_itself
            and evidence.came_from(r"decode_header\(")
            and not evidence.mail_frames
        ),
        standalone=True,
        layer="unknown",
        headline="decode_header() returns text or bytes: this part needs no decode()",
        why=(
            "It gives bytes with a charset for encoded words, and plain text or no charset for "
            "others. With the policy `default` a header is text already."
        ),
        code=(
            "from email import message_from_bytes, policy\n"
            "\n"
            "message = message_from_bytes(data, policy=policy.default)\n"
            'print(message["Subject"])'
        ),
        reading=(python_docs("headers", "email.header.html"),),
    ),
)
