"""The exercises and quizzes of lesson 10, test code that sends email."""

from __future__ import annotations

from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_10_checks import attachment, content, rejected, secret, suite

LESSON = Lesson(
    "10",
    "Test code that sends email",
    exercises=(
        Exercise(
            "10.1",
            "Test the secret copy",
            "a test function",
            secret,
            (
                "Call `send_report(smtp_server.port, team, visits)` first, then read `mailbox[0]`.",
                "`envelope.rcpt_tos` says who gets it. `message` has the headers that all can see.",
                'A header that isn\'t there is None: `mailbox[0].message["Bcc"] is None`.',
                '`str(message["To"])` is the text of `To`. Compare it with `", ".join(team)`.',
            ),
            """\
def test_boss_stays_secret(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    assert "boss@example.com" in mailbox[0].envelope.rcpt_tos
    assert b"boss@example.com" not in mailbox[0].raw""",
        ),
        Exercise(
            "10.2",
            "Test the headers and the text",
            "a test function",
            content,
            (
                '`message = mailbox[0].message` is what arrived, and `message["From"]` a header.',
                "Write the text that you expect: `assert message[...] == ...`.",
                "`message.get_body().get_content()` is the text. The week had 390 visitors.",
            ),
            """\
def test_content(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    message = mailbox[0].message
    assert message["From"] == "reports@example.com"
    assert message["Subject"] == "Visitors last week"
    assert "390 visitors" in message.get_body().get_content()""",
        ),
        Exercise(
            "10.3",
            "Test the attachment",
            "a test function",
            attachment,
            (
                "`list(message.iter_attachments())` has one element, the file.",
                "A part has `get_filename()`, `get_content_type()` and `get_content()`.",
                "Lines arrive with `\\r\\n` at their ends. `splitlines()` removes them.",
            ),
            """\
def test_attachment(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    files = list(mailbox[0].message.iter_attachments())
    assert len(files) == 1
    assert files[0].get_filename() == "visitors.csv"
    assert files[0].get_content_type() == "text/csv"
    assert files[0].get_content().splitlines() == ["Mon,120", "Tue,180", "Wed,90"]""",
        ),
        Exercise(
            "10.4",
            "Test a rejected recipient",
            "a test function",
            rejected,
            (
                "The marker comes directly above `def`, as in the cell before.",
                "Assign the result: `rejected = send_report(smtp_server.port, team, visits)`.",
                "Its keys are the rejected addresses: only Bob's. The others are in `mailbox`.",
            ),
            """\
@pytest.mark.smtp_server(refuse={"bob@example.com": "550 5.1.1 No such user"})
def test_rejected(smtp_server, mailbox):
    rejected = send_report(smtp_server.port, team, visits)
    assert list(rejected) == ["bob@example.com"]
    assert mailbox[0].envelope.rcpt_tos == ("ada@example.com", "boss@example.com")""",
        ),
        Exercise(
            "10.5",
            "Make your own: let no bug through",
            "a list of test functions",
            suite,
            (
                "Begin with `tests = [test_boss_stays_secret, test_content, ...]`, and run it.",
                "`assert len(mailbox) == 1` notices a second message.",
                '`refuse={"@example.com": "550 5.1.1 No"}` rejects everyone there.',
                "`faults=[faults.silent()]` and `timeout=0.2`, as in the cell before.",
            ),
            """\
def test_one_message(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    assert len(mailbox) == 1

@pytest.mark.smtp_server(refuse={"@example.com": "550 5.1.1 No such user"})
def test_all_rejected(smtp_server):
    assert len(send_report(smtp_server.port, team, visits)) == 3

tests = [test_everyone_gets_the_report, test_boss_stays_secret, test_content]
tests += [test_attachment, test_rejected, test_one_message, test_all_rejected, test_it_gives_up]""",
        ),
    ),
    quizzes=(
        Quiz(
            "10.a",
            "Bob never gets a report. Does the test with the mock notice?",
            (
                Option(
                    "Yes, because Bob is missing",
                    "The mock doesn't read addresses. It accepts every call, whatever is in it.",
                ),
                Option(
                    "Yes, because send_message raises an exception",
                    "Only a server rejects anything. Here there is none, so nothing is raised.",
                ),
                Option(
                    "No, it passes",
                    "It knows that `send_message` was called once. It doesn't read the message.",
                    right=True,
                ),
            ),
        ),
        Quiz(
            "10.b",
            "The server rejects Bob and accepts the others. Does `assert len(mailbox) == 1` pass?",
            (
                Option(
                    "Yes",
                    "One message arrived, for Ada and the boss. The envelope says who is missing.",
                    right=True,
                ),
                Option(
                    "No, because nothing was sent",
                    "That happens only if every recipient is rejected. The others still get it.",
                ),
                Option(
                    "No, because send_report raises an exception",
                    "`send_message` returns a dict unless every recipient is rejected.",
                ),
            ),
        ),
        Quiz(
            "10.c",
            "The server never answers, and the program sets no timeout. What does its test do?",
            (
                Option(
                    "It fails after a minute",
                    "Python has no such limit: `socket.getdefaulttimeout()` returns None.",
                ),
                Option(
                    "It never ends",
                    "In CI, the job runs for hours until the service stops it. So set `timeout=`.",
                    right=True,
                ),
                Option(
                    "It fails at once: ConnectionRefusedError",
                    "Nobody refuses. The server accepted the connection, and now it's silent.",
                ),
            ),
        ),
    ),
)
