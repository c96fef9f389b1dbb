"""Building blocks of forms, exercise boxes and quizzes: fields, buttons, code, status lines."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import anywidget
import traitlets
from ipywidgets import HTML, Button, VBox

from mailtutor.clinic import explain

from .loader import script
from .widget import keep_order

if TYPE_CHECKING:
    from collections.abc import Callable

_HERE = Path(__file__).parent
_STYLES = ("style.css", "form.css", "course/exercise.css")

Status = Literal["help", "error", "good"]


class FormStyle(anywidget.AnyWidget):
    """The stylesheet of all forms, and the guard that keeps Jupyter's shortcuts out of them.

    One widget is shown in every form of a kernel, so the stylesheet is sent only once.
    """

    _esm = script("form_style.js")
    _css = "\n".join((_HERE / name).read_text("utf-8") for name in _STYLES)
    _shared: FormStyle | None = None

    @classmethod
    def shared(cls) -> FormStyle:
        """Return the kernel's FormStyle; a new one if the last was closed."""
        if cls._shared is None or cls._shared.comm is None:
            cls._shared = cls()
        return cls._shared


class Form(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A form that is live in a notebook and plain text anywhere else."""

    def __init__(self, *children: Any) -> None:
        super().__init__([*children, FormStyle.shared()])
        self.add_class("mailtutor")
        self.add_class("mt-form")

    def text(self) -> str:
        """Return the form as plain text, for a terminal or a page without widgets."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**kwargs), "text/plain": self.text()}


class Code(anywidget.AnyWidget):
    """Python code with a button that copies it; nothing while it is empty."""

    _esm = script("code.js")
    code = traitlets.Unicode().tag(sync=True)


class Secret(anywidget.AnyWidget):
    """A password field.

    The password arrives as a message. It never enters the widget's state, because that may be
    saved with the notebook.
    """

    _esm = script("secret.js")
    label = traitlets.Unicode("Password").tag(sync=True)

    def __init__(self, label: str = "Password") -> None:
        super().__init__(label=label)
        self._typed = ""
        keep_order(self)
        self.on_msg(self._on_message)

    @property
    def typed(self) -> str:
        """The password typed so far."""
        return self._typed

    def clear(self) -> None:
        """Forget the password, here and on the page."""
        self._typed = ""
        self.send({"kind": "clear"})

    def _on_message(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if isinstance(content.get("secret"), str):
            self._typed = content["secret"]

    def __repr__(self) -> str:
        return f"Secret({self.label!r})"


class Field(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A labeled control with a status line below it: an error, a hint, or help.

    Args:
        control: the ipywidgets control.
        help_text: shown when there is neither an error nor a hint.
    """

    def __init__(self, control: Any, help_text: str = "") -> None:
        self.control = keep_order(control)
        self._status = HTML()
        self._help = help_text
        super().__init__([control, self._status])
        self.add_class("mt-field")
        self.set_status()

    def set_status(self, error: str = "", hint: str = "") -> None:
        """Show the error; without one the hint, and without a hint the help."""
        self._status.value = status_html(error or hint or self._help, "error" if error else "help")


def two_columns(left: list[Any], right: list[Any]) -> VBox:
    """Lay out a form's body: two columns, or one where there is too little room."""
    columns = [VBox(left), VBox(right)]
    for column in columns:
        column.add_class("mt-form-column")
    body = VBox(columns)
    body.add_class("mt-form-body")
    return body


def heading(text: str, level: int = 2) -> HTML:
    """Make the heading of a form (level 2), or of a section of it (level 3)."""
    made = HTML(f"<h{level}>{escape(text)}</h{level}>")
    if level == 2:  # noqa: PLR2004
        made.add_class("mt-head")
    return made


def button(label: str, act: Callable[[], str], outcome: HTML, *, primary: bool = False) -> Button:
    """Make a button that shows what ``act`` returns, or the error it raises, in ``outcome``.

    Without this, an error in a button's handler would only reach Jupyter's log.

    Args:
        label: the button's text.
        act: does what the button is for, and returns HTML.
        outcome: where that HTML is shown.
        primary: whether this is the main button of its form.
    """
    made = keep_order(Button(description=label, button_style="primary" if primary else ""))

    def on_click(_button: Button) -> None:
        made.disabled = True  # a server may be slow, and a second click would queue
        outcome.value = status_html("One moment…", "help")
        try:
            outcome.value = act()
        except Exception as error:  # noqa: BLE001 - report any failure in the form
            outcome.value = error_html(error)
        finally:
            made.disabled = False

    made.on_click(on_click)
    return made


def status_html(text: str, kind: Status) -> str:
    """Return a sentence as HTML that a screen reader reads out when it changes."""
    if not text:
        return ""
    return f'<div class="mt-status mt-status-{kind}" role="status">{escape(text)}</div>'


def error_html(error: Exception) -> str:
    """Return an error as HTML: its own words, and mailtutor's explanation if there is one."""
    words = status_html(f"{type(error).__name__}: {error}", "error")
    explanation = explain(error)
    return words + (explanation._repr_html_() if explanation else "")


def icon(name: str) -> str:
    """Return an icon as HTML; the text beside it says what it means."""
    paths = "".join(f'<path d="{path}"/>' for path in _icons()[name])
    drawing = f'viewBox="0 0 16 16" aria-hidden="true">{paths}'
    return f'<svg class="mt-icon mt-icon-{name}" {drawing}</svg>'


@cache
def _icons() -> dict[str, list[str]]:
    """Read the icons from the one place where they are drawn."""
    source = (_HERE / "icons.js").read_text("utf-8")
    icons: dict[str, list[str]] = json.loads(source[source.index("{") : source.rindex("}") + 1])
    return icons


_LABELS = {"sender": "From", "html": "HTML"}


def fix_first(problems: dict[str, str]) -> str:
    """Return a comment to show instead of the code; empty if there are no problems.

    Example:
        >>> fix_first({"sender": "There is a line break in it", "to": "It has no @"})
        '# Fix these fields to see the code: From, To'
    """
    if not problems:
        return ""
    labels = (_LABELS.get(name, name.capitalize()) for name in problems)
    return f"# Fix these fields to see the code: {', '.join(labels)}"
