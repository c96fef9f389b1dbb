"""The slide type of each cell; run with `python -m`, it writes that into the lessons."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "notebooks"


def slide_type(kind: str, source: str) -> str:
    """Return the slide type of a cell; empty for text that goes on.

    A heading begins a slide. The cell of an exercise isn't run for the slides, nor is the learner's
    own program, nor a cell that only prepares a notebook for the projector. What a text says after
    the code is for the speaker.

    Args:
        kind: "markdown" or "code".
        source: what is written in it.
    """
    if kind == "code":
        skipped = r'(?m)^(check\("|%xmode |%%step |import mailer$)'
        return "skip" if re.search(skipped, source) else "fragment"
    if re.search(r"(?m)^## (Make your own|Your mailer)$", source):
        return "skip"
    if re.search(r"(?m)^##? ", source):
        return "slide"
    return "notes" if source.startswith("**Look into it.**") or "**Exercise" in source else ""


def types_in(notebook: Any) -> dict[str, tuple[str, str]]:
    """Return for each cell, by its id, the slide type that it should have and the one it has."""
    return {
        cell["id"]: (
            slide_type(cell["cell_type"], "".join(cell["source"])),
            cell["metadata"].get("slideshow", {}).get("slide_type", ""),
        )
        for cell in notebook["cells"]
    }


def write(path: Path) -> None:
    """Give each cell of a lesson its slide type."""
    notebook = json.loads(path.read_text("utf-8"))
    wanted = types_in(notebook)
    for cell in notebook["cells"]:
        metadata = cell["metadata"]
        metadata.pop("slideshow", None)
        if kind := wanted[cell["id"]][0]:
            metadata["slideshow"] = {"slide_type": kind}
        cell["metadata"] = dict(sorted(metadata.items()))
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    for each in sorted(set(FOLDER.glob("*.ipynb")) - {FOLDER / "gallery.ipynb"}):
        write(each)
