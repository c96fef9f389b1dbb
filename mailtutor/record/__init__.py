"""Records of what happened: messages, envelopes, sessions and transcripts."""

from .client import Client
from .delivery import Delivery
from .envelope import Envelope
from .history import History
from .journal import Journal, journals
from .mailbox import Mailbox
from .own_process import finalize_here
from .session import Session, Sessions
from .transcript import Call, Line, Transcript
from .wire import Piece, Wire
from .wording import count, plain_ascii, printable

__all__ = [
    "Call",
    "Client",
    "Delivery",
    "Envelope",
    "History",
    "Journal",
    "Line",
    "Mailbox",
    "Piece",
    "Session",
    "Sessions",
    "Transcript",
    "Wire",
    "count",
    "finalize_here",
    "journals",
    "plain_ascii",
    "printable",
]
