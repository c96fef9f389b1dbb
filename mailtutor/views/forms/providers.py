"""SMTP settings of well-known email providers, dated because they go out of date.

Sources: Mozilla's database for Thunderbird (autoconfig, MPL-2.0), with the date of each file,
nodemailer's table of services (MIT-0), and current documentation where the date is newer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .destination import Security

COLLECTED = "2026-11"
"""When the table was last checked (year and month)."""


@dataclass(frozen=True)
class Provider:
    """The settings of a provider, for one port.

    Args:
        name: the provider's usual name.
        host: its SMTP server.
        port: the port.
        tls: ``"implicit"`` or ``"starttls"``.
        login: how to log in, as a sentence.
        checked: when the settings were last confirmed (year and month).
    """

    name: str
    host: str
    port: int
    tls: Security
    login: str
    checked: str

    @property
    def label(self) -> str:
        """The entry in the list of providers.

        Example:
            >>> PROVIDERS[0].label
            'Gmail: smtp.gmail.com port 465'
        """
        return f"{self.name}: {self.host} port {self.port}"

    @property
    def note(self) -> str:
        """How to log in, and how old the settings are."""
        return f"{self.login} Settings as of {self.checked}; see also {self.name}'s help pages."


_APP = (
    "Log in with an app password, which you create in your account settings. "
    "OAuth2 needs a contract with Yahoo."
)
_GMAIL = (
    "Log in with an app password (two-step verification must be on) or OAuth2. "
    "Limit: 500 messages a day, 2,000 with Workspace."
)
_OUTLOOK = "Log in with OAuth2 only. Passwords don't work, so this form can't log in."
_MICROSOFT = (
    "Log in with OAuth2. Passwords are off by default from the end of December 2026; until "
    "they are removed, an administrator can turn them on again."
)
_ICLOUD = "Log in with an app-specific password, which you create in your Apple account."
_FASTMAIL = "Log in with an app password, which you create in your account settings."
_PASSWORD = (
    "Log in with your account password, "  # noqa: S105 - words about passwords
    "or with an app password if you use two-factor login."
)
_GMX = f"{_PASSWORD} First allow POP3 and IMAP in your email settings."
_BRIDGE = (
    "Check host, port and security in Bridge. Log in with the password that Bridge generates. "
    "Its certificate is self-signed: export it in Bridge, and name the file below."
)


def _all() -> Iterator[Provider]:
    yield Provider("Gmail", "smtp.gmail.com", 465, "implicit", _GMAIL, "2026-11")
    yield Provider("Gmail", "smtp.gmail.com", 587, "starttls", _GMAIL, "2026-11")
    yield Provider("Outlook.com", "smtp-mail.outlook.com", 587, "starttls", _OUTLOOK, "2025-07")
    yield Provider("Microsoft 365", "smtp.office365.com", 587, "starttls", _MICROSOFT, "2026-11")
    yield Provider("Yahoo", "smtp.mail.yahoo.com", 465, "implicit", _APP, "2026-11")
    yield Provider("AOL", "smtp.aol.com", 465, "implicit", _APP, "2022-11")
    yield Provider("iCloud", "smtp.mail.me.com", 587, "starttls", _ICLOUD, "2026-11")
    for region in ("com", "eu", "in", "jp", "com.au"):
        for port, tls in _BOTH:
            yield Provider("Zoho", f"smtp.zoho.{region}", port, tls, _PASSWORD, "2025-10")
    yield Provider("Fastmail", "smtp.fastmail.com", 465, "implicit", _FASTMAIL, "2026-08")
    for host, checked in (("mail.gmx.com", "2022-11"), ("mail.gmx.net", "2024-02")):
        for port, tls in _BOTH:
            yield Provider("GMX", host, port, tls, _GMX, checked)
    yield Provider("Proton Mail Bridge", "127.0.0.1", 1025, "starttls", _BRIDGE, "2026-08")


_BOTH: tuple[tuple[int, Security], ...] = ((465, "implicit"), (587, "starttls"))
PROVIDERS = tuple(_all())
