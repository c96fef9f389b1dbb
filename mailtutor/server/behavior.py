"""The server's behavior: users, limits and faults. It doesn't know the transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import refuse_recipient

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .fault import Action, Fault, Stage


class Behavior:
    """Decide how the server reacts; changes take effect with the next line.

    Args:
        max_size: the largest content that the server accepts, in bytes, announced as SIZE
            (RFC 1870).
        users: the users who may log in, with their passwords; if any, all clients must.
        refuse: recipients (or ``"@domain"``) to reject, each with its reply.
        faults: what else goes wrong; see `mailtutor.faults`.
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

    def actions(self, stage: Stage) -> Iterator[Action]:
        """Yield what happens at this stage, in the order of the faults."""
        for fault in tuple(self.faults):
            if action := fault.act(stage):
                yield action

    def offers(self, extension: str) -> bool:
        """Return whether the server offers an extension at all: STARTTLS, SIZE, AUTH..."""
        if extension == "AUTH" and not self.users:
            return False
        return not any(extension in fault.without for fault in self.faults)
