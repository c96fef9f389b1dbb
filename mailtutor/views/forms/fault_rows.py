"""The faults of a server as rows to tick: which there are, what each takes, and one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipywidgets import Checkbox, Dropdown, FloatText, IntText, Text, VBox

from mailtutor.server import faults

from .parts import Field

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.server.faults import Fault

_ADDRESS = "nobody@example.com"
_COMMANDS = ("EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "AUTH", "STARTTLS")
_EXTENSIONS = (
    *("SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"),
    *("STARTTLS", "AUTH"),
)


@dataclass(frozen=True)
class Choice:
    """An argument that is one of several words."""

    label: str
    options: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Kind:
    """One function of `mailtutor.faults` and what it takes.

    Args:
        label: what ticking it does.
        make: the function.
        arguments: for each argument a label and the value to begin with, or a choice.
    """

    label: str
    make: Callable[..., Fault]
    arguments: tuple[tuple[str, str | float] | Choice, ...] = ()


KINDS = (
    Kind(
        "Refuse a recipient",
        faults.refuse_recipient,
        (("Recipient, or @domain", _ADDRESS), ("Reply", "550 5.1.1 No such user")),
    ),
    Kind(
        "Refuse a sender",
        faults.refuse_sender,
        (("Sender, or @domain", _ADDRESS), ("Reply", "550 5.7.1 Sender refused")),
    ),
    Kind("Refuse to relay", faults.no_relay, (("Takes mail for the domain", "example.com"),)),
    Kind("Have a full mailbox", faults.mailbox_full, (("Whose mailbox", "full@example.com"),)),
    Kind("Greylist: refuse the first try", faults.greylist),
    Kind("Limit the number of mails", faults.rate_limit, (("Mails", 3),)),
    Kind("Take mail for spam", faults.spam, (("Word in the mail", "winner"),)),
    Kind(
        "Reply with an error to a command",
        faults.reply,
        (Choice("Command", _COMMANDS, "MAIL"), ("Reply", "451 4.3.0 Try again later")),
    ),
    Kind(
        "Be slow",
        faults.slow,
        (Choice("Before the reply to", ("greeting", *_COMMANDS), "DATA"), ("Seconds", 5.0)),
    ),
    Kind(
        "Be silent",
        faults.silent,
        (Choice("From here on", ("greeting", *_COMMANDS), "greeting"),),
    ),
    Kind(
        "Hang up",
        faults.hang_up,
        (Choice("At", ("greeting", *_COMMANDS, "content"), "content"),),
    ),
    Kind("Greet with an error", faults.greeting, (("Greeting", "554 No service"),)),
    Kind("Answer as a web server", faults.not_smtp),
    Kind(
        "Do not offer an extension",
        faults.without,
        (Choice("Extension", _EXTENSIONS, "SMTPUTF8"),),
    ),
    Kind("Want an app password, as Gmail does", faults.app_password_needed),
    Kind("Take no passwords, as Outlook does", faults.basic_authentication_off),
)


class FaultRow(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """One kind of fault: ticked, it is in force.

    Args:
        kind: which.
        changed: called with the fault in force before and the one now, None for none.
    """

    def __init__(self, kind: Kind, changed: Callable[[Fault | None, Fault | None], None]) -> None:
        self._kind, self._changed = kind, changed
        self._fault: Fault | None = None
        self.tick = Checkbox(description=kind.label, indent=False)
        self.controls = [_control(argument) for argument in kind.arguments]
        self._arguments = VBox(self.controls)
        self._arguments.layout.display = "none"
        self._field = Field(self.tick)
        for control in (self.tick, *self.controls):
            control.observe(self._touched, "value")
        super().__init__([self._field, *([self._arguments] if self.controls else [])])
        self.add_class("mt-fault")

    def _touched(self, _change: Any) -> None:
        self._arguments.layout.display = "" if self.tick.value else "none"
        before, error = self._fault, ""
        self._fault = None
        if self.tick.value:
            try:
                self._fault = self._kind.make(*(control.value for control in self.controls))
            except ValueError as problem:
                error = f"Not in force: {problem}."
        self._field.tell(error)
        self._changed(before, self._fault)


class GivenRow(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A fault that the server was made with: unticked, it is not in force."""

    def __init__(self, fault: Fault, changed: Callable[[Fault | None, Fault | None], None]) -> None:
        self.tick = Checkbox(description=f"It {fault}", value=True, indent=False)

        def touched(change: Any) -> None:
            changed(*((None, fault) if change.new else (fault, None)))

        self.tick.observe(touched, "value")
        super().__init__([self.tick])
        self.add_class("mt-fault")


def _control(argument: tuple[str, str | float] | Choice) -> Any:
    if isinstance(argument, Choice):
        return Dropdown(description=argument.label, options=argument.options, value=argument.value)
    label, value = argument
    kind = {int: IntText, float: FloatText, str: Text}[type(value)]
    return kind(description=label, value=value, continuous_update=False)
