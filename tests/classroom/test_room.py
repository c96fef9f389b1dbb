"""The state of a class: outcomes, mistakes, votes, limits and what each page gets."""

from __future__ import annotations

from typing import Any

import pytest

from mailtutor.classroom.inbox import Letter
from mailtutor.classroom.limits import EVENTS_A_MINUTE, LEARNERS, MESSAGES_KEPT
from mailtutor.classroom.room import Room, RoomFullError, TooManyEventsError
from mailtutor.course.outcomes import Chose, Tried
from tests.classroom.running_class import catalog

NO_ANSWER = "no-answer"


@pytest.fixture
def room() -> Room:
    return Room(catalog())


def tell(
    room: Room,
    key: str,
    *events: Tried | Chose,
    first: int = 1,
    now: float = 0.0,
    name: str = "Ada",
) -> None:
    room.tell(key, name, "notebook", enumerate(events, first), now)


def wall(room: Room, since: int = 0) -> dict[str, Any]:
    return room.parts_since(since, for_teacher=False)


def teacher(room: Room, since: int = 0) -> dict[str, Any]:
    return room.parts_since(since, for_teacher=True)


def letter(login: str = "ada") -> Letter:
    return Letter(login, login, False, "Hi", "Hello", "", 100)  # noqa: FBT003 - not forged


def test_outcomes_are_counted_by_exercise(room: Room) -> None:
    tell(room, "a", Tried("01.1", "done"))
    tell(room, "b", Tried("01.1", "not yet", NO_ANSWER, 1))

    assert wall(room)["exercise:01.1"] == {"done": 1, "not yet": 1}


def test_a_later_mistake_does_not_undo_an_exercise_that_is_done(room: Room) -> None:
    tell(room, "a", Tried("01.1", "done"), Tried("01.1", "not yet", NO_ANSWER, 1))

    assert wall(room)["exercise:01.1"] == {"done": 1}


def test_telling_the_same_thing_again_changes_nothing(room: Room) -> None:
    tell(room, "a", Tried("01.1", "not yet", NO_ANSWER, 1))
    before = room.changes.version

    tell(room, "a", Tried("01.1", "done"))  # its number was told before

    assert room.changes.version == before
    assert wall(room)["exercise:01.1"] == {"not yet": 1}


def test_two_learners_of_one_name_are_two_learners(room: Room) -> None:
    tell(room, "a", Tried("01.1", "done"))
    tell(room, "b", Tried("01.1", "not yet", NO_ANSWER, 1))

    people = [part for name, part in teacher(room).items() if name.startswith("learner:")]
    assert [each["name"] for each in people] == ["Ada", "Ada"]
    assert wall(room)["room"]["learners"] == 2


def test_two_notebooks_of_one_learner_are_one_learner(room: Room) -> None:
    room.tell("a", "Ada", "notebook 1", [(7, Tried("01.1", "done"))], 0.0)
    room.tell("a", "Ada", "notebook 2", [(1, Tried("03.1", "done"))], 0.0)

    assert wall(room)["room"]["learners"] == 1
    assert wall(room)["exercise:03.1"] == {"done": 1}


def test_mistakes_are_ranked_by_learners_and_not_by_tries(room: Room) -> None:
    for tries in range(1, 10):
        tell(room, "a", Tried("01.1", "not yet", "check-line", tries), first=tries)
    for key in "bc":
        tell(room, key, Tried("01.1", "not yet", NO_ANSWER, 1))

    found = wall(room)["mistakes:01"]
    assert [(each["mistake"], each["learners"]) for each in found] == [
        (NO_ANSWER, 2),
        ("check-line", 1),
    ]


def test_only_the_five_commonest_mistakes_are_shown(room: Room) -> None:
    for number, mistake in enumerate(sorted(catalog().mistakes)[:9]):
        tell(room, f"learner {number}", Tried("01.1", "not yet", mistake, 1))

    assert len(wall(room)["mistakes:01"]) == 5


def test_what_the_catalog_does_not_have_never_reaches_a_page(room: Room) -> None:
    tell(
        room,
        "a",
        Tried("<script>", "done"),
        Tried("01.1", "not yet", "<script>", 1),
        Chose("<script>", 0),
        Chose("01.a", 99),
    )

    assert "<script>" not in repr(teacher(room))
    assert wall(room)["mistakes:01"][0]["mistake"] == "other"
    assert not [name for name in teacher(room) if name.startswith("quiz:")]


def test_the_first_and_the_last_vote_are_kept(room: Room) -> None:
    tell(room, "a", Chose("01.a", 0), Chose("01.a", 1), Chose("01.a", 3))
    room.reveal("01.a", revealed=True)

    part = wall(room)["quiz:01.a"]
    assert (part["votes"], part["first"], part["last"]) == (1, [1, 0, 0, 0], [0, 0, 0, 1])


def test_votes_reach_the_wall_only_once_they_are_revealed(room: Room) -> None:
    tell(room, "a", Chose("01.a", 0))

    assert wall(room)["quiz:01.a"] == {"votes": 1, "revealed": False}
    assert teacher(room)["quiz:01.a"]["last"] == [1, 0, 0, 0]


def test_the_wall_never_gets_a_learner(room: Room) -> None:
    tell(room, "a", Tried("01.1", "done"), name="Grace Hopper")

    assert "Grace" not in repr(wall(room))


def test_a_page_gets_only_what_changed_since_its_version(room: Room) -> None:
    tell(room, "a", Tried("01.1", "done"))
    version = room.changes.version

    tell(room, "b", Tried("01.2", "done"))

    assert set(wall(room, version)) == {"room", "exercise:01.2", "mistakes:01"}


def test_a_learner_who_leaves_is_forgotten(room: Room) -> None:
    tell(room, "a", Tried("01.1", "not yet", NO_ANSWER, 1), Chose("01.a", 0))
    version = room.changes.version

    room.leave("a")

    parts = teacher(room, version)
    assert parts["learner:1"] is None
    assert parts["exercise:01.1"] == {}
    assert parts["mistakes:01"] == []
    assert parts["quiz:01.a"]["votes"] == 0
    assert "Ada" not in repr(room.snapshot())


def test_wrong_answers_are_timed_by_the_teachers_clock(room: Room) -> None:
    tell(room, "a", Tried("01.1", "not yet", NO_ANSWER, 1), now=1000.0)
    tell(room, "a", Tried("01.1", "not yet", "check-line", 3), first=2, now=1400.0)

    outcome, tries, since, _ = teacher(room)["learner:1"]["cells"]["01.1"]
    assert (outcome, tries, since) == ("not yet", 3, 1000.0)


def test_one_learner_more_than_the_limit_cannot_join(room: Room) -> None:
    for number in range(LEARNERS):
        tell(room, f"learner {number}")

    with pytest.raises(RoomFullError):
        tell(room, "one more")
    tell(room, "learner 0", Tried("01.1", "done"))


def test_a_flood_of_one_learner_is_rejected_and_others_are_not(room: Room) -> None:
    for number in range(1, EVENTS_A_MINUTE + 1):
        tell(room, "flood", Tried("01.1", "not tried"), first=number)

    with pytest.raises(TooManyEventsError):
        tell(room, "flood", Tried("01.1", "done"), first=1000)
    tell(room, "b", Tried("01.1", "done"))
    tell(room, "flood", Tried("01.1", "done"), first=1000, now=61.0)


def test_a_clock_that_is_set_back_locks_nobody_out(room: Room) -> None:
    for number in range(1, EVENTS_A_MINUTE + 1):
        tell(room, "a", Tried("01.1", "not tried"), first=number, now=5000.0)

    tell(room, "a", Tried("01.1", "done"), first=1000, now=100.0)


def test_a_million_changes_need_no_more_room_than_the_parts_there_are(room: Room) -> None:
    for number in range(1, 10_000):
        tell(room, "a", Tried("01.1", "not tried"), first=number, now=number)

    assert len(room.changes.since(0)) == 4


def test_a_held_message_reaches_the_wall_once_it_is_released(room: Room) -> None:
    room.set_inbox(paused=False, holding=True)
    number = room.inbox.add(letter(), 0.0)

    assert wall(room)[f"message:{number}"] is None
    assert teacher(room)[f"message:{number}"]["hidden"]
    room.inbox.show_all()
    assert wall(room)[f"message:{number}"]["login"] == "ada"


def test_a_hidden_message_leaves_the_wall(room: Room) -> None:
    number = room.inbox.add(letter(), 0.0)
    room.inbox.show(number, shown=False)

    assert wall(room)[f"message:{number}"] is None


def test_clearing_deletes_every_message(room: Room) -> None:
    number = room.inbox.add(letter(), 0.0)
    room.inbox.clear()

    assert teacher(room)[f"message:{number}"] is None
    assert room.snapshot()["messages"] == []


def test_only_the_newest_messages_are_kept(room: Room) -> None:
    for _ in range(MESSAGES_KEPT + 10):
        room.inbox.add(letter(), 0.0)

    kept = [name for name, part in teacher(room).items() if name.startswith("message:") and part]
    assert len(kept) == MESSAGES_KEPT
