"""Checks the environment, and says for each thing what is wrong and the command that mends it."""

from __future__ import annotations

import os
import socket
import sys
import time
import webbrowser
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any, Literal

from mailtutor.cli import environment, requirements
from mailtutor.cli.command import COMMAND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_client.blocking.client import BlockingKernelClient

_SET_UP = f"{COMMAND} lab"


@dataclass(frozen=True)
class Finding:
    """What came of one check."""

    state: Literal["ok", "note", "WRONG"]
    about: str
    what: str
    mend: str = ""  # the command that mends it

    def __str__(self) -> str:
        first = f"{self.state:<6} {self.about:<9} {self.what}"
        return f"{first}\n{'':17}mend it:  {self.mend}" if self.mend else first


def run() -> int:
    """Print every finding as it comes.

    Returns:
        1 if something is wrong, 0 if not.
    """
    wrong = 0
    for check in (python, packages, ports, screen_browser, test_browser, kernel):
        for finding in _guarded(check):
            print(finding, flush=True)
            wrong += finding.state == "WRONG"
    things = f"{wrong} thing{'' if wrong == 1 else 's'} to mend" if wrong else "All is well"
    print(f"\n{things}.")
    return 1 if wrong else 0


def _guarded(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Run a check; one that breaks is a finding as well, and the next ones are still made."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001  a broken machine breaks in ways nobody foresaw
        about = check.__name__.split("_")[-1]
        yield Finding("WRONG", about, f"the check itself failed: {error!r}", _SET_UP)


def python() -> Iterator[Finding]:
    """Say which Python this is, and whether it is the one of the environment."""
    yield Finding("ok", "python", f"{sys.version.split()[0]}, {sys.executable}")
    if environment.in_checkout() and not environment.inside():
        if environment.missing(tests=False):
            yield Finding("WRONG", "python", f"there is no environment {environment.VENV}", _SET_UP)
        else:
            yield Finding("note", "python", "it is not the .venv of this folder, but has all")


def packages() -> Iterator[Finding]:
    """Compare what is installed with the lock; without a lock, only see that all is there."""
    missing = environment.missing(tests=False)
    if not environment.in_checkout():
        if missing:
            what = f"missing: {', '.join(missing)}"
            yield Finding("WRONG", "packages", what, _mend_packages())
        else:
            yield Finding("ok", "packages", "all are there")
        return
    if missing:
        yield Finding("WRONG", "packages", f"missing: {', '.join(missing)}", _mend_packages())
        return
    entries = requirements.needed_by(
        set(requirements.LAB), requirements.pins(requirements.LOCK.read_text("utf-8"))
    )
    different = list(_different(entries))
    if not different:
        count = len({pin.name for pin in entries})
        yield Finding("ok", "packages", f"as in the lock ({count} names)")
    for what in different:
        if environment.inside():
            mend = f"delete the folder {environment.VENV}, then:  {_SET_UP}"
            yield Finding("WRONG", "packages", what, mend)
        else:  # an environment of the person's own may have newer ones
            yield Finding("note", "packages", what)


def _mend_packages() -> str:
    if environment.in_checkout():
        return _SET_UP
    return f'"{sys.executable}" -m pip install --upgrade --force-reinstall "mailtutor"'


def _different(entries: list[requirements.Pin]) -> Iterator[str]:
    locked: dict[str, list[requirements.Pin]] = {}
    for pin in entries:
        locked.setdefault(pin.name, []).append(pin)
    for name, choices in locked.items():
        versions = " or ".join(pin.version for pin in choices)
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            if not all(pin.conditional for pin in choices):
                yield f"{name} is missing; the lock has {versions}"
            continue
        if version not in {pin.version for pin in choices}:
            yield f"{name} is {version}; the lock has {versions}"


def ports() -> Iterator[Finding]:
    """Open a port on this computer, connect to it, and send a byte, over IPv4 and IPv6."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.create_server((address, 0), family=family) as server:
                port = server.getsockname()[1]
                with socket.create_connection((address, port), timeout=5) as client:
                    connection, _ = server.accept()
                    with connection:
                        client.sendall(b"?")
                        answer = connection.recv(1)
        except OSError as error:
            if family == socket.AF_INET6:
                yield Finding("note", "ports", f"no IPv6 on this computer ({error}); not needed")
            else:
                mend = "allow Python to use 127.0.0.1 in the firewall or antivirus program"
                yield Finding("WRONG", "ports", f"{address} does not work: {error}", mend)
            continue
        if answer == b"?":
            yield Finding("ok", "ports", f"{address} can be opened and reached")
    yield from _localhost()


def _localhost() -> Iterator[Finding]:
    try:
        found = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)
    except OSError as error:
        mend = "put the line '127.0.0.1 localhost' into the hosts file"
        yield Finding("WRONG", "ports", f"the name localhost is unknown: {error}", mend)
        return
    addresses = sorted({str(entry[4][0]) for entry in found})
    if set(addresses) <= {"127.0.0.1", "::1"}:
        yield Finding("ok", "ports", f"localhost is {' and '.join(addresses)}")
    else:
        mend = "correct the line of localhost in the hosts file"
        yield Finding("WRONG", "ports", f"localhost is {', '.join(addresses)}", mend)


def screen_browser() -> Iterator[Finding]:
    """See whether there is a browser that JupyterLab can open by itself."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        what = "none opens by itself here; `lab` prints the address to open"
        yield Finding("note", "browser", what)
    else:
        yield Finding("ok", "browser", "one can be opened for the lessons")


def test_browser() -> Iterator[Finding]:
    """See whether there is a browser that the tests can drive."""
    if "playwright" in environment.missing(tests=True):
        yield Finding("note", "browser", "the tests' tools are not here; lessons need none of them")
        return
    from mailtutor.cli import browser

    search = browser.search()
    if search.found:
        what = f"tests can drive {search.found.path} ({search.found.version})"
        yield Finding("ok", "browser", what)
        return
    if named := os.environ.get("MAILTUTOR_BROWSER"):
        mend = "correct or unset MAILTUTOR_BROWSER"
        yield Finding("WRONG", "browser", f"tests cannot drive {named}: {search.tried[0]}", mend)
        return
    yield Finding("note", "browser", f"none for the tests; `{COMMAND} test` gets one")


def kernel() -> Iterator[Finding]:
    """Start a kernel as JupyterLab does, and have it import mailtutor and add 1 and 1."""
    if environment.missing(tests=False):
        yield Finding("note", "kernel", "not tried, as packages are missing")
        return
    from jupyter_client.manager import KernelManager
    from traitlets.config import Config

    from mailtutor.cli.lab import set_variables, transport_encryption

    set_variables()
    began = time.monotonic()
    config = Config(KernelManager={"transport_encryption": transport_encryption()})
    manager = KernelManager(kernel_name="python3", config=config)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        answer = _ask(client, "import mailtutor, sys; print(1 + 1, sys.executable)")
    except RuntimeError as error:
        yield Finding("WRONG", "kernel", f"it does not start: {error}", _mend_packages())
        return
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    seconds = time.monotonic() - began
    if answer == f"2 {sys.executable}":
        yield Finding("ok", "kernel", f"started and answered in {seconds:.1f} s")
    elif answer.startswith("2 "):
        mend = f'"{sys.executable}" -m ipykernel install --sys-prefix'
        yield Finding("WRONG", "kernel", f"it is of another Python: {answer[2:]}", mend)
    else:
        yield Finding("WRONG", "kernel", f"it said {answer}", _mend_packages())


def _ask(client: BlockingKernelClient, code: str) -> str:
    """Run `code` in the kernel; return what it printed, or the error that it raised."""
    said: list[str] = []

    def listen(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            said.append(content["text"])
        elif message["msg_type"] == "error":
            said.append(f"{content['ename']}: {content['evalue']}")

    client.execute_interactive(code, timeout=60, output_hook=listen)
    return "".join(said).strip()
