"""The live inbox: the mails and the sessions without one, as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.views.channel import Channel
from mailtutor.views.loader import script, style
from mailtutor.views.message.message_details import answer_about, message_details
from mailtutor.views.message.message_source import message_source
from mailtutor.views.transcript.transcript_lines import lines_after
from mailtutor.views.widget import View

from .entries import (
    mail_entry,
    mail_key,
    session_entry,
    session_key,
    summary_of,
)
from .review_notes import remarks_on
from .search import find

if TYPE_CHECKING:
    from mailtutor.record import Delivery, Journal, Session

_IN_TEXT = 10
_REMARKED = 50
_UNFINISHED = 16 * 1024


class InboxView(View):
    """The mails and the failed sessions of a server, live.

    It knows the journal only, so that it keeps no server alive.

    Args:
        journal: what the server has to tell.
    """

    _esm = script("inbox/inbox.js")
    _css = style()

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._without_mail: set[int] = set()
        self._open: set[int] = set()
        self._forgotten = {"m": 0, "s": 0}
        super().__init__()
        self._channel = Channel(self.send, self._entry, self._head)
        journal.mailbox.subscribe(self._mail_came)
        journal.sessions.subscribe(self._session_changed)
        journal.on_listening(lambda _listening: self._channel.touch())
        self._load()

    def _load(self) -> None:
        keyed = [(mail.received, mail_key(mail.number)) for mail in self._journal.mailbox]
        keyed += [
            (session.started, session_key(session.number))
            for session in self._journal.sessions
            if self._count(session)
        ]
        self._channel.load([key for _, key in sorted(keyed)])

    def _count(self, session: Session) -> bool:
        """Count the session where it belongs; whether it has a line in the inbox."""
        self._open.discard(session.number)
        self._without_mail.discard(session.number)
        if session.mails:
            return False
        (self._open if session.ending is None else self._without_mail).add(session.number)
        return True

    def _mail_came(self, delivery: Delivery) -> None:
        self._channel.touch(mail_key(delivery.number))

    def _session_changed(self, session: Session) -> None:
        key = session_key(session.number)
        had_line = session.number in self._open or session.number in self._without_mail
        if self._count(session) or had_line:
            self._channel.touch(key)

    def _entry(self, key: str) -> dict[str, Any] | None:
        number = int(key[1:])
        if key[0] == "m":
            delivery = self._journal.mailbox.get(number)
            return mail_entry(delivery) if delivery else None
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
            "mails": len(mailbox),
            "dropped": mailbox.dropped,
            "sessions": len(self._without_mail),
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
                self._without_mail.difference_update(numbers)

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Answer a front end: how far things are, what it missed, or one entry in full."""
        front_end = content["from"]
        if ask == "bye":
            self._channel.leave(front_end)
        elif ask == "hello":
            self._channel.greet(front_end)
        elif ask == "heard":
            self._channel.hear(front_end)
        elif ask == "fill":
            self._channel.fill(front_end, int(content["low"]), int(content["high"]))
        elif ask == "lines":
            self._more_lines(front_end, content)
        elif ask == "about":
            delivery = self._journal.mailbox.get(int(content["key"][1:]))
            self.send(*answer_about(message_source(delivery) if delivery else None, content))
        elif ask == "find":
            self._find(front_end, content)
        elif ask == "remarks":
            self._remark(front_end, [str(key) for key in content["keys"]][:_REMARKED])
        elif ask == "open":
            self._channel.hear(front_end)
            self._open_entry(front_end, str(content["key"]))

    def _more_lines(self, front_end: str, content: dict[str, Any]) -> None:
        """Send the lines of a session that a front end lacks."""
        session = self._journal.sessions.get(int(content["session"]))
        if session:
            wire = bool(content.get("wire"))
            lines = lines_after(session, int(content["after"]), wire=wire)
            self.send({"kind": "lines", "to": front_end, **lines})

    def _find(self, front_end: str, content: dict[str, Any]) -> None:
        """Tell what has the words that are looked for, slice by slice."""
        journal, among = self._journal, content.get("among")
        count = len(journal.mailbox) + len(self._without_mail) + len(self._open)
        answer = {"kind": "found", "to": front_end, "serial": content["serial"], "of": count}
        slices = find(journal, str(content["words"]), only=str(content["only"]), among=among)
        for keys, looked_at in slices:
            self.send({**answer, "keys": keys, "looked_at": looked_at, "among": bool(among)})
        self.send({**answer, "keys": [], "looked_at": looked_at, "among": bool(among), "end": True})

    def _remark(self, front_end: str, keys: list[str]) -> None:
        """Tell what the review finds in these mails."""
        found = {}
        for key in keys:
            delivery = self._journal.mailbox.get(int(key[1:]))
            if delivery is not None and (remarks := remarks_on(delivery)):
                found[key] = remarks
        self.send({"kind": "remarks", "to": front_end, "keys": keys, "remarks": found})

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
                    "conversation": lines_after(session, 0),
                    "unfinished": len(unfinished),
                }
                self.send({**base, **details}, [unfinished[:_UNFINISHED]])
                self.follow(session)
                return
        self.send({**base, "gone": True})

    def text(self) -> str:
        """Write the inbox as plain text: its state and the newest mails."""
        journal = self._journal
        count, sessions = len(journal.mailbox), len(self._without_mail)
        state = "listening" if journal.listening else "not listening"
        title = f"Inbox: {state} on {journal.address}; {count:,} mail{'' if count == 1 else 's'}"
        if sessions:
            title += f", {sessions:,} session{'' if sessions == 1 else 's'} without a mail"
        lines = [f"{title}."]
        if journal.mailbox.dropped:
            lines.append(f"  ({journal.mailbox.dropped:,} older mails are no longer kept)")
        newest = journal.mailbox[-_IN_TEXT:]
        if count > len(newest):
            lines.append(f"  ({count - len(newest):,} earlier mails not listed here)")
        for delivery in newest:
            seen = summary_of(delivery)
            subject = seen.subject or "(no subject)"
            lines.append(f"  {delivery.received_at:%H:%M:%S}  {seen.sender}  {subject}")
        return "\n".join(lines)
