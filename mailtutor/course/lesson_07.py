"""The exercises and quizzes of lesson 07, use your own provider."""

from __future__ import annotations

from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_07_checks import (
    answers_to_the_shop,
    help_page,
    over_implicit_tls,
    own_provider,
    without_gaps,
)

LESSON = Lesson(
    "07",
    "Use your own provider",
    exercises=(
        Exercise(
            "07.1",
            "Read a help page",
            "a tuple of host, port and user name",
            help_page,
            (
                "IMAP and POP fetch mail. Which line is about outgoing mail?",
                "The port is a number, so it has no quotes. Host and user name need them.",
                (
                    'It begins like this: `("smtp.example.com", ...`. Then comes the port, then '
                    "her whole address."
                ),
            ),
            'settings = ("smtp.example.com", 587, "ada@example.com")',
        ),
        Exercise(
            "07.2",
            "Send through port 465",
            "the message that arrived: `server.mailbox[-1]`",
            over_implicit_tls,
            (
                "Begin with `with server.answering(host, 465):` and put everything else inside it.",
                "`SMTP_SSL` takes host, port, `timeout=` and `context=`. No `starttls` after it.",
                "Then do as `deliver` does: `client.login(...)` and `client.send_message(...)`.",
            ),
            """\
with server.answering(host, 465):
    with smtplib.SMTP_SSL(host, 465, timeout=10, context=trust) as client:
        client.login(user, password)
        client.send_message(letter_from(user))
arrived = server.mailbox[-1]""",
        ),
        Exercise(
            "07.3",
            "Clean an app password",
            "a str of 16 characters",
            without_gaps,
            (
                'A no-break space isn\'t the same character as `" "`: Python writes it `"\\xa0"`.',
                "`pasted.split()` splits at every kind of space.",
                '`"".join(...)` joins a list of texts into one.',
            ),
            'app_password = "".join(pasted.split())',
        ),
        Exercise(
            "07.4",
            "Send as yourself, get replies elsewhere",
            "the message that arrived: `server.mailbox[-1]`",
            answers_to_the_shop,
            (
                "`letter_from(user)` is from Ada. One header is missing.",
                'Set `Reply-To` like any other header: `message["Reply-To"] = ...`.',
                "Send it as before: `deliver(...)` inside `with server.answering(host, 587):`.",
            ),
            """\
message = letter_from(user)
message["Reply-To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(message, host, 587, user, password, trust)
order = server.mailbox[-1]""",
        ),
        Exercise(
            "07.5",
            "Find the settings of a real provider",
            "a tuple of host, port and user name",
            own_provider,
            (
                "The form above knows some providers. Choose one, and read its host and port.",
                "The user name is usually your whole address. You can invent one here.",
                'As in exercise 07.1: `mine = ("...", 587, "...@...")`.',
            ),
            'mine = ("smtp.gmail.com", 587, "ada.lovelace@gmail.com")',
        ),
    ),
    quizzes=(
        Quiz(
            "07.a",
            "Inside the block, where does a connection to smtp.example.com, port 587, go?",
            (
                Option(
                    "To the real example.com",
                    "Inside the block nothing leaves your computer. Outside the block, it would.",
                ),
                Option(
                    "To the server on your computer",
                    "The block redirects `smtplib`, and nothing else. Connections to any "
                    "other address are refused there.",
                    right=True,
                ),
                Option(
                    "Nowhere: your server listens on another port",
                    "It does, but inside the block it answers for this address too.",
                ),
            ),
        ),
        Quiz(
            "07.b",
            "Ada's message has shop@example.org in From. Where does the provider say no?",
            (
                Option(
                    "After MAIL FROM",
                    "`send_message` takes the envelope's sender from `From`. The provider "
                    "knows who logged in and compares the two.",
                    right=True,
                ),
                Option(
                    "After RCPT TO",
                    "That names the recipient, and the recipient is fine. The session never "
                    "gets that far.",
                ),
                Option(
                    "Never: From is only a header",
                    "For the server it is. But `send_message` also makes it the envelope's "
                    "sender, and the server checks that.",
                ),
            ),
        ),
    ),
)
