"""The exercises and quizzes of lesson 01, write a message."""

from __future__ import annotations

from . import lesson_01_checks as checks
from .exercise import Exercise, Lesson, Option, Quiz

LESSON = Lesson(
    "01",
    "Write a message",
    exercises=(
        Exercise(
            "01.1",
            "Write a message of your own",
            "an EmailMessage to ada@example.com",
            checks.own_message,
            (
                "Begin with `greeting = EmailMessage()`. Don't forget the parentheses.",
                (
                    'Set a header like this: `greeting["To"] = "ada@example.com"`. Do the same '
                    "for From and Subject."
                ),
                "The body isn't a header. Set it with `greeting.set_content(...)` and your text.",
            ),
            """\
greeting = EmailMessage()
greeting["From"] = "me@example.com"
greeting["To"] = "ada@example.com"
greeting["Subject"] = "Lunch?"
greeting.set_content("Hello Ada, are you free at one?")""",
        ),
        Exercise(
            "01.2",
            "Make the bytes for the wire",
            "the bytes of a message",
            checks.bytes_for_the_wire,
            (
                "There are two steps: make a message with this body, then turn it into bytes.",
                "`as_bytes` takes a policy, as in the cell above.",
                '`hola.set_content("¡Hola!")`, then `wire = hola.as_bytes(policy=...)`.',
            ),
            """\
hola = EmailMessage()
hola["From"] = "me@example.com"
hola["Subject"] = "Saludos"
hola.set_content("¡Hola!")
wire = hola.as_bytes(policy=policy.SMTP)""",
        ),
        Exercise(
            "01.3",
            "Date it, and name it",
            "an EmailMessage with Date and Message-ID",
            checks.date_and_id,
            (
                (
                    "A new message needs From too. Date and From are the two headers that every "
                    "message must have."
                ),
                "Both functions are imported in the cell above.",
                '`dated["Date"] = formatdate(localtime=True)`, and `make_msgid` for `Message-ID`.',
            ),
            """\
dated = EmailMessage()
dated["From"] = "me@example.com"
dated["Date"] = formatdate(localtime=True)
dated["Message-ID"] = make_msgid(domain="example.com")""",
        ),
        Exercise(
            "01.4",
            "Keep line ends out of a header",
            "an EmailMessage",
            checks.one_line_subject,
            (
                "`typed` has a line end in it, and the value of a header can't have one.",
                '`typed.splitlines()` gives a list of its lines; `" ".join(...)` joins them.',
                '`safe["Subject"] = typed.splitlines()[0]` takes the first line.',
            ),
            """\
safe = EmailMessage()
safe["Subject"] = " ".join(typed.splitlines())""",
        ),
        Exercise(
            "01.5",
            "Reply to a message",
            "an EmailMessage that replies to the message in `raw`",
            checks.reply,
            (
                "Read `raw` first: `message_from_bytes`, with `policy=policy.default`.",
                "`To` is the `From` of `raw`; `Subject` is 'Re: ' and the subject of `raw`.",
                "`In-Reply-To` is the `Message-ID` of `raw`, unchanged.",
            ),
            """\
asked = message_from_bytes(raw, policy=policy.default)
answer = EmailMessage()
answer["From"] = "you@example.com"
answer["To"] = asked["From"]
answer["Subject"] = "Re: " + asked["Subject"]
answer["In-Reply-To"] = asked["Message-ID"]
answer.set_content("Thank you!")""",
        ),
    ),
    quizzes=(
        Quiz(
            "01.a",
            "The message has three headers. How many will it have after set_content?",
            (
                Option(
                    "Three: a body isn't a header",
                    "The body isn't one. But a mail program has to know how to read it, so "
                    "`set_content` adds headers that say so.",
                ),
                Option("Four", "It adds more than one: three headers say how to read the body."),
                Option("Five", "There's one more: three headers say how to read the body."),
                Option(
                    "Six",
                    "It adds Content-Type, Content-Transfer-Encoding and MIME-Version.",
                    right=True,
                ),
            ),
        ),
        Quiz(
            "01.b",
            "The body becomes Olá!. How will print(message) show it?",
            (
                Option(
                    "As Olá!",
                    "A header would show it like that. But a body is sent as bytes, and "
                    "`print` makes a `str`, which can't hold the bytes of á. So Python "
                    "encodes the body.",
                ),
                Option(
                    "Encoded, as T2zDoSEK",
                    "That's base64: bytes written with 64 ASCII characters. Only `print` "
                    "needs it here; the bytes that are sent contain á as it is.",
                    right=True,
                ),
                Option("As an error", "Any text is allowed. Python finds a way to encode it."),
            ),
        ),
        Quiz(
            "01.c",
            "Which of these did Python add to the message for you?",
            (
                Option(
                    "Date",
                    "Every message must have one, but EmailMessage doesn't add it. The next "
                    "cell does.",
                ),
                Option(
                    "Message-ID",
                    "Every message should have one, but EmailMessage doesn't add it. The next "
                    "cell does.",
                ),
                Option(
                    "MIME-Version",
                    "`set_content` added it. Date and Message-ID are up to you.",
                    right=True,
                ),
            ),
        ),
    ),
)
