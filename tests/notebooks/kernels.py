"""Kernels that run lessons side by side."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from nbclient import NotebookClient
from traitlets.config import Config

if TYPE_CHECKING:
    from nbformat import NotebookNode


def client_of(lesson: NotebookNode, folder: Path) -> NotebookClient:
    """Return a client that runs a lesson in a folder, in a new kernel.

    Kernels that start at the same time may choose the same free TCP port, and then one of them
    never answers (https://github.com/jupyter/jupyter_client/issues/487). Sockets in the file
    system have no such race. Their paths must be short, so they aren't in the test's folder.
    """
    config = Config()
    if sys.platform != "win32":
        config.KernelManager.transport = "ipc"
        name = f"kernel-{uuid4().hex[:12]}.json"
        config.KernelManager.connection_file = str(Path(tempfile.gettempdir()) / name)
    return NotebookClient(
        lesson, timeout=60, resources={"metadata": {"path": str(folder)}}, config=config
    )
