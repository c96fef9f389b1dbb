"""Right and wrong answers to the exercises of lesson 04."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

SETUP = """
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from mailtutor import LocalServer

server = LocalServer(tls=[None, "starttls", "implicit"]).start()
impostor = LocalServer(tls="implicit", certificate="other name").start()
mail = "Subject: Secret\\n\\nThe key is under the mat."
me, you = "me@example.com", "you@example.com"
"""

_OFFICE = 'with LocalServer(tls=[None, "starttls", "implicit"]) as office:\n'
_TRUST = "    context = ssl.create_default_context(cafile=office.ca_file)\n"
_SSL = '    client = smtplib.SMTP_SSL("localhost", office.ports["implicit"], timeout=5)\n'
_SMTP = '    client = smtplib.SMTP("localhost", office.ports["starttls"], timeout=5)\n'
_PLAIN = '    client = smtplib.SMTP("localhost", office.ports[None], timeout=5)\n'
_SEND = "    client.sendmail(me, you, mail)\n"
_REFUSED = """\
    try:
        client.sendmail(me, you, mail)
    except smtplib.SMTPException:
        client.close()
"""
_QUIT = "    client.quit()\n"
_OLD = 'with LocalServer(tls="implicit", certificate="expired") as old:\n'
_CATCH = """\
    try:
        smtplib.SMTP_SSL("localhost", old.port, context=context, timeout=5)
    except Exception as error:
        caught = error
"""
_TRUST_OLD = "    context = ssl.create_default_context(cafile=old.ca_file)\n"
_DELIVER = "def deliver(message, port, ca_file):\n"
_SEND_IT = """\
    with smtplib.SMTP_SSL("localhost", port, context=context, timeout=5) as client:
        client.send_message(message)
"""
_OWN_CONTEXT = "    context = ssl.create_default_context(cafile=ca_file)\n"

ANSWERS = {
    "04.1": Answers(
        right=(
            _OFFICE + _SSL + _SEND + _QUIT,
            _OFFICE
            + _TRUST
            + """\
    client = smtplib.SMTP_SSL("127.0.0.1", office.ports["implicit"], context=context)
    message = EmailMessage()
    message["From"], message["To"] = me, you
    client.send_message(message)
    client.close()
""",
            _OFFICE
            + """\
    with smtplib.SMTP_SSL("localhost", port=office.ports["implicit"], timeout=5) as client:
        client.ehlo()
        client.sendmail(me, [you], mail.encode())
""",
        ),
        wrong=(
            (
                _OFFICE + _PLAIN + _SEND + _QUIT + _SSL + _SEND + _QUIT,
                "was sent in plain text for anyone to read",
            ),
            (_OFFICE + _SSL + _QUIT, "No message has arrived"),
            (
                _OFFICE + _SSL + "    client.mail(me)\n    client.rcpt(you)\n" + _QUIT,
                "No message has arrived",
            ),
            (_OFFICE + _PLAIN + _SEND + _QUIT, "but the connection wasn't encrypted"),
            (_OFFICE + _SMTP + "    client.starttls()\n" + _SEND + _QUIT, "by STARTTLS"),
            (_OFFICE + _SMTP + _REFUSED, "Must issue a STARTTLS command first"),
            (
                _OFFICE
                + """\
    try:
        smtplib.SMTP("localhost", office.ports["implicit"], timeout=0.2)
    except smtplib.SMTPServerDisconnected:
        pass
""",
                "No message has arrived",
            ),
            (
                _OFFICE
                + """\
    try:
        smtplib.SMTP_SSL("localhost", office.ports["starttls"], timeout=5)
    except ssl.SSLError:
        pass
""",
                "No message has arrived",
            ),
            (_OFFICE + "    pass\noffice = office.ports", "but got a dict"),
            (_OFFICE + "    office = mail", "but got a str"),
        ),
    ),
    "04.2": Answers(
        right=(
            (
                "context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n"
                "context.load_verify_locations(server.ca_file)"
            ),
            (
                "context = ssl.create_default_context()\n"
                "context.load_verify_locations(cadata=Path(server.ca_file).read_text())\n"
                "context.minimum_version = ssl.TLSVersion.TLSv1_3"
            ),
            (
                "purpose = ssl.Purpose.SERVER_AUTH\n"
                "context = ssl.create_default_context(purpose, cafile=server.ca_file)\n"
                "context.load_verify_locations(impostor.ca_file)"
            ),
        ),
        wrong=(
            ("context = server.ca_file", "the name of the file"),
            ("context = ssl", "Expected an ssl.SSLContext, but got a module"),
            (
                "context = ssl.create_default_context",
                "Expected an ssl.SSLContext, but got a function",
            ),
            ("context = ssl.create_default_context()", "The context doesn't trust `server`"),
            (
                "context = ssl.create_default_context(cafile=impostor.ca_file)",
                "The context doesn't trust `server`",
            ),
            ("context = ssl._create_unverified_context()", "CERT_NONE"),
            (
                (
                    "context = ssl.create_default_context()\ncontext.check_hostname = False\n"
                    "context.verify_mode = ssl.CERT_NONE"
                ),
                "CERT_NONE",
            ),
            (
                (
                    "context = ssl.create_default_context(cafile=server.ca_file)\n"
                    "context.check_hostname = False"
                ),
                "`check_hostname` is False",
            ),
            (
                (
                    "context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, "
                    "cafile=server.ca_file)"
                ),
                "CERT_NONE",
            ),
            (
                "context = ssl.create_default_context(cafile=server.ca_file)\nserver.stop()",
                "Your `server` isn't listening",
            ),
        ),
    ),
    "04.3": Answers(
        right=(
            _OFFICE + _TRUST + _SMTP + "    client.starttls(context=context)\n" + _SEND + _QUIT,
            _OFFICE
            + _SMTP
            + _TRUST
            + "    client.ehlo()\n    client.starttls(context=context)\n    client.ehlo()\n"
            + _SEND
            + _QUIT,
            _OFFICE
            + _TRUST
            + """\
    message = EmailMessage()
    message["From"], message["To"] = me, you
    with smtplib.SMTP("127.0.0.1", office.ports["starttls"], timeout=5) as client:
        client.starttls(context=context)
        client.send_message(message)
""",
        ),
        wrong=(
            (_OFFICE + _SMTP + _QUIT, "No message has arrived"),
            (_OFFICE + _SMTP + "    client.starttls()\n" + _QUIT, "No message has arrived"),
            (
                _OFFICE + _SMTP + "    client.starttls()\n" + _SEND + _QUIT,
                "but your client didn't verify the certificate",
            ),
            (
                _OFFICE
                + _TRUST
                + "    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE\n"
                + _SMTP
                + "    client.starttls(context=context)\n"
                + _SEND
                + _QUIT,
                "but your client didn't verify the certificate",
            ),
            (
                _OFFICE
                + _TRUST
                + "    context.check_hostname = False\n"
                + _SMTP
                + "    client.starttls(context=context)\n"
                + _SEND
                + _QUIT,
                "`check_hostname = False`",
            ),
            (_OFFICE + _SMTP + _REFUSED, "Must issue a STARTTLS command first"),
            (_OFFICE + _PLAIN + _SEND + _QUIT, "but the connection wasn't encrypted"),
            (
                _OFFICE + _SSL + _SEND + _QUIT,
                "The message was encrypted from the first byte",
            ),
            (
                _OFFICE
                + _SMTP
                + """\
    try:
        client.starttls(context=ssl.create_default_context())
    except ssl.SSLCertVerificationError:
        client.close()
""",
                "No message has arrived",
            ),
            (
                _OFFICE + _SMTP + "    client.starttls()\n" + _QUIT + _PLAIN + _SEND + _QUIT,
                "but the connection wasn't encrypted",
            ),
            (
                _OFFICE
                + _PLAIN
                + "    try:\n        client.starttls()\n    except smtplib.SMTPException:\n"
                "        client.sendmail(me, you, mail)\n        client.quit()\n",
                "but the connection wasn't encrypted",
            ),
        ),
    ),
    "04.4": Answers(
        right=(
            _OLD + _TRUST_OLD + _CATCH,
            """\
old = LocalServer(tls="starttls", certificate="expired").start()
context = ssl.create_default_context(cafile=old.ca_file)
with smtplib.SMTP("localhost", old.port, timeout=5) as client:
    try:
        client.starttls(context=context)
    except OSError as error:
        caught = error
        client.close()""",
        ),
        wrong=(
            (
                _OLD + _TRUST_OLD + _CATCH.replace("= error", "= str(error)"),
                "Keep the error itself",
            ),
            (
                _OLD + "    caught = ssl.SSLCertVerificationError",
                "but got the class SSLCertVerificationError itself",
            ),
            (_OLD + "    context = ssl.create_default_context()\n" + _CATCH, "who signed"),
            (
                _OLD + "    context = ssl.create_default_context(cafile=server.ca_file)\n" + _CATCH,
                "who signed",
            ),
            (
                _OLD + '    caught = smtplib.SMTP_SSL("localhost", old.port)\n    caught.close()',
                "Expected an exception, but got an SMTP_SSL",
            ),
            (
                _OLD
                + _TRUST_OLD.replace("old.", "impostor.")
                + _CATCH.replace("old.", "impostor."),
                "about a wrong name",
            ),
            (
                _OLD.replace("expired", "self-signed")
                + "    context = ssl.create_default_context()\n"
                + _CATCH,
                "self-signed certificate",
            ),
            (
                _OLD + _TRUST_OLD + _CATCH.replace("old.port", "server.ports['starttls']"),
                "but got SSLError: [SSL",
            ),
            (_OLD + "    contxt = None\n" + _CATCH, "but got NameError: name 'context' is"),
            (
                _OLD
                + _TRUST_OLD
                + _CATCH.replace("_SSL", "")
                .replace(" context=context,", "")
                .replace("timeout=5", "timeout=0.2"),
                "but got SMTPServerDisconnected: Connection unexpectedly closed",
            ),
            ("caught = 'certificate has expired'", "Keep the error itself"),
        ),
    ),
    "04.5": Answers(
        right=(
            _DELIVER + _OWN_CONTEXT + _SEND_IT.replace("timeout=5", "timeout=9"),
            _DELIVER
            + """\
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(ca_file)
        client = smtplib.SMTP_SSL("localhost", port, context=context)
    except ssl.SSLCertVerificationError as error:
        return f"not delivered: {error}"
    client.sendmail(me, [you], message.as_bytes())
    client.quit()
""",
            """\
class Post:
    def __call__(self, message, port, ca_file):
        trusted = ssl.create_default_context(cafile=ca_file)
        with smtplib.SMTP_SSL("127.0.0.1", port, context=trusted) as client:
            client.send_message(message, you, [me])
deliver = Post()""",
        ),
        wrong=(
            ("deliver = True", "but got True. Pass its name"),
            (
                _DELIVER + "    context = None\n" + _SEND_IT,
                "impostor got the message, although its certificate is for",
            ),
            (
                _DELIVER + _OWN_CONTEXT + "    context.check_hostname = False\n" + _SEND_IT,
                "impostor got the message, although its certificate is for",
            ),
            (
                _DELIVER + "    context = ssl._create_unverified_context()\n" + _SEND_IT,
                "impostor got the message, although its certificate is for",
            ),
            (
                _DELIVER
                + "    context = ssl.create_default_context(cafile=server.ca_file)\n"
                + _SEND_IT,
                "but no other server with another port and file",
            ),
            (
                _DELIVER + "    context = ssl.create_default_context()\n" + _SEND_IT,
                "from the `ca_file`",
            ),
            (_DELIVER + "    pass", "`deliver` returned, but the message isn't at `server`."),
            (
                _DELIVER + _OWN_CONTEXT + _SEND_IT.replace("send_message(message)", "noop()"),
                "`deliver` returned, but the message isn't at `server`.",
            ),
            (
                _DELIVER
                + '    with smtplib.SMTP("localhost", port, timeout=0.2) as client:\n'
                + "        client.send_message(message)",
                "implicit TLS needs `SMTP_SSL`",
            ),
            (
                _DELIVER
                + '    with smtplib.SMTP("localhost", server.ports[None]) as client:\n'
                + "        client.send_message(message)",
                "but the connection wasn't encrypted",
            ),
            (
                "def deliver(message):\n    pass",
                "can be called as `deliver(message, port, ca_file)`",
            ),
            (
                _DELIVER
                + _OWN_CONTEXT
                + _SEND_IT.replace("send_message(message)", "sendmail(me, you, message)"),
                "raised TypeError",
            ),
            (
                _DELIVER
                + """\
    try:
        context = ssl.create_default_context(cafile=ca_file)
        client = smtplib.SMTP_SSL("localhost", port, context=context)
    except ssl.SSLCertVerificationError:
        client = smtplib.SMTP_SSL("localhost", port)
    with client:
        client.send_message(message)
""",
                "impostor got the message, although its certificate is for",
            ),
        ),
    ),
}
