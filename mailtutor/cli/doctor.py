"""Check the setup, and give a command that fixes each problem."""

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
from mailtutor.record import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_client.blocking.client import BlockingKernelClient

_SET_UP = f"{COMMAND} lab"


@dataclass(frozen=True)
class Finding:
    """The result of one check."""

    state: Literal["ok", "note", "WRONG"]
    about: str
    what: str
    fix: str = ""  # a command or an instruction

    def __str__(self) -> str:
        first = f"{self.state:<6} {self.about:<9} {self.what}"
        return f"{first}\n{'':17}fix it:  {self.fix}" if self.fix else first


def run() -> int:
    """Print every finding as it comes.

    Returns:
        0 if everything works, 1 if something needs fixing.
    """
    wrong = 0
    for check in (python, packages, ports, screen_browser, test_browser, kernel):
        for finding in _guarded(check):
            print(finding, flush=True)
            wrong += finding.state == "WRONG"
    print(f"\n{count(wrong, 'problem')} to fix." if wrong else "\nEverything looks good.")
    return 1 if wrong else 0


def _guarded(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Run a check; if it fails itself, report that and go on with the next one."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001  a broken machine breaks in ways nobody foresaw
        about = check.__name__.split("_")[-1]
        yield Finding("WRONG", about, f"the check itself failed: {error!r}", _SET_UP)


def python() -> Iterator[Finding]:
    """Report which Python this is, and whether it's the one in `.venv`."""
    yield Finding("ok", "python", f"{sys.version.split()[0]}, {sys.executable}")
    if environment.in_checkout() and not environment.in_venv():
        if environment.missing_packages(tests=False):
            yield Finding("WRONG", "python", f"there's no environment {environment.VENV}", _SET_UP)
        else:
            yield Finding("note", "python", "not this folder's .venv, but it has all packages")


def packages() -> Iterator[Finding]:
    """Compare the installed packages with the lock, if there is one."""
    missing = environment.missing_packages(tests=False)
    if not environment.in_checkout():
        if missing:
            what = f"missing: {', '.join(missing)}"
            yield Finding("WRONG", "packages", what, _fix_for_packages())
        else:
            yield Finding("ok", "packages", "all installed")
        return
    if missing:
        yield Finding("WRONG", "packages", f"missing: {', '.join(missing)}", _fix_for_packages())
        return
    entries = requirements.needed_by(
        set(requirements.LAB), requirements.pins(requirements.LOCK.read_text("utf-8"))
    )
    different = list(_different(entries))
    if not different:
        names = {pin.name for pin in entries}
        yield Finding("ok", "packages", f"{len(names)} installed, all in the locked version")
    for what in different:
        if environment.in_venv():
            fix = f"delete the folder {environment.VENV}, then:  {_SET_UP}"
            yield Finding("WRONG", "packages", what, fix)
        else:  # the user's own environment may have newer ones
            yield Finding("note", "packages", what)


def _fix_for_packages() -> str:
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
                yield f"{name} is missing; the locked version is {versions}"
            continue
        if version not in {pin.version for pin in choices}:
            yield f"{name} is {version}; the locked version is {versions}"


def ports() -> Iterator[Finding]:
    """Open a port on this computer, connect to it and send a byte, over IPv4 and IPv6."""
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
                yield Finding(
                    "note", "ports", f"no IPv6 on this computer ({error}), but you don't need it"
                )
            else:
                fix = "allow Python to use 127.0.0.1 in your firewall or antivirus program"
                yield Finding("WRONG", "ports", f"{address} doesn't work: {error}", fix)
            continue
        if answer == b"?":
            yield Finding("ok", "ports", f"{address} accepts connections")
    yield from _localhost()


def _localhost() -> Iterator[Finding]:
    try:
        found = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)
    except OSError as error:
        fix = "add the line '127.0.0.1 localhost' to your hosts file"
        yield Finding("WRONG", "ports", f"localhost can't be resolved: {error}", fix)
        return
    addresses = sorted({str(entry[4][0]) for entry in found})
    if set(addresses) <= {"127.0.0.1", "::1"}:
        yield Finding("ok", "ports", f"localhost is {' and '.join(addresses)}")
    else:
        fix = "correct the line for localhost in your hosts file"
        yield Finding("WRONG", "ports", f"localhost is {', '.join(addresses)}", fix)


def screen_browser() -> Iterator[Finding]:
    """Check whether JupyterLab can open a browser."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        what = "can't be opened automatically here; `lab` prints the address to open"
        yield Finding("note", "browser", what)
    else:
        yield Finding("ok", "browser", "can be opened for the lessons")


def test_browser() -> Iterator[Finding]:
    """Check whether the tests have a browser."""
    if "playwright" in environment.missing_packages(tests=True):
        yield Finding(
            "note", "browser", "the tests' packages aren't installed; the lessons don't need them"
        )
        return
    from mailtutor.cli import browser

    search = browser.search()
    if search.found:
        what = f"the tests can use {search.found.path} ({search.found.version})"
        yield Finding("ok", "browser", what)
        return
    if named := os.environ.get("MAILTUTOR_BROWSER"):
        fix = "correct or unset MAILTUTOR_BROWSER"
        yield Finding("WRONG", "browser", f"the tests can't use {named}: {search.tried[0]}", fix)
        return
    yield Finding("note", "browser", f"none for the tests yet; `{COMMAND} test` installs one")


def kernel() -> Iterator[Finding]:
    """Start a kernel the way JupyterLab does, and run code that imports mailtutor."""
    if environment.missing_packages(tests=False):
        yield Finding("note", "kernel", "not checked, because packages are missing")
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
        yield Finding("WRONG", "kernel", f"doesn't start: {error}", _fix_for_packages())
        return
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    seconds = time.monotonic() - began
    if answer == f"2 {sys.executable}":
        yield Finding("ok", "kernel", f"started and ran code in {seconds:.1f} s")
    elif answer.startswith("2 "):
        fix = f'"{sys.executable}" -m ipykernel install --sys-prefix'
        yield Finding("WRONG", "kernel", f"belongs to another Python: {answer[2:]}", fix)
    else:
        yield Finding("WRONG", "kernel", f"unexpected answer: {answer}", _fix_for_packages())


def _ask(client: BlockingKernelClient, code: str) -> str:
    """Run `code` in the kernel; return its output or its error."""
    output: list[str] = []

    def listen(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            output.append(content["text"])
        elif message["msg_type"] == "error":
            output.append(f"{content['ename']}: {content['evalue']}")

    client.execute_interactive(code, timeout=60, output_hook=listen)
    return "".join(output).strip()
