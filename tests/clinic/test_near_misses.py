"""Each newer cause has errors that look like it and must not get its card."""

from __future__ import annotations

import gc
import os
import smtplib
import sys
import types
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer, explain, faults
from mailtutor.clinic.client_name import ClientName
from mailtutor.clinic.evidence import Evidence
from tests.clinic.real_replies import Row
from tests.clinic.test_replies import explained
from tests.clinic.test_silence import fail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor import Explanation

CLIENT = """import smtplib
class Client(smtplib.SMTP):
    def starttls(self, *, context=None): pass
    def report(self, *, context=None): pass
"""


def told(source: str) -> Explanation:
    explanation = explain(fail(source))
    assert explanation is not None
    return explanation


# -- modules and their names


@pytest.mark.parametrize("name", ["email", "smtplib", "calendar", "imaplib"])
def test_a_file_that_hides_a_module_is_known_by_the_module_itself(name: str) -> None:
    module = types.ModuleType(name)
    module.__file__ = f"/home/ada/{name}.py"
    with pytest.raises(AttributeError) as caught:
        module.message_from_bytes  # noqa: B018 - it fails
    explanation = explain(caught.value)
    assert explanation is not None
    assert explanation.headline == f"Your own file {name}.py hides Python's module `{name}`"


def test_a_file_that_hides_a_module_is_known_by_its_failed_import() -> None:
    error = ImportError("cannot import name 'SMTP'", name="smtplib", path="/home/ada/smtplib.py")
    explanation = explain(error)
    assert explanation is not None
    assert explanation.cause == "a file that hides a module"


@pytest.mark.parametrize(
    ("package", "hides"), [("email", True), ("mailer", False), ("smtplib", False)]
)
def test_a_file_hides_a_package_that_python_takes_for_no_package(
    package: str,
    hides: bool,  # noqa: FBT001
) -> None:
    words = f"No module named '{package}.mime'; '{package}' is not a package"
    explanation = explain(ModuleNotFoundError(words, name=f"{package}.mime"))
    assert (explanation is not None and "hides Python's" in explanation.headline) is hides


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("tools.email", "/home/ada/tools/email.py"),
        ("mailer", "/home/ada/mailer.py"),
        ("email", os.path.join(os.path.dirname(os.__file__), "email", "__init__.py")),  # noqa: PTH118, PTH120
    ],
)
def test_another_module_hides_nothing(name: str, file: str) -> None:
    module = types.ModuleType(name)
    module.__file__ = file
    with pytest.raises(AttributeError) as caught:
        module.quux  # noqa: B018 - it fails
    explanation = explain(caught.value)
    assert explanation is None or explanation.cause != "a file that hides a module"


@pytest.mark.parametrize(
    "source",
    [
        "import ssl\nssl.default_tls()",
        "import ssl\nssl.PROTOCOL_SSLv3",
        "import smtplib, random\nrandom.chioce([1])",
        "import smtplib, json\njson.lods('{}')",
        "import smtplib, types\nsmtp = types.ModuleType('smtp')\nsmtp.stderr",
        CLIENT + "Client.stderr",
    ],
)
def test_a_name_that_a_module_lacks_is_left_alone_without_email(source: str) -> None:
    assert explain(fail(source)) is None


def test_a_method_of_a_client_is_not_looked_for_in_other_modules() -> None:
    assert told("import smtplib\nsmtplib.login('ada', 'x')").cause == "method called on the module"


def test_an_error_in_ones_own_method_is_not_said_to_come_from_python() -> None:
    source = (
        "import smtplib\n"
        "class Client(smtplib.SMTP):\n"
        "    def putcmd(self, cmd, args=''):\n"
        "        cmd.nonsense\n"
        "Client().ehlo()"
    )
    assert "your own code, which `ehlo` called" in told(source).why


# -- calls


@pytest.mark.parametrize(
    "source",
    [
        CLIENT + "Client().report(keyfile='x')",
        CLIENT + "Client().starttls(nothing='x')",
        "class Client:\n    def starttls(self, *, context): pass\nClient().starttls(keyfile=1)",
        "import smtplib\ndef starttls(context=None): pass\nstarttls(keyfile='x')",
        "import smtplib\nclass Header:\n    def __init__(self): pass\nHeader(1)",
        "import smtplib\ndef formataddr(pair): pass\nformataddr()",
        "import smtplib\nprint(*5)",
        "import smtplib\ndef send(*recipients): pass\nsend(*None)",
        "class SMTPHandler:\n    def __init__(self): pass\nSMTPHandler(1)",
        "import logging.handlers\nlogging.handlers.SocketHandler('localhost')",
    ],
)
def test_a_call_of_ones_own_function_is_left_alone(source: str) -> None:
    assert explain(fail(source)) is None


@pytest.fixture
def _untidy() -> Iterator[None]:
    """Find the socket that `SMTPHandler` leaves open after an error here, and not later."""
    yield
    gc.collect()


@pytest.mark.usefixtures("_untidy")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_handler_with_a_tuple_is_not_to_blame_for_a_rejected_login() -> None:
    with LocalServer(users={"ada@example.com": "x"}) as server:
        source = (
            "import logging, logging.handlers\n"
            "class Handler(logging.handlers.SMTPHandler):\n"
            "    def handleError(self, record): raise\n"
            f"handler = Handler(('localhost', {server.port}), 'a@x.org', 'b@x.org', 'x',"
            " credentials=('ada@example.com', 'wrong'))\n"
            "handler.emit(logging.makeLogRecord({'msg': 'x'}))"
        )
        assert told(source).cause == "user name or password refused"


@pytest.mark.usefixtures("_untidy")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("given", "listed"), [("'ada'", True), ("None", False)])
def test_credentials_that_a_handler_ignores_are_listed(given: str, listed: bool) -> None:  # noqa: FBT001
    with LocalServer(users={"ada@example.com": "x"}) as server:
        source = (
            "import logging, logging.handlers\n"
            "class Handler(logging.handlers.SMTPHandler):\n"
            "    def handleError(self, record): raise\n"
            f"handler = Handler(('localhost', {server.port}), 'a@x.org', 'b@x.org', 'x',"
            f" credentials={given})\n"
            "handler.emit(logging.makeLogRecord({'msg': 'x'}))"
        )
        causes = [other.cause for other in told(source).alternatives]
    assert any("ignores `credentials=`" in each for each in causes) is listed


# -- hosts and connections


@pytest.mark.parametrize("host", ["smtp.example.invalid", "smtp.example.invalid.", "xn--bcher-kva"])
def test_a_host_that_could_exist_is_not_called_impossible(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(OSError, match="Name or service") as caught:
        smtplib.SMTP(host, 587)
    explanation = explain(caught.value)
    assert explanation is not None
    assert explanation.cause == "name not found"


def test_the_key_in_an_impossible_host_is_not_shown() -> None:
    key = "SG" + "k3y" * 30
    assert key[:8] not in str(told(f"import smtplib\nsmtplib.SMTP('{key}.example.com', 587)"))


def test_a_port_in_the_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(OSError, match="Name or service") as caught:
        smtplib.SMTP("smtp.example.com:587", 25)
    assert "it has a port in it" in str(explain(caught.value))


def test_a_silent_server_on_another_port_is_not_told_as_port_465() -> None:
    with LocalServer(tls="implicit") as server:
        source = f"import smtplib\nsmtplib.SMTP('localhost', {server.port}, timeout=0.2)"
        assert told(source).cause == "plain client on an implicit-TLS port"


def test_a_connection_that_our_own_server_closed_was_not_cut_by_an_antivirus_program() -> None:
    with LocalServer(faults=[faults.hang_up("MAIL")]) as server:
        source = (
            "import smtplib\n"
            f"client = smtplib.SMTP('localhost', {server.port})\n"
            "try: client.sendmail('a@x.org', 'b@x.org', 'Hello')\n"
            "finally: client.close()"
        )
        assert told(source).cause == "connection lost"


@pytest.mark.parametrize(
    "words",
    [
        "[Errno 104] Connection reset by peer",
        "[Errno 54] Connection reset by peer",
        "[WinError 10054] An existing connection was forcibly closed by the remote host",
        "[WinError 10053] An established connection was aborted",
    ],
)
def test_a_reset_is_known_by_its_words(words: str) -> None:
    error = smtplib.SMTPServerDisconnected(f"Connection unexpectedly closed: {words}")
    assert Evidence(error).exchange.was_reset


def test_a_lost_connection_is_known_by_its_words_where_a_library_raises_it_again() -> None:
    source = (
        "import smtplib\nraise smtplib.SMTPServerDisconnected('Connection unexpectedly closed{}')"
    )
    assert told(source.format("")).cause == "connection lost"
    assert told(source.format(": [Errno 104] Connection reset by peer")).cause == "connection reset"


def test_an_antivirus_program_comes_first_after_a_reset() -> None:
    words = "Connection unexpectedly closed: [WinError 10054] forcibly closed"
    explanation = told(f"import smtplib\nraise smtplib.SMTPServerDisconnected('{words}')")
    assert explanation.alternatives[0].cause.startswith("An antivirus program's mail shield")


def test_a_closed_connection_was_not_reset() -> None:
    error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    assert Evidence(error).exchange.was_reset is None


# -- the name in EHLO


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("pc.example.com", ""),
        ("pc", ""),
        ("pc.example.com.", ""),
        ("[192.0.2.1]", ""),
        ("[IPv6:2001:db8::1]", ""),
        ("1and1.example", ""),
        ("192.0.2.1", "it is an IP address without brackets"),
        ("my pc", "it has a space in it"),
        ("my_pc.local", "it has an underscore in it"),
        ("600", "it is a number"),
        ("pc..local", "it has a part that no name can have"),
        ("-pc", "it has a part that no name can have"),
    ],
)
def test_a_name_that_no_host_can_have_is_known(name: str, fault: str) -> None:
    evidence = Evidence(ValueError())
    evidence.client = smtplib.SMTP(local_hostname=name)
    assert ClientName(evidence).hello_fault == fault


@pytest.mark.parametrize("reply", ["550 5.7.1 Go away", "500 Syntax error, command unrecognized"])
def test_a_reply_to_ehlo_about_something_else_does_not_blame_a_good_name(reply: str) -> None:
    assert explained(Row("any", "EHLO", reply, "")).cause in {"hello refused", "command not known"}


# -- settings that are text

INI = """import configparser
ini = configparser.ConfigParser()
ini.read_string('[mail]\\ntls = no')
"""
STARTTLS = """import os, smtplib
os.environ["MAILTUTOR_TLS"] = {value!r}
client = smtplib.SMTP("localhost", {port})
try:
    {condition}
        client.starttls()
finally:
    client.close()
"""


def first_cause(condition: str, value: str = "False", before: str = "") -> str:
    with LocalServer() as server:
        source = STARTTLS.format(condition=condition, value=value, port=server.port)
        explanation = told(before + source)
    assert explanation.cause == "STARTTLS not offered"
    return explanation.alternatives[0].cause


@pytest.mark.parametrize(
    ("before", "condition"),
    [
        ("", "if os.environ['MAILTUTOR_TLS']:"),
        ("", "if os.environ.get('MAILTUTOR_TLS'):"),
        ("", "if os.getenv('MAILTUTOR_TLS', 'no'):"),
        ("", "if client and os.getenv('MAILTUTOR_TLS'):"),
        ("use_tls = 'off'\n", "if use_tls:  # from a file"),
        ("config = {'tls': '0'}\n", "if config['tls']:"),
        ("config = {'tls': 'No'}\n", "if config.get('tls'):"),
        ("class settings:\n    TLS = 'false'\n", "if settings.TLS:"),
        (
            INI,
            "if ini['mail']['tls']:",
        ),
        (
            INI,
            "if ini.get('mail', 'tls'):",
        ),
    ],
)
def test_a_text_that_says_no_and_counts_as_true_comes_first(
    before: str, condition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILTUTOR_TLS", "")
    assert first_cause(condition, before=before).startswith("A setting says no TLS")


@pytest.mark.parametrize(
    ("before", "condition"),
    [
        ("", "if True:"),
        ("use_tls = True\n", "if use_tls:"),
        ("use_tls = 'yes'\n", "if use_tls:"),
        ("use_tls = 'no'\n", "if use_tls != 'yes':"),
        ("use_tls = 'no'\n", "for use_tls in [1]:"),
    ],
)
def test_a_setting_that_means_yes_is_not_listed(
    before: str, condition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILTUTOR_TLS", "")
    assert first_cause(condition, before=before) == "The wrong port"


# -- replies


@pytest.mark.parametrize(
    ("step", "reply", "cause"),
    [
        ("content", "554 5.7.1 Matched map: FORBIDDEN_FILE_EXTENSION", "attachment blocked"),
        ("recipient", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "no such recipient"),
        ("recipient", "554 5.7.1 USER_UNKNOWN", "no such recipient"),
        ("login", "535 5.7.139 SmtpClientAuthenticationDisabled", "SMTP login switched off"),
        ("content", "554 5.7.1 MessageTooLarge", "too large"),
        ("sender", "550 5.7.60 ClientSendAsDenied", "sender not yours"),
    ],
)
def test_words_that_are_joined_into_a_name_are_read(step: str, reply: str, cause: str) -> None:
    assert explained(Row("any", step, reply, "")).cause == cause


def test_the_names_of_rules_count_less_than_a_sentence() -> None:
    reply = "554 5.7.1 Message rejected as spam; tests=DKIM_INVALID,SPF_FAIL,HTML_MESSAGE"
    assert explained(Row("any", "content", reply, "")).cause == "looks like spam"


@pytest.mark.parametrize(
    "reply",
    ["554 5.7.1 NOT_SPAM", "550 see https://example.com/FORBIDDEN_FILE_EXTENSION for our rules"],
)
def test_a_name_that_denies_or_a_link_asserts_nothing(reply: str) -> None:
    cause = explained(Row("any", "content", reply, "")).cause
    assert cause not in {"looks like spam", "attachment blocked"}


def test_a_mailbox_that_is_unavailable_at_its_own_step_is_about_the_recipient() -> None:
    reply = "550 Requested action not taken: mailbox unavailable"
    assert explained(Row("any", "recipient", reply, "")).cause == "mailbox unavailable"
    assert explained(Row("any", "content", reply, "")).layer == "content"


def test_a_clause_before_a_colon_does_not_depend_on_the_condition_after_it() -> None:
    reply = "550 From header is missing: add one, or contact us if this is wrong for you"
    assert explained(Row("any", "content", reply, "")).cause == "From header malformed"


def test_a_reply_in_chinese_is_shown_in_its_own_letters() -> None:
    words = "\u8bf7\u4f7f\u7528\u6388\u6743\u7801\u767b\u5f55"
    error = smtplib.SMTPAuthenticationError(535, b"Error: " + words.encode("gb18030"))
    explanation = explain(error)
    assert explanation is not None
    assert words in explanation.why
    assert words in explanation._repr_html_()


def test_a_reply_in_latin_1_is_shown_in_its_own_letters() -> None:
    explanation = explain(smtplib.SMTPDataError(550, "Bo\xeete pleine".encode("latin-1")))
    assert "Bo\xeete pleine" in str(explanation)


def test_a_reply_can_not_control_the_terminal() -> None:
    explanation = explain(smtplib.SMTPDataError(550, "a\x1b[31m\u202eb\u6388".encode()))
    assert "a?[31m?b\u6388" in str(explanation)


def test_a_console_without_the_letters_of_a_reply_still_shows_the_card(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    explanation = explain(smtplib.SMTPDataError(550, "\u6388\u6743".encode()))
    monkeypatch.setattr(sys, "stdout", types.SimpleNamespace(encoding="cp1252"))
    assert "550 ??" in str(explanation)


# -- aiosmtplib

RUN_TWICE = """import asyncio
async def twice():
    made = asyncio.sleep(0)
    try:
        asyncio.run(made)
    finally:
        made.close()
asyncio.run(twice())
"""


@pytest.mark.parametrize(
    "source",
    [
        RUN_TWICE,
        "class SMTPException(Exception): pass\nraise SMTPException('Connection already using TLS')",
        "import aiosmtplib\nraise ValueError('Connection already using TLS')",
        "import aiosmtplib\nraise RuntimeError('no')",
    ],
)
def test_what_looks_like_aiosmtplib_is_left_alone(source: str) -> None:
    assert explain(fail(source)) is None


def test_an_error_of_aiosmtplib_is_called_by_its_own_name() -> None:
    source = (
        "import aiosmtplib\n"
        "try:\n"
        "    raise aiosmtplib.SMTPDataError(554, '5.7.1 Spam message rejected')\n"
        "except aiosmtplib.SMTPException:\n"
        "    1 / 0"
    )
    why = told(source).why
    assert why.startswith("This is about the `SMTPDataError`, which came first.")
