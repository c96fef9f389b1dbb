"""What happened: mails, envelopes, sessions and their transcripts. Knows nobody else."""

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
    "finalize_here",
    "journals",
]
