"""The form that tries a mail server: its settings, its errors, its Python, its report."""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any

import pytest

import mailtutor
from mailtutor import LocalServer, faults
from mailtutor.views.forms.connect import ConnectForm, connect
from mailtutor.views.forms.providers import PROVIDERS
from tests.views.button_clicks import press, run, saved_state, type_secret


def fill(form: ConnectForm, **values: Any) -> None:
    for name, value in values.items():
        form.fields[name].control.value = value


def words(form: ConnectForm, name: str) -> str:
    text: str = form.fields[name]._words.value
    return text.replace("&#x27;", "'")


def layers(html: str) -> list[tuple[str, str]]:
    """Read the outcomes out of a report's table: each layer, and what came of it."""
    return re.findall(r'<th scope="row">(.*?)</th>.*?</svg>(.*?)</td>', html)


def test_the_front_door_has_the_form() -> None:
    assert isinstance(mailtutor.connect(), ConnectForm)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.label)
def test_a_provider_fills_in_its_settings_and_tells_their_date(provider: Any) -> None:
    form = connect()
    form.provider.control.value = provider.label
    target = form.target
    assert (target.host, target.port, target.tls) == (provider.host, provider.port, provider.tls)
    assert f"as of {provider.checked}" in form.provider._words.value
    assert form.problems == {}
    assert f'"{provider.host}"' in form.check_code


def test_implicit_tls_is_on_465_only_and_every_label_is_of_one_provider() -> None:
    assert all((each.tls == "implicit") == (each.port == 465) for each in PROVIDERS)
    assert len({each.label for each in PROVIDERS}) == len(PROVIDERS)
    assert all(re.fullmatch(r"20\d\d-\d\d", each.checked) for each in PROVIDERS)


def test_a_name_that_is_not_in_the_list_changes_nothing() -> None:
    form = connect()
    fill(form, host="smtp.example.com")
    form.provider.control.value = "My own"
    assert form.target.host == "smtp.example.com"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("host", "", "Give the name of the mail server"),
        ("host", "https://example.com", "is the address of a web page"),
        ("host", "me@example.com", "is a mail address"),
        ("host", "smtp example", "has a blank in it"),
        ("port", 0, "a number from 1 to 65535, not 0"),
        ("port", 70_000, "a number from 1 to 65535, not 70000"),
        ("timeout", 0.0, "above 0 seconds, not 0"),
        ("timeout", float("nan"), "above 0 seconds, not nan"),
        ("certificate", "no/such/file", "There is no file 'no/such/file'"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_tried(
    name: str, value: object, told: str
) -> None:
    form = connect()
    fill(form, host="smtp.example.invalid")
    fill(form, **{name: value})
    assert told in words(form, name)
    assert form._check_code.code.startswith("# The code comes back")
    press(form, "Try")
    assert "mt-words-error" in form.outcome.value
    assert told in form.outcome.value.replace("&#x27;", "'")


def test_a_password_in_the_clear_is_warned_of() -> None:
    form = connect()
    fill(form, host="smtp.example.com", security=None, user="ada")
    assert "can read the password" in words(form, "security")
    fill(form, host="localhost")
    assert "can read the password" not in words(form, "security")


@pytest.mark.parametrize("tls", [None, "starttls", "implicit"])
def test_a_local_server_is_tried_layer_by_layer(tls: Any) -> None:
    with LocalServer(tls=tls) as server:
        form = connect(server)
        press(form, "Try")
    found = layers(form.outcome.value)
    assert ("EHLO", "done") in found
    assert all(outcome != "failed" for _, outcome in found)
    assert (("certificate", "done") in found) == (tls is not None)


def test_where_it_stops_is_shown_with_the_explanation() -> None:
    form = connect(LocalServer())
    press(form, "Try")
    assert ("connect", "failed") in layers(form.outcome.value)
    assert "Nothing is listening" in form.outcome.value


@pytest.mark.parametrize("tls", [None, "starttls", "implicit"])
def test_both_pieces_of_code_run_as_they_are(tls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "correct horse")
    with LocalServer(tls=tls, users={"ada@example.com": "correct horse"}) as server:
        form = connect(server)
        code = form.check_code.replace("check_connection(\n", "report = check_connection(\n")
        assert run(code)["report"].ok
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            run(form.own_code)
    assert printed.getvalue().startswith("(250,")
    assert form._check_code.code == form.check_code
    assert form._own_code.code == form.own_code


def test_the_password_logs_in_and_is_nowhere_to_be_seen() -> None:
    users = {"ada@example.com": "correct horse"}
    with LocalServer(tls="starttls", users=users) as server:
        form = connect(server)
        press(form, "Try")
        assert "Type the password of ada@example.com" in form.outcome.value
        assert len(server.sessions) == 0
        type_secret(form.password, "correct horse")
        press(form, "Try")
    assert ("login", "done") in layers(form.outcome.value)
    seen = saved_state() + form.text() + form.check_code + form.own_code
    assert "correct horse" not in seen


def test_a_refused_login_is_explained() -> None:
    users = {"ada@example.com": "x"}
    with LocalServer(tls="starttls", users=users, faults=[faults.app_password_needed()]) as server:
        form = connect(server)
        type_secret(form.password, "wrong horse")
        press(form, "Try")
    assert ("login", "failed") in layers(form.outcome.value)
    assert "app password" in form.outcome.value
    assert "wrong horse" not in form.outcome.value + saved_state()


def test_an_error_of_the_try_itself_is_shown_in_the_form(
    tmp_path: Any,
) -> None:
    file = tmp_path / "empty.pem"
    file.write_text("no certificate")
    form = connect(LocalServer(tls="starttls"))
    fill(form, certificate=str(file))
    press(form, "Try")
    assert "SSLError" in form.outcome.value


def test_the_form_is_a_text_where_there_are_no_widgets() -> None:
    form = connect(LocalServer())
    assert form.check_code in repr(form)
    fill(form, host="a b")
    assert "has a blank in it" in form.text()
