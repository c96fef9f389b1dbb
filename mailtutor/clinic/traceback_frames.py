"""The frames of a traceback, and the learner's code in them."""

from __future__ import annotations

import keyword
import linecache
import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .frames import columns_of, frames_of, is_mail, module_of

if TYPE_CHECKING:
    from types import FrameType, TracebackType


_LONGEST_SOURCE = 200_000  # characters
_MOST_CALLERS = 10
_KEYWORDS = frozenset(keyword.kwlist)
_STRING = re.compile(r"""(['"]).*?\1""")
_ASSIGNED = re.compile(r"^[\w\s,.]+=(?!=)")
# The modules of the standard library that run a given function.
_RUNNERS = {"__main__", "asyncio", "concurrent", "contextlib", "functools", "multiprocessing",
            "runpy", "threading", "unittest"}  # fmt: skip
_USERS_OF_EMAIL = sys.stdlib_module_names - _RUNNERS


class Traceback:
    """The frames that an exception passed through, and the learner's code in them.

    Args:
        error: the exception.
    """

    def __init__(self, error: BaseException) -> None:
        self.error = error

    @cached_property
    def frames(self) -> list[FrameType]:
        """The frames of the traceback, the outermost first."""
        return frames_of(self.error)

    def within(self, module: str, *functions: str) -> bool:
        """Return whether the error came from one of these functions of the module, or below it."""
        return any(
            module_of(frame) == module and frame.f_code.co_name in functions
            for frame in self.frames
        )

    def raised_in(self, module: str, *functions: str) -> bool:
        """Return whether one of these functions of the module raised the error itself."""
        last = self.frames[-1] if self.frames else None
        return last is not None and (module_of(last) == module and last.f_code.co_name in functions)

    def variables(self, module: str, function: str) -> dict[str, Any]:
        """Return the variables of the innermost call of ``function`` in ``module``."""
        for frame in reversed(self.frames):
            if module_of(frame) == module and frame.f_code.co_name == function:
                return dict(frame.f_locals)
        return {}

    @cached_property
    def mail_frames(self) -> list[FrameType]:
        """The frames of `smtplib` and `email`, if the learner's code called them.

        Code that calls `smtplib` is about email. `http.client` and other standard modules use
        `email` for other things; but a thread or a task may run the learner's call.
        """
        frames = self.frames
        for index, frame in enumerate(frames):
            if is_mail(frame):
                caller = module_of(frames[index - 1]).partition(".")[0] if index else ""
                if module_of(frame) == "smtplib" or caller not in _USERS_OF_EMAIL:
                    return frames[index:]
        return []

    @cached_property
    def called(self) -> str:
        """The function of `smtplib` or `email` that the learner's code called."""
        return self.mail_frames[0].f_code.co_name if self.mail_frames else ""

    @cached_property
    def learners(self) -> FrameType | None:
        """The learner's own innermost frame: the one that called Python's modules."""
        for frame in reversed(self.frames[: self._first_below_smtplib]):
            module = module_of(frame)
            top = module.partition(".")[0]
            # A server that is reached without sockets runs below smtplib, in our own frames.
            if module.startswith("mailtutor.server.") or top == "aiosmtplib":
                continue
            if top == "__main__" or top not in sys.stdlib_module_names:
                return frame
        return None

    @property
    def _first_below_smtplib(self) -> int | None:
        """The index behind the frame in which smtplib connects.

        The network's error comes from below it: from `socket`, or from a library that replaces it.
        """
        if not isinstance(self.error, OSError):
            return None
        for index, frame in enumerate(self.frames):
            if module_of(frame) == "smtplib" and frame.f_code.co_name == "_get_socket":
                return index + 1
        return None

    @property
    def is_raised_by_learner(self) -> bool:
        """Return whether the learner's own code raised the error, and not `smtplib` or `email`.

        `smtplib` may have called that code: a method that a subclass of its client has.
        """
        return not self.mail_frames or self.frames[-1] is self.learners

    @cached_property
    def line(self) -> str:
        """The learner's line that led to the error."""
        lines = self.source.splitlines()
        return lines[self._line_number - 1] if 0 < self._line_number <= len(lines) else ""

    @cached_property
    def lines_before(self) -> list[str]:
        """The lines before that one in its cell or file."""
        return self.source.splitlines()[: max(self._line_number - 1, 0)]

    @cached_property
    def expression(self) -> str:
        """The part of that line which failed; the line itself where Python doesn't tell.

        Values that can't be unpacked come from the other side of the `=`, so then it's the line.
        """
        trace = self._learners_trace
        if trace is None or "unpack" in self.text:
            return self.line
        columns = columns_of(trace)
        if columns is None:
            return self.line
        # Python counts the bytes of UTF-8.
        part = self.line.encode()[slice(*columns)].decode(errors="replace")
        return part or self.line

    @cached_property
    def _learners_trace(self) -> TracebackType | None:
        frame, trace = self.learners, self.error.__traceback__
        found = None
        while trace is not None:
            if trace.tb_frame is frame:
                found = trace
            trace = trace.tb_next
        return found

    @property
    def _line_number(self) -> int:
        return self._learners_trace.tb_lineno if self._learners_trace is not None else 0

    @cached_property
    def source(self) -> str:
        """The text of the cell or file that the learner's innermost frame is in."""
        frame = self.learners
        if frame is None:
            return ""
        lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
        return "".join(lines)[:_LONGEST_SOURCE]

    @cached_property
    def client(self) -> Any:
        """The `smtplib.SMTP` object in use, or None."""
        kind = getattr(sys.modules.get("smtplib"), "SMTP", None)
        for frame in reversed(self.frames):
            caller = frame.f_locals.get("self")
            if kind is not None and module_of(frame) == "smtplib" and isinstance(caller, kind):
                return caller
        return None

    @cached_property
    def beneath(self) -> BaseException | None:
        """The error that smtplib caught before it raised this one, or None.

        An error's context may have nothing to do with it, so it must have passed through the
        same frame.
        """
        context = self.error.__context__
        if context is None or not self.frames:
            return None
        return context if self.frames[-1] in frames_of(context) else None

    @cached_property
    def servers(self) -> dict[str, Any]:
        """The servers of mailtutor in the namespaces that the traceback passes through."""
        return {
            name: value
            for name, value in self._named("LocalServer")
            # Names like `_` and `_3` are IPython's, not the learner's.
            if not name.startswith("_") and type(value).__module__.startswith("mailtutor.")
        }

    @cached_property
    def _callers(self) -> list[FrameType]:
        """The callers of the outermost frame, which the error didn't reach."""
        callers: list[FrameType] = []
        frame = self.frames[0].f_back if self.frames else None
        while frame is not None and len(callers) < _MOST_CALLERS:
            callers.append(frame)
            frame = frame.f_back
        return callers

    @cached_property
    def namespaces(self) -> list[dict[str, Any]]:
        """The namespaces that the traceback passes through, each once.

        Two hundred frames of a recursion share their globals: reading them two hundred times
        would take half a second.
        """
        found: dict[int, dict[str, Any]] = {}
        for frame in [*self._callers, *self.frames]:
            found.setdefault(id(frame.f_globals), frame.f_globals)
            found.setdefault(id(frame), frame.f_locals)
        return list(found.values())

    def _named(self, kind: str) -> list[tuple[str, Any]]:
        return [
            (name, value)
            for namespace in self.namespaces
            for name, value in list(namespace.items())
            if type(value).__name__ == kind
        ]

    @cached_property
    def has_message(self) -> bool:
        """Return whether the learner's code holds a message."""
        return any(
            type(value).__module__.startswith("email.")
            for kind in ("EmailMessage", "MIMEMultipart", "MIMEText", "Message")
            for _, value in self._named(kind)
        )

    def mentions(self, *words: str) -> bool:
        """Return whether the learner's code around the error contains one of these words.

        It checks the names in the function, then the text of its cell or file.
        """
        frame = self.learners
        if frame is None:
            return False
        names = set(frame.f_code.co_names) | set(frame.f_code.co_varnames)
        if names & set(words):
            return True
        return any(word in self.source for word in words)

    def mentions_or_knows(self, *words: str) -> bool:
        """Return whether the learner's code uses one of these words, or has a variable of it."""
        return self.mentions(*words) or any(
            self.variable(word, default=...) is not ... for word in words
        )

    def variable(self, name: str, default: Any = None) -> Any:
        """Return the value of a name in the learner's code."""
        frame = self.learners
        if frame is None:
            return default
        return frame.f_locals.get(name, frame.f_globals.get(name, default))

    @cached_property
    def text(self) -> str:
        """Return the words of the error; empty where it has none."""
        text = self.error.args[0] if self.error.args else ""
        return text if type(text) is str else ""

    def says(self, words: str) -> bool:
        """Return whether the error's text contains these words."""
        return words in self.text

    def says_any(self, *words: str) -> bool:
        """Return whether the error's text contains one of these."""
        return any(map(self.says, words))

    def came_from(self, *calls: str) -> bool:
        """Return whether one of these calls is in the line, or made one of its variables."""
        found = f"(?:{'|'.join(calls)})"
        if re.search(found, self.expression):
            return True
        return any(re.search(rf"=(?!=).*{found}|\sin\s.*{found}", each) for each in self._origins)

    @cached_property
    def _origins(self) -> list[str]:
        """The lines that give the names in the failing part their values."""
        # What the line itself assigns isn't where it came from.
        used = _ASSIGNED.sub("", self.expression)
        lines = self.source.splitlines()
        bare = [_STRING.sub("''", each) for each in lines]
        found = []
        for name in set(re.findall(r"[A-Za-z_]\w*", used)) - _KEYWORDS:
            assigns = re.compile(
                rf"^[^#=]*\b{name}\b[^#=]*=(?!=)|\bfor\s[^#]*\b{name}\b[^#]*\sin\s"
            )
            numbers = [number for number, each in enumerate(bare) if assigns.search(each)]
            # The last one above; if there's none, all others.
            above = [number for number in numbers if number < self._line_number - 1]
            found += [lines[number] for number in above[-1:] or numbers]
        return found

    @cached_property
    def decodes_itself(self) -> bool:
        """Return whether the line itself calls `decode`."""
        return ".decode(" in self.line
