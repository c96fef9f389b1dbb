"""Helpers that use a form as a person does, without a front end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import Widget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor.views.components import Form, Secret


def parts_of(form: Form) -> Iterator[Any]:
    """Yield all widgets of a form."""
    waiting: list[Any] = [form]
    while waiting:
        each = waiting.pop()
        waiting += getattr(each, "children", ())
        yield each


def press(form: Form, label: str) -> None:
    """Click the button with this label."""
    (button,) = (each for each in parts_of(form) if getattr(each, "description", "") == label)
    button.click()


def type_secret(secret: Secret, text: str) -> None:
    """Type a password: it arrives the way the front end sends it."""
    secret._on_message(secret, {"secret": text}, [])


def saved_state() -> str:
    """Return the state that Jupyter would save with the notebook."""
    return str(Widget.get_manager_state())


def run(code: str) -> dict[str, Any]:
    """Run the code that a form shows, as a cell would."""
    namespace: dict[str, Any] = {}
    exec(compile(code, "<cell>", "exec"), namespace)  # noqa: S102 - code from a form
    return namespace
