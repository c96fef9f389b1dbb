"""The room code and the teacher's secrets."""

from __future__ import annotations

import asyncio

import pytest

from mailtutor.classroom.keys import (
    ALPHABET,
    HubKeys,
    Keys,
    is_code,
    login_of,
    new_code,
    normal,
    readable,
)


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


def test_each_account_of_a_hub_has_a_password_like_a_room_code() -> None:
    keys = HubKeys()
    accounts = [f"learner{number}" for number in range(100)]
    passwords = [keys.password(each) for each in accounts]

    assert all(map(is_code, passwords))
    assert len(set(passwords)) == 100
    assert set("".join(passwords)) == set(ALPHABET)
    assert passwords == [keys.password(each) for each in accounts]


def test_every_class_of_a_hub_has_other_passwords() -> None:
    assert HubKeys().password("ada") != HubKeys().password("ada")


@pytest.mark.parametrize("account", ["ada", "Ada", "ada@example.com", "zoë", 'a "b"\\', "a%41", ""])
def test_the_login_of_any_account_is_ascii_and_leads_back_to_it(account: str) -> None:
    login = login_of(account)

    assert login.isascii()
    assert not set(login) & set('"\\ ')
    assert HubKeys().sender(login) == account


@pytest.mark.parametrize("wrong", ["", "AAAAAAAA", "é" * 8, "\ud800"])
def test_a_password_of_a_hub_fits_its_account_only(wrong: str) -> None:
    keys = HubKeys()
    password = keys.password("ada")

    assert keys.fits_login("ada", readable(password).lower())
    assert not keys.fits_login("ada", wrong)
    assert not any(
        keys.fits_login(other, password) for other in ("grace", "Ada", "ada ", "", "\ud800")
    )
