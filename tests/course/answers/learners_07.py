"""More answers to the exercises of lesson 07, written without seeing the checks."""

from __future__ import annotations

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "07.1": [
        (
            "parentheses around each line's value do not make a tuple, the last assignment wins",
            """\
settings = ("smtp.example.com")
settings = (587)
settings = ("ada@example.com")
""",
            "Expected a tuple of three values, but got a str",
        ),
        (
            "user name left out",
            'settings = ("smtp.example.com", 587)',
            "Expected host, port and user name, but got 2 values",
        ),
        (
            "print returns None, so settings is None",
            'settings = print("smtp.example.com", 587, "ada@example.com")',
            "`print` shows a value and returns None. Assign the",
        ),
        (
            "host and user name swapped",
            'settings = ("ada@example.com", 587, "smtp.example.com")',
            "address. The host is the name of the server",
        ),
        (
            "made a dict, not a tuple",
            """\
settings = {"host": "smtp.example.com", "port": 587, "user": "ada@example.com"}
""",
            "Expected a tuple of three values, but got a dict, {",
        ),
        (
            "the port is a text, not a number",
            'settings = ("smtp.example.com", "587", "ada@example.com")',
            "Remove the quotes to make it a number",
        ),
        (
            "host and port glued into one text, so only two things in the tuple",
            'settings = ("smtp.example.com:587", "ada@example.com")',
            "Expected host, port and user name, but got 2 values",
        ),
        (
            "mistyped the domain",
            'settings = ("smtp.example.org", 587, "ada@example.org")',
            "The page names another one for outgoing mail",
        ),
    ],
    "07.2": [
        (
            "sent through port 587 again, with deliver",
            """\
with server.answering(host, 587):
    deliver(letter_from(user), host, 587, user, password, trust)
arrived = server.mailbox[-1]
""",
            "its session has a STARTTLS. Is it an older one? Send",
        ),
        (
            "plain SMTP on port 587 inside answering(465)",
            """\
with server.answering(host, 465), server.answering(host, 587):
    deliver(letter_from(user), host, 587, user, password, trust)
arrived = server.mailbox[-1]
""",
            "its session has a STARTTLS. Is it an older one? Send",
        ),
        (
            "what send_message returns, not what arrived",
            """\
with server.answering(host, 465):
    with smtplib.SMTP_SSL(host, 465, timeout=10, context=trust) as client:
        client.login(user, password)
        arrived = client.send_message(letter_from(user))
""",
            "That's a dict, such as `send_message` returns",
        ),
        (
            "called at localhost and server.port, not by the provider's name; plain SMTP with starttls",
            """\
with smtplib.SMTP("localhost", server.port, timeout=10) as client:
    client.starttls(context=trust)
    client.login(user, password)
    client.send_message(letter_from(user))
arrived = server.mailbox[-1]
""",
            "its session has a STARTTLS. Is it an older one? Send",
        ),
        (
            "the whole mailbox, not the last mail",
            """\
with server.answering(host, 465):
    with smtplib.SMTP_SSL(host, 465, timeout=10, context=trust) as client:
        client.login(user, password)
        client.send_message(letter_from(user))
arrived = server.mailbox
""",
            "That's the whole mailbox. Its newest message is `server.mailbox[-1]`",
        ),
        (
            "sent at 465, and afterwards once more at 587: that one is the last",
            """\
with server.answering(host, 465):
    with smtplib.SMTP_SSL(host, 465, timeout=10, context=trust) as client:
        client.login(user, password)
        client.send_message(letter_from(user))
with server.answering(host, 587):
    deliver(letter_from(user), host, 587, user, password, trust)
arrived = server.mailbox[-1]
""",
            "its session has a STARTTLS. Is it an older one? Send",
        ),
        (
            "wrote a new deliver, but never called it",
            """\
def deliver_465(message, host, user, password, context):
    with smtplib.SMTP_SSL(host, 465, timeout=10, context=context) as client:
        client.login(user, password)
        return client.send_message(message)

arrived = server.mailbox[-1]
""",
            "its session has a STARTTLS. Is it an older one? Send",
        ),
        (
            "the error is swallowed, and the old mail of port 587 taken",
            """\
try:
    with server.answering(host, 465):
        deliver(letter_from(user), host, 465, user, password, trust)
except Exception:
    pass
arrived = server.mailbox[-1]
""",
            "its session has a STARTTLS. Is it an older one? Send",
        ),
    ],
    "07.3": [
        (
            "print returns None, and the password stands in the file",
            'app_password = print(pasted.replace("\\u00a0", ""))',
            "`print` shows a value and returns None. Assign the",
        ),
        (
            "the text is not changed in place; the result of replace is lost",
            """\
app_password = pasted
app_password.replace("\\u00a0", "")
""",
            r"still contains no-break spaces, `\xa0`, which only look like",
        ),
        (
            "wrong character: zero-width space",
            'app_password = pasted.replace("\\u200b", "")',
            r"still contains no-break spaces, `\xa0`, which only look like",
        ),
        (
            "bytes, not a text",
            'app_password = pasted.encode("ascii", "ignore")',
            "str, but got a value of type bytes",
        ),
        (
            "only the first group",
            "app_password = pasted.split()[0]",
            "4 characters, but `pasted` has 16 without its spaces",
        ),
        (
            "unpacked three of the four groups",
            """\
groups = pasted.split("\\u00a0")
app_password = groups[0] + groups[1] + groups[2]
""",
            "12 characters, but `pasted` has 16 without its spaces",
        ),
        (
            "replaced by the question mark that the encoding makes",
            'app_password = pasted.encode("ascii", "replace").decode()',
            "19 characters, but `pasted` has 16 without its spaces",
        ),
        (
            "only the first gap taken out",
            'app_password = pasted.replace("\\u00a0", "", 1)',
            r"still contains no-break spaces, `\xa0`, which only look like",
        ),
    ],
    "07.4": [
        (
            "two addresses in From",
            """\
letter = letter_from(user)
letter.replace_header("From", f"{user}, shop@example.org")
letter["Reply-To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = server.mailbox[-1]
""",
            "The envelope's sender is ada@example.com, but `From` is shop@example.org",
        ),
        (
            "the letter, not what arrived",
            """\
letter = letter_from(user)
letter["Reply-To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = letter
""",
            "That's what you wrote. What arrived is `server.mailbox[-1]`",
        ),
        (
            "the shop got the mail itself: To in place of Reply-To",
            """\
letter = letter_from(user)
del letter["To"]
letter["To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = server.mailbox[-1]
""",
            "has no `Reply-To` header. Set it like a key",
        ),
        (
            "Reply_To with an underscore",
            """\
letter = letter_from(user)
letter["Reply_To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = server.mailbox[-1]
""",
            "but mail clients know only `Reply-To`",
        ),
        (
            "the faults are cleared, and From is the shop",
            """\
server.faults.clear()
letter = letter_from("shop@example.org")
letter["Reply-To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = server.mailbox[-1]
""",
            "The server's `faults` are gone. Leave them",
        ),
        (
            "the fault refuses something else now: its address was changed",
            """\
server.faults[:] = [faults.refuse_sender("nobody@example.org", reply)]
letter = letter_from("shop@example.org")
letter["Reply-To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = server.mailbox[-1]
""",
            "message is from the shop. With the original faults",
        ),
        (
            "Reply-To written into the text, not into a header",
            """\
letter = letter_from(user)
letter.set_content("Reply-To: shop@example.org\\n\\nSent with Python.")
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = server.mailbox[-1]
""",
            "has no `Reply-To` header. Set it like a key",
        ),
        (
            "the header is set after sending",
            """\
letter = letter_from(user)
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
letter["Reply-To"] = "shop@example.org"
order = server.mailbox[-1]
""",
            "has no `Reply-To` header. Set it like a key",
        ),
    ],
    "07.5": [
        (
            "user name left out",
            'mine = ("smtp.gmail.com", 587)',
            "Expected host, port and user name, but got 2 values",
        ),
        (
            "465 though Gmail has 587 too, and deliver was not changed",
            'mine = ("smtp.gmail.com", 465, "ada@gmail.com")',
            "The task says to use that, with STARTTLS",
        ),
        (
            "host, port swapped",
            'mine = (587, "smtp.gmail.com", "ada@gmail.com")',
            "You put the port first. The order is: host",
        ),
        (
            "user name empty",
            'mine = ("smtp.gmail.com", 587, "")',
            "Here it's the whole address, with its @",
        ),
        (
            "port 25, which is not for programs that hand in mail",
            'mine = ("smtp.gmail.com", 25, "ada@gmail.com")',
            "Port 25 is for mail servers",
        ),
        (
            "host and port as a pair inside",
            'mine = (("smtp.gmail.com", 587), "ada@gmail.com")',
            "Expected host, port and user name, but got 2 values",
        ),
        (
            "local computer, as in the lessons before",
            'mine = ("localhost", 587, "ada@gmail.com")',
            "s full name, such as `smtp.example.com`",
        ),
        (
            "Gmail's IMAP server, for reading mail",
            'mine = ("imap.gmail.com", 993, "ada@gmail.com")',
            "is for fetching mail. To send, you need the SMTP server",
        ),
    ],
}

RIGHT: dict[str, list[str]] = {
    "07.1": [
        'settings = tuple(["smtp.example.com", 587, "ada@example.com"])',
        'settings = ("smtp.example.com", 587, "ada@example.com")',
        """\
from typing import NamedTuple

class Account(NamedTuple):
    host: str
    port: int
    user: str

settings = Account("smtp.example.com", 587, "ada@example.com")
""",
    ],
    "07.2": [
        """\
from email.mime.text import MIMEText
message = MIMEText("Sent with Python, port 465.")
message["From"] = user
message["To"] = user
message["Subject"] = "TLS from the start"
with server.answering(host, 465):
    with smtplib.SMTP_SSL(host, smtplib.SMTP_SSL_PORT, context=trust) as client:
        client.login(user, password)
        client.send_message(message)
arrived = server.mailbox[len(server.mailbox) - 1]
""",
        """\
with server.answering(host, 465):
    with smtplib.SMTP_SSL(host, 465, timeout=10, context=trust) as client:
        client.login(user, password)
        client.send_message(letter_from(user))
arrived = server.mailbox[-1]
""",
        """\
with server.answering(host, 465):
    client = smtplib.SMTP_SSL(host=host, port=465, timeout=5, context=trust)
    try:
        client.ehlo()
        client.login(user, password)
        client.sendmail(user, [user], letter_from(user).as_string())
    finally:
        client.quit()
arrived = server.mailbox[-1]
""",
    ],
    "07.3": [
        """\
import re
app_password = re.sub(r"\\s", "", pasted)
""",
        'app_password = "".join(pasted.split())',
        """\
from functools import reduce
import operator
app_password = reduce(operator.add, pasted.split())
""",
    ],
    "07.4": [
        """\
letter = letter_from(user)
letter.add_header("Reply-To", "shop@example.org")
with server.answering(host, 587), smtplib.SMTP(host, 587, timeout=10) as client:
    client.starttls(context=trust)
    client.login(user, password)
    client.send_message(letter)
order = server.mailbox[-1]
""",
        """\
from email.headerregistry import Address
letter = letter_from(user)
letter["Reply-To"] = Address("Shop", "shop", "example.org")
with server.answering(host, 587):
    print(deliver(letter, host, 587, user, password, trust))
    order = server.mailbox[-1]
""",
        """\
letter = letter_from(user)
letter["Reply-To"] = "shop@example.org"
with server.answering(host, 587):
    deliver(letter, host, 587, user, password, trust)
order = server.mailbox[-1]
""",
    ],
    "07.5": [
        """\
def deliver(message, host, port, user, password, context):
    if port == 465:
        client = smtplib.SMTP_SSL(host, port, timeout=10, context=context)
    else:
        client = smtplib.SMTP(host, port, timeout=10)
    with client:
        if port != 465:
            client.starttls(context=context)
        client.login(user, password)
        return client.send_message(message)

mine = ("smtp.orange.fr", 465, "ada@orange.fr")
""",
        'mine = ("smtp.mailbox.org", 587, "ada@mailbox.org")',
        'mine = ("smtp.mail.yahoo.com", 587, "ada@yahoo.com")',
    ],
}
