"""Open JupyterLab on the learner's copy of the lessons."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

from mailtutor.cli import requirements
from mailtutor.cli.environment import in_checkout
from mailtutor.cli.errors import SetupError
from mailtutor.cli.lessons import FIRST, bring_up_to_date

_CONFIG = Path(__file__).parent / "jupyter"  # turns off the pop-up that asks about news


def run(*, port: int | None, open_browser: bool) -> int:
    """Copy or update the lessons, and run JupyterLab on them until Ctrl-C.

    Args:
        port: the port of JupyterLab; 8888 or the next free one if omitted.
        open_browser: whether to open the first lesson in the browser.
    """
    copy = bring_up_to_date()
    if port is not None:
        _require_free(port)
    set_variables()
    skip_unused_imports()
    from jupyterlab.labapp import LabApp

    token = secrets.token_urlsafe(24)
    arguments = _arguments(copy.folder, port, token, open_browser=open_browser)
    app = LabApp.initialize_server(argv=arguments)
    address = f"{app.connection_url}?token={token}"
    # Nothing answers at that address before the loop runs.
    app.io_loop.add_callback(_announce, copy.folder, address, open_browser=open_browser)
    app.start()
    print("JupyterLab has stopped. Anything you saved is still there.")
    return 0


def _announce(folder: Path, address: str, *, open_browser: bool) -> None:
    print(f"Your lessons are in {folder}")
    print("They're open in your browser, or at this address:" if open_browser else "Open this:")
    print(f"\n    {address}\n")
    print("Leave this window open. To stop, press Ctrl-C here once.", flush=True)


def _arguments(folder: Path, port: int | None, token: str, *, open_browser: bool) -> list[str]:
    return [
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=localhost",
        f"--ServerApp.port={port or 8888}",
        f"--ServerApp.open_browser={open_browser}",
        "--ServerApp.answer_yes=True",  # Ctrl-C stops it without asking
        f"--ServerApp.allow_root={_is_root()}",  # as in a container; the token stays on
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        "--LabApp.news_url=None",
        f"--KernelManager.transport_encryption={transport_encryption()}",
        f"--IdentityProvider.token={token}",  # so that we can print the address ourselves
        "--Application.log_level=ERROR",
    ]


def skip_unused_imports() -> None:
    """Keep Jupyter from loading a URL validator, which costs 0.6 s and 16 MB.

    `jsonschema` loads it if it's installed, for schemas that Jupyter doesn't use.
    """
    if "rfc3987_syntax" not in sys.modules:
        # None tells Python that the module can't be imported.
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def set_variables() -> None:
    """Set the environment variables that lead Jupyter to our settings and this Python."""

    def put_first(variable: str, folder: Path) -> None:
        others = os.environ.get(variable)
        os.environ[variable] = os.pathsep.join([str(folder), *([others] if others else [])])

    put_first("JUPYTER_CONFIG_PATH", _CONFIG)
    # This Python's kernel, rather than an older one that the user installed.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    if in_checkout():  # kernels run in the lessons' folder, which doesn't contain mailtutor
        put_first("PYTHONPATH", requirements.ROOT)


def transport_encryption() -> str:
    """Return the setting that encrypts messages between Jupyter and its kernels, if available."""
    import zmq

    return "auto" if zmq.has("curve") else "disabled"


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(
                f"Port {port} isn't available: {error.strerror}.\n"
                "Omit --port to get a free one, or choose another."
            ) from error
