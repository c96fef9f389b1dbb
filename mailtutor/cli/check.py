"""Test a mail server layer by layer, in a terminal."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from mailtutor.cli.errors import SetupError

if TYPE_CHECKING:
    from mailtutor.clinic.connection_check import TLS


def run(
    address: str, *, tls: TLS | None, timeout: float, cafile: str | None, user: str | None
) -> int:
    """Test a server and print the report.

    Args:
        address: the host, or ``host:port``; the default port is 587.
        tls: the kind of encryption, see `mailtutor.check_connection`.
        timeout: seconds for each step.
        cafile: a file with additional certificates to trust.
        user: the user to log in as; the password is prompted for, and not shown.

    Returns:
        0 if every layer works, 1 if not.
    """
    from mailtutor import check_connection

    host, port = split(address)
    context = ssl.create_default_context()
    if cafile is not None:
        try:
            context.load_verify_locations(cafile)
        except OSError as error:
            raise SetupError(f"Can't read certificates (PEM) from {cafile}: {error}") from error
    password = None
    if user is not None:
        from getpass import getpass

        password = getpass(f"Password for {user}: ")
    report = check_connection(
        host, port, tls=tls, timeout=timeout, context=context, user=user, password=password
    )
    print(report)
    return 0 if report.ok else 1


def split(address: str) -> tuple[str, int]:
    """Split an address into host and port.

    Raises:
        SetupError: the port isn't valid.

    Example:
        >>> split("smtp.example.com:465"), split("smtp.example.com")
        (('smtp.example.com', 465), ('smtp.example.com', 587))
        >>> split("[::1]:25"), split("::1")
        (('::1', 25), ('::1', 587))
    """
    host, colon, port = address.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        host, port = address, "587"
    if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):  # noqa: PLR2004
        raise SetupError(
            f"{address!r} doesn't end in a port. Use a number from 1 to 65535,\n"
            "as in smtp.example.com:587"
        )
    return host.strip("[]"), int(port)
