"""Fixtures for refused connections, real and simulated."""

from __future__ import annotations

import smtplib
import socket
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor import Explanation


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Reserve a port of this computer without listening on it."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@pytest.fixture
def explained() -> Callable[[Callable[[], object]], Explanation | None]:
    """Return a function that runs code that fails, and explains its error."""

    def run(fails: Callable[[], object]) -> Explanation | None:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - each test tells by the result
            fails()
        return explain(caught.value)

    return run


@pytest.fixture
def far_host(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Resolve every name to 203.0.113.5, which refuses; return the names looked up."""
    looked_up: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.113.5", port))]

    class Refuses:
        def __init__(self, *_: Any) -> None: ...
        def connect(self, _: Any) -> None:
            raise ConnectionRefusedError(111, "Connection refused")

        def close(self) -> None: ...

    monkeypatch.setattr(smtplib.socket, "getfqdn", lambda: "localhost")  # type: ignore[attr-defined]
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "socket", Refuses)
    return looked_up
