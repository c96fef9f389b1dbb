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
                "Loop over it: `for address, (code, words) in refused.items():`.",
                "The code is an int. Codes from 400 to 499 mean a temporary failure.",
                (
                    "Start with two empty lists, `append` in the loop, and `return later, never` "
                    "after it."
                ),
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
                (
                    "`send_message` already returns the dict if at least one recipient is "
                    "accepted. Return that."
                ),
                "If all are rejected, it raises: `except smtplib.SMTPRecipientsRefused as error:`.",
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
                "Write a loop, `for attempt in range(3):`, and do inside it what you did in 06.2.",
                (
                    "Begin with `to = None`, which means everyone in the headers. Send with "
                    "`to_addrs=to`."
                ),
                "After each attempt, make `to` a list of the recipients with a code below 500.",
                "If that list is empty, nobody is left, so `return`.",
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
                "Make a new `EmailMessage` with From, To, Bcc and a text.",
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
                "Call `client.ehlo()` first: it asks the server what it supports.",
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
            "The server rejects Bob. What will send_message do?",
            (
                Option(
                    "Raise an exception; nobody gets the message",
                    "The server accepts Ada, so it takes the message for her. One rejected "
                    "recipient of two isn't enough to raise.",
                ),
                Option(
                    "Raise an exception; Ada gets the message",
                    "She gets it. But as long as one recipient is accepted, nothing is "
                    "raised, so look at the return value.",
                ),
                Option(
                    "Return a dict with Bob; Ada gets the message",
                    "If you don't look at the dict, you never learn that Bob got nothing.",
                    right=True,
                ),
                Option(
                    "Return {}; the server tells Bob",
                    "The server can't tell someone it doesn't know. The dict names Bob, with "
                    "the server's reply.",
                ),
            ),
        ),
        Quiz(
            "06.b",
            "From says boss@example.org, the envelope me@example.com. What will the server say?",
            (
                Option(
                    "No: the two differ",
                    "SMTP doesn't compare them. They differ in honest email too, such as a "
                    "mailing list's.",
                ),
                Option(
                    "Yes, and the reader sees the boss",
                    "Mail programs show the `From` header. The envelope's sender ends up in "
                    "`Return-Path` at most, and few programs show that.",
                    right=True,
                ),
                Option(
                    "Yes, and it puts me@example.com into From",
                    "Most servers leave `From` alone and add their own headers above it. "
                    "Gmail is an exception.",
                ),
            ),
        ),
    ),
)
