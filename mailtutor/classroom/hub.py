"""The environment in which a JupyterHub starts a class, and each learner's server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

CLASS = "MAILTUTOR_CLASS"
"""The variable that tells learners' servers where the class is."""

_LAST_PORT = 65535


@dataclass(frozen=True)
class Service:
    """The process of a class, as a service of a hub.

    Attributes:
        prefix: the path of the service, such as `/services/class/`.
        host: the address to listen on.
        port: the port to listen on.
    """

    prefix: str
    host: str
    port: int

    @property
    def mail_port(self) -> int:
        """The port of the class inbox: the next one."""
        return self.port + 1


@dataclass(frozen=True)
class Learner:
    """A learner's server on a hub.

    Attributes:
        user: the name of the learner's account.
        token: the secret by which the hub knows this server.
        address: the host, port and path of the class; empty if the hub doesn't name any.
    """

    user: str
    token: str
    address: str

    @property
    def host(self) -> str:
        """The host of the class, where its inbox is too."""
        return urlsplit(f"//{self.address}").hostname or ""


def service() -> Service | None:
    """Return what a hub told this process about itself; None if it isn't a hub's service.

    Raises:
        ValueError: the service can't be reached as it's configured; it says why.
    """
    name = os.environ.get("JUPYTERHUB_SERVICE_NAME", "")
    if not name:
        return None
    url = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", ""))
    if url.scheme != "http" or not url.hostname or not url.port:
        raise ValueError(
            f"The hub starts the service {name} without an address for the class to listen on. "
            'Add one to the service in the configuration of the hub, such as\n"url": '
            '"http://127.0.0.1:10101".'
        )
    if url.port == _LAST_PORT:
        raise ValueError(
            "The class inbox listens on the port after the service's, and there's none after "
            f"{_LAST_PORT}.\nChoose another port in the service's url, in the hub's configuration."
        )
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX") or f"/services/{name}/"
    return Service(prefix.rstrip("/") + "/", url.hostname, url.port)


def learner() -> Learner | None:
    """Return what a hub told a learner's server; None if this isn't on a hub.

    Raises:
        ValueError: the address of the class isn't one; it says so.
    """
    user = os.environ.get("JUPYTERHUB_USER", "")
    token = os.environ.get("JUPYTERHUB_API_TOKEN", "")
    if not user or not token:
        return None
    url = os.environ.get(CLASS, "")
    if url and not url.startswith("http://"):
        raise ValueError(
            f"{CLASS} is {url!r}. It needs an address that begins with http://, inside the network "
            "of the hub. Please tell the people who run the hub."
        )
    return Learner(user, token, url.removeprefix("http://").rstrip("/"))
