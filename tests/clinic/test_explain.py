"""`explain` with all kinds of exceptions, and the form of an explanation."""

from __future__ import annotations

import re
import smtplib
import ssl
import string
from html import unescape
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer, explain
from mailtutor.clinic.call import Call
from mailtutor.clinic.causes import CAUSES, UNKNOWN
from mailtutor.clinic.client_name import ClientName
from mailtutor.clinic.endpoint import Endpoint
from mailtutor.clinic.exchange import Exchange
from mailtutor.clinic.expected_types import ExpectedTypes
from mailtutor.clinic.given import Given
from mailtutor.clinic.log_handler import LogHandler
from mailtutor.clinic.misuse import Misuse
from mailtutor.clinic.names import Names
from mailtutor.clinic.placeholders import WORDS
from mailtutor.clinic.results import Results
from mailtutor.clinic.sent import Sent
from mailtutor.clinic.settings_text import SettingsText
from mailtutor.clinic.spelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailtutor import Explanation
    from mailtutor.clinic.cause import Cause
    from mailtutor.clinic.report import Report

    Explained = Callable[[Callable[[], object]], Explanation | None]

PARTS = (Endpoint, Exchange, Names, Call, Misuse, Given, Results, Spelling, LogHandler,
         SettingsText, ClientName, ExpectedTypes, Sent)  # fmt: skip
TABLE = (*CAUSES, *UNKNOWN)


class SpeechlessError(ConnectionRefusedError):
    """An error that can't be printed."""

    def __str__(self) -> str:
        raise RuntimeError("no words")

    __repr__ = __str__


@pytest.fixture
def refusals(
    explained: Explained, closed_port: int, far_host: list[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Explanation]:
    """One explanation for each kind of refusal, by its name."""
    found = [explained(lambda: smtplib.SMTP("smtp.example.com", 587))]
    assert far_host
    monkeypatch.undo()
    server = LocalServer()
    found.append(explained(lambda: smtplib.SMTP("localhost", closed_port)))
    found.append(explained(lambda: smtplib.SMTP("localhost", server.port)))
    with server:
        found.append(explained(lambda: (server, smtplib.SMTP("localhost", closed_port))))
        with server.answering("localhost", 25):
            found.append(explained(lambda: (server, smtplib.SMTP("smtp.example.com", 587))))
    return {each.cause: each for each in found if each is not None}


def test_the_text_is_plain_and_fits_a_terminal(refusals: dict[str, Explanation]) -> None:
    for explanation in refusals.values():
        text = str(explanation)
        assert text.isascii()
        assert max(map(len, text.splitlines())) <= 80
        assert repr(explanation) == text
        assert text.startswith(explanation.headline)


def test_every_placeholder_is_filled_in(refusals: dict[str, Explanation]) -> None:
    for explanation in refusals.values():
        assert not re.search(r"[{}]|\bNone\b", str(explanation))


def test_the_headline_is_one_line(refusals: dict[str, Explanation]) -> None:
    for explanation in refusals.values():
        assert len(explanation.headline) <= 80


def test_the_code_is_python(refusals: dict[str, Explanation]) -> None:
    for explanation in refusals.values():
        compile(explanation.code, "<next step>", "exec")


def visible(html: str) -> str:
    """Return the text that remains if Jupyter removes stylesheets, pictures and classes."""
    html = re.sub(r"(?s)<(style|svg).*?</\1>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_card_says_all_without_its_stylesheet(refusals: dict[str, Explanation]) -> None:
    for explanation in refusals.values():
        shown = visible(explanation._repr_html_())
        parts = [explanation.headline, explanation.why, explanation.code]
        parts += [f"{step} {step.outcome}" for step in explanation.steps]
        parts += [face.shown for face in explanation.platforms]
        parts += [f"{other.cause}. {other.how_to_tell}" for other in explanation.alternatives]
        parts += [link.title for link in explanation.reading]
        for part in parts:
            wanted = re.sub(r"\s", "", part.replace("`", ""))
            assert wanted in shown.replace(" ", ""), part


def test_the_card_runs_nothing_and_fetches_nothing(refusals: dict[str, Explanation]) -> None:
    for explanation in refusals.values():
        html = explanation._repr_html_()
        assert not re.search(r"(?i)<script|<img|<iframe|\son\w+=|@import|url\(|\bsrc=", html)


def test_every_color_of_the_card_is_the_themes() -> None:
    style = _stylesheet()
    colors = re.findall(r"(?m)^\s*(?:color|background|border(?:-left)?):\s*(.*);", style)
    painted = [each for each in colors if each not in {"inherit", "none"}]
    assert len(painted) > 8
    for each in painted:
        assert "var(--jp-" in each, each
    without_fallbacks = re.sub(r"var\(--jp-[\w-]+, [^()]+\)", "", style)
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", without_fallbacks)


def test_every_rule_of_the_card_stays_inside_it() -> None:
    selectors = re.findall(r"(?m)^\s*([^{}@/*\n]+?)[,{]\s*$", _stylesheet())
    assert len(selectors) > 10
    assert all(selector.startswith(".mailtutor-card") for selector in selectors)


def test_one_click_selects_the_code(refusals: dict[str, Explanation]) -> None:
    rule = re.search(r"(?s)\.mailtutor-code \{(.*?)\}", _stylesheet())
    assert rule is not None
    assert " user-select: all;" in rule[1]
    for explanation in refusals.values():
        assert '<pre class="mailtutor-code">' in explanation._repr_html_()


def _stylesheet() -> str:
    from mailtutor.clinic.document import _stylesheet

    return _stylesheet()


@pytest.mark.usefixtures("far_host")
def test_what_comes_from_the_exception_is_escaped(explained: Explained) -> None:
    hostile = '<script>alert("x")</script>&`<b>`{port}'
    said = explained(lambda: smtplib.SMTP(hostile, 25))
    assert said is not None
    html = said._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "{port}" in said.headline


@pytest.mark.usefixtures("far_host")
def test_no_password_is_shown(explained: Explained) -> None:
    password = "correct horse"
    said = explained(lambda: smtplib.SMTP(f"smtp://ada:{password}@smtp.example.com", 25))
    assert said is not None
    assert "smtp.example.com refused" in said.headline
    for shown in (str(said), said._repr_html_()):
        assert password not in shown
        assert "ada" not in shown


def test_a_very_long_host_is_cut_off() -> None:
    class Client(smtplib.SMTP):
        def _get_socket(self, *_: object) -> object:
            raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError) as caught:
        Client("a" * 10_000, 25)
    assert len(str(explain(caught.value))) < 5_000


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("division by zero"),
        SyntaxError("invalid syntax"),
        KeyboardInterrupt(),
        RecursionError("maximum recursion depth exceeded"),
        ConnectionRefusedError(111, "Connection refused"),
        SpeechlessError(),
    ],
)
def test_an_error_that_has_nothing_to_do_with_email_is_left_alone(error: BaseException) -> None:
    assert explain(error) is None


def test_an_error_without_words_is_explained_all_the_same(explained: Explained) -> None:
    class Client(smtplib.SMTP):
        def _get_socket(self, *_: object) -> object:
            raise SpeechlessError

    assert explained(lambda: Client("localhost", 25)) is not None


def test_a_cycle_of_errors_does_not_loop_forever() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__context__, second.__context__ = second, first
    assert explain(first) is None


def test_the_explanation_holds_nothing_of_the_exception(refusals: dict[str, Explanation]) -> None:
    for explanation in refusals.values():
        assert hash(explanation) == hash(explanation)  # text and tuples of text, no more
        assert "Error object" not in repr(vars(explanation))


def test_variables_of_ipython_are_not_called_by_name(explained: Explained) -> None:
    _3 = LocalServer()
    said = explained(lambda: (_3, smtplib.SMTP("localhost", _3.port)))
    assert said is not None
    assert "_3" not in str(said)


@pytest.mark.parametrize("cause", TABLE, ids=lambda cause: cause.name)
def test_an_entry_uses_only_words_that_can_be_filled_in(cause: Cause) -> None:
    known = {*WORDS, "numbers", *(name for part in PARTS for name in vars(part))}
    texts = [cause.headline, cause.step, cause.why, cause.code]
    texts += [text for other in cause.alternatives for text in (other.cause, other.how_to_tell)]
    for text in texts:
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= known
        assert text.count("`") % 2 == 0


def test_every_word_in_braces_is_used() -> None:
    texts = "".join(
        text
        for cause in TABLE
        for text in (
            cause.headline,
            cause.step,
            cause.why,
            cause.code,
            *(other.cause + other.how_to_tell for other in cause.alternatives),
        )
    )
    assert {word for word in WORDS if f"{{{word}}}" not in texts} == set()


def test_the_entries_have_different_names() -> None:
    assert len({cause.name for cause in TABLE}) == len(TABLE)


def test_the_suggested_check_starts_with_tls_if_the_client_did(
    explained: Explained,
) -> None:
    server = LocalServer(tls="implicit", certificate="other name").start()
    context = ssl.create_default_context(cafile=server.ca_file)
    said = explained(lambda: smtplib.SMTP_SSL("localhost", server.port, context=context))
    assert said is not None
    space: dict[str, Report] = {}
    *before, last = said.code.splitlines()
    exec("\n".join([*before, f"report = {last}"]), space)  # noqa: S102 - it is what a learner runs
    server.stop()
    assert [check.name for check in space["report"].checks if check.outcome == "failed"] == [
        "certificate"
    ]


def test_threads_in_the_code_come_first_where_there_is_no_connection(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import smtplib, threading\n"
        "threading.Thread(target=print).start()\n"
        "client.quit()\n"
        "client.noop()\n"
    )
    with LocalServer() as server:
        client = smtplib.SMTP("localhost", server.port)
        with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
            exec(compile(script.read_text(), str(script), "exec"), {"client": client})  # noqa: S102
    told = explain(caught.value)
    assert told is not None
    assert [other.cause for other in told.alternatives][:2] == [
        "Several threads use one client at once",
        "After `quit()` or `close()`",
    ]
