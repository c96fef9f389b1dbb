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
from mailtutor.cli.lessons import hub_user
from mailtutor.record import count

if TYPE_CHECKING:
    from collections.abc import Callable

_SET_UP = f"{COMMAND} lab"


@dataclass(frozen=True)
class Finding:
    """The result of one check."""

    state: Literal["ok", "note", "WRONG"]
    what: str
    fix: str = ""  # a command or an instruction


def run() -> int:
    """Print every finding as it comes.

    Returns:
        0 if everything works, 1 if something needs fixing.
    """
    wrong = 0
    for about, check in (
        ("python", python),
        ("packages", packages),
        ("hub", hub),
        ("ports", ipv4),
        ("ports", ipv6),
        ("ports", localhost),
        ("browser", screen_browser),
        ("browser", test_browser),
        ("kernel", kernel),
    ):
        finding = guarded(check)
        print(f"{finding.state:<6} {about:<9} {finding.what}", flush=True)
        if finding.fix:
            print(f"{'':17}fix it:  {finding.fix}", flush=True)
        wrong += finding.state == "WRONG"
    print(f"\n{count(wrong, 'problem')} to fix." if wrong else "\nEverything looks good.")
    return 1 if wrong else 0


def guarded(check: Callable[[], Finding]) -> Finding:
    """Run a check; if it fails itself, report that, so that the others still run."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001  a broken machine breaks in ways nobody foresaw
        return Finding("WRONG", f"the check itself failed: {error!r}", _SET_UP)


def python() -> Finding:
    """Report which Python this is, and whether it's the one in `.venv`."""
    this = f"{sys.version.split()[0]}, {sys.executable}"
    if not environment.in_checkout() or environment.in_venv():
        return Finding("ok", this)
    if environment.missing_packages(tests=False):
        return Finding("WRONG", f"{this}; there's no environment {environment.VENV}", _SET_UP)
    return Finding("note", f"{this}: not this folder's .venv, but all packages are installed")


def packages() -> Finding:
    """Compare the installed packages with the lock, if there is one."""
    if missing := environment.missing_packages(tests=False):
        return Finding("WRONG", f"missing: {', '.join(missing)}", _fix_for_packages())
    if not environment.in_checkout():
        return Finding("ok", "all installed")
    entries = requirements.locked(tests=False)
    different = "; ".join(differences(entries))
    if not different:
        names = {pin.name for pin in entries}
        return Finding("ok", f"{len(names)} installed, all in the locked version")
    if environment.in_venv():
        fix = f"delete the folder {environment.VENV}, then:  {_SET_UP}"
        return Finding("WRONG", different, fix)
    return Finding("note", different)  # the user's own environment may have newer versions


def _fix_for_packages() -> str:
    if environment.in_checkout():
        return _SET_UP
    return f'"{sys.executable}" -m pip install --upgrade --force-reinstall "mailtutor"'


def differences(entries: list[requirements.Pin]) -> list[str]:
    """Return a sentence for each package that isn't installed in a locked version."""
    different = []
    for name in dict.fromkeys(pin.name for pin in entries):
        choices = [pin for pin in entries if pin.name == name]
        locked = [pin.version for pin in choices]
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            if not all(pin.conditional for pin in choices):
                different.append(f"{name} {' or '.join(locked)} is missing")
        else:
            if version not in locked:
                different.append(f"{name} is {version} instead of {' or '.join(locked)}")
    return different


def hub() -> Finding:
    """Report whether this computer is a JupyterHub, where JupyterLab is already running."""
    if user := hub_user():
        return Finding("ok", f"on a hub, as {user}: `lessons` copies the lessons")
    return Finding("ok", "not on a hub: `lab` opens the lessons")


def ipv4() -> Finding:
    """Check that this computer can connect to itself."""
    try:
        _connect(socket.AF_INET, "127.0.0.1")
    except OSError as error:
        fix = "allow Python to use 127.0.0.1 in your firewall or antivirus program"
        return Finding("WRONG", f"127.0.0.1 doesn't work: {error}", fix)
    return Finding("ok", "127.0.0.1 accepts connections")


def ipv6() -> Finding:
    """Check that this computer can connect to itself over IPv6, which is optional."""
    try:
        _connect(socket.AF_INET6, "::1")
    except OSError as error:
        return Finding("note", f"no IPv6 on this computer ({error}), but you don't need it")
    return Finding("ok", "::1 accepts connections")


def _connect(family: socket.AddressFamily, address: str) -> None:
    """Open a port, connect to it and send a byte.

    Raises:
        OSError: one of these fails.
    """
    with socket.create_server((address, 0), family=family) as server:
        port = server.getsockname()[1]
        with socket.create_connection((address, port), timeout=5) as client:
            connection, _ = server.accept()
            with connection:
                client.sendall(b"?")
                if connection.recv(1) != b"?":
                    raise ConnectionError("a byte was sent and didn't arrive")


def localhost() -> Finding:
    """Check that the name localhost means this computer."""
    try:
        found = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)
    except OSError as error:
        fix = "add the line '127.0.0.1 localhost' to your hosts file"
        return Finding("WRONG", f"localhost can't be resolved: {error}", fix)
    addresses = sorted({str(entry[4][0]) for entry in found})
    what = f"localhost is {' and '.join(addresses)}"
    if set(addresses) <= {"127.0.0.1", "::1"}:
        return Finding("ok", what)
    return Finding("WRONG", what, "correct the line for localhost in your hosts file")


def screen_browser() -> Finding:
    """Check whether JupyterLab can open a browser."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return Finding("note", "can't be opened automatically here; `lab` prints the address")
    return Finding("ok", "can be opened for the lessons")


def test_browser() -> Finding:
    """Check whether the tests have a browser."""
    if "playwright" in environment.missing_packages(tests=True):
        return Finding("note", "the tests' packages aren't installed; the lessons don't need them")
    from mailtutor.cli import browser

    search = browser.search()
    if search.found:
        return Finding("ok", f"the tests can use {search.found.path} ({search.found.version})")
    if named := os.environ.get("MAILTUTOR_BROWSER"):
        fix = "correct or unset MAILTUTOR_BROWSER"
        return Finding("WRONG", f"the tests can't use {named}: {search.tried[0]}", fix)
    return Finding("note", f"none for the tests yet; `{COMMAND} test` installs one")


def kernel() -> Finding:
    """Start a kernel the way JupyterLab does, and run code that imports mailtutor."""
    if environment.missing_packages(tests=False):
        return Finding("note", "not checked, because packages are missing")
    began = time.monotonic()
    try:
        answer = _ask_kernel("import mailtutor, sys; print(1 + 1, sys.executable)")
    except RuntimeError as error:
        return Finding("WRONG", f"doesn't start: {error}", _fix_for_packages())
    if answer == f"2 {sys.executable}":
        return Finding("ok", f"started and ran code in {time.monotonic() - began:.1f} s")
    if answer.startswith("2 "):
        fix = f'"{sys.executable}" -m ipykernel install --sys-prefix'
        return Finding("WRONG", f"belongs to another Python: {answer[2:]}", fix)
    return Finding("WRONG", f"unexpected answer: {answer}", _fix_for_packages())


def _ask_kernel(code: str) -> str:
    """Run code in a new kernel; return its output or its error.

    Raises:
        RuntimeError: the kernel doesn't start.
    """
    from jupyter_client.manager import KernelManager
    from traitlets.config import Config

    from mailtutor.cli.lab import set_variables, transport_encryption

    set_variables()
    config = Config(KernelManager={"transport_encryption": transport_encryption()})
    manager = KernelManager(kernel_name="python3", config=config)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    output: list[str] = []

    def listen(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            output.append(content["text"])
        elif message["msg_type"] == "error":
            output.append(f"{content['ename']}: {content['evalue']}")

    try:
        client.wait_for_ready(timeout=60)
        client.execute_interactive(code, timeout=60, output_hook=listen)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return "".join(output).strip()
