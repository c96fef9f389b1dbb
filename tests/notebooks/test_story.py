"""The output in the lessons matches the text next to it."""

from __future__ import annotations

import ast
import re
import smtplib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from mailtutor import LocalServer
from mailtutor.course.catalog import exercise

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notebooks.played import Played

LESSON = Path(__file__).parents[2] / "notebooks" / "03_connect_to_a_server.ipynb"


@pytest.fixture
def shown(play: Callable[[str], Played]) -> dict[str, str]:
    """Return what each cell of the lesson on connecting shows."""
    return play(LESSON.stem).shown()


@pytest.fixture
def written(play: Callable[[str], Played]) -> dict[str, str]:
    """Return what each cell of the lesson on writing a message shows."""
    return play("01_write_a_message").shown()


@pytest.fixture
def attached(play: Callable[[str], Played]) -> dict[str, str]:
    """Return what each cell of the lesson on attaching files shows."""
    return play("02_attach_files").shown()


@pytest.fixture
def encrypted(play: Callable[[str], Played]) -> dict[str, str]:
    """Return what each cell of the lesson on encryption shows."""
    return play("04_encrypt_the_connection").shown()


def test_the_same_line_is_refused_answered_and_refused_again() -> None:
    read: Any = nbformat.read  # it has no types
    lesson = read(LESSON, as_version=4)
    last = {cell.id: cell.source.splitlines()[-1] for cell in lesson.cells}
    assert last["be-refused"] == last["same-line-again"] == last["refused-again"]


def test_the_card_calls_the_server_by_its_name(shown: dict[str, str]) -> None:
    assert "`server` hasn't been started" in shown["be-refused"]
    assert "`server` was stopped" in shown["refused-again"]


def test_the_refusal_is_an_oserror_and_no_smtpexception() -> None:
    assert issubclass(ConnectionRefusedError, OSError)
    assert not issubclass(ConnectionRefusedError, smtplib.SMTPException)
    assert issubclass(smtplib.SMTPException, OSError)


def test_the_commands_get_codes_that_begin_with_2(shown: dict[str, str]) -> None:
    replies = [line for line in shown["say-hello"].splitlines() if line.startswith("S:")]
    assert len(replies) > 4
    assert all(line.startswith("S: 2") for line in replies)


def test_the_server_speaks_first_and_says_what_it_can_do(shown: dict[str, str]) -> None:
    lines = shown["say-hello"].splitlines()
    assert lines[0].startswith("S: 220 ")
    assert any("SIZE" in line for line in lines)


def test_message_arrives_with_envelope_bytes_and_transcript(shown: dict[str, str]) -> None:
    returned, envelope, raw, *conversation = shown["send-it"].splitlines()
    assert returned == "{}"
    assert "me@example.com" in envelope
    assert "you@example.com" in envelope
    assert r"Subject: Greetings from me to you!\r\n" in raw
    verbs = [line.split()[1].upper() for line in conversation if line.startswith("C:")]
    assert verbs[:4] == ["EHLO", "MAIL", "RCPT", "DATA"]


def test_the_tutorials_line_is_answered_with_220(shown: dict[str, str]) -> None:
    assert "port 25" in shown["tutorial-line-refused"]
    assert shown["tutorial-line-answered"].startswith("S: 220 ")


def test_turned_on_before_it_connects_debugging_shows_the_greeting(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with LocalServer() as server:
        exec(exercise("03.4").solution, {"smtplib": smtplib, "server": server})  # noqa: S102
    heard = capsys.readouterr().err
    assert "reply: retcode (220)" in heard
    assert "quit" in heard.lower()


def test_set_content_makes_six_headers_of_three(written: dict[str, str]) -> None:
    keys, *printed = written["write-body"].splitlines()
    assert ast.literal_eval(keys) == [
        *("From", "To", "Subject"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    ]
    assert "Content-Transfer-Encoding: 7bit" in printed
    assert printed.index("") == 6


def test_print_packs_what_the_bytes_carry_as_it_is(written: dict[str, str]) -> None:
    printed, in_bytes, on_the_wire = written["compare"].strip().split("From: ")[1:]
    assert "T2zDoSEK" in printed
    assert "Content-Transfer-Encoding: base64" in printed
    for each in (in_bytes, on_the_wire):
        assert r"Ol\xc3\xa1!" in each
        assert "Content-Transfer-Encoding: 8bit" in each
    assert r"\r" not in in_bytes
    assert all(line.endswith(r"\r\n'") for line in on_the_wire.splitlines())


def test_a_second_line_in_a_header_is_refused(written: dict[str, str]) -> None:
    assert "may not contain linefeed" in written["inject"]


def test_parsed_message_matches_the_original(written: dict[str, str]) -> None:
    assert written["read-it-back"].startswith("me@example.com 20")
    assert "Olá!" in written["read-it-back"]
    assert "email.message.Message'" in written["read-it-back"]


def test_57_bytes_make_a_line_of_76_characters(attached: dict[str, str]) -> None:
    about, *lines = attached["picture"].split()[-4:]
    assert about == "116"
    assert [len(line) for line in lines] == [76, 76, 4]
    assert lines[0].startswith("iVBORw0KGgo")


def test_the_whole_is_multipart_mixed_with_a_boundary_of_pythons(attached: dict[str, str]) -> None:
    assert attached["guess-type"].strip() == "image/png"
    printed = attached["result"].splitlines()
    (whole,) = [line for line in printed if line.startswith("Content-Type: multipart/mixed")]
    boundary = whole.split('"')[1]
    assert re.fullmatch(r"={15}\d{19}==", boundary)
    assert printed.count(f"--{boundary}") == 2
    assert printed.count(f"--{boundary}--") == 1
    assert 'Content-Disposition: attachment; filename="example.png"' in printed
    assert printed[0] == "From: me@example.com"


def test_an_unknown_ending_gives_none_and_a_compressed_file_its_encoding(
    attached: dict[str, str],
) -> None:
    assert "'NoneType' object has no attribute 'split'" in attached["no-type"]
    guessed, found, registered = attached["compressed"].splitlines()[:3]
    assert guessed == "('application/x-tar', 'gzip')"
    assert "wordprocessingml" in found
    assert registered == "False True"


def test_a_name_with_an_umlaut_travels_in_ascii(attached: dict[str, str]) -> None:
    assert "filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf" in attached["pdf"]


def test_the_attachments_come_back_in_full(attached: dict[str, str]) -> None:
    assert attached["read"].splitlines() == [
        "example.png image/png <class 'bytes'> 116",
        "Grüße.pdf application/pdf <class 'bytes'> 300",
    ]


def test_without_encryption_an_eavesdropper_reads_the_whole_message(
    encrypted: dict[str, str],
) -> None:
    for words in ("you@example.com", "Subject: Secret", "The key is under the mat."):
        assert words in encrypted["plain"]


def test_debugging_hears_what_the_wire_does_not_show(encrypted: dict[str, str]) -> None:
    assert "send: 'noop" in encrypted["ssl-class"]
    assert "encrypted from here on, TLSv1." in encrypted["ssl-class"]


def test_an_impostor_is_welcome_without_a_context_and_unmasked_with_one(
    encrypted: dict[str, str],
) -> None:
    assert "250" in encrypted["accepted"]
    assert "TLSv1." in encrypted["accepted"]
    assert "unable to get local issuer certificate" in encrypted["no-ca-file"]
    assert "it fails at certificate" in encrypted["other-name"]
    assert "somewhere-else.example.com" in encrypted["other-name"]


def test_starttls_comes_first_and_the_client_says_hello_again(encrypted: dict[str, str]) -> None:
    lines = encrypted["upgrade"].splitlines()
    said = [line.split()[1].upper() for line in lines if line.startswith("C:")]
    assert said[:4] == ["EHLO", "STARTTLS", "EHLO", "MAIL"]


def test_the_two_kinds_of_encryption_cannot_be_mixed(encrypted: dict[str, str]) -> None:
    assert "timed out" in encrypted["smtp-on-implicit"]
    said = encrypted["ssl-on-starttls"].lower()
    assert "wrong_version_number" in said or "record layer failure" in said
