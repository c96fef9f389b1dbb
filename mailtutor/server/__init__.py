"""The local SMTP server: its public class, its behavior, its transports."""

from . import faults
from .local_server import LocalServer

__all__ = ["LocalServer", "faults"]
