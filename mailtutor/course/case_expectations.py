"""Building blocks for the checks of the case files: run a program, and read the record."""

from __future__ import annotations

from collections import Counter
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from .expectations import Mistake, require_function, require_own_code
from .wording import times

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import TypeAlias

    from mailtutor.record import Delivery
    from mailtutor.server import LocalServer

    Program: TypeAlias = Callable[..., Any]
    Scene: TypeAlias = Callable[[Program], LocalServer]

_AS_IT_WAS = "This is still the program as it was. Fix it, then run the cell again."


def local_server(**options: Any) -> LocalServer:
    """Return a `LocalServer`; it's imported late, so `progress` works without the environment."""
    from mailtutor.server import LocalServer

    return LocalServer(**options)


def require_program(thing: Any, call: str) -> Program:
    """Return the learner's version of a program.

    Args:
        thing: the answer.
        call: an example of the program's call, such as "send_minutes(port)".

    Raises:
        NotTried: the program is still as shipped.
        Mistake: it isn't a function, or can't be called like this.
    """
    program = require_function(thing, call)
    require_own_code(_AS_IT_WAS)
    return program


def run(program: Program, scene: Scene) -> LocalServer:
    """Run the learner's version of a program in the scene of its case.

    Returns:
        The server that recorded it.

    Raises:
        Mistake: the program raised an exception.
    """
    try:
        return scene(program)
    except (SystemExit, Exception) as error:  # noqa: BLE001 - a learner's program may raise anything
        raise Mistake(f"{describe_error(program, error)}.") from None


def describe_error(program: Program, error: BaseException) -> str:
    """Say which error a program raised and in which of its lines, without the full stop."""
    name = getattr(program, "__name__", "Your program")
    file = getattr(getattr(program, "__code__", None), "co_filename", None)
    frames = walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == file]
    where = f" in line {lines[-1]}" if lines else ""
    return f"`{name}` raised {type(error).__name__}{where}: {str(error).rstrip('.')}"


def require_messages(server: LocalServer) -> list[Delivery]:
    """Return the messages that arrived.

    Raises:
        Mistake: there are none.
    """
    if server.mailbox:
        return list(server.mailbox)
    if not server.sessions:
        raise Mistake(
            "Your program didn't connect to the port that it was given, so no message has arrived."
        )
    session = server.sessions[-1]
    refusal = session.refusal
    why = f"The server replied: {refusal.text}" if refusal else f"The session: {session.summary}."
    raise Mistake(f"No message has arrived. {why}")


def require_one_copy_each(
    server: LocalServer, people: Collection[str], others: Collection[str] = ()
) -> list[Delivery]:
    """Return the messages, of which each of these people got exactly one.

    Args:
        server: the server that recorded them.
        people: who should get a copy.
        others: who may get one, too.

    Raises:
        Mistake: someone got none or several, or someone else got one.
    """
    messages = require_messages(server)
    copies = Counter(
        address.lower() for message in messages for address in message.envelope.rcpt_tos
    )
    for address in people:
        if not copies[address]:
            raise Mistake(
                f"{address} isn't in the envelope, which names {_listed(sorted(copies))}. The "
                "client has to give that address to the server."
            )
    for address, count in sorted(copies.items()):
        if address not in {*people, *others}:
            raise Mistake(f"The message also went to {address}. Send it only to those it's for.")
        if count > 1:
            raise Mistake(f"{address} got the message {times(count)}. Everyone should get it once.")
    return messages


def _listed(addresses: list[str]) -> str:
    most = 3
    return f"{', '.join(addresses[:most])}{' and others' if addresses[most:] else ''}"
