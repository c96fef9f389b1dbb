"""Right and wrong answers to the exercises of lesson 10."""

from __future__ import annotations

from mailtutor.course.catalog import exercise
from tests.course.notebook_cells import Answers

SETUP = """
import smtplib
from email.message import EmailMessage
from unittest.mock import patch
import pytest
from mailtutor import LocalServer, faults
from mailtutor.course.run_tests import run_tests

team = ["ada@example.com", "bob@example.com"]
visits = {"Mon": 120, "Tue": 180, "Wed": 90}

def build_report(team, visits):
    report = EmailMessage()
    report["From"] = "reports@example.com"
    report["To"] = address_list(team)
    report["Bcc"] = "boss@example.com"
    report["Subject"] = "Visitors last week"
    report.set_content(f"We had {sum(visits.values())} visitors.")
    rows = "".join(f"{day},{count}\\n" for day, count in visits.items())
    report.add_attachment(rows, subtype="csv", filename="visitors.csv")
    return report

def address_list(team):
    return ", ".join(team)

def send_report(port, team, visits, timeout=10):
    report = build_report(team, visits)
    with smtplib.SMTP("localhost", port, timeout=timeout) as client:
        try:
            return client.send_message(report)
        except smtplib.SMTPRecipientsRefused as error:
            return error.recipients

def test_with_a_mock():
    with patch("smtplib.SMTP") as fake:
        send_report(25, team, visits)
    client = fake.return_value.__enter__.return_value
    client.send_message.assert_called_once()

def test_everyone_gets_the_report(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    assert mailbox[0].envelope.rcpt_tos == (*team, "boss@example.com")

@pytest.mark.smtp_server(faults=[faults.silent()])
def test_it_gives_up(smtp_server):
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send_report(smtp_server.port, team, visits, timeout=0.2)
"""
# A learner who has done the exercises before the last one.
SETUPS = {
    "10.5": "\n\n".join(
        [SETUP, *(exercise(key).solution for key in ("10.1", "10.2", "10.3", "10.4"))]
    )
}

_SECRET = "def test_boss_stays_secret(smtp_server, mailbox):\n"
_CONTENT = "def test_content(smtp_server, mailbox):\n"
_FILE = "def test_attachment(smtp_server, mailbox):\n"
_REJECTED = "def test_rejected(smtp_server, mailbox):\n"
_BOB = '@pytest.mark.smtp_server(refuse={"bob@example.com": "550 5.1.1 No such user"})\n'
_SEND = "    send_report(smtp_server.port, team, visits)\n"
_MESSAGE = _SEND + "    message = mailbox[0].message\n"
_IN_ENVELOPE = '    assert "boss@example.com" in mailbox[0].envelope.rcpt_tos\n'
_HEADERS_RIGHT = """\
    assert message["From"] == "reports@example.com"
    assert message["Subject"] == "Visitors last week"
"""
_FIRST_FILE = _SEND + "    file = list(mailbox[0].message.iter_attachments())[0]\n"
_NAME_AND_TYPE = """\
    assert file.get_filename() == "visitors.csv"
    assert file.get_content_type() == "text/csv"
"""
_RESULT = "    rejected = send_report(smtp_server.port, team, visits)\n"
_SUITE = """\
def test_once(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    assert len(mailbox) == 1

@pytest.mark.smtp_server(refuse={"@example.com": "550 5.1.1 No such user"})
def test_all(smtp_server, mailbox):
    assert len(send_report(smtp_server.port, team, visits)) == 3

others = [test_everyone_gets_the_report, test_boss_stays_secret, test_content, test_attachment]
others.append(test_rejected)

"""

ANSWERS = {
    "10.1": Answers(
        right=(
            _SECRET + _SEND + _IN_ENVELOPE + '    assert "boss" not in str(mailbox[0].message)\n',
            # Header by header.
            _SECRET
            + _MESSAGE
            + '    assert message["Bcc"] is None\n    assert message["Cc"] is None\n'
            + '    assert message["To"] == "ada@example.com, bob@example.com"\n'
            + "    assert len(mailbox[0].envelope.rcpt_tos) == 3\n",
            # A server without the fixture, and pytest's own way of naming no fixture.
            """\
def test_boss_stays_secret():
    with LocalServer() as server:
        send_report(server.port, team, visits)
        arrived = server.mailbox[0]
    assert set(arrived.envelope.rcpt_tos) == {*team, "boss@example.com"}
    for name, value in arrived.message.items():
        assert "boss" not in value, name""",
            # A helper, other people, and a fixture of their own.
            """\
@pytest.fixture
def arrived(smtp_server, mailbox):
    send_report(port=smtp_server.port, team=["x@example.org"], visits={"Sat": 1})
    return mailbox[-1]

def visible(delivery):
    return b"boss" in delivery.raw

def test_boss_stays_secret(arrived):
    if "boss@example.com" not in arrived.envelope.rcpt_tos or visible(arrived):
        pytest.fail("not secret")""",
        ),
        wrong=(
            (_SECRET + _SEND + _IN_ENVELOPE, "passes even if `send_report` names the boss in `To`"),
            (
                _SECRET + _MESSAGE + '    assert message["Bcc"] is None\n',
                "passes even if `send_report` forgets the boss",
            ),
            (
                _SECRET + _MESSAGE + '    assert message["Bcc"] is None\n' + _IN_ENVELOPE,
                "passes even if `send_report` names the boss in `To`",
            ),
            (
                _SECRET
                + _MESSAGE
                + _IN_ENVELOPE
                + '    assert "boss" not in message["To"]\n    assert message["Cc"] is None\n',
                "even if `send_report` sends the `Bcc` header along",
            ),
            (
                _SECRET + _MESSAGE + '    assert message["Bcc"] == "boss@example.com"\n',
                "AssertionError: assert None == 'boss@example.com'",
            ),
            (
                _SECRET + _MESSAGE + '    assert "boss@example.com" in message["Bcc"]\n',
                "A header that isn't in the message is None",
            ),
            (
                _SECRET + '    report = build_report(team, visits)\n    assert report["Bcc"]\n',
                "never calls `send_report`",
            ),
            (_SECRET + _SEND, "has no `assert`, so it can't fail"),
            (
                _SECRET + _SEND + '    "boss@example.com" in mailbox[0].envelope.rcpt_tos\n',
                "has no `assert`, so it can't fail",
            ),
            (
                _SECRET + _SEND + '    return "boss" in str(mailbox[0].envelope)\n',
                "Write `assert` instead of `return`",
            ),
            (
                _SECRET
                + _SEND
                + '    assert ("boss@example.com" in mailbox[0].envelope.rcpt_tos, "lost")\n',
                "`assert (a, b)` never fails",
            ),
            (
                _SECRET
                + _SEND
                + '    assert mailbox[0].envelope.rcpt_tos == ["ada@example.com", "bob@example.com", "boss@example.com"]\n',
                "`rcpt_tos` is a tuple",
            ),
            (
                "def test_boss_stays_secret(server, mailbox):\n"
                + _SEND.replace("smtp_server", "server")
                + _IN_ENVELOPE,
                "pytest has no fixture named `server`",
            ),
            (
                "def test_boss_stays_secret(mailbox):\n" + _SEND + _IN_ENVELOPE,
                "Add this one there",
            ),
            (
                _SECRET + "    send_report(25, team, visits)\n" + _IN_ENVELOPE,
                "Send to `smtp_server.port`",
            ),
            (
                _SECRET + _IN_ENVELOPE + _SEND,
                "Call it first",
            ),
            (
                _SECRET + _SEND + _IN_ENVELOPE.replace("[0]", "[1]"),
                "`send_report` sends one message: `mailbox[0]`",
            ),
            (
                _SECRET
                + "    try:\n    "
                + _SEND
                + '        assert b"boss" not in mailbox[0].raw\n'
                + "    except Exception as error:\n        print(error)\n",
                "also catches the AssertionError",
            ),
            ('test_boss_stays_secret = "boss@example.com"', "Expected your test, a function"),
            (
                "def boss_stays_secret(smtp_server, mailbox):\n"
                + _SEND
                + _IN_ENVELOPE
                + "test_boss_stays_secret = boss_stays_secret",
                "only runs functions whose names begin with `test`",
            ),
            (
                "class TestBoss:\n    def test_it(self): pass\ntest_boss_stays_secret = TestBoss",
                "Expected your test, a function",
            ),
            (
                "@pytest.mark.skip\n" + _SECRET + _SEND + _IN_ENVELOPE,
                "was skipped",
            ),
        ),
    ),
    "10.2": Answers(
        right=(
            _CONTENT
            + _MESSAGE
            + '    assert str(message["From"]) == "reports@example.com"\n'
            + '    assert "Visitors last week" in message["Subject"]\n'
            + '    text = message.get_body(preferencelist=("plain",)).get_content().strip()\n'
            + '    assert text == "We had 390 visitors."\n',
            # All in one comparison, computed from the data.
            _CONTENT
            + _MESSAGE
            + "    found = [message[name] for name in ('From', 'Subject')]\n"
            + "    body = next(message.iter_parts()).get_content()\n"
            + "    assert found == ['reports@example.com', 'Visitors last week']\n"
            + "    assert str(sum(visits.values())) in body\n",
            # With the envelope's sender as well, and numbers of its own.
            _CONTENT
            + """\
    send_report(smtp_server.port, ["x@example.org"], {"Sat": 30, "Sun": 12})
    (delivery,) = mailbox
    assert delivery.envelope.mail_from == "reports@example.com"
    assert delivery.message["from"] == "reports@example.com"
    assert delivery.message["subject"] == "Visitors last week"
    assert "We had 42 visitors." in delivery.message.get_body().get_content()""",
            # By the bytes.
            _CONTENT
            + _SEND
            + """\
    for line in (b"From: reports@example.com", b"Subject: Visitors last week", b"390 visitors"):
        assert line in mailbox[0].raw""",
        ),
        wrong=(
            (
                _CONTENT + _MESSAGE + '    assert message["From"] == "reports@example.com"\n',
                "sends the report without a `Subject`",
            ),
            (
                _CONTENT + _MESSAGE + '    assert message["Subject"]\n',
                "writes `Report` in `Subject`",
            ),
            (
                _CONTENT + _MESSAGE + '    assert message["Subject"] == "Visitors last week"\n',
                "writes me@example.com in `From`",
            ),
            (
                _CONTENT + _MESSAGE + _HEADERS_RIGHT,
                "sends an empty text",
            ),
            (
                _CONTENT
                + _MESSAGE
                + _HEADERS_RIGHT
                + "    assert message.get_body().get_content()\n",
                "sends an empty text",
            ),
            (
                _CONTENT
                + _MESSAGE
                + _HEADERS_RIGHT
                + '    assert "visitors" in message.get_body().get_content()\n',
                "writes the number of days",
            ),
            (
                _CONTENT
                + _MESSAGE
                + _HEADERS_RIGHT
                + '    assert "390" in message.get_content()\n',
                "`get_body()` has the text",
            ),
            (
                _CONTENT
                + _MESSAGE
                + _HEADERS_RIGHT
                + '    assert message.get_body().get_content() == "We had 390 visitors."\n',
                "Lines arrive with",
            ),
            (
                _CONTENT + _MESSAGE + '    assert message["Subject"] == "Weekly report"\n',
                "assert 'Visitors last week' == 'Weekly report'",
            ),
            (
                _CONTENT
                + _MESSAGE
                + '    assert message["Subject"].strip() is "Visitors last week"\n',
                "Compare texts with `==`",
            ),
            (
                _CONTENT + _MESSAGE + '    assert "390" in message\n',
                "`in` searches the names of the headers",
            ),
            (
                _CONTENT + _MESSAGE + '    assert message.get_body().get_content == "390"\n',
                "Call it: add `()`",
            ),
            (
                _CONTENT + _SEND + '    assert "390 visitors" in mailbox[0].raw\n',
                "`raw` is bytes",
            ),
            (
                "async " + _CONTENT + _SEND + "    assert mailbox\n",
                "async def functions are not natively supported",
            ),
            (
                _CONTENT + _MESSAGE + '    assert message.subject == "Visitors last week"\n',
                "Headers are like keys",
            ),
            (
                _CONTENT + _SEND + '    assert mailbox[0]["Subject"] == "Visitors last week"\n',
                "The message in it is `mailbox[0].message`",
            ),
            (
                _CONTENT
                + _SEND
                + '    assert mailbox.message["Subject"] == "Visitors last week"\n',
                "`mailbox` is a list of what arrived",
            ),
            (
                _CONTENT
                + "    message = build_report(team, visits)\n"
                + _HEADERS_RIGHT
                + '    assert "390" in message.get_body().get_content()\n',
                "never calls `send_report`",
            ),
            (
                _CONTENT + _SEND + '    print(mailbox[0].message["Subject"])\n',
                "has no `assert`",
            ),
            (
                _CONTENT
                + _MESSAGE
                + '    assert message["Subject"] == "Visitors last week", message["From"] == "reports@example.com"\n',
                "What comes after the comma",
            ),
            (
                _CONTENT + _MESSAGE + '    assert message["From"] or "reports@example.com"\n',
                "is always true",
            ),
        ),
    ),
    "10.3": Answers(
        right=(
            _FILE
            + _SEND
            + """\
    (file,) = mailbox[0].message.iter_attachments()
    assert file.get_filename() == "visitors.csv"
    assert file.get_content_type() == "text/csv"
    assert file.get_content().splitlines() == ["Mon,120", "Tue,180", "Wed,90"]""",
            # By the csv module, from the data.
            "import csv\n"
            + _FILE
            + _SEND
            + """\
    for part in mailbox[0].message.walk():
        if part.get_filename() == "visitors.csv":
            rows = list(csv.reader(part.get_content().splitlines()))
            assert part.get_content_subtype() == "csv"
            assert dict(rows) == {day: str(count) for day, count in visits.items()}
            return
    pytest.fail("no file")""",
            # Bytes, and the header as it arrived.
            _FILE
            + _SEND
            + """\
    part = mailbox[0].message.get_payload()[1]
    assert part["Content-Type"].startswith("text/csv")
    assert 'filename="visitors.csv"' in part["Content-Disposition"]
    data = part.get_payload(decode=True).replace(b"\\r\\n", b"\\n")
    assert data == b"Mon,120\\nTue,180\\nWed,90\\n\"""",
        ),
        wrong=(
            (
                _FILE
                + _FIRST_FILE
                + _NAME_AND_TYPE
                + '    assert file.get_content() == "Mon,120\\nTue,180\\nWed,90\\n"\n',
                "Lines arrive with",
            ),
            (
                _FILE + _SEND + "    assert list(mailbox[0].message.iter_attachments())\n",
                "names the file `data.txt`",
            ),
            (
                _FILE + _FIRST_FILE + '    assert file.get_filename() == "visitors.csv"\n',
                "attaches the file as `text/plain`",
            ),
            (
                _FILE + _FIRST_FILE + _NAME_AND_TYPE,
                "writes semicolons instead of commas",
            ),
            (
                _FILE
                + _FIRST_FILE
                + _NAME_AND_TYPE
                + '    assert "Mon,120" in file.get_content()\n',
                "leaves the last day out",
            ),
            (
                _FILE + _FIRST_FILE + _NAME_AND_TYPE + "    assert file.get_content()\n",
                "writes semicolons instead of commas",
            ),
            (
                _FILE
                + _FIRST_FILE
                + _NAME_AND_TYPE
                + '    assert file.get_content() == "Mon,120\\nTue,180\\nWed,90"\n',
                "Lines arrive with",
            ),
            (
                _FILE
                + _FIRST_FILE
                + _NAME_AND_TYPE
                + '    assert file.get_content() == b"Mon,120\\nTue,180\\nWed,90\\n"\n',
                "`get_content()` of a text is a str, not bytes",
            ),
            (
                _FILE + _FIRST_FILE + _NAME_AND_TYPE + "    assert file.get_content() == visits\n",
                "AssertionError: assert",
            ),
            (
                _FILE
                + _SEND
                + "    file = mailbox[0].message.iter_attachments()[0]\n    assert file\n",
                "`iter_attachments()` isn't a list",
            ),
            (
                _FILE + _SEND + "    assert mailbox[0].message.iter_attachments()\n",
                "even if `send_report` forgets the file",
            ),
            (
                _FILE
                + _SEND
                + "    for file in mailbox[0].message.iter_attachments():\n"
                + '        assert file.get_filename() == "visitors.csv"\n',
                "even if `send_report` forgets the file",
            ),
            (
                _FILE + _SEND + '    assert mailbox[0].message.get_filename() == "visitors.csv"\n',
                "assert None == 'visitors.csv'",
            ),
            (
                _FILE + _FIRST_FILE + '    assert file.filename == "visitors.csv"\n',
                "AttributeError: 'EmailMessage' object has no attribute 'filename'",
            ),
            (
                _FILE + _FIRST_FILE + '    assert file.get_content_type() == "application/csv"\n',
                "assert 'text/csv' == 'application/csv'",
            ),
            (
                _FILE
                + _SEND
                + '    assert b"visitors.csv" in mailbox[0].raw and b"Mon,120" in mailbox[0].raw\n',
                "attaches the file as `text/plain`",
            ),
        ),
    ),
    "10.4": Answers(
        right=(
            _BOB
            + _REJECTED
            + """\
    assert send_report(smtp_server.port, team, visits) == {
        "bob@example.com": (550, b"5.1.1 No such user")
    }
    assert set(mailbox[0].envelope.rcpt_tos) == {"ada@example.com", "boss@example.com"}""",
            # By a fault, with its own team.
            '@pytest.mark.smtp_server(faults=[faults.refuse_recipient("c@example.com")])\n'
            + _REJECTED
            + """\
    people = ["a@example.com", "b@example.com", "c@example.com"]
    result = send_report(smtp_server.port, people, visits)
    assert set(result) == {"c@example.com"}
    (delivery,) = mailbox
    assert delivery.envelope.rcpt_tos == (*people[:2], "boss@example.com")""",
            # A marker with a name, a full mailbox.
            """\
full = pytest.mark.smtp_server(faults=[faults.mailbox_full(team[1])])

@full
def test_rejected(mailbox, smtp_server):
    rejected = send_report(smtp_server.port, team, visits)
    code, words = rejected.pop(team[1])
    assert code == 452 and not rejected
    assert mailbox[0].envelope.rcpt_tos == (team[0], "boss@example.com")""",
            # A server without the fixture.
            """\
def test_rejected():
    with LocalServer(refuse={"bob@example.com": "550 No"}) as server:
        assert [*send_report(server.port, team, visits)] == ["bob@example.com"]
        got = server.mailbox[0].envelope.rcpt_tos
        assert got == ("ada@example.com", "boss@example.com")""",
        ),
        wrong=(
            (
                _BOB
                + _REJECTED
                + _RESULT
                + """\
    assert list(rejected) == ["bob@example.com"]
    assert len(mailbox) == 1
    assert "bob@example.com" not in mailbox[0].envelope.rcpt_tos
""",
                "leaves out the boss",
            ),
            (
                _BOB
                + _REJECTED
                + _RESULT
                + """\
    assert list(rejected) == ["bob@example.com"]
    assert mailbox[0].envelope.rcpt_tos[0] == "ada@example.com"
""",
                "leaves out the boss",
            ),
            (
                _BOB + _REJECTED + _RESULT + '    assert "bob@example.com" in rejected\n',
                "returns the whole team",
            ),
            (
                _BOB + _REJECTED + _RESULT + '    assert list(rejected) == ["bob@example.com"]\n',
                "sends the report to nobody",
            ),
            (
                _BOB + _REJECTED + _SEND + "    assert len(mailbox) == 1\n",
                "always returns `{}`",
            ),
            (
                _BOB + _REJECTED + _RESULT + "    assert rejected\n    assert mailbox\n",
                "returns the whole team",
            ),
            (
                _REJECTED + _RESULT + '    assert list(rejected) == ["bob@example.com"]\n',
                "The server of your test rejects nobody",
            ),
            (
                "@pytest.mark.smtp_server()\n"
                + _REJECTED
                + _RESULT
                + "    assert rejected == {}\n",
                "The server of your test rejects nobody",
            ),
            (
                _BOB.replace("bob@", "eve@")
                + _REJECTED
                + _RESULT
                + '    assert "bob@example.com" in rejected\n',
                "The server of your test rejects nobody",
            ),
            (
                _BOB + _REJECTED + _RESULT + "    assert rejected == {}\n",
                "assert {'bob@example.com': (550, b'5.1.1 No such user')} == {}",
            ),
            (
                _BOB + _REJECTED + _RESULT + '    assert rejected == ["bob@example.com"]\n',
                "`send_report` returns a dict",
            ),
            (
                _BOB
                + _REJECTED
                + _RESULT
                + '    assert rejected == {"bob@example.com": (550, "5.1.1 No such user")}\n',
                "The words of a reply are bytes",
            ),
            (
                _BOB
                + _REJECTED
                + "    with pytest.raises(smtplib.SMTPRecipientsRefused):\n    "
                + _SEND,
                "The right program raises no such exception",
            ),
            (
                '@pytest.mark.smtp_server(refuse="bob@example.com")\n'
                + _REJECTED
                + _RESULT
                + "    assert rejected\n",
                "`refuse=` is a dict",
            ),
            (
                '@pytest.mark.smtp_server({"bob@example.com": "550 5.1.1 No such user"})\n'
                + _REJECTED
                + _RESULT
                + "    assert rejected\n",
                "Name the argument in the marker",
            ),
            (
                _BOB.replace("550 5.1.1 No such user", "No such user")
                + _REJECTED
                + _RESULT
                + "    assert rejected\n",
                "a reply must be a code from 200 to 599",
            ),
            (
                _BOB.replace("refuse=", "refused=") + _REJECTED + _RESULT + "    assert rejected\n",
                "The marker takes the arguments of `LocalServer`",
            ),
            (
                _BOB.replace('"550 5.1.1 No such user"', "550")
                + _REJECTED
                + _RESULT
                + "    assert rejected\n",
                "The reply is a text",
            ),
            (
                _BOB
                + _REJECTED
                + _RESULT
                + '    assert list(rejected) == ["bob@example.com"]\n'
                + '    assert mailbox[0].envelope.rcpt_tos == ("ada@example.com",)\n',
                "assert ('ada@example.com', 'boss@example.com') == ('ada@example.com',)",
            ),
            (
                _BOB
                + _REJECTED
                + _RESULT
                + '    assert list(rejected) == ["bob@example.com"]\n'
                + '    assert "bob@example.com" in mailbox[0].message["To"]\n    assert mailbox.total == 0\n',
                "assert 1 == 0",
            ),
            (
                '@pytest.mark.smtp_server(refuse={"@example.com": "550 5.1.1 No"})\n'
                + _REJECTED
                + _RESULT
                + "    assert len(rejected) == 3\n    assert len(mailbox) == 0\n",
                "sends the report to nobody when one address is rejected",
            ),
        ),
    ),
    "10.5": Answers(
        right=(
            # Parametrized, and with fixtures of its own.
            """\
@pytest.fixture
def report(smtp_server, mailbox):
    assert send_report(smtp_server.port, team, visits) == {}
    assert len(mailbox) == 1
    return mailbox[0]

def test_envelope(report):
    assert set(report.envelope.rcpt_tos) == {"boss@example.com", *team}
    assert b"boss" not in report.raw

def test_parts(report):
    text, rows = [part.get_content() for part in report.message.iter_parts()]
    assert "390" in text and rows.count(",") == len(visits)

@pytest.mark.smtp_server(refuse={"@example.com": "550 No"})
def test_nobody(smtp_server):
    assert set(send_report(smtp_server.port, team, visits)) == {*team, "boss@example.com"}

@pytest.mark.smtp_server(faults=[faults.silent("RCPT")])
@pytest.mark.parametrize("seconds", [0.1, 0.3])
def test_silence(smtp_server, seconds):
    with pytest.raises(OSError):
        send_report(smtp_server.port, team, visits, timeout=seconds)

tests = [test_envelope, test_parts, test_nobody, test_silence]""",
            # A tuple, with try and except, and a server that's only slow.
            _SUITE
            + """\
def test_slow():
    with LocalServer(faults=[faults.slow("MAIL", seconds=1)]) as server:
        try:
            send_report(server.port, team, visits, timeout=0.1)
        except smtplib.SMTPServerDisconnected:
            return
        pytest.fail("it waited")

tests = (*others, test_once, test_all, test_slow)""",
            _SUITE + "tests = [*others, test_all]\ntests += [test_once, test_it_gives_up]",
        ),
        wrong=(
            (
                "tests = [test_everyone_gets_the_report]",
                "passes even if `send_report` sends the `Bcc`",
            ),
            (
                "tests = [test_everyone_gets_the_report, test_content]",
                "sends the `Bcc` header along",
            ),
            (
                """\
def test_changes_team(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    everyone = team
    everyone.append("boss@example.com")
    assert list(mailbox[0].envelope.rcpt_tos) == everyone

tests = [test_changes_team]""",
                "sends the `Bcc` header along",
            ),
            ("tests = [test_content, test_attachment]", "separates the team with semicolons"),
            (
                "tests = [test_everyone_gets_the_report, test_boss_stays_secret, test_attachment]",
                "the number of days instead",
            ),
            (
                "tests = [test_everyone_gets_the_report, test_boss_stays_secret, test_content]",
                "leaves the last day out",
            ),
            (
                _SUITE
                + "tests = [test_everyone_gets_the_report, test_content, test_attachment, test_boss_stays_secret]",
                "always returns `{}`",
            ),
            (
                _SUITE + "tests = [*others, test_once, test_it_gives_up]",
                "when everyone is rejected",
            ),
            (_SUITE + "tests = [*others, test_all, test_it_gives_up]", "sends the report twice"),
            (_SUITE + "tests = [*others, test_all, test_once]", "when the server doesn't answer"),
            (
                _SUITE
                + """\
@pytest.mark.smtp_server(faults=[faults.silent()])
def test_silence(smtp_server):
    with pytest.raises(Exception):
        send_report(smtp_server.port, team, visits, timeout=2)
        raise OSError

tests = [*others, test_all, test_once, test_silence]""",
                "when the server doesn't answer",
            ),
            ("tests = test_content", "Expected a list of test functions"),
            ("tests = []", "Expected a list of test functions"),
            ('tests = ["test_content", "test_attachment"]', "Pass its name, without quotes"),
            ("tests = [test_content, test_content]", "Two of your tests are called `test_content`"),
            (
                "def test_empty(smtp_server): pass\ntests = [test_content, test_empty]",
                "The body of `test_empty` is empty",
            ),
            (
                _SUITE + "tests = [*others, test_all, test_once, test_with_a_mock]",
                "when the server doesn't answer",
            ),
            (
                _SUITE.replace("    assert len(mailbox) == 1\n", "")
                + "tests = [*others, test_once]",
                "`test_once` has no `assert`",
            ),
            (
                _SUITE
                + "def test_three(smtp_server, mailbox):\n"
                + _SEND
                + "    assert len(mailbox) == 3\ntests = [*others, test_three]",
                "`test_three` fails, although `send_report` is right",
            ),
            (
                _SUITE
                + """\
@pytest.mark.smtp_server(faults=[faults.silent()])
def test_timeout(smtp_server):
    with pytest.raises(TimeoutError):
        send_report(smtp_server.port, team, visits, timeout=0.1)

tests = [*others, test_all, test_once, test_timeout]""",
                "That's what `smtplib` raises when no reply comes in time",
            ),
        ),
    ),
}
