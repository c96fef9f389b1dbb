"""More answers to the case files, written without seeing the checks."""

from __future__ import annotations

from tests.course.answers.case_programs import changed

_FIXES: dict[int, tuple[tuple[str, str], ...]] = {
    1: (
        (
            'client.sendmail(message["From"], message["To"], message.as_string())',
            "client.send_message(message)",
        ),
    ),
    2: (('    message["Bcc"] = ", ".join(members)\n', ""),),
    3: (("client.send_message(message)", "client.send_message(message, to_addrs=[address])"),),
    4: (("            client.quit()\n", ""), ("    print(f", "    client.quit()\n    print(f")),
    5: (("charset=iso-8859-1", "charset=utf-8"),),
    6: (("guess_type(ending)", "guess_type(name)"), ("text/plain", "application/octet-stream")),
    7: (("cid:{logo_id}", "cid:{logo_id[1:-1]}"),),
    8: (
        ("lines = (", "lines = ["),
        ("items.items())\n", "items.items()]\n"),
    ),
    9: (
        ("import smtplib\n", "import gzip\nimport smtplib\n"),
        (
            'add_attachment(log, filename="backup.log")',
            'add_attachment(gzip.compress(log.encode()), "application", "gzip", filename=name)',
        ),
        (
            '    message.set_content("The',
            '    name = "backup.log.gz"\n    message.set_content("The',
        ),
    ),
    10: (
        (
            'message["From"] = visitor\n',
            'message["From"] = "web@example.com"\n    message["Reply-To"] = visitor\n',
        ),
    ),
    11: (("            pass\n", "            return\n"),),
    12: (('settings["MAIL_TLS"] == "True"', 'settings["MAIL_TLS"].lower() == "true"'),),
}


def _fixed(number: int, *changes: tuple[str, str]) -> str:
    """Return the program of a case, fixed, after some changes."""
    return changed(number, *_FIXES[number], *changes)


def _without(number: int, start: str) -> str:
    """Return the program of a case, fixed, without the lines that begin like this."""
    lines = _fixed(number).splitlines(keepends=True)
    left = [line for line in lines if not line.lstrip().startswith(start)]
    assert len(left) < len(lines), start
    return "".join(left)


_NO_SUBJECT = "The message has lost its `Subject`"
_NO_SENDER = "The message has lost its `From`"
_NO_TEXT = "The text of the message is gone"
_TWO = "            client.send_message(message)\n"
_SPLIT = """\
import smtplib
from email.message import EmailMessage

def send_log(port, log):
    lines = log.splitlines(keepends=True)
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        for start in range(0, len(lines), 300):
            message = EmailMessage()
            message["From"] = "backup@example.com"
            message["To"] = "ada@example.com"
            message["Subject"] = f"Last night's backup, part {start // 300 + 1}"
            message.set_content("Here comes a part of the log.")
            message.add_attachment("".join(lines[start:start + 300]), filename="backup.log")
            client.send_message(message)
"""

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "case.1": [
        ("lost the subject", _without(1, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(1, "message.set_content"), _NO_TEXT),
        (
            "another subject",
            _fixed(1, ("Minutes of Monday's meeting", "Hi")),
            "`Subject` is 'Hi' now",
        ),
        (
            "half of the text",
            _fixed(1, ("Hello,\\n\\nthe minutes are in the wiki now.\\n\\nDana", "Hello, Dana")),
            "The text of the message no longer has 'the'",
        ),
        (
            "lost the sender",
            _without(1, 'message["From"]').replace(
                "send_message(message)", 'send_message(message, from_addr="dana@example.com")'
            ),
            _NO_SENDER,
        ),
    ],
    "case.2": [
        ("lost the subject", _without(2, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(2, "message.set_content"), _NO_TEXT),
    ],
    "case.3": [
        ("lost the subject", _without(3, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(3, "message.set_content"), _NO_TEXT),
        ("lost the recipients' header", _without(3, 'message["To"]'), "has lost its `To`"),
        (
            "another text",
            _fixed(3, ("1,204 people visited us this week.", "See the wiki.")),
            "The text of the message no longer has '1'",
        ),
    ],
    "case.4": [
        ("lost the subject", _without(4, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(4, "message.set_content"), _NO_TEXT),
    ],
    "case.5": [
        ("lost the recipient", _without(5, '"To: vera'), "The message has lost its `To`"),
        ("lost the subject", _without(5, '"Subject: Friday"'), _NO_SUBJECT),
        (
            "no empty line after the headers",
            _fixed(5, ('"\\r\\n\\r\\n" + text', '"\\r\\n" + text')),
            "No empty line ends the headers",
        ),
        (
            "half of the text",
            _fixed(5, ("+ text\n", "+ text[:16]\n")),
            "The text that Vera sees ends before",
        ),
    ],
    "case.6": [
        ("lost the subject", _without(6, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(6, "message.set_content"), _NO_TEXT),
        (
            "attached twice",
            _fixed(
                6,
                (
                    "    with smtplib",
                    """\
    message.add_attachment(content, maintype, subtype, filename=name)
    with smtplib""",
                ),
            ),
            "The message has 2 attachments",
        ),
        (
            "bytes with \\n alone, passed to sendmail",
            _fixed(
                6,
                (
                    "client.send_message(message)",
                    'client.sendmail("shop@example.com", "vera@example.com", message.as_bytes())',
                ),
                ("message.set_content", 'message["X-Long"] = "x" * 900\n    message.set_content'),
            ),
            "use `send_message`, or pass `as_string()`",
        ),
    ],
    "case.7": [
        ("lost the subject", _without(7, 'message["Subject"]'), _NO_SUBJECT),
        (
            "an empty text",
            _fixed(7, ('set_content("Welcome to our shop!")', 'set_content("")')),
            "The text of the message is gone: 'Welcome to our shop!'",
        ),
        (
            "lost the text of the HTML",
            _fixed(7, ("<p>Welcome to our shop!</p>", "")),
            "The HTML of the message no longer has 'welcome'",
        ),
        (
            "the logo is beside the plain text",
            _fixed(7, ("get_payload()[1]", "get_payload()[0]")),
            "The logo is related to another part than the HTML",
        ),
    ],
    "case.8": [
        ("lost the subject", _without(8, 'message["Subject"]'), _NO_SUBJECT),
        (
            "an order of its own",
            changed(8, ('(f"{count} x {name}" for name, count in items.items())', '["2 x tea"]')),
            "The version in plain text lists nothing of the order",
        ),
    ],
    "case.9": [
        ("lost the subject", _without(9, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(9, "message.set_content"), _NO_TEXT),
        (
            "a compressed file with the name of a text",
            _fixed(9, ("backup.log.gz", "backup.log")),
            "it's called 'backup.log', so Ada's computer opens it as a text",
        ),
        (
            "a compressed file with the type of a text",
            _fixed(9, ('"application", "gzip"', '"text", "plain"')),
            "'backup.log.gz' is compressed, but says that it's text/plain",
        ),
        ("sent twice", _fixed(9, (_TWO, _TWO * 2)), "arrived more than once"),
        (
            "cut in the middle of lines",
            _SPLIT.replace("log.splitlines(keepends=True)", "log").replace("300", "20_000"),
            "cut a log only between two lines",
        ),
    ],
    "case.10": [
        ("lost the subject", _without(10, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(10, "message.set_content"), _NO_TEXT),
        (
            "a text of its own",
            _fixed(10, ("set_content(text)", 'set_content("Somebody has a question.")')),
            "The text of the message no longer has 'do'",
        ),
    ],
    "case.11": [
        ("lost an import", _without(11, "import smtplib"), "raised NameError"),
        ("lost the subject", _without(11, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(11, "message.set_content"), _NO_TEXT),
        (
            "the password in the text",
            _fixed(11, ('"You earned 3,141.59', 'password + " You earned 3,141.59')),
            "The message has the password in its text",
        ),
    ],
    "case.12": [
        ("lost the subject", _without(12, 'message["Subject"]'), _NO_SUBJECT),
        ("lost the text", _without(12, "message.set_content"), _NO_TEXT),
    ],
}

RIGHT: dict[str, list[str]] = {
    **{f"case.{number}": [_fixed(number)] for number in _FIXES},
    "case.9": [_fixed(9), _SPLIT],
}
