"""Lesson 03, connect to a server: the checks of its last two exercises, about clients."""

from __future__ import annotations

import smtplib
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal, Session
from mailtutor.record.journal import journals

from .expectations import Mistake, cell_start, require_function, require_journal, wait_for_ending
from .run_function import Call, run_student_function
from .wording import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_TIMEOUT = 60  # seconds; a longer wait for a greeting can't be intended


def check_quit(ending: str | None, client: str) -> None:
    """Check that a session ended with QUIT.

    Args:
        ending: how it ended; None if it's still open.
        client: the client at the start of a sentence, such as "Your client".
    """
    if ending is None:
        raise Mistake(f"{client} is still connected. Call `quit()`, with `()`.")
    if ending == "client left":
        raise Mistake(
            f"{client} closed the connection without QUIT. Call `quit()`: `close()` sends nothing."
        )
    if ending != "quit":
        why = "the server was stopped" if ending == "server stopped" else ending
        raise Mistake(
            f"{client} didn't send QUIT: the connection ended because {why}. Call `quit()`."
        )


def listener(client: Any, server: Any) -> str:
    """Check 03.4."""
    journal = require_journal(server)
    if isinstance(getattr(client, "journal", None), Journal):
        raise Mistake("That's the server. Expected a client: `smtplib.SMTP(...)`.")
    if not isinstance(client, smtplib.SMTP):
        create = " Create one: `smtplib.SMTP(timeout=5)`." if isinstance(client, type) else ""
        raise Mistake(f"Expected a client, an `smtplib.SMTP`, but got {describe(client)}.{create}")
    if "set_debuglevel" in vars(client):
        raise Mistake(
            "Your client doesn't print anything, because `set_debuglevel = 1` replaced the method. "
            "Call it: `set_debuglevel(1)`."
        )
    found = _sessions_of(client)
    if not found:
        raise Mistake(_why_no_session(client, journal))
    where, session = found[-1]
    _check_timeout(client, session)
    _check_printing(client, session)
    if where is not journal:
        raise Mistake(
            f"Your client connected to the server at {where.address}. Expected `server`, at "
            f"{journal.address}."
        )
    check_quit(wait_for_ending(session), "Your client")
    return "You see everything from the greeting on, and your client never waits forever."


def _sessions_of(client: smtplib.SMTP) -> list[tuple[Journal, Session]]:
    """Return the sessions of a client since the learner's cell started, oldest first."""
    found = [
        (journal, session)
        for journal in journals()
        for session in journal.sessions
        if session.started >= cell_start() and session.client and session.client.is_(client)
    ]
    return sorted(found, key=lambda each: each[1].started)


def _why_no_session(client: smtplib.SMTP, journal: Journal) -> str:
    own = vars(client)
    when = "since this cell started" if "sock" in own else "yet"
    how = 'Call `listener.connect("localhost", server.port)`, with `(...)`.'
    if not _is_number(_seconds(client.timeout)):
        return f"{_why_no_timeout(client.timeout)} It also hasn't connected {when}. {how}"
    if own.get("sock") is not None:
        return f"Your client is connected, but this cell didn't connect it to `server`. {how}"
    others = [each for each in journal.sessions if each.started >= cell_start() > 0]
    other = " Another client has: is `listener` a newer one?" if others else ""
    return f"Your client hasn't connected {when}.{other} {how}"


def _seconds(timeout: Any) -> Any:
    """Return a client's timeout; if it wasn't given one, Python's default."""
    if isinstance(timeout, (int, float, str, bytes)) or timeout is None:
        return timeout
    return socket.getdefaulttimeout()


def _is_number(seconds: Any) -> bool:
    return isinstance(seconds, (int, float)) and not isinstance(seconds, bool)


def _why_no_timeout(timeout: Any) -> str:
    if isinstance(timeout, (str, bytes, bool)):
        return f"The timeout is {describe(timeout)}. Expected a number of seconds: `timeout=5`."
    return "Your client has no timeout, so it may wait forever. Set one: `smtplib.SMTP(timeout=5)`."


def _check_timeout(client: smtplib.SMTP, session: Session) -> None:
    known = session.client
    seen = known is not None and known.debuglevel is not None  # both are recorded together
    own = _seconds(client.timeout)
    timeout: Any = known.timeout or socket.getdefaulttimeout() if known and seen else own
    if not _is_number(timeout):
        if _is_number(own):
            raise Mistake(
                "Your client got its timeout only after it connected. Pass it when you create the "
                "client: `timeout=5`."
            )
        raise Mistake(_why_no_timeout(client.timeout))
    if not 0 < timeout <= _LONGEST_TIMEOUT:
        raise Mistake(
            f"The timeout is {timeout:g} seconds, a long time to wait for a server. Set it to 5."
        )


def _check_printing(client: smtplib.SMTP, session: Session) -> None:
    level = session.client.debuglevel if session.client else None
    if level or (level is None and client.debuglevel):
        return
    if not client.debuglevel:
        raise Mistake(
            "Your client doesn't print the session, because its debuglevel was 0 when it "
            "connected. Call `listener.set_debuglevel(1)` before `connect`."
        )
    # `_host` is set if the constructor gets a host, and then it connects at once.
    created = "when you created it, " if vars(client).get("_host") else ""
    raise Mistake(
        f"Your client connected {created}before `set_debuglevel(1)`, so the greeting is missing. "
        "Create it without a host, then call `set_debuglevel(1)`, then `connect`."
    )


def answers(function: Any, server: Any) -> str:
    """Check 03.5."""
    if isinstance(function, bool):
        raise Mistake(
            f"Expected the function itself, but got {function}. Pass its name, without `()`."
        )
    function = require_function(function, "answers(port)")
    journal = require_journal(server)
    with _listening(server), _free_port() as free:
        before = len(journal.sessions)
        used = run_student_function(function, server.port)
        connected = _has_new_session(server, before)
        unused = run_student_function(function, free)
        again = run_student_function(function, server.port)
        for call in (used, unused, again):
            if isinstance(call.value, smtplib.SMTP):
                call.value.close()
        if used.value is False and unused.value is True:
            raise Mistake(
                "True and False are swapped: `answers` returned False for port "
                f"{server.port}, where a server is listening, and True for port {free}, where "
                f"nothing is.{_what_was_caught(used)}"
            )
        same = _same(used, unused)
        _compare(used, True, f"A server is listening on port {server.port}", same, connected)  # noqa: FBT003
        _compare(unused, False, f"Nothing is listening on port {free}", same, None)  # noqa: FBT003
        _compare(again, True, f"A server is still listening on port {server.port}", "", None)  # noqa: FBT003
    return "It returns True if a server is listening, and False if the connection is refused."


@contextmanager
def _listening(server: Any) -> Iterator[None]:
    """Have the learner's server listen, and restore its state afterwards."""
    listened = server.listening
    server.start()
    try:
        yield
    finally:
        if not listened:
            server.stop()


@contextmanager
def _free_port() -> Iterator[int]:
    """Reserve a port that nothing listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def _has_new_session(server: Any, before: int) -> bool:
    """Return whether a client other than this one has connected.

    Once this client has its greeting, every earlier connection is in the journal.
    """
    with smtplib.SMTP("localhost", server.port, timeout=_LONGEST_TIMEOUT):
        return len(server.journal.sessions) > before + 1


def _same(one: Call, other: Call) -> str:
    """Return a hint if both calls returned the same value."""
    if one.error or other.error or one.value is not other.value or one.value is None:
        return ""
    return " It returned the same for both ports."


def _what_was_caught(call: Call) -> str:
    """Return which exception the function's own code caught, if any."""
    if call.hidden is None:
        return ""
    return f" Your code caught {type(call.hidden).__name__}: {call.hidden}."


def _compare(call: Call, expected: bool, where: str, same: str, connected: bool | None) -> None:  # noqa: FBT001
    if call.error is None and call.value is expected and connected is not False:
        return
    if call.error is None and call.value is True and connected is False:
        raise Mistake(
            f"{where}, and `answers` returned True, but it never connected there. Connect to the "
            f"port that's passed in.{same}"
        )
    if call.error is not None:
        hint = _about_error(call.error)
    elif isinstance(call.value, bool):
        hint = same
        if connected is not None:
            hint += " It connected there." if connected else " It never connected there."
        hint += _what_was_caught(call)
        if not connected and isinstance(call.hidden, (ConnectionRefusedError, type(None))):
            hint += " Does it use the port that's passed in?"
    else:
        hint = _about_value(call, expected)
    raise Mistake(
        f"{where}, so `answers` should return {expected}, but it {call.description}.{hint}"
    )


def _about_error(error: BaseException) -> str:
    if isinstance(error, ConnectionRefusedError):
        return " Catch it: it's an OSError, but not an SMTPException."
    if isinstance(error, (AttributeError, TypeError)) and "int" in str(error):
        return " The port that's passed in is a number."
    return " Fix that first."


def _about_value(call: Call, expected: bool) -> str:  # noqa: FBT001
    if call.value is None:
        return " `return` it." if call.printed else " Is there a `return` for this case?"
    kinds = {smtplib.SMTP: "the client", str: "text", tuple: "the reply", Exception: "the error"}
    what = next((words for kind, words in kinds.items() if isinstance(call.value, kind)), "")
    quotes = ", without quotes" if what == "text" else ""
    return f" That's {what}. Return {expected}{quotes}." if what else f" Return {expected} itself."
