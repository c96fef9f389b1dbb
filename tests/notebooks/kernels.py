"""Kernels that run lessons side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbclient import NotebookClient

from mailtutor.cli.slides.notebook import kernel_config

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode


def client_of(lesson: NotebookNode, folder: Path) -> NotebookClient:
    """Return a client that runs a lesson in a folder, in a new kernel."""
    return NotebookClient(
        lesson, timeout=60, resources={"metadata": {"path": str(folder)}}, config=kernel_config()
    )
