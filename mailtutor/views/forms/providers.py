"""Outgoing-mail settings of well-known providers: facts with their dates, for they go stale.

Sources: Mozilla's database for Thunderbird (autoconfig, MPL-2.0), with the date of each file,
and nodemailer's table of services (MIT-0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .destination import Security

COLLECTED = "2026-08"
"""When the table was last gone over (year and month)."""


@dataclass(frozen=True)
class Provider:
    """One way to reach one provider.

    Args:
        name: as people call it.
        host: its server.
        port: the port.
        tls: ``"implicit"`` or ``"starttls"``.
        login: how it lets people in, in words.
        checked: year and month of the fact.
    """

    name: str
    host: str
    port: int
    tls: Security
    login: str
    checked: str

    @property
    def label(self) -> str:
        """What stands in the list.

        Example:
            >>> PROVIDERS[0].label
            'Gmail: smtp.gmail.com port 465'
        """
        return f"{self.name}: {self.host} port {self.port}"

    @property
    def note(self) -> str:
        """What one should know of it, with the date."""
        return f"{self.login} Settings as of {self.checked}; look at {self.name}'s help pages too."


_APP = "It takes an app password, which you make in your account's settings, or OAuth2."
_GMAIL = (
    "It takes an app password (two-step verification must be on), or OAuth2. "
    "500 mails a day, 2,000 with Workspace."
)
_OUTLOOK = "It takes OAuth2 only: no password works here, and this form cannot log in."
_MICROSOFT = (
    "It takes OAuth2. Passwords are off by default for existing tenants from the end of "
    "December 2026."
)
_ICLOUD = "It takes an app-specific password, which you make in your Apple account."
_FASTMAIL = "It takes an app password, which you make in your account's settings."
_PASSWORD = "It takes the password of your account."  # noqa: S105 - words about passwords
_BRIDGE = (
    "Check host, port and security in Bridge. It takes the password that Bridge makes, and its "
    "certificate is self-signed: export it in Bridge and name the file below."
)


def _all() -> Iterator[Provider]:
    yield Provider("Gmail", "smtp.gmail.com", 465, "implicit", _GMAIL, "2024-07")
    yield Provider("Gmail", "smtp.gmail.com", 587, "starttls", _GMAIL, "2024-07")
    yield Provider("Outlook.com", "smtp-mail.outlook.com", 587, "starttls", _OUTLOOK, "2025-07")
    yield Provider("Microsoft 365", "smtp.office365.com", 587, "starttls", _MICROSOFT, "2026-03")
    yield Provider("Yahoo", "smtp.mail.yahoo.com", 465, "implicit", _APP, "2025-11")
    yield Provider("AOL", "smtp.aol.com", 465, "implicit", _APP, "2022-11")
    yield Provider("iCloud", "smtp.mail.me.com", 587, "starttls", _ICLOUD, "2023-05")
    for region in ("com", "eu", "in", "jp", "com.au"):
        for port, tls in _BOTH:
            yield Provider("Zoho", f"smtp.zoho.{region}", port, tls, _PASSWORD, "2025-10")
    yield Provider("Fastmail", "smtp.fastmail.com", 465, "implicit", _FASTMAIL, "2026-08")
    for host, checked in (("mail.gmx.com", "2022-11"), ("mail.gmx.net", "2024-02")):
        for port, tls in _BOTH:
            yield Provider("GMX", host, port, tls, _PASSWORD, checked)
    yield Provider("Proton Mail Bridge", "127.0.0.1", 1025, "starttls", _BRIDGE, COLLECTED)


_BOTH: tuple[tuple[int, Security], ...] = ((465, "implicit"), (587, "starttls"))
PROVIDERS = tuple(_all())
