"""Add enhanced status codes to replies: RFC 2034, section 4."""

from __future__ import annotations

import re

_WITH_CODE = re.compile(rb"\d{3}[ -][245]\.\d{1,3}\.\d{1,3}(?: |$)")

# The codes that most servers send with these reply codes; RFC 3463, section 3, defines them.
_USUAL = {
    b"235": b"2.7.0",
    b"421": b"4.3.0",
    b"454": b"4.7.0",
    b"500": b"5.5.2",
    b"501": b"5.5.4",
    b"502": b"5.5.1",
    b"503": b"5.5.1",
    b"504": b"5.5.4",
    b"530": b"5.7.0",
    b"552": b"5.3.4",
    b"555": b"5.5.4",
}


def with_enhanced_code(reply: bytes) -> bytes:
    """Add an enhanced status code to a single-line reply that lacks one.

    Example:
        >>> with_enhanced_code(b"503 Error: send HELO first")
        b'503 5.5.1 Error: send HELO first'
        >>> with_enhanced_code(b"250 OK"), with_enhanced_code(b"354 Go on")
        (b'250 2.0.0 OK', b'354 Go on')
    """
    code, text = reply[:3], reply[4:]
    if code[:1] not in {b"2", b"4", b"5"} or reply[3:4] != b" " or _WITH_CODE.match(reply):
        return reply
    return b"%s %s %s" % (code, _USUAL.get(code, code[:1] + b".0.0"), text)
