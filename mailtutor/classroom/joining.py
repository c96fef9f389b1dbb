"""The learner's words: `join` begins to tell the teacher each outcome, and `leave` ends it."""

from __future__ import annotations

import getpass
import hashlib
import platform
import secrets
import uuid
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from mailtutor.course import outcomes
from mailtutor.course.progress import folder_of
from mailtutor.platform import IN_BROWSER, LOOPBACK, page_origin, post
from mailtutor.server import redirect

from . import hub, trouble
from .carried import CarriedInbox
from .hub_learner import say_hello
from .keys import is_code, normal, readable
from .names import clean_name
from .tell import BrowserTeller, Teller
from .untold import RejectedError

_TIMEOUT = 3.0  # seconds
_BROWSER_FILE = ".mailtutor-browser"
_WILL_TELL = """\
From now on, this notebook tells the teacher's computer after each check and quiz:
  which exercise, the outcome, the number of tries, and the name of the mistake;
  which option you chose in a quiz.
It never sends your code, your values, your messages, or the names of your files.
Your name appears on the teacher's own page only. The class sees counts.
{}mailtutor.leave() ends it, and removes you from the wall."""
_NOT_ENCRYPTED = "The connection isn't encrypted, so others on this Wi-Fi could read it.\n"

_CARRIED = """\
smtplib.SMTP("{}", {}) reaches the class inbox: this page has no sockets, so it sends the bytes to
the teacher's computer in web requests, and the mail server there replies."""
_NOT_CARRIED = """\
smtplib can't reach the class inbox from here, because this page didn't come from the class."""


class _Joined:
    """The class that this Python has joined."""

    def __init__(self, teller: Teller, carried: CarriedInbox | None) -> None:
        self.teller = teller
        self._carried = carried
        self._stop_listening = outcomes.listeners.add(teller.tell)
        teller.start()
        if carried is not None:
            redirect.carry(carried.host, carried.port, carried)

    def end(self, *, leaving: bool) -> None:
        self._stop_listening()
        self.teller.stop(leaving=leaving)
        if self._carried is not None:
            redirect.stop_carrying(self._carried)


_joined: list[_Joined] = []  # one at most


def joined() -> list[_Joined]:
    """Return the class that this Python has joined, if any."""
    return list(_joined)


def join(address: str = "", code: str = "", *, name: str = "") -> None:
    """Join the wall of a class, which the teacher started with ``mailtutor class``.

    It prints what will be told. Run it once in each notebook that you use in this lesson. If
    the notebook itself came from the class, the code is enough: ``join("K7QM-3XRP", name="Ada")``.
    On a JupyterHub with a class, ``join()`` is enough, because the hub knows who you are.

    Args:
        address: the host and port on the wall, such as ``"192.168.1.20:40123"``.
        code: the room code on the wall.
        name: your name, for the teacher.

    Raises:
        ValueError: the address or the code can't be right, or there's no name; it says why.
    """
    if not address and not code and (on_hub := hub.learner()) is not None:
        if (teller := say_hello(on_hub, learner_key("", on_hub.user))) is not None:
            _begin(teller)
            print(_WILL_TELL.format(""))
        return
    if not code and is_code(normal(address)):
        address, code = "", address
    origin = page_origin()
    host = _host(address) if address or not origin else origin
    if _is_same(host, trouble.host_of(origin)):
        host = origin
    code = normal(code)
    if not is_code(code):
        raise ValueError(
            "A room code has 8 letters and digits, such as K7QM-3XRP, without I, L, O, 0 and 1. "
            "Copy it from the wall."
        )
    if not name:
        raise ValueError('Add your name, as your teacher knows you: name="Ada".')
    _join_with_code(host, address, code, clean_name(name))


def _join_with_code(host: str, address: str, code: str, shown: str) -> None:
    key = learner_key(code, shown, _browser_id(host) if IN_BROWSER else "")
    teller = (BrowserTeller if IN_BROWSER else Teller)(host, code, shown, key)
    try:
        teller.hello()
    except RejectedError as answer:
        print(trouble.rejected(answer.status, address, shown_code=readable(code)))
        if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            return
    except OSError as error:
        print(trouble.unreachable(host, error))
        if trouble.is_forbidden(host):
            return
    else:
        where = trouble.host_of(host)
        print(f"You joined the class at {where} as {shown}, with code {readable(code)}.")
    inbox = teller.untold.inbox
    carried = CarriedInbox(host, *inbox) if inbox and host == page_origin() else None
    _begin(teller, carried)
    print(_WILL_TELL.format(_NOT_ENCRYPTED))
    if IN_BROWSER and inbox:
        print(_CARRIED.format(*inbox) if carried else _NOT_CARRIED)


def _begin(teller: Teller, carried: CarriedInbox | None = None) -> None:
    # The same learner once more isn't a learner who leaves.
    _end(leaving=bool(_joined) and _joined[0].teller.key != teller.key)
    _joined.append(_Joined(teller, carried))


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


def _is_same(host: str, other: str) -> bool:
    """Return whether two pairs of host and port are the same, however they name loopback.

    >>> _is_same("127.0.0.1:40123", "localhost:40123"), _is_same("127.0.0.1:1", "localhost:2")
    (True, False)
    """
    if host == other:
        return True
    (name, _, port), (other_name, _, other_port) = host.rpartition(":"), other.rpartition(":")
    return port == other_port and {name, other_name} <= LOOPBACK


def learner_key(code: str, name: str, browser: str = "") -> str:
    """Return a key that's the same in all notebooks of a learner, and different in each class.

    Args:
        code: the room code.
        name: the learner's name.
        browser: the id of the browser, where every notebook has a computer of its own.
    """
    computer = (platform.node(), str(uuid.getnode()), _user(), str(folder_of(Path.cwd())))
    parts = (code, name, *([browser] if browser else computer))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may have no name for its user
        return ""


def _browser_id(host: str) -> str:
    """Return an id that all notebooks in this browser share, if possible.

    The class knows it if the page came from there. Otherwise, it's in the lessons folder.
    """
    if host == page_origin():
        with suppress(OSError):
            status, body = post(f"{host}/browser", b"", _TIMEOUT)
            if status == HTTPStatus.OK:
                return body.decode("ascii", "replace")
    file = folder_of(Path.cwd()) / _BROWSER_FILE
    with suppress(OSError):
        if not file.exists():
            file.write_text(secrets.token_hex(16), "utf-8")
        return file.read_text("utf-8")
    return secrets.token_hex(16)
