"""The output of a lesson that was run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Played:
    """The results of a lesson.

    Attributes:
        runs: the notebook with its outputs, after each run from top to bottom.
        left: the names of the files that it left in its folder.
    """

    runs: list[Any]
    left: list[str]

    def shown(self) -> dict[str, str]:
        """Return the text that each cell showed in the last run, by its id."""
        return {
            cell.id: "".join(map(text_in, cell.outputs))
            for cell in self.runs[-1].cells
            if cell.cell_type == "code"
        }


def text_in(output: Any) -> str:
    """Return the text that an output shows: printed, raised, or of the last line."""
    if output.output_type == "stream":
        return str(output.text)  # on a busy computer what is printed comes in pieces
    shown = output.get("data", {}).get("text/plain", "")
    return f"{output.get('evalue', '')}{shown}\n"
