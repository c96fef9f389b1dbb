"""Lesson 09, mail a report: the check of the invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .expectations import CHECK_LINE_CHANGED, Mistake
from .lesson_09_mail import SENDER, TEAM
from .message_expectations import require_addresses, require_message, text_content
from .wording import times

if TYPE_CHECKING:
    from email.message import EmailMessage

_KIND = "text/calendar"


def invitation(thing: Any, meeting: Any) -> str:
    """Check 09.6: an invitation that calendars understand."""
    if not isinstance(meeting, str):
        raise Mistake(CHECK_LINE_CHANGED)
    message = require_message(thing)
    if any(part.get_content_type() == "application/pdf" for part in message.walk()):
        raise Mistake("That's the report. Create a new EmailMessage for the invitation.")
    sender = require_addresses(message, "From")
    if sender != [SENDER]:
        raise Mistake(f"`From` is {', '.join(sender)}. The invitation is from {SENDER}.")
    to = require_addresses(message, "To")
    if missing := [each for each in TEAM if each not in to]:
        raise Mistake(f"`To` lacks {', '.join(missing)}. It should have all of `team`.")
    calendar = _require_calendar(message)
    _check_method(calendar)
    _check_box(message, calendar)
    if text_content(calendar).split() != meeting.split():
        raise Mistake(
            "The calendar part doesn't contain `meeting` as it is. Pass `meeting` itself, and "
            "don't change it."
        )
    return "Calendars show it with buttons to accept and decline; everyone else sees the text."


def _require_calendar(message: EmailMessage) -> EmailMessage:
    """Return the calendar part that isn't a file; a copy as a file is fine."""
    parts: list[Any] = [part for part in message.walk() if not part.is_multipart()]
    calendars = [part for part in parts if part.get_content_type() == _KIND]
    shown: list[EmailMessage] = [part for part in calendars if not part.is_attachment()]
    if len(shown) > 1:
        raise Mistake(f"The calendar part is in the message {times(len(shown))}. Add it once.")
    if shown:
        return shown[0]
    if calendars:
        raise Mistake(
            "The invitation is attached as a file, so many programs show a file and no buttons. "
            "`add_alternative` makes it another form of the text."
        )
    holding = [part for part in parts if "BEGIN:VCALENDAR" in text_content(part)]
    if holding and "text/text/" in str(holding[0]["Content-Type"]):
        raise Mistake(
            'The type is text/text/calendar. Pass only what comes after the slash: "calendar".'
        )
    if holding:
        raise Mistake(
            f"`meeting` is in the message as {holding[0].get_content_type()}. Pass "
            '`subtype="calendar"`, which makes it text/calendar.'
        )
    raise Mistake("The message has no calendar part yet: `add_alternative(meeting, ...)`.")


def _check_method(calendar: EmailMessage) -> None:
    method = calendar.get_param("method")
    if method is None:
        raise Mistake(
            'The calendar part has no `method`. Pass `params={"method": "REQUEST"}`, or calendars '
            "don't know what to do with it."
        )
    if str(method).upper() != "REQUEST":
        raise Mistake(
            f"The `method` of the calendar part is {method!r}, but `meeting` says REQUEST. They "
            "must be the same."
        )


def _check_box(message: EmailMessage, calendar: EmailMessage) -> None:
    """Check that the calendar part is an alternative to a plain text, and comes after it."""
    if message is calendar:
        raise Mistake(
            "The calendar is the only part. Start with a text, `set_content(...)`, for those "
            "whose programs know no invitations."
        )
    boxes = [part for part in message.walk() if part.get_content_type() == "multipart/alternative"]
    inside = next((box for box in boxes if calendar in list(box.walk())), None)
    if inside is None:
        raise Mistake(
            "The calendar part comes after the text, not as another form of it. Use "
            "`add_alternative`."
        )
    parts: list[Any] = [part for part in inside.walk() if not part.is_multipart()]
    before = parts[: parts.index(calendar)]
    if not any(part.get_content_type() == "text/plain" for part in before):
        raise Mistake(
            "No plain text comes before the calendar part. Start with `set_content(...)`: programs "
            "show the last form that they know."
        )
    if not any(text_content(part).strip() for part in before):
        raise Mistake("The text is empty. Say in it when you meet, for those without a calendar.")
