"""The form for writing a message: its errors, its Python, its message."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mailtutor
from mailtutor import LocalServer, faults
from mailtutor.views.forms.addresses import address_problem
from mailtutor.views.forms.attachments import safe_name
from mailtutor.views.forms.compose import ComposeForm, compose
from mailtutor.views.forms.draft import Attachment, Draft
from mailtutor.views.python_source import literal
from tests.views.button_clicks import press, run, saved_state, type_secret

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(form: ComposeForm, **values: str) -> None:
    for name, value in values.items():
        form.fields[name].control.value = value


def shown(form: ComposeForm, name: str) -> str:
    status: str = form.fields[name]._status.value
    return status


def comparable(message: EmailMessage) -> bytes:
    """Return the bytes without what differs each time: boundaries, Date and Message-ID."""
    raw = message.as_bytes()
    for boundary in set(re.findall(rb'boundary="([^"]+)"', raw)):
        raw = raw.replace(boundary, b"BOUNDARY")
    return re.sub(rb"(?m)^(Date|Message-ID): .*\n( .*\n)*", rb"\1: once\n", raw)


def test_mailtutor_compose_makes_the_form() -> None:
    assert isinstance(mailtutor.compose(), ComposeForm)


def test_the_code_of_a_full_form_makes_an_equal_message(folder: Path) -> None:
    form = compose()
    fill(
        form,
        sender="Ada Lovelace <ada@example.com>",
        to="you@example.com, Олег <oleg@example.com>",
        cc="boss@example.com",
        bcc="secret@example.com",
        subject='Olá, "you" \\ there',
        text='Olá!\n\n"""quoted""" and \\n\n',
        html="<p>Olá!</p>\n",
    )
    for name, content in (("a picture.png", PNG), ("x.tar.gz", b"1"), ("Tabelle ä.csv", b"a;b\n")):
        form.attachments.add(name, content)
        (folder / name).write_bytes(content)
    made = run(form.code)["message"]
    assert comparable(made) == comparable(form.message)
    assert [part.get_content_type() for part in made.iter_attachments()] == [
        "image/png",
        "application/octet-stream",
        "text/csv",
    ]
    assert made["Bcc"] == "secret@example.com"
    assert {"Date", "Message-ID"} <= set(made.keys())


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(subject=texts, text=texts, html=texts)
def test_any_text_arrives_in_the_message_as_typed(subject: str, text: str, html: str) -> None:
    draft = Draft(sender="me@example.com", subject=subject, text=text, html=html, dated=False)
    if draft.problems:
        assert set(draft.problems) == {"subject"}
        return
    expected = EmailMessage()
    expected["From"] = "me@example.com"
    if subject.strip():
        expected["Subject"] = subject
    expected.set_content(text)
    if html:
        expected.add_alternative(html, subtype="html")
    assert comparable(run(draft.code())["message"]) == comparable(expected)
    assert comparable(draft.message()) == comparable(expected)


@given(st.text())
def test_a_literal_evaluates_to_the_text(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text


@given(st.text())
def test_any_address_either_has_a_problem_or_can_be_sent(text: str) -> None:
    draft = Draft(sender="me@example.com", to=text)
    if not draft.problems:
        draft.message().as_bytes()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("you.example.com", "'you.example.com' has no @"),
        ("a@example.com; b@example.com", "with a comma, not a semicolon"),
        ("a@example.com b@example.com", "more than one @. Is a comma missing?"),
        ("a@example.com,, b@example.com", "a comma with no address next to it"),
        ("a@example.com,", "a comma with no address next to it"),
        ("@example.com", "nothing before the @"),
        ("ada@", "nothing after the @"),
        ("ada lovelace@example.com", "has a space in it"),
        ("Ada <ada@example.com", "a < but no > after it"),
        ("josé@example.com", "a non-ASCII character"),
        ("a@example.com\nBcc: b@example.com", "There is a line break in it"),
        ("a@example.com\r", "There is a line break in it"),
        ("a..b@example.com", "Python can't parse this"),
    ],
)
def test_a_wrong_address_is_explained(text: str, problem: str) -> None:
    assert problem in address_problem(text)


@pytest.mark.parametrize(
    "text",
    ["", "a@example.com", "José <jose@example.com>, b@x.org", '"A, B; C" <abc@example.com>'],
)
def test_a_right_address_has_no_problem(text: str) -> None:
    assert address_problem(text) == ""


def test_a_problem_is_shown_at_its_field_until_it_is_fixed() -> None:
    form = compose()
    fill(form, to="a@example.com; b@example.com", subject="Hi\nBcc: v@example.com")
    assert "semicolon" in shown(form, "to")
    assert "line break" in shown(form, "subject")
    assert "semicolon" not in shown(form, "cc")
    assert form._code.code == "# Fix these fields to see the code: To, Subject"
    with pytest.raises(ValueError, match=r"isn't ready: .*semicolon.*line break"):
        _ = form.message
    fill(form, to="a@example.com, b@example.com", subject="Hi")
    assert "semicolon" not in shown(form, "to")
    assert form._code.code == form.code


def test_typed_text_is_never_parsed_as_html() -> None:
    form = compose()
    fill(form, to="<img src=x>")
    assert "<img" not in shown(form, "to")
    form.attachments.add("<b>.png", b"")
    assert "<b>.png" not in str([row.children[0].value for row in form.attachments.rows])


def test_the_message_stays_the_same_until_the_form_changes() -> None:
    form = compose()
    before = form.message
    assert form.message is before
    fill(form, subject="Another")
    assert form.message["Subject"] == "Another"


def test_without_the_checkbox_there_is_no_date() -> None:
    form = compose()
    form.dated.value = False
    assert "Date" not in form.message
    assert "formatdate" not in form.code


def test_the_media_type_is_guessed_and_a_typed_one_is_checked() -> None:
    form = compose()
    form.attachments.add("photo.jpg", b"x")
    (row,) = form.attachments.rows
    assert row.media_type.value == "image/jpeg"
    row.media_type.value = "image/jpg"
    assert "image/jpg isn&#x27;t registered with IANA. Do you mean image/jpeg?" in (
        row._field._status.value
    )
    assert next(form.message.iter_attachments()).get_content_type() == "image/jpg"
    row.media_type.value = "jpg"
    assert "isn't a media type" in row._field._status.value.replace("&#x27;", "'")
    with pytest.raises(ValueError, match="isn't a media type"):
        _ = form.message


def test_an_eml_file_is_attached_as_a_message(folder: Path) -> None:
    message = b"From: me@example.com\nSubject: =?utf-8?q?Ol=C3=A1?=\n\nForwarded\n"
    form = compose()
    form.attachments.add("old.eml", message)
    (folder / "old.eml").write_bytes(message)
    (attached,) = form.message.iter_attachments()
    assert attached.get_content_type() == "message/rfc822"
    assert attached.get_filename() == "old.eml"
    assert attached.get_content()["Subject"] == "Olá"
    assert comparable(run(form.code)["message"]) == comparable(form.message)


@given(raw=st.binary(max_size=300))
def test_any_bytes_named_as_a_message_have_a_problem_or_can_be_attached(raw: bytes) -> None:
    attachment = Attachment("old.eml", raw, "message/rfc822")
    if not attachment.problem:
        draft = Draft(sender="me@example.com", text="See below.", attachments=(attachment,))
        assert draft.message().as_bytes(policy=policy.SMTP)


@pytest.mark.parametrize("media_type", ["message/partial", "multipart/mixed"])
def test_a_type_for_messages_is_rejected_for_a_file(media_type: str) -> None:
    assert "not for a file" in Attachment("mail.eml", b"", media_type).problem


def test_an_attached_file_gets_the_media_type_of_its_name() -> None:
    form = compose()
    form.attachments.add("a.png", PNG)
    assert form.draft.attachments == (Attachment("a.png", PNG, "image/png"),)


def test_a_file_is_saved_for_the_code_and_never_overwrites_another(folder: Path) -> None:
    form = compose()
    form.attachments.add("a.png", PNG)
    place = form.attachments.rows[0]._place
    assert f"reads a.png from {folder}. It isn't there yet" in place.value
    press(form, "Save a.png in this folder")
    assert (folder / "a.png").read_bytes() == PNG
    assert "already there" in place.value
    (folder / "a.png").write_bytes(b"mine")
    press(form, "Save a.png in this folder")
    assert "FileExistsError" in place.value
    assert (folder / "a.png").read_bytes() == b"mine"


def test_a_removed_attachment_is_not_in_the_message() -> None:
    form = compose()
    form.attachments.add("a.png", PNG)
    form.attachments.add("b.png", PNG)
    press(form, "Remove a.png")
    assert [part.get_filename() for part in form.message.iter_attachments()] == ["b.png"]


def test_files_with_the_same_name_get_numbers() -> None:
    form = compose()
    for content in (b"one", b"two", b"three"):
        form.attachments.add("a.tar.gz", content)
    names = [each.name for each in form.draft.attachments]
    assert names == ["a.tar.gz", "a.tar (2).gz", "a.tar (3).gz"]


@pytest.mark.parametrize(
    ("given", "name"),
    [("/etc/passwd", "passwd"), ("..\\..\\x.txt", "x.txt"), ("a\nb", "a_b"), ("..", "attachment")],
)
def test_a_file_name_has_no_path_and_no_controls(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_send_does_what_the_code_does() -> None:
    with LocalServer() as server:
        form = compose(server)
        form.dated.value = False
        press(form, "Send")
        assert "accepted the message for every recipient" in form.outcome.value
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            run(form.code)
        assert printed.getvalue() == "{}\n"
        by_form, by_code = server.mailbox
    assert by_form.raw == by_code.raw
    assert by_form.envelope == by_code.envelope


def test_the_message_is_made_by_the_code_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(Draft, "block", lambda _self: "message = EmailMessage()\nran.append('it')")
    monkeypatch.setattr(Draft, "imports", lambda _self: ["from email.message import EmailMessage"])
    form = compose()
    assert "ran.append" in form.code
    monkeypatch.setattr("builtins.ran", ran, raising=False)
    assert form.message.keys() == []
    assert ran == ["it"]


def test_the_transcript_shows_the_line_of_the_form_that_was_running() -> None:
    with LocalServer() as server:
        form = compose(server)
        press(form, "Send")
        calls = [line.call for line in server.sessions[-1].transcript if line.call]
    lines = {call.code for call in calls}
    assert "refused = client.send_message(message)" in lines
    assert all(line in form.code for line in lines)
    assert {call.place for call in calls} == {"<form>"}


def test_an_attachment_comes_from_the_form_even_if_the_file_differs(folder: Path) -> None:
    form = compose()
    form.attachments.add("a.png", PNG)
    (folder / "a.png").write_bytes(b"another file")
    (attached,) = form.message.iter_attachments()
    assert attached.get_content() == PNG


def test_a_rejected_recipient_is_listed_with_the_reply() -> None:
    with LocalServer(refuse={"nobody@example.com": "550 5.1.1 No such user"}) as server:
        form = compose(server)
        fill(form, cc="nobody@example.com")
        press(form, "Send")
    assert "nobody@example.com: 550 5.1.1 No such user" in form.outcome.value


def test_an_error_while_sending_is_shown_in_the_form_with_its_explanation() -> None:
    form = compose(LocalServer())
    press(form, "Send")
    assert "ConnectionRefusedError" in form.outcome.value
    assert "mailtutor-card" in form.outcome.value


def test_nothing_is_sent_without_a_recipient_or_with_a_problem() -> None:
    with LocalServer() as server:
        form = compose(server)
        fill(form, to="")
        press(form, "Send")
        assert "Add a recipient" in form.outcome.value
        fill(form, to="you")
        press(form, "Send")
        assert "has no @" in form.outcome.value
        assert len(server.sessions) == 0


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_login_and_encryption_are_in_the_code_and_the_password_is_not(
    tls: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalServer(tls=tls, users={"ada@example.com": "correct horse"}) as server:
        form = compose(server)
        press(form, "Send")
        assert "Type the password of ada@example.com" in form.outcome.value
        type_secret(form.password, "correct horse")
        press(form, "Send")
        assert "accepted the message" in form.outcome.value, form.outcome.value
        monkeypatch.setattr("getpass.getpass", lambda _prompt: "correct horse")
        with contextlib.redirect_stdout(io.StringIO()):
            run(form.code)
        assert len(server.mailbox) == 2
    assert "getpass(" in form.code
    assert "correct horse" not in saved_state() + form.text() + repr(form.password)


def test_the_code_trusts_the_certificate_by_its_file() -> None:
    server = LocalServer(tls="starttls")
    assert literal(server.ca_file) in compose(server).code
    assert os.path.exists(server.ca_file)  # noqa: PTH110


def test_a_wrong_password_is_explained_and_not_shown() -> None:
    with LocalServer(users={"ada": "right"}) as server:
        form = compose(server)
        type_secret(form.password, "wrong horse")
        press(form, "Send")
    assert "SMTPAuthenticationError" in form.outcome.value
    assert "wrong horse" not in form.outcome.value


def test_a_fault_of_the_server_reaches_the_form() -> None:
    with LocalServer(faults=[faults.spam("learning")]) as server:
        form = compose(server)
        press(form, "Send")
    assert "looks like spam" in form.outcome.value


def test_another_server_is_given_by_host_and_port() -> None:
    form = compose(host="smtp.example.com", port=465, tls="implicit")
    assert 'smtplib.SMTP_SSL("smtp.example.com", 465, timeout=10, context=context)' in form.code
    with pytest.raises(ValueError, match="tls must be 'starttls'"):
        compose(host="smtp.example.com", tls="ssl")  # type: ignore[arg-type]


def test_the_form_is_plain_text_without_widgets() -> None:
    form = compose()
    assert form.code in repr(form)
    assert form._repr_mimebundle_()["text/plain"] == form.text()
    fill(form, to="you")
    assert "'you' has no @" in form.text()
