"""More answers to the exercises of lesson 04, written without seeing the checks."""

from __future__ import annotations

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "04.1": [
        (
            "printed the port and sent nothing",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    print(office.ports["implicit"])
""",
            "No client has connected to your server yet",
        ),
        (
            "sent to the lesson's server instead of office",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    with smtplib.SMTP_SSL("localhost", server.ports["implicit"], timeout=5) as client:
        client.sendmail(me, you, mail)
""",
            "has connected to your server yet. Your code uses",
        ),
        (
            "plain SMTP, then STARTTLS",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    with smtplib.SMTP("localhost", office.ports["starttls"], timeout=5) as client:
        client.starttls()
        client.sendmail(me, you, mail)
""",
            "The message was encrypted by STARTTLS, so",
        ),
        (
            "connected only",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    smtplib.SMTP_SSL("localhost", office.ports["implicit"], timeout=5).quit()
""",
            "No message has arrived at your server. The last",
        ),
    ],
    "04.2": [
        (
            "checking switched off",
            """\
context = ssl.create_default_context(cafile=server.ca_file)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
""",
            "The context's `verify_mode` is CERT_NONE, so it verifies no",
        ),
        (
            "the file of the impostor",
            "context = ssl.create_default_context(cafile=impostor.ca_file)",
            "The context doesn't trust `server`: unable to get",
        ),
        (
            "unverified context",
            "context = ssl._create_unverified_context()",
            "The context's `verify_mode` is CERT_NONE, so it verifies no",
        ),
        (
            "only the name of the file",
            "context = server.ca_file",
            "That's a str, the name of the file",
        ),
        (
            "a client-side context made by hand, without trust",
            "context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)",
            "The context doesn't trust `server`: unable to get",
        ),
    ],
    "04.3": [
        (
            "implicit TLS",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    context = ssl.create_default_context(cafile=office.ca_file)
    with smtplib.SMTP_SSL("localhost", office.ports["implicit"], context=context, timeout=5) as client:
        client.sendmail(me, you, mail)
""",
            "The message was encrypted from the first byte",
        ),
        (
            "an unverified context",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    with smtplib.SMTP("localhost", office.ports["starttls"], timeout=5) as client:
        client.starttls(context=ssl._create_unverified_context())
        client.sendmail(me, you, mail)
""",
            "The session was encrypted, but your client didn't",
        ),
        (
            "encrypted, and sent nothing",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    context = ssl.create_default_context(cafile=office.ca_file)
    with smtplib.SMTP("localhost", office.ports["starttls"], timeout=5) as client:
        client.starttls(context=context)
""",
            "No message has arrived at your server. The last",
        ),
        (
            "sent over the plain port",
            """\
with LocalServer(tls=[None, "starttls", "implicit"]) as office:
    with smtplib.SMTP("localhost", office.ports[None], timeout=5) as client:
        client.sendmail(me, you, mail)
""",
            "The message arrived, but the connection wasn't encrypted. An",
        ),
    ],
    "04.4": [
        (
            "text of the error",
            """\
with LocalServer(tls="implicit", certificate="expired") as old:
    try:
        smtplib.SMTP_SSL("localhost", old.port, context=ssl.create_default_context(cafile=old.ca_file))
    except ssl.SSLError as error:
        caught = str(error)
""",
            "Keep the error itself: `except ... as error:`",
        ),
        (
            "the authority not trusted",
            """\
with LocalServer(tls="implicit", certificate="expired") as old:
    try:
        smtplib.SMTP_SSL("localhost", old.port, context=ssl.create_default_context())
    except ssl.SSLError as error:
        caught = error
""",
            "context doesn't know who signed the certificate, so it",
        ),
        (
            "no context, so nothing fails",
            """\
with LocalServer(tls="implicit", certificate="expired") as old:
    caught = None
    try:
        smtplib.SMTP_SSL("localhost", old.port).quit()
    except ssl.SSLError as error:
        caught = error
""",
            "Your code ran, but `caught` is None, because the line that assigns it",
        ),
        (
            "plain SMTP to it",
            """\
with LocalServer(tls="implicit", certificate="expired") as old:
    try:
        smtplib.SMTP("localhost", old.port, timeout=0.3)
    except OSError as error:
        caught = error
""",
            "but got SMTPServerDisconnected: Connection unexpectedly closed",
        ),
        (
            "the class of the error",
            """\
with LocalServer(tls="implicit", certificate="expired") as old:
    try:
        smtplib.SMTP_SSL("localhost", old.port, context=ssl.create_default_context(cafile=old.ca_file))
    except ssl.SSLError as error:
        caught = type(error)
""",
            "but got the class SSLCertVerificationError itself",
        ),
    ],
    "04.5": [
        (
            "hard-coded port",
            """\
def deliver(message, port, ca_file):
    context = ssl.create_default_context(cafile=ca_file)
    with smtplib.SMTP_SSL("localhost", server.ports["implicit"], context=context, timeout=5) as client:
        client.send_message(message)
""",
            "but no other server with another port and file",
        ),
        (
            "hard-coded file",
            """\
def deliver(message, port, ca_file):
    context = ssl.create_default_context(cafile=server.ca_file)
    with smtplib.SMTP_SSL("localhost", port, context=context, timeout=5) as client:
        client.send_message(message)
""",
            "but no other server with another port and file",
        ),
        (
            "sends a message of its own",
            """\
def deliver(message, port, ca_file):
    context = ssl.create_default_context(cafile=ca_file)
    with smtplib.SMTP_SSL("localhost", port, context=context, timeout=5) as client:
        client.sendmail(me, you, mail)
""",
            "`deliver` returned, but the message isn",
        ),
        (
            "no context",
            """\
def deliver(message, port, ca_file):
    with smtplib.SMTP_SSL("localhost", port, timeout=5) as client:
        client.send_message(message)
""",
            "impostor got the message, although its certificate is for",
        ),
    ],
}

RIGHT: dict[str, list[str]] = {
    "04.1": [],
    "04.2": [],
    "04.3": [],
    "04.4": [
        """\
with LocalServer(tls="implicit", certificate="expired") as old:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.load_verify_locations(old.ca_file)
    try:
        with smtplib.SMTP_SSL("localhost", old.port, context=trust, timeout=5) as client:
            client.noop()
    except ssl.SSLCertVerificationError as why:
        caught = why
""",
        """\
import sys
with LocalServer(tls="implicit", certificate="expired") as old:
    try:
        smtplib.SMTP_SSL("127.0.0.1", old.port, timeout=5, context=ssl.create_default_context(cafile=old.ca_file))
    except OSError:
        caught = sys.exc_info()[1]
""",
    ],
    "04.5": [],
}
