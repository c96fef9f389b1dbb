"""The learner's words: `join` begins to tell the teacher each outcome, and `leave` ends it."""

from __future__ import annotations

import getpass
import hashlib
import platform
import uuid
from http import HTTPStatus
from pathlib import Path

from mailtutor.course import outcomes
from mailtutor.course.progress import folder_of
from mailtutor.platform import IN_BROWSER

from . import hub
from .hub_learner import say_hello
from .keys import is_code, normal, readable
from .names import clean_name
from .tell import RejectedError, Teller

_WILL_TELL = """\
From now on, this notebook tells the teacher's computer after each check and quiz:
  which exercise, the outcome, the number of tries, and the name of the mistake;
  which option you chose in a quiz.
It never sends your code, your values, your messages, or the names of your files.
Your name appears on the teacher's own page only. The class sees counts.
{}mailtutor.leave() ends it, and removes you from the wall."""
_NOT_ENCRYPTED = "The connection isn't encrypted, so others on this Wi-Fi could read it.\n"


class _Joined:
    """The class that this Python has joined."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self._stop_listening = outcomes.listeners.add(teller.tell)
        teller.start()

    def end(self, *, leaving: bool) -> None:
        self._stop_listening()
        self.teller.stop(leaving=leaving)


_joined: list[_Joined] = []  # one at most


def joined() -> list[_Joined]:
    """Return the class that this Python has joined, if any."""
    return list(_joined)


def join(address: str = "", code: str = "", *, name: str = "") -> None:
    """Join the wall of a class, which the teacher started with ``mailtutor class``.

    On a JupyterHub with a class, ``join()`` is enough, because the hub knows who you are.

    It prints what will be told. Run it once in each notebook that you use in this lesson.

    Args:
        address: the host and port on the wall, such as ``"192.168.1.20:40123"``.
        code: the room code on the wall.
        name: your name, for the teacher.

    Raises:
        ValueError: the address or the code can't be right, or there's no name; it says why.
    """
    if IN_BROWSER:
        print("The browser edition can't join a class. In JupyterLab, the same line works.")
        return
    if not address and not code and (on_hub := hub.learner()) is not None:
        if (teller := say_hello(on_hub, learner_key("", on_hub.user))) is not None:
            _begin(teller)
            print(_WILL_TELL.format(""))
        return
    host = _host(address)
    code = normal(code)
    if not is_code(code):
        raise ValueError(
            "A room code has 8 letters and digits, such as K7QM-3XRP, without I, L, O, 0 and 1. "
            "Copy it from the wall."
        )
    if not name:
        raise ValueError('Add your name, as your teacher knows you: name="Ada".')
    shown = clean_name(name)
    teller = Teller(host, code, shown, learner_key(code, shown))
    try:
        teller.hello()
    except RejectedError as answer:
        print(_rejected(answer.status, address))
        if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            return
    except OSError as error:
        print(_unreachable(host, error))
    else:
        print(f"You joined the class at {host} as {shown}, with code {readable(code)}.")
    _begin(teller)
    print(_WILL_TELL.format(_NOT_ENCRYPTED))


def _begin(teller: Teller) -> None:
    # The same learner once more isn't a learner who leaves.
    _end(leaving=bool(_joined) and _joined[0].teller.key != teller.key)
    _joined.append(_Joined(teller))


def leave() -> None:
    """Leave the class: nothing more is told, and the wall forgets you."""
    if _end(leaving=True):
        print("You left the class. Nothing more is told, and the wall forgets you.")
    else:
        print("You haven't joined a class, so nothing is told.")


def _end(*, leaving: bool) -> bool:
    for each in _joined:
        each.end(leaving=leaving)
    was_joined = bool(_joined)
    _joined.clear()
    return was_joined


def _host(address: str) -> str:
    """Return the host and port of an address; it may be a link.

    >>> _host("http://192.168.1.20:40123/")
    '192.168.1.20:40123'
    """
    host = str(address).strip().removeprefix("http://").partition("/")[0]
    name, colon, port = host.rpartition(":")
    if not name or not colon or not port.isdecimal():
        raise ValueError(
            f"{address!r} isn't the address of a class. It has a host, a colon and a port, such "
            "as 192.168.1.20:40123. Copy it from the wall."
        )
    return host


def learner_key(code: str, name: str) -> str:
    """Return a key that's the same in all notebooks of a learner, and different in each class."""
    parts = (
        code,
        name,
        platform.node(),
        str(uuid.getnode()),
        _user(),
        str(folder_of(Path.cwd())),
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may have no name for its user
        return ""


def _rejected(status: int, address: str) -> str:
    if status == HTTPStatus.FORBIDDEN:
        return (
            f"You haven't joined: the class at {address} has another code. Each lesson has its "
            "own. Copy the code from the wall."
        )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return "You haven't joined: the class is full."
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "The class gets too much from you at the moment, so telling starts in a minute."
    return (
        f"You haven't joined: {address} answered with {status}, so it isn't a class of mailtutor. "
        "Copy the address from the wall."
    )


def _unreachable(host: str, error: OSError) -> str:
    why = error.strerror or str(error) or type(error).__name__
    return (
        f"The class at {host} can't be reached: {why}.\n"
        "Compare the address with the wall. If it's right, this Wi-Fi may keep computers apart: "
        "then work without the wall, and hand in your folder as usual.\n"
        "Joining is tried again in the background, and your work isn't affected."
    )
