"""TLS for clients of the memory transport: an `ssl.SSLSocket` without a socket below."""

from __future__ import annotations

import io
import ssl
from typing import TYPE_CHECKING, Any

from .memory import Reading, SocketLike

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

_CHUNK = 16_384
_wrap_real_socket = ssl.SSLContext.wrap_socket


class MemoryTLSSocket:
    """The client's end of an encrypted connection in memory.

    Args:
        sock: the unencrypted end.
        context: the client's settings.
        server_hostname: the name that the client connects to.

    Raises:
        ssl.SSLError: the handshake fails, as over a real connection.
    """

    def __init__(
        self, sock: SocketLike, context: ssl.SSLContext, server_hostname: str | None
    ) -> None:
        self.context = context
        self._sock = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=server_hostname
        )
        try:
            self._run(self._tls.do_handshake)
        except OSError:
            sock.close()
            raise

    def _run(self, step: Callable[..., Any], *args: Any) -> Any:
        """Take a step of TLS, as often as the other side has to send something first."""
        while True:
            try:
                result = step(*args)
            except ssl.SSLWantReadError:
                self._send()
            except ssl.SSLError:
                self._send()  # the alert that says why
                raise
            else:
                self._send()
                return result
            data = self._sock.recv(_CHUNK)
            if data:
                self._incoming.write(data)
            else:
                self._incoming.write_eof()

    def _send(self) -> None:
        if self._outgoing.pending:
            self._sock.sendall(self._outgoing.read())

    def sendall(self, data: Buffer) -> None:
        """Encrypt and send data."""
        view = memoryview(data).cast("B")
        for start in range(0, len(view), _CHUNK):
            self._run(self._tls.write, view[start : start + _CHUNK])

    def recv_into(self, buffer: Buffer) -> int:
        """Wait for some decrypted bytes; 0 at the end."""
        view = memoryview(buffer)
        try:
            return int(self._run(self._tls.read, len(view), view))
        except ssl.SSLZeroReturnError:
            return 0

    def makefile(self, mode: str = "rb") -> io.BufferedReader:
        """Return a file to read from."""
        assert mode == "rb"
        return io.BufferedReader(Reading(self))

    def version(self) -> str | None:
        """Return the version of TLS."""
        return self._tls.version()

    def cipher(self) -> tuple[str, str, int] | None:
        """Return the name of the cipher, the version of TLS, and the number of secret bits."""
        return self._tls.cipher()

    def getpeercert(self, binary_form: bool = False) -> Any:  # noqa: FBT001, FBT002 - as ssl has it
        """Return the server's certificate."""
        return self._tls.getpeercert(binary_form)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def __enter__(self) -> MemoryTLSSocket:  # noqa: PYI034
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def _wrap_socket(context: ssl.SSLContext, sock: Any, *args: Any, **options: Any) -> Any:
    if isinstance(sock, SocketLike):
        return MemoryTLSSocket(sock, context, options.get("server_hostname"))
    return _wrap_real_socket(context, sock, *args, **options)


def install() -> None:
    """Let `ssl.SSLContext.wrap_socket` accept sockets in memory, too.

    smtplib calls it on a context that the learner made, so there's no other place. Real
    sockets go to the original method.
    """
    ssl.SSLContext.wrap_socket = _wrap_socket  # type: ignore[method-assign, assignment]
