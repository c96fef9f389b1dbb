"""More answers to the exercises of lesson 06, written without seeing the checks."""

from __future__ import annotations

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "06.1": [
        (
            "strings compared",
            """\
def sort_out(refused):
    return [a for a, r in refused.items() if "4" in str(r)], [a for a, r in refused.items() if "5" in str(r)]
""",
            "but it returned a tuple",
        ),
        (
            "swapped",
            """\
def sort_out(refused):
    return [a for a, r in refused.items() if r[0] >= 500], [a for a, r in refused.items() if r[0] < 500]
""",
            "two lists are swapped: first the addresses to try",
        ),
        (
            "the replies, not the addresses",
            """\
def sort_out(refused):
    return [r for r in refused.values() if r[0] < 500], [r for r in refused.values() if r[0] >= 500]
""",
            "only addresses in the two lists: the keys of",
        ),
        (
            "500 counts as later",
            """\
def sort_out(refused):
    return [a for a, r in refused.items() if r[0] <= 500], [a for a, r in refused.items() if r[0] > 500]
""",
            "but it returned a tuple",
        ),
    ],
    "06.2": [
        (
            "own client",
            """\
def deliver(client, message):
    with smtplib.SMTP("localhost", server.port) as own:
        try:
            return own.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            return error.recipients
""",
            "`deliver` sent the message over its own connection. Use",
        ),
        (
            "the exception, not its dict",
            """\
def deliver(client, message):
    try:
        return client.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        return error
""",
            "message to Bob alone, `deliver` should return the dict",
        ),
        (
            "too broad",
            """\
def deliver(client, message):
    try:
        return client.send_message(message)
    except Exception as error:
        return getattr(error, "recipients", {})
""",
            "If the client has lost its connection, Python",
        ),
        (
            "empty dict in the except",
            """\
def deliver(client, message):
    try:
        return client.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        return {}
""",
            "message to Bob alone, `deliver` should return the dict",
        ),
        (
            "sends twice",
            """\
def deliver(client, message):
    try:
        client.send_message(message)
        return client.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients
""",
            "Ada got the message twice. Send it once, in",
        ),
    ],
    "06.3": [
        (
            "once only",
            """\
def send_patiently(client, message):
    try:
        client.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        pass
""",
            "Ada didn't get the message. Her rejection, 451, is temporary",
        ),
        (
            "to all again",
            """\
def send_patiently(client, message):
    for attempt in range(3):
        try:
            client.send_message(message)
        except smtplib.SMTPRecipientsRefused:
            pass
""",
            "permanent, but you tried him again. Leave him out",
        ),
        (
            "for ever",
            """\
def send_patiently(client, message):
    while True:
        try:
            if not client.send_message(message):
                return
        except smtplib.SMTPRecipientsRefused:
            pass
""",
            "never ends, so it was stopped. Count your tries",
        ),
        (
            "five tries",
            """\
def send_patiently(client, message):
    to = None
    for attempt in range(5):
        try:
            refused = client.send_message(message, to_addrs=to)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        to = [a for a, (c, w) in refused.items() if c < 500]
        if not to:
            break
""",
            "Cy's mailbox is full. You tried 5 times",
        ),
        (
            "error comes through",
            """\
def send_patiently(client, message):
    client.send_message(message)
""",
            "All recipients were rejected, and `send_patiently` raised SMTPRecipientsRefused",
        ),
    ],
    "06.4": [
        (
            "Cc",
            """\
note = EmailMessage()
note["From"] = "me@example.com"
note["To"] = "ada@example.com"
note["Cc"] = "eve@example.com"
note.set_content("Hi")
with smtplib.SMTP("localhost", club.port) as client:
    client.send_message(note)
""",
            "Eve is in `Cc`, which everybody can see",
        ),
        (
            "both in To",
            """\
note = EmailMessage()
note["From"] = "me@example.com"
note["To"] = "ada@example.com, eve@example.com"
note.set_content("Hi")
with smtplib.SMTP("localhost", club.port) as client:
    client.send_message(note)
""",
            "Eve is in `To`, so Ada can read it",
        ),
        (
            "sendmail with the whole text",
            """\
note = EmailMessage()
note["From"] = "me@example.com"
note["To"] = "ada@example.com"
note["Bcc"] = "eve@example.com"
note.set_content("Hi")
with smtplib.SMTP("localhost", club.port) as client:
    client.sendmail("me@example.com", ["ada@example.com", "eve@example.com"], note.as_bytes())
""",
            "arrived with its `Bcc` header, so Ada can read",
        ),
        (
            "sent to server",
            """\
note = EmailMessage()
note["From"] = "me@example.com"
note["To"] = "ada@example.com"
note["Bcc"] = "eve@example.com"
note.set_content("Hi")
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(note)
""",
            "has connected to your server yet. Your code uses",
        ),
        (
            "Eve forgotten",
            """\
note = EmailMessage()
note["From"] = "me@example.com"
note["To"] = "ada@example.com"
note.set_content("Hi")
with smtplib.SMTP("localhost", club.port) as client:
    client.send_message(note)
""",
            "The envelope names ada@example.com. Eve isn't there",
        ),
    ],
    "06.5": [
        (
            "<",
            """\
from email import policy
def fits(client, message):
    client.ehlo()
    return len(message.as_bytes(policy=policy.SMTP)) < int(client.esmtp_features["size"])
""",
            "`fits` should return True, but it returned False",
        ),
        (
            "2000 hard-coded",
            """\
def fits(client, message):
    client.ehlo()
    return len(message.as_bytes()) <= 2000
""",
            "bytes, `fits` should return True, but it returned False",
        ),
        (
            "text only",
            """\
def fits(client, message):
    client.ehlo()
    return len(str(message.get_payload())) <= int(client.esmtp_features["size"])
""",
            "`fits` should return False, but it returned True",
        ),
        (
            "sends to find out",
            """\
def fits(client, message):
    try:
        client.send_message(message)
        return True
    except smtplib.SMTPException:
        return False
""",
            "Your function sends the message to find out. Compare",
        ),
    ],
}

RIGHT: dict[str, list[str]] = {
    "06.1": [],
    "06.2": [],
    "06.3": [
        """\
def send_patiently(client, message, to=None, tries=3):
    try:
        refused = client.send_message(message, to_addrs=to)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    again = [address for address, (code, _) in refused.items() if 400 <= code < 500]
    if again and tries > 1:
        send_patiently(client, message, again, tries - 1)
""",
        """\
def send_patiently(client, message):
    waiting = None
    tries = 0
    while tries < 3 and waiting != []:
        tries = tries + 1
        try:
            refused = client.send_message(message, to_addrs=waiting)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        waiting = []
        for address in refused:
            code = refused[address][0]
            if code // 100 == 4:
                waiting.append(address)
""",
    ],
    "06.4": [],
    "06.5": [],
}
