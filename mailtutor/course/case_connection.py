"""Case files 9 to 12, how it traveled: the questions and exercises."""

from __future__ import annotations

from .case_connection_checks import alert, payslip, question
from .case_log_check import log
from .exercise import Exercise, Option, Quiz

EXERCISES = (
    Exercise(
        "case.9",
        "Get the whole log through",
        "the function `send_log`",
        log,
        (
            "The text of a log repeats itself, so it can be compressed to a tenth or less.",
            "`gzip.compress(log.encode())` gives bytes, and its type is `application/gzip`.",
        ),
        """\
import gzip
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def send_log(port, log):
    message = EmailMessage()
    message["From"] = "backup@example.com"
    message["To"] = "ada@example.com"
    message["Subject"] = "Last night's backup"
    message["Date"] = formatdate(localtime=True)
    message.set_content("The log is attached.")
    packed = gzip.compress(log.encode())
    message.add_attachment(packed, "application", "gzip", filename="backup.log.gz")
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)""",
    ),
    Exercise(
        "case.10",
        "Send as the shop",
        "the function `forward`",
        question,
        (
            "Who really sends this message? `From` should say so.",
            "There's a header for the address that answers should go to.",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

def forward(port, visitor, text):
    message = EmailMessage()
    message["From"] = "web@example.com"
    message["Reply-To"] = visitor
    message["To"] = "office@example.com"
    message["Subject"] = "A question from the website"
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain="example.com")
    message.set_content(text)
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)""",
    ),
    Exercise(
        "case.11",
        "Encrypt, or don't send",
        "the function `send_payslip`",
        payslip,
        (
            "What does the program do when `starttls` raises an exception?",
            "An exception that nobody catches stops a program. Here, that's what you want.",
        ),
        """\
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

def send_payslip(port, ca_file, password):
    message = EmailMessage()
    message["From"] = "payroll@example.com"
    message["To"] = "ada@example.com"
    message["Subject"] = "Your payslip"
    message["Date"] = formatdate(localtime=True)
    message.set_content("You earned 3,141.59 this month.")
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.starttls(context=ssl.create_default_context(cafile=ca_file))
        client.login("payroll@example.com", password)
        client.send_message(message)""",
    ),
    Exercise(
        "case.12",
        "Log in from both places",
        "the function `send_alert`",
        alert,
        (
            "Print `settings` (but not the password): what differs between the two places?",
            "The program compares with one spelling. Does it have to ask at all?",
        ),
        """\
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

def send_alert(settings):
    message = EmailMessage()
    message["From"] = settings["MAIL_USER"]
    message["To"] = "ada@example.com"
    message["Subject"] = "The disk is almost full"
    message["Date"] = formatdate(localtime=True)
    message.set_content("97 percent of disk 3 are in use.")
    context = ssl.create_default_context(cafile=settings["MAIL_CA_FILE"])
    with smtplib.SMTP("localhost", int(settings["MAIL_PORT"]), timeout=5) as client:
        client.starttls(context=context)
        client.login(settings["MAIL_USER"], settings["MAIL_PASSWORD"])
        client.send_message(message)""",
    ),
)

QUIZZES = (
    Quiz(
        "case.i",
        "What's different today?",
        (
            Option(
                "The address no longer exists",
                "The server never got that far: it replied to `mail FROM`, before any `rcpt TO`.",
            ),
            Option(
                "The server is busy, and tomorrow it will work again",
                "552 begins with a 5, so the failure is permanent. The same message will be "
                "rejected tomorrow.",
            ),
            Option(
                "The program couldn't connect",
                "The second session begins with 220, and the server answers the `ehlo`.",
            ),
            Option(
                "The message is larger than the server allows",
                "Its reply to `ehlo` says `SIZE 50000`. Yesterday's `size=` was far below that, "
                "and today's is far above.",
                right=True,
            ),
        ),
    ),
    Quiz(
        "case.j",
        "What makes the filter suspicious?",
        (
            Option(
                "It has no Date or no Message-ID",
                "Look at the headers: it has both.",
            ),
            Option(
                "From names a domain that the shop may not send for",
                "Vera's domain is example.org, but the envelope and the server are the shop's, at "
                "example.com. So neither SPF nor DKIM can fit the `From`, and DMARC fails.",
                right=True,
            ),
            Option(
                "The text looks like advertising",
                "It's one short question, in plain text, without a link.",
            ),
            Option(
                "The connection wasn't encrypted",
                "That matters for who can read it on the way. It says nothing about who wrote it.",
            ),
        ),
    ),
    Quiz(
        "case.k",
        "How could the password be read?",
        (
            Option(
                "The encryption was too weak: it was only base64",
                "Base64 isn't encryption, and with TLS around it, `AUTH PLAIN` is fine. What's "
                "missing here is the TLS.",
            ),
            Option(
                "The program printed it",
                "It printed nothing. Press *Eavesdropper*: the password was in the bytes that were "
                "sent.",
            ),
            Option(
                "The server offered no encryption, and the program logged in all the same",
                "There's no STARTTLS in the reply to `ehlo`, and the next command is `AUTH`.",
                right=True,
            ),
            Option(
                "An impostor showed a false certificate",
                "A server shows its certificate when TLS begins. In this session, it never begins.",
            ),
        ),
    ),
    Quiz(
        "case.l",
        "Why can't the program log in from the server?",
        (
            Option(
                "A firewall blocks the connection",
                "The second session has a 220 and a reply to `ehlo`: they're connected.",
            ),
            Option(
                "The client didn't say STARTTLS, and before that, no login is offered",
                "On the laptop, `AUTH` appears in the second reply to `ehlo`, after STARTTLS. From "
                "the server, the client never gets there.",
                right=True,
            ),
            Option(
                "The password on the server is wrong",
                "Then there'd be an `AUTH`, and a reply with 535. The password was never sent.",
            ),
            Option(
                "The server doesn't trust the certificate",
                "Then there'd be a STARTTLS, followed by a failed handshake. There's neither.",
            ),
        ),
    ),
)
