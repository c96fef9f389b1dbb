"""Sentences of lessons 05 to 09 and of the tables, run: each test quotes what it holds."""

from __future__ import annotations

import base64
import email.utils
import smtplib
import socket
import ssl
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest

from mailtutor import LocalServer, faults, review
from mailtutor.clinic.replies import read_reply
from mailtutor.mime.headers import header_table
from tests.notebooks.claims import arrived, cells, message, solution, told

ADA, SECRET = "ada@example.com", "c0ffee42"


def wire(server: LocalServer) -> bytes:
    """Return all that crossed in the last session, and what is base64 in it, decoded."""
    found = b""
    for piece in server.sessions[-1].wire:
        found += piece.raw
        for word in piece.raw.split():
            with suppress(ValueError):
                found += b" " + base64.b64decode(word, validate=True)
    return found


# Lesson 05


def test_without_auth_smtplib_does_not_send_the_password() -> None:
    told("05", "The server hadn't offered `AUTH`", "So `smtplib` didn't send the password.")
    with LocalServer(tls="starttls", users={ADA: SECRET}) as server:
        with (
            smtplib.SMTP("localhost", server.port, timeout=5) as client,
            pytest.raises(smtplib.SMTPNotSupportedError),
        ):
            client.login(ADA, SECRET)
        crossed = wire(server)
    assert b"ehlo" in crossed.lower()
    assert SECRET.encode() not in crossed


def test_auth_plain_has_a_zero_byte_before_each_and_cram_md5_no_password() -> None:
    told("05", "`AUTH PLAIN` sends name and password, with a zero byte before each")
    told("05", "`CRAM-MD5` proves that you know the password without sending it")
    told("TEACHING", "AGFkYUBleGFtcGxlLmNvbQBjMGZmZWU0Mg==")
    users = {ADA: SECRET}
    with LocalServer(users=users, faults=[faults.without("CRAM-MD5")]) as server:
        with smtplib.SMTP("localhost", server.port, timeout=5) as client:
            client.login(ADA, SECRET)
        assert b"\0ada@example.com\0c0ffee42" in wire(server)
        assert b"AGFkYUBleGFtcGxlLmNvbQBjMGZmZWU0Mg==" in wire(server)
    with LocalServer(users=users) as server:
        with smtplib.SMTP("localhost", server.port, timeout=5) as client:
            assert client.login(ADA, SECRET)[0] == 235
        assert b"CRAM-MD5" in wire(server)
        assert SECRET.encode() not in wire(server)


def test_login_returns_235_and_words_or_raises_and_takes_503_for_success() -> None:
    told("05", "It returns 235 and the server's words. If the server says no, it raises `SMTPAuth")
    told("TEACHING", "on a client that has logged in already returns 503 and no error.")
    with (
        LocalServer(users={ADA: SECRET}) as server,
        smtplib.SMTP("localhost", server.port, timeout=5) as client,
    ):
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(ADA, "wrong")
        code, words = client.login(ADA, SECRET)
        assert (code, type(words)) == (235, bytes)
        assert client.login(ADA, SECRET)[0] == 503


@pytest.mark.parametrize("password", ["pä55word", "abcd\u00a0efgh"])
def test_non_ascii_password_cannot_be_sent(password: str) -> None:
    told("TEACHING", "`smtplib` sends passwords in ASCII only.")
    told("07", "the gaps are often *no-break spaces*, and `login` fails with `UnicodeEncodeError`.")
    usual = [faults.without("CRAM-MD5")]
    with LocalServer(users={ADA: password}, faults=usual) as server:
        client = smtplib.SMTP("localhost", server.port, timeout=5)
        with pytest.raises(UnicodeEncodeError):
            client.login(ADA, password)
        client.close()


# Lesson 06

MAILS = {
    "ASCII": message("Hello!\n"),
    "no line end": message("Hello!"),
    "8bit": message("Olá!\n" * 30),
    "base64": message("é" * 300),
    "a long line": message("x" * 3_000),
    "a long header": message("Hi", Subject="Greetings " * 40 + "!"),
    "many lines": message("Hello!\n" * 250),
    "dots": message(".\n..\n"),
}


@pytest.mark.parametrize("name", MAILS)
def test_policy_smtp_counts_the_bytes_that_smtplib_announces(name: str) -> None:
    told("06", r"`True` if the message, with `\r\n` at the end of each line, isn't larger.")
    told("06?", r"`message.as_bytes(policy=policy.SMTP)` ends lines with `\r\n`, as smtplib does.")
    delivery = arrived(MAILS[name])
    (announced,) = [line.text for line in delivery.session.transcript if line.verb == "MAIL"]
    size = len(MAILS[name].as_bytes(policy=policy.SMTP))
    assert announced.lower().endswith(f" size={size}")
    assert size == len(delivery.raw)
    assert size > len(MAILS[name].as_bytes())


@pytest.mark.parametrize("name", MAILS)
def test_a_message_of_just_the_limit_fits_and_one_byte_more_gets_552(name: str) -> None:
    told("06?", "A message that is exactly as large as the limit fits: compare with `<=`.")
    space = SimpleNamespace()
    exec(solution("06.5"), vars(space))  # noqa: S102
    limit = len(MAILS[name].as_bytes(policy=policy.SMTP))
    with (
        LocalServer(max_size=limit) as server,
        smtplib.SMTP("localhost", server.port, timeout=5) as client,
    ):
        assert space.fits(client, MAILS[name]) is True
        assert client.send_message(MAILS[name]) == {}
    with (
        LocalServer(max_size=limit - 1) as server,
        smtplib.SMTP("localhost", server.port, timeout=5) as client,
    ):
        assert space.fits(client, MAILS[name]) is False
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            client.send_message(MAILS[name])
        assert refused.value.smtp_code == 552


def test_the_envelope_comes_from_the_headers_and_sender_goes_first() -> None:
    told("06", "`MAIL FROM` from `Sender` or else `From`, and `RCPT TO` from `To`, `Cc` and `Bcc`.")
    told("headers", "`send_message` prefers it as the envelope's sender.")
    copies = {"Cc": "cy@example.com", "Bcc": "eve@example.com"}
    envelope = arrived(message(Sender="office@example.com", **copies)).envelope
    assert envelope.mail_from == "office@example.com"
    assert set(envelope.rcpt_tos) == {"you@example.com", *copies.values()}
    assert arrived(message()).envelope.mail_from == "me@example.com"


def test_without_from_python_names_the_sender_none() -> None:
    told("06", "remove `from_addr=` and the `From` from it. Python still names a sender.")
    told("headers", "without it `send_message` uses `None` as the sender")
    written = message()
    del written["From"]
    with LocalServer() as server:
        # A strict server rejects a sender without a domain.
        with (
            suppress(smtplib.SMTPSenderRefused),
            smtplib.SMTP("localhost", server.port, timeout=5) as client,
        ):
            client.send_message(written)
        (asked,) = [line.text for line in server.sessions[-1].transcript if line.verb == "MAIL"]
    assert asked.lower().startswith("mail from:<none>")


def test_bcc_is_removed_from_the_sent_message_but_stays_in_the_object() -> None:
    told("06", "`send_message` removes that header from what it sends.")
    told("09", "The answer is `Bcc`, and `send_message` removes it.")
    written = message(Bcc="eve@example.com")
    assert arrived(written).message["Bcc"] is None
    assert written["Bcc"] == "eve@example.com"


def test_which_errors_have_a_code() -> None:
    told("06", "`SMTPRecipientsRefused` has a dict. `SMTPResponseException` has `smtp_code`")
    told("TEACHING", "`except smtplib.SMTPResponseException` doesn't catch `SMTPRecipientsRefused`")
    one_code = smtplib.SMTPResponseException
    for with_code in (smtplib.SMTPSenderRefused, smtplib.SMTPDataError):
        assert issubclass(with_code, one_code)
    for without in (smtplib.SMTPRecipientsRefused, smtplib.SMTPServerDisconnected):
        assert not issubclass(without, one_code)
    assert smtplib.SMTPRecipientsRefused({}).recipients == {}


def test_a_second_bcc_or_subject_is_refused() -> None:
    told("TEACHING", "`ValueError: There may be at most 1 Bcc headers`")
    told("TEACHING", "`ValueError: There may be at most 1 Subject headers in a message`")
    written = message(Bcc="eve@example.com", Subject="Hi")
    for name in ("Bcc", "Subject"):
        with pytest.raises(ValueError, match=f"at most 1 {name} headers in a message"):
            written[name] = "again@example.com"


# Lesson 07


def test_inside_the_block_other_addresses_are_refused() -> None:
    told("07?", "Connections to any other address are refused there.")
    told("TEACHING", "`ConnectionRefusedError: mailtutor does not answer for ...`")
    with (
        LocalServer() as server,
        server.answering("smtp.example.com", 587),
        pytest.raises(ConnectionRefusedError, match="mailtutor does not answer for"),
    ):
        smtplib.SMTP("smtp.example.com", 465)


def test_the_function_of_the_lesson_is_written_for_starttls() -> None:
    told("07", "If it has both ports, use 587, because that's what `deliver` is written for.")
    assert "client.starttls(context=context)" in cells("07")["rehearse"]


# Lesson 08


def test_all_errors_of_the_layers_are_oserrors() -> None:
    told("08", "All of them are `OSError`, so check the narrow classes first.")
    for each in (socket.gaierror, ssl.SSLError, smtplib.SMTPException, ConnectionRefusedError):
        assert issubclass(each, OSError)


def test_only_one_of_three_addresses_with_semicolons_gets_the_message() -> None:
    told("08?", "Python reads up to the first semicolon")
    to = "a@example.com; b@example.com; c@example.com"
    assert arrived(message(To=to)).envelope.rcpt_tos == ("a@example.com",)


def test_the_certificate_of_a_local_server_is_signed_by_an_authority_of_its_own() -> None:
    told("08", "Our server has its own authority, which Python doesn't know")
    with LocalServer(tls="implicit") as server:
        context = ssl.create_default_context(cafile=server.ca_file)
        with smtplib.SMTP_SSL("localhost", server.port, context=context, timeout=5) as client:
            certificate: Any = client.sock
            shown = certificate.getpeercert()
    assert shown["issuer"] != shown["subject"]


# Lesson 09


def test_both_lessons_wait_as_long_as_the_rfc_says() -> None:
    told("06", "wait half an hour or more between tries (RFC 5321, section 4.5.4.1).")
    told("09", "waits half an hour or more between two tries (RFC 5321, section 4.5.4.1).")


def test_after_the_solutions_a_note_names_addresses_that_are_only_in_to() -> None:
    told("09", "A note says that `gone` is only in `To`")
    told("09", "`report.get_payload()[1]` is the HTML part")
    source = cells("09")
    lines = [
        *(source[key] for key in ("imports", "week")),
        solution("09.1"),
        "plot, pdf = bar_chart(visits), pdf_page(table)",
        *(solution(key) for key in ("09.2", "09.3")),
        source["new-office"],
        solution("09.5"),
    ]
    space: dict[str, Any] = {}
    exec("\n".join(lines).replace("%load_ext mailtutor", ""), space)  # noqa: S102
    assert space["html_part"].get_content_subtype() in {"html", "related"}
    assert space["got_it"] == {ADA, "boss@example.com"}
    said = str(review(space["office"].mailbox[-1]))
    assert "gone@example.com" in said
    assert "full@example.com" not in said


def test_the_errors_that_a_teacher_will_see_in_the_project() -> None:
    told("TEACHING", "`AttributeError: 'str' object has no attribute 'add_related'`.")
    told("TEACHING", "`not enough values to unpack` or `too many values to unpack`.")
    text: Any = message().get_payload()
    with pytest.raises(AttributeError, match="'str' object has no attribute 'add_related'"):
        text[1].add_related(b"")
    refused = {ADA: (451, b"4.7.1 Greylisted")}
    for loop, words in {
        "for who, code, words in refused.items(): pass": "not enough values to unpack",
        "for who, code in refused: pass": "too many values to unpack",
    }.items():
        with pytest.raises(ValueError, match=words):
            exec(loop, {"refused": refused})  # noqa: S102


# The tables


@pytest.mark.parametrize("name", [key for key, row in header_table().items() if row.python])
def test_the_python_of_a_header_sets_it(name: str) -> None:
    line = header_table()[name].python
    html_part, original = EmailMessage(), message(**{"Message-ID": "<1@example.com>"})
    html_part.set_content("<p>Hello</p>", subtype="html")
    written = EmailMessage()
    space = {"email": email, "data": b"data", "part": written, "html_part": html_part}
    space["reply" if line.startswith("reply[") else "message"] = written
    exec(line, {"message": original, **space})  # noqa: S102
    made = [*written.walk(), *html_part.walk()]
    wanted = name.replace("x-*", "x-something")
    assert any(part[wanted] is not None for part in made)


def test_the_first_line_of_the_answer_to_ehlo_names_no_extension() -> None:
    told("words", "Each line of the reply after the first names one extension.")
    with LocalServer() as server, smtplib.SMTP("localhost", server.port, timeout=5) as client:
        first, *others = client.ehlo()[1].decode().splitlines()
        assert {each.split()[0].lower() for each in others} == set(client.esmtp_features)
        assert first.split()[0].lower() not in client.esmtp_features


@pytest.mark.parametrize(
    ("code", "text", "meaning"),
    [
        (451, "4.4.5 Busy", "the server has too many messages to deliver"),
        (503, "5.5.1 RCPT first", "the command is not known, or was not allowed at this point"),
    ],
)
def test_an_enhanced_code_means_what_rfc_3463_says(code: int, text: str, meaning: str) -> None:
    assert read_reply(code, text).meaning.endswith(f": {meaning}")
