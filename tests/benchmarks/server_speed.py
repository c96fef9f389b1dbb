"""How quick the server is beside others, and what memory it takes, as ratios.

Run from the folder of the project: ``python tests/benchmarks/server_speed.py``, on Linux.
``aiosmtpd``, which comes along, is always compared with. MailDev and Postfix's smtp-sink are
where they are on PATH. The load is Postfix's smtp-source where that is on PATH, else one in
Python, which is slower than some servers: then only the ratios of CPU time mean much.

In each round every server gets the same load, one after the other, and the median of all
rounds counts; so a busy computer disturbs all of them alike. A ratio is to stock aiosmtpd
with its Sink handler, which throws away what comes; ours keeps all of it, and every line.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024
TICKS = os.sysconf("SC_CLK_TCK")

OURS = """
import sys, threading
from mailtutor import LocalServer
server = LocalServer(int(sys.argv[1]), host="127.0.0.1").start()
threading.Event().wait()
"""
SINK = """
import sys, threading
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
threading.Event().wait()
"""


@dataclass(frozen=True)
class Server:
    """A server to measure.

    Args:
        name: what it is called in the table.
        command: what starts it on a port.
        part: the part of the mails that it gets, for one that takes many times as long.
    """

    name: str
    command: Callable[[int], list[str]]
    part: float = 1


@dataclass(frozen=True)
class Load:
    """So many mails, of so many bytes, over so many connections at once."""

    size: int
    mails: int
    connections: int
    keep: bool  # many mails over each connection, or a connection for each mail

    def __str__(self) -> str:
        size = f"{self.size // 1000} KB" if self.size < 1_000_000 else f"{self.size // MIB} MB"
        how = "many a connection" if self.keep else "one a connection"
        return f"{size:>5}, {self.connections:>2} connections, {how}"


@dataclass
class Times:
    """What a server took for a mail, in seconds, round by round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def servers() -> list[Server]:
    """Return those that are here, aiosmtpd's Sink first; name the others."""
    python = sys.executable
    debugging = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Debugging", "stdout"]
    found = [
        Server("aiosmtpd Sink", lambda port: [python, "-c", SINK, str(port)]),
        Server("mailtutor", lambda port: [python, "-c", OURS, str(port)]),
        Server(
            "aiosmtpd Debugging", lambda port: [python, *debugging, "-l", f"127.0.0.1:{port}"], 0.2
        ),
    ]
    as_nobody = [] if os.geteuid() else ["-u", "nobody"]  # it refuses to be root
    others = {
        "maildev": Server(
            "MailDev",
            lambda port: [
                *("maildev", "--ip", "127.0.0.1", "--smtp", str(port), "--disable-web", "--silent")
            ],
            0.05,
        ),
        "smtp-sink": Server(
            "smtp-sink, the limit",
            lambda port: ["smtp-sink", *as_nobody, f"127.0.0.1:{port}", "128"],
        ),
    }
    for program, server in others.items():
        if shutil.which(program):
            found.append(server)
        else:
            print(f"{server.name} IS LEFT OUT: {program} is not on PATH.", file=sys.stderr)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(server: Server) -> Iterator[tuple[int, int]]:
    """Start a server; give its process and its port as soon as it greets."""
    port = free_port()
    process = subprocess.Popen(
        server.command(port), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", port), 5) as s,
            ):
                if s.recv(512).startswith(b"220"):
                    break
            time.sleep(0.05)
        else:
            raise SystemExit(f"{server.name} does not answer: {' '.join(server.command(port))}")
        yield process.pid, port
    finally:
        process.kill()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int, what: str) -> int:
    """Return the memory of a process in bytes: ``VmRSS`` now, ``VmHWM`` at its peak."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(what))
    return int(line.split()[1]) * 1024


def send(port: int, load: Load) -> None:
    """Send the mails, and return when all are accepted."""
    program = shutil.which("smtp-source")
    if not program:
        send_from_python(port, load)
        return
    keep = ["-d"] if load.keep else []
    counts = ["-s", str(load.connections), "-m", str(load.mails), "-l", str(load.size)]
    addresses = ["-f", "me@example.com", "-t", "you@example.com", "-M", "localhost"]
    command = [program, *keep, *counts, *addresses, f"127.0.0.1:{port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise SystemExit(f"smtp-source failed: {done.stderr}")


def talk(client: socket.socket, *commands: bytes) -> None:
    for command in commands:
        client.sendall(command)
        answer = client.recv(4096)
        if answer[:1] not in {b"2", b"3"}:
            raise OSError(answer)


def send_from_python(port: int, load: Load) -> None:
    """Do what smtp-source does, with a thread for each connection."""
    content = b"Subject: x\r\n\r\n" + (b"X" * 78 + b"\r\n") * (load.size // 80) + b".\r\n"
    share = load.mails // load.connections
    errors: list[str] = []

    def connect(mails: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 60) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            talk(client, b"", b"HELO localhost\r\n")
            for _ in range(mails):
                talk(client, b"MAIL FROM:<me@example.com>\r\n", b"RCPT TO:<you@example.com>\r\n")
                talk(client, b"DATA\r\n", content)
            talk(client, b"QUIT\r\n")

    def work() -> None:
        try:
            for mails in [share] if load.keep else [1] * share:
                connect(mails)
        except OSError as error:
            errors.append(repr(error))

    threads = [threading.Thread(target=work) for _ in range(load.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise SystemExit(f"a mail was not accepted: {errors[0]}")


def measure(load: Load, competitors: list[Server], rounds: int) -> dict[str, Times]:
    """Give each server the same load in turn, round by round."""
    times = {server.name: Times() for server in competitors}
    with contextlib.ExitStack() as stack:
        started = [(server, *stack.enter_context(running(server))) for server in competitors]
        for number in range(rounds + 1):
            for server, pid, port in started:
                share = max(1, round(load.mails * server.part / load.connections))
                mails = share * load.connections
                cpu, wall = cpu_seconds(pid), time.perf_counter()
                send(port, Load(load.size, mails, load.connections, load.keep))
                if number:  # the first one is to get warm
                    times[server.name].wall.append((time.perf_counter() - wall) / mails)
                    times[server.name].cpu.append((cpu_seconds(pid) - cpu) / mails)
    return times


def ratio(base: list[float], other: list[float]) -> str:
    median = statistics.median(other)
    return f"{statistics.median(base) / median:.2f}" if median else "-"


def print_speed(rounds: int, scale: float) -> None:
    competitors = servers()
    base = competitors[0].name
    print(f"Throughput, ratio to {base}, as wall / server's CPU; medians of {rounds} rounds.\n")
    names = [server.name for server in competitors]
    print(f"{'':42}" + "".join(f"{name:>22}" for name in names))
    for size, mails in ((1_000, 600), (10_000, 600), (MIB, 40)):
        for connections in (4, 16):
            for keep in (False, True):
                load = Load(size, max(connections, round(mails * scale)), connections, keep)
                times = measure(load, competitors, rounds)
                first = times[base]
                cells = [f"{1000 * statistics.median(first.wall):.2f} ms a mail"] + [
                    f"{ratio(first.wall, times[name].wall)} / {ratio(first.cpu, times[name].cpu)}"
                    for name in names[1:]
                ]
                print(f"{load!s:42}" + "".join(f"{cell:>22}" for cell in cells), flush=True)


def print_memory() -> None:
    ours = servers()[1]
    print("\nMemory of mailtutor's server over what it has at its start.\n")
    cases = [
        ("one mail of 25 MB", Load(25 * MIB, 1, 1, keep=False)),
        ("10,000 mails of 10 KB, one a connection", Load(10_000, 10_000, 4, keep=False)),
        ("10,000 mails of 10 KB, many a connection", Load(10_000, 10_000, 4, keep=True)),
    ]
    for name, load in cases:
        with running(ours) as (pid, port):
            start = memory(pid, "VmRSS")
            send(port, load)
            peak, now = memory(pid, "VmHWM") - start, memory(pid, "VmRSS") - start
        sent = load.size * load.mails
        print(
            f"{name:42} peak {peak / MIB:6.1f} MB ({peak / sent:.2f} times its bytes), "
            f"kept {now / MIB:6.1f} MB ({now / sent:.2f} times)",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--scale", type=float, default=1, help="so many times the mails")
    parser.add_argument("--only", choices=["speed", "memory"], help="one of the two tables")
    chosen = parser.parse_args()
    load = "smtp-source" if shutil.which("smtp-source") else "this Python (no smtp-source on PATH)"
    print(f"Load: {load}. Python {sys.version.split()[0]}, {os.cpu_count()} processors.\n")
    if chosen.only != "memory":
        print_speed(chosen.rounds, chosen.scale)
    if chosen.only != "speed":
        print_memory()


if __name__ == "__main__":
    main()
