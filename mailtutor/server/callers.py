"""Which line of the learner's own Python is talking to the server, if it is in here."""

from __future__ import annotations

import gc
import linecache
import smtplib
import socket
import ssl
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.record import Call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_FARTHEST = 200  # frames
# What stands between a learner's line and the connection: the standard library's files,
# and those beside this one.
_CLIENT_FILES = (smtplib.__file__, socket.__file__, str(Path(__file__).parent))


def find_call(client_port: int) -> Call | None:
    """Return the call that is waiting for us in another thread, or None.

    While the server reads a command, the client that sent it waits for the reply, inside
    smtplib; so its stack tells whose call it was. Nothing is patched for that.

    Args:
        client_port: the port of the client's end of the connection.
    """
    with _nothing_collected():
        for frame in sys._current_frames().values():  # noqa: SLF001 - a documented function
            # A client that waits is inside one of these, and its stack stays as it is.
            if frame.f_code.co_filename.startswith((*_CLIENT_FILES, ssl.__file__)):
                caller = _caller(frame, client_port)
                if caller is not None:
                    break
        else:
            return None
    return _described(caller)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep garbage from being collected while other threads' stacks are read.

    Python 3.11 makes the objects of a stack as they are asked for, and may collect garbage
    meanwhile. A server that is garbage then ends its thread, whose stack is being read: the
    interpreter crashes.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _caller(frame: FrameType | None, client_port: int) -> FrameType | None:
    """Return the innermost frame outside smtplib, in a stack that has our client in it."""
    found = False
    for _ in range(_FARTHEST):
        if frame is None:
            return None
        if frame.f_code.co_filename.startswith(_CLIENT_FILES):
            found = found or _is_client(frame, client_port)
        elif found:
            return frame
        frame = frame.f_back
    return None


def _is_client(frame: FrameType, port: int) -> bool:
    """Whether the connection stands in this frame: an SMTP object's, or one being made."""
    found = frame.f_locals
    sock = getattr(found.get("self"), "sock", None) or found.get("sock")
    try:
        return sock is not None and bool(sock.getsockname()[1] == port)
    except (OSError, AttributeError):  # closed in the meantime; not a socket
        return False


def _described(frame: FrameType) -> Call:
    filename, line = frame.f_code.co_filename, frame.f_lineno
    code = linecache.getline(filename, line, frame.f_globals).strip()
    return Call(code or frame.f_code.co_name, _place(filename), line)


def _place(filename: str) -> str:
    """Name a notebook's cell as the notebook does, ``In[5]``, and a file without its folder."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    name_of = getattr(getattr(shell, "compile", None), "format_code_name", None)
    if name_of is not None and (name := name_of(filename)):
        return str(name[1]).removeprefix("cell ")
    return Path(filename).name
