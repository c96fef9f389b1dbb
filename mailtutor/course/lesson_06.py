"""The exercises and quizzes of lesson 06, send and handle refusals."""

from __future__ import annotations

from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_06_checks import deliver, fits, patient, secret_copy, sort_out

LESSON = Lesson(
    "06",
    "Send, and handle refusals",
    exercises=(
        Exercise(
            "06.1",
            "Sort the rejected recipients",
            "a function that takes a dict and returns two lists",
            sort_out,
            (
                "Go through it: `for address, (code, words) in refused.items():`.",
                "The code is an int. Codes from 400 to 499 mean: for now.",
                "Two empty lists first, `append` in the loop, `return later, never` after it.",
            ),
            """\
def sort_out(refused):
    later, never = [], []
    for address, (code, words) in refused.items():
        if code < 500:
            later.append(address)
        else:
            never.append(address)
    return later, never""",
        ),
        Exercise(
            "06.2",
            "Report every rejection the same way",
            "a function that takes client and message and returns a dict",
            deliver,
            (
                "`send_message` returns the dict already, if not all are refused. Return that.",
                "All refused is an exception: `except smtplib.SMTPRecipientsRefused as error:`.",
                "In the `except`, `return error.recipients`.",
            ),
            """\
def deliver(client, message):
    try:
        return client.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients""",
        ),
        Exercise(
            "06.3",
            "Try again where it helps",
            "a function that takes client and message and tries at most three times",
            patient,
            (
                "A loop, `for attempt in range(3):`. In it, what you did in 06.2.",
                "Begin with `to = None`: that means all in the headers. Send with `to_addrs=to`.",
                "After each try, `to` is a list of those with a code below 500.",
                "If that list is empty, there is nobody left: `return`.",
            ),
            """\
def send_patiently(client, message):
    to = None
    for attempt in range(3):
        try:
            refused = client.send_message(message, to_addrs=to)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        to = [who for who, (code, words) in refused.items() if code < 500]
        if not to:
            return""",
        ),
        Exercise(
            "06.4",
            "Send a secret copy",
            "a message at `club` for Ada, with a secret copy for Eve",
            secret_copy,
            (
                "A new `EmailMessage` with From, To, Bcc and a text.",
                "Connect to `club.port`, and let `send_message` send it.",
            ),
            """\
note = EmailMessage()
note["From"] = "me@example.com"
note["To"] = "ada@example.com"
note["Bcc"] = "eve@example.com"
note.set_content("Hello Ada")
with smtplib.SMTP("localhost", club.port, timeout=5) as client:
    client.send_message(note)""",
        ),
        Exercise(
            "06.5",
            "Check the size before you send",
            "a function that takes client and message and returns True or False",
            fits,
            (
                "`client.ehlo()` first: it asks the server what it can do.",
                'The limit is `int(client.esmtp_features["size"])`.',
                r"`message.as_bytes(policy=policy.SMTP)` ends lines with `\r\n`, as smtplib does.",
                "A message that is exactly as large as the limit fits: compare with `<=`.",
            ),
            """\
from email import policy

def fits(client, message):
    client.ehlo()
    limit = int(client.esmtp_features["size"])
    return len(message.as_bytes(policy=policy.SMTP)) <= limit""",
        ),
    ),
    quizzes=(
        Quiz(
            "06.a",
            "The server refuses Bob. What will send_message do?",
            (
                Option(
                    "Raise an exception; nobody gets the mail",
                    "Ada is accepted, and the server takes the mail for her. One of two is no "
                    "reason to raise.",
                ),
                Option(
                    "Raise an exception; Ada gets the mail",
                    "She gets it. But as long as one is accepted, nothing is raised: so look at "
                    "what is returned.",
                ),
                Option(
                    "Return a dict with Bob; Ada gets the mail",
                    "Who does not look at the dict never learns that Bob got nothing.",
                    right=True,
                ),
                Option(
                    "Return {}; Bob is told",
                    "There is no Bob to be told. The dict names him, with the reply he got.",
                ),
            ),
        ),
        Quiz(
            "06.b",
            "From says boss@example.org, the envelope me@example.com. What will the server say?",
            (
                Option(
                    "No: the two differ",
                    "SMTP does not compare them. They differ in honest mail too, as in that of a "
                    "mailing list.",
                ),
                Option(
                    "Yes, and the reader sees the boss",
                    "The reader's program shows the header `From`. The sender in the envelope ends "
                    "up in `Return-Path` at most, and few programs show that.",
                    right=True,
                ),
                Option(
                    "Yes, and it puts me@example.com into From",
                    "Most servers leave `From` alone, and add headers of their own above it. Gmail "
                    "is an exception.",
                ),
            ),
        ),
    ),
)
