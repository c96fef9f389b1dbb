"""Opens JupyterLab on the learner's copy of the lessons."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

from mailtutor.cli import requirements
from mailtutor.cli.environment import in_checkout
from mailtutor.cli.errors import SetupError
from mailtutor.course import lessons

FIRST = "00_start_here.ipynb"
_CONFIG = Path(__file__).parent / "jupyter"  # switches off the pop-up that asks to fetch news


def run(*, port: int | None, open_browser: bool) -> int:
    """Copy or update the lessons, start JupyterLab on them, and stay until Ctrl-C.

    Args:
        port: where JupyterLab listens; 8888 or the next free one if not given.
        open_browser: whether to open the first lesson in the browser.
    """
    try:
        copy = lessons.working_copy(Path.cwd())
        for line in copy.update():
            print(line)
    except lessons.LessonError as error:
        raise SetupError(str(error)) from error
    if port is not None:
        _must_be_free(port)
    set_variables()
    leave_out_what_nobody_uses()
    from jupyterlab.labapp import LabApp

    token = secrets.token_urlsafe(24)
    arguments = _arguments(copy.folder, port, token, open_browser=open_browser)
    app = LabApp.initialize_server(argv=arguments)
    address = f"{app.connection_url}?token={token}"
    # Only once the loop runs does anybody answer at that address.
    app.io_loop.add_callback(_announce, copy.folder, address, open_browser=open_browser)
    app.start()
    print("Ended. Your lessons are saved as they were in JupyterLab when you last saved them.")
    return 0


def _announce(folder: Path, address: str, *, open_browser: bool) -> None:
    print(f"The lessons are in {folder}")
    print("They are open in your browser, or at this address:" if open_browser else "Open this:")
    print(f"\n    {address}\n")
    print("Leave this window open. To end: Ctrl-C here, once.", flush=True)


def _arguments(folder: Path, port: int | None, token: str, *, open_browser: bool) -> list[str]:
    return [
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=localhost",
        f"--ServerApp.port={port or 8888}",
        f"--ServerApp.open_browser={open_browser}",
        "--ServerApp.answer_yes=True",  # Ctrl-C ends it without a question
        f"--ServerApp.allow_root={_is_root()}",  # a container has nobody else; the token stays on
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        "--LabApp.news_url=None",
        f"--KernelManager.transport_encryption={transport_encryption()}",
        f"--IdentityProvider.token={token}",  # our own, so that we can print the address ourselves
        "--Application.log_level=ERROR",
    ]


def leave_out_what_nobody_uses() -> None:
    """Keep Jupyter from loading a checker of web addresses, which takes 0.6 s and 16 MB.

    `jsonschema` loads it if it's there, for schemas that Jupyter doesn't have.
    """
    if "rfc3987_syntax" not in sys.modules:
        # None in there is Python's way to say that a module can't be imported.
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def set_variables() -> None:
    """Let Jupyter find our settings, this Python's kernel, and mailtutor itself."""

    def put_first(variable: str, folder: Path) -> None:
        others = os.environ.get(variable)
        os.environ[variable] = os.pathsep.join([str(folder), *([others] if others else [])])

    put_first("JUPYTER_CONFIG_PATH", _CONFIG)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = (
        "1"  # this Python's kernel, not an older one of the user
    )
    if in_checkout():  # kernels run in the folder of the lessons, where mailtutor is not
        put_first("PYTHONPATH", requirements.ROOT)


def transport_encryption() -> str:
    """Name the setting that hides what Jupyter and a kernel say to each other, where it can be."""
    import zmq

    return "auto" if zmq.has("curve") else "disabled"


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(
                f"Port {port} cannot be used: {error.strerror}.\n"
                "Leave out --port to get a free one, or name another."
            ) from error
