"""What a front end asks of a mail that it shows already: bytes to save, and the review."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from mailtutor.mime import read

if TYPE_CHECKING:
    from .message_source import Shown

CHUNK = 512 * 1024
"""How many bytes one message brings at most."""

_log = logging.getLogger(__name__)


def answer_about(mail: Shown | None, content: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer a question about one mail.

    Args:
        mail: the mail; None if it is no longer kept.
        content: ``about`` is ``"review"`` or ``"bytes"``. For the latter ``part`` is the part's
            place in the mail, or -1 for the whole mail as it is; ``at`` the offset in it, and
            ``most`` how many bytes are wanted. ``request`` names the question.

    Returns:
        The answer and what goes with it as bytes, ready to be sent.
    """
    answer = {"kind": "answer", "to": content["from"], "request": content["request"]}
    if mail is None:
        return {**answer, "error": "this mail is no longer kept"}, []
    if content["about"] == "review":
        return {**answer, "findings": findings(mail)}, []
    try:
        data = _bytes_of(mail, int(content["part"]))
    except LookupError as error:
        return {**answer, "error": str(error)}, []
    at = max(0, int(content["at"]))
    piece = data[at : at + min(CHUNK, int(content.get("most", CHUNK)))]
    return {**answer, "size": len(data), "at": at}, [piece]


def _bytes_of(mail: Shown, place: int) -> bytes:
    if place < 0:
        return mail.raw
    for index, part in enumerate(read(mail.raw).walk()):
        if index == place:
            return part.content()[0]
    raise LookupError(f"this mail has no part {place}")


def findings(mail: Shown) -> list[dict[str, str]]:
    """Gather what the clinic finds in a mail; nothing where the clinic itself fails."""
    try:
        from mailtutor.clinic import review

        found = review(mail.reviewed)
        return [{"headline": each.headline, "why": each.why, "code": each.code} for each in found]
    except Exception:  # noqa: BLE001 - whatever it is, the mail itself must be seen
        _log.debug("a mail could not be reviewed", exc_info=True)
        return []
