"""The exercises and quizzes of lesson 05, log in. No sentence may repeat a password."""

from __future__ import annotations

from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_05_checks import clean, log_in, may_enter, stolen, token

LESSON = Lesson(
    "05",
    "Log in",
    exercises=(
        Exercise(
            "05.1",
            "Log in, in the right order",
            "a login at `post`, after `starttls`",
            log_in,
            (
                'Begin with `smtplib.SMTP("localhost", post.port, timeout=5)`, in a `with`.',
                "Encrypt: `starttls(context=...)`, with a context that trusts `post.ca_file`.",
                'Then `client.login("ada@example.com", ...)`. `with` sends QUIT for you.',
            ),
            """\
ada = "ada@example.com"
context = ssl.create_default_context(cafile=post.ca_file)
with smtplib.SMTP("localhost", post.port, timeout=5) as client:
    client.starttls(context=context)
    client.login(ada, post.users[ada])""",
        ),
        Exercise(
            "05.2",
            "Tell a wrong password from other errors",
            "a function that takes client, user and password",
            may_enter,
            (
                "Begin with `def may_enter(client, user, password):`, and `try:` in it.",
                "Only one exception means that the password is wrong: its name is in the red text.",
                "`except smtplib.SMTPAuthenticationError:` returns False. At the end, True.",
            ),
            """\
def may_enter(client, user, password):
    try:
        client.login(user, password)
    except smtplib.SMTPAuthenticationError:
        return False
    return True""",
        ),
        Exercise(
            "05.3",
            "Read an intercepted login",
            "the password from the raw bytes, a str",
            stolen,
            (
                'Loop over the pieces: one of them has `.raw.startswith(b"AUTH PLAIN")`.',
                "`.split()` cuts it into three words. The third is the login, in base64.",
                'Decoded, it has zero bytes: `.split(b"\\0")`. The last piece is the password.',
            ),
            """\
for piece in cafe.sessions[-1].wire:
    if piece.raw.startswith(b"AUTH PLAIN"):
        login = base64.b64decode(piece.raw.split()[2])
        stolen = login.split(b"\\0")[-1].decode()""",
        ),
        Exercise(
            "05.4",
            "Remove the login from a text",
            "the text in `heard.stderr`, without the login",
            clean,
            (
                r'Before base64 it is `f"\0{sender}\0{mail_pass}"`. `.encode()` makes bytes of it.',
                "`base64.b64encode` gives bytes. `.decode()` makes a str of them.",
                '`heard.stderr.replace(login, "********")`, where `login` is that str.',
            ),
            """\
login = base64.b64encode(f"\\0{sender}\\0{mail_pass}".encode()).decode()
clean = heard.stderr.replace(login, "********")""",
        ),
        Exercise(
            "05.5",
            "Log in with a token",
            "a login at `cloud` with XOAUTH2, after `starttls`",
            token,
            (
                "Connect and encrypt as before. Then `client.ehlo()`.",
                (
                    'The text contains her name and her token: `f"user={user}\\1auth=Bearer '
                    '{token}\\1\\1"`.'
                ),
                '`client.auth("XOAUTH2", lambda challenge=None: text)`.',
            ),
            """\
ada = "ada@example.com"
text = f"user={ada}\\1auth=Bearer {cloud.users[ada]}\\1\\1"
context = ssl.create_default_context(cafile=cloud.ca_file)
with smtplib.SMTP("localhost", cloud.port, timeout=5) as client:
    client.starttls(context=context)
    client.ehlo()
    client.auth("XOAUTH2", lambda challenge=None: text)""",
        ),
    ),
    quizzes=(
        Quiz(
            "05.a",
            "getpass shows nothing, or dots. What will be in mail_pass?",
            (
                Option(
                    "The dots",
                    "The dots are only for the screen. Your program needs what you typed.",
                ),
                Option(
                    "What I typed, as a str",
                    "It's a str like any other. If you print it, everyone sees it, and the "
                    "notebook saves it.",
                    right=True,
                ),
                Option(
                    "What I typed, encrypted",
                    "`getpass` hides what you type from people next to you. It encrypts nothing.",
                ),
            ),
        ),
        Quiz(
            "05.b",
            "What does an eavesdropper need to read Ada's password?",
            (
                Option(
                    "Her key",
                    "There's no key: base64 is a way of writing, not a lock.",
                ),
                Option(
                    "A fast computer and a few hours",
                    "It takes no time at all: decoding base64 is as easy as encoding it.",
                ),
                Option(
                    "One line of Python",
                    "`base64.b64decode` does it. In the next exercise, the eavesdropper is you.",
                    right=True,
                ),
                Option(
                    "Nobody can read it",
                    "Base64 looks like noise, but anyone can decode it.",
                ),
            ),
        ),
    ),
)
