"""Each newer cause has errors that look like it and must not get its card."""

from __future__ import annotations

import gc
import os
import smtplib
import socket
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer, explain, faults
from mailtutor.clinic.client_name import ClientName
from mailtutor.clinic.evidence import Evidence
from tests.clinic.real_replies import Row
from tests.clinic.test_replies import explained, server_that_says
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
    assert Evidence(error).connection_end.was_reset


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
    assert Evidence(error).connection_end.was_reset is None


# A server that closes a connection lets one more command be sent, so a closed socket stands for it.
ENDED = """import smtplib
client = smtplib.SMTP("localhost", {port})
{first}
try:
    client.sendmail("me@example.com", "you@example.com", "Hello!")
finally:
    client.close()
"""


def test_an_error_that_was_ignored_comes_first_where_this_side_closed_the_socket() -> None:
    with LocalServer() as server:
        explanation = told(ENDED.format(port=server.port, first="client.sock.detach()"))
    assert explanation.cause == "connection ended before"
    assert "closed the connection" not in str(explanation)
    assert [each.cause for each in explanation.alternatives] == [
        "An error before this one was caught, and the program went on"
    ]


def test_a_connection_that_ended_before_may_have_been_lost() -> None:
    shut = "import socket; client.ehlo(); client.sock.shutdown(socket.SHUT_WR)"
    with LocalServer() as server:
        explanation = told(ENDED.format(port=server.port, first=shut))
    assert explanation.cause == "connection ended before"
    assert any("network was lost" in each.cause for each in explanation.alternatives)
    assert "may have accepted it" not in explanation.why


def test_a_connection_that_ends_in_the_content_had_not_ended_before() -> None:
    with LocalServer(faults=[faults.hang_up("content")]) as server:
        explanation = told(ENDED.format(port=server.port, first=""))
    assert explanation.cause == "connection lost"
    assert "may have accepted it" in explanation.why


def test_a_connection_closed_at_mail_has_not_carried_a_message() -> None:
    with LocalServer(faults=[faults.hang_up("MAIL")]) as server:
        explanation = told(ENDED.format(port=server.port, first=""))
    assert explanation.cause == "connection lost"
    assert "may have accepted it" not in explanation.why


def refused(
    monkeypatch: pytest.MonkeyPatch, error: OSError, host: str, port: int = 25, **more: Any
) -> Explanation:
    """Return the explanation of a connection that the operating system ends with this error."""

    def connect(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OSError) as caught:  # noqa: PT011 - it is the error from above
        smtplib.SMTP(host, port, **more)
    explanation = explain(caught.value)
    assert explanation is not None
    return explanation


@pytest.mark.parametrize("number", [99, 49, 10049])
def test_a_source_address_is_named_only_if_one_was_given(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, again = (OSError(number, "Cannot assign requested address") for _ in range(2))
    assert "source_address" not in str(refused(monkeypatch, error, "localhost"))
    given = refused(monkeypatch, again, "localhost", source_address=("192.0.2.1", 0))
    assert given.cause == "source address is not here"


@pytest.mark.parametrize(
    ("host", "first"),
    [
        ("localhost", "No mail server runs on this computer"),
        ("127.0.0.1", "No mail server runs on this computer"),
        ("0.0.0.0", "0.0.0.0 is an address to listen on"),
        ("smtp.example.com", "The name has an IPv6 address"),
    ],
)
def test_an_address_without_a_way_to_it_is_explained_by_the_host(
    host: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    explanation = refused(monkeypatch, OSError(99, "Cannot assign requested address"), host)
    assert explanation.alternatives[0].cause.startswith(first)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
@pytest.mark.parametrize("number", [111, 61, 10061])
def test_nothing_listens_on_this_computer_on_any_system(
    host: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    explanation = refused(monkeypatch, ConnectionRefusedError(number, "refused"), host)
    assert explanation.cause == "nothing listens on this computer"
    assert explanation.alternatives[0].cause == "You mean your provider's mail server"
    explanation = refused(monkeypatch, ConnectionRefusedError(number, "refused"), host, 8025)
    assert explanation.alternatives[0].cause != "You mean your provider's mail server"


def test_a_refusal_by_another_computer_is_not_one_of_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = ConnectionRefusedError(111, "refused")
    assert refused(monkeypatch, error, "localhost.example.com").cause == "refused by a remote host"


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


@pytest.mark.parametrize(("user", "named"), [("", True), ("ada@example.com", False)])
def test_an_empty_user_name_is_named_where_the_server_has_no_login(user: str, named: bool) -> None:  # noqa: FBT001
    with LocalServer() as server:
        source = (
            f"import smtplib\nclient = smtplib.SMTP('localhost', {server.port})\n"
            f"try:\n    client.login({user!r}, 'x')\nfinally:\n    client.close()"
        )
        explanation = told(source)
    assert explanation.cause == "login not offered"
    assert any("name is empty" in each.cause for each in explanation.alternatives) is named


@pytest.mark.parametrize(
    ("reply", "for_now"), [("421 Service refused, try later", True), ("554 Go away", False)]
)
def test_a_connection_is_rejected_for_now_only_by_a_temporary_reply(
    reply: str,
    for_now: bool,  # noqa: FBT001
) -> None:
    assert ("for now" in explained(Row("any", "greeting", reply, "")).headline) is for_now


# -- what to run next


@pytest.mark.parametrize(
    ("step", "reply", "again"),
    [
        ("recipient", "451 4.3.0 Temporary lookup failure", "client.send_message(message)"),
        ("recipient", "421 4.3.0 Temporary lookup failure, closing", "smtplib.SMTP("),
        ("EHLO", "451 4.3.0 Temporary lookup failure", "smtplib.SMTP("),
    ],
)
def test_a_connection_that_is_gone_is_not_used_again(step: str, reply: str, again: str) -> None:
    assert explained(Row("any", step, reply, "")).code.splitlines()[-1].count(again) == 1


@pytest.mark.parametrize(("header", "listed"), [("From", False), ("To", True), ("cc", True)])
def test_several_recipients_are_named_only_for_a_header_of_recipients(
    header: str,
    listed: bool,  # noqa: FBT001
) -> None:
    source = (
        "from email.message import EmailMessage\nmessage = EmailMessage()\n"
        f"for each in 'ab': message[{header!r}] = each + '@example.com'"
    )
    assert bool(told(source).alternatives) is listed


@pytest.mark.parametrize(
    ("features", "first"),
    [
        ({"xxxxxxxa": "", "size": "1"}, "Something in the network removes it"),
        ({"xclient": "", "size": "1"}, "The wrong port"),
    ],
)
def test_a_firewall_that_hides_starttls_is_known_by_its_marks(
    features: dict[str, str], first: str
) -> None:
    client = smtplib.SMTP(local_hostname="pc.example.com")
    client.ehlo_resp, client.esmtp_features = b"hello", features
    with pytest.raises(smtplib.SMTPNotSupportedError) as caught:
        client.starttls()
    explanation = explain(caught.value)
    assert explanation is not None
    assert explanation.alternatives[0].cause == first
    assert not any("local server" in each.cause for each in explanation.alternatives)


# -- libraries that replace sockets


def test_a_library_that_replaces_sockets_is_not_taken_for_the_learners_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library: dict[str, Any] = {"__name__": "socks"}
    exec("def connect(*_, **__): raise ConnectionRefusedError(111, 'refused')", library)  # noqa: S102
    monkeypatch.setattr(socket, "create_connection", library["connect"])
    source = "import smtplib\nclient = smtplib.SMTP()\nclient.connect()"
    assert told(source).cause == "connect without a host"
    assert told(source.replace("()\nclient.connect()", "('localhost')")).cause == (
        "nothing listens on this computer"
    )


# -- texts that hold undecoded bytes


def test_an_old_message_with_a_letter_and_a_newer_policy_has_no_undecoded_bytes() -> None:
    source = (
        "from email.mime.text import MIMEText\n"
        "from email import policy\n"
        "message = MIMEText('x')\n"
        "message['Subject'] = 'R\xe9union'\n"
        "message.policy = policy.SMTP.clone(refold_source='none')\n"
        "message.as_bytes()"
    )
    assert told(source).cause == "old message with a newer policy"


def test_a_text_with_undecoded_bytes_is_known_even_if_another_letter_comes_first() -> None:
    source = (
        "from email.message import EmailMessage\n"
        "EmailMessage().set_content('\u20ac\\udce9', charset='latin-1')"
    )
    explanation = told(source)
    assert explanation.cause == "bytes in a text that were never decoded"
    assert "set_content" in explanation.code


# -- names that Python removed


@pytest.mark.parametrize(
    ("source", "now"),
    [
        ("import base64\nfrom email.mime.base import MIMEBase\nbase64.encodestring", "encodebytes"),
        ("import base64, imaplib\nbase64.decodestring(b'')", "decodebytes"),
        ("import smtplib\nfrom base64 import encodestring", "encodebytes"),
        ("import smtplib, string\nstring.letters", "ascii_letters"),
    ],
)
def test_a_name_that_python_removed_is_replaced_in_code_for_email(source: str, now: str) -> None:
    explanation = told(source)
    assert explanation.cause == "name that Python removed"
    assert now in explanation.headline


@pytest.mark.parametrize(
    "source",
    [
        "import base64\nbase64.encodestring",
        "from base64 import encodestring",
        "import smtplib\nfrom base64 import encodewords",
        "import smtplib, string\nstring.letter_of_mine",
    ],
)
def test_a_name_that_python_removed_is_left_alone_without_email(source: str) -> None:
    assert explain(fail(source)) is None


# -- settings for the port

PORT = "import os, smtplib\n{}\ndef connect():\n    return smtplib.SMTP('localhost', {})"


@pytest.mark.parametrize(
    ("line", "argument", "fault"),
    [
        ("EMAIL_PORT = int('')", "EMAIL_PORT", "empty"),
        ("port = int(dict().get('port'))", "port", "None"),
        ("where = int(' ')", "where", "empty"),
        ("config = {'smtp': {'port': '587,'}}; int(config['smtp']['port'])", "1", "no whole"),
    ],
)
def test_a_port_that_is_no_number_is_named(line: str, argument: str, fault: str) -> None:
    explanation = told(PORT.format(line, argument))
    assert explanation.cause == "port that int() can't read"
    assert f"is {fault}" in explanation.headline


@pytest.mark.parametrize(
    ("line", "argument"),
    [
        ("retries = int('')", "25"),
        ("mail_report = int('')", "25"),
        ("mails_imported = int(None)", "25"),
        ("http_port = int('')", "25"),
        ("where = int([])", "where"),
    ],
)
def test_another_number_is_left_alone(line: str, argument: str) -> None:
    assert explain(fail(PORT.format(line, argument))) is None


def test_a_port_is_left_alone_in_code_without_smtp() -> None:
    assert explain(fail("mail_port = int('')")) is None


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


@pytest.mark.parametrize(
    ("reply", "says_nothing"),
    [
        ("550 5.7.1 Rejected due to local policy", True),
        ("550 5.7.1 Rejected due to local policy, see https://example.com/spam/links", True),
        ("550 5.7.1 Rejected by policy: attachments from new senders", False),
        ("550 5.7.1 Denied by the server policy for links", False),
        ("550 5.7.1 Rejected due to policy reasons. No spam.", False),
    ],
)
def test_a_rule_that_the_reply_names_is_not_said_to_be_unnamed(
    reply: str,
    says_nothing: bool,  # noqa: FBT001
) -> None:
    card = str(explained(Row("any", "content", reply, "")))
    assert ("doesn't say which rule" in card) is says_nothing


def test_a_link_to_the_help_page_is_not_a_link_on_a_block_list() -> None:
    reply = "550 5.7.1 Rejected, use the link (help url) or see (URL)"
    assert explained(Row("any", "content", reply, "")).cause != "link on a block list"


@pytest.mark.parametrize(
    ("step", "reply", "cause"),
    [
        ("recipient", "554 5.7.1 <x>: Client host rejected: Access denied", None),
        ("recipient", "550 Address locked", "mailbox closed"),
        ("login", "535 5.7.8 User disabled", "account suspended"),
        ("sender", "550 5.7.1 Account disabled", "account suspended"),
        ("recipient", "554 5.7.1 Sender address rejected: address disabled", None),
    ],
)
def test_a_locked_address_is_the_one_that_the_step_is_about(
    step: str, reply: str, cause: str | None
) -> None:
    found = explained(Row("any", step, reply, "")).cause
    assert found == cause if cause else found != "mailbox closed"


@pytest.mark.parametrize(
    ("reply", "retry"),
    [
        ("450 4.1.8 <me@example.com>: Sender address rejected: Domain not found", False),
        ("450 4.2.0 <you@example.com>: Recipient address rejected: Greylisted", True),
    ],
)
def test_a_temporary_failure_that_stays_is_not_said_to_pass(reply: str, retry: bool) -> None:  # noqa: FBT001
    assert ("may be accepted later" in explained(Row("any", "recipient", reply, "")).why) is retry


def sender_refused(commands: str, **server: Any) -> Explanation:
    """Return the explanation of a reply that says that MAIL came too early."""
    early = faults.reply("MAIL", "503 5.5.1 Bad sequence of commands")
    with LocalServer(faults=[early], **server) as running:
        source = (
            f"import smtplib\nclient = smtplib.SMTP('localhost', {running.port})\n{commands}\n"
            "try:\n    client.sendmail('me@example.com', 'you@example.com', 'Hello!')\n"
            "finally:\n    client.close()"
        )
        return told(source)


USERS = {"ada@example.com": "x"}
LOGIN = "client.login('ada@example.com', 'x')"


@pytest.mark.parametrize(
    ("commands", "users", "listed"),
    [
        ("client.helo()", None, True),
        ("", USERS, True),
        ("", None, False),
        (LOGIN, USERS, False),
    ],
)
def test_a_login_is_listed_at_mail_if_there_was_none_and_the_server_offers_it(
    commands: str,
    users: dict[str, str] | None,
    listed: bool,  # noqa: FBT001
) -> None:
    explanation = sender_refused(commands, users=users)
    assert explanation.cause == "commands out of order"
    assert any("wants a login" in each.cause for each in explanation.alternatives) is listed


def test_recipients_that_were_rejected_and_ignored_are_named_at_data() -> None:
    with LocalServer(faults=[faults.reply("RCPT", "451 Later")]) as server:
        source = (
            f"import smtplib\nclient = smtplib.SMTP('localhost', {server.port})\n"
            "client.ehlo(); client.mail('me@example.com'); client.rcpt('you@example.com')\n"
            "try:\n    client.data('Hello!')\n"
            "finally:\n    client.close()"
        )
        explanation = told(source)
    assert explanation.cause == "no recipient before DATA"
    assert [each.name for each in explanation.steps if each.outcome == "failed"] == ["recipient"]


@pytest.mark.parametrize(
    ("sender", "named"),
    [
        ("Ada, of London <me@example.com>", True),
        ('"Ada, of London" <me@example.com>', False),
        ("Ada of London <me@example.com>", False),
        ("me@example.com", False),
    ],
)
def test_a_comma_in_a_display_name_is_named(sender: str, named: bool) -> None:  # noqa: FBT001
    error = smtplib.SMTPSenderRefused(501, b"5.1.7 Bad sender address syntax", sender)
    assert ("has a comma, and no quotes" in str(explain(error))) is named


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


def test_bare_letters_in_a_header_come_first_when_a_server_gives_no_reason() -> None:
    mail = "From: J\xf6rg <me@example.com>\nSubject: Hi\n\nHello\n".encode()
    said = refused_content(mail, "554 Reject due to policy restrictions.")
    assert said.alternatives[0].cause == "A header has letters beyond ASCII that aren't encoded"


def test_a_server_of_ones_own_comes_first_when_it_closes_the_connection() -> None:
    source = (
        "import smtplib\n"
        "from aiosmtpd.controller import Controller\n"
        "raise smtplib.SMTPServerDisconnected('Connection unexpectedly closed')"
    )
    assert told(source).alternatives[0].cause == "The server is a program of yours, and failed"


def refused_content(mail: bytes, reply: str) -> Explanation:
    """Send a message, and explain the reply to its content."""
    row = Row("any", "content", reply, "")
    with server_that_says(row) as server, smtplib.SMTP("localhost", server.port) as client:
        client.login("ada@example.com", "correct horse")
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.sendmail("me@example.com", ["you@example.com"], mail)
    said = explain(caught.value)
    assert said is not None
    return said


@pytest.mark.parametrize("reply", ["554 Reject due to policy restrictions.", "550 No."])
def test_a_header_that_is_there_twice_comes_first_when_a_server_gives_no_reason(reply: str) -> None:
    mail = b"From: me@example.com\nTo: a@example.com\nTo: b@example.com\n\nHello\n"
    first = refused_content(mail, reply).alternatives[0]
    assert first.cause == "The message has a header twice: To"


def test_the_user_name_of_sendgrid_comes_first_there() -> None:
    said = (
        "import smtplib\n"
        "client = smtplib.SMTP()\n"
        "client._host = 'smtp.sendgrid.net'\n"
        "client.getreply = lambda: (535, b'Authentication failed: Bad username / password')\n"
        "client.send = lambda _: None\n"
        "client.does_esmtp, client.ehlo_resp = True, b'smtp.sendgrid.net'\n"
        "client.esmtp_features = {'auth': 'PLAIN'}\n"
        "client.login('ada@example.com', 'key')"
    )
    assert told(said).alternatives[0].cause == "At SendGrid, the user name is the word `apikey`"


HANDLER = "import smtplib\nclass Handler:\n    async def handle_{verb}(self, *_): return 'OK'\n"


def test_a_handler_that_returns_no_code_comes_first_if_the_answer_has_none() -> None:
    source = HANDLER.format(verb="MAIL") + "raise smtplib.SMTPSenderRefused(-1, b'', 'a@b.c')"
    first = told(source).alternatives[0]
    assert first.cause == "A method of your handler returns a text without a code"


def test_a_handler_that_keeps_no_recipient_comes_first_if_none_was_accepted() -> None:
    source = HANDLER.format(verb="RCPT") + (
        "client = smtplib.SMTP()\n"
        "client.putcmd = lambda *_: None\n"
        "client.getreply = lambda: (503, b'Error: need RCPT command')\n"
        "client.data(b'Hello')"
    )
    first = told(source).alternatives[0]
    assert first.cause == "Your handler's `handle_RCPT` doesn't keep the recipient"


def test_a_server_at_a_name_that_does_not_exist_is_no_client_of_it() -> None:
    source = (
        "import socket\n"
        "from aiosmtpd.controller import Controller\n"
        "raise socket.gaierror(-2, 'Name or service not known')"
    )
    assert told(source).cause == "listening on another computer's address"


def test_the_size_of_a_large_message_is_named_when_the_connection_ends_in_it() -> None:
    with (
        LocalServer(faults=[faults.hang_up("content")]) as server,
        smtplib.SMTP("localhost", server.port) as client,
        pytest.raises(smtplib.SMTPServerDisconnected) as caught,
    ):
        client.sendmail("me@example.com", ["you@example.com"], b"x" * 6_000_000)
    said = explain(caught.value)
    assert said is not None
    assert "The message is large: 6 MB" in [each.cause for each in said.alternatives]
