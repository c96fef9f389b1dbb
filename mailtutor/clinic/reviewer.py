"""Reviews a message: finds mistakes that raise no error."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery

from .blocks import Entry
from .document import Document
from .reviewed_message import ReviewedMessage

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Finding:
    """One mistake and its fix.

    Args:
        name: the rule's name.
        headline: the mistake in one line.
        why: the consequence.
        code: the fix.
    """

    name: str
    headline: str
    why: str
    code: str

    @property
    def entry(self) -> Entry:
        """Return the finding as a block of a document."""
        return Entry(self.headline, self.why, self.code)

    def __str__(self) -> str:
        return "\n".join(self.entry.text())


@dataclass(frozen=True, repr=False)
class Review:
    """The findings in a message: print them, count them, or loop over them.

    Args:
        findings: the mistakes, the most serious first; empty for a good message.
    """

    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def document(self) -> Document:
        """Return the findings as blocks, to be rendered."""
        entries = tuple(finding.entry for finding in self.findings)
        return Document(
            "mailtutor reviewed a message", self._title, entries, good=not self.findings
        )

    def __str__(self) -> str:
        return self.document.text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.document.html()

    @property
    def _title(self) -> str:
        if not self.findings:
            return "Review: nothing found that goes wrong silently."
        count = len(self.findings)
        return f"Review: {count} thing{'' if count == 1 else 's'} to check."


def review(mail: Message | Delivery | bytes | str | os.PathLike[str]) -> Review:
    """Find mistakes that raise no error: a semicolon, a missing file name, a leaked Bcc.

    Args:
        mail: a message that you are about to send; a delivery of a `LocalServer`, whose
            envelope is reviewed too; or the text of a message, as bytes or `str`. A `str`
            may also be what ``set_debuglevel(1)`` printed, and a path may lead to a message
            or to a notebook (``.ipynb``), whose saved output is reviewed.

    Returns:
        The findings.

    Raises:
        TypeError: the argument is none of these.
        OSError: the file cannot be read.

    Example:
        >>> from email.message import EmailMessage
        >>> message = EmailMessage()
        >>> message["From"] = "me@example.com"
        >>> message["To"] = "a@example.com; b@example.com"
        >>> message["Date"] = "Thu, 01 Jan 2026 12:00:00 +0000"
        >>> for finding in review(message):
        ...     print(finding.headline)
        Semicolons separate the addresses in To
    """
    from .review_rules import RULES

    seen = _seen(mail)
    findings = []
    for rule in RULES:
        words = rule.found(seen)
        if words is not None:
            facts = {key: seen.shown(value) for key, value in words.items()}
            texts = (each.format_map(facts) for each in (rule.headline, rule.why, rule.code))
            findings.append(Finding(rule.name, *texts))
    return Review(tuple(findings))


def _seen(mail: Any) -> ReviewedMessage:
    if isinstance(mail, Delivery):
        return ReviewedMessage(raw=mail.raw, delivery=mail)
    if isinstance(mail, Message):
        return ReviewedMessage(mail)
    if isinstance(mail, os.PathLike):
        return _seen_in_file(Path(mail))
    if isinstance(mail, str):
        return _seen_in_text(mail)
    if isinstance(mail, bytes | bytearray):
        return ReviewedMessage(raw=bytes(mail))
    raise TypeError(
        f"review takes a message, a delivery of a LocalServer, bytes, text or a path, "
        f"not {type(mail).__name__}"
    )


def _seen_in_file(file: Path) -> ReviewedMessage:
    data = file.read_bytes()
    if file.suffix == ".ipynb":
        return ReviewedMessage(printed=_printed(data))
    return ReviewedMessage(raw=data)


def _seen_in_text(text: str) -> ReviewedMessage:
    if re.search(r"(?m)^[\d:. ]*send: b?['\"]", text):
        return ReviewedMessage(printed=text)
    return ReviewedMessage(raw=text.encode("utf-8", "replace"))


def _printed(notebook: bytes) -> str:
    """Return all text in a notebook's cells and saved output."""
    try:
        cells = json.loads(notebook)["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        texts = [output.get("text", "") for output in outputs]
        texts += [text for output in outputs for text in output.get("data", {}).values()]
    except (ValueError, KeyError, TypeError, AttributeError):
        return notebook.decode("utf-8", "replace")
    return "\n".join("".join(text) if isinstance(text, list) else str(text) for text in texts)
