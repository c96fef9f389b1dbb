"""Results of functions of `email` and `smtplib` that are used as something else."""

from __future__ import annotations

import re
from functools import cached_property
from types import FunctionType, NoneType
from typing import TYPE_CHECKING, Any

from .frames import is_of_mail
from .names import is_method_of_client

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .names import Names
    from .traceback_frames import Traceback

_MAIL = ("import email", "from email", "import smtplib", "from smtplib", "imaplib", "poplib")
_MESSAGES = ("EmailMessage", "MIME", "message_from_", "BytesParser", "SMTP")
# They change a message or a client, and return None.
_IN_PLACE = (
    *("set_content", "add_alternative", "add_related", "add_attachment", "attach", "add_header"),
    *("replace_header", "set_payload", "set_param", "set_type", "set_charset", "set_boundary"),
    *("make_mixed", "make_alternative", "make_related", "clear_content", "set_debuglevel"),
)
# Methods that nothing but a message has.
_OF_MESSAGES = {
    *("as_string", "as_bytes", "get_payload", "get_content", "get_body", "walk", "is_multipart"),
    *("get_content_type", "get_content_charset", "get_filename", "iter_attachments", *_IN_PLACE),
}
# They return None for what a message doesn't have.
_ABSENT = ("get_param", "get_boundary", "get_content_disposition", "get_charset", "get_unixfrom")
# They return the code and the text of a reply.
_REPLIES = ("ehlo", "helo", "starttls", "login", "connect", "noop", "docmd", "rset")
_SENDS = ("sendmail", "send_message")
_SHAPES = {
    "parseaddr": "a pair: the name, and the address",
    "guess_type": "a pair: the type, such as `image/png`, and how the file is compressed",
    "decode_header": "a list of pairs: bytes or text, and the charset",
    "getaddresses": "a list of pairs: the name, and the address",
}
_REPLY = ("tuple", "a pair: the code, and the text of the reply")
_TIME = ("datetime.datetime", "a date and time, as a `datetime`")
# The type of what they return, which an error names, and what it is.
_RETURNS = {
    **{name: ("list" if "list" in shape else "tuple", shape) for name, shape in _SHAPES.items()},
    **dict.fromkeys((*_REPLIES, "mail", "rcpt", "data"), _REPLY),
    "as_bytes": ("bytes", "bytes; `as_string()` returns text"),
    "get_all": ("list", "a list of all headers of that name"),
    "iter_attachments": ("generator", "an iterator: loop over it, or make a list of it"),
    "iter_parts": ("generator", "an iterator: loop over it, or make a list of it"),
    "localtime": _TIME,
    "parsedate": ("tuple", "a tuple of numbers; `parsedate_to_datetime` returns a `datetime`"),
    "parsedate_to_datetime": _TIME,
    "walk": ("generator", "an iterator: loop over it, or make a list of it"),
}
# The classes of objects that are taken for text, and how to get their text.
_TEXT_OF = {
    "Message": "`get_content()` or `get_payload()` for its text, and `as_string()` for all of it",
    "Address": "`str(address)`",
    "Header": "`str(header)`",
}


class Results:
    """The results of functions of `email` and `smtplib` that the learner's line uses.

    Args:
        traceback: the frames of the error.
        names: the names in the error.
    """

    def __init__(self, traceback: Traceback, names: Names) -> None:
        self.traceback, self.error = traceback, traceback.error
        self.names = names

    @cached_property
    def _is_learners(self) -> bool:
        """Return whether the learner's own line failed, in code for email."""
        return not self.traceback.mail_frames and self.traceback.mentions(*_MAIL)

    def is_none_from(self, *functions: str) -> bool:
        """Return whether one of these functions returned the None that was used."""
        return (
            self._is_learners
            and self.names.nothing_came_from(*functions)
            and not any(map(self._is_foreign, functions))
        )

    def _is_foreign(self, function: str) -> bool:
        """Return whether it's the learner's own, or one of neither `email` nor `smtplib`."""
        own = self.traceback.variable(function)
        if own is not None:
            return not is_of_mail(str(getattr(own, "__module__", "")))
        owners = re.findall(
            rf"([A-Za-z_][\w.]*)(?:\([^()]*\))?\.{function}\(", self.traceback.source
        )
        values = [self._known(name) for name in owners]
        known = [value for value in values if not isinstance(value, NoneType | FunctionType)]
        if not known:  # such as the result of another call
            return bool(owners) and not self.traceback.mentions(*_MESSAGES)
        kinds = [value if isinstance(value, type) else type(value) for value in known]
        return not any(is_of_mail(base.__module__) for kind in kinds for base in kind.__mro__)

    def _known(self, dotted: str) -> Any:
        """Return the value of a name such as `self.message`, without running any code."""
        first, *rest = dotted.split(".")
        value = self.traceback.variable(first)
        for name in rest:
            value = getattr(value, "__dict__", {}).get(name)
        return value

    @cached_property
    def in_place(self) -> str:
        """The method that changes its object, and whose None was used; or empty."""
        return self._first(_IN_PLACE, self.is_none_from)

    @cached_property
    def absent(self) -> str:
        """The method that returned None for what the message doesn't have; or empty."""
        return self._first(_ABSENT, self.is_none_from)

    @cached_property
    def replied(self) -> str:
        """The method whose reply was used as if it were the client; or empty."""
        as_client = self.names.missing_of == "tuple" and is_method_of_client(self.names.missing)
        if not (self._is_learners and (as_client or self.traceback.says("'tuple' object"))):
            return ""
        return self._first(
            _REPLIES, lambda name: self.traceback.came_from(rf"SMTP(?:_SSL)?\(.*\)\.{name}\(")
        )

    @cached_property
    def sends(self) -> str:
        """The method whose refused recipients were used as a reply; or empty."""
        if not self._is_learners:
            return ""
        sends = [name for name in _SENDS if not self._is_foreign(name)]
        return self._first(sends, self._is_misread)

    def _is_misread(self, name: str) -> bool:
        call = rf"\.{name}\("
        if isinstance(self.error, KeyError):  # of that dict, and of no other in the line
            named = rf"\b([A-Za-z_]\w*)\[|{call}.*\)\[\s*\d+\s*\]"
            return any(
                not found or self._is_dict_from(found, call)
                for found in re.findall(named, self.traceback.line)
            )
        if isinstance(self.error, ValueError) and not self.traceback.says("values to unpack"):
            return False
        is_of_dict = self.names.missing_of == "dict" or self.traceback.says("'dict'")
        if not isinstance(self.error, ValueError) and not is_of_dict:
            return False
        return self.traceback.came_from(call)

    def _is_dict_from(self, name: str, call: str) -> bool:
        value: Any = self.traceback.variable(name)
        assigned = rf"(?m)^\s*{name}\s*=.*{call}"
        return (
            type(value) is dict
            and self.error.args[0] not in value
            and re.search(assigned, self.traceback.source) is not None
        )

    @cached_property
    def unpacked(self) -> str:
        """The function whose result has another shape than the names it was given to; or empty."""
        if not (self._is_learners and self.traceback.says("values to unpack")):
            return ""
        return self._first(
            _SHAPES,
            lambda name: (
                self.traceback.came_from(rf"\b{name}\(")
                and (name == "guess_type" or not self._is_foreign(name))
            ),
        )

    @property
    def shape(self) -> str:
        """What that function returns."""
        return _SHAPES.get(self.unpacked, "")

    @cached_property
    def returning(self) -> str:
        """The function whose result has a type that the line can't use; or empty."""
        if not self._is_learners:
            return ""
        named = {*re.findall(r"[\w.]+", str(self.error)), self.names.missing_of}
        return self._first(
            _RETURNS,
            lambda name: (
                _RETURNS[name][0] in named
                and self.traceback.came_from(rf"\b{name}\(")
                and not self._is_foreign(name)
            ),
        )

    @property
    def returned_words(self) -> str:
        """What that function returns."""
        return _RETURNS[self.returning][1] if self.returning else ""

    @cached_property
    def taken_for_text(self) -> str:
        """The class of the object of `email` that the line uses as text; or empty."""
        if not self._is_learners:
            return ""
        if self.names.missing:
            used = [self.names.lacking] if hasattr(str, self.names.missing) else []
        else:
            words = re.findall(r"[A-Za-z_]\w*", self.traceback.expression)
            values = [self.traceback.variable(word) for word in words]
            named = re.findall(r"\w+", str(self.error))
            used = [value for value in values if type(value).__name__ in named]
        kinds = [base for value in used for base in type(value).__mro__]
        return self._first(
            _TEXT_OF,
            lambda name: any(
                kind.__name__ == name and is_of_mail(kind.__module__) for kind in kinds
            ),
        )

    @property
    def how_to_get_text(self) -> str:
        """How to get the text of that object."""
        return _TEXT_OF.get(self.taken_for_text, "")

    @property
    def is_text_taken_for_message(self) -> bool:
        """Return whether a text or bytes lack a method that only messages have."""
        return (
            self._is_learners
            and self.names.missing in _OF_MESSAGES
            and self.names.missing_of in {"str", "bytes"}
        )

    @cached_property
    def is_end_of_fetch(self) -> bool:
        """Return whether a bracket that ends an item of `imaplib` was taken for an item."""
        found = re.search(r"message_from_bytes\(\s*(\w+)\[\d\]", self.traceback.line)
        return found is not None and isinstance(self.traceback.variable(found[1]), bytes)

    @staticmethod
    def _first(names: Iterable[str], fits: Any) -> str:
        return next((name for name in names if fits(name)), "")
