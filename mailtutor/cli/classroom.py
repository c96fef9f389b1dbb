"""Opens a class with a live wall, and says in the terminal how to join it."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import signal
import socket
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.classroom.keys import Keys, is_code, new_code, normal, readable
from mailtutor.classroom.opening import Class, NotOpenError
from mailtutor.cli.command import COMMAND
from mailtutor.cli.errors import SetupError
from mailtutor.course.files import write_atomically
from mailtutor.record import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.classroom.hub_service import HubClass

_SAVE_SECONDS = 30.0
_OPEN_FILES = 4096


def run(  # noqa: PLR0913 - the options of the command
    *,
    network: str | None,
    code: str | None,
    port: int,
    mail_port: int,
    save: str | None,
    open_browser: bool,
    site: str | None = None,
) -> int:
    """Run a class until Ctrl-C."""
    own_code = normal(code) if code else new_code()
    if not is_code(own_code):
        raise SetupError(
            f"{code} isn't a room code. It has 8 letters and digits, without I, L, O, 0 and 1.\n"
            "Omit --code to get a new one."
        )
    if network is not None:
        _require_one_address(network)
    folder = ready(Path(site)) if site is not None else None
    _allow_many_connections()
    try:
        opened = Class(Keys(own_code), network=network, port=port, mail_port=mail_port, site=folder)
    except NotOpenError as error:
        raise SetupError(f"{error}\n{_what_to_do(network)}") from error
    with suppress(KeyboardInterrupt):
        file = Path(save) if save else None
        with_site = f' --site "{site}"' if site is not None else ""
        asyncio.run(_serve(opened, network, with_site, file, open_browser=open_browser))
    learners = count(len(opened.room.learners), "learner")
    print(f"\nThe class is closed: {learners}. {_where_saved(save)}")
    return 0


def ready(site: Path) -> Path:
    """Return the folder of a site, after building it if it isn't there.

    Raises:
        SetupError: it can't be built, or the folder has other files.
    """
    from .site import build_site, is_site

    if not is_site(site):
        print(f"There's no site in {site} yet, so it's built first.")
        build_site(site.resolve(), None)
    return site.resolve()


def _allow_many_connections() -> None:
    """Raise the limit of open files where it's low: macOS allows 256, and a browser opens six."""
    if sys.platform == "win32":  # has no such limit
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


async def _serve(
    opened: Class, network: str | None, with_site: str, save: Path | None, *, open_browser: bool
) -> None:
    await opened.open()
    link = opened.link()
    print(_told(opened, network, with_site, link), flush=True)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=[link], daemon=True).start()
    if sys.stdin is not None and sys.stdin.isatty():
        threading.Thread(target=_print_links, args=[opened.link], daemon=True).start()
    await until_stopped(opened, save)


async def until_stopped(opened: Class | HubClass, save: Path | None) -> None:
    """Wait for Ctrl-C or SIGTERM, save now and then if a file is named, and close the class."""
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # Windows
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        await _wait(stopped, opened, save)
    finally:
        if save is not None:
            _save(opened, save)
        await opened.close()


async def _wait(stopped: asyncio.Event, opened: Class | HubClass, save: Path | None) -> None:
    seconds = 1.0 if sys.platform == "win32" else _SAVE_SECONDS  # Ctrl-C needs a loop that wakes up
    saved = time.monotonic()
    while not stopped.is_set():
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stopped.wait(), seconds)
        if save is not None and time.monotonic() - saved >= _SAVE_SECONDS:
            saved = time.monotonic()
            _save(opened, save)


def _print_links(link: Callable[[], str]) -> None:
    for _ in sys.stdin:
        print(f"A new link for you, which works once:\n\n    {link()}\n", flush=True)


def _told(opened: Class, network: str | None, with_site: str, link: str) -> str:
    code = readable(opened.keys.code)
    return f"""\
The class is open. Your wall, with a link that works once (press Enter for another):

    {link}
{_for_browsers(opened)}
Learners join in a notebook:

    import mailtutor
    mailtutor.join("{opened.address}", "{code}", name="Ada")

They can send messages to the wall with smtplib:

    client = smtplib.SMTP("{opened.host}", {opened.mail_port})
    client.login("ada", "{code}")

{reach(network, with_site)}
If this process ends, open the same class again:

    {COMMAND} class --code {code} --port {opened.port} --mail-port {opened.mail_port}\
{f" --network {network}" if network else ""}{with_site}

To close the class, press Ctrl-C."""


def _for_browsers(opened: Class) -> str:
    if not opened.site_address:
        return ""
    return f"""
Learners without mailtutor open the course in a browser, and join in any lesson:

    {opened.site_address}

    import mailtutor
    mailtutor.join("{readable(opened.keys.code)}", name="Ada")
"""


def reach(network: str | None, with_site: str = "") -> str:
    """Return who can connect, and what that means.

    Args:
        network: the address where others can connect; None for nobody.
        with_site: the option that serves the browser edition, to repeat it.
    """
    if network:
        return (
            f"Every computer that reaches {network} can connect. Nothing is encrypted: anyone on "
            "the same Wi-Fi can\nread the code, the outcomes and the messages. So learners "
            "shouldn't send anything private.\n"
        )
    addresses = own_addresses()
    example = addresses[0] if addresses else "ADDRESS"
    others = f" (this computer has {', '.join(addresses)})" if addresses else ""
    return (
        "Only this computer can connect. To let a class connect, name an address of this computer"
        f"{others}:\n\n    {COMMAND} class --network {example}{with_site}\n"
    )


def _require_one_address(network: str) -> None:
    try:
        address = ipaddress.ip_address(network)
    except ValueError:
        raise SetupError(f"{network} isn't an IP address. {_what_to_do(network)}") from None
    if address.is_unspecified or address.is_multicast or address.is_loopback:
        raise SetupError(
            f"--network needs one address that other computers can reach, and {network} isn't.\n"
            f"{_what_to_do(network)}"
        )


def _what_to_do(network: str | None) -> str:
    if network is None:
        return "Omit --port and --mail-port to get free ones, or choose others."
    addresses = own_addresses()
    if not addresses:
        return "Connect this computer to a network first."
    return f"Addresses of this computer: {', '.join(addresses)}."


def own_addresses() -> list[str]:
    """Return the addresses of this computer that others may reach, the likeliest first."""
    found: dict[str, None] = {}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent; this only chooses a route
        found[probe.getsockname()[0]] = None
    with suppress(OSError):
        for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found[str(entry[4][0])] = None
    return [each for each in found if not ipaddress.ip_address(each).is_loopback]


def _save(opened: Class | HubClass, path: Path) -> None:
    content = json.dumps(opened.room.snapshot(), indent=1, ensure_ascii=False)
    try:
        write_atomically(path, content.encode("utf-8", "replace"))
    except OSError as error:
        print(f"The class can't be saved to {path}: {error.strerror or error}.", file=sys.stderr)


def _where_saved(save: str | None) -> str:
    return f"It's saved in {save}." if save else "Nothing was saved."
