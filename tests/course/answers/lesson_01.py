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
            ("greeting = EmailMessage()", "It has no From"),
            (
                'greeting = EmailMessage()\ngreeting["From"] = "me@example.com"',
                "It has no To",
            ),
            (_GREETING.replace("ada@", "you@") + 'greeting.set_content("Hi")', "ada@example.com"),
            (_GREETING, "It has no text yet"),
            (_GREETING + 'greeting["Body"] = "Hi"', "'Body' became a header"),
            (_GREETING + 'greeting.set_content("")', "Its body is empty"),
            (_GREETING.replace("me@example.com", "me"), "An address has a name, an @"),
            (_GREETING.replace("ada@example.com", "Ada"), "An address has a name, an @"),
            (_GREETING.replace("Lunch?", ""), "Its Subject is empty"),
            (
                _GREETING.replace('greeting["Subject"]', "subject") + 'greeting.set_content("Hi")',
                "It has no Subject",
            ),
            ('greeting = {"To": "ada@example.com"}', "but got a dict"),
            (_GREETING.replace('"ada@example.com"', "[]"), "Its To is empty"),
            (
                _GREETING.replace('["Subject"]', ".subject") + 'greeting.set_content("Hi")',
                "`.subject` is an attribute",
            ),
            (
                _GREETING.replace("ada@", "you@") + 'greeting["Cc"] = "ada@example.com"',
                "Her address is in Cc",
            ),
            (
                _GREETING.replace("ada@example.com", "ada@example.com bob@example.com"),
                "Write a comma between addresses",
            ),
            (
                "from email.mime.text import MIMEText\ngreeting = MIMEText('Lunch?')",
                "one of Python's older classes",
            ),
            (
                'greeting = message_from_bytes(b"From: a@b.c\\nTo: ada@example.com\\nSubject: Hi")',
                "give `policy=policy.default`",
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
            (_HOLA + "wire = hola.as_string()", "This is a str"),
            (_HOLA + "wire = hola", "the message itself"),
            (_HOLA + "wire = hola.as_bytes()", r"Lines end with `\n` alone"),
            (
                _HOLA + 'wire = hola.as_bytes(policy=policy.SMTP).replace(b"\\n", b"\\r\\n")',
                "replaced twice",
            ),
            (_HOLA + 'wire = hola.as_bytes().replace(b"\\n", b"\\r\\n", 2)', "lines end with"),
            ("wire = message.as_bytes(policy=policy.SMTP)", "its body is 'Olá!'"),
            ('wire = "¡Hola!\\r\\n".encode()', "There are no headers"),
            (
                _HOLA.replace("¡Hola!", "Hola") + "wire = hola.as_bytes(policy=policy.SMTP)",
                "its body is 'Hola'",
            ),
            (
                (
                    'hola = EmailMessage()\nhola["Subject"] = "¡Hola!"\n'
                    "wire = hola.as_bytes(policy=policy.SMTP)"
                ),
                "but no text yet",
            ),
            ("wire = policy.SMTP", "Expected bytes"),
            (_HOLA + "wire = hola.as_bytes(policy.SMTP)", "`unixfrom`"),
            (_HOLA + "wire = hola.as_bytes", "it wasn't called"),
            (_HOLA + "wire = str(hola.as_bytes(policy=policy.SMTP))", "a str that shows bytes"),
            (_HOLA + 'wire = hola.as_bytes().replace(b"\\n", b"\\n\\r")', "the other way round"),
            (_HOLA + 'wire = hola.as_bytes().replace(b"\\n", b"\\r")', "with no `\\n` behind"),
            (
                _HOLA
                + 'wire = hola.as_bytes(policy=policy.SMTP).replace(b"\\r\\n\\r\\n", b"\\r\\n")',
                "no empty line",
            ),
            (
                _HOLA + "wire = hola.as_bytes(policy=policy.SMTP).splitlines(True)",
                "all the bytes in one",
            ),
            (
                _HOLA.replace("¡Hola!", "¡Hola! ¿Qué tal?")
                + "wire = hola.as_bytes(policy=policy.SMTP)",
                "There's more in it",
            ),
            (
                "wire = b'MIME-Version: 1.0\\r\\n\\r\\n' + '¡Hola!'.encode()",
                "Its bytes aren't what its headers say",
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
            ("dated = EmailMessage()", "It has no From"),
            (_DATED, "It has no Date"),
            (_DATED + 'dated["Date"] = formatdate()', "It has no Message-ID"),
            (
                _DATED + 'dated["Date"] = "2026-11-22 10:00"\ndated["Message-ID"] = make_msgid()',
                "Email writes dates in its own way",
            ),
            (
                _DATED + 'dated["Date"] = formatdate(0)\ndated["Message-ID"] = make_msgid()',
                "Expected the time of now",
            ),
            (
                _DATED + 'dated["Date"] = make_msgid()\ndated["Message-ID"] = formatdate()',
                "Email writes dates in its own way",
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
            ("dated = message", "This is `message` itself"),
            ("import copy\ndated = copy.deepcopy(message)", "is that of `message`"),
            (
                _DATED + 'dated["Date"] = message["Date"]\ndated["Message-ID"] = make_msgid()',
                "is that of `message`",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\n'
                'dated["Message-ID"] = message["Message-ID"]',
                "Its Message-ID is that of `message`",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\ndated["Message-ID"] = "<me@example.com>"',
                "a person's address",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\ndated["Message-ID"] = "<1.2@example.com>"',
                "Will no other message ever have that?",
            ),
            (
                _DATED + 'dated["Date"] = formatdate()\n'
                'dated["Message-ID"] = "<my-first-message@example.com>"',
                "Will no other message ever have that?",
            ),
            (
                _DATED + 'dated["Date"] = "formatdate()"\ndated["Message-ID"] = make_msgid()',
                "Without the quotes",
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
                "The line end is in it as a backslash and an n",
            ),
            ("safe = typed", "but got the text alone"),
            ("safe = EmailMessage()", "It has no Subject"),
            (
                (
                    "from email import message_from_string\n"
                    'safe = message_from_string(f"Subject: {typed}\\n\\nHi", policy=policy.default)'
                ),
                "It has a Bcc header",
            ),
            ('safe = EmailMessage()\nsafe["Subject"] = "Bcc: spy@example.com"', "'Hello', is gone"),
            ('safe = EmailMessage()\nsafe["Subject"] = ""', "Its Subject is empty"),
            ('safe = EmailMessage()\nsafe["Subject"] = "Hi"', "'Hello', is gone"),
            (
                (
                    "first, second = typed.splitlines()\nsafe = EmailMessage()\n"
                    'safe["Subject"] = first\nsafe["Bcc"] = second[5:]'
                ),
                "spy@example.com would get a copy",
            ),
            ("safe = EmailMessage()\nsafe.set_content(typed)", "It has no Subject"),
            (
                'safe = EmailMessage()\nsafe["Title"] = typed.splitlines()[0]',
                "Its 'Title' is another header",
            ),
            (
                'from email.message import Message\nsafe = Message()\nsafe["Subject"] = typed',
                "still a line end in its Subject",
            ),
            (
                'safe = EmailMessage()\nsafe["Subject"] = "Hello Bcc: spy@example.com"',
                "your code doesn't use `typed`",
            ),
            ('safe = EmailMessage()\nsafe["Subject"] = "Hello"', "doesn't use `typed`"),
            (
                'safe = EmailMessage()\nsafe["Subject"] = str(typed.splitlines())',
                "how Python shows a list",
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
                "how Python shows bytes",
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
            (_ANSWER, "It has no To"),
            (_ANSWER + 'answer["To"] = arrived["To"]', "Expected me@example.com, who wrote"),
            (_ANSWER_TO, "It has no Subject"),
            (
                _ANSWER_TO + 'answer["Subject"] = arrived["Subject"]',
                "begins with 'Re: '",
            ),
            (_ANSWER_TO + 'answer["Subject"] = "Re: Hello"', "comes the subject of `raw`"),
            (_ANSWER_RE, "It has no In-Reply-To"),
            (_ANSWER_RE + 'answer["In-Reply-To"] = arrived["Subject"]', "the Message-ID of `raw`"),
            (_ANSWER_RE + 'answer["In-Reply-To"] = make_msgid()', "the Message-ID of `raw`"),
            (
                _ANSWER_RE.replace('answer.set_content("Thank you!")', "")
                + 'answer["In-Reply-To"] = arrived["Message-ID"]',
                "It has no text yet",
            ),
            ("answer = arrived", "It goes to you@example.com"),
            ("answer = raw", "but got a bytes"),
            (
                _ANSWER_RE.replace("you@", "me@") + 'answer["In-Reply-To"] = arrived["Message-ID"]',
                "An answer comes from the person who got that message",
            ),
            (
                _ANSWER_RE + 'answer["References"] = arrived["Message-ID"]',
                "into `References`",
            ),
            (
                _ANSWER_RE + 'answer["In-Reply-To"] = arrived["Message-ID"].strip("<>")',
                "The < and > belong to it",
            ),
            (
                _ANSWER_RE + 'answer["In-Reply-To"] = arrived["Message-ID"]\n'
                'answer["Message-ID"] = arrived["Message-ID"]',
                "Its own Message-ID is still that",
            ),
            (
                _ANSWER_TO + 'answer["Subject"] = "Re:" + arrived["Subject"]',
                "Expected a space after 'Re:'",
            ),
            ('answer = "Thank you!"', "but got a str"),
        ),
    ),
}
