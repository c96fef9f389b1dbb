"""Lesson 01, write a message: its exercises and quizzes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any

from .exercise import Exercise, Lesson, Option, Quiz
from .looking import NotYet, a_message, addresses, header, phrase, text_of

if TYPE_CHECKING:
    from email.message import EmailMessage


def _own_message(thing: Any) -> str:
    message = a_message(thing)
    addresses(message, "From")
    to = addresses(message, "To")
    if "ada@example.com" not in to:
        raise NotYet(f"It goes to {', '.join(to)}. It should go to ada@example.com.")
    header(message, "Subject")
    text_of(message)
    return "A whole message: three headers of your own, and a body."


def _bytes_for_the_wire(wire: Any) -> str:
    if isinstance(wire, str):
        raise NotYet(
            "This is a str. The wire carries bytes: `as_bytes` makes them, not `as_string`."
        )
    if not isinstance(wire, (bytes, bytearray)):
        raise NotYet(f"Wanted are bytes. This is {phrase(wire)}.")
    raw = bytes(wire)
    if b"\r\r\n" in raw:
        raise NotYet(r"Some lines end with `\r\r\n`: the line ends were replaced twice.")
    bare, lines = raw.replace(b"\r\n", b"").count(b"\n"), raw.count(b"\n")
    if bare and bare == lines:
        raise NotYet(
            r"Lines end with `\n` alone. On the wire each ends with `\r\n`: `policy.SMTP`."
        )
    if bare:
        raise NotYet(f"{bare} of the {lines} lines end with `\\n` alone, not `\\r\\n`.")
    message = message_from_bytes(raw, policy=policy.default)
    if not message.keys():
        raise NotYet("There are no headers in it. Make a message first, then its bytes.")
    text = text_of(message).strip()
    if text != "¡Hola!":
        raise NotYet(f"Read back, its body is {text!r}. It should be '¡Hola!'.")
    return r"These are the bytes that travel, each line with `\r\n` at its end."


def _date_and_id(thing: Any) -> str:
    message = a_message(thing)
    addresses(message, "From")
    _check_date(header(message, "Date"), message)
    identity = header(message, "Message-ID").strip()
    inner = identity.strip("<>")
    if identity != f"<{inner}>":
        raise NotYet(f"Message-ID is {identity!r}. It stands between < and >.")
    if "@" not in inner.strip("@") or " " in inner:
        raise NotYet(f"Message-ID is {identity!r}. It has an @ in it, and no space.")
    return "It says when it was written, and it has a name of its own."


def _check_date(text: str, message: EmailMessage) -> None:
    date = message["Date"].datetime
    if date is None:
        raise NotYet(
            f"Date is {text!r}. Mail writes dates in its own way; `formatdate` does it for you."
        )
    aware = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
    if abs(datetime.now(timezone.utc) - aware) > timedelta(days=1):
        raise NotYet(f"Date says {text}. It should say now.")


def _one_line_subject(thing: Any) -> str:
    message = a_message(thing)
    if message["Bcc"] is not None:
        raise NotYet(f"It has a Bcc header now: {message['Bcc']} would get a copy in secret.")
    subject = header(message, "Subject")
    if "\n" in subject or "\r" in subject:
        raise NotYet("There is still a line end in its Subject.")
    if "hello" not in subject.lower():
        raise NotYet(f"Its Subject is {subject!r}. The word that was typed, Hello, is gone.")
    return "The subject is one line, and nobody gets a secret copy."


def _reply(thing: Any, raw: Any) -> str:
    if not isinstance(raw, (bytes, bytearray)):
        raise NotYet("The line with `check(...)` was changed. It wants the answer, then `raw`.")
    answer = a_message(thing)
    asked = message_from_bytes(bytes(raw), policy=policy.default)
    wanted = [address for _, address in getaddresses([str(asked["From"])])]
    to = addresses(answer, "To")
    if to != wanted:
        raise NotYet(f"It goes to {', '.join(to)}. {', '.join(wanted)} wrote the mail in `raw`.")
    addresses(answer, "From")
    subject = header(answer, "Subject")
    if not subject.lower().startswith("re: "):
        raise NotYet(f"Its Subject is {subject!r}. The subject of an answer begins with 'Re: '.")
    if str(asked["Subject"]) not in subject:
        raise NotYet(f"Its Subject is {subject!r}. After 'Re: ' comes the subject of `raw`.")
    identity = str(asked["Message-ID"])
    if header(answer, "In-Reply-To").strip() != identity:
        raise NotYet(
            f"In-Reply-To is {str(answer['In-Reply-To'])!r}. It names the mail that is "
            "answered: the Message-ID of `raw`."
        )
    text_of(answer)
    return "A mail program will show it right below the mail that it answers."


LESSON = Lesson(
    "01",
    "Write a message",
    exercises=(
        Exercise(
            "01.1",
            "Write a message of your own",
            "an EmailMessage to ada@example.com",
            _own_message,
            (
                "Begin with `greeting = EmailMessage()`. Mind the brackets at its end.",
                'A header: `greeting["To"] = "ada@example.com"`. From and Subject in the same way.',
                "The body is no header: `greeting.set_content(...)`, with your text in it.",
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
            _bytes_for_the_wire,
            (
                "Two steps: a message with this body, then its bytes.",
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
            _date_and_id,
            (
                "A new message needs From, too: only Date and From are demanded of every mail.",
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
            _one_line_subject,
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
            "Answer a mail",
            "an EmailMessage that answers the mail in `raw`",
            _reply,
            (
                "Read `raw` first: `message_from_bytes`, with `policy=policy.default`.",
                "`To` is the `From` of `raw`; `Subject` is 'Re: ' and the subject of `raw`.",
                "`In-Reply-To` is the `Message-ID` of `raw`, as it stands there.",
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
                    "Three: a body is no header",
                    "The body is none. But a program that reads it must know how: "
                    "`set_content` writes that down, in headers.",
                ),
                Option("Four", "More: three headers say how the body is to be read."),
                Option("Five", "One more: three headers say how the body is to be read."),
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
                    "A header would show it so. But in a body á is sent as bytes, and `print` "
                    "makes a `str`, which can't hold those bytes. So Python packs the body.",
                ),
                Option(
                    "Packed, as T2zDoSEK",
                    "That is base64: bytes written with 64 ASCII characters. `print` packs such a "
                    "body; the bytes that are sent carry á as it is.",
                    right=True,
                ),
                Option("As an error", "Any text is allowed. Python finds a way to pack it."),
            ),
        ),
        Quiz(
            "01.c",
            "Which of these is in the message now, without your doing?",
            (
                Option(
                    "Date",
                    "Every mail must have one, but EmailMessage does not add it. "
                    "The next cell does.",
                ),
                Option(
                    "Message-ID",
                    "Every mail should have one, but EmailMessage does not add it. "
                    "The next cell does.",
                ),
                Option(
                    "MIME-Version",
                    "`set_content` added it. Date and Message-ID are left to you.",
                    right=True,
                ),
            ),
        ),
    ),
)
