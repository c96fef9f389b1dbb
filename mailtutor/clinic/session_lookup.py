"""Finds the session of an error, if it was with a local server in this Python."""

from __future__ import annotations

import linecache
import sys
from typing import TYPE_CHECKING, Any

from mailtutor.record import plain_ascii

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from mailtutor.record import Journal, Line, Session

_MOST_SESSIONS = 50  # sessions of a server, the newest first
_LINES = 12


def session_of(
    error: BaseException, client: Any, port: int | None
) -> tuple[Session, Journal] | None:
    """Return the session by the client's own port, or else by the line that used it.

    Args:
        error: the exception.
        client: the SMTP client, if the traceback led to it.
        port: the port of the server; None if any server may be meant.

    After the server closes the connection, the client has no port anymore. But the server
    recorded the call site of each command, and the traceback passes through that line. The
    same line may appear in older sessions, so only a server's newest session counts.
    """
    if "mailtutor.record" not in sys.modules or client is None:
        return None
    from mailtutor.record import journals

    here = [
        journal
        for journal in journals()
        if journal.sessions and (port is None or journal.address.endswith(f":{port}"))
    ]
    try:
        own_port = client.sock.getsockname()[1]
    except (AttributeError, OSError, TypeError, IndexError):
        newest = [(journal.sessions[-1], journal) for journal in here]
        newest.sort(key=lambda each: each[0].started, reverse=True)
        return next((each for each in newest if _was_called_by(each[0], error)), None)
    for journal in here:
        for session in reversed(journal.sessions[-_MOST_SESSIONS:]):
            if session.peer.rpartition(":")[2] == str(own_port):
                return session, journal
    return None


def _was_called_by(session: Session, error: BaseException) -> bool:
    calls = {line.call for line in list(session.transcript)[-_LINES:] if line.call}
    return any(
        call.line == trace.tb_lineno and call.code == _code(trace)
        for call in calls
        for trace in _traces(error)
    )


def _code(trace: TracebackType) -> str:
    code = trace.tb_frame.f_code
    line = linecache.getline(code.co_filename, trace.tb_lineno, trace.tb_frame.f_globals)
    return line.strip() or code.co_name


def _traces(error: BaseException) -> list[TracebackType]:
    traces = []
    trace = error.__traceback__
    while trace is not None:
        traces.append(trace)
        trace = trace.tb_next
    return traces


def last_lines(session: Session, hide: Callable[[str], str], count: int = 6) -> list[str]:
    """Return the end of the transcript, with credentials masked, and each line cut to fit.

    Args:
        session: the session.
        hide: masks other secrets in a line.
        count: the number of lines.
    """
    # Of a multiline reply, such as EHLO's, the last line is enough.
    lines = [line for line in session.transcript if not _goes_on(line)]
    return [_cut(hide(str(line))) for line in lines[-count:]]


def _goes_on(line: Line) -> bool:
    return line.kind == "reply" and line.raw[3:4] == b"-"


def _cut(text: str, width: int = 74) -> str:
    text = plain_ascii(text)
    return text if len(text) <= width else text[: width - 3] + "..."
