"""Right and wrong answers to the exercises of lesson 01."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

SETUP = """
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

message = EmailMessage()
message["From"] = "me@example.com"
message["To"] = "you@example.com"
message["Subject"] = "Greetings from me@example.com to you@example.com!"
message.set_content("Olá!")
message["Date"] = formatdate(localtime=True)
message["Message-ID"] = make_msgid(domain="example.com")
typed = "Hello\\nBcc: spy@example.com"
raw = message.as_bytes()
arrived = message_from_bytes(raw, policy=policy.default)
"""

_GREETING = """\
greeting = EmailMessage()
greeting["From"] = "me@example.com"
greeting["To"] = "ada@example.com"
greeting["Subject"] = "Lunch?"
"""
_HOLA = """\
hola = EmailMessage()
hola["Subject"] = "Saludos"
hola.set_content("¡Hola!")
"""
_DATED = """\
dated = EmailMessage()
dated["From"] = "me@example.com"
"""
_ANSWER = """\
answer = EmailMessage()
answer["From"] = "you@example.com"
answer.set_content("Thank you!")
"""
_ANSWER_TO = _ANSWER + 'answer["To"] = arrived["From"]\n'
_ANSWER_RE = _ANSWER_TO + 'answer["Subject"] = "Re: " + arrived["Subject"]\n'

ANSWERS = {
    "01.1": Answers(
        right=(
            _GREETING + 'greeting.set_content("<p>Lunch?</p>", subtype="html")',
            """\
greeting = EmailMessage()
greeting["from"] = "Me <me@example.com>"
greeting["TO"] = "Bob <bob@example.com>, Ada Lovelace <Ada@Example.com>"
greeting["subject"] = "Olá"
greeting.set_content("Olá")
greeting.add_attachment(b"1", maintype="image", subtype="png", filename="a.png")""",
            _GREETING.replace('"ada@example.com"', '["ada@example.com", "bob@example.com"]')
            + 'greeting.set_content("Lunch?")',
            """\
greeting = message_from_bytes(b"From: a@b.c\\nTo: ada@example.com\\nSubject: S\\n\\nHi",
                              policy=policy.default)""",
        ),
        wrong=(
            ('greeting = "To: ada@example.com\\n\\nHi"', "but got a str"),
            ("greeting = EmailMessage", "the class EmailMessage itself"),
            ("greeting = EmailMessage()", "Your message has no `From` header"),
            (
                'greeting = EmailMessage()\ngreeting["From"] = "me@example.com"',
                "Your message has no `To` header",
            ),
            (_GREETING.replace("ada@", "you@") + 'greeting.set_content("Hi")', "ada@example.com"),
            (_GREETING, "Your message has no body yet"),
            (_GREETING + 'greeting["Body"] = "Hi"', "'Body' became a header"),
            (_GREETING + 'greeting.set_content("")', "The body is empty"),
            (_GREETING.replace("me@example.com", "me"), "An address needs a name, an @"),
            (_GREETING.replace("ada@example.com", "Ada"), "An address needs a name, an @"),
            (_GREETING.replace("Lunch?", ""), "The `Subject` header is empty"),
            (
                _GREETING.replace('greeting["Subject"]', "subject") + 'greeting.set_content("Hi")',
                "Your message has no `Subject` header",
            ),
            ('greeting = {"To": "ada@example.com"}', "but got a dict"),
            (_GREETING.replace('"ada@example.com"', "[]"), "The `To` header is empty"),
            (
                _GREETING.replace('["Subject"]', ".subject") + 'greeting.set_content("Hi")',
                "`.subject` is an attribute",
            ),
            (
                _GREETING.replace("ada@", "you@") + 'greeting["Cc"] = "ada@example.com"',
                "Her address is in `Cc`",
            ),
            (
                _GREETING.replace("ada@example.com", "ada@example.com bob@example.com"),
                "`To` has no comma between its addresses",
            ),
            (
                "from email.mime.text import MIMEText\ngreeting = MIMEText('Lunch?')",
                "one of Python's older classes",
            ),
            (
                'greeting = message_from_bytes(b"From: a@b.c\\nTo: ada@example.com\\nSubject: Hi")',
                "or bytes, pass `policy=policy.default`",
            ),
            (_GREETING + 'greeting.set_content = "Hi"', "replaced the method"),
            (
                _GREETING + 'greeting.add_attachment("Hi", filename="a.txt")',
                "An attachment isn't the body",
            ),
        ),
    ),
    "01.2": Answers(
        right=(
            _HOLA + 'wire = hola.as_bytes().replace(b"\\n", b"\\r\\n")',
            _HOLA.replace("EmailMessage()", "EmailMessage(policy=policy.SMTP)")
            + "wire = bytes(hola)",
            _HOLA.replace('"¡Hola!"', '"¡Hola!", charset="latin-1", cte="base64"')
            + "wire = hola.as_bytes(policy=policy.SMTP)",
            _HOLA + "wire = hola.as_bytes(policy=policy.SMTPUTF8)",
            """\
head = 'Subject: Saludos\\r\\nContent-Type: text/plain; charset="utf-8"\\r\\n\\r\\n'
wire = (head + "¡Hola!\\r\\n").encode()""",
        ),
        wrong=(
            (_HOLA + "wire = hola.as_string()", "That's a str, but"),
            (_HOLA + "wire = hola", "the message itself"),
            (_HOLA + "wire = hola.as_bytes()", r"Lines end with `\n` alone"),
            (
                _HOLA + 'wire = hola.as_bytes(policy=policy.SMTP).replace(b"\\n", b"\\r\\n")',
                "replaced twice",
            ),
            (_HOLA + 'wire = hola.as_bytes().replace(b"\\n", b"\\r\\n", 2)', "lines end with"),
            ("wire = message.as_bytes(policy=policy.SMTP)", "Parsed again, the body is 'Olá!'"),
            ('wire = "¡Hola!\\r\\n".encode()', "These bytes have no headers"),
            (
                _HOLA.replace("¡Hola!", "Hola") + "wire = hola.as_bytes(policy=policy.SMTP)",
                "Parsed again, the body is 'Hola'",
            ),
            (
                (
                    'hola = EmailMessage()\nhola["Subject"] = "¡Hola!"\n'
                    "wire = hola.as_bytes(policy=policy.SMTP)"
                ),
                "but no body yet",
            ),
            ("wire = policy.SMTP", "Expected bytes"),
            (_HOLA + "wire = hola.as_bytes(policy.SMTP)", "`unixfrom`"),
            (_HOLA + "wire = hola.as_bytes", "it wasn't called"),
            (_HOLA + "wire = str(hola.as_bytes(policy=policy.SMTP))", "a str that shows bytes"),
            (_HOLA + 'wire = hola.as_bytes().replace(b"\\n", b"\\n\\r")', r"Lines end with `\n\r`"),
            (
                _HOLA + 'wire = hola.as_bytes().replace(b"\\n", b"\\r")',
                r"`\r` comes without a `\n`",
            ),
            (
                _HOLA
                + 'wire = hola.as_bytes(policy=policy.SMTP).replace(b"\\r\\n\\r\\n", b"\\r\\n")',
                "no empty line",
            ),
            (
                _HOLA + "wire = hola.as_bytes(policy=policy.SMTP).splitlines(True)",
                "Expected one bytes object",
            ),
            (
                _HOLA.replace("¡Hola!", "¡Hola! ¿Qué tal?")
                + "wire = hola.as_bytes(policy=policy.SMTP)",
                "It contains more than that",
            ),
            (
                "wire = b'MIME-Version: 1.0\\r\\n\\r\\n' + '¡Hola!'.encode()",
                "Its headers don't say which charset those bytes",
            ),
        ),
    ),
    "01.3": Answers(
        right=(
            _DATED
            + 'import datetime\ndated["Date"] = datetime.datetime.now().astimezone()\n'
            + 'dated["Message-ID"] = make_msgid()',
            _DATED
            + 'dated["Date"] = formatdate()\ndated["Message-Id"] = "<20261126.17@example.com>"',
            _DATED
            + "from email.utils import localtime, format_datetime\n"
            + 'dated["Date"] = format_datetime(localtime())\n'
            + 'dated.add_header("Message-ID", make_msgid("me"))',
            _DATED + 'import uuid\ndated["Date"] = formatdate(usegmt=True)\n'
            'dated["Message-ID"] = f"<{uuid.uuid4()}@example.com>"',
        ),
        wrong=(
            ("dated = EmailMessage()", "Your message has no `From` header"),
            (_DATED, "Your message has no `Date` header"),
            (_DATED + 'dated["Date"] = formatdate()', "Your message has no `Message-ID` header"),
            (
                _DATED + 'dated["Date"] = "2026-11-22 10:00"\ndated["Message-ID"] = make_msgid()',
                "Email has its own date format: `formatdate` writes it",
            ),
            (
                _DATED + 'dated["Date"] = formatdate(0)\ndated["Message-ID"] = make_msgid()',
                "Expected the current time",
            ),
            (
                _DATED + 'dated["Date"] = make_msgid()\ndated["Message-ID"] = formatdate()',
                "Email has its own date format: `formatdate` writes it",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\ndated["Message-ID"] = "1@example.com"',
                "Expected it between < and >",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\ndated["Message-ID"] = "<1>"',
                "Expected one @ in it",
            ),
            ("dated = formatdate(localtime=True)", "but got a str"),
            ("dated = [formatdate(), make_msgid()]", "but got a list"),
            ("dated = message", "That's `message` itself. Create"),
            ("import copy\ndated = copy.deepcopy(message)", "That's the ID of `message`"),
            (
                _DATED + 'dated["Date"] = message["Date"]\ndated["Message-ID"] = make_msgid()',
                "the same as in `message`",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\n'
                'dated["Message-ID"] = message["Message-ID"]',
                "That's the ID of `message`",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\ndated["Message-ID"] = "<me@example.com>"',
                "a person's address",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\ndated["Message-ID"] = "<1.2@example.com>"',
                "Another message could have the same ID",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\n'
                'dated["Message-ID"] = "<my-first-message@example.com>"',
                "Another message could have the same ID",
            ),
            (
                _DATED + 'dated["Date"] = "formatdate()"\ndated["Message-ID"] = make_msgid()',
                "Remove the quotes so",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\ndated["MessageID"] = make_msgid()',
                "with a hyphen",
            ),
        ),
    ),
    "01.4": Answers(
        right=(
            'safe = EmailMessage()\nsafe["Subject"] = typed.splitlines()[0]',
            'safe = EmailMessage()\nsafe["Subject"] = typed.replace("\\n", " ")',
            'safe = EmailMessage()\nsafe["Subject"] = "; ".join(typed.splitlines())',
            (
                'safe = EmailMessage()\nsafe["To"] = "a@b.c"\n'
                'safe["Subject"] = typed.partition("\\n")[0] + "..."\nsafe.set_content("Hi")'
            ),
        ),
        wrong=(
            (
                'safe = EmailMessage()\nsafe["Subject"] = repr(typed)',
                "line end is now a backslash and an n",
            ),
            ("safe = typed", "but got only the text"),
            ("safe = EmailMessage()", "Your message has no `Subject` header"),
            (
                (
                    "from email import message_from_string\n"
                    'safe = message_from_string(f"Subject: {typed}\\n\\nHi", policy=policy.default)'
                ),
                "Your message now has a `Bcc` header",
            ),
            (
                'safe = EmailMessage()\nsafe["Subject"] = "Bcc: spy@example.com"',
                "typed, 'Hello', is missing",
            ),
            ('safe = EmailMessage()\nsafe["Subject"] = ""', "The `Subject` header is empty"),
            ('safe = EmailMessage()\nsafe["Subject"] = "Hi"', "typed, 'Hello', is missing"),
            (
                (
                    "first, second = typed.splitlines()\nsafe = EmailMessage()\n"
                    'safe["Subject"] = first\nsafe["Bcc"] = second[5:]'
                ),
                "so spy@example.com would get a secret copy",
            ),
            (
                "safe = EmailMessage()\nsafe.set_content(typed)",
                "Your message has no `Subject` header",
            ),
            (
                'safe = EmailMessage()\nsafe["Title"] = typed.splitlines()[0]',
                "'Title', which is a different header",
            ),
            (
                'from email.message import Message\nsafe = Message()\nsafe["Subject"] = typed',
                "`Subject` still contains a line end",
            ),
            (
                'safe = EmailMessage()\nsafe["Subject"] = "Hello Bcc: spy@example.com"',
                "your code doesn't use `typed`",
            ),
            ('safe = EmailMessage()\nsafe["Subject"] = "Hello"', "doesn't use `typed`"),
            (
                'safe = EmailMessage()\nsafe["Subject"] = str(typed.splitlines())',
                "That's how Python displays a list",
            ),
            (
                'safe = EmailMessage()\nsafe["Subject"] = typed[:8].replace("\\n", " ")',
                "It's cut off",
            ),
            (
                'safe = EmailMessage()\nsafe["Subject"] = " ".join(typed).replace("\\n", "")',
                "spaces between its letters",
            ),
            (
                'safe = EmailMessage()\nsafe["Subject"] = str(typed.replace("\\n", " ").encode())',
                "That's how Python displays bytes",
            ),
        ),
    ),
    "01.5": Answers(
        right=(
            _ANSWER_RE + 'answer["In-Reply-To"] = arrived["Message-ID"]\n'
            'answer["References"] = arrived["Message-ID"]',
            _ANSWER + 'answer["To"] = "Me <me@example.com>"\n'
            'answer["Subject"] = f"RE: {arrived[\'subject\']} (thanks)"\n'
            'answer["In-Reply-To"] = str(arrived["message-id"])',
            _ANSWER_RE + 'answer["In-Reply-To"] = message_from_bytes(raw)["Message-ID"]',
            """\
answer = message_from_bytes(raw, policy=policy.default)
for name in ("From", "To", "Date", "Message-ID"):
    del answer[name]
answer["From"], answer["To"] = arrived["To"], arrived["From"]
answer.replace_header("Subject", f"Re: {arrived['Subject']}")
answer["In-Reply-To"] = arrived["Message-ID"]
answer.set_content("Thank you!")""",
        ),
        wrong=(
            (_ANSWER, "Your message has no `To` header"),
            (_ANSWER + 'answer["To"] = arrived["To"]', "Expected me@example.com, who wrote"),
            (_ANSWER_TO, "Your message has no `Subject` header"),
            (
                _ANSWER_TO + 'answer["Subject"] = arrived["Subject"]',
                "begins with 'Re: '",
            ),
            (_ANSWER_TO + 'answer["Subject"] = "Re: Hello"', "Expected the subject of `raw`"),
            (_ANSWER_RE, "has no `In-Reply-To` header. Set it"),
            (_ANSWER_RE + 'answer["In-Reply-To"] = arrived["Subject"]', "the Message-ID of `raw`"),
            (_ANSWER_RE + 'answer["In-Reply-To"] = make_msgid()', "the Message-ID of `raw`"),
            (
                _ANSWER_RE.replace('answer.set_content("Thank you!")', "")
                + 'answer["In-Reply-To"] = arrived["Message-ID"]',
                "Your message has no body yet",
            ),
            ("answer = arrived", "`To` is you@example.com. Expected me@example.com"),
            ("answer = raw", "Expected an EmailMessage, but got bytes"),
            (
                _ANSWER_RE.replace("you@", "me@") + 'answer["In-Reply-To"] = arrived["Message-ID"]',
                "comes from the person who received that message",
            ),
            (
                _ANSWER_RE + 'answer["References"] = arrived["Message-ID"]',
                "into `References`",
            ),
            (
                _ANSWER_RE + 'answer["In-Reply-To"] = arrived["Message-ID"].strip("<>")',
                "The < and > are part of it",
            ),
            (
                _ANSWER_RE + 'answer["In-Reply-To"] = arrived["Message-ID"]\n'
                'answer["Message-ID"] = arrived["Message-ID"]',
                "The reply still has the `Message-ID`",
            ),
            (
                _ANSWER_TO + 'answer["Subject"] = "Re:" + arrived["Subject"]',
                "Expected a space after 'Re:'",
            ),
            ('answer = "Thank you!"', "but got a str"),
        ),
    ),
}
