"""Notebook widgets: the inbox, a message, a transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from mailtutor.record import Journal, Session

from .inbox.inbox import InboxView
from .message.compare import CompareView
from .message.message import MessageView
from .message.message_source import message_source
from .transcript.transcript import TranscriptView

if TYPE_CHECKING:
    from mailtutor.clinic import Explanation

    from .widget import View

__all__ = ["CompareView", "InboxView", "MessageView", "TranscriptView", "view"]


@overload
def view(x: BaseException) -> Explanation: ...  # type: ignore[overload-overlap]  # exceptions have a card


@overload
def view(x: object, y: object = ...) -> View: ...


def view(x: object, y: object = None) -> View | Explanation:
    r"""Show something, as the last line of a cell or with ``display(view(x))``.

    Args:
        x: a server or its journal (shows the inbox); a session (the transcript); a delivery,
            a message that isn't sent yet, the bytes of a message or the path of an ``.eml``
            file (the message); or an exception (the explanation).
        y: a second message to compare with ``x``: what was written, and what arrived.

    Returns:
        A view that is live in a notebook, and plain text elsewhere. For an exception, the
        result of `mailtutor.explain`.

    Raises:
        TypeError: there is no view for this type.
        FileNotFoundError: the text isn't the name of a file.
        ValueError: the exception has nothing to do with email.

    Example:
        >>> from mailtutor.record import Journal
        >>> print(view(Journal("localhost:2525")).text())
        Inbox: not listening on localhost:2525; 0 messages.
        >>> view(b"To: you@example.com\r\nSubject: Hi\r\n\r\nHello\r\n")
        Message from bytes, 43 bytes
        To: you@example.com
        Subject: Hi
        <BLANKLINE>
        text/plain, 7 bytes
        <BLANKLINE>
        Hello
        >>> view(25)
        Traceback (most recent call last):
        ...
        TypeError: there is no view of int: give a server, a delivery, a session, ...
    """
    if y is not None:
        return CompareView(message_source(x), message_source(y))
    if isinstance(x, BaseException):
        return _explained(x)
    journal = x if isinstance(x, Journal) else getattr(x, "journal", None)
    if isinstance(journal, Journal):
        return InboxView(journal)
    if isinstance(x, Session):
        return TranscriptView(x)
    return MessageView(message_source(x))


def _explained(error: BaseException) -> Explanation:
    from mailtutor.clinic import explain

    explanation = explain(error)
    if explanation is None:
        raise ValueError(f"this exception has nothing to do with email: {error!r}")
    return explanation
