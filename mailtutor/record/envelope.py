"""The envelope: who a mail is from and for, as SMTP was told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """The addresses that SMTP was given, apart from the message's own headers.

    The envelope decides where a mail goes; the headers only tell the reader.
    ``smtplib.SMTP.send_message`` makes it from the headers, and takes Bcc out of
    what it sends, but keeps it here. See RFC 5321, section 2.3.1.

    Args:
        mail_from: the address in ``MAIL FROM``; ``"<>"`` for the null sender.
        rcpt_tos: the addresses in ``RCPT TO`` that the server accepted.
        refused: the addresses that it refused, each with the reply it gave.

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
            words += f"; refused: {', '.join(address for address, _ in self.refused)}"
        return words
