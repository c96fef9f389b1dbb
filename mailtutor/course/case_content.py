"""Case files 5 to 8, what they got: the questions and exercises."""

from __future__ import annotations

from .case_content_checks import file, note, order
from .case_logo_check import logo
from .exercise import Exercise, Option, Quiz

EXERCISES = (
    Exercise(
        "case.5",
        "Keep the umlauts",
        "the function `send_note`",
        note,
        (
            "The header and the bytes must agree. Which of the two would you change?",
            "`encode` writes UTF-8. What does the header say?",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def send_note(port, text):
    message = EmailMessage()
    message["From"] = "max@example.com"
    message["To"] = "vera@example.com"
    message["Subject"] = "Friday"
    message["Date"] = formatdate(localtime=True)
    message.set_content(text)
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)""",
    ),
    Exercise(
        "case.6",
        "Say what the file is",
        "the function `send_file`",
        file,
        (
            "What does `mimetypes.guess_type` expect? Print what it returns here.",
            "Give it the whole name: it looks for the ending itself.",
            "An unknown file is `application/octet-stream`.",
        ),
        """\
import mimetypes
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def send_file(port, name, content):
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    maintype, subtype = kind.split("/")
    message = EmailMessage()
    message["From"] = "shop@example.com"
    message["To"] = "vera@example.com"
    message["Subject"] = f"Your file: {name}"
    message["Date"] = formatdate(localtime=True)
    message.set_content("The file is attached.")
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)""",
    ),
    Exercise(
        "case.7",
        "Show the logo",
        "the function `send_welcome`",
        logo,
        (
            "`make_msgid` returns a name in < and >, as the header needs it.",
            "Without its first and last character, it's what `src` needs.",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

def send_welcome(port, logo):
    logo_id = make_msgid(domain="example.com")
    message = EmailMessage()
    message["From"] = "shop@example.com"
    message["To"] = "vera@example.com"
    message["Subject"] = "Welcome"
    message["Date"] = formatdate(localtime=True)
    message.set_content("Welcome to our shop!")
    html = f'<img src="cid:{logo_id[1:-1]}" alt="Our logo"><p>Welcome to our shop!</p>'
    message.add_alternative(html, subtype="html")
    message.get_payload()[1].add_related(logo, "image", "png", cid=logo_id)
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)""",
    ),
    Exercise(
        "case.8",
        "Fill both versions",
        "the function `confirm`",
        order,
        (
            "`lines` is used twice. What's left in it the second time? Try `print(list(lines))`.",
            "Parentheses make a generator, which can be read once. Brackets make a list.",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def confirm(port, items):
    lines = [f"{count} x {name}" for name, count in items.items()]
    message = EmailMessage()
    message["From"] = "shop@example.com"
    message["To"] = "vera@example.com"
    message["Subject"] = "Your order"
    message["Date"] = formatdate(localtime=True)
    message.set_content("\\n".join(lines))
    rows = "".join(f"<li>{line}</li>" for line in lines)
    message.add_alternative(f"<ul>{rows}</ul>", subtype="html")
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)""",
    ),
)

QUIZZES = (
    Quiz(
        "case.e",
        "What broke the ü?",
        (
            Option(
                "The server changed the bytes",
                "It got `\\xc3\\xbc`, which is a correct ü in UTF-8. Servers pass bytes on as they "
                "are.",
            ),
            Option(
                "The text was broken before the program sent it",
                "Then the ü would be four bytes, `\\xc3\\x83\\xc2\\xbc`: the letters Ã and ¼, each "
                "in UTF-8. It's two bytes.",
            ),
            Option(
                "The header names another charset than the one that was used",
                "`iso-8859-1` means one byte for each letter. The ü has two bytes, because the "
                "text is in UTF-8. So the reader sees two letters, Ã and ¼.",
                right=True,
            ),
            Option(
                "Vera's mail program can't show umlauts",
                "It can show Ã and ¼, which aren't in ASCII either. It did what the header says.",
            ),
        ),
    ),
    Quiz(
        "case.f",
        "Why does the invoice open as text?",
        (
            Option(
                "The file is damaged",
                "What Vera sees begins with `%PDF-1.4`. That's how a PDF should begin, so the file "
                "is all right.",
            ),
            Option(
                "Its base64 wasn't decoded",
                "Then Vera would see `JVBERi0x`, as in the message. She sees `%PDF`, so her "
                "program has decoded it.",
            ),
            Option(
                "Its name has the wrong ending",
                "`Content-Disposition` says `invoice-1107.pdf`, which is right.",
            ),
            Option(
                "Its part says that it's text",
                "Its `Content-Type` is `text/plain`. A program that goes by it shows any file as "
                "text.",
                right=True,
            ),
        ),
    ),
    Quiz(
        "case.g",
        "Why is there no logo?",
        (
            Option(
                "The HTML asks for a part by a name that no part has",
                "`src` is `cid:<...>`, so the program looks for a name with < and > in it. In the "
                "header `Content-ID`, they're only punctuation around the name.",
                right=True,
            ),
            Option(
                "Outlook blocks pictures from the web",
                "It does, until the reader allows them. But this picture isn't on the web: `src` "
                "begins with `cid:`, which means a part of the same message.",
            ),
            Option(
                "The picture wasn't sent",
                "The last part is `image/png`, and its bytes follow in base64.",
            ),
            Option(
                "The picture is damaged",
                "Its base64 begins with `iVBORw0KGgo`, as in every PNG, and it's complete.",
            ),
        ),
    ),
    Quiz(
        "case.h",
        "Why does Vera see an empty message?",
        (
            Option(
                "The HTML version is empty, and her program shows that one",
                "`multipart/alternative` has two versions, and a program shows the last that it "
                "can. The first one lists the order, and the last is `<ul></ul>`.",
                right=True,
            ),
            Option(
                "The text got lost on the way",
                "Nothing is lost: the first version in the message has the whole order.",
            ),
            Option(
                "Her mail program can't show HTML",
                "Then it would show the plain text, with her order. It's the HTML that it shows.",
            ),
            Option(
                "Vera ordered nothing",
                "The plain text lists three things, so the program knew them.",
            ),
        ),
    ),
)
