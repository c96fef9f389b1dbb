"""The exercises and quizzes of lesson 04, encrypt the connection."""

from __future__ import annotations

from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_04_checks import certificate_error, checking_context, deliver, implicit_tls, starttls

LESSON = Lesson(
    "04",
    "Encrypt the connection",
    exercises=(
        Exercise(
            "04.1",
            "Send with implicit TLS",
            "a message at `office`, encrypted from the first byte",
            implicit_tls,
            (
                "It's like sending over a plain connection, but with the other class.",
                'Write inside the `with`: `smtplib.SMTP_SSL("localhost", ..., timeout=5)`.',
                'The port is `office.ports["implicit"]`. Then `client.sendmail(...)`.',
            ),
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    with smtplib.SMTP_SSL("localhost", office.ports["implicit"], timeout=5) as client:
        client.sendmail("me@example.com", "ada@example.com", "Subject: Hi")""",
        ),
        Exercise(
            "04.2",
            "Check who you're talking to",
            "an ssl.SSLContext",
            checking_context,
            (
                (
                    "`ssl.create_default_context()` makes one that checks the certificate and the "
                    "name."
                ),
                "It has to trust one more authority: your `server`'s.",
                "The file is `server.ca_file`; the argument is called `cafile`.",
            ),
            "context = ssl.create_default_context(cafile=server.ca_file)",
        ),
        Exercise(
            "04.3",
            "Send with STARTTLS",
            "a message at `office`, encrypted by STARTTLS",
            starttls,
            (
                "The class is `SMTP`: the connection begins in plain text.",
                "Three steps: connect, `starttls(context=...)`, `sendmail(...)`.",
                "The context comes from `ssl.create_default_context(cafile=office.ca_file)`.",
            ),
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    context = ssl.create_default_context(cafile=office.ca_file)
    with smtplib.SMTP("localhost", office.ports["starttls"], timeout=5) as client:
        client.starttls(context=context)
        client.sendmail("me@example.com", "ada@example.com", "Subject: Hi")""",
        ),
        Exercise(
            "04.4",
            "Catch an expired certificate",
            "the error that Python raised",
            certificate_error,
            (
                "Put `try:` before the line that connects, and `except` below it.",
                "The class is `ssl.SSLCertVerificationError`. A context makes Python check.",
                (
                    "After the `except` block the name `error` is gone. So write `caught = error` "
                    "inside it."
                ),
            ),
            """\
with LocalServer(tls="implicit", certificate="expired") as old:
    context = ssl.create_default_context(cafile=old.ca_file)
    try:
        smtplib.SMTP_SSL("localhost", old.port, context=context, timeout=5)
    except ssl.SSLCertVerificationError as error:
        caught = error""",
        ),
        Exercise(
            "04.5",
            "Deliver to the right server only",
            "a function",
            deliver,
            (
                "Make the context inside the function, from `ca_file`.",
                "Connect with `SMTP_SSL` to `port`, and pass the context.",
                "`with smtplib.SMTP_SSL(...) as client:`, then `client.send_message(message)`.",
            ),
            """\
def deliver(message, port, ca_file):
    context = ssl.create_default_context(cafile=ca_file)
    with smtplib.SMTP_SSL("localhost", port, context=context, timeout=5) as client:
        client.send_message(message)""",
        ),
    ),
    quizzes=(
        Quiz(
            "04.a",
            "You send a message over a café's Wi-Fi without encryption. What can a stranger read?",
            (
                Option(
                    "Nothing: the Wi-Fi has a password",
                    "Everyone in the café has that password. And after the café, the message "
                    "travels on over other networks.",
                ),
                Option("Only the addresses", "SMTP sends the text the same way as the addresses."),
                Option(
                    "Everything",
                    "They can read addresses, subject, text, attachments, and the password if "
                    "you sent one. The next cell shows it.",
                    right=True,
                ),
            ),
        ),
        Quiz(
            "04.b",
            "The certificate is for another name. What will SMTP_SSL do without a context?",
            (
                Option(
                    "Raise SSLCertVerificationError",
                    "It would, with a context that checks. On its own, it checks nothing.",
                ),
                Option(
                    "Warn and continue",
                    "It continues, but it doesn't warn.",
                ),
                Option(
                    "Continue as if nothing was wrong",
                    "It encrypts for any server that answers. That keeps strangers out but lets "
                    "the impostor in.",
                    right=True,
                ),
            ),
        ),
        Quiz(
            "04.c",
            "smtplib.SMTP connects to a port for implicit TLS. What will happen?",
            (
                Option(
                    "It works: the server notices",
                    "A server can't notice before the client sends something, and this client "
                    "waits for the server.",
                ),
                Option(
                    "An error about TLS, at once",
                    "You get that the other way round. Here, neither side says anything.",
                ),
                Option(
                    "Each waits for the other until the time is up",
                    "In SMTP the server speaks first, in TLS the client does. So both stay silent.",
                    right=True,
                ),
            ),
        ),
    ),
)
