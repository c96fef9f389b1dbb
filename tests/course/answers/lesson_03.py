"""Right and wrong answers to the exercises of lesson 03."""

from __future__ import annotations

from tests.course.asked import Answers

SETUP = """
import smtplib
from email.message import EmailMessage
from mailtutor import LocalServer

server = LocalServer().start()
client = smtplib.SMTP("localhost", server.port)
client.ehlo()
client.noop()
client.quit()
message = EmailMessage()
message["From"] = "me@example.com"
message["To"] = "you@example.com"
message["Subject"] = "Greetings from me to you!"
message.set_content("Hey there!")
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(message)
delivery = server.mailbox[-1]
"""
SETUPS = {"03.1": SETUP + "server.stop()"}

_CATCH = """\
try:
    smtplib.SMTP({where})
except {what} as error:
    caught = {which}"""
_REFUSED = '"localhost", server.port'
_MINE = "mine = LocalServer().start()\n"
_MY_CLIENT = _MINE + 'mine_client = smtplib.SMTP("localhost", mine.port)\n'
_SEND = """\
both = EmailMessage()
both["From"] = "me@example.com"
both["To"] = {to!r}
both.set_content("Hello!")
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(both)
received = """
_BOTH = _SEND.format(to="ada@example.com, bob@example.com")
_LISTEN = "listener = smtplib.SMTP(timeout=5)\n"
_CONNECT = 'listener.connect("localhost", server.port)\n'
_DEF = "def answers(port):\n"
_TRY = _DEF + '    try:\n        smtplib.SMTP("localhost", port).quit()\n'

ANSWERS = {
    "03.1": Answers(
        right=(
            _CATCH.format(where=_REFUSED, what="ConnectionRefusedError", which="error"),
            """\
import socket
client = smtplib.SMTP(timeout=5)
try:
    client.connect("localhost", server.port)
except Exception as why:
    caught = why""",
            """\
import sys
try:
    smtplib.SMTP("127.0.0.1", server.port)
except (smtplib.SMTPException, OSError):
    caught = sys.exc_info()[1]""",
        ),
        wrong=(
            (
                _CATCH.format(where=_REFUSED, what="OSError", which="str(error)"),
                "Wanted is the error itself",
            ),
            (
                _CATCH.format(where=_REFUSED, what="OSError", which="type(error)"),
                "the class ConnectionRefusedError itself",
            ),
            (
                _CATCH.format(where=_REFUSED, what="OSError", which="error.errno"),
                "not a part of it",
            ),
            (
                _CATCH.format(where='"no-host.invalid", 25', what="OSError", which="error"),
                "no computer has that name",
            ),
            (
                'server.start()\ncaught = smtplib.SMTP("localhost", server.port)',
                "This is a client",
            ),
            (
                _CATCH.format(
                    where='"localhost", server.prot', what="AttributeError", which="error"
                ),
                "That is about your code",
            ),
            (
                """\
try:
    smtplib.SMTP().noop()
except OSError as error:
    caught = error""",
                "The refusal comes before",
            ),
            ("caught = TimeoutError('timed out')", "Wanted is the ConnectionRefusedError"),
            ("caught = [ConnectionRefusedError()]", "Wanted is the error that was raised"),
        ),
    ),
    "03.2": Answers(
        right=(
            _MINE + 'with smtplib.SMTP("localhost", mine.port) as client:\n    client.noop()',
            """\
mine = LocalServer()
with mine:
    client = smtplib.SMTP(timeout=5)
    client.connect("localhost", mine.port)
    client.ehlo()
    client.docmd("noop")
    client.quit()""",
            """\
with LocalServer() as mine:
    for _ in range(2):
        with smtplib.SMTP("localhost", mine.port) as client:
            client.noop()
            client.send_message(message)""",
        ),
        wrong=(
            ("mine = LocalServer()", "made, and not started"),
            (_MINE, "nobody has connected"),
            (
                _MINE + 'with smtplib.SMTP("localhost", server.port) as client:\n    client.noop()',
                "Which port did your client take?",
            ),
            (_MY_CLIENT + "mine_client.noop()", "still open"),
            (_MY_CLIENT + "mine_client.quit()", "It said: QUIT"),
            (_MY_CLIENT + "mine_client.ehlo()\nmine_client.quit()", "It said: EHLO, QUIT"),
            (_MY_CLIENT + "mine_client.noop()\nmine.stop()", "ended without goodbye"),
            ("mine = server", "the server of the lesson"),
            ("mine = LocalServer", "Make one, with `()`"),
            ('mine = smtplib.SMTP("localhost", server.port)', "A client is the other end"),
            ("mine = server.port", "This is an int"),
        ),
    ),
    "03.3": Answers(
        right=(
            _BOTH + "server.mailbox[-1]",
            """\
del message["To"]
message["To"] = "ada@example.com"
message["Cc"] = "Bob <BOB@example.com>"
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(message)
received = list(server.mailbox)[-1]""",
            """\
with smtplib.SMTP("localhost", server.port) as client:
    to = ["ada@example.com", "bob@example.com"]
    client.sendmail("me@example.com", to, "Subject: Hi\\n\\nHello")
received = server.mailbox[-1]""",
            _SEND.format(to="ada@example.com, bob@example.com, cy@example.com")
            + "server.mailbox.wait_for(2)[1]",
        ),
        wrong=(
            (
                _SEND.format(to="ada@example.com; bob@example.com") + "server.mailbox[-1]",
                "A semicolon stands in To. Only ada@example.com got",
            ),
            (
                _SEND.format(to="ada@example.com") + "server.mailbox[-1]",
                "The envelope lacks bob@example.com",
            ),
            (_BOTH + "server.mailbox[0]", "The envelope lacks ada@example.com and bob"),
            (_BOTH + "both", "what arrived at the server"),
            (_BOTH + "server.mailbox", "This is the whole mailbox"),
            (_BOTH + "server.sessions[-1]", "This is the session"),
            (_BOTH + "server.mailbox[-1].message", "what arrived at the server"),
            (_BOTH + "{}", "This is a dict"),
            ("received = delivery", "It went from me@example.com to you@example.com"),
            (_BOTH + "server.mailbox[-1].raw", "This is a bytes"),
        ),
    ),
    "03.4": Answers(
        right=(
            _LISTEN + "listener.set_debuglevel(2)\n" + _CONNECT + "listener.quit()",
            """\
with smtplib.SMTP(timeout=10) as listener:
    listener.set_debuglevel(True)
    listener.connect("localhost", server.port)
    listener.noop()""",
            """\
class Talkative(smtplib.SMTP):
    debuglevel = 1
with Talkative("localhost", server.port, timeout=2.5) as listener:
    listener.ehlo()""",
        ),
        wrong=(
            (
                (
                    'listener = smtplib.SMTP("localhost", server.port, timeout=5)\n'
                    "listener.set_debuglevel(1)\nlistener.quit()"
                ),
                "the greeting is missing",
            ),
            (
                (
                    "listener = smtplib.SMTP()\nlistener.set_debuglevel(1)\n"
                    + _CONNECT
                    + "listener.quit()"
                ),
                "It has no timeout",
            ),
            (_LISTEN + _CONNECT + "listener.quit()", "It does not print"),
            (_LISTEN + "listener.set_debuglevel(1)", "It has not connected yet"),
            (_LISTEN + "listener.set_debuglevel(1)\n" + _CONNECT, "It is connected still"),
            (
                _LISTEN + "listener.set_debuglevel(1)\n" + _CONNECT + "server.stop()\n"
                "listener.close()",
                "the server was stopped",
            ),
            (
                (
                    "listener = smtplib.SMTP(timeout=5000)\nlistener.set_debuglevel(1)\n"
                    + _CONNECT
                    + "listener.quit()"
                ),
                "Its timeout is 5000 seconds",
            ),
            ("listener = server", "This is the server"),
            (_LISTEN + "listener = listener.set_debuglevel(1) or 1", "This is an int"),
        ),
    ),
    "03.5": Answers(
        right=(
            _TRY + "    except OSError:\n        return False\n    return True",
            """\
import socket
def answers(number):
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", number)) == 0""",
            """\
def answers(port, host="localhost"):
    client = smtplib.SMTP(timeout=5)
    try:
        code, words = client.connect(host, port)
    except Exception:
        return False
    client.close()
    return code == 220""",
        ),
        wrong=(
            (_TRY + "    except OSError:\n        return False", "`return` for this case"),
            (_TRY + "    except OSError:\n        print('no')\n    return True", "return False"),
            (
                _TRY + "    except smtplib.SMTPException:\n        return False\n    return True",
                "It is an OSError, and no SMTPException",
            ),
            (
                _DEF + '    smtplib.SMTP("localhost", port).quit()\n    return True',
                "That is the refusal: catch it",
            ),
            (
                (
                    _DEF + '    try:\n        smtplib.SMTP("localhost", server.port).quit()\n'
                    "        return True\n    except OSError:\n        return False"
                ),
                "Does it use the port",
            ),
            (
                (
                    _DEF + '    try:\n        smtplib.SMTP("localhost")\n'
                    "        return True\n    except OSError:\n        return False"
                ),
                "so it should return True",
            ),
            (
                (
                    _DEF + '    try:\n        return smtplib.SMTP("localhost", port).quit()\n'
                    "    except OSError:\n        return False"
                ),
                "That is the reply",
            ),
            (
                (
                    _DEF + '    try:\n        return smtplib.SMTP("localhost", port)\n'
                    "    except OSError:\n        return False"
                ),
                "That is the client",
            ),
            ("def answers():\n    return True", "does not take one value"),
            ("answers = server.listening", "hand it in without calling it"),
            (_DEF + '    return "yes"', "returned a str, 'yes'"),
            ("answers = server.port", "Wanted is a function"),
        ),
    ),
}
