"""The exercises and quizzes of lesson 03, connect to a server."""

from __future__ import annotations

from . import lesson_03_checks as checks
from . import lesson_03_clients as clients
from .exercise import Exercise, Lesson, Option, Quiz

LESSON = Lesson(
    "03",
    "Connect to a server",
    exercises=(
        Exercise(
            "03.1",
            "Catch the refusal",
            "the error that was raised",
            checks.caught,
            (
                (
                    "Write `try:`, then the line that connects, and `except OSError as error:` "
                    "below it."
                ),
                (
                    "Python deletes the name after `as` when the block ends. Give the error "
                    "another name inside it."
                ),
                "The line in the block is `caught = error`.",
            ),
            """\
try:
    smtplib.SMTP("localhost", server.port)
except OSError as error:
    caught = error""",
        ),
        Exercise(
            "03.2",
            "Run a session yourself",
            "your own LocalServer, started",
            checks.conversation,
            (
                "Make it with `mine = LocalServer()`, then start it.",
                "The client connects to `mine.port`.",
                "Its last two calls are `noop()` and `quit()`.",
            ),
            """\
mine = LocalServer().start()
client = smtplib.SMTP("localhost", mine.port)
client.noop()
client.quit()""",
        ),
        Exercise(
            "03.3",
            "Send one message to two people",
            "the message that arrived",
            checks.received,
            (
                "Make a new `EmailMessage`. In `To`, put a comma between the two addresses.",
                "Send it to `server.port`, as in the cell above.",
                "After you sent it: `received = server.mailbox[-1]`.",
            ),
            """\
both = EmailMessage()
both["From"] = "me@example.com"
both["To"] = "ada@example.com, bob@example.com"
both["Subject"] = "To the two of you"
both.set_content("Hello!")
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(both)
received = server.mailbox[-1]""",
        ),
        Exercise(
            "03.4",
            "Watch a session",
            "a client that prints the session",
            clients.listener,
            (
                "`listener = smtplib.SMTP(timeout=5)` makes a client that is not connected yet.",
                "Then turn on the debug output, connect, and quit.",
                '`listener.connect("localhost", server.port)` comes after `set_debuglevel(1)`.',
            ),
            """\
listener = smtplib.SMTP(timeout=5)
listener.set_debuglevel(1)
listener.connect("localhost", server.port)
listener.quit()""",
        ),
        Exercise(
            "03.5",
            "Find out if a port answers",
            "a function that takes a port",
            clients.answers,
            (
                "Begin with `def answers(port):`. Connect in a `try`, to `port`.",
                "Write `return True` after it connected, and `return False` in the `except`.",
                "Which error was it? Exercise 03.1 caught it.",
            ),
            """\
def answers(port):
    try:
        with smtplib.SMTP("localhost", port, timeout=5):
            return True
    except ConnectionRefusedError:
        return False""",
        ),
    ),
    quizzes=(
        Quiz(
            "03.a",
            "Nothing listens on your port. What will Python do?",
            (
                Option(
                    "Wait until a server starts",
                    "Python waits only if nothing answers at all, as behind some firewalls. "
                    "Here the operating system answers at once, and says no.",
                ),
                Option(
                    "Raise ConnectionRefusedError",
                    "No program has this port, so the operating system answers instead: it "
                    "refuses.",
                    right=True,
                ),
                Option(
                    "Raise SMTPConnectError",
                    "Python raises that when a server answers but its first reply isn't 220.",
                ),
            ),
        ),
        Quiz(
            "03.b",
            "Everything goes well. What will send_message return?",
            (
                Option(
                    "True", "True couldn't tell you which of many recipients the server rejected."
                ),
                Option(
                    "{}, an empty dict",
                    "It's a dict of the rejected recipients. There were none.",
                    right=True,
                ),
                Option(
                    "{'you@example.com': 250}",
                    "The dict has no accepted recipients, only rejected ones, each with the reply.",
                ),
            ),
        ),
    ),
)
