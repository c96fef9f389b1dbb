"""Find the line of the learner's code that uses smtplib, from audit events.

Python calls audit hooks for every `smtplib.connect` and `smtplib.send`
(https://docs.python.org/3/library/audit_events.html), in the client's own thread and before
the server can notice. Nothing is patched, and no other thread's stack is read.
"""

from __future__ import annotations

import linecache
import smtplib
import socket
import ssl
import sys
import threading
import weakref
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailtutor.record import Call, Client

if TYPE_CHECKING:
    from types import FrameType

_MAX_DEPTH = 200  # frames
_MAX_CLIENTS = 1_000  # a server accepts 200 connections at once
# The files between a learner's line and the connection: the standard library's, and ours.
_CLIENT_FILES = (smtplib.__file__, socket.__file__, str(Path(__file__).parent))


@dataclass(slots=True)
class CallSite:
    """A client in this Python, and the learner's line that made it connect or last send."""

    client: Client
    call: Call | None
    server_port: int = 0  # the port it connects to; 0 until it tries


_lock = threading.Lock()
_installed = False
# Clients that haven't sent anything yet: the latest of each thread.
_connecting: dict[int, CallSite] = {}
# Clients that have, by their own port.
_sending: OrderedDict[int, CallSite] = OrderedDict()


def watch() -> None:
    """Start noting which clients connect and send.

    An audit hook can't be removed, so there's one for all servers.
    """
    global _installed  # noqa: PLW0603 - Python keeps the hook for as long as it runs
    with _lock:
        if not _installed:
            sys.addaudithook(_on_event)
            _installed = True


def greeted(client_port: int, server_port: int) -> CallSite | None:
    """Return the client that just connected; None if it's another process, or uncertain."""
    with _lock:
        _sending.pop(client_port, None)  # the system has reused an old connection's port
        waiting = [each for each in _connecting.values() if each.server_port == server_port]
    ports = [_port_of(each.client.reference()) for each in waiting]
    if client_port in ports:
        return waiting[ports.index(client_port)]
    # While the client waits for the greeting, smtplib hasn't stored its socket yet.
    return waiting[0] if ports == [None] else None


def sent(client_port: int) -> CallSite | None:
    """Return the client that sent the current line; None if it's another process."""
    return _sending.get(client_port)


def connecting() -> smtplib.SMTP | None:
    """Return the client that is connecting in this thread."""
    site = _connecting.get(threading.get_ident())
    return site.client.reference() if site else None


def connects_to(server_port: int) -> None:
    """Note that this thread's client is connecting to this port."""
    if site := _connecting.get(threading.get_ident()):
        site.server_port = server_port


def _on_event(event: str, args: tuple[Any, ...]) -> None:
    # An exception here would surface in the middle of the learner's program.
    with suppress(Exception):
        if event == "smtplib.send":
            _note_sending(args[0], sys._getframe(1))  # noqa: SLF001 - a documented function
        elif event == "smtplib.connect":
            _note_connecting(args[0], sys._getframe(1))  # noqa: SLF001
        elif event == "socket.connect" and _connecting:
            connects_to(args[1][1])


def _note_connecting(client: smtplib.SMTP, frame: FrameType) -> None:
    # The last client of this thread, which may never have sent anything, doesn't connect now.
    _connecting.pop(threading.get_ident(), None)
    seconds = client.timeout
    timeout = float(seconds) if isinstance(seconds, (int, float)) else None
    known = Client(weakref.ref(client), int(client.debuglevel), timeout)
    _connecting[threading.get_ident()] = CallSite(known, _call(frame))


def _note_sending(client: smtplib.SMTP, frame: FrameType) -> None:
    port = _port_of(client)
    if port is None:
        return
    site = _sending.get(port)
    if site is None or not site.client.is_(client):
        with _lock:
            site = _take(client) or CallSite(Client(weakref.ref(client)), None)
            _sending[port] = site
            if len(_sending) > _MAX_CLIENTS:
                _sending.popitem(last=False)
    context = getattr(client.sock, "context", None)
    if isinstance(context, ssl.SSLContext):
        site.client.checks_certificate = context.verify_mode == ssl.CERT_REQUIRED
        site.client.checks_name = context.check_hostname
    site.client.threads.add(threading.get_ident())
    site.call = _call(frame)


def _take(client: smtplib.SMTP) -> CallSite | None:
    """Remove a client from those connecting; it may have connected in another thread."""
    for thread, site in tuple(_connecting.items()):
        if site.client.is_(client):
            return _connecting.pop(thread)
    return None


def _port_of(client: smtplib.SMTP | None) -> int | None:
    sock = getattr(client, "sock", None)
    try:
        return None if sock is None else int(sock.getsockname()[1])
    except (OSError, AttributeError, TypeError, IndexError):  # closed, or not a socket
        return None


def _call(frame: FrameType | None) -> Call | None:
    """Describe the innermost frame outside smtplib."""
    for _ in range(_MAX_DEPTH):
        if frame is None or not frame.f_code.co_filename.startswith(_CLIENT_FILES):
            break
        frame = frame.f_back
    if frame is None:
        return None
    filename, line = frame.f_code.co_filename, frame.f_lineno
    code = linecache.getline(filename, line, frame.f_globals).strip()
    return Call(code or frame.f_code.co_name, _place(filename), line)


def _place(filename: str) -> str:
    """Return the cell of a notebook, as ``In[5]``, or the name of a file."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    name_of = getattr(getattr(shell, "compile", None), "format_code_name", None)
    if name_of is not None and (name := name_of(filename)):
        return str(name[1]).removeprefix("cell ")
    return Path(filename).name
