"""Lesson 03, connect to a server: what its last two exercises check, of clients that connect."""

from __future__ import annotations

import inspect
import smtplib
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal, Session
from mailtutor.record.journal import journals

from .expectations import NotYet, a_journal, began, ended, phrase
from .run_function import Called, called

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 60  # seconds; whoever waits longer for a greeting has not thought of it


def check_quit(ending: str | None, who: str) -> None:
    """See that a session ended with QUIT."""
    if ending is None:
        raise NotYet(f"{who} is still connected. Call `quit()`, with `()`.")
    if ending == "client left":
        raise NotYet(
            f"{who} closed the connection without QUIT. Call `quit()`; `close()` only closes."
        )
    if ending != "quit":
        raise NotYet(
            f"{who} didn't say QUIT: the connection ended because "
            f"{'the server was stopped' if ending == 'server stopped' else ending}. Call `quit()`."
        )


def listener(client: Any, server: Any) -> str:
    """Check 03.4."""
    journal = a_journal(server)
    if isinstance(getattr(client, "journal", None), Journal):
        raise NotYet("This is the server. Expected a client: `smtplib.SMTP(...)`.")
    if not isinstance(client, smtplib.SMTP):
        make = " Make one: `smtplib.SMTP(timeout=5)`." if isinstance(client, type) else ""
        raise NotYet(f"Expected a client, an `smtplib.SMTP`, but got {phrase(client)}.{make}")
    if "set_debuglevel" in vars(client):
        raise NotYet(
            "It doesn't print: `set_debuglevel = 1` replaced the method. Call it: "
            "`set_debuglevel(1)`."
        )
    found = _sessions_of(client)
    if not found:
        raise NotYet(_why_no_session(client, journal))
    where, session = found[-1]
    _check_timeout(client, session)
    _check_printing(client, session)
    if where is not journal:
        raise NotYet(
            f"It connected to the server at {where.address}. Expected `server`, at "
            f"{journal.address}."
        )
    check_quit(ended(session), "It")
    return "You hear every word from the greeting on, and never wait forever."


def _sessions_of(client: smtplib.SMTP) -> list[tuple[Journal, Session]]:
    """List the sessions of this very client since the learner's cell began, oldest first."""
    found = [
        (journal, session)
        for journal in journals()
        for session in journal.sessions
        if session.started >= began() and session.client and session.client.is_(client)
    ]
    return sorted(found, key=lambda each: each[1].started)


def _why_no_session(client: smtplib.SMTP, journal: Journal) -> str:
    own = vars(client)
    when = "since your cell began" if "sock" in own else "yet"
    how = 'Write `listener.connect("localhost", server.port)`, with `(...)`.'
    if not _is_number(_seconds(client.timeout)):
        return f"{_no_timeout(client.timeout)} And it has not connected {when}. {how}"
    if own.get("sock") is not None:
        return f"It is connected, but your cell didn't connect it to `server`. {how}"
    others = [each for each in journal.sessions if each.started >= began() > 0]
    other = " Another client has: is `listener` a newer one?" if others else ""
    return f"It has not connected {when}.{other} {how}"


def _seconds(timeout: Any) -> Any:
    """Read a client's timeout; where it has none of its own, Python's default for all."""
    if isinstance(timeout, (int, float, str, bytes)) or timeout is None:
        return timeout
    return socket.getdefaulttimeout()


def _is_number(seconds: Any) -> bool:
    return isinstance(seconds, (int, float)) and not isinstance(seconds, bool)


def _no_timeout(timeout: Any) -> str:
    if isinstance(timeout, (str, bytes, bool)):
        return f"Its timeout is {phrase(timeout)}. Expected a number of seconds: `timeout=5`."
    return "It has no timeout, so it may wait forever: `smtplib.SMTP(timeout=5)`."


def _check_timeout(client: smtplib.SMTP, session: Session) -> None:
    known = session.client
    seen = known is not None and known.debuglevel is not None  # both are noted at once
    own = _seconds(client.timeout)
    timeout: Any = known.timeout or socket.getdefaulttimeout() if known and seen else own
    if not _is_number(timeout):
        if _is_number(own):
            raise NotYet("It got its timeout after it connected. Give it first: `timeout=5`.")
        raise NotYet(_no_timeout(client.timeout))
    if not 0 < timeout <= _LONGEST:
        raise NotYet(
            f"Its timeout is {timeout:g} seconds. That's long to wait for a server: take 5."
        )


def _check_printing(client: smtplib.SMTP, session: Session) -> None:
    level = session.client.debuglevel if session.client else None
    if level or (level is None and client.debuglevel):
        return
    if not client.debuglevel:
        raise NotYet(
            "It does not print what is said: when it connected, its debuglevel was 0. Call "
            "`listener.set_debuglevel(1)` before `connect`."
        )
    # `_host` is set where the host is given to the constructor, which connects at once.
    made = "when it was made, " if vars(client).get("_host") else ""
    raise NotYet(
        f"It connected {made}before `set_debuglevel(1)`: the greeting is missing. Make it without "
        "a host, then call `set_debuglevel(1)`, then `connect`."
    )


def answers(function: Any, server: Any) -> str:
    """Check 03.5."""
    if isinstance(function, bool):
        raise NotYet(f"This is {function}. Expected the function itself: its name, without `()`.")
    if not callable(function) or isinstance(function, type):
        raise NotYet(f"Expected a function, `def answers(port):`, but got {phrase(function)}.")
    journal = a_journal(server)
    try:
        inspect.signature(function).bind(1)
    except (TypeError, ValueError):
        raise NotYet("Expected a function that takes one value, the port.") from None
    with _listening(server), _empty_port() as empty:
        before = len(journal.sessions)
        there = called(function, server.port)
        connected = _has_new(server, before)
        nowhere = called(function, empty)
        again = called(function, server.port)
        for call in (there, nowhere, again):
            if isinstance(call.value, smtplib.SMTP):
                call.value.close()
        if there.value is False and nowhere.value is True:
            raise NotYet(
                f"It returned False for port {server.port}, where a server is listening, and True "
                f"for port {empty}, where nothing is: the two are swapped.{_met(there)}"
            )
        same = _same(there, nowhere)
        _compare(there, True, f"On port {server.port} a server is listening", same, connected)  # noqa: FBT003
        _compare(nowhere, False, f"On port {empty} nothing is listening", same, None)  # noqa: FBT003
        _compare(again, True, f"Asked again for port {server.port}, with a server", "", None)  # noqa: FBT003
    return "True where a server listens, False where the system refuses."


@contextmanager
def _listening(server: Any) -> Iterator[None]:
    """Have the learner's server listen for a moment, and leave it as it was."""
    listened = server.listening
    server.start()
    try:
        yield
    finally:
        if not listened:
            server.stop()


@contextmanager
def _empty_port() -> Iterator[int]:
    """Hold a port at which nothing listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def _has_new(server: Any, before: int) -> bool:
    """Return whether somebody else has connected, now that it has answered us, too."""
    with smtplib.SMTP("localhost", server.port, timeout=_LONGEST):
        return len(server.journal.sessions) > before + 1


def _same(one: Called, other: Called) -> str:
    """Say that both calls came to the same, if they did."""
    if one.error or other.error or one.value is not other.value or one.value is None:
        return ""
    return " It returned the same for both ports."


def _met(call: Called) -> str:
    """Name what the function's own code caught, if it did."""
    if call.hidden is None:
        return ""
    return f" Inside it, your code caught {type(call.hidden).__name__}: {call.hidden}."


def _compare(call: Called, wanted: bool, where: str, same: str, connected: bool | None) -> None:  # noqa: FBT001
    if call.error is None and call.value is wanted and connected is not False:
        return
    if call.error is None and call.value is True and connected is False:
        raise NotYet(
            f"{where}, and yours returned True, but it never connected there. Expected a function "
            f"that connects to the port that it is given.{same}"
        )
    if call.error is not None:
        hint = _about_error(call.error)
    elif isinstance(call.value, bool):
        hint = same
        if connected is not None:
            hint += " It connected there." if connected else " It never connected there."
        hint += _met(call)
        if not connected and isinstance(call.hidden, (ConnectionRefusedError, type(None))):
            hint += " Does it use the port that it is given?"
    else:
        hint = _about_value(call, wanted)
    raise NotYet(f"{where}, so it should return {wanted}. Yours {call.words}.{hint}")


def _about_error(error: BaseException) -> str:
    if isinstance(error, ConnectionRefusedError):
        return " That's the refusal: catch it. It is an OSError, and no SMTPException."
    if isinstance(error, (AttributeError, TypeError)) and "int" in str(error):
        return " The port that it gets is a number."
    return " Fix that first."


def _about_value(call: Called, wanted: bool) -> str:  # noqa: FBT001
    if call.value is None:
        return " `return` it." if call.printed else " Is there a `return` for this case?"
    kinds = {smtplib.SMTP: "the client", str: "text", tuple: "the reply", Exception: "the error"}
    what = next((words for kind, words in kinds.items() if isinstance(call.value, kind)), "")
    quotes = ", without quotes" if what == "text" else ""
    return f" That is {what}. Return {wanted}{quotes}." if what else f" Return {wanted} itself."
