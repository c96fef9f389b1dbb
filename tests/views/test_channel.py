"""The live channel: numbered, in few messages, whole again after a loss, silent when alone."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import Any

from mailtutor.views import channel as channel_module
from mailtutor.views.channel import MAX_ENTRIES, MAX_UNACKNOWLEDGED, Channel

Message = dict[str, Any]


class Screen:
    """A front end as the page has it: applies what comes, and asks for what is missing."""

    def __init__(self, channel: Channel, name: str = "me") -> None:
        self.channel = channel
        self.name = name
        self.have = 0
        self.holes: list[tuple[int, int]] = []
        self.entries: dict[str, Message] = {}

    def take(self, message: Message) -> None:
        if message.get("to", self.name) != self.name:
            return
        if message["kind"] == "delta":
            if message["low"] > self.have:
                self.holes.append((self.have, message["low"]))
            self.have = max(self.have, message["high"])
        else:
            self.holes = [hole for hole in self.holes if hole[1] != message["high"]] + [
                (low, message["low"])
                for low, high in self.holes
                if high == message["high"] and low < message["low"]
            ]
        for entry in message["entries"]:
            if entry["v"] > self.entries.get(entry["key"], {"v": -1})["v"]:
                self.entries[entry["key"]] = entry

    def ask_until_whole(self) -> int:
        asked = 0
        while self.holes:
            asked += 1
            self.channel.backfill(self.name, *self.holes[-1])
        return asked


def make(entries: dict[str, Message]) -> tuple[Channel, list[Message]]:
    sent: list[Message] = []
    return Channel(sent.append, entries.get, lambda: {"count": len(entries)}), sent


def wait_until_sent(channel: Channel) -> None:
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for timer in timers:
        timer.join(10)
    assert channel._sent == channel._number


def test_the_first_change_is_sent_at_once_and_the_next_ones_together() -> None:
    entries = {f"m{number}": {"key": f"m{number}"} for number in range(100)}
    channel, sent = make(entries)
    channel.mark_changed("m0")
    assert [entry["key"] for entry in sent[0]["entries"]] == ["m0"]
    for number in range(1, 100):
        channel.mark_changed(f"m{number}")
    wait_until_sent(channel)
    assert len(sent) < 20
    assert sent[0]["low"] == 0
    assert all(one["high"] == other["low"] for one, other in pairwise(sent))
    assert sum(len(message["entries"]) for message in sent) == 100


def test_a_front_end_that_comes_late_asks_until_it_has_everything_newest_first() -> None:
    entries = {f"m{number}": {"key": f"m{number}"} for number in range(2 * MAX_ENTRIES + 7)}
    channel, sent = make(entries)
    channel.load(list(entries))
    screen = Screen(channel)
    channel._send = screen.take
    channel.subscribe("me")
    assert screen.entries == {}
    channel.backfill("me", *screen.holes[-1])
    assert f"m{2 * MAX_ENTRIES + 6}" in screen.entries
    assert "m0" not in screen.entries
    assert screen.ask_until_whole() == 2
    assert screen.entries.keys() == entries.keys()
    assert sent == []


def test_messages_that_are_lost_are_noticed_and_asked_for() -> None:
    entries: dict[str, Message] = {}
    channel, _ = make(entries)
    screen = Screen(channel)
    lost = iter([False, True, True, False, True, False] * 100)
    channel._send = lambda message: None if next(lost) else screen.take(message)
    for number in range(40):
        entries[f"m{number}"] = {"key": f"m{number}"}
        channel.mark_changed(f"m{number}")
        wait_until_sent(channel)
    channel._send = screen.take
    channel.subscribe("me")
    assert screen.holes
    screen.ask_until_whole()
    assert screen.entries.keys() == entries.keys()


def test_of_an_entry_that_changed_the_newest_state_is_kept_whatever_comes_last() -> None:
    entries: dict[str, Message] = {"s1": {"key": "s1", "words": "connected"}}
    channel, sent = make(entries)
    channel.mark_changed("s1")
    entries["s1"] = {"key": "s1", "words": "left"}
    channel.mark_changed("s1")
    wait_until_sent(channel)
    screen = Screen(channel)
    for message in reversed(sent):
        screen.take(message)
    assert screen.entries["s1"]["words"] == "left"


def test_an_entry_that_is_no_longer_there_is_told_as_gone() -> None:
    channel, sent = make({})
    channel.mark_changed("s1")
    assert sent[0]["entries"] == [{"key": "s1", "gone": True, "v": 1}]


def test_when_the_last_front_end_left_nothing_is_sent_until_one_comes_back() -> None:
    entries = {"m1": {"key": "m1"}, "m2": {"key": "m2"}}
    channel, sent = make(entries)
    channel.subscribe("one")
    channel.subscribe("two")
    channel.unsubscribe("one")
    channel.mark_changed("m1")
    wait_until_sent(channel)
    assert sent[-1]["high"] == 1
    channel.unsubscribe("two")
    count = len(sent)
    channel.mark_changed("m2")
    assert len(sent) == count
    channel.subscribe("three")
    assert (sent[-1]["low"], sent[-1]["high"]) == (2, 2)


def test_a_front_end_that_went_without_a_word_costs_a_short_message_a_second_at_most(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(channel_module, "PAUSE", 0.0)
    entries = {"m1": {"key": "m1"}}
    channel, sent = make(entries)
    for _ in range(MAX_UNACKNOWLEDGED):
        channel.mark_changed("m1")
    assert len(sent) == MAX_UNACKNOWLEDGED
    assert sent[-1]["entries"]
    for _ in range(1000):
        channel.mark_changed("m1")
    assert len(sent) <= MAX_UNACKNOWLEDGED + 1
    wait_until_sent(channel)
    assert sent[-1]["entries"] == []
    screen = Screen(channel)
    screen.take(sent[-1])
    channel._send = screen.take
    screen.ask_until_whole()
    assert screen.entries.keys() == {"m1"}


def test_a_front_end_that_raises_does_not_stop_the_server_that_tells_it() -> None:
    entries = {"m1": {"key": "m1"}}

    def broken(_message: Message) -> None:
        raise OSError("the comm is closed")

    channel = Channel(broken, entries.get, dict)
    channel.mark_changed("m1")


def test_twenty_thousand_changes_from_four_threads_are_all_shown() -> None:
    entries: dict[str, Message] = {}
    channel, _ = make(entries)
    screen = Screen(channel)
    channel._send = screen.take

    def send(who: int) -> None:
        for count in range(5_000):
            key = f"m{who}.{count}"
            entries[key] = {"key": key}
            channel.mark_changed(key)

    threads = [threading.Thread(target=send, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_until_sent(channel)
    channel.subscribe("me")
    screen.ask_until_whole()
    assert len(screen.entries) == 20_000
