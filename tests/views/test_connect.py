"""The form that tests a connection: its settings, its errors, its Python, its report."""

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


def status(form: ConnectForm, name: str) -> str:
    text: str = form.fields[name]._status.value
    return text.replace("&#x27;", "'")


def layers(html: str) -> list[tuple[str, str]]:
    """Return each layer of a report's table with its outcome."""
    return re.findall(r'<th scope="row">(.*?)</th>.*?</svg>(.*?)</td>', html)


def test_mailtutor_connect_makes_the_form() -> None:
    assert isinstance(mailtutor.connect(), ConnectForm)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.label)
def test_a_provider_fills_in_its_settings_and_shows_their_date(provider: Any) -> None:
    form = connect()
    form.provider.control.value = provider.label
    filled = form.destination
    assert (filled.host, filled.port, filled.tls) == (provider.host, provider.port, provider.tls)
    assert f"as of {provider.checked}" in form.provider._status.value
    assert form.problems == {}
    assert f'"{provider.host}"' in form.check_code


def test_implicit_tls_is_on_465_only_and_every_label_is_unique() -> None:
    assert all((each.tls == "implicit") == (each.port == 465) for each in PROVIDERS)
    assert len({each.label for each in PROVIDERS}) == len(PROVIDERS)
    assert all(re.fullmatch(r"20\d\d-\d\d", each.checked) for each in PROVIDERS)


def test_an_unknown_provider_changes_nothing() -> None:
    form = connect()
    fill(form, host="smtp.example.com")
    form.provider.control.value = "My own"
    assert form.destination.host == "smtp.example.com"


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("host", "", "Type the name of the mail server"),
        ("host", "https://example.com", "is a web address"),
        ("host", "me@example.com", "is an email address"),
        ("host", "smtp example", "has a space in it"),
        ("port", 0, "a number from 1 to 65535, not 0"),
        ("port", 70_000, "a number from 1 to 65535, not 70000"),
        ("timeout", 0.0, "above 0 seconds, not 0"),
        ("timeout", float("nan"), "above 0 seconds, not nan"),
        ("timeout", float("inf"), "above 0 seconds, not inf"),
        ("certificate", "no/such/file", "There is no file 'no/such/file'"),
    ],
)
def test_a_problem_is_shown_at_its_field_and_nothing_is_connected(
    name: str, value: object, problem: str
) -> None:
    form = connect()
    fill(form, host="smtp.example.invalid")
    fill(form, **{name: value})
    assert problem in status(form, name)
    assert form._check_code.code.startswith("# Fix these fields")
    press(form, "Check connection")
    assert "mt-status-error" in form.outcome.value
    assert problem in form.outcome.value.replace("&#x27;", "'")


def test_an_unencrypted_password_gets_a_warning() -> None:
    form = connect()
    fill(form, host="smtp.example.com", security=None, user="ada")
    assert "can read the password" in status(form, "security")
    fill(form, host="localhost")
    assert "can read the password" not in status(form, "security")


@pytest.mark.parametrize("tls", [None, "starttls", "implicit"])
def test_a_connection_to_a_local_server_is_tested_layer_by_layer(tls: Any) -> None:
    with LocalServer(tls=tls) as server:
        form = connect(server)
        press(form, "Check connection")
    found = layers(form.outcome.value)
    assert ("EHLO", "done") in found
    assert all(outcome != "failed" for _, outcome in found)
    assert (("certificate", "done") in found) == (tls is not None)


def test_the_button_runs_the_code_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def record(*args: Any, **options: Any) -> Any:
        calls.append((args, options))
        raise ConnectionError("stop here")

    monkeypatch.setattr("mailtutor.check_connection", record)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "correct horse")
    form = connect()
    fill(form, host="smtp.example.com", port=465, security="implicit", user='a"d\\a', timeout=2.5)
    type_secret(form.password, "correct horse")
    press(form, "Check connection")
    with pytest.raises(ConnectionError):
        run(form._check_code.code)
    by_button, by_code = calls
    assert by_button == by_code
    assert by_button[0] == ("smtp.example.com", 465)
    assert by_button[1]["user"] == 'a"d\\a'
    assert by_button[1]["password"] == "correct horse"


def test_the_failed_layer_is_shown_with_an_explanation() -> None:
    form = connect(LocalServer())
    press(form, "Check connection")
    assert ("connect", "failed") in layers(form.outcome.value)
    assert "Nothing is listening" in form.outcome.value


@pytest.mark.parametrize("tls", [None, "starttls", "implicit"])
def test_both_pieces_of_code_run_unchanged(tls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "correct horse")
    with LocalServer(tls=tls, users={"ada@example.com": "correct horse"}) as server:
        form = connect(server)
        code = form.check_code.replace("check_connection(\n", "report = check_connection(\n")
        assert run(code)["report"].ok
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            run(form.smtplib_code)
    assert printed.getvalue().startswith("(250,")
    assert form._check_code.code == form.check_code
    assert form._smtplib_code.code == form.smtplib_code


def test_the_password_logs_in_and_never_appears() -> None:
    users = {"ada@example.com": "correct horse"}
    with LocalServer(tls="starttls", users=users) as server:
        form = connect(server)
        press(form, "Check connection")
        assert "Type the password of ada@example.com" in form.outcome.value
        assert len(server.sessions) == 0
        type_secret(form.password, "correct horse")
        press(form, "Check connection")
    assert ("login", "done") in layers(form.outcome.value)
    seen = saved_state() + form.text() + form.check_code + form.smtplib_code
    assert "correct horse" not in seen


def test_a_rejected_login_is_explained() -> None:
    users = {"ada@example.com": "x"}
    with LocalServer(tls="starttls", users=users, faults=[faults.app_password_needed()]) as server:
        form = connect(server)
        type_secret(form.password, "wrong horse")
        press(form, "Check connection")
    assert ("login", "failed") in layers(form.outcome.value)
    assert "app password" in form.outcome.value
    assert "wrong horse" not in form.outcome.value + saved_state()


def test_an_error_of_the_check_itself_is_shown_in_the_form(
    tmp_path: Any,
) -> None:
    file = tmp_path / "empty.pem"
    file.write_text("no certificate")
    form = connect(LocalServer(tls="starttls"))
    fill(form, certificate=str(file))
    press(form, "Check connection")
    assert "SSLError" in form.outcome.value


def test_the_form_is_plain_text_without_widgets() -> None:
    form = connect(LocalServer())
    assert form.check_code in repr(form)
    fill(form, host="a b")
    assert "has a space in it" in form.text()
