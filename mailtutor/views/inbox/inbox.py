"""The live inbox: messages, and the sessions without one, as they arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.record import count
from mailtutor.views.channel import Channel
from mailtutor.views.loader import script, style
from mailtutor.views.message.message_details import answer_about, message_details
from mailtutor.views.message.message_source import message_source
from mailtutor.views.transcript.transcript_lines import lines_after
from mailtutor.views.widget import View

from .entries import (
    message_entry,
    message_key,
    session_entry,
    session_key,
    summary_of,
)
from .review_notes import notes_on
from .search import find

if TYPE_CHECKING:
    from mailtutor.record import Delivery, Journal, Session

_IN_TEXT = 10
_MAX_NOTES = 50
_UNFINISHED = 16 * 1024


class InboxView(View):
    """The messages and the failed sessions of a server, live.

    It only has the journal, so that it doesn't keep the server alive.

    Args:
        journal: the records of the server.
    """

    _esm = script("inbox/inbox.js")
    _css = style()

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._without_message: set[int] = set()
        self._open: set[int] = set()
        self._forgotten = {"m": 0, "s": 0}
        super().__init__()
        self._channel = Channel(self.send, self._entry, self._head)
        self._subscriptions += [
            journal.mailbox.subscribe(self._on_message),
            journal.sessions.subscribe(self._on_session),
            journal.on_listening(lambda _listening: self._channel.mark_changed()),
        ]
        self._load()

    @property
    def journal(self) -> Journal:
        """The records of the server."""
        return self._journal

    def _load(self) -> None:
        keyed = [(each.received, message_key(each.number)) for each in self._journal.mailbox]
        keyed += [
            (session.started, session_key(session.number))
            for session in self._journal.sessions
            if self._count(session)
        ]
        self._channel.load([key for _, key in sorted(keyed)])

    def _count(self, session: Session) -> bool:
        """Update the counts for a session; return whether it has a row in the inbox."""
        self._open.discard(session.number)
        self._without_message.discard(session.number)
        if session.message_numbers:
            return False
        (self._open if session.ending is None else self._without_message).add(session.number)
        return True

    def _on_message(self, delivery: Delivery) -> None:
        self._channel.mark_changed(message_key(delivery.number))

    def _on_session(self, session: Session) -> None:
        key = session_key(session.number)
        had_row = session.number in self._open or session.number in self._without_message
        if self._count(session) or had_row:
            self._channel.mark_changed(key)

    def _entry(self, key: str) -> dict[str, Any] | None:
        number = int(key[1:])
        if key[0] == "m":
            delivery = self._journal.mailbox.get(number)
            return message_entry(delivery) if delivery else None
        session = self._journal.sessions.get(number)
        return session_entry(session) if session else None

    def _head(self) -> dict[str, Any]:
        mailbox, sessions = self._journal.mailbox, self._journal.sessions
        self._forget("m", mailbox.dropped)
        self._forget("s", sessions.dropped)
        host, _, port = self._journal.address.rpartition(":")
        return {
            "listening": self._journal.listening,
            "address": self._journal.address,
            "host": host,
            "port": port,
            "messages": len(mailbox),
            "dropped": mailbox.dropped,
            "sessions": len(self._without_message),
            "sessions_dropped": sessions.dropped,
            "open": len(self._open),
        }

    def _forget(self, letter: str, dropped: int) -> None:
        numbers = range(self._forgotten[letter] + 1, dropped + 1)
        if numbers:
            self._forgotten[letter] = dropped
            self._channel.forget([f"{letter}{number}" for number in numbers])
            if letter == "s":
                self._open.difference_update(numbers)
                self._without_message.difference_update(numbers)

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Handle a request: the current state, missed changes, or one entry in full."""
        front_end = content["from"]
        if self._channel.answer(ask, content):
            return
        if ask == "lines":
            self._more_lines(front_end, content)
        elif ask == "about":
            delivery = self._journal.mailbox.get(int(content["key"][1:]))
            self.send(*answer_about(message_source(delivery) if delivery else None, content))
        elif ask == "find":
            self._find(front_end, content)
        elif ask == "notes":
            self._send_notes(front_end, [str(key) for key in content["keys"]][:_MAX_NOTES])
        elif ask == "open":
            self._channel.acknowledge(front_end)
            self._open_entry(front_end, str(content["key"]))

    def _more_lines(self, front_end: str, content: dict[str, Any]) -> None:
        """Send the lines of a session that a front end lacks."""
        session = self._journal.sessions.get(int(content["session"]))
        if session:
            wire = bool(content.get("wire"))
            lines = lines_after(session, int(content["after"]), wire=wire)
            self.send({"kind": "lines", "to": front_end, **lines})

    def _find(self, front_end: str, content: dict[str, Any]) -> None:
        """Send what contains the words, in batches."""
        journal, among = self._journal, content.get("among")
        total = len(journal.mailbox) + len(self._without_message) + len(self._open)
        answer = {"kind": "found", "to": front_end, "serial": content["serial"], "of": total}
        slices = find(journal, str(content["words"]), only=str(content["only"]), among=among)
        for keys, searched in slices:
            self.send({**answer, "keys": keys, "searched": searched, "among": bool(among)})
        self.send({**answer, "keys": [], "searched": searched, "among": bool(among), "end": True})

    def _send_notes(self, front_end: str, keys: list[str]) -> None:
        """Send the review notes of these messages."""
        found = {}
        for key in keys:
            delivery = self._journal.mailbox.get(int(key[1:]))
            if delivery is not None and (notes := notes_on(delivery)):
                found[key] = notes
        self.send({"kind": "notes", "to": front_end, "keys": keys, "notes": found})

    def _open_entry(self, front_end: str, key: str) -> None:
        number = int(key[1:])
        base = {"kind": "opened", "to": front_end, "key": key}
        if key[0] == "m":
            delivery = self._journal.mailbox.get(number)
            if delivery:
                details, source = message_details(delivery)
                self.send({**base, **details}, [source])
                self.follow(delivery.session)
                return
        else:
            session = self._journal.sessions.get(number)
            if session:
                unfinished = session.unfinished
                details = {
                    "transcript": lines_after(session, 0),
                    "unfinished": len(unfinished),
                }
                self.send({**base, **details}, [unfinished[:_UNFINISHED]])
                self.follow(session)
                return
        self.send({**base, "gone": True})

    def text(self) -> str:
        """Return the inbox as plain text: its state and the newest messages."""
        journal = self._journal
        total, sessions = len(journal.mailbox), len(self._without_message)
        state = "listening" if journal.listening else "not listening"
        title = f"Inbox: {state} on {journal.address}; {count(total, 'message')}"
        if sessions:
            title += f", {count(sessions, 'session')} without a message"
        lines = [f"{title}."]
        if journal.mailbox.dropped:
            lines.append(f"  ({journal.mailbox.dropped:,} older messages were dropped)")
        newest = journal.mailbox[-_IN_TEXT:]
        if total > len(newest):
            lines.append(f"  ({total - len(newest):,} earlier messages aren't listed)")
        for delivery in newest:
            seen = summary_of(delivery)
            subject = seen.subject or "(no subject)"
            lines.append(f"  {delivery.received_at:%H:%M:%S}  {seen.sender}  {subject}")
        return "\n".join(lines)
