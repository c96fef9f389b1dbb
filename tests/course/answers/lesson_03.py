"""Right and wrong answers to the exercises of lesson 03."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

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
            """\
import socket
try:
    socket.create_connection(("127.0.0.1", server.port))
except ConnectionError as error:
    caught = error""",
        ),
        wrong=(
            (
                _CATCH.format(where=_REFUSED, what="OSError", which="str(error)"),
                "Expected the exception itself",
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
                "That's an SMTP client",
            ),
            (
                _CATCH.format(
                    where='"localhost", server.prot', what="AttributeError", which="error"
                ),
                "That's a mistake in your code",
            ),
            (
                """\
try:
    smtplib.SMTP().noop()
except OSError as error:
    caught = error""",
                "refused before SMTP even starts",
            ),
            (
                _CATCH.format(where='"localhost"', what="OSError", which="error"),
                "Port 25 refused the connection",
            ),
            (
                _CATCH.format(where='"localhost", server.port + 1', what="OSError", which="error"),
                "Expected you to try `server.port`",
            ),
            ('caught = ConnectionRefusedError(111, "Connection refused")', "never raised"),
            (
                (
                    "try:\n    raise ConnectionRefusedError(111, 'Connection refused')\n"
                    "except OSError as error:\n    caught = error"
                ),
                "Your code raised this exception itself",
            ),
            (
                _CATCH.format(where=_REFUSED, what="OSError", which="Exception(error)"),
                "but never raised it",
            ),
            (
                _CATCH.format(where='"localhost", "port"', what="OSError", which="error"),
                "'port' isn't a port",
            ),
            (
                _CATCH.format(where='"localhost", server', what="OSError", which="error"),
                "the port a LocalServer",
            ),
            ("caught = TimeoutError('timed out')", "never raised"),
            ("caught = [ConnectionRefusedError()]", "Expected the exception itself"),
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
            _MINE
            + """\
client.connect("localhost", mine.port)
try:
    client.noop()
finally:
    client.quit()""",
        ),
        wrong=(
            ("mine = LocalServer()", "and it isn't listening"),
            (_MINE, "but no client has connected"),
            (
                _MINE + 'with smtplib.SMTP("localhost", server.port) as client:\n    client.noop()',
                "Does your client use `mine.port`, and did",
            ),
            (_MY_CLIENT + "mine_client.noop()", "still connected"),
            (_MY_CLIENT + "mine_client.noop()\nmine_client.quit", "Call `quit()`, with `()`"),
            (
                _MY_CLIENT + "mine_client.noop()\nmine_client.close()",
                "closed the connection without",
            ),
            (_MY_CLIENT + "mine_client.noop\nmine_client.quit", "connected, but sent nothing"),
            (
                _MY_CLIENT + "mine_client.docmd('NOP')\nmine_client.quit()",
                "your client sent NOP, QUIT",
            ),
            (_MY_CLIENT + "mine_client.quit()", "your client sent QUIT"),
            (_MY_CLIENT + "mine_client.ehlo()\nmine_client.quit()", "your client sent EHLO, QUIT"),
            (_MY_CLIENT + "mine_client.noop()\nmine.stop()", "Your client didn't send QUIT"),
            ("mine = server", "the server of the lesson"),
            ("mine = LocalServer", "one by calling it, with `()`"),
            ('mine = smtplib.SMTP("localhost", server.port)', "A client is the other end"),
            ("mine = server.port", "but got an int"),
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
            _BOTH + "server.mailbox.wait_for(2)[1]",
            _SEND.format(to="ada@example.com").replace(
                "both.set", 'both["Bcc"] = "bob@example.com"\nboth.set'
            )
            + "[*server.mailbox].pop()",
        ),
        wrong=(
            (
                _SEND.format(to="ada@example.com; bob@example.com") + "server.mailbox[-1]",
                "`To` has a semicolon, so only ada@example.com got",
            ),
            (
                _SEND.format(to="ada@example.com") + "server.mailbox[-1]",
                "The envelope lacks bob@example.com",
            ),
            (_BOTH + "server.mailbox[0]", "Another one, which arrived since"),
            (_BOTH + "both", "what arrived at the server"),
            (_BOTH + "server.mailbox", "That's the whole mailbox"),
            (_BOTH + "server.sessions[-1]", "That's the session"),
            (_BOTH + "server.mailbox[-1].message", "what arrived at the server"),
            (_BOTH + "{}", "but got a dict"),
            (
                _SEND.format(to="ada@example.com, bob@example.com, cy@example.com")
                + "server.mailbox[-1]",
                "The message also went to cy@example.com",
            ),
            (
                _BOTH.replace(
                    "client.send_message(both)", "client.send_message(both)\n" * 2
                ).replace("\nclient", "\n    client")
                + "server.mailbox[-1]",
                "Expected one message, sent once",
            ),
            (
                (
                    "other = LocalServer().start()\n"
                    + _BOTH.replace("server.port", "other.port")
                    + "other.mailbox[-1]"
                ),
                "arrived at another server",
            ),
            (
                _SEND.format(to="ada@example.com bob@example.com") + "server.mailbox[-1]",
                "Put a comma between the addresses",
            ),
            (
                (
                    "for name in ('ada', 'bob'):\n"
                    "    with smtplib.SMTP('localhost', server.port) as client:\n"
                    "        client.sendmail('me@a.org', name + '@example.com', 'Hi')\n"
                    "received = server.mailbox[-1]"
                ),
                "each for different people",
            ),
            (
                (
                    'with smtplib.SMTP("localhost", server.port) as client:\n'
                    "    both = ['ada@example.com', 'bob@example.com']\n"
                    "    client.send_message(message, to_addrs=both)\n"
                    "received = server.mailbox[-1]"
                ),
                "you@example.com in its headers",
            ),
            ("received = delivery", "but it arrived before this cell started"),
            (_BOTH + "server.mailbox[-1].raw", "but got bytes, b'From"),
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
            """\
class Listener(smtplib.SMTP):
    def __init__(self, port):
        self.debuglevel = 1
        super().__init__("localhost", port, timeout=5)
listener = Listener(server.port)
listener.quit()""",
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
                "Your client has no timeout",
            ),
            (_LISTEN + _CONNECT + "listener.quit()", "Your client doesn't print the session"),
            (_LISTEN + "listener.set_debuglevel(1)", "Your client hasn't connected yet"),
            (
                _LISTEN + _CONNECT + "listener.set_debuglevel(1)\nlistener.quit()",
                "Your client connected before `set_debuglevel(1)`",
            ),
            (
                _LISTEN + _CONNECT + "listener.quit()\nlistener.set_debuglevel(1)",
                "Your client connected before `set_debuglevel(1)`",
            ),
            (
                "other = LocalServer().start()\n"
                + _LISTEN
                + 'listener.set_debuglevel(1)\nlistener.connect("localhost", other.port)\n'
                + "listener.quit()",
                "Your client connected to the server at",
            ),
            (
                _LISTEN + "listener.set_debuglevel(1)\n" + _CONNECT + "listener.close()",
                "closed the connection without QUIT",
            ),
            (
                _LISTEN + "listener.set_debuglevel = 1\n" + _CONNECT + "listener.quit()",
                "replaced the method",
            ),
            (
                _LISTEN + "listener.set_debuglevel(1)\n" + _CONNECT + "listener.quit()\n" + _LISTEN,
                "Another client has",
            ),
            (
                "listener = smtplib.SMTP()\nlistener.set_debuglevel(1)\n"
                + _CONNECT
                + "listener.timeout = 5\nlistener.quit()",
                "Your client got its timeout only after it connected",
            ),
            (
                "listener = client\nlistener.timeout = 5",
                "Your client hasn't connected since this cell started",
            ),
            (_LISTEN + "listener.set_debuglevel(1)\n" + _CONNECT, "Your client is still connected"),
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
                "The timeout is 5000 seconds",
            ),
            ("listener = server", "That's the server. Expected a client"),
            (_LISTEN + "listener = listener.set_debuglevel(1) or 1", "but got an int"),
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
            """\
from contextlib import suppress
def answers(port):
    with suppress(ConnectionRefusedError), smtplib.SMTP("localhost", port, timeout=5):
        return True
    return False""",
        ),
        wrong=(
            (_TRY + "    except OSError:\n        return False", "`return` for this case"),
            (
                _TRY + "    except OSError:\n        print('no')\n    return True",
                "so `answers` should return False",
            ),
            (
                _TRY + "    except smtplib.SMTPException:\n        return False\n    return True",
                "Catch it: it's an OSError, but not an SMTPException",
            ),
            (
                _DEF + '    smtplib.SMTP("localhost", port).quit()\n    return True',
                "Catch it: it's an OSError",
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
                "so `answers` should return True, but it returned False",
            ),
            (
                (
                    _DEF + '    try:\n        return smtplib.SMTP("localhost", port).quit()\n'
                    "    except OSError:\n        return False"
                ),
                "b'2.0.0 Bye'). That's the reply",
            ),
            (
                (
                    _DEF + '    try:\n        return smtplib.SMTP("localhost", port)\n'
                    "    except OSError:\n        return False"
                ),
                "That's the client. Return True",
            ),
            (_DEF + "    return False", "It never connected there"),
            (_DEF + "    return port == server.port", "it never connected there"),
            (
                _DEF + '    try:\n        smtplib.smtp("localhost", port)\n        return True\n'
                "    except Exception:\n        return False",
                "Your code caught AttributeError",
            ),
            (
                _DEF + '    try:\n        smtplib.SMTP("localhost", prot)\n        return True\n'
                "    except:\n        return False",
                "Your code caught NameError: name 'prot'",
            ),
            (
                _TRY + "    except OSError:\n        return True\n    return False",
                "True and False are swapped",
            ),
            (
                _TRY
                + "    except OSError:\n        return False\n    finally:\n        return True",
                "It returned the same for both ports",
            ),
            (
                _TRY + "        print(True)\n    except OSError:\n        print(False)",
                "but it printed 'True' and returned None",
            ),
            (
                _TRY + "        return True\n    except OSError as error:\n        return error",
                "That's the error. Return False",
            ),
            (
                _TRY.replace("SMTP(", "SMTP_SSL(")
                + "    except OSError:\n        return False\n    return True",
                "It connected there. Your code caught SSLError",
            ),
            ("def answers():\n    return True", "can be called as `answers(port)`"),
            ("answers = server.listening", "without `()`"),
            (_DEF + '    return "yes"', "That's text. Return True"),
            ("answers = server.port", "Expected a function"),
        ),
    ),
}
