"""Run a class as a service of a JupyterHub, which starts this process or knows its address."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.classroom import hub
from mailtutor.classroom.hub_service import HubClass
from mailtutor.classroom.opening import NotOpenError
from mailtutor.cli.classroom import until_stopped
from mailtutor.cli.errors import SetupError

if TYPE_CHECKING:
    import argparse

_CHOOSE = (
    "Choose another port in the service's url, in the configuration of the hub. The class inbox "
    "takes the\nnext one."
)


def service(options: argparse.Namespace) -> hub.Service | None:
    """Return the service of a hub that this process is; None for a class of another kind.

    Raises:
        SetupError: an option, or what the hub says, doesn't fit.
    """
    try:
        found = hub.service()
    except ValueError as error:
        raise SetupError(str(error)) from error
    if found is None and options.teachers:
        raise SetupError("--teachers is only for a class that a JupyterHub runs as a service.")
    if found is not None and (options.network or options.code or options.port or options.mail_port):
        raise SetupError(
            "On a JupyterHub, a class needs no --network, --code, --port or --mail-port: the hub\n"
            "knows the address, and who its users are."
        )
    return found


def run(service: hub.Service, *, teachers: str, save: str | None) -> int:
    """Run a class until the hub stops it.

    Raises:
        SetupError: it can't be opened.
    """
    if find_spec("jupyterhub") is None:
        raise SetupError(
            "A class on a hub needs the package jupyterhub, in the version of the hub.\n"
            "Install it in the Python that runs the class, then start the service again."
        )
    try:
        opened = HubClass(service, teachers)
    except NotOpenError as error:
        raise SetupError(
            f"{error} The class inbox needs it, because it's the next one after the class.\n"
            f"{_CHOOSE}"
        ) from error
    except OSError as error:
        why = error.strerror or error
        raise SetupError(
            f"The class can't listen on {service.host}:{service.port}: {why}.\n{_CHOOSE}"
        ) from error
    group = f" and the group {teachers}" if teachers else ""
    print(
        f"The class is open at {service.prefix} on the hub, and its inbox on port "
        f"{service.mail_port}.\nThe hub's admins{group} see the wall.",
        flush=True,
    )
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(opened, Path(save) if save else None))
    return 0


async def _serve(opened: HubClass, save: Path | None) -> None:
    await opened.open()
    await until_stopped(opened, save)
