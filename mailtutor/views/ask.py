"""`input` and `getpass` for a browser's Python that can't wait for JupyterLab's own box.

JupyterLite waits with a service worker, which browsers only allow on https and on localhost. On
other addresses, such as a class's, both would return None at once.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import secrets
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from .loader import script

_STYLES = ("style.css", "form.css")
_HERE = Path(__file__).parent
_CANNOT = (
    "This browser can't ask for input at an address without https: use a newer Chrome, Edge or "
    "Chromebook, or write the value into the cell instead."
)


class Question(anywidget.AnyWidget):
    """A line to type. The answer never enters the widget's state, which may be saved."""

    _esm = script("ask.js")
    _css = "\n".join((_HERE / name).read_text("utf-8") for name in _STYLES)
    question = traitlets.Unicode().tag(sync=True)
    secret = traitlets.Bool(default_value=False).tag(sync=True)
    channel = traitlets.Unicode().tag(sync=True)


def replace_input() -> None:
    """Let `input` and `getpass.getpass` ask in the cell, until the next cell starts."""
    builtins.input = lambda prompt="": _ask(str(prompt), secret=False)
    getpass.getpass = lambda prompt="Password: ", *_, **__: _ask(str(prompt), secret=True)


def _ask(question: str, *, secret: bool) -> str:
    """Show a question, and wait for the answer.

    Raises:
        RuntimeError: this browser can't wait.
    """
    import js  # type: ignore[import-not-found]
    from pyodide.ffi import (  # type: ignore[import-not-found]
        can_run_sync,
        create_proxy,
        run_sync,
    )

    if not can_run_sync():
        raise RuntimeError(_CANNOT)
    name = f"mailtutor {secrets.token_hex(16)}"
    channel = js.BroadcastChannel.new(name)
    answer: asyncio.Future[str] = asyncio.get_event_loop().create_future()

    def take(event: Any) -> None:
        answer.set_result(str(event.data))

    proxy = channel.onmessage = create_proxy(take)
    widget = Question(question=question, secret=secret, channel=name)
    display(widget)  # type: ignore[no-untyped-call]
    try:
        return str(run_sync(answer))
    finally:
        channel.close()
        proxy.destroy()
        widget.close()
