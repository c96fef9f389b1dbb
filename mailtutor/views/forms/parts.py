"""What all forms are made of: fields with their errors, passwords, code, outcomes."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from ipywidgets import HTML, Button, VBox

from mailtutor.clinic import explain
from mailtutor.views.loader import script, style
from mailtutor.views.widget import keep_order

STYLE = style() + Path(__file__).with_name("forms.css").read_text("utf-8")


class Code(anywidget.AnyWidget):
    """A piece of Python that can be copied."""

    _esm = script("forms/code.js")
    _css = STYLE
    code = traitlets.Unicode().tag(sync=True)


class Secret(anywidget.AnyWidget):
    """A field for a password.

    What is typed comes as a message: the widget's state, which may be saved with the
    notebook, never holds it.
    """

    _esm = script("forms/secret.js")
    _css = STYLE
    label = traitlets.Unicode("Password").tag(sync=True)

    def __init__(self, label: str = "Password") -> None:
        super().__init__(label=label)
        self._typed = ""
        keep_order(self)
        self.on_msg(self._heard)

    @property
    def typed(self) -> str:
        """What was typed."""
        return self._typed

    def clear(self) -> None:
        """Forget it, here and on the page."""
        self._typed = ""
        self.send({"kind": "clear"})

    def _heard(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if isinstance(content.get("secret"), str):
            self._typed = content["secret"]

    def __repr__(self) -> str:
        return f"Secret({self.label!r})"


class Field(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A control with its label, and below it what is wrong or worth knowing."""

    def __init__(self, control: Any, help_text: str = "") -> None:
        self.control = keep_order(control)
        self._words = HTML()
        self._help = help_text
        super().__init__([control, self._words])
        self.add_class("mt-field")
        self.tell()

    def tell(self, error: str = "", hint: str = "") -> None:
        """Show an error; if there is none, the hint, or else the help."""
        self._words.value = words(error or hint or self._help, "error" if error else "help")


def words(text: str, kind: str) -> str:
    """Make the HTML of a sentence; a screen reader reads it when it changes."""
    if not text:
        return ""
    return f'<div class="mt-words mt-words-{kind}" role="status">{escape(text)}</div>'


def heading(text: str, level: int = 2) -> HTML:
    """Make the title of a form, or of a part of it."""
    made = HTML(f"<h{level}>{escape(text)}</h{level}>")
    made.add_class("mt-form-head" if level == 2 else "mt-form-part")  # noqa: PLR2004
    return made


def action(label: str, act: Any, outcome: HTML, *, primary: bool = False) -> Button:
    """Make a button; what goes wrong behind it is shown in ``outcome``.

    An error in a button's handler would be seen nowhere: Jupyter writes it to its log.
    """
    button = keep_order(Button(description=label, button_style="primary" if primary else ""))

    def clicked(_button: Button) -> None:
        button.disabled = True  # a server may take its time, and a second click would wait its turn
        outcome.value = words("One moment ...", "help")
        try:
            outcome.value = act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the form must say so
            outcome.value = failure(error)
        finally:
            button.disabled = False

    button.on_click(clicked)
    return button


def failure(error: Exception) -> str:
    """Make the HTML of an error: its own words, and the explanation if there is one."""
    said = words(f"{type(error).__name__}: {error}", "error")
    explanation = explain(error)
    return said + (explanation._repr_html_() if explanation else "")


class Form(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A form that is live in a notebook and a text anywhere else."""

    def __init__(self, *children: Any) -> None:
        super().__init__(list(children))
        self.add_class("mailtutor")
        self.add_class("mt-form")

    def text(self) -> str:
        """Write the form as plain text, for a terminal or a page without widgets."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**kwargs), "text/plain": self.text()}


_NAMES = {"sender": "From", "html": "HTML"}


def mend(problems: dict[str, str]) -> str:
    """Say in place of the code which fields must be mended first; empty if none.

    Example:
        >>> mend({"sender": "There is a line end in it", "to": "It has no @"})
        '# The code comes back when this is mended: From, To'
    """
    if not problems:
        return ""
    names = (_NAMES.get(name, name.capitalize()) for name in problems)
    return f"# The code comes back when this is mended: {', '.join(names)}"
