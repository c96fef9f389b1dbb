"""The exercises and quizzes of lesson 02, attach files."""

from __future__ import annotations

from . import lesson_02_checks as checks
from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_02_postcard import postcard

LESSON = Lesson(
    "02",
    "Attach files",
    exercises=(
        Exercise(
            "02.1",
            "Attach a table",
            "an EmailMessage with people.csv attached",
            checks.report,
            (
                "Set the text first, with `set_content(...)`. Then call `add_attachment(...)`.",
                r'The table is a str with \n in it, as "name,city\nAda,London\n".',
                'After the content come `subtype="csv"` and `filename="people.csv"`.',
            ),
            """\
report = EmailMessage()
report.set_content("Here are the people.")
table = "name,city\\nAda,London\\nGrace,New York\\n"
report.add_attachment(table, subtype="csv", filename="people.csv")""",
        ),
        Exercise(
            "02.2",
            "Fix the guess",
            "a function",
            checks.kind,
            (
                "`guess_type` returns two things. Keep both: `mime_type, encoding = ...`.",
                "Two cases are octet-stream: the type is None, or the encoding is not.",
                (
                    'Begin with `def kind(name):`. End with `return "application/octet-stream"`, '
                    "or the type."
                ),
            ),
            """\
def kind(name):
    mime_type, encoding = mimetypes.guess_type(name)
    if mime_type is None or encoding is not None:
        return "application/octet-stream"
    return mime_type""",
        ),
        Exercise(
            "02.3",
            "Give a file a name with ü",
            "an EmailMessage with `pdf` attached",
            checks.invoice,
            (
                "Use the line from the cell above, with another message and another name.",
                "`pdf` is bytes already. Give it first, as it is.",
                'The type is `maintype="application", subtype="pdf"`.',
            ),
            """\
invoice = EmailMessage()
invoice.set_content("Thank you for your order.")
invoice.add_attachment(
    pdf, maintype="application", subtype="pdf", filename="Rechnung für Ada.pdf"
)""",
        ),
        Exercise(
            "02.4",
            "Save the attachments",
            "a dict that maps file names to contents",
            checks.saved,
            (
                "Begin with `saved = {}`, then go through `arrived.iter_attachments()`.",
                "The key is `part.get_filename()`, the value `part.get_content()`.",
                "In the loop: `saved[part.get_filename()] = ...`",
            ),
            """\
saved = {}
for part in arrived.iter_attachments():
    saved[part.get_filename()] = part.get_content()""",
        ),
        Exercise(
            "02.5",
            "Write a postcard",
            "an EmailMessage with a text, its HTML, and a picture",
            postcard,
            (
                (
                    "There are four steps: the headers, `set_content`, `add_alternative`, "
                    "`add_attachment`."
                ),
                '`postcard.add_alternative("<p>Hello <b>Ada</b></p>", subtype="html")`.',
                (
                    "Attach the picture like the one above, but don't open a file: pass "
                    "`picture` itself."
                ),
            ),
            """\
postcard = EmailMessage()
postcard["From"] = "me@example.com"
postcard["To"] = "ada@example.com"
postcard.set_content("Hello Ada!")
postcard.add_alternative("<p>Hello <b>Ada</b>!</p>", subtype="html")
postcard.add_attachment(picture, maintype="image", subtype="png", filename="smile.png")""",
        ),
    ),
    quizzes=(
        Quiz(
            "02.a",
            "You attach a 3 MB photo. How much does it add to the message?",
            (
                Option(
                    "About 2 MB: base64 makes it smaller",
                    "Base64 makes a file safe to send, but it doesn't compress it.",
                ),
                Option(
                    "3 MB, like the file",
                    "Base64 needs 4 characters for 3 bytes, so it has to be more.",
                ),
                Option(
                    "About 4 MB",
                    "57 bytes become 76 characters and a line end, about 1.37 times as much. "
                    "Servers count all of that when they reject a message as too large.",
                    right=True,
                ),
                Option(
                    "6 MB: each byte becomes two characters",
                    "That would be hexadecimal. Base64 can choose from 64 characters, so 4 of "
                    "them hold 3 bytes.",
                ),
            ),
        ),
        Quiz(
            "02.b",
            "Which type will the whole message have when a picture is attached?",
            (
                Option(
                    "text/plain", "That's the type of its first part now, not of the whole message."
                ),
                Option("image/png", "That's the type of its second part."),
                Option(
                    "multipart/mixed",
                    "It has several parts of mixed kinds: the text became the first part, and "
                    "the picture is the second.",
                    right=True,
                ),
            ),
        ),
    ),
)
