"""Learn how email works in Python, with your own SMTP server on your own machine."""

# `python -m mailtutor` loads this first, even in a Python that's too old: standard library
# and old syntax only. Everything else is loaded when it's first used.
from typing import TYPE_CHECKING, Any, List

if TYPE_CHECKING:
    from .classroom.joining import join as join
    from .classroom.joining import leave as leave
    from .clinic import Explanation as Explanation
    from .clinic import check_connection as check_connection
    from .clinic import explain as explain
    from .clinic import review as review
    from .extension import load_ipython_extension as load_ipython_extension
    from .extension import unload_ipython_extension as unload_ipython_extension
    from .record import Delivery as Delivery
    from .record import Envelope as Envelope
    from .record import Mailbox as Mailbox
    from .record import Session as Session
    from .server import LocalServer as LocalServer
    from .server import faults as faults
    from .views import view as view
    from .views.course.exercise import check as check
    from .views.course.hand_in import hand_in as hand_in
    from .views.course.progress import progress as progress
    from .views.course.quiz import quiz as quiz
    from .views.forms.compose import compose as compose
    from .views.forms.connect import connect as connect
    from .views.forms.server_panel import panel as panel

__version__ = "0.1.0"

_HOMES = {
    "Delivery": "record",
    "Envelope": "record",
    "Explanation": "clinic",
    "LocalServer": "server",
    "Mailbox": "record",
    "Session": "record",
    "check": "views.course.exercise",
    "check_connection": "clinic",
    "compose": "views.forms.compose",
    "connect": "views.forms.connect",
    "explain": "clinic",
    "faults": "server",
    "hand_in": "views.course.hand_in",
    "join": "classroom.joining",
    "leave": "classroom.joining",
    "load_ipython_extension": "extension",
    "panel": "views.forms.server_panel",
    "progress": "views.course.progress",
    "quiz": "views.course.quiz",
    "review": "clinic",
    "unload_ipython_extension": "extension",
    "view": "views",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError("module 'mailtutor' has no attribute {!r}".format(name))
    from importlib import import_module

    value = getattr(import_module("mailtutor." + _HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return sorted(set(globals()) | set(__all__))
