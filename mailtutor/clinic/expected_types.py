"""Arguments of another type than a function of `email` or `smtplib` takes."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from .frames import module_of

if TYPE_CHECKING:
    from .traceback_frames import Traceback


class Expected(NamedTuple):
    """The values that a parameter takes.

    Args:
        words: what it is, in plain English.
        types: the types, or the name of an attribute that the value must have.
    """

    words: str
    types: tuple[type, ...] | str


_TEXT = Expected("text", (str,))
_TEXT_OR_NONE = Expected("text", (str, type(None)))
_BYTES = Expected("bytes", (bytes, bytearray))
_PART = Expected("a message or part", "get_payload")
_FILE = Expected("an open file", "read")
_POLICY = Expected("a policy from `email.policy`", "header_factory")
_SECONDS = Expected("a number of seconds", (int, float, type(None)))
_NAMES = Expected("a tuple of texts", (tuple, list, set, frozenset, dict))
# The parameters by module and function, with the names that Python gives them.
_EXPECTED: dict[tuple[str, str], dict[str, Expected]] = {
    ("email", "message_from_file"): {"fp": _FILE},
    ("email", "message_from_binary_file"): {"fp": _FILE},
    ("email.contentmanager", "set_text_content"): {
        "subtype": _TEXT,
        "charset": _TEXT,
        "disposition": _TEXT_OR_NONE,
        "filename": _TEXT_OR_NONE,
        "cid": _TEXT_OR_NONE,
    },
    ("email.contentmanager", "set_bytes_content"): {
        "maintype": _TEXT,
        "subtype": _TEXT,
        "disposition": _TEXT_OR_NONE,
        "filename": _TEXT_OR_NONE,
        "cid": _TEXT_OR_NONE,
    },
    ("email.encoders", "encode_base64"): {"msg": _PART},
    ("email.encoders", "encode_quopri"): {"msg": _PART},
    ("email.header", "__init__"): {"s": Expected("text", (str, bytes, type(None)))},
    ("email.header", "decode_header"): {"header": _TEXT},
    ("email.header", "make_header"): {"decoded_seq": Expected("a list of pairs", (list, tuple))},
    ("email.headerregistry", "__init__"): {
        "display_name": _TEXT,
        "username": _TEXT,
        "domain": _TEXT,
        "addr_spec": _TEXT_OR_NONE,
    },
    ("email.message", "__getitem__"): {"name": Expected("the name of a header", (str,))},
    ("email.message", "add_header"): {"_params": Expected("text", (str, tuple, type(None)))},
    ("email.message", "replace_header"): {"_value": _TEXT},
    ("email.message", "as_bytes"): {"policy": _POLICY},
    ("email.message", "as_string"): {"policy": _POLICY},
    ("email.message", "get_body"): {"preferencelist": _NAMES},
    ("email.mime.application", "__init__"): {"_data": _BYTES},
    ("email.mime.audio", "__init__"): {"_audiodata": _BYTES},
    ("email.mime.image", "__init__"): {"_imagedata": _BYTES},
    ("email.utils", "getaddresses"): {"fieldvalues": Expected("a list of texts", (list, tuple))},
    ("email.utils", "make_msgid"): {"idstring": _TEXT_OR_NONE, "domain": _TEXT_OR_NONE},
    ("email.utils", "parseaddr"): {"addr": Expected("text", (str, list))},
    ("email.utils", "parsedate_to_datetime"): {"data": _TEXT},
    ("smtplib", "__init__"): {
        "timeout": _SECONDS,
        "source_address": Expected("a pair of address and port", (tuple, type(None))),
    },
    ("smtplib", "auth"): {"mechanism": _TEXT},
    ("smtplib", "mail"): {"sender": _TEXT},
    ("smtplib", "rcpt"): {"recip": _TEXT},
    ("smtplib", "send_message"): {"from_addr": _TEXT_OR_NONE},
    ("smtplib", "sendmail"): {"from_addr": _TEXT, "mail_options": _NAMES, "rcpt_options": _NAMES},
    ("smtplib", "verify"): {"address": _TEXT},
}


class ExpectedTypes:
    """The first argument in the traceback that has another type than its function takes.

    Args:
        traceback: the frames of the error.
    """

    def __init__(self, traceback: Traceback) -> None:
        self.traceback = traceback

    @cached_property
    def _unfit(self) -> tuple[str, str, str]:
        """The parameter, its type, and what it takes; empty if all are of the right type."""
        for frame in self.traceback.mail_frames:
            place = (module_of(frame), frame.f_code.co_name)
            for name, expected in _EXPECTED.get(place, {}).items():
                passed = {name: frame.f_locals[name]} if name in frame.f_locals else {}
                if name == "_params":  # `**_params` holds several, by name
                    passed = passed.get(name, {})
                for parameter, value in passed.items():
                    if not _is_of(value, expected):
                        return parameter, type(value).__name__, expected.words
        return "", "", ""

    @property
    def unfit(self) -> str:
        """The parameter that got another type; or empty."""
        return self._unfit[0]

    @property
    def unfit_kind(self) -> str:
        """The type that it got."""
        return self._unfit[1]

    @property
    def expected_words(self) -> str:
        """What the parameter takes."""
        return self._unfit[2]


def _is_of(value: Any, expected: Expected) -> bool:
    if isinstance(expected.types, str):
        return hasattr(type(value), expected.types)
    if isinstance(value, expected.types):
        return True
    if expected is _SECONDS and type(value) is object:  # what smtplib takes where it's left out
        return True
    # A `Header` is text of the older kind.
    header = getattr(sys.modules.get("email.header"), "Header", ())
    return str in expected.types and isinstance(value, header)
