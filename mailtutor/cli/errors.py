"""The one error that a command ends with on purpose."""

from __future__ import annotations


class SetupError(Exception):
    """Something keeps mailtutor from starting; the text says what, and what to do."""
