"""What is seen: views of an inbox, of a mail and of a conversation, for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from mailtutor.record import Journal, Session

from .inbox.inbox import InboxView
from .message.compare import CompareView
from .message.message import MessageView
from .message.message_source import message_source
from .transcript.transcript import ConversationView

if TYPE_CHECKING:
    from mailtutor.clinic import Explanation

    from .widget import View

__all__ = ["CompareView", "ConversationView", "InboxView", "MessageView", "view"]


@overload
def view(x: BaseException) -> Explanation: ...  # type: ignore[overload-overlap]  # errors have a card


@overload
def view(x: object, y: object = ...) -> View: ...


def view(x: object, y: object = None) -> View | Explanation:
    r"""Show something: the last line of a cell, or ``display(view(x))``.

    Args:
        x: a server or its journal (its inbox); a session (one conversation); a mail: a
            delivery, a message that is not sent yet, the bytes of one, or the path of an
            ``.eml`` file; or an exception (its explanation).
        y: another mail, to be laid beside ``x``: what was written, and what arrived.

    Returns:
        A view that is live as long as its cell shows it, and a text elsewhere. Of an
        exception, what `mailtutor.explain` says.

    Raises:
        TypeError: it is none of these.
        FileNotFoundError: it is a text, but no file has this name.
        ValueError: it is an exception that has nothing to do with mail.

    Example:
        >>> from mailtutor.record import Journal
        >>> print(view(Journal("localhost:2525")).text())
        Inbox: not listening on localhost:2525; 0 mails.
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
        return ConversationView(x)
    return MessageView(message_source(x))


def _explained(error: BaseException) -> Explanation:
    from mailtutor.clinic import explain

    explanation = explain(error)
    if explanation is None:
        raise ValueError(f"this error has nothing to do with mail: {error!r}")
    return explanation
