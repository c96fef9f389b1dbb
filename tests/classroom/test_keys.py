"""The room code and the teacher's secrets."""

from __future__ import annotations

import asyncio

from mailtutor.classroom.keys import ALPHABET, Keys, is_code, new_code, normal, readable


def test_a_code_has_eight_of_31_characters_that_look_different() -> None:
    assert len(set(ALPHABET)) == 31
    assert not set("ILO01") & set(ALPHABET)
    assert all(is_code(new_code()) for _ in range(100))
    assert len({new_code() for _ in range(100)}) == 100


def test_a_code_can_be_typed_as_it_is_shown() -> None:
    code = new_code()

    assert normal(readable(code).lower()) == code
    assert Keys(code).fits(f" {readable(code)} ")


def test_any_thing_can_be_compared_with_the_code() -> None:
    keys = Keys(new_code())

    assert not any(map(keys.fits, ["", None, "é" * 8, "\ud800", 10**50, []]))


def test_wrong_guesses_wait_but_hundreds_do_not_pile_up() -> None:
    async def guess() -> int:
        keys = Keys(new_code(), seconds=3600.0)
        guesses = [asyncio.ensure_future(keys.delay()) for _ in range(300)]
        await asyncio.sleep(0)
        waiting = sum(not each.done() for each in guesses)
        for each in guesses:
            each.cancel()
        return waiting

    assert asyncio.run(guess()) == 200
