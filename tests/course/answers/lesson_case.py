"""Right and wrong answers to the case files 1 to 4; the other files continue."""

from __future__ import annotations

from tests.course.answers import cases_5_to_8, cases_9_to_12
from tests.course.answers.case_programs import changed
from tests.course.notebook_cells import Answers

SETUP = "from mailtutor.course.cases import open_case"

_SENDMAIL = 'client.sendmail(message["From"], message["To"], message.as_string())'
_BCC = 'message["Bcc"] = ", ".join(members)'
_ANNOUNCE = 'client.sendmail("club@example.com", members, message.as_string())'
_LOOP = """\
        for address in team:
            client.send_message(message)
            print("Sent to", address)"""
_TRY = """\
        try:
            client.send_message(message)
            sent += 1
            client.quit()
        except smtplib.SMTPException:
            pass
"""
_SEND = "            client.send_message(message)\n            sent += 1\n"
_ONE_BY_ONE = """\
            with smtplib.SMTP("localhost", port, timeout=5) as client:
                client.send_message(message)
            sent += 1
"""
_CONNECT = '    client = smtplib.SMTP("localhost", port, timeout=5)\n'


def _sending(code: str) -> str:
    """Return case 1 with another line that sends."""
    return changed(1, (_SENDMAIL, code))


def _announcing(code: str) -> str:
    """Return case 2 with another line that sends."""
    return changed(2, (_ANNOUNCE, code))


def _looping(code: str) -> str:
    """Return case 3 with other lines instead of the loop."""
    return changed(3, (_LOOP, code))


def _trying(code: str) -> str:
    """Return case 4 with other lines instead of its `try`."""
    return changed(4, (_TRY, code))


_PERSONAL = """\
        for address in team:
            copy = EmailMessage()
            copy["From"] = "reports@example.com"
            copy["To"] = address
            copy["Subject"] = message["Subject"]
            copy.set_content(message.get_content())
            client.send_message(copy)"""

ANSWERS = {
    "case.1": Answers(
        right=(
            _sending(
                'client.sendmail(message["From"], ["ada@example.com", "bob@example.com"], message.as_string())'
            ),
            _sending(
                'client.sendmail(message["From"], [message["To"], message["Cc"]], str(message))'
            ),
            changed(
                1,
                ('"ada@example.com"', '"ada@example.com, bob@example.com"'),
                ('    message["Cc"] = "bob@example.com"\n', ""),
                (_SENDMAIL, "client.send_message(message)"),
            ),
            _sending(
                """\
for name in ("To", "Cc"):
            client.sendmail(message["From"], message[name], message.as_string())"""
            ),
        ),
        wrong=(
            (changed(1, ("Hello,", "Hi,")), "bob@example.com isn't in the envelope"),
            (
                changed(1, ('"ada@example.com"', '"ada@example.com, bob@example.com"')),
                "",  # what happens depends on how Python reads two addresses
            ),
            (
                changed(1, ('message["Cc"]', 'message["Bcc"]')),
                "bob@example.com isn't in the envelope",
            ),
            (
                _sending(
                    'client.sendmail(message["From"], message["To"], message.as_string())\n'
                    "        client.send_message(message)"
                ),
                "ada@example.com got the message twice",
            ),
            (
                _sending('client.sendmail(message["From"], message["Cc"], message.as_string())'),
                "ada@example.com isn't in the envelope",
            ),
            (
                changed(
                    1,
                    ('    message["Cc"] = "bob@example.com"\n', ""),
                    (
                        _SENDMAIL,
                        'client.send_message(message, to_addrs=["ada@example.com", "bob@example.com"])',
                    ),
                ),
                "no longer name bob@example.com. Leave the headers",
            ),
            (
                changed(
                    1,
                    ('message["Cc"]', 'message["Bcc"]'),
                    (_SENDMAIL, "client.send_message(message)"),
                ),
                "no longer name bob@example.com. Leave the headers",
            ),
            (
                changed(
                    1,
                    ('message["Cc"]', 'message["Bcc"]'),
                    (
                        _SENDMAIL,
                        'client.sendmail(message["From"], [message["To"], message["Bcc"]], message.as_string())',
                    ),
                ),
                "arrived with a `Bcc` header. Bob was in `Cc`",
            ),
            (
                _sending("client.send_message(message)\n        client.send_message(message)"),
                "got the message twice. Everyone should get it once",
            ),
            (
                changed(
                    1,
                    ("bob@example.com", "bob@example.net"),
                    (_SENDMAIL, "client.send_message(message)"),
                ),
                "bob@example.com isn't in the envelope",
            ),
            (
                changed(
                    1,
                    ('"localhost", port', '"localhost", 1'),
                    (_SENDMAIL, "client.send_message(message)"),
                ),
                "`send_minutes` raised ConnectionRefusedError",
            ),
            (_sending("pass"), "No message has arrived"),
            (_sending("client.sendmail(message)"), "`send_minutes` raised TypeError"),
            (
                changed(
                    1, ("(port)", "(port, message)"), (_SENDMAIL, "client.send_message(message)")
                ),
                "can be called as `send_minutes(port)`",
            ),
            (
                changed(1, (_SENDMAIL, "client.send_message(message)"))
                + '\nsend_minutes = "fixed"',
                "Expected a function",
            ),
            (
                changed(
                    1,
                    (
                        _SENDMAIL,
                        'client.send_message(message, to_addrs=["ada@example.com", "bob@example.com", "cy@example.com"])',
                    ),
                ),
                "also went to cy@example.com",
            ),
        ),
    ),
    "case.2": Answers(
        right=(
            _announcing("client.send_message(message)"),
            changed(2, (_ANNOUNCE, "client.send_message(message, to_addrs=members)")),
            changed(2, (_BCC, 'message["X-Club"] = "picnic"')),
            _announcing("del message['Bcc']\n        " + _ANNOUNCE),
            changed(
                2,
                ('    message["To"] = "club@example.com"\n', ""),
                (
                    "        " + _ANNOUNCE,
                    """\
        for member in members:
            del message["To"], message["Bcc"]
            message["To"] = member
            client.send_message(message)""",
                ),
            ),
        ),
        wrong=(
            (changed(2, ("noon", "one")), "they're in the `Bcc` that arrived"),
            (changed(2, ('"Bcc"', '"bcc"')), "they're in the `bcc` that arrived"),
            (changed(2, ('"Bcc"', '"Cc"')), "they're in the `Cc` that arrived"),
            (
                changed(2, ('"Bcc"', '"Cc"'), (_ANNOUNCE, "client.send_message(message)")),
                "they're in the `Cc` that arrived",
            ),
            (
                changed(
                    2,
                    ('["To"] = "club@example.com"', '["To"] = ", ".join(members)'),
                    ("    " + _BCC + "\n", ""),
                ),
                "they're in the `To` that arrived",
            ),
            (changed(2, ('"Bcc"', '"X-Bcc"')), "they're in the `X-Bcc` that arrived"),
            (
                changed(
                    2,
                    ("    " + _BCC + "\n", ""),
                    (_ANNOUNCE, "client.send_message(message)"),
                ),
                "ada@example.com isn't in the envelope, which names club@example.com",
            ),
            (
                _announcing(
                    'client.sendmail("club@example.com", "club@example.com", message.as_string())'
                ),
                "ada@example.com isn't in the envelope",
            ),
            (
                _announcing(
                    """\
for member in members:
            client.sendmail("club@example.com", member, message.as_string())"""
                ),
                "they're in the `Bcc` that arrived",
            ),
            (
                _announcing(
                    """\
for member in members:
            client.send_message(message)"""
                ),
                "got the message 3 times",
            ),
            (
                changed(
                    2,
                    ("under the old oak.", 'under the old oak. " + ", ".join(members) + "'),
                    (_ANNOUNCE, "client.send_message(message)"),
                ),
                "they're in the text that arrived",
            ),
            (
                _announcing(
                    'client.sendmail("club@example.com", members[:1], message.as_string().replace("Bcc", "B"))'
                ),
                "bob@example.com isn't in the envelope",
            ),
            (_announcing("client.send_message(message, members)"), "`announce` raised TypeError"),
            (_announcing("client.bcc(message, members)"), "`announce` raised AttributeError"),
            (
                changed(2, (_BCC, 'message["Bcc"] = members')),
                "they're in the `Bcc` that arrived",
            ),
            (
                _announcing(_ANNOUNCE + '\n        del message["Bcc"]'),
                "they're in the `Bcc` that arrived",
            ),
        ),
    ),
    "case.3": Answers(
        right=(
            _looping("        client.send_message(message)"),
            _looping(
                "        for address in team:\n            client.send_message(message, to_addrs=[address])"
            ),
            _looping(_PERSONAL),
            changed(
                3,
                ('["To"] = ", ".join(team)', '["To"] = "team@example.com"'),
                (_LOOP, "        client.send_message(message, to_addrs=team)"),
            ),
            _looping('        client.sendmail("reports@example.com", team, message.as_string())'),
            _looping(
                """\
        for address in team:
            del message["To"]
            message["To"] = address
            client.send_message(message)"""
            ),
        ),
        wrong=(
            (changed(3, ("1,204", "1,205")), "got the message twice"),
            (
                _looping(
                    _LOOP.replace(
                        '            print("Sent to", address)', "            break"
                    ).replace(
                        "client.send_message(message)",
                        "client.send_message(message, to_addrs=address)",
                    )
                ),
                "bob@example.com isn't in the envelope, which names ada@example.com",
            ),
            (changed(3, (', "bob@example.com"]', "]")), "bob@example.com isn't in the envelope"),
            (
                changed(3, ("for address in team", "for address in team + team")),
                "got the message 4 times",
            ),
            (changed(3, ('["To"]', '["Bcc"]')), "got the message twice"),
            (
                _looping(
                    "        client.send_message(message)\n        client.send_message(message)"
                ),
                "got the message twice",
            ),
            (
                changed(3, ('["To"] = ", ".join(team)', '["To"] = "team@example.com"')),
                "isn't in the envelope, which names team@example.com",
            ),
            (
                changed(
                    3,
                    ('", ".join(team)', '"; ".join(team)'),
                    (_LOOP, "        client.send_message(message)"),
                ),
                "bob@example.com isn't in the envelope",
            ),
            (_looping('        message["To"] = "x"'), "`send_report` raised ValueError"),
            (
                changed(
                    3,
                    (
                        "            client.send_message(message)",
                        "            message['To'] = address\n            client.send_message(message)",
                    ),
                ),
                "`send_report` raised ValueError",
            ),
            (
                changed(3, ('["To"] = ", ".join(team)', '["To"] = team[0]')),
                "bob@example.com isn't in the envelope",
            ),
            (_looping("        client.quit()"), "No message has arrived"),
            (
                changed(
                    3,
                    (
                        _LOOP,
                        "        client.send_message(message, to_addrs=team + ['dana@example.com'])",
                    ),
                ),
                "also went to dana@example.com",
            ),
            (changed(3, (_LOOP, "        return message")), "No message has arrived"),
        ),
    ),
    "case.4": Answers(
        right=(
            changed(4, (_TRY, _TRY.replace("            client.quit()\n", "")))
            + "\n    client.quit()",
            changed(
                4,
                (_CONNECT, ""),
                (
                    "            client.send_message(message)\n            sent += 1\n            client.quit()\n",
                    _ONE_BY_ONE,
                ),
            ),
            changed(
                4,
                (_CONNECT, ""),
                (
                    "        try:\n",
                    '        client = smtplib.SMTP("localhost", port, timeout=5)\n        try:\n',
                ),
            ),
            _trying(
                """\
        try:
            client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            print(error)
"""
            ),
        ),
        wrong=(
            (
                changed(4, ("ripe!", "red!")),
                "1 of 40 messages arrived, and then your client sent QUIT. It may",
            ),
            (changed(4, ("pass", "print(reader)")), "1 of 40 messages arrived, and then"),
            (changed(4, ("pass", "continue")), "1 of 40 messages arrived, and then"),
            (changed(4, ("pass", "break")), "1 of 40 messages arrived, and then"),
            (changed(4, ("pass", "raise")), "`send_newsletter` raised SMTPServerDisconnected"),
            (
                changed(4, ("client.quit()", "client.close()")),
                "reader02@example.com isn't in the envelope",
            ),
            (changed(4, ("timeout=5", "timeout=50")), "1 of 40 messages arrived, and then"),
            (
                _trying("        client.send_message(message)\n        sent += 1\n"),
                "if the server rejects reader02@example.com, `send_newsletter` raised SMTPRecipientsRefused",
            ),
            (
                _trying("        client.send_message(message)\n        client.quit()\n"),
                "`send_newsletter` raised SMTPServerDisconnected",
            ),
            (
                _trying(
                    """\
        try:
            client.send_message(message)
        except smtplib.SMTPException:
            break
"""
                ),
                "reader03@example.com gets nothing. Catch the error of that one message",
            ),
            (
                changed(
                    4,
                    ("    for reader in readers:\n", "    for reader in readers[:1]:\n"),
                    ('message["To"] = reader', 'message["To"] = ", ".join(readers)'),
                ),
                "One message went to several readers",
            ),
            (
                changed(
                    4,
                    ("    for reader in readers:\n", "    for reader in readers[:1]:\n"),
                    ('message["To"] = reader', 'message["To"] = ", ".join(readers)'),
                    ("            client.quit()\n", ""),
                ),
                "Readers can see each other's addresses in the `To`",
            ),
            (
                changed(
                    4,
                    ('message["To"] = reader', 'message["To"] = ", ".join(readers)'),
                    ("            client.quit()\n", ""),
                ),
                "got the message 40 times",
            ),
            (
                changed(
                    4,
                    ("            client.quit()\n", ""),
                    ("for reader in readers:", "for reader in readers[:39]:"),
                ),
                "reader40@example.com isn't in the envelope",
            ),
            (
                changed(
                    4, ("            client.quit()\n", "            client.send_message(message)\n")
                ),
                "got the message twice",
            ),
            (
                changed(
                    4, (_SEND, ""), ("            client.quit()\n", "            client.noop()\n")
                ),
                "No message has arrived",
            ),
            (
                changed(4, ("(port, readers)", "(port)")),
                "can be called as `send_newsletter(port, readers)`",
            ),
        ),
    ),
    **cases_5_to_8.ANSWERS,
    **cases_9_to_12.ANSWERS,
}
