"""Find encoded text in a message and decode it for display, without raising errors."""

from __future__ import annotations

import binascii
import email
import email.policy
import re
from typing import TYPE_CHECKING, NamedTuple

from .decode import WORD, decode_charset, decode_transfer, raw_bytes, readable, tidy, word_bytes

if TYPE_CHECKING:
    from .parts import Part

_LOOKED_AT = 64 * 1024
_PRINTED_AT_MOST = 20_000
_LONGEST_LINE = 998  # RFC 5322, section 2.1.1


class Opened(NamedTuple):
    """Encoded characters with their decoded value.

    Args:
        written: the characters in the message.
        data: the bytes that they encode.
        text: those bytes as text; empty if they aren't text.
        how: a short description of the encoding.
    """

    written: str
    data: bytes
    text: str
    how: str = ""


class Base64Line(NamedTuple):
    """The first line of a base64 body.

    Args:
        written: its characters.
        data: the bytes that they encode.
        lines: the number of lines in the body.
        length: the size of the body as it was sent, in bytes.
    """

    written: str
    data: bytes
    lines: int
    length: int


def open_base64(body: bytes) -> Base64Line | None:
    r"""Decode the first line of a base64 body (RFC 2045, section 6.8).

    Returns:
        The line and its bytes; None if there is no such line.

    Example:
        >>> open_base64(b"T2zDoQ==\r\n").data
        b'Ol\xc3\xa1'
    """
    first = re.search(rb"[A-Za-z0-9+/]{2,%d}={0,2}" % _LONGEST_LINE, body[:_LOOKED_AT])
    if not first:
        return None
    data = decode_transfer(first[0], "base64")[0]
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    return Base64Line(first[0].decode("ascii"), data, lines, len(body))


def open_quoted(body: bytes, charset: str, most: int = 12) -> list[Opened]:
    r"""Find the characters that quoted-printable encoded (RFC 2045, section 6.7).

    Args:
        body: the body as it was sent.
        charset: the charset that the part names.
        most: the maximum number of distinct results.

    Example:
        >>> [(each.written, each.text) for each in open_quoted(b"Ol=C3=A1 1=3D1", "utf-8")]
        [('=C3=A1', 'á'), ('=3D', '=')]
    """
    found: dict[str, Opened] = {}
    for run in re.finditer(rb"(?:=[0-9A-Fa-f]{2})+", body[:_LOOKED_AT]):
        written = run[0][:60].decode("ascii")
        if written not in found:
            data = bytes.fromhex(written.replace("=", "")[: 2 * (len(written) // 3)])
            found[written] = Opened(written, data, decode_charset(data, charset)[0])
        if len(found) >= most:
            break
    return list(found.values())


def soft_breaks(body: bytes) -> int:
    r"""Count the soft line breaks in a quoted-printable body, which decoding removes.

    Example:
        >>> soft_breaks(b"a long =\r\nline\r\n")
        1
    """
    return len(re.findall(rb"=[ \t]*\r?\n", body))


def open_words(text: str, most: int = 20) -> list[Opened]:
    """Decode the encoded words of a header value (RFC 2047, section 2).

    Example:
        >>> [(each.text, each.how) for each in open_words("=?utf-8?b?T2zDoQ==?=")]
        [('Olá', 'charset utf-8, B: base64')]
    """
    words = []
    for word in WORD.finditer(text):
        data = word_bytes(word[2], word[3])
        name = "B: base64" if word[2] in "bB" else "Q: like quoted-printable, _ for a space"
        shown, wrong = decode_charset(data, word[1])
        how = f"charset {word[1]}, {name}" + (f"; {wrong}" if wrong else "")
        words.append(Opened(readable(word[0]), data, shown, readable(how)))
        if len(words) >= most:
            break
    return words


_CODED_PARAMETER = re.compile(
    r"([\w-]{1,60})\*(\d{0,4})(\*?)=(?:([\w.-]{1,40})'([\w-]{0,20})')?([^;\s]{0,500})"
)


def open_parameters(text: str, most: int = 20) -> list[Opened]:
    """Decode parameters that are continued or have a charset (RFC 2231, sections 3 and 4).

    Example:
        >>> [(each.text, each.how) for each in open_parameters("x; filename*=utf-8''Ol%C3%A1")]
        [('Olá', 'filename: charset utf-8, %XX stands for a byte')]
    """
    found = []
    charset = "utf-8"
    for each in _CODED_PARAMETER.finditer(text):
        name, number, star, named, _, value = each.groups()
        charset = named or charset
        coded = bool(star) or not number
        data = raw_bytes(value.strip('"'))
        if coded:
            data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda two: bytes.fromhex(two[1].decode()), data)
        how = f"{name}: " + (f"piece {number}" if number else "")
        if coded:
            how += (", " if number else "") + f"charset {charset}, %XX stands for a byte"
        found.append(Opened(readable(each[0]), data, decode_charset(data, charset)[0], how))
        if len(found) >= most:
            break
    return found


def as_printed(part: Part) -> str | None:
    """Return the body of a part as ``print(message)`` shows it, which is not what was sent.

    It uses Python's own parser and generator, as the learner's cell does.

    Returns:
        The body as text; None if it's too large or Python can't print it.
    """
    source = part.raw[part.start : part.end]
    if len(source) > _PRINTED_AT_MOST:
        return None
    source = source.replace(b"\r\n", b"\n")  # as in the learner's cell, before it is sent
    try:
        printed = email.message_from_bytes(source, policy=email.policy.default).as_string()
    except Exception:  # noqa: BLE001 - the standard library raises many errors on broken messages
        return None
    return tidy(printed).partition("\n\n")[2]


def hex_bytes(data: bytes) -> str:
    r"""Format each byte as two hexadecimal digits.

    Example:
        >>> hex_bytes(b"Ol\xc3\xa1")
        '4F 6C C3 A1'
    """
    return binascii.hexlify(data, " ").decode("ascii").upper() if data else ""
