"""Explains errors of email code: what happened, why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .connection_check import check_connection as check_connection
    from .diagnosis import explain as explain
    from .explanation import Explanation as Explanation
    from .reviewer import review as review

_HOMES = {
    "Explanation": "explanation",
    "check_connection": "connection_check",
    "explain": "diagnosis",
    "review": "reviewer",
}

__all__ = ["Explanation", "check_connection", "explain", "review"]


def __getattr__(name: str) -> Any:
    # The hook lives in this package and waits in every session for an error that may
    # never happen, so the rest is loaded only when there is something to explain.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    from .shadowing import looking_past_them

    with looking_past_them():
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
