"""The mailbox: the mails that a server accepted."""

from __future__ import annotations

from .delivery import Delivery
from .history import History


class Mailbox(History[Delivery]):
    """The mails that came, oldest first: ``mailbox[0]``, ``len(mailbox)``, ``for``.

    It is bounded: past ``max_count`` mails or ``max_bytes`` bytes the oldest go, and
    ``dropped`` and the mailbox's own text say how many went.

    Example:
        >>> Mailbox()
        Mailbox: no mail yet.
        >>> Mailbox().wait_for(1, timeout=0)
        Traceback (most recent call last):
        ...
        TimeoutError: waited 0 s for 1 mail, and 0 came. Was it sent to this server's port?
    """

    def __init__(self, max_count: int = 25_000, max_bytes: int = 256 * 1024 * 1024) -> None:
        super().__init__(max_count, max_bytes)

    def wait_for(self, count: int, timeout: float = 5.0) -> list[Delivery]:
        """Wait until ``count`` mails have come, counting from the server's first.

        Args:
            count: how many.
            timeout: how many seconds to wait at most.

        Returns:
            The mails that are in the mailbox then, oldest first.

        Raises:
            TimeoutError: they did not come in time.
        """
        with self._arrival:
            if not self._arrival.wait_for(lambda: self.total >= count, timeout):
                raise TimeoutError(
                    f"waited {timeout:g} s for {count} mail{'' if count == 1 else 's'}, "
                    f"and {self.total} came. Was it sent to this server's port?"
                )
            return list(self._kept)

    def __repr__(self) -> str:
        if not self.total:
            return "Mailbox: no mail yet."
        shown = self[-20:]
        unshown = len(self) - len(shown)
        lines = [f"Mailbox: {len(self):,} mail{'' if len(self) == 1 else 's'}."]
        if self.dropped:
            lines.append(f"  ({self.dropped:,} older ones are no longer kept)")
        if unshown > 0:
            lines.append(f"  ({unshown:,} earlier ones not listed here)")
        lines += [
            f"  [{number}] {mail.received_at:%H:%M:%S}  {mail.size:>9,} bytes  {mail.envelope}"
            for number, mail in enumerate(shown, start=max(unshown, 0))
        ]
        return "\n".join(lines)
