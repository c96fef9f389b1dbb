"""Decode charsets, transfer encodings and encoded words without raising errors."""

from __future__ import annotations

import binascii
import codecs
import re
import urllib.parse

MAX_VALUE = 64 * 1024
"""The maximum number of bytes to decode in one header value."""

# Only hostile messages name these as charsets: some are slow, others aren't charsets.
_NO_CHARSETS = frozenset(
    {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
)
WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(r"\r?\n(?=[ \t])")


def tidy(text: str) -> str:
    r"""Replace lone surrogates, which can't be encoded.

    Example:
        >>> tidy("a\ud800b")
        'a�b'
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def decode_charset(data: bytes, charset: str) -> tuple[str, str]:
    r"""Decode bytes as text, and describe any problem.

    Args:
        data: the bytes.
        charset: the name given in the message; empty if there is none.

    Returns:
        The text, and a description of what is wrong with the bytes or the name, or "".

    Example:
        >>> decode_charset(b"Ol\xe1", "iso-8859-1")
        ('Olá', '')
        >>> decode_charset(b"Ol\xe1", "klingon")
        ('Olá', 'the charset klingon is unknown: read as Latin-1')
    """
    name = charset.strip().strip("'\"").partition("*")[0]  # RFC 2231: a language may follow
    if _is_charset(name):
        text = _decoded(data, name, "strict")
        if text is not None:
            return text, ""
        text = _decoded(data, name, "replace")
        if text is not None:
            return text, f"some bytes are not valid {name}: shown as \N{REPLACEMENT CHARACTER}"
    text = _decoded(data, "utf-8", "strict")
    read_as = "Latin-1" if text is None else "UTF-8"
    if text is None:
        text = data.decode("latin-1")
    if name:
        return text, f"the charset {name[:40]} is unknown: read as {read_as}"
    if not data.isascii():
        return text, f"the bytes are not ASCII, and no charset is named: read as {read_as}"
    return text, ""


def _is_charset(name: str) -> bool:
    try:
        return bool(name) and codecs.lookup(name).name.replace("-", "_") not in _NO_CHARSETS
    except (LookupError, ValueError):
        return False


def _decoded(data: bytes, charset: str, errors: str) -> str | None:
    try:
        return tidy(data.decode(charset, errors))
    except (ValueError, LookupError):  # LookupError: not a text encoding, such as base64
        return None


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str]:
    """Undo a Content-Transfer-Encoding (RFC 2045, section 6).

    Args:
        data: the body as it was sent.
        encoding: the name given in the message.

    Returns:
        The bytes, and a description of what is wrong, or "".

    Example:
        >>> decode_transfer(b"T2zDoQ==", "base64")[0].decode()
        'Olá'
        >>> decode_transfer(b"T2zDoQ", "base64")[1]
        'the base64 is incomplete'
    """
    name = encoding.strip().lower()
    if name == "base64":
        return _base64(data)
    if name == "quoted-printable":
        return binascii.a2b_qp(data), ""
    if name in {"", "7bit", "8bit", "binary"}:
        return data, ""
    return data, f"the transfer encoding {name[:40]} is unknown: shown without decoding"


def _base64(data: bytes) -> tuple[bytes, str]:
    try:
        return binascii.a2b_base64(data), ""
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        # A single leftover character carries only six bits, which is less than a byte.
        whole = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)), "the base64 is incomplete"


def decode_value(value: bytes) -> str:
    r"""Unfold a header value and decode its encoded words (RFC 2047).

    Example:
        >>> decode_value(b" =?utf-8?b?T2zDoQ==?=\r\n =?utf-8?q?_mundo?=")
        'Olá mundo'
    """
    return decode_words(unfolded(value))


def unfolded(value: bytes) -> str:
    """Unfold a header value, and keep each byte that isn't UTF-8 as a surrogate.

    The meaning of such a byte isn't known until encoded words and parameters are found,
    because each of them may name a charset.
    """
    text = value[:MAX_VALUE].decode("utf-8", "surrogateescape")
    return _FOLD.sub("", text).strip(" \t\r\n")


def readable(text: str) -> str:
    r"""Decode the bytes that `unfolded` kept, as Latin-1.

    Example:
        >>> readable(unfolded(b"Ol\xe1"))
        'Olá'
    """
    if text.isascii() or text.isprintable():  # surrogates never are
        return text
    data = raw_bytes(text)
    try:
        return data.decode("utf-8")
    except ValueError:
        return data.decode("latin-1")


def raw_bytes(text: str) -> bytes:
    """Return the bytes that `unfolded` made this text from."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except ValueError:  # a surrogate that isn't such a byte
        return text.encode("utf-8", "replace")


def decode_words(text: str) -> str:
    """Decode the encoded words in a text (RFC 2047)."""
    if "=?" not in text:
        return readable(text)
    done: list[str] = []
    pending: tuple[str, bytes] | None = None  # adjacent words are one text
    at = 0

    def flush() -> None:
        nonlocal pending
        if pending:
            done.append(decode_charset(pending[1], pending[0])[0])
            pending = None

    for word in WORD.finditer(text):
        between = text[at : word.start()]
        if not (pending and not between.strip()):
            flush()
            done.append(readable(between))
        data = word_bytes(word[2], word[3])
        charset = word[1].lower()
        if pending and pending[0] == charset:
            pending = (charset, pending[1] + data)
        else:
            flush()
            pending = (charset, data)
        at = word.end()
    flush()
    done.append(readable(text[at:]))
    return tidy("".join(done))


def word_bytes(encoding: str, text: str) -> bytes:
    """Decode an encoded word: "B" is base64, and "Q" is similar to quoted-printable."""
    data = raw_bytes(text)
    if encoding in "bB":
        return _base64(data)[0]
    return binascii.a2b_qp(data, header=True)


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    r"""Return a structured value's first item in lowercase, and its parameters.

    This supports quoted strings (RFC 2045, section 5.1), continued parameters and charsets
    (RFC 2231) and, because they are common, encoded words.

    Example:
        >>> parameters(b" Text/Plain; charset=\"utf-8\"")
        ('text/plain', {'charset': 'utf-8'})
        >>> parameters(b"attachment; filename*0*=utf-8''Ol%C3%A1; filename*1=.txt")
        ('attachment', {'filename': 'Olá.txt'})
    """
    first, *pieces = _split(unfolded(value))
    simple: dict[str, str] = {}
    continued: dict[str, dict[int, tuple[str, bool]]] = {}
    for piece in pieces:
        name, equals, text = piece.partition("=")
        name = readable(name).strip().lower()
        if not equals or not name:
            continue
        text = _unquote(text.strip())
        base, star, rest = name.partition("*")
        if not star:
            simple.setdefault(name, decode_words(text))
            continue
        coded = rest.endswith("*") or rest == ""
        index = rest.rstrip("*")
        if len(index) < 5 and index.isdecimal():  # noqa: PLR2004 - longer ones are not real indexes
            continued.setdefault(base, {})[int(index)] = (text, coded)
        elif index == "":
            continued.setdefault(base, {})[0] = (text, coded)
    for base, numbered in continued.items():
        simple[base] = _join_continued([numbered[index] for index in sorted(numbered)])
    return readable(first).strip().lower(), simple


def _split(text: str) -> list[str]:
    """Split at each semicolon outside a quoted string."""
    pieces, start, quoted, escaped = [], 0, False, False
    for index, letter in enumerate(text):
        if escaped:
            escaped = False
        elif letter == "\\" and quoted:
            escaped = True
        elif letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return pieces


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def _join_continued(pieces: list[tuple[str, bool]]) -> str:
    charset, data = "", b""
    for position, (text, coded) in enumerate(pieces):
        if not coded:
            data += raw_bytes(text)
            continue
        value = text
        if position == 0 and text.count("'") >= 2:  # noqa: PLR2004 - charset'language'value
            charset, _, value = text.split("'", 2)
        data += urllib.parse.unquote_to_bytes(raw_bytes(value))
    return decode_charset(data, charset)[0]
