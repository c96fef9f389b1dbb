"""Case files 1 to 4, who got it: the scenes, and the checks of the exercises."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

from .case_expectations import (
    describe_error,
    local_server,
    require_kept,
    require_messages,
    require_one_copy_each,
    require_program,
    run,
)
from .expectations import Mistake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailtutor.record import Delivery
    from mailtutor.server import LocalServer

    from .case_expectations import Program

_ADA, _BOB = "ada@example.com", "bob@example.com"
_MEMBERS = ("ada@example.com", "bob@example.com", "cy@example.com")
_READERS = tuple(f"reader{number:02}@example.com" for number in range(1, 41))


def with_server(program: Program) -> LocalServer:
    """Run a program that needs only a port."""
    with local_server() as server:
        program(server.port)
    return server


def with_readers(program: Program) -> LocalServer:
    """Run the newsletter for forty readers."""
    with local_server() as server:
        program(server.port, list(_READERS))
    return server


def _with_a_former_reader(program: Program) -> LocalServer:
    """Run the newsletter for four readers, one of whom the server rejects."""
    # Without its output: learners count the forty of the first run.
    with (
        local_server(refuse={_READERS[1]: "550 5.1.1 No such user"}) as server,
        redirect_stdout(StringIO()),
    ):
        program(server.port, list(_READERS[:4]))
    return server


SCENES = (with_server, with_server, with_server, with_readers)


def minutes(thing: Any) -> str:
    """Check case 1: Bob gets the minutes, too, and both can see that."""
    server = run(require_program(thing, "send_minutes(port)"), with_server)
    for delivery in require_one_copy_each(server, (_ADA, _BOB)):
        message = delivery.message
        if message["Bcc"] is not None:
            raise Mistake("The message arrived with a `Bcc` header. Bob was in `Cc`: leave him.")
        seen = " ".join(str(message[name] or "") for name in ("To", "Cc")).lower()
        for address in (_ADA, _BOB):
            if address not in seen:
                raise Mistake(
                    f"Everyone gets it, but `To` and `Cc` no longer name {address}. Leave the "
                    "headers as they were, so that both can see who else got the minutes."
                )
        require_kept(
            message,
            "dana@example.com",
            "Minutes of Monday's meeting",
            "Hello, the minutes are in the wiki now. Dana",
        )
    return (
        "Bob is in the envelope now. Remember: the envelope decides who gets a message, and the "
        "headers only tell people about it."
    )


def announcement(thing: Any) -> str:
    """Check case 2: each member gets the message, and no member's address."""
    server = run(require_program(thing, "announce(port)"), with_server)
    for delivery in require_one_copy_each(server, _MEMBERS, {"club@example.com"}):
        if where := _place_with_others(delivery, _MEMBERS):
            raise Mistake(
                f"The members can still read each other's addresses: they're in {where} that "
                "arrived. Anything in the message can be read by everyone who gets it."
            )
        require_kept(
            delivery.message,
            "club@example.com",
            "Picnic on Sunday",
            "We meet at noon, under the old oak.",
            secret=True,
        )
    return (
        "Everyone gets it, and nobody sees who else does. Remember: readers can see all that's in "
        "the message. `send_message` removes `Bcc`, and `sendmail` removes nothing."
    )


def _place_with_others(delivery: Delivery, people: Sequence[str]) -> str:
    """Return where a message names someone to somebody else; empty if it doesn't."""
    got = {each.lower() for each in delivery.envelope.rcpt_tos}
    for person in people:
        if got - {person} and person.encode() in delivery.raw.lower():
            headers = delivery.message.items()
            found = (f"the `{name}`" for name, value in headers if person in value.lower())
            return next(found, "the text")
    return ""


def report(thing: Any) -> str:
    """Check case 3: both get the report, once."""
    server = run(require_program(thing, "send_report(port)"), with_server)
    for delivery in require_one_copy_each(server, (_ADA, _BOB)):
        message = delivery.message
        require_kept(
            message,
            "reports@example.com",
            "Visitors this week",
            "1,204 people visited us this week.",
        )
    return (
        "One copy each. Remember: `send_message` sends to everyone whom the headers name, so it "
        "needs no loop. If you want one, write a message for each, or pass `to_addrs`."
    )


def newsletter(thing: Any) -> str:
    """Check case 4: all readers get the newsletter, even if one is rejected."""
    program = require_program(thing, "send_newsletter(port, readers)")
    server = run(program, with_readers)
    quits = sum(line.verb == "QUIT" for each in server.sessions for line in each.transcript)
    arrived = require_messages(server)
    if len(arrived) < len(_READERS) and len(server.sessions) == 1 and quits:
        raise Mistake(
            f"{len(arrived)} of 40 messages arrived, and then your client sent QUIT. It may do "
            "that only after the last one."
            if len(arrived[0].envelope.rcpt_tos) == 1
            else "One message went to several readers. Send each reader a message of their own."
        )
    for delivery in require_one_copy_each(server, _READERS):
        if where := _place_with_others(delivery, _READERS):
            raise Mistake(
                f"Readers can see each other's addresses in {where}. Send each reader a message of "
                "their own."
            )
        require_kept(
            delivery.message,
            "garden@example.com",
            "News from the garden",
            "The first tomatoes are ripe!",
        )
    try:
        server = _with_a_former_reader(program)
    except (SystemExit, Exception) as error:  # noqa: BLE001 - a learner's program may raise anything
        raise Mistake(
            f"All forty arrive. But if the server rejects {_READERS[1]}, "
            f"{describe_error(program, error)}."
        ) from None
    got = {address for each in server.mailbox for address in each.envelope.rcpt_tos}
    if missed := [each for each in (*_READERS[:1], *_READERS[2:4]) if each not in got]:
        raise Mistake(
            f"All forty arrive. But if the server rejects {_READERS[1]}, {missed[0]} gets nothing. "
            "Catch the error of that one message, and go on with the next reader."
        )
    return (
        "All of them, even after a wrong address. Remember: the transcript says who closed the "
        "connection. And if you catch an error, print it: a `pass` hid 39 of them."
    )
