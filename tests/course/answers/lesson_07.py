"""Right and wrong answers to the exercises of lesson 07."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

SETUP = """
import secrets, smtplib, ssl
from email.message import EmailMessage
from email.utils import formatdate

from mailtutor import LocalServer, faults

host, user = "smtp.example.com", "ada@example.com"
password = secrets.token_hex(8)
pasted = "\\u00a0".join(secrets.token_hex(2) for _ in range(4))
server = LocalServer(tls=("starttls", "implicit"), users={user: password}).start()
trust = ssl.create_default_context(cafile=server.ca_file)

def deliver(message, host, port, user, password, context):
    with smtplib.SMTP(host, port, timeout=10) as client:
        client.starttls(context=context)
        client.login(user, password)
        return client.send_message(message)

def letter_from(address):
    letter = EmailMessage()
    letter["From"] = letter["To"] = address
    letter["Subject"], letter["Date"] = "Does it work?", formatdate(localtime=True)
    letter.set_content("Sent with Python.")
    return letter

with server.answering(host, 587):
    deliver(letter_from(user), host, 587, user, password, trust)
reply = f"553 5.7.1 Sender address rejected: not owned by user {user}"
server.faults[:] = [faults.refuse_sender("shop@example.org", reply)]
"""

_OVER_465 = """\
with server.answering(host, 465), smtplib.SMTP_SSL(host, 465, context=trust) as client:
    client.login(user, password)
    refused = client.send_message(letter_from(user))
"""
_OVER_587 = """\
with server.answering(host, 587):
    refused = deliver(message, host, 587, user, password, trust)
order = server.mailbox[-1]
"""
_FROM_ADA = "message = letter_from(user)\n"

ANSWERS = {
    "07.1": Answers(
        right=(
            'settings = "smtp.example.com", 587, "ada@example.com"',
            'settings = ["SMTP.example.com", 587, "ada@example.com"]',
        ),
        wrong=(
            (
                'settings = ("imap.example.com", 993, "ada@example.com")',
                "is for fetching mail. To send, you need the SMTP server",
            ),
            ('settings = ("smtp.example.com", 993, "ada@example.com")', "Port 993 is for IMAP"),
            (
                'settings = ("smtp.example.com", 25, "ada@example.com")',
                "is for mail servers to talk to each other",
            ),
            ('settings = ("smtp.example.com", 465, "ada@example.com")', "The port is 465"),
            ('settings = ("smtp.example.com", "587", "ada@example.com")', "Remove the quotes to"),
            (
                'settings = ("smtp.example.com", 587, "ada")',
                "The page says that it's your whole address",
            ),
            ('settings = ("smtp.example.com", 587, "you@example.com")', "Ada's whole address"),
            ('settings = (587, "smtp.example.com", "ada@example.com")', "The order is"),
            (
                'settings = ("ada@example.com", 587, "smtp.example.com")',
                "'ada@example.com' is an email address",
            ),
            ('settings = ("https://smtp.example.com", 587, "ada@example.com")', "a web page"),
            (
                'settings = ("smtp.example.com:587", 587, "ada@example.com")',
                "'smtp.example.com:587' contains the port",
            ),
            ('settings = ("a.example.com", 587, "ada@example.com")', "names another"),
            (
                'settings = ("smtp.example.com", 587)',
                "Expected host, port and user name, but got 2 values",
            ),
            (
                'settings = ("smtp.example.com", 587, "ada@example.com", "hunter2")',
                "Expected host, port and user name, but got 4 values.",
            ),
            (
                'settings = "smtp.example.com 587 ada@example.com"',
                "Expected a tuple of three values, but got a str",
            ),
            (
                'settings = {"host": "smtp.example.com"}',
                "Expected a tuple of three values, but got a dict, {",
            ),
        ),
    ),
    "07.2": Answers(
        right=(
            _OVER_465 + "arrived = server.mailbox[-1]",
            """\
client = smtplib.SMTP_SSL("localhost", server.ports["implicit"], context=trust)
client.login(user, password)
client.sendmail(user, [user], letter_from(user).as_bytes())
client.quit()
arrived = list(server.mailbox)[-1]""",
            """\
with server.answering(host, 465):
    with smtplib.SMTP_SSL(host, context=trust) as client:
        client.login(user, password)
        client.send_message(letter_from(user), to_addrs=["you@example.com"])
arrived = server.mailbox[1]""",
        ),
        wrong=(
            (
                "arrived = server.mailbox[-1]",
                "This message came through port 587, because its session",
            ),
            (
                _OVER_465 + "arrived = server.mailbox[0]",
                "This message came through port 587, because its session",
            ),
            (_OVER_465 + "arrived = refused", "That's a dict, such as `send_message` returns"),
            (_OVER_465 + "arrived = server.mailbox", "That's the whole mailbox"),
            (_OVER_465 + "arrived = server.sessions[-1]", "That's a session"),
            (_OVER_465 + "arrived = letter_from(user)", "That's what you wrote. What arrived is"),
            (
                _OVER_465 + "arrived = server.mailbox[-1].message",
                "That's what you wrote. What arrived is",
            ),
            (_OVER_465 + "arrived = server.mailbox[-1].envelope", "That's only the envelope"),
            (
                _OVER_465 + "arrived = server.mailbox[-1].raw",
                "Expected what arrived, `server.mailbox[-1]`, but got bytes",
            ),
            (
                _OVER_465 + "arrived = server",
                "Expected what arrived, `server.mailbox[-1]`, but got a LocalServer",
            ),
        ),
    ),
    "07.3": Answers(
        right=(
            'app_password = pasted.replace("\\u00a0", "")',
            "app_password = pasted[:4] + pasted[5:9] + pasted[10:14] + pasted[15:]",
            'app_password = "".join(each for each in pasted if each.isalnum())',
        ),
        wrong=(
            ("app_password = pasted", "still contains no-break spaces"),
            ("app_password = pasted.strip()", "still contains no-break spaces"),
            ('app_password = pasted.replace(" ", "")', "still contains no-break spaces"),
            ('app_password = pasted.replace("\\u00a0", " ")', "Your answer still contains spaces"),
            ("app_password = pasted.split()", "That's a list of 4 parts"),
            ("app_password = pasted.split()[0]", "Your answer has 4 characters"),
            ('app_password = "-".join(pasted.split())', "Your answer has 19 characters"),
            (
                'app_password = "abcdabcdabcdabcX"',
                "has 16 characters, but they aren't those of `pasted`",
            ),
            ('app_password = "".join(reversed(pasted.split())) + ""', ""),
            ("app_password = pasted.encode()", "value of type bytes"),
            ("app_password = len(pasted)", "value of type int"),
        ),
    ),
    "07.4": Answers(
        right=(
            _FROM_ADA + 'message["reply-to"] = "The shop <Shop@example.org>"\n' + _OVER_587,
            """\
message = EmailMessage()
message["From"] = f"The shop <{user}>"
message["To"] = "bob@example.com"
message["Reply-To"] = "shop@example.org"
message.set_content("Your order is here.")
"""
            + _OVER_587,
            _FROM_ADA
            + 'message["Reply-To"] = "shop@example.org"\n'
            + _OVER_465.replace("letter_from(user)", "message")
            + "order = server.mailbox[-1]",
        ),
        wrong=(
            (_FROM_ADA + _OVER_587, "Your message has no `Reply-To` header"),
            ("order = server.mailbox[-1]", "Your message has no `Reply-To` header"),
            (
                _FROM_ADA + 'message["Reply_To"] = "shop@example.org"\n' + _OVER_587,
                "a header 'Reply_To'",
            ),
            (
                _FROM_ADA + 'message["Reply-To"] = user\n' + _OVER_587,
                "Replies go to ada@example.com",
            ),
            (
                _FROM_ADA + 'message["Reply-To"] = "the shop"\n' + _OVER_587,
                "An address needs a name, an @",
            ),
            (
                'server.faults.clear()\nmessage = letter_from("shop@example.org")\n' + _OVER_587,
                "The server's `faults` are gone. Leave them",
            ),
            (
                'message = letter_from("shop@example.org")\nmessage["Sender"] = user\n'
                'message["Reply-To"] = "shop@example.org"\n' + _OVER_587,
                "and DMARC checks `From`",
            ),
            (
                _FROM_ADA
                + 'message["Reply-To"] = "shop@example.org"\n'
                + _OVER_587
                + "order = refused",
                "That's a dict, such",
            ),
            (
                _FROM_ADA + 'message["Reply-To"] = "shop@example.org"\norder = message',
                "That's what you wrote. What arrived is",
            ),
        ),
    ),
    "07.5": Answers(
        right=(
            'mine = ("smtp.mail.yahoo.com", 465, "ada@yahoo.com")',
            'mine = ["mail.gmx.net", 587, "ada@gmx.net"]',
            'mine = ("127.0.0.1", 1025, "ada@proton.me")',
            'mine = ("smtp.myexample.com", 587, "me@myexample.com")',
        ),
        wrong=(
            (
                'mine = ("smtp.example.com", 587, "ada@example.com")',
                "smtp.example.com exists only in this lesson",
            ),
            (
                'mine = ("imap.gmail.com", 993, "ada@gmail.com")',
                "is for fetching mail. To send, you need the SMTP server",
            ),
            ('mine = ("smtp.gmail.com", 995, "ada@gmail.com")', "Port 995 is for POP"),
            ('mine = ("www.gmail.com", 443, "ada@gmail.com")', "for web pages"),
            (
                'mine = ("smtp.gmail.com", 25, "ada@gmail.com")',
                "is for mail servers to talk to each other",
            ),
            ('mine = ("https://mail.google.com", 465, "ada@gmail.com")', "a web page"),
            ('mine = ("gmail", 465, "ada@gmail.com")', "s full name, such as `smtp.example.com`"),
            ('mine = ("smtp.gmail.com", 465, "ada")', "the whole address"),
            (
                'mine = ("smtp.gmail.com", None, "ada@gmail.com")',
                "The port is None. Expected a number",
            ),
            (
                'mine = ("smtp.gmail.com", 465)',
                "Expected host, port and user name, but got 2 values",
            ),
            ('mine = "smtp.gmail.com"', "Expected a tuple of three values, but got a str"),
            ('mine = "Gmail: smtp.gmail.com port 465"', ""),
        ),
    ),
}
