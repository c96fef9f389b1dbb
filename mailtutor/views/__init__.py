"""What is seen: views of an inbox, of a mail and of a conversation, for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor.record import Delivery, Journal, Session

from .conversation import ConversationView
from .inbox import InboxView
from .message import MessageView

if TYPE_CHECKING:
    from .widget import View

__all__ = ["ConversationView", "InboxView", "MessageView", "view"]


def view(x: object) -> View:
    """Show something: the last line of a cell, or ``display(view(x))``.

    Args:
        x: a server or its journal (its inbox), a delivery (one mail), or a session
            (one conversation).

    Returns:
        A view that is live as long as its cell shows it, and a text elsewhere.

    Raises:
        TypeError: it is none of these.

    Example:
        >>> from mailtutor.record import Journal
        >>> print(view(Journal("localhost:2525")).text())
        Inbox: not listening on localhost:2525; 0 mails.
        >>> view("Hello")
        Traceback (most recent call last):
        ...
        TypeError: there is no view of str: give a server, a delivery or a session
    """
    journal = x if isinstance(x, Journal) else getattr(x, "journal", None)
    if isinstance(journal, Journal):
        return InboxView(journal)
    if isinstance(x, Delivery):
        return MessageView(x)
    if isinstance(x, Session):
        return ConversationView(x)
    raise TypeError(
        f"there is no view of {type(x).__name__}: give a server, a delivery or a session"
    )
