"""Right and wrong answers to the exercises of lesson 06."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

SETUP = """
import smtplib
from email import policy
from email.message import EmailMessage
from mailtutor import LocalServer, faults

no_bob = {"bob@example.com": "550 5.1.1 No such user"}
server = LocalServer(refuse=no_bob).start()
full = faults.mailbox_full("cy@example.com")
post = LocalServer(refuse=no_bob, faults=[faults.greylist(), full]).start()
club = LocalServer().start()
small = LocalServer(max_size=2000).start()
"""

_SORT = """\
def sort_out(refused):
    later, never = [], []
    for address, (code, words) in refused.items():
        {test}
            later.append(address)
        else:
            never.append(address)
    {end}"""
_DELIVER = "def deliver(client, message):\n"
_TRY = _DELIVER + "    try:\n        return client.send_message(message)\n"
_PATIENT = """\
def send_patiently(client, message):
    to = None
    {loop}
        try:
            refused = client.send_message(message, to_addrs=to)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        {next}
        if not to:
            return"""
_TO = "to = [who for who, (code, words) in refused.items() if code < 500]"
_NOTE = """\
note = EmailMessage()
note["From"] = "me@example.com"
note["To"] = "ada@example.com"
note.set_content("Hello Ada")
with smtplib.SMTP("localhost", club.port, timeout=5) as client:
"""
_BCC = _NOTE.replace('note.set_content("', 'note["Bcc"] = "eve@example.com"\nnote.set_content("')
_FITS = "def fits(client, message):\n"
_LIMIT = _FITS + '    client.ehlo()\n    limit = int(client.esmtp_features["size"])\n'

ANSWERS = {
    "06.1": Answers(
        right=(
            """\
def sort_out(refused):
    return ([who for who in refused if 400 <= refused[who][0] <= 499],
            [who for who in refused if refused[who][0] >= 500])""",
            """\
def sort_out(all):
    later = {who for who, reply in all.items() if str(reply[0]).startswith("4")}
    return later, all.keys() - later""",
            _SORT.format(test="if code // 100 == 4:", end="return [tuple(later), never]"),
        ),
        wrong=(
            (_SORT.format(test="if code < 500:", end="print(later, never)"), "a `return`"),
            (
                _SORT.format(test="if code < 500:", end="return never, later"),
                "The two lists are swapped",
            ),
            (_SORT.format(test="if code < 500:", end="return later"), "two lists"),
            (
                _SORT.format(test="if code == 451:", end="return later, never"),
                "(421, b'4.3.2 Shutting down')",
            ),
            (
                _SORT.format(test="if code <= 500:", end="return later, never"),
                "(500, b'Syntax error'), 'bob@example.com'",
            ),
            (
                _SORT.format(test="if code.startswith(4):", end="return later, never"),
                "an int and bytes",
            ),
            (
                "def sort_out(refused):\n    for who, code, words in refused:\n        pass",
                "raised ValueError",
            ),
            (
                "def sort_out(refused):\n    return [w for w, r in refused.items() if r[0] < 500]",
                "two lists",
            ),
            (
                """\
def sort_out(refused):
    return ([r for r in refused.items() if r[1][0] < 500],
            [r for r in refused.items() if r[1][0] >= 500])""",
                "Expected only addresses in",
            ),
            ("sort_out = []", "Expected a function, `def sort_out(refused):`"),
            ("def sort_out():\n    return [], []", "can be called as `sort_out(refused)`"),
            (
                "def sort_out(refused):\n    return [], []",
                "(451, b'4.7.1 Greylisted'), 'bob@example.com'",
            ),
        ),
    ),
    "06.2": Answers(
        right=(
            """\
def deliver(client, message):
    refused = {}
    try:
        refused = client.send_message(message)
    except smtplib.SMTPException as error:
        if not isinstance(error, smtplib.SMTPRecipientsRefused):
            raise
        refused = error.recipients
    return refused""",
            _TRY + "    except smtplib.SMTPRecipientsRefused as e:\n        return dict(e.args[0])",
            """\
def deliver(c, m):
    try:
        refused = c.sendmail(m["From"], m["To"].split(", "), m.as_bytes())
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    return refused""",
        ),
        wrong=(
            (_DELIVER + "    return client.send_message(message)", "return its `recipients`"),
            (
                _TRY + "    except smtplib.SMTPException as error:\n        return {}",
                "the dict, with Bob in it",
            ),
            (
                _TRY + "    except smtplib.SMTPRecipientsRefused as error:\n        return error",
                "The dict is its `recipients`",
            ),
            (
                (
                    _DELIVER
                    + "    try:\n        client.send_message(message)\n"
                    + "    except smtplib.SMTPRecipientsRefused as error:\n"
                    + "        return error.recipients"
                ),
                "in each branch",
            ),
            (
                (
                    _TRY + "    except Exception as error:\n"
                    "        return getattr(error, 'recipients', {})"
                ),
                "If the client has lost its connection, Python",
            ),
            (
                _TRY + "    except smtplib.SMTPResponseException as error:\n        return {}",
                "return its `recipients`",
            ),
            (
                (
                    _DELIVER
                    + '    return {"bob@example.com": (550, b"")} if "bob" in message["To"] else {}'
                ),
                "`deliver` sent nothing. Send",
            ),
            (
                _TRY.replace("return ", "client.send_message(message)\n        return ")
                + "    except smtplib.SMTPRecipientsRefused as error:\n"
                + "        return error.recipients",
                "Ada got the message twice. Send it once, in",
            ),
            ("deliver = {}", "Expected a function, `def deliver(client, message):`, but got"),
            ("def deliver(message):\n    return {}", "can be called as `deliver(client, message)`"),
        ),
    ),
    "06.3": Answers(
        right=(
            """\
def send_patiently(client, message, tries=3):
    waiting = message["To"].replace(" ", "").split(",")
    while waiting and tries:
        tries -= 1
        try:
            refused = client.send_message(message, to_addrs=waiting)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        waiting = [who for who in refused if refused[who][0] // 100 == 4]
    return waiting""",
            """\
def send_patiently(client, message, to=None, left=2):
    try:
        refused = client.send_message(message, to_addrs=to)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    again = [who for who in refused if refused[who][0] < 500]
    if again and left:
        send_patiently(client, message, again, left - 1)""",
        ),
        wrong=(
            (_PATIENT.format(loop="while True:", next=_TO), "Your loop never ends"),
            (_PATIENT.format(loop="for attempt in range(10):", next=_TO), "3 is the most"),
            (_PATIENT.format(loop="for attempt in range(2):", next=_TO), "Try 3 times"),
            (
                _PATIENT.format(loop="for attempt in range(1):", next=_TO),
                "Ada didn't get the message. Her rejection, 451",
            ),
            (
                _PATIENT.format(loop="for attempt in range(3):", next="to = list(refused)"),
                "Leave him out",
            ),
            (
                """\
def send_patiently(client, message):
    for attempt in range(3):
        try:
            if not client.send_message(message):
                break
        except smtplib.SMTPRecipientsRefused:
            pass""",
                "Leave him out",
            ),
            (
                (
                    "def send_patiently(client, message):\n    for attempt in range(3):\n"
                    "        refused = client.send_message(message)"
                ),
                "Catch it: the dict",
            ),
            (
                """\
def send_patiently(client, message):
    for attempt in range(3):
        try:
            client.send_message(message, to_addrs=["ada@example.com"])
        except smtplib.SMTPRecipientsRefused:
            continue""",
                "Ada got the message more than once",
            ),
            (
                "def send_patiently(client, message):\n    return {}",
                "Ada didn't get the message. Her rejection, 451",
            ),
            (
                _PATIENT.format(
                    loop="for attempt in range(3):", next=_TO.replace("code", "c['x']")
                ),
                "`send_patiently` raised NameError: name",
            ),
            (
                "send_patiently = 3",
                "Expected a function, `def send_patiently(client, message):`, but got",
            ),
        ),
    ),
    "06.4": Answers(
        right=(
            _NOTE
            + "    client.send_message(note, to_addrs=['ada@example.com', 'eve@example.com'])",
            _NOTE
            + "    client.sendmail('me@example.com', ['ada@example.com', 'eve@example.com'],"
            + " note.as_bytes())",
            _BCC.replace('"eve@example.com"', '"Eve <EVE@example.com>"')
            + "    client.send_message(note)",
        ),
        wrong=(
            (
                _BCC
                + "    client.sendmail('me@example.com', ['ada@example.com', 'eve@example.com'],"
                + " note.as_string())",
                "arrived with its `Bcc` header, so Ada can read",
            ),
            (
                _BCC.replace("Bcc", "Cc") + "    client.send_message(note)",
                "Eve is in `Cc`, which everybody can see",
            ),
            (_NOTE + "    client.send_message(note)", "Eve isn't there, so"),
            (
                _NOTE.replace('"ada@example.com"', '"ada@example.com, eve@example.com"')
                + "    client.send_message(note)",
                "Eve is in `To`, so Ada can read it",
            ),
            (
                _BCC + "    client.send_message(note, to_addrs='eve@example.com')",
                "Ada isn't there, so",
            ),
            (
                _BCC.replace("Hello Ada", "Hello Ada, eve@example.com has a copy")
                + "    client.send_message(note)",
                "Eve's address is somewhere in the message that arrived",
            ),
            (
                _BCC.replace('note["To"] = "ada', 'note["To"] = "us')
                + "    client.send_message(note, to_addrs=['ada@example.com', 'eve@example.com'])",
                "Ada gets the message, but `To` doesn't name her",
            ),
            (_NOTE + "    client.noop()", "No message has arrived"),
            ("club = EmailMessage()", "Expected a LocalServer"),
        ),
    ),
    "06.5": Answers(
        right=(
            _LIMIT + "    return len(message.as_bytes(policy=policy.SMTP)) <= limit",
            _LIMIT + "    return not len(message.as_bytes(policy=policy.SMTP)) > limit",
            _FITS
            + "    client.ehlo_or_helo_if_needed()\n    if not client.has_extn('size'):\n"
            + "        return True\n"
            + "    lines = message.as_bytes().splitlines()\n"
            + "    size = sum(len(line) + 2 for line in lines)\n"
            + "    return size <= int(client.esmtp_features['size'])",
        ),
        wrong=(
            (_LIMIT + "    return len(bytes(message)) <= limit", "at the end of each line"),
            (
                _LIMIT + "    return len(message.as_bytes(policy=policy.SMTP)) < limit",
                "that is exactly as large as the limit fits",
            ),
            (
                _LIMIT + "    return len(message.get_content()) <= limit",
                "with its headers, and",
            ),
            (
                _FITS + '    return len(bytes(message)) <= int(client.esmtp_features["size"])',
                "Call `client.ehlo()` first",
            ),
            (
                (
                    _FITS + "    client.ehlo()\n"
                    '    return len(bytes(message)) <= client.esmtp_features["size"]'
                ),
                "The limit is a str",
            ),
            (
                _LIMIT.replace('["size"]', '["SIZE"]') + "    return len(bytes(message)) <= limit",
                "`esmtp_features` has no key",
            ),
            (_LIMIT + "    print(len(bytes(message)) <= limit)", "a `return`"),
            (
                _LIMIT + "    return len(bytes(message)) > limit",
                "`fits` should return True, but it returned False",
            ),
            (
                _FITS + "    return len(bytes(message)) <= 2000",
                "With a limit of 33,554,432 bytes, `fits` should return True",
            ),
            (_FITS + "    return True", "`fits` should return False, but it returned True"),
            (
                (
                    _LIMIT + "    parts = message.walk()\n"
                    "    return sum(len(part.get_payload(decode=True) or b'') for part in parts)"
                    " <= limit"
                ),
                "message of 4,182 bytes and a limit of 4,181, `fits` should return False",
            ),
            (
                """\
def fits(client, message):
    try:
        client.send_message(message)
        return True
    except smtplib.SMTPException:
        return False""",
                "Compare the two numbers",
            ),
            (_LIMIT + "    return limit", "returned an int"),
            (
                _LIMIT + "    return len(message) <= limit",
                "`fits` should return False, but it returned True",
            ),
            ("fits = True", "Expected a function, `def fits(client, message):`, but got"),
        ),
    ),
}
