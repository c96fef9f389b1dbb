"""What the server says yes and no to. Knows no transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiosmtpd.smtp import SMTP, Envelope, Session


class Behaviour:
    """Decides the replies; an aiosmtpd handler whose hooks return reply lines.

    Args:
        max_size: the largest content that is taken, in bytes, announced as SIZE
            (RFC 1870).
        refuse: addresses that are refused as recipients, each with its reply.
    """

    def __init__(self, *, max_size: int, refuse: Mapping[str, str]) -> None:
        self.max_size = max_size
        self.refuse = {address.lower(): reply for address, reply in refuse.items()}

    async def handle_RCPT(
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take or refuse one recipient."""
        if reply := self.refuse.get(address.lower()):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """Answer for a mistake of the server's own, instead of a traceback."""
        return f"451 4.3.0 mailtutor made a mistake here, please report it: {error!r}"
