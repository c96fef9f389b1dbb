"""The faults of a server as checkboxes, each with its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipywidgets import Checkbox, Dropdown, FloatText, IntText, Text, VBox

from mailtutor.server import faults
from mailtutor.views.components import Field

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from mailtutor.server.fault import Fault

    Replace: TypeAlias = Callable[[Fault | None, Fault | None], None]

_ADDRESS = "nobody@example.com"
_COMMANDS = ("EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "AUTH", "STARTTLS")
_EXTENSIONS = (
    *("SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"),
    *("STARTTLS", "AUTH"),
)


@dataclass(frozen=True)
class Choice:
    """An argument with a fixed set of values."""

    label: str
    options: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class FaultKind:
    """A function of `mailtutor.faults` and its arguments.

    Args:
        label: the text of the checkbox.
        make: the function.
        arguments: for each argument a label and its initial value, or a choice.
    """

    label: str
    make: Callable[..., Fault]
    arguments: tuple[tuple[str, str | float] | Choice, ...] = ()


FAULT_KINDS = (
    FaultKind(
        "Reject a recipient",
        faults.refuse_recipient,
        (("Recipient, or @domain", _ADDRESS), ("Reply", "550 5.1.1 No such user")),
    ),
    FaultKind(
        "Reject a sender",
        faults.refuse_sender,
        (("Sender, or @domain", _ADDRESS), ("Reply", "550 5.7.1 Sender refused")),
    ),
    FaultKind("Reject relaying", faults.no_relay, (("Domain it accepts", "example.com"),)),
    FaultKind("Report a full mailbox", faults.mailbox_full, (("Mailbox", "full@example.com"),)),
    FaultKind("Greylist: reject the first attempt", faults.greylist),
    FaultKind("Limit the number of messages", faults.rate_limit, (("Messages", 3),)),
    FaultKind("Reject spam", faults.spam, (("Word in the message", "winner"),)),
    FaultKind(
        "Reply to a command with an error",
        faults.reply,
        (Choice("Command", _COMMANDS, "MAIL"), ("Reply", "451 4.3.0 Try again later")),
    ),
    FaultKind(
        "Reply slowly",
        faults.slow,
        (Choice("Before the reply to", ("greeting", *_COMMANDS), "DATA"), ("Seconds", 5.0)),
    ),
    FaultKind(
        "Stop replying",
        faults.silent,
        (Choice("From", ("greeting", *_COMMANDS), "greeting"),),
    ),
    FaultKind(
        "Close the connection",
        faults.hang_up,
        (Choice("At", ("greeting", *_COMMANDS, "content"), "content"),),
    ),
    FaultKind("Greet with an error", faults.greeting, (("Greeting", "554 No service"),)),
    FaultKind("Answer as a web server", faults.not_smtp),
    FaultKind(
        "Don't offer an extension",
        faults.without,
        (Choice("Extension", _EXTENSIONS, "SMTPUTF8"),),
    ),
    FaultKind("Require an app password, like Gmail", faults.app_password_needed),
    FaultKind("Reject passwords, like Outlook", faults.basic_authentication_off),
)


class FaultRow(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A checkbox that turns a fault on and off, with the fault's arguments.

    Args:
        kind: which fault.
        changed: called with the previous fault and the new one; None for no fault.
    """

    def __init__(self, kind: FaultKind, changed: Replace) -> None:
        self._kind, self._changed = kind, changed
        self._fault: Fault | None = None
        self.tick = Checkbox(description=kind.label, indent=False)
        self.controls = [_control(argument) for argument in kind.arguments]
        self._arguments = VBox(self.controls)
        self._arguments.layout.display = "none"
        self._field = Field(self.tick)
        for control in (self.tick, *self.controls):
            control.observe(self._on_change, "value")
        super().__init__([self._field, *([self._arguments] if self.controls else [])])
        self.add_class("mt-fault")

    def _on_change(self, _change: Any) -> None:
        self._arguments.layout.display = "" if self.tick.value else "none"
        before, error = self._fault, ""
        self._fault = None
        if self.tick.value:
            try:
                self._fault = self._kind.make(*(control.value for control in self.controls))
            except ValueError as problem:
                error = f"Not active: {problem}."
        self._field.set_status(error)
        self._changed(before, self._fault)


class InitialFaultRow(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A checkbox that turns off a fault that the server was created with."""

    def __init__(self, fault: Fault, changed: Replace) -> None:
        self.tick = Checkbox(description=f"It {fault}", value=True, indent=False)

        def on_change(change: Any) -> None:
            changed(*((None, fault) if change.new else (fault, None)))

        self.tick.observe(on_change, "value")
        super().__init__([self.tick])
        self.add_class("mt-fault")


def _control(argument: tuple[str, str | float] | Choice) -> Any:
    if isinstance(argument, Choice):
        return Dropdown(description=argument.label, options=argument.options, value=argument.value)
    label, value = argument
    kind = {int: IntText, float: FloatText, str: Text}[type(value)]
    return kind(description=label, value=value, continuous_update=False)
