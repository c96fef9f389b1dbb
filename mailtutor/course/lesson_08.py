"""The exercises and quizzes of lesson 08, when things go wrong."""

from __future__ import annotations

from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_08_checks import fixed, layer, patient, sent, too_early

LESSON = Lesson(
    "08",
    "When things go wrong",
    exercises=(
        Exercise(
            "08.1",
            "Cause an error on purpose",
            "the error that an early `login` raises",
            too_early,
            (
                "Start without `try`: connect with `SMTP` to `secure.port`, then call `login`.",
                "Then put `try:` above it and `except smtplib.SMTPException as error:` below.",
                "In that block, keep the error under another name: `caught = error`.",
            ),
            """\
try:
    with smtplib.SMTP("localhost", secure.port, timeout=5) as client:
        client.login("ada@example.com", "a password")
except smtplib.SMTPException as error:
    caught = error""",
        ),
        Exercise(
            "08.2",
            "Name the layer",
            "a function that takes an error",
            layer,
            (
                (
                    "`isinstance(error, ssl.SSLError)` checks the class. For the name, `import "
                    "socket`."
                ),
                "The order matters: if you check for `OSError` first, you never get to the others.",
                (
                    "Write `if isinstance(...): return ...` three times, then return the fourth "
                    "answer."
                ),
            ),
            """\
import socket

def layer(error):
    if isinstance(error, socket.gaierror):
        return "name"
    if isinstance(error, ssl.SSLError):
        return "TLS"
    if isinstance(error, smtplib.SMTPException):
        return "SMTP"
    return "connection\"""",
        ),
        Exercise(
            "08.3",
            "Catch what can go wrong",
            "a function that takes a port and a message",
            sent,
            (
                "Connect and send in a `try`, with `return True` as its last line.",
                "Which class are both ConnectionRefusedError and SMTPException derived from?",
                "`except OSError:` catches both. `except Exception:` hides too much.",
            ),
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
            return True
    except OSError:
        return False""",
        ),
        Exercise(
            "08.4",
            "Fix a message",
            "an EmailMessage to three people",
            fixed,
            (
                "Addresses are separated by commas.",
                (
                    "`review(fixed_message)` shows what is left. "
                    "One header that every message must have is missing."
                ),
                "`from email.utils import formatdate`, then `formatdate(localtime=True)`.",
            ),
            """\
from email.utils import formatdate

fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "a@example.com, b@example.com, c@example.com"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message.set_content("Hello!")""",
        ),
        Exercise(
            "08.5",
            "Come back later",
            "a message at `busy`",
            patient,
            (
                "Run it with one `send_message` first. Which error is it?",
                "Catch `smtplib.SMTPRecipientsRefused`, and send once more in the `except` block.",
                "`for attempt in range(2):` around it works too.",
            ),
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
        try:
            client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            print("Not now:", error)
            client.send_message(message)""",
        ),
    ),
    quizzes=(
        Quiz(
            "08.a",
            "You made the server but didn't start it. Which step will fail?",
            (
                Option(
                    "The name: localhost is not found",
                    "`localhost` means this computer, and every computer knows the name.",
                ),
                Option(
                    "The connection",
                    "The name is found, but nothing listens on the port, so the operating "
                    "system refuses.",
                    right=True,
                ),
                Option(
                    "The greeting: the server does not say 220",
                    "That would be the next step. Without a server, there's nothing to wait for.",
                ),
            ),
        ),
        Quiz(
            "08.b",
            "Three addresses are separated by semicolons. How many people get the message?",
            (
                Option(
                    "All three",
                    "Some mail clients show semicolons, but message headers use commas.",
                ),
                Option(
                    "One",
                    "Python reads up to the first semicolon, and the server never hears of the "
                    "other two.",
                    right=True,
                ),
                Option(
                    "None, there is an error",
                    "That would be safer, but neither Python nor the server reports it.",
                ),
            ),
        ),
    ),
)
