"""Reading a mail back: what it was made from, what kind of message came of it, and its content."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs

_WRITE = lesson("01_write_a_message")
_READS_MAIL = ("message_from_", "BytesParser", "imaplib", "poplib")
_BUILDS_MAIL = ("EmailMessage", "MIME")
_TEXTS = (r"get_filename\(", r"get_content\(", r"as_string\(", r"\[['\"][A-Z][\w-]*['\"]\]")

_cause = partial(Cause, layer="message building")

CAUSES = (
    _cause(
        name="bytes and text mixed up while reading",
        error=(AttributeError, TypeError),
        fits=lambda seen: (
            seen.called in {"message_from_string", "message_from_bytes"}
            and seen.call.parsed_kind in {"", "str", "bytes", "bytearray"}
        ),
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
    _cause(
        name="neither bytes nor text while reading",
        error=(AttributeError, TypeError),
        fits=lambda seen: (
            seen.called in {"message_from_string", "message_from_bytes"}
            and seen.call.parsed_kind not in {"", "str", "bytes", "bytearray"}
        ),
        headline="{called}() needs the raw message, and got {parsed_shown}",
        why=(
            "It takes the bytes or the text of one whole message. `imaplib`'s `fetch` returns a "
            "list of tuples, and the bytes are in `data[0][1]`; `poplib`'s `retr` returns a list "
            'of lines, to be joined with `b"\\r\\n"`.'
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "raw = data[0][1]  # of what imaplib's fetch returned\n"
            "message = email.message_from_bytes(raw, policy=policy.default)"
        ),
        reading=(_WRITE, python_docs("reading messages", "email.parser.html")),
    ),
    _cause(
        name="an old Message without the newer methods",
        error=AttributeError,
        fits=lambda seen: (
            seen.names.missing_of in {"Message", "MIMEMultipart", "MIMEText"}
            and seen.names.lacks_on_mail
            and seen.names.missing_in_newer
        ),
        by_itself=True,
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
    _cause(
        name="payload of several parts",
        error=(AttributeError, TypeError),
        fits=lambda seen: (
            (seen.names.missing_of == "list" and "get_payload(" in seen.line)
            or seen.names.nothing_came_from("get_payload", "get_body")
        ),
        by_itself=True,
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
    _cause(
        name="content of several parts",
        error=KeyError,
        fits=lambda seen: (
            seen.raised_in("email.contentmanager", "get_content")
            and str(seen.error.args[0]).startswith("multipart/")
        ),
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
    _cause(
        name="letters in place of parts",
        error=AttributeError,
        fits=lambda seen: seen.names.is_letter_of_payload,
        by_itself=True,
        headline="This message has a single part: get_payload() returned its text",
        why=(
            "`get_payload()` returns a list only for a multipart message. For a single part it "
            "returns text, and a loop over text goes letter by letter. `walk()` works for both."
        ),
        code=(
            "for part in message.walk():\n    print(part.get_content_type(), part.get_filename())"
        ),
        reading=(_WRITE, python_docs("walk", "email.message.html")),
    ),
    _cause(
        name="text decoded again",
        error=AttributeError,
        fits=lambda seen: (
            seen.names.missing == "decode"
            and seen.names.missing_of == "str"
            and seen.came_from(r"get_payload\(\s*\)", *_TEXTS)
            and seen.mentions(*_READS_MAIL)
        ),
        by_itself=True,
        headline="This is text already: leave out decode()",
        why=(
            "In Python 3 a header, a file name and `get_payload()` are text (`str`), and only "
            "bytes have `decode`. Where a name or a subject still looks like `=?utf-8?...?=`, read "
            "the message with `policy=policy.default`, and it is decoded for you."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "message = email.message_from_bytes(data, policy=policy.default)"
        ),
        reading=(_WRITE, python_docs("policies", "email.policy.html")),
    ),
    _cause(
        name="bytes of a payload used as text",
        error=TypeError,
        fits=lambda seen: seen.call.mixes_payload_with_text,
        by_itself=True,
        headline="get_payload(decode=True) returns bytes, and text is needed here",
        why=(
            "`decode=True` undoes base64 or quoted-printable, and no more. The part's own charset "
            "turns those bytes into text."
        ),
        code=(
            'charset = part.get_content_charset("utf-8")\n'
            'text = part.get_payload(decode=True).decode(charset, errors="replace")'
        ),
        reading=(_WRITE, python_docs("get_content_charset", "email.message.html")),
    ),
    _cause(
        name="payload in another charset",
        error=UnicodeDecodeError,
        fits=lambda seen: (
            seen.decodes_itself and not seen.mail_frames and seen.came_from(r"get_payload\(")
        ),
        by_itself=True,
        headline="This part is in another charset: ask get_content_charset()",
        why=(
            "Each part of a message names its own charset, and not all of them use UTF-8. And a "
            "part that is a file, such as a picture, isn't text at all."
        ),
        code=(
            'charset = part.get_content_charset("utf-8")\n'
            'text = part.get_payload(decode=True).decode(charset, errors="replace")'
        ),
        reading=(_WRITE, python_docs("get_content_charset", "email.message.html")),
    ),
    _cause(
        name="message file opened as text",
        error=UnicodeDecodeError,
        fits=lambda seen: seen.called in {"message_from_file", "parse"},
        layer="files",
        headline="Open a message file with 'rb', and read it as bytes",
        why=(
            "A message is bytes, and its parts may use different charsets, so no single "
            "`encoding=` fits the file."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            'with open("mail.eml", "rb") as file:\n'
            "    message = email.message_from_binary_file(file, policy=policy.default)"
        ),
        reading=(_WRITE, python_docs("reading messages", "email.parser.html")),
    ),
    _cause(
        name="unknown charset in a message",
        error=LookupError,
        fits=lambda seen: (
            type(seen.error) is LookupError
            and (
                seen.called == "get_content"
                or (seen.decodes_itself and seen.came_from(r"get_content_charset\(", "get_payload"))
            )
        ),
        by_itself=True,
        headline="The message names a charset that Python doesn't know",
        why=(
            "The sender chose that name, and some programs misspell it. You can't "
            'know the right one for sure, but UTF-8 with `errors="replace"` always returns a text.'
        ),
        code=(
            "data = part.get_payload(decode=True)\n"
            "try:\n"
            '    text = data.decode(part.get_content_charset("utf-8"))\n'
            "except (LookupError, UnicodeDecodeError):\n"
            '    text = data.decode("utf-8", errors="replace")'
        ),
        reading=(_WRITE, python_docs("charsets", "codecs.html#standard-encodings")),
    ),
    _cause(
        name="date that can't be read",
        error=(ValueError, TypeError),
        fits=lambda seen: seen.called in {"parsedate_to_datetime", "mktime_tz"},
        headline="This text isn't a date as messages have it",
        why=(
            "A Date header looks like `Mon, 20 Nov 2023 12:00:00 +0000`. Some programs write "
            "another form, and `{called}` doesn't read it."
        ),
        code=(
            "from email.utils import parsedate_to_datetime\n"
            "\n"
            "try:\n"
            '    when = parsedate_to_datetime(message["Date"])\n'
            "except (TypeError, ValueError):\n"
            "    when = None  # no date, or one that can't be read"
        ),
        reading=(python_docs("parsedate_to_datetime", "email.utils.html"),),
    ),
    _cause(
        name="text of a message used as bytes",
        error=TypeError,
        fits=lambda seen: (
            seen.call.mixes_text_with_bytes and seen.mentions(*_READS_MAIL, *_BUILDS_MAIL)
        ),
        by_itself=True,
        headline="as_string() returns text, and bytes are needed here: as_bytes()",
        why="Functions such as `base64.b64encode` take bytes. A message can give you both.",
        code="data = message.as_bytes()",
        reading=(_WRITE, python_docs("as_bytes", "email.message.html")),
    ),
)
