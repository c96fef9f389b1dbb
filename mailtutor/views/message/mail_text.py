"""A mail as plain text, for a terminal or a page without widgets: a tree of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor.mime import decode_value, read, summary

if TYPE_CHECKING:
    from mailtutor.mime import Part

    from .message_source import Shown

_FIELDS = ("From", "To", "Cc", "Bcc", "Subject", "Date")
_PARTS = 40
_WIDE = 100


def mail_text(mail: Shown) -> str:
    """Write what a mail is, who it names, its parts with their sizes, and its first words."""
    message = read(mail.raw)
    title = f"{mail.title}, {len(mail.raw):,} bytes"
    lines = [title]
    if mail.delivery is not None:
        lines[0] = f"{title}, {mail.delivery.received_at:%H:%M:%S}"
        lines.append(f"Envelope: {mail.delivery.envelope}")
    lines += [note.replace("`", "") for note in mail.notes]
    for name in _FIELDS:
        found = message.field(name)
        if found:
            lines.append(f"{name}: {_plain(decode_value(found.value))}")
    return "\n".join([*lines, "", *part_tree(message), "", summary(mail.raw).words]).rstrip()


def part_tree(message: Part) -> list[str]:
    """Write the parts of a message, one a line, each under the one that it is in."""
    parts = list(message.walk())
    lines = [f"{'  ' * part.depth}{_in_words(part)}" for part in parts[:_PARTS]]
    left = len(parts) - _PARTS
    return [*lines, f"({left:,} more parts not listed here)"] if left > 0 else lines


def _in_words(part: Part) -> str:
    words = [part.type]
    if part.filename:
        words.append(_plain(part.filename))
    if part.children:
        inside = len(part.children)
        words.append(f"{inside:,} part{'' if inside == 1 else 's'}")
    else:
        size = len(part.content()[0])
        words.append(f"{size:,} byte{'' if size == 1 else 's'}")
        if part.encoding in {"base64", "quoted-printable"}:
            words.append(f"as {part.encoding} {part.end - part.body_start:,}")
    return ", ".join([*words, *part.defects])


def _plain(text: str) -> str:
    """Leave nothing in what a mail says that steers a terminal."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:_WIDE])
    return shown if len(text) <= _WIDE else f"{shown}..."
