"""The memory of learners on a hub, with and without the URL validator that Jupyter loads.

Run from the folder of the project: ``python tests/benchmarks/learner_memory.py [LEARNERS]``, on
Linux, with npm. Each learner has a server of a real hub and a kernel that has run lesson 03. The
proportional set size (PSS) counts a page that several processes share as a part for each.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.classroom.real_hub import ROOT, RealHub

if TYPE_CHECKING:
    from collections.abc import Iterator

LESSON = ROOT / "notebooks" / "03_connect_to_a_server.ipynb"
CODE = f"""
import json
for cell in json.load(open({str(LESSON)!r}, encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        get_ipython().run_cell("".join(cell["source"]))
"""
KINDS = {"server": "jupyterhub.singleuser", "kernel": "ipykernel_launcher"}


def pss(process: psutil.Process) -> float:
    """Return the proportional set size of a process, in MB."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:") / 1000


def below(hub: RealHub, word: str) -> Iterator[float]:
    """Yield the size of each process of the hub that has a word in its command."""
    for started in hub.processes:
        process = psutil.Process(started.pid)
        for each in (process, *process.children(recursive=True)):
            if word in " ".join(each.cmdline()):
                yield pss(each)


def measure(learners: int, folder: Path, *path: Path) -> list[float]:
    """Return the sizes for one learner: server, kernel; and that of the class."""
    with RealHub(folder, *path) as hub:
        hub.run_all({f"learner{number}": CODE for number in range(learners)})
        sizes = [list(below(hub, word)) for word in (*KINDS.values(), "mailtutor class")]
    assert [len(each) for each in sizes[:2]] == [learners, learners], sizes
    return [statistics.median(each) for each in sizes]


def main() -> None:
    """Print the table."""
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    print(f"{learners} learners, PSS in MB, medians")
    print(f"{'':>24} {'server':>8} {'kernel':>8} {'learner':>8} {'class':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("with", "without", "blocked"):
            (folder / each).mkdir()
        (folder / "blocked" / "rfc3987_syntax.py").write_text("raise ImportError\n", "ascii")
        for title, path in (("with", []), ("without", [folder / "blocked"])):
            server, kernel, wall = measure(learners, folder / title, *path)
            sizes = (server, kernel, server + kernel, wall)
            numbers = " ".join(f"{size:>8.0f}" for size in sizes)
            print(f"{title + ' the URL validator':>24} {numbers}", flush=True)


if __name__ == "__main__":
    main()
