"""A mail as the rules of the review see it: headers as they stand, parts, envelope."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from email import policy
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import Message

    from mailtutor.record import Delivery

_LOOKED_AT = 64 * 1024  # bytes of a part
_LONGEST = 100
_MOST_PARTS = 500
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=')
_ADDRESS = re.compile(r"[^\s,;:<>()@\"]+@[^\s,;:<>()@\"]+")
_BASE64 = r"([A-Za-z0-9+/]{4,}={0,2})"
# A login in one line, as `AUTH PLAIN` and `AUTH XOAUTH2` have it...
_IN_ONE_LINE = re.compile(rf"(?i)\bAUTH (?:PLAIN|XOAUTH2) +{_BASE64}(?![\w*=])")
# ...and the last answer of a longer one, which the server judges, as `set_debuglevel` prints it.
_LAST_ANSWER = re.compile(rf"send: b?['\"]{_BASE64}\\r\\n['\"][ ]*\r?\n[^\n]*reply: b?['\"][25]35")


@dataclass(frozen=True)
class PartSeen:
    """One part that holds something.

    Args:
        type: its content type, as ``"image/png"``.
        attached: whether it is an attachment.
        filename: its name; may be empty.
        head: the first bytes of its content, decoded.
        size: how many bytes that has in all.
        charset: what is named as its charset; may be empty.
    """

    type: str
    attached: bool
    filename: str
    head: bytes
    size: int
    charset: str

    @property
    def text(self) -> str:
        """The beginning as text."""
        return self.head.decode("utf-8", "replace").strip()


class MailSeen:
    """What is looked at.

    Args:
        message: the message; None if only a text is looked at.
        delivery: how it arrived, if it did.
        finished: whether it is a finished text, which goes out as it is.
        printed: a text that was printed.
    """

    def __init__(
        self,
        message: Message | None,
        *,
        delivery: Delivery | None = None,
        finished: bool = False,
        printed: str = "",
    ) -> None:
        self.message = message
        self.delivery = delivery
        self.finished = finished or delivery is not None
        self.printed = printed

    def values(self, *names: str) -> list[str]:
        """Return the values of these headers, as they stand; broken ones too."""
        if self.message is None:
            return []
        wanted = {name.lower() for name in names}
        return [
            re.sub(r"[\r\n]+\s*", " ", _as_sent(value))
            for name, value in self.message.raw_items()
            if name.lower() in wanted
        ]

    def addresses(self, *names: str) -> set[str]:
        """Return the addresses in these headers, in small letters."""
        found = (_ADDRESS.findall(_QUOTED.sub(" ", value)) for value in self.values(*names))
        return {address.lower() for each in found for address in each}

    @cached_property
    def parts(self) -> list[PartSeen]:
        """The parts that are no boxes for others."""
        if self.message is None:
            return []
        parts: list[PartSeen] = []
        waiting: list[Message] = [self.message]
        while waiting and len(parts) < _MOST_PARTS:
            part = waiting.pop(0)
            payload: Any = part.get_payload()
            # A mail within a mail is not the learner's to mend.
            if part.get_content_maintype() == "multipart" and isinstance(payload, list):
                waiting[:0] = [each for each in payload if hasattr(each, "get_payload")]
            elif part.get_content_maintype() != "message":
                parts.append(_part(part))
        return parts

    def without_quoted(self, value: str) -> str:
        """Take out quoted names, comments and encoded words."""
        return _QUOTED.sub(" ", value)

    @property
    def password_printed(self) -> bool:
        """Whether a login, password and all, stands in a text of it."""
        texts = [part.text for part in self.parts if part.type.startswith("text/")]
        return any(map(_has_login, (self.printed, *texts)))

    @staticmethod
    def shown(value: str) -> str:
        """Make what came from a mail fit to be shown: one line, no control characters."""
        text = "".join(each if each.isascii() and each.isprintable() else "?" for each in value)
        return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _has_login(text: str) -> bool:
    in_one_line = (_decoded(found[1]) for found in _IN_ONE_LINE.finditer(text))
    if any(b"\0" in answer or b"auth=" in answer for answer in in_one_line):
        return True
    last = (_decoded(found[1]) for found in _LAST_ANSWER.finditer(text))
    # CRAM-MD5 ends with a digest, which is not the password.
    return any(answer and not re.search(rb" [0-9a-f]{32}$", answer) for answer in last)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _as_sent(value: Any) -> str:
    """Return a header's value as it goes out; as `str` it lacks what the parser gave up on."""
    try:
        return str(value.fold(policy=policy.default)).partition(":")[2].strip()
    except Exception:  # noqa: BLE001  a plain text has no fold; of a broken one it fails
        return str(value)


def _part(part: Message) -> PartSeen:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):  # it cannot be decoded
        payload = b""
    data = payload if isinstance(payload, bytes) else b""
    try:
        name, disposition = part.get_filename() or "", part.get_content_disposition()
    except Exception:  # noqa: BLE001  the parser of headers fails on some broken ones
        name, disposition = "?", None
    try:
        charset = str(part.get_param("charset") or "")
    except Exception:  # noqa: BLE001  the same
        charset = "?"
    return PartSeen(
        part.get_content_type(), disposition == "attachment", name, data[:_LOOKED_AT], len(data),
        charset,
    )  # fmt: skip
