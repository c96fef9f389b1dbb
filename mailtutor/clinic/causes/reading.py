"""Reading a message: parsing it, its type, and its content."""

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
        fits=lambda evidence: (
            evidence.called in {"message_from_string", "message_from_bytes"}
            and evidence.call.parsed_kind in {"", "str", "bytes", "bytearray"}
        ),
        headline="{called}() got text instead of bytes, or bytes instead of text",
        why=(
            "`message_from_bytes` needs bytes, as in a file or from a server; "
            "`message_from_string` needs text. Bytes are safer, because no character can get "
            "lost."
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
        fits=lambda evidence: (
            evidence.called in {"message_from_string", "message_from_bytes"}
            and evidence.call.parsed_kind not in {"", "str", "bytes", "bytearray"}
        ),
        headline="{called}() needs the raw message, but got {parsed_shown}",
        why=(
            "It needs the bytes or the text of one complete message. `imaplib`'s `fetch` "
            "returns a list of tuples, with the bytes in `data[0][1]`; `poplib`'s `retr` "
            'returns a list of lines, to be joined with `b"\\r\\n"`.'
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "raw = data[0][1]  # data is what imaplib's fetch returned\n"
            "message = email.message_from_bytes(raw, policy=policy.default)"
        ),
        reading=(_WRITE, python_docs("reading messages", "email.parser.html")),
    ),
    _cause(
        name="an old part in a newer message",
        error=AttributeError,
        fits=lambda evidence: (
            evidence.names.lacking_owner.startswith("email.mime.")
            and evidence.names.missing_in_newer
        ),
        standalone=True,
        headline="`{lacking_kind}` is an older kind of part, which has no {missing}",
        why=(
            "`MIMEText`, `MIMEMultipart` and so on are older than `EmailMessage`, whose parts have "
            "more methods. Don't attach an older part to an `EmailMessage`: it makes its parts by "
            "itself."
        ),
        code=(
            "from email.message import EmailMessage\n"
            "\n"
            "message = EmailMessage()\n"
            'message.set_content("The text")\n'
            'message.add_alternative("<p>The text</p>", subtype="html")'
        ),
        reading=(_WRITE, python_docs("EmailMessage", "email.message.html")),
    ),
    _cause(
        name="an old Message without the newer methods",
        error=AttributeError,
        fits=lambda evidence: (
            evidence.names.missing_of == "Message"
            and evidence.names.lacks_on_mail
            and evidence.names.missing_in_newer
        ),
        standalone=True,
        headline="This is an old-style message, which has no {missing}",
        why=(
            "Without `policy=`, `email` parses a message into the `Message` class of Python "
            "2. With `policy=policy.default` it's an `EmailMessage`, which has `{missing}`."
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
        fits=lambda evidence: (
            (evidence.names.missing_of == "list" and "get_payload(" in evidence.line)
            or evidence.results.is_none_from("get_payload")
            # The words of `hashlib` about None.
            or (evidence.says("buffer API required") and "get_payload(" in evidence.line)
        ),
        standalone=True,
        headline="There's no single content to get: it has several parts, or a message inside",
        why=(
            "`get_payload(decode=True)` returns None for a message with several parts, and for an "
            "attachment that is itself a message (`message/rfc822`). `get_payload()` returns a "
            "list of what is inside."
        ),
        code=(
            "for part in message.walk():\n"
            "    print(part.get_content_type(), part.get_filename())\n"
            "    if not part.is_multipart():  # it holds no others\n"
            "        data = part.get_payload(decode=True)"
        ),
        reading=(_WRITE, python_docs("get_body", "email.message.html")),
    ),
    _cause(
        name="content of several parts",
        error=KeyError,
        fits=lambda evidence: (
            evidence.raised_in("email.contentmanager", "get_content")
            and str(evidence.error.args[0]).startswith("multipart/")
        ),
        headline="This message has several parts, but get_content() reads only one",
        why=(
            "A message with attachments, or with text and HTML, is a container of parts "
            "(multipart) without content of its own. `get_body` finds its text, and "
            "`iter_attachments` loops over its files."
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
        name="content of a type that Python doesn't know",
        error=KeyError,
        fits=lambda evidence: (
            evidence.raised_in("email.contentmanager", "get_content")
            and "/" in str(evidence.error.args[0])
        ),
        headline="get_content() can't read {content_type_shown}: take the bytes",
        why=(
            "It knows the types `text`, `image`, `audio`, `video`, `application` and `message`. "
            "Programs also send others, such as `binary/octet-stream` or `font/woff`, and any "
            "type can be misspelled. `get_payload(decode=True)` returns the bytes of every part."
        ),
        code=(
            "data = part.get_payload(decode=True)\n"
            "print(part.get_content_type(), part.get_filename(), len(data))"
        ),
        reading=(
            _WRITE,
            python_docs("content managers", "email.contentmanager.html"),
        ),
    ),
    _cause(
        name="letters instead of parts",
        error=AttributeError,
        fits=lambda evidence: evidence.names.is_letter_of_payload,
        standalone=True,
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
        fits=lambda evidence: (
            evidence.names.missing == "decode"
            and evidence.names.missing_of == "str"
            and evidence.came_from(r"get_payload\(\s*\)", *_TEXTS)
            and evidence.mentions(*_READS_MAIL)
        ),
        standalone=True,
        headline="This is already text: remove decode()",
        why=(
            "In Python 3, headers, file names and `get_payload()` are text (`str`), and only "
            "bytes have `decode`. If a name or a subject still looks like `=?utf-8?...?=`, "
            "read the message with `policy=policy.default`, which decodes it for you."
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
        fits=lambda evidence: evidence.call.mixes_payload_with_text,
        standalone=True,
        headline="get_payload(decode=True) returns bytes, but you need text here",
        why=(
            "`decode=True` undoes base64 or quoted-printable, but nothing else. The part's "
            "own charset turns those bytes into text."
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
        fits=lambda evidence: (
            evidence.decodes_itself
            and not evidence.mail_frames
            and evidence.came_from(r"get_payload\(")
        ),
        standalone=True,
        headline="This part uses another charset: see get_content_charset()",
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
        fits=lambda evidence: evidence.called in {"message_from_file", "parse"},
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
        name="unknown way to handle errors",
        error=LookupError,
        fits=lambda evidence: (
            evidence.says("unknown error handler name")
            and (bool(evidence.mail_frames) or evidence.decodes_itself)
            and evidence.mentions(*_READS_MAIL, "decode_header", "get_payload")
        ),
        standalone=True,
        headline="errors= takes a name in small letters, such as 'replace'",
        why=(
            "Python asks for that name only when bytes can't be decoded, so the same line may have "
            "worked for other messages. The names are `strict`, `replace`, `ignore` and "
            "`backslashreplace`."
        ),
        code='text = data.decode("utf-8", errors="replace")',
        reading=(python_docs("error handlers", "codecs.html#error-handlers"),),
    ),
    _cause(
        name="unknown charset in a message",
        error=LookupError,
        fits=lambda evidence: (
            type(evidence.error) is LookupError
            and (
                evidence.called == "get_content"
                or (
                    evidence.decodes_itself
                    and evidence.came_from(r"get_content_charset\(", "get_payload")
                )
            )
        ),
        standalone=True,
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
        name="text of a message used as bytes",
        error=TypeError,
        fits=lambda evidence: (
            evidence.call.mixes_text_with_bytes and evidence.mentions(*_READS_MAIL, *_BUILDS_MAIL)
        ),
        standalone=True,
        headline="as_string() returns text, but you need bytes here: use as_bytes()",
        why="Functions such as `base64.b64encode` take bytes. A message can give you both.",
        code="data = message.as_bytes()",
        reading=(_WRITE, python_docs("as_bytes", "email.message.html")),
    ),
)
