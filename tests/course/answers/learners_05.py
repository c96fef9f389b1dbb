"""More answers to the exercises of lesson 05, written without seeing the checks."""

from __future__ import annotations

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "05.1": [
        (
            "no encryption, and the error hidden",
            """\
with smtplib.SMTP("localhost", post.port, timeout=5) as client:
    try:
        client.login("ada@example.com", post.users["ada@example.com"])
    except smtplib.SMTPException:
        pass
""",
            "The last session wasn't encrypted, because there was no",
        ),
        (
            "wrong password",
            """\
with smtplib.SMTP("localhost", post.port, timeout=5) as client:
    client.starttls(context=ssl.create_default_context(cafile=post.ca_file))
    try:
        client.login("ada@example.com", "secret")
    except smtplib.SMTPAuthenticationError:
        pass
""",
            "Username and password not accepted. Check the user name",
        ),
        (
            "encrypted, never logged in",
            """\
with smtplib.SMTP("localhost", post.port, timeout=5) as client:
    client.starttls(context=ssl.create_default_context(cafile=post.ca_file))
""",
            "was encrypted, but your client never tried to log",
        ),
        (
            "CERT_NONE",
            """\
loose = ssl.create_default_context()
loose.check_hostname = False
loose.verify_mode = ssl.CERT_NONE
with smtplib.SMTP("localhost", post.port, timeout=5) as client:
    client.starttls(context=loose)
    client.login("ada@example.com", post.users["ada@example.com"])
""",
            "The session was encrypted, but your client didn't",
        ),
        (
            "close in place of quit",
            """\
client = smtplib.SMTP("localhost", post.port, timeout=5)
client.starttls(context=ssl.create_default_context(cafile=post.ca_file))
client.login("ada@example.com", post.users["ada@example.com"])
client.close()
""",
            "You logged in, but didn't end the session. Call",
        ),
    ],
    "05.2": [
        (
            "prints",
            """\
def may_enter(client, user, password):
    try:
        client.login(user, password)
        print(True)
    except smtplib.SMTPAuthenticationError:
        print(False)
""",
            "With the right password, `may_enter` should return True",
        ),
        (
            "swapped",
            """\
def may_enter(client, user, password):
    try:
        client.login(user, password)
        return False
    except smtplib.SMTPAuthenticationError:
        return True
""",
            "True and False are swapped: True means that the login",
        ),
        (
            "no except",
            """\
def may_enter(client, user, password):
    client.login(user, password)
    return True
""",
            "With a wrong password, `may_enter` should return False",
        ),
        (
            "always True",
            """\
def may_enter(client, user, password):
    return True
""",
            "`may_enter` returned True, but never logged in. Call",
        ),
        (
            "opens its own client and ignores the given",
            """\
def may_enter(client, user, password):
    return user in post.users and post.users[user] == password
""",
            "`may_enter` returned True, but never logged in. Call",
        ),
    ],
    "05.3": [
        (
            "the whole login line",
            """\
stolen = next(p.raw for p in cafe.sessions[-1].wire if b"AUTH" in p.raw).decode()
""",
            "whole line. The login is its third word, in",
        ),
        (
            "the base64 word",
            """\
stolen = next(p.raw for p in cafe.sessions[-1].wire if b"AUTH" in p.raw).split()[2].decode()
""",
            "Look for the piece that begins with AUTH PLAIN",
        ),
        (
            "the name",
            'stolen = "ada@example.com"',
            "name. The password comes after the second zero byte",
        ),
        (
            "from the transcript, with stars",
            'stolen = "********"',
            "The transcript hides the password behind stars. `wire` doesn't",
        ),
        (
            "everything decoded",
            """\
import base64
stolen = base64.b64decode(next(p.raw for p in cafe.sessions[-1].wire if b"AUTH" in p.raw).split()[2])
""",
            "Look for the piece that begins with AUTH PLAIN",
        ),
    ],
    "05.4": [
        (
            "the whole line removed",
            """\
clean = "\\n".join(line for line in heard.stderr.splitlines() if "AUTH" not in line and "235" not in line)
""",
            "gone, but so is much of the rest",
        ),
        (
            "nothing changed",
            "clean = heard.stderr",
            "login is still there, in base64, after AUTH PLAIN",
        ),
        (
            "only stars",
            'clean = "********"',
            "gone, but so is much of the rest",
        ),
        (
            "the password replaced, not its base64",
            'clean = heard.stderr.replace(mail_pass, "***")',
            "login is still there, in base64, after AUTH PLAIN",
        ),
        (
            "the object, not the text",
            "clean = heard",
            "That's all of `heard`. Its text is `heard.stderr`",
        ),
        (
            "bytes",
            "clean = heard.stderr.encode()",
            "Expected text, a str, but got bytes",
        ),
    ],
    "05.5": [
        (
            "no context",
            """\
text = f"user=ada@example.com\\1auth=Bearer {cloud.users['ada@example.com']}\\1\\1"
with smtplib.SMTP("localhost", cloud.port, timeout=5) as client:
    client.starttls()
    client.ehlo()
    client.auth("XOAUTH2", lambda challenge=None: text)
""",
            "The session was encrypted, but your client didn't",
        ),
        (
            "another token",
            """\
text = f"user=ada@example.com\\1auth=Bearer {'token'}\\1\\1"
with smtplib.SMTP("localhost", cloud.port, timeout=5) as client:
    client.starttls(context=ssl.create_default_context(cafile=cloud.ca_file))
    client.ehlo()
    try:
        client.auth("XOAUTH2", lambda challenge=None: text)
    except smtplib.SMTPAuthenticationError:
        pass
""",
            "Username and password not accepted. Check the user name",
        ),
        (
            "Basic in place of Bearer",
            """\
text = f"user=ada@example.com\\1auth=Basic {cloud.users['ada@example.com']}\\1\\1"
with smtplib.SMTP("localhost", cloud.port, timeout=5) as client:
    client.starttls(context=ssl.create_default_context(cafile=cloud.ca_file))
    client.ehlo()
    try:
        client.auth("XOAUTH2", lambda challenge=None: text)
    except smtplib.SMTPAuthenticationError:
        pass
""",
            "`auth=Bearer `, with one space, before the token",
        ),
        (
            "encrypted, never logged in",
            """\
with smtplib.SMTP("localhost", cloud.port, timeout=5) as client:
    client.starttls(context=ssl.create_default_context(cafile=cloud.ca_file))
""",
            "was encrypted, but your client never tried to log",
        ),
    ],
}

RIGHT: dict[str, list[str]] = {
    "05.1": [],
    "05.2": [],
    "05.3": [],
    "05.4": [],
    "05.5": [],
}
