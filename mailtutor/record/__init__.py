"""What happened: mails, envelopes, sessions and their transcripts. Knows nobody else."""

from .delivery import Delivery
from .envelope import Envelope
from .history import History
from .journal import Journal, journals
from .mailbox import Mailbox
from .session import Session, Sessions
from .transcript import Call, Line, Transcript
from .wire import Piece, Wire

__all__ = [
    "Call",
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
    "journals",
]
