"""The local SMTP server: its front, its behaviour, its transport."""

from . import faults
from .local_server import LocalServer

__all__ = ["LocalServer", "faults"]
