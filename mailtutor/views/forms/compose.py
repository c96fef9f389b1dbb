"""A form for writing a message, beside the Python that makes and sends the same message."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Checkbox, Text, Textarea

from mailtutor.views.components import (
    Code,
    Field,
    Form,
    Secret,
    button,
    fix_first,
    heading,
    status_html,
    two_columns,
)
from mailtutor.views.python_source import program
from mailtutor.views.widget import keep_order

from .attachments import Attachments
from .destination import Destination, destination_of
from .draft import Draft

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mailtutor.server import LocalServer

    from .destination import Security

_TEXT = "Hey there!\nI'm learning to send email with Python."
_BCC = "Hidden recipients: they are in the envelope, and send_message removes the header."
_SEND = ("refused = client.send_message(message)", "print(refused)")


def compose(
    server: LocalServer | None = None,
    *,
    host: str = "",
    port: int = 587,
    tls: Security | None = "starttls",
) -> ComposeForm:
    """Write a message in a form, beside the Python that makes the same message.

    Args:
        server: the local server to send to. Without a server or a host, the form has no Send
            button and makes the message for the next cell: ``form.message``.
        host: another server's name, such as ``"smtp.example.com"``.
        port: its port.
        tls: ``"starttls"`` (as on port 587), ``"implicit"`` (as on port 465), or None.

    Returns:
        The form; show it as the last line of a cell.

    Raises:
        ValueError: ``tls`` is none of these.

    Example:
        >>> form = compose()
        >>> form.message["Subject"]
        'Hello'
    """
    if tls not in {"starttls", "implicit", None}:
        raise ValueError(f"tls must be 'starttls', 'implicit' or None, not {tls!r}")
    if server is not None:
        return ComposeForm(destination_of(server))
    return ComposeForm(Destination(host, port, tls) if host else None)


class ComposeForm(Form):
    """A form for writing a message.

    Args:
        destination: the server to send to; None for a form without a Send button.
    """

    def __init__(self, destination: Destination | None) -> None:
        self._server = destination
        self._made: tuple[Draft, EmailMessage] | None = None
        self.fields = {
            "sender": Field(_line("From", "me@example.com", late=True)),
            "to": Field(
                _line("To", "you@example.com", late=True), "Separate addresses with commas."
            ),
            "cc": Field(_line("Cc", late=True)),
            "bcc": Field(_line("Bcc", late=True), _BCC),
            "subject": Field(_line("Subject", "Hello")),
            "text": Field(Textarea(description="Text", value=_TEXT, rows=6)),
            "html": Field(
                Textarea(description="HTML", rows=3), "Optional: the same text as a web page."
            ),
        }
        self.dated = keep_order(
            Checkbox(description="Add Date and Message-ID, which EmailMessage doesn't", value=True)
        )
        self.attachments = Attachments(self._update)
        self._code = Code()
        self.user = Field(
            _line("User", destination.user if destination else ""), "Leave empty for no login."
        )
        self.password = Secret()
        self.outcome = HTML()
        for field in (*self.fields.values(), self.user):
            field.control.observe(self._update, "value")
        self.dated.observe(self._update, "value")
        body = two_columns(
            [*self.fields.values(), self.dated, self.attachments],
            [heading("The same in Python", 3), self._code, *self._send_section()],
        )
        super().__init__(heading("Write a message"), body)
        self._update()

    def _send_section(self) -> list[Any]:
        if self._server is None:
            return [HTML(status_html("In the next cell, form.message is this message.", "help"))]
        send = button("Send", self._send_message, self.outcome, primary=True)
        title = f"Send to {self._server.host} port {self._server.port}"
        return [heading(title, 3), self.user, self.password, send, self.outcome]

    @property
    def draft(self) -> Draft:
        """The message as typed."""
        values = {name: field.control.value for name, field in self.fields.items()}
        return Draft(**values, attachments=self.attachments.value, dated=self.dated.value)

    @property
    def message(self) -> EmailMessage:
        """The message: the same object until the form changes.

        Raises:
            ValueError: there are problems to fix first.
        """
        draft = self.draft
        if self._made is None or self._made[0] != draft:
            self._made = (draft, draft.message())
        return self._made[1]

    @property
    def code(self) -> str:
        """The Python that makes this message, and sends it if there is a server."""
        draft, destination = self.draft, self._destination()
        if destination is None:
            return draft.code()
        imports = [*draft.imports(), *destination.imports()]
        return program(imports, draft.block(), destination.block(*_SEND))

    def _destination(self) -> Destination | None:
        if self._server is None:
            return None
        return replace(self._server, user=self.user.control.value.strip())

    def _update(self, _change: Any = None) -> None:
        problems = self.draft.problems
        for name, field in self.fields.items():
            field.set_status(problems.get(name, ""))
        self.attachments.set_status(problems)
        self._code.code = fix_first(problems) or self.code
        self.outcome.value = ""

    def _send_message(self) -> str:
        destination = self._destination()
        assert destination is not None
        if problems := self.draft.problems:
            return status_html(f"Not sent. {' '.join(problems.values())}", "error")
        message = self.message
        if not (message["To"] or message["Cc"] or message["Bcc"]):
            return status_html("Not sent. Add a recipient in To, Cc or Bcc.", "error")
        password = self.password.typed
        if destination.user and not password:
            return status_html(
                f"Not sent. Type the password of {destination.user}, or clear the user.", "error"
            )
        refused = destination.run(
            *_SEND, password=password, message=message, print=lambda _refused: None
        )["refused"]
        where = f"{destination.host} port {destination.port}"
        if not refused:
            return status_html(f"{where} accepted the message for every recipient.", "good")
        lines = [
            f"{address}: {code} {reply.decode('utf-8', 'replace')}"
            for address, (code, reply) in refused.items()
        ]
        rejected = "".join(f"<li>{escape(line)}</li>" for line in lines)
        summary = f"{where} accepted the message, but rejected these recipients:"
        return f"{status_html(summary, 'error')}<ul>{rejected}</ul>"

    def text(self) -> str:
        """Return the form as plain text: its code, or the problems to fix."""
        problems = self.draft.problems
        head = "A form for writing a message. Run this cell in a notebook to see it."
        if problems:
            return "\n".join([head, *(f"  {problem}" for problem in problems.values())])
        return f"{head} The same in Python:\n\n{self.code}"


def _line(label: str, value: str = "", *, late: bool = False) -> Text:
    """Make a one-line field; a late one is checked when it loses focus, not at each key."""
    return Text(description=label, value=value, continuous_update=not late)
