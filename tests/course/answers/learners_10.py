"""More answers to the exercises of lesson 10, written without seeing the checks."""

from __future__ import annotations

_SECRET = """\
def test_boss_stays_secret(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
"""
_CONTENT = """\
def test_content(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    message = mailbox[0].message
"""
_REJECTED = """\
@pytest.mark.smtp_server(refuse={"bob@example.com": "550 5.1.1 No such user"})
def test_rejected(smtp_server, mailbox):
    result = send_report(smtp_server.port, team, visits)
    assert list(result) == ["bob@example.com"]
"""
_SUITE = """\
def addresses(mailbox):
    return [delivery.envelope.rcpt_tos for delivery in mailbox]

def test_once_to_everyone(smtp_server, mailbox):
    assert send_report(smtp_server.port, team, visits) == {}
    assert addresses(mailbox) == [("ada@example.com", "bob@example.com", "boss@example.com")]

def test_content(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    message = mailbox[0].message
    assert message["To"] == "ada@example.com, bob@example.com"
    assert "390" in message.get_body().get_content()
    (file,) = message.iter_attachments()
    assert file.get_content().split() == ["Mon,120", "Tue,180", "Wed,90"]

@pytest.mark.smtp_server(refuse={"@example.com": "550 5.1.1 No such user"})
def test_all_rejected(smtp_server, mailbox):
    assert set(send_report(smtp_server.port, team, visits)) == {*team, "boss@example.com"}
    assert len(mailbox) == 0

@pytest.mark.smtp_server(faults=[faults.silent()])
def test_silent(smtp_server):
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send_report(smtp_server.port, team, visits, timeout=0.2)

"""
_MOST = "test_once_to_everyone, test_content, test_all_rejected, test_silent"

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "10.1": [
        (
            "a mock instead of the server",
            """\
def test_boss_stays_secret():
    with patch("smtplib.SMTP") as fake:
        send_report(25, team, visits)
    client = fake.return_value.__enter__.return_value
    message = client.send_message.call_args.args[0]
    assert message["Bcc"] == "boss@example.com"
""",
            "Your test replaces `smtplib.SMTP` with a mock, so no server gets the report.",
        ),
        (
            "the comparison is the wrong way round",
            _SECRET
            + """\
    assert "boss@example.com" in mailbox[0].envelope.rcpt_tos
    assert b"boss@example.com" in mailbox[0].raw
""",
            "The boss is secret: in the envelope, but nowhere in the message.",
        ),
        (
            "a header instead of the envelope",
            _SECRET + '    assert "boss@example.com" in mailbox[0].message["To"]\n',
            "The boss is secret: in the envelope, but nowhere in the message.",
        ),
    ],
    "10.2": [
        (
            "the sender in the envelope instead of the header",
            _CONTENT
            + """\
    assert mailbox[0].envelope.mail_from == "reports@example.com"
    assert message["Subject"] == "Visitors last week"
    assert "390" in message.get_body().get_content()
""",
            "writes me@example.com in `From`",
        ),
        (
            "compares what arrived with what the program writes",
            _CONTENT
            + """\
    report = build_report(team, visits)
    assert message["From"] == report["From"]
    assert message["Subject"] == report["Subject"]
    text = report.get_body().get_content()
    assert message.get_body().get_content().split() == text.split()
""",
            "What `build_report` returns has the same bug: write what you expect yourself.",
        ),
    ],
    "10.3": [
        (
            "compares with bytes",
            """\
def test_attachment(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    (file,) = mailbox[0].message.iter_attachments()
    assert file.get_filename() == "visitors.csv"
    assert file.get_content_type() == "text/csv"
    assert file.get_content().splitlines() == [b"Mon,120", b"Tue,180", b"Wed,90"]
""",
            "`get_content()` of a text is a str, not bytes.",
        ),
    ],
    "10.4": [
        (
            "counts the messages, but not who got them",
            _REJECTED + "    assert len(mailbox) == 1\n",
            "leaves out the boss when one address is rejected",
        ),
        (
            "only the boss must have got it",
            _REJECTED + '    assert "boss@example.com" in mailbox[0].envelope.rcpt_tos\n',
            "sends the report only to the boss when one address is rejected",
        ),
        (
            "a header instead of the envelope",
            _REJECTED + '    assert mailbox[0].message["To"] == "ada@example.com"\n',
            "Who got it is in the envelope.",
        ),
    ],
    "10.5": [
        (
            "no test of the secret",
            f"{_SUITE}tests = [{_MOST}]\n",
            "sends the `Bcc` header along",
        ),
    ],
}

RIGHT: dict[str, list[str]] = {
    "10.2": [
        # Too strict, which its sentence says.
        _CONTENT
        + """\
    assert message["From"] == "reports@example.com"
    assert message["Subject"] == "Visitors last week"
    assert message.get_body().get_content() == "We had 390 visitors.\\r\\n"
""",
    ],
    "10.4": [
        """\
@pytest.mark.smtp_server(refuse={"bob@example.com"})
def test_rejected(smtp_server, mailbox):
    assert send_report(smtp_server.port, team, visits).keys() == {"bob@example.com"}
    got = set()
    for delivery in mailbox:
        got |= set(delivery.envelope.rcpt_tos)
    assert got == {"ada@example.com", "boss@example.com"}
""",
    ],
    "10.5": [
        f"""\
{_SUITE}\
def test_secret(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    assert b"boss" not in mailbox[0].raw

tests = ({_MOST}, test_secret)
""",
    ],
}
