"""Record what views answer a page, so that slides can show them without Python."""

from __future__ import annotations

import base64
import threading
from html import escape
from typing import TYPE_CHECKING, Any

from IPython.display import display
from ipywidgets import HTML, Box, Button

from .components import Code, Form, FormStyle
from .inbox.inbox import InboxView
from .transcript.transcript import TranscriptView
from .widget import View

if TYPE_CHECKING:
    from mailtutor.record import Journal, Session

RECORDING = "application/vnd.mailtutor.recording+json"
_PAGE = "recording"
_AT_MOST = 1.0  # seconds to wait for a session to end

Answer = dict[str, Any]


def start(shell: Any) -> None:
    """Add a recording to each view that a shell displays from now on.

    After each cell, an inbox that was displayed before and has changed is displayed again:
    its recording has both states.

    Args:
        shell: IPython's shell.
    """
    inboxes: list[_RecordedInbox] = []

    def with_recording(view: View | Form) -> Any:
        bundle = view._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if isinstance(view, InboxView):
            inboxes.append(_RecordedInbox(view))
            recording = inboxes[-1].recording()
        else:
            recording = recorded(view)
        return {**data, RECORDING: recording}, metadata

    show: Any = display  # it has no types

    def after_cell(_result: object) -> None:
        for inbox in inboxes:
            if inbox.changed():
                show({RECORDING: inbox.recording(), "text/plain": inbox.text()}, raw=True)

    for kind in (View, Form):
        shell.display_formatter.mimebundle_formatter.for_type(kind, with_recording)
    shell.events.register("post_run_cell", after_cell)


def recorded(view: View | Form) -> dict[str, Any]:
    """Return a recording of a view: its script, its stylesheet, and what it answers.

    A form becomes HTML that does nothing.
    """
    if isinstance(view, Form):
        style = _state_of(FormStyle.shared(), "_css")
        return {"id": view.model_id, "html": _still(view), "style": style, "answers": []}
    if isinstance(view, InboxView):
        return _RecordedInbox(view).recording()
    answers = _transcript(view) if isinstance(view, TranscriptView) else _answers(view, "open")
    return _view_recording(view, answers)


def _transcript(view: TranscriptView) -> list[Answer]:
    """Return the lines of a session, and its raw bytes unless they could have a password."""
    (lines,) = _answers(view, "lines", after=0)
    content = lines["content"]
    if content["left_out"] or any("masked" in line for line in content["lines"]):
        return [lines]
    (wire,) = _answers(view, "lines", after=content["last"], wire=True)
    return [lines, {**wire, "wire": True}]


class _RecordedInbox:
    """An inbox, and its state when it was last recorded."""

    def __init__(self, view: InboxView) -> None:
        self._view = view
        self._before: list[Answer] = []
        self._now = self._state()

    def text(self) -> str:
        return self._view.text()

    def changed(self) -> bool:
        """Read the state again; return whether anything changed since the last time."""
        state = self._state()
        if state == self._now:
            return False
        self._before, self._now = self._now, state
        return True

    def recording(self) -> dict[str, Any]:
        made = _view_recording(self._view, self._now)
        return {**made, "before": self._before} if self._before else made

    def _state(self) -> list[Answer]:
        _wait_for_quits(self._view.journal)
        (start,) = _answers(self._view, "subscribe")
        high = start["content"]["high"]
        return [start, *_answers(self._view, "backfill", low=0, high=high)]


def _view_recording(view: View, answers: list[Answer]) -> dict[str, Any]:
    common = {"script": _state_of(view, "_esm"), "style": _state_of(view, "_css")}
    return {"id": view.model_id, **common, "answers": answers}


def _state_of(widget: Any, name: str) -> Any:
    return widget.get_state([name])[name]


def _answers(view: View, ask: str, **content: Any) -> list[Answer]:
    """Ask a view as a page does, and return what it sends."""
    sent: list[Answer] = []

    def send(data: dict[str, Any], buffers: Any = None, **_more: object) -> None:
        content = {key: data["content"][key] for key in data["content"] if key != "to"}
        packed = [base64.b64encode(each).decode() for each in buffers or []]
        sent.append({"ask": ask, "content": content, "buffers": packed})

    view.comm.send = send
    try:
        for request in {"ask": ask, **content}, {"ask": "unsubscribe"}:
            data = {"method": "custom", "content": {"from": _PAGE, **request}}
            view.comm.handle_msg({"content": {"data": data}, "buffers": []})
    finally:
        del view.comm.send
    return sent


def _wait_for_quits(journal: Journal) -> None:
    """Wait until each session whose client has sent QUIT has ended, as a reader would see it."""
    heard = threading.Event()
    stop = journal.sessions.subscribe(lambda _session: heard.set())
    try:
        while any(_is_quitting(session) for session in journal.sessions):
            if not heard.wait(_AT_MOST):
                return
            heard.clear()
    finally:
        stop()


def _is_quitting(session: Session) -> bool:
    return session.ending is None and any(line.verb == "QUIT" for line in session.transcript)


def _still(widget: Any) -> str:
    """Return a widget of a form as HTML that shows what it says and does nothing."""
    classes = " ".join(_state_of(widget, "_dom_classes"))
    if isinstance(widget, Box):
        return f'<div class="mt-still {classes}">{"".join(map(_still, widget.children))}</div>'
    if isinstance(widget, HTML):
        return f'<div class="{classes}">{widget.value}</div>'
    if isinstance(widget, Button):
        return f'<span class="mt-button">{escape(widget.description)}</span>'
    if isinstance(widget, Code):
        return f'<pre class="mt-code">{escape(widget.code)}</pre>' if widget.code else ""
    label = getattr(widget, "description", getattr(widget, "label", ""))
    if not label or isinstance(widget, FormStyle):
        return ""
    shown = escape(str(getattr(widget, "value", "") or getattr(widget, "placeholder", "") or ""))
    return f'<p><b>{escape(label)}</b> <span class="mt-button">{shown}</span></p>'
