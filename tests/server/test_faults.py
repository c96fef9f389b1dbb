"""Everything that a mail server does to a Python program, and what smtplib makes of it.

The table is the documentation: a fault, what the learner's Python raises, and the code.
"""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

import pytest

from mailtutor.server import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import LocalServer, Session
    from mailtutor.server.fault import Fault

    Serve = Callable[..., LocalServer]
    ClientOf = Callable[..., smtplib.SMTP]
    Ended = Callable[..., Session]

ME, YOU = "me@example.com", "you@example.com"
MAIL = b"Subject: Cheap pills\r\n\r\nBuy now!\r\n"


def send(server: LocalServer, timeout: float = 10) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("localhost", server.port, timeout=timeout) as client:
        return client.sendmail(ME, [YOU], MAIL)


TABLE: list[tuple[Fault, type[Exception], int | None]] = [
    # fault                                            what smtplib raises, and its code
    (faults.refuse_recipient(YOU),                     smtplib.SMTPRecipientsRefused, 550),
    (faults.refuse_recipient("@example.com"),          smtplib.SMTPRecipientsRefused, 550),
    (faults.refuse_recipient(YOU, "553 5.7.1 No"),     smtplib.SMTPRecipientsRefused, 553),
    (faults.refuse_sender(ME),                         smtplib.SMTPSenderRefused, 550),
    (faults.refuse_sender("@example.com"),             smtplib.SMTPSenderRefused, 550),
    (faults.no_relay("example.org"),                   smtplib.SMTPRecipientsRefused, 550),
    (faults.mailbox_full(YOU),                         smtplib.SMTPRecipientsRefused, 452),
    (faults.greylist(),                                smtplib.SMTPRecipientsRefused, 451),
    (faults.rate_limit(0),                             smtplib.SMTPSenderRefused, 421),
    (faults.spam("pills"),                             smtplib.SMTPDataError, 554),
    (faults.reply("MAIL", "451 4.3.0 Later"),          smtplib.SMTPSenderRefused, 451),
    (faults.reply("MAIL", "421 4.3.2 Closing"),        smtplib.SMTPSenderRefused, 421),
    (faults.reply("RCPT", "421 4.3.2 Closing"),        smtplib.SMTPRecipientsRefused, 421),
    (faults.reply("RCPT", "452 4.5.3 Too many"),       smtplib.SMTPRecipientsRefused, 452),
    (faults.reply("DATA", "554 5.5.1 No"),             smtplib.SMTPDataError, 554),
    (faults.greeting("554 5.7.1 No service here"),     smtplib.SMTPConnectError, 554),
    (faults.greeting("421 4.3.2 Too busy"),            smtplib.SMTPConnectError, 421),
    (faults.not_smtp(),                                smtplib.SMTPConnectError, -1),
    (faults.hang_up("greeting"),                       smtplib.SMTPServerDisconnected, None),
    (faults.hang_up("EHLO"),                           smtplib.SMTPServerDisconnected, None),
    (faults.hang_up("MAIL"),                           smtplib.SMTPServerDisconnected, None),
    (faults.hang_up("RCPT"),                           smtplib.SMTPServerDisconnected, None),
    (faults.hang_up("DATA"),                           smtplib.SMTPServerDisconnected, None),
    (faults.hang_up("content"),                        smtplib.SMTPServerDisconnected, None),
]  # fmt: skip

SILENT = ["greeting", "EHLO", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize(("fault", "error", "code"), TABLE, ids=repr)
def test_fault_raises_the_expected_exception(
    serve: Serve, ended: Ended, fault: Fault, error: type[Exception], code: int | None
) -> None:
    server = serve(faults=[fault])
    with pytest.raises(error) as caught:
        send(server)
    assert type(caught.value) is error
    if isinstance(caught.value, smtplib.SMTPResponseException):
        assert caught.value.smtp_code == code
    elif isinstance(caught.value, smtplib.SMTPRecipientsRefused):
        assert caught.value.recipients[YOU][0] == code
    session = ended(server)
    assert len(server.mailbox) == 0
    assert session.message_numbers == []


@pytest.mark.parametrize("command", SILENT)
def test_a_silent_server_ends_in_a_timeout(serve: Serve, command: str) -> None:
    server = serve(faults=[faults.silent(command)])
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected), match="timed out"):
        send(server, timeout=0.2)
    assert "doesn't answer anymore" in str(server.sessions[0])


def test_client_falls_back_to_helo_and_fails_if_that_is_rejected_too(
    serve: Serve,
) -> None:
    server = serve(faults=[faults.reply("EHLO", "550 5.7.1 Go away")])
    assert send(server) == {}
    server.faults.append(faults.reply("HELO", "550 5.7.1 Go away"))
    with pytest.raises(smtplib.SMTPHeloError):
        send(server)


def test_client_waits_for_a_slow_server(serve: Serve) -> None:
    server = serve(faults=[faults.slow("greeting", 0.01), faults.slow("DATA", 0.01)])
    assert send(server) == {}
    assert str(server.sessions[0].transcript).count("the server waits 0.01 seconds") == 2


def test_a_slow_client_or_fault_does_not_stall_others(serve: Serve, client_of: ClientOf) -> None:
    server = serve(faults=[faults.slow("VRFY", 3600)])
    waiting = client_of(server)
    waiting.putcmd("vrfy", "anybody")
    assert send(server) == {}


def test_greylisting_accepts_the_second_attempt(serve: Serve) -> None:
    server = serve(faults=[faults.greylist()])
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(server)
    assert send(server) == {}


def test_rate_limit_counts_messages_across_sessions(serve: Serve) -> None:
    server = serve(faults=[faults.rate_limit(2)])
    send(server)
    send(server)
    with pytest.raises(smtplib.SMTPSenderRefused) as caught:
        send(server)
    assert caught.value.smtp_code == 421


def test_custom_reply_can_be_limited_to_a_number_of_times(serve: Serve) -> None:
    server = serve(faults=[faults.reply("MAIL", "451 4.3.0 Later", times=2)])
    for _ in range(2):
        with pytest.raises(smtplib.SMTPSenderRefused):
            send(server)
    assert send(server) == {}


def test_partly_rejected_recipients_are_returned_without_an_exception(
    serve: Serve, client_of: ClientOf
) -> None:
    server = serve(refuse={"nobody@example.com": "550 5.1.1 No such user"})
    refused = client_of(server).sendmail(ME, [YOU, "nobody@example.com"], MAIL)
    assert refused == {"nobody@example.com": (550, b"5.1.1 No such user")}
    assert server.mailbox[0].envelope.refused == (("nobody@example.com", "550 5.1.1 No such user"),)


def test_faults_work_together(serve: Serve, client_of: ClientOf) -> None:
    server = serve(
        refuse={"nobody@example.com": "550 5.1.1 No such user"},
        faults=[faults.slow("RCPT", 0.01), faults.greylist(), faults.without("SIZE")],
    )
    client = client_of(server)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        client.sendmail(ME, [YOU, "nobody@example.com"], MAIL)
    codes = {who: code for who, (code, _) in caught.value.recipients.items()}
    assert codes == {YOU: 451, "nobody@example.com": 550}
    assert not client.has_extn("size")


def test_faults_may_change_while_it_runs(serve: Serve, client_of: ClientOf) -> None:
    server = serve()
    client = client_of(server)
    assert client.sendmail(ME, [YOU], MAIL) == {}
    server.faults.append(faults.mailbox_full(YOU))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        client.sendmail(ME, [YOU], MAIL)
    server.faults.clear()
    assert client.sendmail(ME, [YOU], MAIL) == {}


EXTENSIONS = ["SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"]


@pytest.mark.parametrize("extension", [*EXTENSIONS, "STARTTLS", "AUTH"])
def test_each_extension_can_be_disabled(serve: Serve, client_of: ClientOf, extension: str) -> None:
    both = {"tls": "starttls" if extension == "STARTTLS" else None, "users": {"ada": "x"}}
    client = client_of(serve(**both, faults=[faults.without(extension.lower())]))
    client.ehlo()
    assert not client.has_extn(extension)
    others = {*EXTENSIONS} - {extension}
    assert all(client.has_extn(other) for other in others)


@pytest.mark.parametrize(
    ("extension", "command"),
    [
        ("SIZE", "MAIL FROM:<me@example.com> SIZE=10"),
        ("8BITMIME", "MAIL FROM:<me@example.com> BODY=8BITMIME"),
        ("SMTPUTF8", "MAIL FROM:<me@example.com> SMTPUTF8"),
        ("STARTTLS", "STARTTLS"),
        ("AUTH", "AUTH PLAIN AGEAYg=="),
    ],
)
def test_extension_that_is_not_offered_is_rejected(
    serve: Serve, client_of: ClientOf, extension: str, command: str
) -> None:
    client = client_of(serve(tls="starttls", faults=[faults.without(extension, "STARTTLS")]))
    client.ehlo()
    assert client.docmd(command)[0] in {500, 501, 502, 555}


def test_non_ascii_addresses_need_smtputf8(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(faults=[faults.without("SMTPUTF8")]))
    with pytest.raises(smtplib.SMTPNotSupportedError):
        client.sendmail(ME, ["jürgen@example.com"], MAIL, mail_options=["SMTPUTF8"])


def test_text_of_a_server_describes_its_faults(serve: Serve) -> None:
    text = repr(
        serve(
            users={"ada": "secret"},
            refuse={"nobody@example.com": "550 5.1.1 No such user"},
            faults=[faults.greylist(), faults.slow("DATA", 3)],
        )
    )
    assert "Rejects messages to nobody@example.com with '550 5.1.1 No such user'" in text
    assert "Greylists" in text
    assert "Waits 3 seconds before answering DATA" in text
    assert "secret" not in text


@pytest.mark.parametrize("fault", [row[0] for row in TABLE] + [
    faults.slow("DATA", 3), faults.silent("EHLO"), faults.without("SIZE", "AUTH"),
    faults.app_password_needed(), faults.basic_authentication_off(),
    faults.reply("MAIL", "451 4.3.0 Later", times=2),
], ids=repr)  # fmt: skip
def test_the_repr_of_a_fault_is_the_python_that_makes_it(fault: Fault) -> None:
    assert eval(repr(fault), vars(faults)) == fault  # noqa: S307 - our own text
    assert str(fault)


@pytest.mark.parametrize(
    "text", ["", "No", "99 x", "600 x", "25 OK", "250OK", "250 a\r\nb", "\uff1250 x"]
)
def test_fault_with_an_invalid_reply_raises_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="a reply must be"):
        faults.reply("MAIL", text)


@pytest.mark.parametrize("command", ["", "MAIL FROM", "MÄIL", "42"])
def test_fault_with_an_unknown_command_raises_an_error(command: str) -> None:
    with pytest.raises(ValueError, match="a command must be one word"):
        faults.hang_up(command)


@pytest.mark.parametrize("seconds", [0, -1, 4000, "3", None])
def test_fault_with_an_invalid_delay_raises_an_error(seconds: object) -> None:
    with pytest.raises(ValueError, match="seconds must be"):
        faults.slow("DATA", seconds)  # type: ignore[arg-type]
