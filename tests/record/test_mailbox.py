"""The mailbox keeps messages within limits and notifies waiting code and listeners."""

from __future__ import annotations

import sys
import threading
import tracemalloc

import pytest

from mailtutor.record import Delivery, Envelope, Mailbox, Session


def put(mailbox: Mailbox, raw: bytes = b"Subject: Hi\r\n\r\nHello!\r\n") -> Delivery:
    session = Session(1, "127.0.0.1:1")
    envelope = Envelope("me@example.com", ("you@example.com",))
    return mailbox.add(
        lambda number: Delivery(
            number=number, raw=raw, envelope=envelope, session=session, line=0, received=0.0
        )
    )


def test_messages_are_in_order_of_arrival() -> None:
    mailbox = Mailbox()
    deliveries = [put(mailbox) for _ in range(3)]
    assert list(mailbox) == deliveries
    assert mailbox[0] is deliveries[0]
    assert mailbox[-1] is deliveries[2]
    assert mailbox[1:] == deliveries[1:]
    assert [delivery.number for delivery in mailbox] == [1, 2, 3]


def test_a_slice_is_a_copy_and_iterating_survives_new_mail() -> None:
    mailbox = Mailbox()
    put(mailbox)
    for _ in mailbox:
        if len(mailbox) < 5:
            put(mailbox)
    assert len(mailbox) == 2


def test_oldest_messages_are_dropped_and_counted_past_the_count_limit() -> None:
    mailbox = Mailbox(max_count=3)
    for _ in range(5):
        put(mailbox)
    assert [delivery.number for delivery in mailbox] == [3, 4, 5]
    assert (mailbox.total, mailbox.dropped) == (5, 2)
    assert "2 older ones were dropped" in repr(mailbox)
    assert mailbox.get(2) is None
    assert mailbox.get(3) is mailbox[0]


def test_oldest_messages_are_dropped_past_the_byte_limit_but_the_newest_stays() -> None:
    mailbox = Mailbox(max_bytes=100)
    put(mailbox, b"x" * 60)
    put(mailbox, b"x" * 60)
    assert [delivery.number for delivery in mailbox] == [2]
    put(mailbox, b"x" * 500)
    assert [delivery.number for delivery in mailbox] == [3]


def test_clear_deletes_messages_but_numbering_continues() -> None:
    mailbox = Mailbox()
    put(mailbox)
    mailbox.clear()
    assert len(mailbox) == 0
    assert put(mailbox).number == 2
    assert mailbox.get(2) is mailbox[0]


def test_wait_for_returns_as_soon_as_the_message_arrives() -> None:
    mailbox = Mailbox()
    arrived: list[int] = []

    def wait() -> None:
        arrived.append(len(mailbox.wait_for(2, timeout=30)))

    waiter = threading.Thread(target=wait)
    waiter.start()
    put(mailbox)
    put(mailbox)
    waiter.join(10)
    assert arrived == [2]
    assert mailbox.wait_for(1, timeout=0) == list(mailbox)


def test_wait_for_reports_how_many_messages_arrived_on_timeout() -> None:
    mailbox = Mailbox()
    put(mailbox)
    with pytest.raises(TimeoutError, match=r"waited 0\.01 s for 2 messages, but 1 arrived"):
        mailbox.wait_for(2, timeout=0.01)


@pytest.mark.parametrize("error", [ValueError("oops"), SystemExit(1)])
def test_listener_that_raises_is_logged_once_and_disturbs_nobody(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox = Mailbox()
    told: list[int] = []

    def fail(_mail: Delivery) -> None:
        raise error

    mailbox.subscribe(fail)
    mailbox.subscribe(lambda delivery: told.append(delivery.number))
    put(mailbox)
    mailbox.changed(mailbox[0])
    assert told == [1, 1]
    assert [record.name for record in caplog.records] == ["mailtutor.record"]
    assert "This listener failed" in caplog.text
    assert type(error).__name__ in caplog.text


def test_listeners_are_called_once_each_until_they_are_removed() -> None:
    mailbox = Mailbox()
    told: list[int] = []
    unsubscribe = mailbox.subscribe(lambda delivery: told.append(delivery.number))
    put(mailbox)
    unsubscribe()
    unsubscribe()
    put(mailbox)
    assert told == [1]


def test_a_session_that_grows_is_measured_again() -> None:
    sessions: Mailbox = Mailbox(max_bytes=100)
    first = put(sessions, b"x" * 40)
    put(sessions, b"x" * 40)
    first.raw *= 2
    sessions.changed(first)
    assert [each.number for each in sessions] == [2]


def test_messages_from_four_threads_are_numbered_without_gaps_or_duplicates() -> None:
    mailbox = Mailbox()

    def fill() -> None:
        for _ in range(500):
            put(mailbox)

    threads = [threading.Thread(target=fill) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [delivery.number for delivery in mailbox] == list(range(1, 2001))


def test_message_uses_little_more_memory_than_its_bytes() -> None:
    mailbox = Mailbox()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(1_000):
        put(mailbox, b"%d" % number + b"x" * 10_000)
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert used < 1.2 * 1_000 * sys.getsizeof(b"x" * 10_004)


def test_a_mailbox_of_many_lists_the_last_ones_with_their_index() -> None:
    mailbox = Mailbox()
    for _ in range(25):
        put(mailbox)
    text = repr(mailbox)
    assert "5 earlier ones aren't listed" in text
    assert "[5]" in text
    assert "[24]" in text
    assert "[4]" not in text


def test_message_is_parsed_from_its_bytes_on_demand() -> None:
    delivery = put(Mailbox(), b"Subject: =?utf-8?q?Ol=C3=A1?=\r\n\r\nHello!\r\n")
    assert delivery.message["Subject"] == "Olá"
    assert str(delivery).startswith("Message 1, 41 bytes, envelope from me@example.com")
    assert repr(delivery) == "<Delivery 1: 41 bytes from me@example.com to you@example.com>"
