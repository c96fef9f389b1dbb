"""The exception that ends a command with a message for the user."""

from __future__ import annotations


class SetupError(Exception):
    """A command can't go on; the message says why, and what to do."""
