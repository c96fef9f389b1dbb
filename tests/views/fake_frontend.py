"""A journal that is written by hand, and a view's front end that is played by the test."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery, Envelope, Journal, Session

if TYPE_CHECKING:
    from mailtutor.views.widget import View

RAW = b"From: Ada <ada@example.com>\r\nTo: you@example.com\r\nSubject: %s\r\n\r\nHello\r\n"


def add_session(journal: Journal, *lines: tuple[str, bytes], ending: str = "quit") -> Session:
    session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
    for kind, raw in lines:
        session.record_line(kind, raw)  # type: ignore[arg-type]
        journal.sessions.changed(session)
    if ending:
        session.end(ending)  # type: ignore[arg-type]
        journal.sessions.changed(session)
    return session


def add_mail(
    journal: Journal, subject: str = "Hi", *, raw: bytes | None = None, refused: bool = False
) -> Delivery:
    session = add_session(
        journal,
        ("reply", b"220 localhost ready"),
        ("command", b"MAIL FROM:<ada@example.com>"),
        ("reply", b"250 OK"),
        ("data", b"80 bytes of content, then a single dot"),
        ending="",
    )

    def make(number: int) -> Delivery:
        session.message_numbers.append(number)
        return Delivery(
            number=number,
            raw=raw if raw is not None else RAW % subject.encode(),
            envelope=Envelope(
                "ada@example.com",
                ("you@example.com", "boss@example.com"),
                (("nobody@example.com", "550 No such user"),) if refused else (),
            ),
            session=session,
            line=4,
            received=time.time(),
        )

    delivery = journal.mailbox.add(make)
    session.record_line("reply", b"250 OK")
    session.end("quit")
    journal.sessions.changed(session)
    return delivery


class FrontEnd:
    """Keeps what a view sends, and waits for it."""

    def __init__(self, view: View, name: str = "me") -> None:
        self.messages: list[dict[str, Any]] = []
        self.buffers: list[list[bytes]] = []
        self._view = view
        self._name = name
        self._came = threading.Condition()
        view.send = self._take
        if hasattr(view, "_channel"):
            view._channel._send = self._take

    def _take(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        with self._came:
            self.messages.append(content)
            self.buffers.append(buffers or [])
            self._came.notify_all()

    def ask(self, ask: str, **content: Any) -> None:
        self._view._on_request(self._view, {"ask": ask, "from": self._name, **content}, [])

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.messages) >= count, 10), self.messages
            return list(self.messages)

    def wait_until(self, key: str) -> dict[str, Any]:
        """Wait for a message that tells of this entry."""

        def found() -> dict[str, Any] | None:
            for message in self.messages:
                if any(entry["key"] == key for entry in message.get("entries", [])):
                    return message
            return None

        with self._came:
            assert self._came.wait_for(found, 10), self.messages
            message = found()
            assert message
            return message
