"""A message as the review rules see it: headers as sent, parts, envelope."""

from __future__ import annotations

import base64
import copy
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mailtutor.mime import parameters, read
from mailtutor.record import plain_ascii

from .address_list import addresses_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from mailtutor.mime import Part
    from mailtutor.record import Delivery

_READ = 64 * 1024  # encoded bytes of a part
_LONGEST = 100
_MOST_PARTS = 500
_ADDRESSED = {"from", "sender", "reply-to", "to", "cc", "bcc"}
_INDENTED = re.compile(rb"(?i)[ \t]+(from|to|cc|subject|date) *:")
_BASE64 = r"([A-Za-z0-9+/]{4,}={0,2})"
# A one-line login, such as `AUTH PLAIN` or `AUTH XOAUTH2`, as `set_debuglevel` prints it.
# Elsewhere, `AUTH PLAIN` with base64 is an example from an RFC or a lesson.
_IN_ONE_LINE = re.compile(rf"(?i)send: b?['\"]AUTH (?:PLAIN|XOAUTH2) +{_BASE64}(?![\w*=])")
# The last answer of a login of several lines, before the server accepts or rejects it.
_LAST_ANSWER = re.compile(rf"send: b?['\"]{_BASE64}\\r\\n['\"][ ]*\r?\n[^\n]*reply: b?['\"][25]35")


class ReviewedHeader(NamedTuple):
    """One header of the message.

    Args:
        name: its name, as it is written.
        sent: its value as it is sent, unfolded.
        written: the value that was assigned to the message; in finished bytes, None.
        lines: the bytes of the header, line by line.
    """

    name: str
    sent: str
    written: str | None
    lines: list[bytes]

    @property
    def swallowed(self) -> str:
        """The name of another header that became part of this one because it is indented."""
        found = (_INDENTED.match(line) for line in self.lines[1:])
        return next((each[1].decode().capitalize() for each in found if each), "")

    @property
    def ends_in_line_end(self) -> bool:
        """Return whether the assigned value has a line end, which may end the headers."""
        if self.written is None:
            return False
        cut = b"" in self.lines[:-1]  # Python up to 3.12
        encoded = re.search(r"=0[AD]\?=$", self.sent) is not None
        return cut or encoded or self.written.endswith(("\r", "\n"))


@dataclass(frozen=True)
class ReviewedPart:
    """A part with content.

    Args:
        part: the part itself, with its position.
        type: its content type, such as ``"image/png"``.
        declared: the value of its Content-Type, even if invalid; empty without one.
        attached: whether it is an attachment.
        filename: its name; may be empty.
        head: the first bytes of its content, decoded.
        size: the length of its content in bytes.
        charset: its declared charset; may be empty.
    """

    part: Part
    type: str
    declared: str
    attached: bool
    filename: str
    head: bytes
    size: int
    charset: str

    @property
    def text(self) -> str:
        """The beginning as text."""
        return self.head.decode("utf-8", "replace").strip()

    @property
    def shown_as_text(self) -> bool:
        """Return whether mail clients show it as the message's text."""
        return self.type in {"text/plain", "text/html"} and not self.attached

    @property
    def called(self) -> str:
        """A name for it in a sentence."""
        return self.filename or "A part"


class ReviewedMessage:
    """A message or a text under review.

    Args:
        message: the message, if it is an object that hasn't been sent.
        raw: the bytes of a message, to be sent as they are.
        delivery: its delivery, if a `LocalServer` received it.
        printed: text that a program printed.
    """

    def __init__(
        self,
        message: Message | None = None,
        *,
        raw: bytes | None = None,
        delivery: Delivery | None = None,
        printed: str = "",
    ) -> None:
        self.delivery = delivery
        self.printed = printed
        self.finished = raw is not None
        self.there = message is not None or raw is not None
        self._message = message
        self._raw = raw

    @cached_property
    def root(self) -> Part | None:
        """The message as a tree of parts; None if Python can't serialize it."""
        if self._message is None:
            return None if self._raw is None else read(self._raw)
        try:
            return read(_whole(self._message, self.headers).as_bytes())
        except Exception:  # noqa: BLE001 - sending it fails, too, and not silently
            return None

    @cached_property
    def headers(self) -> list[ReviewedHeader]:
        """The headers of the message, as they are sent."""
        if self._message is not None:
            return list(_headers_of(self._message))
        if self.root is None:
            return []
        raw = self.root.raw
        return [
            ReviewedHeader(
                each.name, _unfolded(each.value), None, raw[each.start : each.end].split(b"\n")
            )
            for each in self.root.fields
        ]

    def values(self, *names: str) -> list[str]:
        """Return the values of these headers, as they are sent; broken ones too."""
        return [each.sent for each in self.named(*names)]

    def named(self, *names: str) -> list[ReviewedHeader]:
        """Return the headers of these names."""
        wanted = {name.lower() for name in names}
        return [each for each in self.headers if each.name.lower() in wanted]

    def addresses(self, *names: str) -> set[str]:
        """Return the addresses in these headers, in lower case."""
        found = (addresses_in(value) for value in self.values(*names))
        return {address.lower() for each in found for address in each}

    @cached_property
    def tree(self) -> list[Part]:
        """All parts, with their multipart containers; without the parts of forwarded messages."""
        found: list[Part] = []
        waiting = [] if self.root is None else [self.root]
        while waiting and len(found) < _MOST_PARTS:
            part = waiting.pop(0)
            found.append(part)
            if part.type.startswith("multipart/"):
                waiting[:0] = part.children
        return found

    @cached_property
    def parts(self) -> list[ReviewedPart]:
        """The parts with content, without containers and forwarded messages."""
        containers = ("multipart/", "message/")
        return [reviewed_part(part) for part in self.tree if not part.type.startswith(containers)]

    @property
    def password_printed(self) -> bool:
        """Return whether the text contains a login with its password."""
        texts = [part.text for part in self.parts if part.type.startswith("text/")]
        return any(map(_has_login, (self.printed, *texts)))

    @staticmethod
    def shown(value: str) -> str:
        """Make a value from a message safe to show: one line, no control characters."""
        text = plain_ascii(value)
        return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _headers_of(message: Message) -> Iterator[ReviewedHeader]:
    policy = _policy_of(message)
    for name, value in message.raw_items():
        try:
            folded = policy.fold_binary(name, value)
        except Exception:  # noqa: BLE001 - some broken values can't be folded
            folded = f"{name}: {value}".encode("utf-8", "surrogateescape")
        sent = _unfolded(folded.partition(b":")[2])
        yield ReviewedHeader(name, sent, str(value), folded.split(b"\n"))


def _policy_of(message: Message) -> Any:
    """Return the policy that `send_message` uses: with UTF-8 where an address needs it."""
    policy: Any = message.policy
    values = [str(value) for name, value in message.raw_items() if name.lower() in _ADDRESSED]
    found = (address for value in values for address in addresses_in(value))
    if hasattr(policy, "utf8") and not all(map(str.isascii, found)):
        return policy.clone(utf8=True)
    return policy


def _whole(message: Message, headers: list[ReviewedHeader]) -> Message:
    """Return the message, or a copy without the line ends that would cut its headers in two."""
    broken = [each for each in headers if each.ends_in_line_end]
    if broken:
        message = copy.deepcopy(message)
        for each in broken:
            del message[each.name]
            message[each.name] = (each.written or "").strip()
    return message


def _unfolded(value: bytes) -> str:
    return re.sub(r"[\r\n]+\s*", " ", value.decode("utf-8", "surrogateescape")).strip()


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


def reviewed_part(part: Part) -> ReviewedPart:
    """Return a part with the facts that the rules need."""
    kind = part.field("content-type")
    whole = part.end - part.body_start <= _READ
    head = part.content(_READ)[0]
    return ReviewedPart(
        part=part,
        type=part.type,
        declared=parameters(kind.value)[0] if kind else "",
        attached=part.disposition == "attachment",
        filename=part.filename,
        head=head,
        size=len(head) if whole else part.end - part.body_start,
        charset=part.charset,
    )
