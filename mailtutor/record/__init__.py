"""What happened: mails, envelopes, sessions and their transcripts. Knows nobody else."""

from .delivery import Delivery
from .envelope import Envelope
from .history import History
from .journal import Journal
from .mailbox import Mailbox
from .session import Session, Sessions
from .transcript import Line, Transcript

__all__ = [
    "Delivery",
    "Envelope",
    "History",
    "Journal",
    "Line",
    "Mailbox",
    "Session",
    "Sessions",
    "Transcript",
]
