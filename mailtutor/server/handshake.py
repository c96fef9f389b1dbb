"""Describe why a TLS handshake failed."""

from __future__ import annotations


def why_it_failed(error: BaseException | None) -> str:
    """Return the reason why TLS didn't begin.

    Args:
        error: the error of the handshake.

    Example:
        >>> why_it_failed(ConnectionResetError())
        'the client closed the connection during the handshake'
        >>> why_it_failed(ConnectionAbortedError("the handshake took too long"))
        'the handshake took too long'
    """
    # If the client disconnects, asyncio raises an exception without a message, and the
    # operating system one with an error number.
    if error is None or (isinstance(error, ConnectionError) and (error.errno or not error.args)):
        return "the client closed the connection during the handshake"
    return str(error) or type(error).__name__
