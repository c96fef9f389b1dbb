"""Why a TLS handshake failed, in words."""

from __future__ import annotations


def why_it_failed(error: BaseException | None) -> str:
    """Say why TLS did not begin.

    Args:
        error: what the handshake ended with.

    Example:
        >>> why_it_failed(ConnectionResetError())
        'the client closed the connection during the handshake'
        >>> why_it_failed(ConnectionAbortedError("the handshake took too long"))
        'the handshake took too long'
    """
    # For a client that leaves, asyncio has an exception without any words, and the
    # operating system has an error number.
    if error is None or (isinstance(error, ConnectionError) and (error.errno or not error.args)):
        return "the client closed the connection during the handshake"
    return str(error) or type(error).__name__
