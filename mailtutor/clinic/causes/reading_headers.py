"""Headers of a received message that can't be read."""

from __future__ import annotations

import binascii
from email.errors import HeaderParseError
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.frames import module_of

_WRITE = lesson("01_write_a_message")

_cause = partial(Cause, layer="message building")

_PARSERS = {"email._header_value_parser", "email.headerregistry"}

CAUSES = (
    _cause(
        name="date that can't be read",
        error=(ValueError, TypeError, OverflowError),
        fits=lambda evidence: (
            evidence.called in {"parsedate_to_datetime", "mktime_tz"}
            or evidence.results.is_none_from("parsedate", "parsedate_tz")
            or (
                evidence.says("struct_time argument required")
                and evidence.came_from(r"parsedate(?:_tz)?\(")
            )
        ),
        standalone=True,
        headline="This text isn't in the date format of messages",
        why=(
            "A Date header looks like `Mon, 20 Nov 2023 12:00:00 +0000`. Some programs write "
            "another form, which Python doesn't read: some functions raise an error, and others "
            "return None."
        ),
        code=(
            "from email.utils import parsedate_to_datetime\n"
            "\n"
            "try:\n"
            '    when = parsedate_to_datetime(message["Date"])\n'
            "except (TypeError, ValueError, OverflowError):\n"
            "    when = None  # no date, or one that can't be read"
        ),
        reading=(python_docs("parsedate_to_datetime", "email.utils.html"),),
    ),
    _cause(
        name="encoded word that can't be decoded",
        error=(HeaderParseError, binascii.Error, LookupError),
        fits=lambda evidence: (
            evidence.within("email.header", "decode_header", "make_header")
            and not isinstance(evidence.error, UnicodeError)
        ),
        headline="An encoded word of this header is broken, or names an unknown charset",
        why=(
            "Such a word looks like `=?utf-8?B?...?=`. The program that wrote this one cut off its "
            "base64 or misspelled its charset: {error_words}. With `policy.default`, `email` "
            "decodes headers by itself, and copes with such words."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "message = email.message_from_bytes(data, policy=policy.default)\n"
            'print(message["Subject"])'
        ),
        reading=(_WRITE, python_docs("policies", "email.policy.html")),
    ),
    _cause(
        name="header that Python's parser can't read",
        error=(LookupError, AttributeError, TypeError, ValueError, HeaderParseError),
        fits=lambda evidence: (
            any(module_of(frame) in _PARSERS for frame in evidence.frames)
            and evidence.called not in {"__setitem__", "add_header", "__init__"}
            and not evidence.expected_types.unfit
        ),
        headline="A header of this message is malformed, and Python's parser can't read it",
        why=(
            "With `policy.default`, `email` parses a header when you read it or write it out. A "
            "malformed one, often in spam, can make the parser itself fail: `{error_words}`. "
            "That's a fault in Python, and a newer version may have fixed it. "
            "`policy.compat32` doesn't parse headers."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "message = email.message_from_bytes(data, policy=policy.compat32)\n"
            'print(message["Message-ID"])  # the header as it was sent'
        ),
        reading=(python_docs("policies", "email.policy.html"),),
    ),
)
