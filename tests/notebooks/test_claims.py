"""Sentences of lessons 00 to 03, run: each test quotes what it holds."""

from __future__ import annotations

import base64
import json
import re
import smtplib
import socket
import sysconfig
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

import pytest

from mailtutor import LocalServer, faults
from mailtutor.course.progress import ExerciseState
from tests.notebooks.claims import arrived, cells, message, told

# Lesson 00


def test_the_cell_that_sends_ends_with_one_message() -> None:
    told("00", "It should end with `1 message`.")
    *lines, last = cells("00")["check-mail"].splitlines()
    space: dict[str, object] = {}
    exec("\n".join(lines), space)  # noqa: S102 - the lesson's own cell
    assert "1 message" in repr(eval(last, space))  # noqa: S307


def test_the_solution_opens_after_three_different_tries() -> None:
    told("01", "*Solution* opens once you've passed, or after three different tries.")
    told("TEACHING", "Each exercise shows its own answer after three different tries")
    assert not ExerciseState(tries=("one", "two")).may_see_solution
    assert ExerciseState(tries=("one", "two", "three")).may_see_solution
    assert ExerciseState(done=True).may_see_solution


def test_jupyterlab_has_its_modes_in_the_menu_appearance() -> None:
    told("TEACHING", "*View*, *Appearance*, *Presentation Mode*", "*View*, *Appearance*, *Simple")
    schemas = Path(sysconfig.get_path("data"), "share/jupyter/lab/schemas/@jupyterlab")
    menus = json.loads((schemas / "application-extension" / "commands.json").read_text("utf-8"))
    (view,) = [each for each in menus["jupyter.lab.menus"]["main"] if each["id"].endswith("-view")]
    (appearance,) = [
        each["submenu"]
        for each in view["items"]
        if each.get("submenu", {}).get("label") == "Appearance"
    ]
    commands = {each.get("command") for each in appearance["items"]}
    assert {"application:toggle-presentation-mode", "application:toggle-mode"} <= commands


# Lesson 01


def test_print_encodes_a_body_beyond_ascii_and_shows_a_header_as_it_is() -> None:
    told("01", "`print` encodes such a body, but not a header.")
    told(
        "01?",
        "A header would show it like that.",
        "Only `print` needs it here; the bytes that are sent",
    )
    told("TEACHING", "a `Subject` with á is printed as it is.")
    written = message("Olá!", Subject="Olá ü")
    assert "Subject: Olá ü\n" in str(written)
    assert "T2zDoSEK" in str(written)
    assert "Olá!".encode() in written.as_bytes()
    assert "Olá!".encode() in arrived(written).raw


def test_a_new_body_changes_the_transfer_encoding_and_no_other_header() -> None:
    told("01", "Put an `é` into `body` and run the cell again. Which header changed?")
    plain, accented = message("Hello"), message("Hello")
    accented.set_content("Héllo")
    changed = {name for name in plain if plain[name] != accented[name]}
    assert set(plain.keys()) == set(accented.keys())
    assert changed == {"Content-Transfer-Encoding"}


def test_a_long_header_travels_as_several_lines_that_begin_with_a_space() -> None:
    told(
        "01",
        "A long header travels as several lines, and each one after the first begins with a space",
    )
    subject = "Greetings " * 20 + "!"
    raw = arrived(message(Subject=subject)).raw
    head = raw.partition(b"\r\n\r\n")[0].decode()
    lines = head.split("\r\n")
    first = next(place for place, line in enumerate(lines) if line.startswith("Subject: "))
    folded = [line for line in lines[first + 1 :] if line.startswith(" ")]
    assert len(folded) >= 2
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject


@pytest.mark.parametrize("value", ["Hi\nBcc: spy@example.com", "Hi\r\nX: 1", "Hi\n folded"])
def test_a_second_line_in_the_value_of_a_header_is_refused(value: str) -> None:
    told("01", "A header's value has no line end.", "`EmailMessage` rejects it.")
    with pytest.raises(ValueError, match="may not contain linefeed or carriage return"):
        EmailMessage()["Subject"] = value


def test_a_line_end_at_the_very_end_of_a_value_is_taken_and_spoils_the_message() -> None:
    told("TEACHING", "`email` doesn't refuse a line end at the very end of a value")
    written = message(Subject="Hi\n", Date=formatdate())
    read = message_from_bytes(written.as_bytes(), policy=policy.default)
    assert read["Date"] is None or read["Subject"] != "Hi"


def test_a_line_that_begins_without_a_space_is_the_next_header() -> None:
    told("01", "Any other line begins a new header.")
    read = message_from_bytes(b"Subject: Hi\nBcc: spy@example.com\n folded\n\n")
    assert read.keys() == ["Subject", "Bcc"]


def test_smtplib_ends_each_line_with_a_carriage_return_too() -> None:
    told(
        "01", "`policy.SMTP` writes it that way. When you send, `smtplib` takes care of it for you."
    )
    written = message("one\ntwo\n")
    assert b"\r" not in written.as_bytes()
    for raw in (written.as_bytes(policy=policy.SMTP), arrived(written).raw):
        assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r") > 4


def test_a_message_takes_one_date() -> None:
    told("01", "Python raises an error: a message can only have one date.")
    written = message(Date=formatdate(localtime=True))
    with pytest.raises(ValueError, match="at most 1 Date"):
        written["Date"] = formatdate(localtime=True)


def test_the_last_digits_of_a_date_are_the_distance_from_utc() -> None:
    told("01", "The last four digits are its distance from UTC.")
    now = 1_700_000_000
    offset = time.strftime("%z", time.localtime(now))
    assert formatdate(now, localtime=True).endswith(f" {offset}")
    assert re.fullmatch(r"[+-]\d{4}", offset)


def test_nobody_adds_date_and_message_id_on_the_way() -> None:
    told("01", "`Date` and `Message-ID` are up to you.")
    assert {"Date", "Message-ID"}.isdisjoint(arrived(message()).message.keys())


def test_without_a_policy_a_message_has_no_get_body() -> None:
    told("01", "Without it you get a `Message`, Python's older class, which has no `get_body`.")
    raw = message().as_bytes()
    assert not hasattr(message_from_bytes(raw), "get_body")
    assert hasattr(message_from_bytes(raw, policy=policy.default), "get_body")


# Lesson 02


def test_base64_costs_what_the_lesson_says() -> None:
    told(
        "02",
        "**Base64** turns 3 bytes into 4 characters",
        "57 bytes into a line, which makes 76",
    )
    told("02?", "57 bytes become 76 characters and a line end, about 1.37 times as much.")
    told("TEACHING", "(In the message it has 27 MB.)")
    assert len(base64.b64encode(b"123")) == 4
    assert len(base64.encodebytes(bytes(57))) == 76 + len("\n")
    written = message()
    written.add_attachment(bytes(300_000), maintype="image", subtype="png", filename="a.png")
    times = len(arrived(written).raw) / 300_000
    assert round(times, 2) == 1.37
    assert round(20 * times) == 27


def test_every_png_has_the_same_beginning_in_base64() -> None:
    told("02", "so its base64 begins with `iVBORw0KGgo`.")
    signature = b"\x89PNG\r\n\x1a\n"
    header = b"\x00\x00\x00\x0dIHDR"  # of a fixed length, so that the first byte is fixed, too
    assert base64.b64encode(signature + header).startswith(b"iVBORw0KGgo")


def test_boundary_precedes_each_part_and_is_unique_to_each_message() -> None:
    told("02", "**boundary** comes before each part and, with `--` added, at the end.")
    told("02", "Python makes a new one for each message, so never compare boundaries.")
    told("TEACHING", "(Python makes a new one for each message.")
    one, other = message(), message()
    for written in (one, other):
        written.add_attachment("a,b", subtype="csv", filename="a.csv")
    lines = str(one).splitlines()
    boundary = one.get_boundary()
    assert lines.count(f"--{boundary}") == len(list(one.iter_parts())) == 2
    assert [line for line in lines if line][-1] == f"--{boundary}--"
    assert str(one).splitlines() == lines
    assert str(other)
    assert other.get_boundary() != boundary


def test_bytes_need_a_type_and_text_takes_none() -> None:
    told("02", "For bytes, `add_attachment` wants `maintype` and `subtype`.", "needs no `maintype`")
    told("TEACHING", "`TypeError: set_bytes_content() missing 2 required positional arguments`")
    told("TEACHING", "`TypeError: ... unexpected keyword argument 'maintype'`")
    written = message()
    with pytest.raises(TypeError, match="missing 2 required positional arguments"):
        written.add_attachment(b"data")
    with pytest.raises(TypeError, match="unexpected keyword argument 'maintype'"):
        written.add_attachment("a,b", maintype="text", subtype="csv")


def test_the_html_cannot_come_after_an_attachment() -> None:
    told("02", '`add_alternative(..., subtype="html")`, and `add_attachment` last.')
    told("09", "once there's an attachment, you can't add text in front of it.")
    told("TEACHING", "`ValueError: Cannot convert mixed to alternative`")
    written = message()
    written.add_attachment("a,b", subtype="csv", filename="a.csv")
    with pytest.raises(ValueError, match="Cannot convert mixed to alternative"):
        written.add_alternative("<p>Hello</p>", subtype="html")


def test_print_shows_an_umlaut_in_a_name_and_as_string_what_is_written() -> None:
    told("02", "Python writes headers in ASCII", "`print(message)` shows ü all the same")
    written = message()
    written.add_attachment("Hi", filename="Grüße.txt")
    assert 'filename="Grüße.txt"' in str(written)
    assert "filename*=utf-8''Gr%C3%BC%C3%9Fe.txt" in written.as_string()
    assert b"filename*=utf-8''Gr%C3%BC%C3%9Fe.txt" in arrived(written).raw


def test_the_content_of_a_text_is_a_str_and_of_a_picture_bytes() -> None:
    told("02", "For a text, such as a CSV, `get_content` returns a `str`.", "`add_` always adds.")
    written = message()
    written.add_attachment("a,b", subtype="csv", filename="a.csv")
    written.add_attachment(b"data", maintype="image", subtype="png", filename="a.png")
    contents = [part.get_content() for part in arrived(written).message.iter_attachments()]
    assert [type(content) for content in contents] == [str, bytes]


# Lesson 03


def test_a_new_server_has_a_port_and_does_not_listen_there() -> None:
    told("03", "reserves a free port on your own computer, but it doesn't listen there yet.")
    server = LocalServer()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("localhost", server.port, timeout=5)
    with (
        socket.socket() as other,
        pytest.raises(OSError, match=r"in use|permitted|permissions"),
    ):
        other.bind(("127.0.0.1", server.port))


def test_with_quits_even_if_something_inside_fails() -> None:
    told("03", "`with` quits for you when its block ends, even if something inside fails.")
    with LocalServer() as server:
        with (
            pytest.raises(ZeroDivisionError),
            smtplib.SMTP("localhost", server.port, timeout=5) as client,
        ):
            raise ZeroDivisionError
        assert server.sessions[-1].ending == "quit"
        with pytest.raises(smtplib.SMTPServerDisconnected, match=r"connect\(\) first"):
            client.ehlo()


def test_without_a_port_smtplib_takes_25_and_465() -> None:
    told("03", "without a port. Python then uses port 25.")
    told("04", "uses port 465 if you don't give one.")
    assert smtplib.SMTP.default_port == 25
    assert smtplib.SMTP_SSL.default_port == 465


def test_another_greeting_than_220_is_a_connect_error() -> None:
    told("03?", "Python raises that when a server answers but its first reply isn't 220.")
    with (
        LocalServer(faults=[faults.greeting("554 5.3.2 Not today")]) as server,
        pytest.raises(smtplib.SMTPConnectError),
    ):
        smtplib.SMTP("localhost", server.port, timeout=5)


def test_turned_on_after_connecting_debugging_misses_the_greeting(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told("03", "Turn it on *before* you connect, or you'll miss the greeting")
    with LocalServer() as server, smtplib.SMTP("localhost", server.port, timeout=5) as client:
        client.set_debuglevel(1)
        client.noop()
        heard = capsys.readouterr().err
    assert "noop" in heard
    assert "220" not in heard


def test_the_name_behind_as_is_gone_after_the_block() -> None:
    told("TEACHING", "Python deletes the name after `as` at the end of the block")
    told("03?", "Python deletes the name after `as` when the block ends.")
    code = "caught = None\ntry:\n    raise OSError\nexcept OSError as caught:\n    pass\ncaught"
    with pytest.raises(NameError):
        exec(code, {})  # noqa: S102
