"""The envelope: sender and recipients of a message in SMTP."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """The addresses given to SMTP, separate from the message's headers.

    The envelope decides where a message goes; the headers only inform the reader.
    ``smtplib.SMTP.send_message`` creates it from the headers, including Bcc, which it
    removes from the message itself. See RFC 5321, section 2.3.1.

    Args:
        mail_from: the address in ``MAIL FROM``; ``"<>"`` for the null sender.
        rcpt_tos: the addresses in ``RCPT TO`` that the server accepted.
        refused: the addresses that the server rejected, each with its reply.

    Example:
        >>> envelope = Envelope("me@example.com", ("you@example.com",))
        >>> print(envelope)
        from me@example.com to you@example.com
    """

    mail_from: str
    rcpt_tos: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        words = f"from {self.mail_from} to {', '.join(self.rcpt_tos) or 'nobody'}"
        if self.refused:
            words += f"; rejected: {', '.join(address for address, _ in self.refused)}"
        return words
