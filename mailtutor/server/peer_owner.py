"""Identify the user of a connection, to reject other users of the same computer."""

from __future__ import annotations

import os
import socket
import struct
import sys

_SOCK_DIAG_BY_FAMILY = 20
_REQUEST = 1
_ANY_COOKIE = 0xFFFFFFFF
_HEADER = struct.Struct("=IHHII")
_SOCKET_ID = struct.Struct("!HH16s16s")
_ANSWER_FIXED = 4  # family, state, timer, retransmissions: a byte each
_ADDRESS_PART = 48  # ports, addresses, interface, cookie
_OWNER = struct.Struct("=IIIII")  # expires, queues in and out, user, inode


def can_identify_users() -> bool:
    """Return whether this system reveals the user of a connection on loopback."""
    return sys.platform == "linux"


def is_same_user(peer: tuple[str, int], own: tuple[str, int]) -> bool:
    """Return whether the client at ``peer``, connected to ``own``, is the current user.

    Linux answers over NETLINK sock_diag, which needs no privileges and takes some 50
    microseconds. Other systems don't answer, so every client counts as the same user. A
    client that has already disconnected has no user anymore, and doesn't.
    """
    if not can_identify_users():
        return True
    try:
        owner = _owner(peer, own)
    except OSError:  # a container may forbid it
        return True
    return owner == os.getuid()


def _owner(peer: tuple[str, int], own: tuple[str, int]) -> int | None:
    family = socket.AF_INET6 if ":" in peer[0] else socket.AF_INET
    source, target = (
        socket.inet_pton(family, address).ljust(16, b"\0") for address in (peer[0], own[0])
    )
    request = (
        struct.pack("=BBBBI", family, socket.IPPROTO_TCP, 0, 0, 0xFFFFFFFF)
        + _SOCKET_ID.pack(peer[1], own[1], source, target)
        + struct.pack("=III", 0, _ANY_COOKIE, _ANY_COOKIE)
    )
    header = _HEADER.pack(_HEADER.size + len(request), _SOCK_DIAG_BY_FAMILY, _REQUEST, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4) as diag:  # NETLINK_SOCK_DIAG
        diag.settimeout(1)
        diag.sendto(header + request, (0, 0))
        answer = diag.recv(4096)
    if _HEADER.unpack_from(answer)[1] != _SOCK_DIAG_BY_FAMILY:
        return None
    *_, user, inode = _OWNER.unpack_from(answer, _HEADER.size + _ANSWER_FIXED + _ADDRESS_PART)
    # A socket without a file belongs to nobody, and reports user 0.
    return int(user) if inode else None
