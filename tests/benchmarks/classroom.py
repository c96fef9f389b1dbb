"""The time from a learner's check to the teacher's page, and what a class costs the computer.

Run from the folder of the project: ``python tests/benchmarks/classroom.py [SECONDS]``. The class
is a process of its own, with the wall and the teacher's page open. Each simulated learner is a
real `Teller` with its thread, and tells something about every twenty seconds. In one row,
another learner floods the class for the whole time. With the folder of a site as the second
argument, the last row has 30 browsers that download all of Python and the lessons at once.
"""

# ruff: noqa: S311, T201 - it draws random times, and prints what it measures

from __future__ import annotations

import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[2]))

from mailtutor.classroom.events import Told
from mailtutor.classroom.tell import Teller
from mailtutor.course.outcomes import Tried

CODE = "K7QM3XRP"
MEAN_PAUSE = 20.0  # seconds
KEY = "01.1"


class OpenClass:
    """A class in a process of its own."""

    def __init__(self, site: str = "") -> None:
        command = [sys.executable, "-m", "mailtutor", "class", "--no-browser", "--code", CODE]
        command += ["--site", site] if site else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        said = ""
        while "To close" not in said:
            said += self.process.stdout.readline()
        found = re.search(r"http://([\d.:]+)(/open\?token=\S+)", said)
        assert found is not None
        self.address = found[1]
        self.cookie = self._get(found[2])[0]["Set-Cookie"].partition(";")[0]
        self.watched = psutil.Process(self.process.pid)

    def _get(self, path: str, headers: dict[str, str] | None = None) -> tuple[Any, bytes]:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def follow(self, view: str, take: Any, stopped: threading.Event) -> None:
        """Be an open page."""
        room, version = "", 0
        connection = http.client.HTTPConnection(self.address, timeout=60)
        while not stopped.is_set():
            path = f"/changes?view={view}&room={room}&since={version}"
            connection.request("GET", path, headers={"Cookie": self.cookie})
            content = json.loads(connection.getresponse().read())
            room, version = content["room"], content["version"]
            take(content["parts"])
        connection.close()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait()


class Clock:
    """The times between telling and seeing."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[int, float]] = {}
        self.delays: list[float] = []
        self.tries = 0

    def tell(self, name: str, teller: Teller) -> None:
        """Tell something that wasn't told before."""
        self.tries += 1
        self._told[name] = (self.tries, time.perf_counter())
        teller.tell(Tried(KEY, "not yet", "no-answer", self.tries))

    def see(self, parts: dict[str, Any]) -> None:
        """Look for what was told."""
        now = time.perf_counter()
        for part in parts.values():
            if not isinstance(part, dict) or KEY not in part.get("cells", ()):
                continue
            number, began = self._told.get(part["name"], (0, 0.0))
            if number and part["cells"][KEY][1] == number:
                self.delays.append(now - began)
                del self._told[part["name"]]


def flood(address: str, stopped: threading.Event) -> None:
    """Tell things without a pause."""
    connection = http.client.HTTPConnection(address, timeout=60)
    body = Told(CODE, "Mallory", "flood", "notebook", ((1, Tried(KEY, "done")),)).to_json()
    while not stopped.is_set():
        connection.request("POST", "/tell", body)
        connection.getresponse().read()
    connection.close()


class Downloads:
    """Browsers that fetch ahead what the landing page of a site names, all at once."""

    def __init__(self, address: str, site: str) -> None:
        self._host = address.replace("127.0.0.1", "localhost")
        folders = json.loads((Path(site) / "ahead.json").read_text("utf-8"))
        pages = [path.relative_to(site).as_posix() for path in Path(site, "build").glob("*.js")]
        self._names = [*folders, *pages]
        self._began = time.perf_counter()
        self._lock = threading.Lock()
        self.bytes = 0
        self.seconds: list[float] = []

    def fetch(self) -> None:
        """Be one browser, on one connection."""
        connection = http.client.HTTPConnection(self._host, timeout=600)
        total = 0
        for name in self._names:
            connection.request("GET", f"/{name}", headers={"Accept-Encoding": "gzip"})
            total += len(connection.getresponse().read())
        connection.close()
        with self._lock:
            self.bytes += total
            self.seconds.append(time.perf_counter() - self._began)


def measure(learners: int, seconds: float, *, flooded: bool = False, site: str = "") -> str:
    """Return a row of the table."""
    opened = OpenClass(site)
    stopped = threading.Event()
    clock = Clock()
    pages = [("teacher", clock.see), ("wall", lambda _parts: None)]
    threads = [threading.Thread(target=opened.follow, args=[*page, stopped]) for page in pages]
    if flooded:
        threads.append(threading.Thread(target=flood, args=[opened.address, stopped]))
    names = [f"learner {number}" for number in range(learners)]
    tellers = {name: Teller(opened.address, CODE, name, name) for name in names}
    for each in tellers.values():
        each.start()
    time.sleep(2)  # they join
    for thread in threads:
        thread.start()
    time.sleep(1)
    chance = random.Random(1)
    opened.watched.cpu_percent()
    downloads = Downloads(opened.address, site) if site else None
    browsers = [threading.Thread(target=downloads.fetch) for _ in range(learners) if downloads]
    for thread in browsers:
        thread.start()
    ends = time.perf_counter() + seconds
    while any(thread.is_alive() for thread in browsers) if browsers else time.perf_counter() < ends:
        time.sleep(chance.expovariate(learners / MEAN_PAUSE))
        name = chance.choice(names)
        clock.tell(name, tellers[name])
    time.sleep(1)
    cpu = opened.watched.cpu_percent()
    memory = opened.watched.memory_info().rss / 1e6
    stopped.set()
    tellers[names[0]].tell(Tried(KEY, "done"))  # wakes the pages up, so that they end
    for thread in threads:
        thread.join()
    for each in tellers.values():
        each.stop(leaving=False)
    opened.stop()
    median, p95 = statistics.median(clock.delays), statistics.quantiles(clock.delays, n=20)[-1]
    name = f"{learners}{' + flood' if flooded else ''}"
    if downloads is not None:
        name += " + site"
        print(
            f"{'':>14} {downloads.bytes / learners / 1e6:.1f} MB each, "
            f"{downloads.bytes / 1e6:.0f} MB in all, in {max(downloads.seconds):.1f} s"
        )
    return (
        f"{name:>14} {median * 1000:>6.0f} ms {p95 * 1000:>6.0f} ms {cpu:>6.1f} % "
        f"{memory:>6.0f} MB  {len(clock.delays)} of {clock.tries}"
    )


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    print(f"{'learners':>14} {'median':>9} {'p95':>9} {'CPU':>8} {'memory':>9}  seen of told")
    for learners, flooded in ((30, False), (300, False), (300, True)):
        print(measure(learners, seconds, flooded=flooded), flush=True)
    if len(sys.argv) > 2:
        print(measure(30, seconds, site=sys.argv[2]), flush=True)


if __name__ == "__main__":
    main()
