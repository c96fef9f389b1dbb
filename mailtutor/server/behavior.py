"""What the server offers, and what it says yes and no to. Knows no transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import Fault, Moment, refuse_recipient

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .faults import Action


class Behaviour:
    """Decides; it may be changed while the server runs, and holds from the next line on.

    Args:
        max_size: the largest content that is taken, in bytes, announced as SIZE
            (RFC 1870).
        users: who may log in, each with the password; with any, all must.
        refuse: recipients (or ``"@domain"``) that are refused, each with its reply.
        faults: what else is to go wrong; see `mailtutor.faults`.
        idle: how many seconds a client may be silent.
    """

    def __init__(
        self,
        *,
        max_size: int,
        users: Mapping[str, str],
        refuse: Mapping[str, str],
        faults: Iterable[Fault],
        idle: float,
    ) -> None:
        self.max_size = max_size
        self.idle = idle
        self.users = dict(users)
        self.faults: list[Fault] = [
            *(refuse_recipient(address, reply) for address, reply in refuse.items()),
            *faults,
        ]

    def actions(self, moment: Moment) -> Iterator[Action]:
        """All that is to happen at this moment, in the order of the faults."""
        for fault in tuple(self.faults):
            if action := fault.act(moment):
                yield action

    def offers(self, extension: str) -> bool:
        """Whether it offers an extension at all: STARTTLS, SIZE, AUTH..."""
        if extension == "AUTH" and not self.users:
            return False
        return not any(extension in fault.without for fault in self.faults)
