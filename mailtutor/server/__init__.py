"""The local SMTP server: its front, its behaviour, its transport."""

from .local_server import LocalServer

__all__ = ["LocalServer"]
