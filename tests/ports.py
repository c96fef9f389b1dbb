"""Ports for servers that the tests start in other processes."""

from __future__ import annotations

import contextlib
import random
import socket


def free_port(adjacent: int = 1) -> int:
    """Return a port on which nobody listens, and which nobody is given by chance.

    A system takes the port of every outgoing connection, and of every server that asks for
    port 0, from a range above these (32,768 on Linux, 49,152 elsewhere). So a port of this
    range is still free when the other process gets round to listening.

    Args:
        adjacent: how many ports in a row must be free, of which the first is returned.
    """
    for port in random.sample(range(10_000, 30_000), 100):
        with contextlib.suppress(OSError), contextlib.ExitStack() as probes:
            for each in range(port, port + adjacent):
                probes.enter_context(socket.create_server(("127.0.0.1", each)))
            return port
    raise RuntimeError("100 ports were tried, and every one of them is in use")
