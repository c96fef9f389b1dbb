"""The output of logins and rejections matches the text next to it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notebooks.played import Played


@pytest.fixture
def login(play: Callable[[str], Played]) -> dict[str, str]:
    """Return what each cell of the lesson on logging in shows when it is run again."""
    return play("05_log_in").shown()


@pytest.fixture
def sending(play: Callable[[str], Played]) -> dict[str, str]:
    """Return what each cell of the lesson on sending shows when it is run again."""
    return play("06_send_and_handle_refusals").shown()


def test_what_was_typed_is_a_str(login: dict[str, str]) -> None:
    assert "<class 'str'>" in login["ask"]


def test_login_is_not_offered_at_first_and_then_says_235(login: dict[str, str]) -> None:
    assert "AUTH extension not supported" in login["log-in-too-early"]
    ways, code = login["log-in-now"].strip().split("\n", 1)
    assert ways.split() == ["LOGIN", "PLAIN", "XOAUTH2"]
    assert ast.literal_eval(code.strip())[0] == 235


def test_a_wrong_password_is_tried_in_the_last_way_too(login: dict[str, str]) -> None:
    assert "535" in login["wrong-password"]
    assert "C: AUTH LOGIN ********" in login["wrong-password"]


def test_right_password_is_rejected_by_providers_that_accept_none(login: dict[str, str]) -> None:
    assert "5.7.139" in login["no-passwords"]


def test_a_login_hides_behind_stars_and_is_found_in_what_was_printed(
    login: dict[str, str],
) -> None:
    assert "AUTH PLAIN ********" in login["log-in-unencrypted"]
    assert login["capture"] == ""
    assert "A login is in this text" in login["review-it"]


def test_one_of_two_is_refused_and_the_dict_says_so(sending: dict[str, str]) -> None:
    refused = ast.literal_eval(sending["send-it"].strip())
    assert refused == {"bob@example.com": (550, b"5.1.1 No such user")}
    assert "rejected: bob@example.com" in sending["say-goodbye"]


def test_greylisted_message_is_accepted_the_second_time(sending: dict[str, str]) -> None:
    assert "451" in sending["all-refused-now"]
    assert sending["same-again"].strip() == "{}"


def test_from_header_is_not_verified(sending: dict[str, str]) -> None:
    assert "from me@example.com to ada@example.com" in sending["forged"]
    assert "From: Your Boss <boss@example.org>" in sending["forged"]


def test_only_sendmail_leaves_bcc_in_the_message(sending: dict[str, str]) -> None:
    assert "Added: Bcc." in sending["leak"]


def test_three_servers_reject_in_three_ways_and_one_rejects_a_large_message(
    sending: dict[str, str],
) -> None:
    names = [line.split()[0] for line in sending["three-errors"].splitlines()]
    assert names == ["SMTPSenderRefused", "SMTPDataError", "SMTPServerDisconnected"]
    assert "(552, " in sending["too-large"]
