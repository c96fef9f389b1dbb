"""Run a notebook, to get the results that its slides show."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

# Where a lesson asks for a password, make one up: it's for an account that the lesson creates.
# The views are recorded, so that the slides can show them. pytest prints lines that fit on them.
_PREPARE = """\
import os, secrets
os.environ["COLUMNS"] = "72"
from mailtutor.views import recording
get_ipython().kernel.getpass = lambda *_, word=secrets.token_hex(8), **__: word
recording.start(get_ipython())
"""


def kernel_config() -> Any:
    """Return the configuration of a kernel that starts while others do.

    Kernels that start at the same time may choose the same free TCP port, and then one of them
    fails (https://github.com/jupyter/jupyter_client/issues/487). Sockets in the file system have
    no such race. Their paths must be short.
    """
    from traitlets.config import Config

    from mailtutor.cli.lab import transport_encryption

    config = Config()
    config.KernelManager.transport_encryption = transport_encryption()
    if sys.platform != "win32":
        config.KernelManager.transport = "ipc"
        name = f"kernel-{uuid4().hex[:12]}.json"
        config.KernelManager.connection_file = str(Path(tempfile.gettempdir()) / name)
    return config


def execute(text: str, folder: Path) -> Any:
    """Run a notebook in a folder, and return it with its outputs.

    Args:
        text: the contents of the notebook file.
        folder: the working folder.

    Raises:
        ValueError: it isn't a notebook, or a cell fails that shouldn't.
    """
    import nbformat
    from nbconvert import preprocessors

    reader: Any = nbformat  # both are only partly typed
    player: Any = preprocessors
    notebook = reader.reads(text, as_version=4)
    notebook.cells.insert(0, reader.v4.new_code_cell(_PREPARE))
    try:
        player.ExecutePreprocessor(timeout=120, config=kernel_config()).preprocess(
            notebook, {"metadata": {"path": str(folder)}}
        )
    except preprocessors.CellExecutionError as error:
        raise ValueError(f"a cell fails that shouldn't: {error.ename}: {error.evalue}") from error
    del notebook.cells[0]
    return notebook
