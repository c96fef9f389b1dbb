"""TLS in pure Python between two buffers, with the methods of `ssl.SSLObject`."""

from __future__ import annotations

import errno
import ssl
from typing import TYPE_CHECKING, Any

from tlslite.api import X509, TLSConnection, X509CertChain
from tlslite.constants import AlertDescription, AlertLevel, CipherSuite
from tlslite.errors import BaseTLSException, TLSAbruptCloseError, TLSAlert, TLSLocalAlert
from tlslite.handshakesettings import HandshakeSettings
from tlslite.messages import Alert

from .certificates import Certificate, VerificationError, is_address, verify

if TYPE_CHECKING:
    from collections.abc import Generator

    from typing_extensions import Buffer

_SSLV3_ALERTS = {10, 20, 30, *range(40, 48)}
_TLS_RECORDS = range(20, 25)  # the first byte of each (RFC 8446, section 5.1)


class PureSSLObject:
    """One side of an encrypted connection.

    Args:
        context: the settings.
        incoming: what the other side sends.
        outgoing: what to send to it.
        presents: a server's certificate, and its key as tlslite reads it; None for a client.
        trusts: the certificates that a client trusts.
        server_hostname: the name that a client connects to.
    """

    def __init__(  # noqa: PLR0913 - an encrypted connection has that many parts
        self,
        context: ssl.SSLContext,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        *,
        presents: tuple[Certificate, Any] | None,
        trusts: list[Certificate],
        server_hostname: str | None,
    ) -> None:
        self.context = context
        self.server_side = presents is not None
        self.server_hostname = server_hostname
        self._trusts = trusts
        self._buffers = _Buffers(incoming, outgoing)
        self._connection = _Connection(self._buffers, self._check)
        self._connection.closeSocket = False
        self._handshake = self._start(presents)
        self._closing: Generator[Any] | None = None
        self._peer: Certificate | None = None

    def _start(self, presents: tuple[Certificate, Any] | None) -> Generator[Any]:
        settings = HandshakeSettings()
        settings.keyShares = ["secp256r1"]  # one key exchange: each takes time in pure Python
        settings.eccCurves = ["secp256r1", "x25519"]
        if presents is not None:
            certificate, key = presents
            parsed = X509()
            parsed.parseBinary(certificate.encoded)
            handshake: Generator[Any] = self._connection.handshakeServerAsync(
                certChain=X509CertChain([parsed]), privateKey=key, settings=settings
            )
        else:
            host = self.server_hostname or ""
            handshake = self._connection.handshakeClientCert(
                # An IP address isn't sent (RFC 6066, section 3).
                serverName="" if is_address(host) else host,
                settings=settings,
                async_=True,
            )
        return handshake

    def _check(self, chain: X509CertChain) -> None:
        self._peer = Certificate(bytes(chain.x509List[0].bytes))
        if self.context.verify_mode != ssl.CERT_NONE:
            host = self.server_hostname if self.context.check_hostname else None
            verify(self._peer, trusted=self._trusts, host=host)

    def do_handshake(self) -> None:
        """Go on with the handshake.

        Raises:
            ssl.SSLWantReadError: the other side has to send something first.
            ssl.SSLCertVerificationError: the server's certificate isn't acceptable.
            ssl.SSLError: the handshake failed.
        """
        self._run(self._handshake)

    def read(self, size: int = 1024, buffer: Buffer | None = None) -> bytes | int:
        """Return some decrypted bytes, or put them into a buffer; none at the end."""
        if buffer is not None:
            view = memoryview(buffer)
            size = min(size, len(view)) if size > 0 else len(view)
        data = self._run(self._connection.readAsync(max=size)) or b""
        if buffer is None:
            return bytes(data)
        view[: len(data)] = data
        return len(data)

    def write(self, data: Buffer) -> int:
        """Encrypt bytes."""
        data = bytes(data)
        self._run(self._connection.writeAsync(data))
        return len(data)

    def pending(self) -> int:
        """Return the number of decrypted bytes that can be read."""
        return len(self._connection._readBuffer)  # noqa: SLF001 - there's no public one

    def unwrap(self) -> None:
        """End the encryption, on both sides."""
        if self._connection.closed:
            return
        self._closing = self._closing or self._connection.closeAsync()
        self._run(self._closing)

    def _run(self, steps: Generator[Any]) -> Any:
        """Run until there's a result, or until the other side has to send something."""
        result = None
        try:
            for result in steps:
                if isinstance(result, int) and result == 0:
                    raise ssl.SSLWantReadError(
                        ssl.SSL_ERROR_WANT_READ, "The operation did not complete (read)"
                    )
        except VerificationError as error:
            raise _rejection(error) from None
        except TLSAbruptCloseError:
            words = "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol"
            raise ssl.SSLEOFError(ssl.SSL_ERROR_EOF, words) from None
        except (BaseTLSException, SyntaxError) as error:
            raise _failure(error, self._buffers.first) from None
        return result

    def getpeercert(self, binary_form: bool = False) -> Any:  # noqa: FBT001, FBT002 - as ssl has it
        """Return the other side's certificate; empty if it wasn't verified, None if none."""
        if self._peer is None:
            return None
        if binary_form:
            return self._peer.encoded
        return {} if self.context.verify_mode == ssl.CERT_NONE else self._peer.as_dict()

    def version(self) -> str | None:
        """Return the version of TLS, such as ``"TLSv1.3"``."""
        name = self._connection.getVersionName()
        return f"TLSv{name.removeprefix('TLS ')}" if name else None

    def cipher(self) -> tuple[str, str, int] | None:
        """Return the cipher, such as ``("TLS_AES_128_GCM_SHA256", "TLSv1.3", 128)``."""
        session, version = self._connection.session, self.version()
        if session is None or version is None:
            return None
        name = CipherSuite.ietfNames[session.cipherSuite]
        return name, version, 128 if "_128_" in name else 256

    def compression(self) -> None:
        """Return None: TLS 1.3 has no compression."""


class _Connection(TLSConnection):  # type: ignore[misc]  # tlslite has no types
    """A connection that checks a certificate where OpenSSL does: within the handshake.

    tlslite itself only checks afterwards, when the server believes that all went well.
    """

    def __init__(self, buffers: _Buffers, check: Any) -> None:
        super().__init__(buffers)
        self._check = check

    def _check_certchain_with_settings(self, chain: X509CertChain, settings: Any) -> Any:
        try:
            self._check(chain)
        except VerificationError as error:
            yield from self._sendMsg(Alert().create(error.alert, AlertLevel.fatal))
            self._shutdown(resumable=False)
            raise
        yield from super()._check_certchain_with_settings(chain, settings)


class _Buffers:
    """The two buffers as the socket that tlslite wants."""

    def __init__(self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self.first = b""  # the first byte that came

    def recv(self, size: int) -> bytes:
        data = self._incoming.read(size)
        if not data and not self._incoming.eof:
            raise BlockingIOError(errno.EWOULDBLOCK, "nothing has come yet")
        self.first = self.first or data[:1]
        return data

    def send(self, data: bytes) -> int:
        return self._outgoing.write(bytes(data))

    sendall = send


def _rejection(error: VerificationError) -> ssl.SSLCertVerificationError:
    words = f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {error.reason}"
    rejection = ssl.SSLCertVerificationError(ssl.SSL_ERROR_SSL, words)
    rejection.library, rejection.reason = "SSL", "CERTIFICATE_VERIFY_FAILED"
    rejection.verify_code, rejection.verify_message = error.code, error.reason
    return rejection


def _failure(error: Exception, first: bytes) -> ssl.SSLError:
    if first and first[0] not in _TLS_RECORDS:
        words = "wrong version number"
    elif isinstance(error, TLSAlert) and not isinstance(error, TLSLocalAlert):
        age = "sslv3" if error.description in _SSLV3_ALERTS else "tlsv1"  # as OpenSSL names them
        words = f"{age} alert {AlertDescription.toStr(error.description).replace('_', ' ')}"
    else:
        words = str(error) or type(error).__name__
    reason = words.upper().replace(" ", "_")
    failure = ssl.SSLError(ssl.SSL_ERROR_SSL, f"[SSL: {reason}] {words}")
    failure.library, failure.reason = "SSL", reason
    return failure
