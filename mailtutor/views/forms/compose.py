"""The form in which a mail is written, with the Python that makes and sends the same mail."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Checkbox, Text, Textarea, VBox

from mailtutor.views.widget import keep_order

from .attachments import Attachments
from .draft import Draft
from .parts import Code, Field, Form, Secret, action, heading, mend, words
from .python import program
from .target import Target, target_of

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mailtutor.server import LocalServer

    from .target import Security

_TEXT = "Hey there!\nI'm learning to send mail with Python."
_BCC = "Nobody sees these: they are in the envelope, and send_message leaves the header out."


def compose(
    server: LocalServer | None = None,
    *,
    host: str = "",
    port: int = 587,
    tls: Security | None = "starttls",
) -> ComposeForm:
    """Write a mail in a form, beside the Python that makes exactly this mail.

    Args:
        server: the local server to send it to. With neither a server nor a host the form
            makes the message for the next cell (``form.message``), and sends nothing.
        host: another server's name, as ``"smtp.example.com"``.
        port: its port.
        tls: ``"starttls"`` (as on port 587), ``"implicit"`` (as on port 465), or None.

    Returns:
        The form; show it as the last line of a cell.

    Raises:
        ValueError: ``tls`` is a word unknown.

    Example:
        >>> form = compose()
        >>> form.message["Subject"]
        'Hello'
    """
    if tls not in {"starttls", "implicit", None}:
        raise ValueError(f"tls must be 'starttls', 'implicit' or None, not {tls!r}")
    if server is not None:
        return ComposeForm(target_of(server))
    return ComposeForm(Target(host, port, tls) if host else None)


class ComposeForm(Form):
    """A mail that is being written.

    Args:
        target: where it is sent; None for a form without a button that sends.
    """

    def __init__(self, target: Target | None) -> None:
        self._target = target
        self._made: tuple[Draft, EmailMessage] | None = None
        self.fields = {
            "sender": Field(_line("From", "me@example.com", late=True)),
            "to": Field(_line("To", "you@example.com", late=True), "Commas between addresses."),
            "cc": Field(_line("Cc", late=True)),
            "bcc": Field(_line("Bcc", late=True), _BCC),
            "subject": Field(_line("Subject", "Hello")),
            "text": Field(Textarea(description="Text", value=_TEXT, rows=6)),
            "html": Field(
                Textarea(description="HTML", rows=3), "Optional: the same as a web page."
            ),
        }
        self.dated = keep_order(
            Checkbox(description="Add Date and Message-ID, which EmailMessage does not", value=True)
        )
        self.attachments = Attachments(self._changed)
        self._code = Code()
        self.user = Field(_line("User", target.user if target else ""), "Empty: no login.")
        self.password = Secret()
        self.outcome = HTML()
        for field in (*self.fields.values(), self.user):
            field.control.observe(self._touched, "value")
        self.dated.observe(self._touched, "value")
        left = VBox([*self.fields.values(), self.dated, self.attachments])
        right = VBox([heading("The Python that does the same", 3), self._code, *self._sending()])
        for side in (left, right):
            side.add_class("mt-form-side")
        body = VBox([left, right])
        body.add_class("mt-form-body")
        super().__init__(heading("Write a mail"), body)
        self._changed()

    def _sending(self) -> list[Any]:
        if self._target is None:
            return [HTML(words("In the next cell, form.message is this message.", "help"))]
        button = action("Send", self._deliver, self.outcome, primary=True)
        where = f"Send to {self._target.host} port {self._target.port}"
        return [heading(where, 3), self.user, self.password, button, self.outcome]

    @property
    def draft(self) -> Draft:
        """What the fields hold."""
        values = {name: field.control.value for name, field in self.fields.items()}
        return Draft(**values, attachments=self.attachments.value, dated=self.dated.value)

    @property
    def message(self) -> EmailMessage:
        """The message, the same object until the form is changed.

        Raises:
            ValueError: something in the form must be mended first.
        """
        draft = self.draft
        if self._made is None or self._made[0] != draft:
            self._made = (draft, draft.message())
        return self._made[1]

    @property
    def code(self) -> str:
        """The Python that makes, and if there is a server sends, exactly this message."""
        draft, target = self.draft, self._current_target()
        if target is None:
            return draft.code()
        sending = target.block("refused = client.send_message(message)", "print(refused)")
        return program([*draft.imports(), *target.imports()], draft.block(), sending)

    def _current_target(self) -> Target | None:
        if self._target is None:
            return None
        user = self.user.control.value.strip()
        old = self._target
        return Target(old.host, old.port, old.tls, user, old.ca_file, old.timeout)

    def _touched(self, _change: Any) -> None:
        self._changed()

    def _changed(self) -> None:
        problems = self.draft.problems
        for name, field in self.fields.items():
            field.tell(problems.get(name, ""))
        self.attachments.tell(problems)
        self._code.code = mend(problems) or self.code
        self.outcome.value = ""

    def _deliver(self) -> str:
        target = self._current_target()
        assert target is not None
        if problems := self.draft.problems:
            return words(f"Not sent. {' '.join(problems.values())}", "error")
        message = self.message
        if not (message["To"] or message["Cc"] or message["Bcc"]):
            return words("Nobody would get it: give an address in To, Cc or Bcc.", "error")
        if target.user and not self.password.typed:
            return words(f"Type the password of {target.user}, or clear the user.", "error")
        refused = target.send(message, self.password.typed)
        where = f"{target.host} port {target.port}"
        if not refused:
            return words(f"{where} has accepted it for everybody.", "good")
        lines = [
            f"{who}: {code} {said.decode('utf-8', 'replace')}"
            for who, (code, said) in refused.items()
        ]
        listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
        told = words(f"{where} has accepted it, but not for everybody. Refused:", "error")
        return f"{told}<ul>{listed}</ul>"

    def text(self) -> str:
        """Write the form as plain text: its code, or what must be mended."""
        problems = self.draft.problems
        head = "A mail that is being written; run this cell in a notebook to see the form."
        if problems:
            return "\n".join([head, *(f"  {words_}" for words_ in problems.values())])
        return f"{head} Its Python:\n\n{self.code}"


def _line(label: str, value: str = "", *, late: bool = False) -> Text:
    """Make a field of one line; a late one is looked at when it is left, not at each letter."""
    return Text(description=label, value=value, continuous_update=not late)
