"""The values that the learner's line gave to a function of `email` or `smtplib`."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .frames import is_of_mail
from .sent import LIST_AS_TEXT

if TYPE_CHECKING:
    from types import FrameType

    from .names import Names
    from .traceback_frames import Traceback

_MOST = 4  # arguments that are shown
_HEADER = r"([A-Za-z_]\w*)(?:\[|\.get\()[\"']([A-Za-z-]+)[\"'][\])]"


class Given:
    """The arguments of the learner's call, by name and type, never by value.

    Args:
        traceback: the frames of the error.
        names: the names in the error.
    """

    def __init__(self, traceback: Traceback, names: Names) -> None:
        self.traceback, self.names = traceback, names

    @property
    def _frame(self) -> FrameType | None:
        return self.traceback.mail_frames[0] if self.traceback.mail_frames else None

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The type of each argument, as far as the function still has it."""
        frame = self._frame
        if frame is None:
            return {}
        code = frame.f_code
        taken = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return {
            name: type(frame.f_locals[name]).__name__
            for name in taken
            if name in frame.f_locals and name not in {"self", "cls"}
        }

    @cached_property
    def first_argument_kind(self) -> str:
        """The type of the first argument; empty if there was none."""
        return next(iter(self.kinds.values()), "")

    @cached_property
    def arguments_shown(self) -> str:
        """A sentence about what the function got; empty if it got nothing."""
        shown = [f"`{name}`, of the type `{kind}`" for name, kind in self.kinds.items()]
        return f"It got {'; '.join(shown[:_MOST])}. " if shown else ""

    @cached_property
    def function(self) -> str:
        """The function that was called, with its module and class, as `help` takes it."""
        frame = self._frame
        if frame is None:
            return ""
        module, name = str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
        owner = frame.f_locals.get("self")
        if owner is None:
            return f"{module}.{name}" if hasattr(sys.modules.get(module), name) else module
        kind = next((each for each in type(owner).__mro__ if is_of_mail(each.__module__)), None)
        if kind is None:
            return module
        full = f"{kind.__module__}.{kind.__name__}"
        return full if name == "__init__" else f"{full}.{name}"

    @property
    def address(self) -> str:
        """The address that `Address` got as a whole; or empty."""
        given = self.traceback.variables("email.headerregistry", "__init__").get("addr_spec")
        return given if type(given) is str else ""

    @property
    def has_list_as_text(self) -> bool:
        """Return whether that address is a list that was turned into text."""
        return LIST_AS_TEXT.match(self.address) is not None

    @cached_property
    def picture_kind(self) -> str:
        """The type of what a part for a picture, a sound or a file was made of; or empty."""
        for module in ("email.mime.image", "email.mime.audio", "email.mime.application"):
            for name in ("_imagedata", "_audiodata", "_data"):
                value = self.traceback.variables(module, "__init__").get(name, ...)
                if value is not ...:
                    return type(value).__name__
        return ""

    @cached_property
    def absent_header(self) -> str:
        """The header whose None the line uses, as the message doesn't have it; or empty."""
        if not (self.names.missing and self.names.lacking is None):
            return ""
        for named, header in re.findall(_HEADER, self.traceback.expression) or [
            found
            for name in set(re.findall(r"[A-Za-z_]\w*", self.traceback.expression))
            if self.traceback.variable(name, default=...) is None
            for found in re.findall(rf"(?m)^\s*{name}\s*=\s*{_HEADER}", self.traceback.source)
        ]:
            message = self.traceback.variable(named)
            if isinstance(message, self.names.message_class) and header not in message:
                return str(header)
        return ""

    @cached_property
    def module_called(self) -> str:
        """The module of `email` that the line calls like a function; or empty."""
        if "'module' object is not callable" not in self.traceback.text:
            return ""
        for named in re.findall(r"([A-Za-z_][\w.]*)\(", self.traceback.line):
            known: Any = self.names.known(named)
            if type(known) is type(sys) and is_of_mail(known.__name__):
                return str(known.__name__)
        return ""
