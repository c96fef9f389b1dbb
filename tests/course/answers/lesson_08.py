"""Right and wrong answers to the exercises of lesson 08."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

SETUP = """
import smtplib, ssl
from email.message import EmailMessage
from mailtutor import LocalServer, check_connection, faults, review

secure = LocalServer(tls="starttls", users={"ada@example.com": "a password"}).start()
server = LocalServer(faults=[faults.hang_up("MAIL")]).start()
message = EmailMessage()
message["From"] = "me@example.com"
message["To"] = "a@example.com; b@example.com; c@example.com"
message.set_content("Hello!")
"""

_CATCH = """\
caught = None
client = smtplib.SMTP("localhost", secure.port, timeout=5)
try:
{what}
except Exception as error:
    caught = {which}"""
_LOGIN = '    client.login("ada@example.com", "a password")'
_LAYER = "import socket\ndef layer(error):\n"
_NARROW = """\
    if isinstance(error, socket.gaierror):
        return "name"
    if isinstance(error, ssl.SSLError):
        return "TLS"
"""
_SENT = """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
"""
_FIXED = """\
from email.utils import formatdate
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "a@example.com, b@example.com, c@example.com"
fixed_message["Date"] = formatdate(localtime=True)
"""
_BUSY = """\
with LocalServer(faults=[faults.greylist()]) as busy:
    with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
"""

ANSWERS = {
    "08.1": Answers(
        right=(
            _CATCH.format(what=_LOGIN, which="error"),
            """\
import sys
with smtplib.SMTP("localhost", secure.port) as client:
    client.ehlo()
    try:
        client.login("ada", "wrong")
    except smtplib.SMTPNotSupportedError:
        caught = sys.exc_info()[1]""",
            """\
with smtplib.SMTP("localhost", secure.port) as client:
    try:
        client.login("ada@example.com", "a password")
    except OSError as why:
        caught = why""",
        ),
        wrong=(
            (
                _CATCH.format(what=_LOGIN, which="str(error)"),
                "the error that was raised, but got a str",
            ),
            (_CATCH.format(what=_LOGIN, which="type(error)"), "SMTPNotSupportedError itself"),
            (
                _CATCH.format(what=_LOGIN, which="client"),
                "That's the client. Expected the error that its `login`",
            ),
            (
                _CATCH.format(
                    what='    client.starttls()\n    client.login("ada", "wrong")', which="error"
                ),
                "Remove `starttls`, so that",
            ),
            (
                _CATCH.format(
                    what='    client.sendmail("me@example.com", "you@example.com", "Hi")',
                    which="error",
                ),
                "That error came from sending without a login. Call",
            ),
            (
                _CATCH.format(
                    what='    smtplib.SMTP_SSL("localhost", secure.port, timeout=5)',
                    which="error",
                ),
                "That's a TLS error. Connect with `SMTP`, and without",
            ),
            (
                _CATCH.format(what="    client.close()\n" + _LOGIN, which="error"),
                "Connect again, and log",
            ),
            (
                """\
with smtplib.SMTP("localhost", server.port) as client:
    try:
        client.starttls()
    except smtplib.SMTPException as error:
        caught = error""",
                "The error says: STARTTLS extension not supported by server",
            ),
            (
                _CATCH.format(
                    what='    smtplib.SMTP("localhost", LocalServer().port)', which="error"
                ),
                "Nothing is listening on that port. Connect to `secure.port`",
            ),
            ("caught = ValueError('no')", "this ValueError, but never raised it. Let Python"),
        ),
    ),
    "08.2": Answers(
        right=(
            _LAYER
            + _NARROW
            + '    return "SMTP" if isinstance(error, smtplib.SMTPException) else "connection"',
            """\
from socket import gaierror
def layer(error):
    try:
        raise error
    except smtplib.SMTPException:
        return "SMTP"
    except ssl.SSLError:
        return "TLS"
    except gaierror:
        return "name"
    except OSError:
        return "connection\"""",
            """\
import socket
CLASSES = {socket.gaierror: "name", ssl.SSLError: "TLS", smtplib.SMTPException: "SMTP"}
layer = lambda error: next(
    (name for kind, name in CLASSES.items() if isinstance(error, kind)), "connection")""",
        ),
        wrong=(
            (
                _LAYER + '    if isinstance(error, OSError):\n        return "connection"\n'
                '    return "SMTP"',
                "them. Each of these errors is also an OSError",
            ),
            (
                _LAYER + _NARROW + "    if type(error) is smtplib.SMTPException:\n"
                '        return "SMTP"\n    return "connection"',
                "Given an SMTPServerDisconnected, `layer`",
            ),
            (
                _LAYER + '    if error is socket.gaierror:\n        return "name"',
                "Given a gaierror, `layer` returned None. Is there",
            ),
            (_LAYER + _NARROW, "Given a ConnectionRefusedError, `layer` returned None"),
            (
                _LAYER + "    return type(error)",
                "Given a gaierror, `layer` returned the class gaierror itself",
            ),
            (
                _LAYER + _NARROW.replace('"TLS"', '"SSL"') + '    return "connection"',
                "Given an SSLError, `layer` returned 'SSL', not 'TLS'",
            ),
            (_LAYER + "    return error.layer", "`layer` raised AttributeError: 'gaierror'"),
            ("def layer():\n    return 'name'", "be called as `layer(error)`"),
            ("layer = 'name'", "Expected a function, `def layer(error):`"),
            ("layer = OSError", "the class OSError itself"),
        ),
    ),
    "08.3": Answers(
        right=(
            _SENT
            + "        return True\n"
            + "    except (ConnectionRefusedError, smtplib.SMTPException):\n        return False",
            """\
def sent(port, message):
    client = smtplib.SMTP(timeout=5)
    try:
        client.connect("localhost", port)
        refused = client.send_message(message)
        client.quit()
    except OSError as error:
        print(error)
        return False
    finally:
        client.close()
    return refused == {}""",
            _SENT + "    except OSError:\n        return False\n    else:\n        return True",
        ),
        wrong=(
            (
                _SENT
                + "        return True\n    except smtplib.SMTPException:\n        return False",
                "Nothing is listening there, so `sent` should return False",
            ),
            (
                _SENT
                + "        return True\n    except ConnectionRefusedError:\n        return False",
                "A message to nobody is rejected, so",
            ),
            (
                _SENT + "        return True\n    except Exception:\n        return False",
                "With None instead of a message, `sent` returned False",
            ),
            (
                _SENT + "    except OSError:\n        return False",
                "A server is listening there and accepts the message, so",
            ),
            (
                _SENT.replace("            client.send", "            return client.send")
                + "    except OSError:\n        return False",
                "what `send_message` returns",
            ),
            (
                (
                    "def sent(port, message):\n"
                    '    with smtplib.SMTP("localhost", port) as client:\n'
                    "        client.send_message(message)\n        return True"
                ),
                "Catch it",
            ),
            (
                _SENT + "    except OSError:\n        pass\n    return True",
                "so `sent` should return False, but it returned True",
            ),
            (
                (
                    "def sent(port, message):\n    try:\n"
                    '        smtplib.SMTP("localhost", port).quit()\n        return True\n'
                    "    except OSError:\n        return False"
                ),
                "returned True, but no message arrived. Did it send",
            ),
            ("def sent(message):\n    return True", "`sent(port, message)`"),
            ("sent = True", "Expected a function, `def sent(port"),
        ),
    ),
    "08.4": Answers(
        right=(
            _FIXED + 'fixed_message.set_content("¡Hola!")',
            """\
from email.utils import localtime
fixed_message = EmailMessage()
fixed_message["Date"] = localtime()
fixed_message["From"] = "Me <me@example.com>"
fixed_message["To"] = "a@example.com"
fixed_message["Cc"] = "B <b@example.com>, c@example.com"
fixed_message.set_content("<p>Hello!</p>", subtype="html")""",
            _FIXED + 'fixed_message.set_content("Hello!")\n'
            "server.faults.clear()\n"
            'with smtplib.SMTP("localhost", server.port) as client:\n'
            "    client.send_message(fixed_message)\n"
            "fixed_message = server.mailbox[-1]",
        ),
        wrong=(
            ("fixed_message = message", "Semicolons separate the addresses in To. And 1 more"),
            (
                """\
message.replace_header("To", "a@example.com, b@example.com, c@example.com")
fixed_message = message""",
                "The message has no Date",
            ),
            (_FIXED, "Your message has no body yet"),
            (
                _FIXED.replace("b@example.com, c@", "c@") + 'fixed_message.set_content("Hi")',
                "nothing, but the message doesn't go to b@example.com",
            ),
            (
                _FIXED.replace('fixed_message["From"]', "sender"),
                "Your message has no `From` header",
            ),
            (
                _FIXED + 'fixed_message.set_content("<html><p>Hi</p></html>")',
                "`review` finds",
            ),
            (
                _FIXED
                + 'fixed_message.set_content("Hi")\nfixed_message.add_attachment("report.pdf")',
                "not the file",
            ),
            (
                "fixed_message = review(message)",
                "That's the result of `review`. Expected the message without",
            ),
            ("fixed_message = EmailMessage", "That's the class EmailMessage itself"),
            ('fixed_message = "a@example.com, b@example.com"', "but got a str"),
        ),
    ),
    "08.5": Answers(
        right=(
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    for attempt in range(3):
        with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
            try:
                client.send_message(message)
                break
            except smtplib.SMTPRecipientsRefused:
                pass""",
            """\
busy = LocalServer(faults=[faults.greylist()]).start()
with smtplib.SMTP("localhost", busy.port) as client:
    client.ehlo()
    arrived = False
    while not arrived:
        client.mail("me@example.com")
        code, words = client.rcpt("you@example.com")
        if code == 250:
            client.data(b"Subject: Hi")
            arrived = True
        client.rset()""",
        ),
        wrong=(
            (
                _BUSY + "        client.noop()",
                "Your client connected to `busy`, but sent no message",
            ),
            (
                (
                    _BUSY + "        try:\n            client.send_message(message)\n"
                    "        except smtplib.SMTPException:\n            pass"
                ),
                "`busy` replied 451 once, and no message arrived. Catch",
            ),
            (
                """\
with LocalServer() as busy:
    with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
        client.send_message(message)""",
                "The server's `faults` are gone, so it doesn't greylist",
            ),
            (
                _BUSY + "        busy.faults.clear()\n        client.send_message(message)",
                "The server's `faults` are gone, so it doesn't greylist",
            ),
            (
                (
                    _BUSY + "        for to in ['x@example.com', 'y@example.com']:\n"
                    "            try:\n"
                    "                client.sendmail('me@example.com', to, 'Hi')\n"
                    "            except smtplib.SMTPException:\n                pass"
                ),
                "`busy` replied 451 twice, and no message arrived. Catch",
            ),
            ("busy = smtplib.SMTP()", "Expected a LocalServer, but got an SMTP"),
            ("busy = message", "but got an EmailMessage"),
            ("busy = [server]", "but got a list"),
        ),
    ),
}
