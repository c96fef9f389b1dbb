"""The evidence that an exception and its traceback give."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING

from .call import Call
from .client_name import ClientName
from .connection_end import ConnectionEnd
from .endpoint import Endpoint
from .exchange import Exchange
from .expected_types import ExpectedTypes
from .foreign import as_smtplib, library_of
from .given import Given
from .log_handler import LogHandler
from .misuse import Misuse
from .names import Names
from .results import Results
from .secrets import redact, secrets_in
from .sent import Sent
from .settings_text import SettingsText
from .spelling import Spelling
from .traceback_frames import Traceback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .replies import Verdict


# 2525 isn't a registered port, but many providers offer it in addition to 587.
MAIL_PORTS = frozenset({25, 465, 587, 2525})
_MOST_ERRORS = 20
# A variable with a password that was typed in, whatever its name.
_ASKED = re.compile(r"(?m)^\s*(\w+)\s*=\s*(?:\w+\.)?getpass\(")


class Evidence(Traceback):
    """The traceback of one exception, and what it tells about each side.

    Args:
        error: the exception.
    """

    raised: BaseException  # as it was raised, maybe by another library
    # The causes that the reply names; set by `causes.replies` when first needed.
    verdict: Verdict | None = None

    def __init__(self, error: BaseException) -> None:
        super().__init__(as_smtplib(error))
        self.raised = error

    @cached_property
    def endpoint(self) -> Endpoint:
        """Return the server that was meant."""
        return Endpoint(self)

    @cached_property
    def exchange(self) -> Exchange:
        """Return what went over the connection."""
        return Exchange(self, self.endpoint)

    @cached_property
    def connection_end(self) -> ConnectionEnd:
        """Return what tells why the connection ended."""
        return ConnectionEnd(self, self.endpoint)

    @cached_property
    def sent(self) -> Sent:
        """Return what the client sent."""
        return Sent(self, self.exchange)

    @cached_property
    def names(self) -> Names:
        """Return the names that the error is about."""
        return Names(self)

    @cached_property
    def call(self) -> Call:
        """Return the arguments of the learner's call."""
        return Call(self, self.names)

    @cached_property
    def misuse(self) -> Misuse:
        """Return the function that was called with the wrong arguments."""
        return Misuse(self, self.names)

    @cached_property
    def log_handler(self) -> LogHandler:
        """Return the `SMTPHandler` of `logging` that sends."""
        return LogHandler(self)

    @cached_property
    def client_name(self) -> ClientName:
        """Return the name that the client sends in EHLO."""
        return ClientName(self)

    @cached_property
    def settings(self) -> SettingsText:
        """Return the settings that the learner's line depends on."""
        return SettingsText(self)

    @cached_property
    def given(self) -> Given:
        """Return the values that the learner's call was given."""
        return Given(self, self.names)

    @cached_property
    def spelling(self) -> Spelling:
        """Return the names that were meant."""
        return Spelling(self.names)

    @cached_property
    def expected_types(self) -> ExpectedTypes:
        """Return the argument that has the wrong type."""
        return ExpectedTypes(self)

    @cached_property
    def results(self) -> Results:
        """Return what functions returned to the learner's line."""
        return Results(self, self.names)

    @property
    def parts(self) -> tuple[object, ...]:
        """Return what the evidence consists of."""
        return (
            self.endpoint,
            self.exchange,
            self.names,
            self.call,
            self.misuse,
            self.given,
            self.results,
            self.sent,
            self.expected_types,
            self.spelling,
            self.log_handler,
            self.settings,
            self.client_name,
        )

    @property
    def library(self) -> str:
        """The library, other than smtplib, whose exception was raised; or empty."""
        return library_of(self.raised)

    @cached_property
    def is_about_mail(self) -> bool:
        """Return whether the code is about email: by its modules, its port or a `LocalServer`."""
        smtplib = sys.modules.get("smtplib")
        return (
            bool(self.mail_frames)
            # Code that raises one of smtplib's errors is about email, even without its frames.
            or isinstance(self.error, getattr(smtplib, "SMTPException", ()))
            or (isinstance(self.error, OSError) and self.endpoint.port in MAIL_PORTS)
            or (isinstance(self.error, OSError) and bool(self.endpoint.silent_server))
        )

    @cached_property
    def _secrets(self) -> set[str]:
        return secrets_in(self.namespaces, _ASKED.findall(self.source))

    def without_secrets(self, text: str) -> str:
        """``text`` without the passwords that the frames know."""
        return redact(text, self._secrets)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and those that led to it, as the traceback shows them.

    A group, such as a `TaskGroup` raises, is followed by the errors that are in it.
    """
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting and len(seen) < _MOST_ERRORS:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = getattr(each, "exceptions", ())
        if isinstance(members, tuple):
            waiting += [member for member in members if isinstance(member, BaseException)]
        explicit = each.__cause__ is not None or each.__suppress_context__
        waiting.append(each.__cause__ if explicit else each.__context__)
