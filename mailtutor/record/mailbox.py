"""The mailbox: the messages that a server accepted."""

from __future__ import annotations

from .delivery import Delivery
from .history import History
from .wording import count as in_words


class Mailbox(History[Delivery]):
    """The messages that arrived, oldest first: ``mailbox[0]``, ``len(mailbox)``, ``for``.

    It's bounded: beyond ``max_count`` messages or ``max_bytes`` bytes the oldest are
    dropped, and ``dropped`` says how many.

    Example:
        >>> Mailbox()
        Mailbox: no messages yet.
        >>> Mailbox().wait_for(1, timeout=0)
        Traceback (most recent call last):
        ...
        TimeoutError: waited 0 s for 1 message, but 0 arrived. Did you use this server's port?
    """

    def __init__(self, max_count: int = 25_000, max_bytes: int = 256 * 1024 * 1024) -> None:
        super().__init__(max_count, max_bytes)

    def wait_for(self, count: int, timeout: float = 5.0) -> list[Delivery]:
        """Wait until ``count`` messages have arrived, counting from the server's first.

        Args:
            count: the number of messages.
            timeout: the maximum time to wait, in seconds.

        Returns:
            The messages in the mailbox, oldest first.

        Raises:
            TimeoutError: they didn't arrive in time.
        """
        with self._arrival:
            if not self._arrival.wait_for(lambda: self.total >= count, timeout):
                raise TimeoutError(
                    f"waited {timeout:g} s for {in_words(count, 'message')}, "
                    f"but {self.total} arrived. Did you use this server's port?"
                )
            return list(self._kept)

    def __repr__(self) -> str:
        if not self.total:
            return "Mailbox: no messages yet."
        shown = self[-20:]
        unshown = len(self) - len(shown)
        lines = [f"Mailbox: {in_words(len(self), 'message')}."]
        if self.dropped:
            lines.append(f"  ({self.dropped:,} older ones were dropped)")
        if unshown > 0:
            lines.append(f"  ({unshown:,} earlier ones aren't listed)")
        lines += [
            f"  [{number}] {each.received_at:%H:%M:%S}  {each.size:>9,} bytes  {each.envelope}"
            for number, each in enumerate(shown, start=max(unshown, 0))
        ]
        return "\n".join(lines)
