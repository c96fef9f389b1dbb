"""Right and wrong answers to the exercises of lesson 05."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

SETUP = """
import base64, contextlib, io, re, secrets, smtplib, ssl
from mailtutor import LocalServer, faults

usual = [faults.without("CRAM-MD5")]
sender, mail_pass = "me@example.com", "orchid harbour 42"
server = LocalServer(tls="starttls", users={sender: mail_pass}, faults=usual).start()
users = {"ada@example.com": secrets.token_hex(4)}
post = LocalServer(tls="starttls", users=users).start()
trusted = ssl.create_default_context(cafile=server.ca_file)
cafe = LocalServer(users={"ada@example.com": "c0ffee42"}, faults=usual).start()
with smtplib.SMTP("localhost", cafe.port, timeout=5) as client:
    client.login("ada@example.com", "c0ffee42")
heard = io.StringIO()
with smtplib.SMTP("localhost", server.port, timeout=5) as client:
    with contextlib.redirect_stderr(heard):
        client.set_debuglevel(1)
        client.starttls(context=trusted)
        client.login(sender, mail_pass)
    client.set_debuglevel(0)
class Heard:
    stdout, stderr = "", heard.getvalue()
heard = Heard()
cloud = LocalServer(
    tls="starttls", users=users, faults=[faults.basic_authentication_off()]
).start()
"""

_CONNECT = """\
ada = "ada@example.com"
context = ssl.create_default_context(cafile={server}.ca_file)
with smtplib.SMTP("localhost", {server}.port, timeout=5) as client:
"""
_POST = _CONNECT.format(server="post")
_CLOUD = _CONNECT.format(server="cloud") + (
    "    client.starttls(context=context)\n    client.ehlo()\n"
)
_XOAUTH2 = '    client.auth("XOAUTH2", lambda challenge=None: text)\n'
_REFUSED = "    with contextlib.suppress(smtplib.SMTPException):\n    "
_LOGIN = 'login = base64.b64encode(f"\\0{sender}\\0{mail_pass}".encode()).decode()\n'
_PIECE = """\
words = next(each.raw for each in cafe.sessions[-1].wire if b"PLAIN A" in each.raw).split()
"""
_MAY_ENTER = "def may_enter(client, user, password):\n"
_TRY = _MAY_ENTER + "    try:\n        client.login(user, password)\n"

ANSWERS = {
    "05.1": Answers(
        right=(
            """\
client = smtplib.SMTP("localhost", post.port)
client.ehlo()
client.starttls(context=ssl.create_default_context(cafile=post.ca_file))
client.login("ada@example.com", post.users["ada@example.com"])
client.quit()""",
            _POST
            + "    client.starttls(context=context)\n    client.ehlo()\n"
            + "    client.user, client.password = ada, users[ada]\n"
            + '    client.auth("LOGIN", client.auth_login)',
            _POST
            + "    client.starttls(context=context)\n"
            + _REFUSED
            + '    client.login(ada, "wrong")\n'
            + "    client.login(ada, users[ada])",
        ),
        wrong=(
            (
                """\
with smtplib.SMTP("localhost", post.port) as client:
    client.starttls()
    client.login("ada@example.com", post.users["ada@example.com"])""",
                "but your client didn't verify the certificate",
            ),
            (
                _POST + "    client.noop()",
                "The last session wasn't encrypted, because there was no",
            ),
            (
                _POST + _REFUSED + "    client.login(ada, users[ada])",
                "The last session wasn't encrypted, because there was no",
            ),
            (_POST + "    client.starttls(context=context)", "never tried to log in"),
            (
                _POST
                + "    client.starttls(context=context)\n"
                + _REFUSED
                + "    client.login(ada, ada)",
                "Check the user name and the password",
            ),
            (
                _POST
                + "    client.starttls(context=context)\n"
                + _REFUSED
                + '    client.login("ada", users[ada])',
                "The server rejected the login (LOGIN): 535 5.7.8 Username",
            ),
            (
                """\
client = smtplib.SMTP("localhost", post.port)
client.starttls(context=ssl.create_default_context(cafile=post.ca_file))
client.login("ada@example.com", users["ada@example.com"])
client.close()""",
                "logged in, but didn't end the session. Call `quit()`",
            ),
            ("post = users", "Expected a LocalServer"),
            ("post = smtplib.SMTP()", "Expected a LocalServer"),
            ("post = post.port", "Expected a LocalServer, but got an int"),
        ),
    ),
    "05.2": Answers(
        right=(
            _TRY
            + "        return True\n"
            + "    except smtplib.SMTPAuthenticationError:\n        return False",
            _MAY_ENTER
            + """\
    client.ehlo()
    client.user, client.password = user, password
    try:
        code, _ = client.auth("PLAIN", client.auth_plain) if client.has_extn("auth") else (0, b"")
    except smtplib.SMTPResponseException as error:
        if error.smtp_code != 535:
            raise
        return False
    if not code:
        raise smtplib.SMTPNotSupportedError("no login here")
    return code == 235""",
            """\
def may_enter(c, name, secret, quiet=True):
    try:
        return c.login(name, secret)[0] == 235
    except smtplib.SMTPAuthenticationError as error:
        return error.smtp_code != 535""",
        ),
        wrong=(
            (_MAY_ENTER + "    return client.login(user, password)", "what `login` returns"),
            (
                _MAY_ENTER + "    client.login(user, password)\n    return True",
                "Catch it and return False",
            ),
            (
                _TRY + "    except smtplib.SMTPAuthenticationError:\n        return False",
                "`return`",
            ),
            (
                _TRY + "    except Exception:\n        return False\n    return True",
                "Which errors does your `except` catch?",
            ),
            (
                _TRY + "    except smtplib.SMTPException:\n        return False\n    return True",
                "Which errors does your `except` catch?",
            ),
            (
                _TRY + '    except smtplib.SMTPAuthenticationError:\n        print("no")\n'
                "    return True",
                "With a wrong password, `may_enter` should return False",
            ),
            (
                _MAY_ENTER + "    client.starttls()\n    return bool(client.login(user, password))",
                "encrypted already",
            ),
            (
                "def may_enter(client):\n    return True",
                "can be called as `may_enter(client, user, password)`",
            ),
            (_MAY_ENTER + "    return 'yes'", "`may_enter` returned a str, but never logged in"),
            (
                _MAY_ENTER + "    return password == post.users[user]",
                "but never logged in",
            ),
            (
                "may_enter = True",
                "Expected a function, `def may_enter(client, user, password):`, but got",
            ),
        ),
    ),
    "05.3": Answers(
        right=(
            _PIECE + 'stolen = base64.b64decode(words[2]).split(b"\\0")[2]',
            """\
found = re.search("AUTH PLAIN (.*)", str(cafe.sessions[-1].wire))
stolen = base64.b64decode(found[1]).decode().split(chr(0))[-1]""",
            """\
line = [each for each in cafe.sessions[0].transcript if each.verb == "AUTH"][0]
_, name, stolen = base64.b64decode(line.raw.split()[-1]).decode().split("\\0")""",
        ),
        wrong=(
            (_PIECE + "stolen = words[2]", "That's still base64. Decode"),
            (_PIECE + "stolen = words[2].decode()", "That's still base64. Decode"),
            (_PIECE + 'stolen = b" ".join(words)', "That's the whole line. The login is"),
            (_PIECE + "stolen = base64.b64decode(words[2])", "Split it at the zero bytes"),
            (
                _PIECE + 'stolen = base64.b64decode(words[2]).split(b"\\0")[1]',
                "That's the user name",
            ),
            (
                _PIECE + 'stolen = base64.b64decode(words[2]).split(b"\\0")',
                "Expected the password, a str, but got a list",
            ),
            ('stolen = "********"', "behind stars. `wire` doesn't"),
            ('stolen = "password"', "That isn't the password"),
            ("stolen = cafe.sessions[-1].wire", "Expected the password, a str, but got a Wire"),
            ('stolen = "c0ffee42\\n"', "Almost: there's a space"),
            ("stolen = mail_pass", "That isn't the password"),
        ),
    ),
    "05.4": Answers(
        right=(
            'clean = re.sub(r"(?i)(auth plain )[\\w+/=]+", r"\\1***", heard.stderr)',
            """\
lines = heard.stderr.splitlines()
clean = "\\n".join("send: AUTH PLAIN *****" if "AUTH" in line and "235" not in line
                  and "250" not in line else line for line in lines)""",
            _LOGIN + 'clean = "*".join(heard.stderr.split(login))',
        ),
        wrong=(
            ("clean = heard.stderr", "login is still there, in base64, after AUTH PLAIN"),
            ("clean = heard", "Its text is `heard.stderr`"),
            (
                'clean = heard.stderr.replace(mail_pass, "********")',
                "login is still there, in base64, after AUTH PLAIN",
            ),
            (
                'clean = heard.stderr.replace(f"\\0{sender}\\0{mail_pass}", "********")',
                "login is still there, in base64, after AUTH PLAIN",
            ),
            (_LOGIN + "clean = heard.stderr.replace(login, mail_pass)", "password itself"),
            ('clean = "********"', "but so is much of the rest"),
            ('clean = ""', "Nothing is left"),
            (
                (
                    'clean = "\\n".join(each for each in heard.stderr.splitlines()'
                    ' if "auth plain" not in each.lower())'
                ),
                "The whole line is gone",
            ),
            (_LOGIN + 'clean = heard.stderr.replace(login, "")', "Replace it with stars"),
            ("clean = heard.stderr.splitlines()", "Expected text, a str, but got a list"),
            ("clean = heard.stderr.encode()", "Expected text, a str, but got bytes"),
        ),
    ),
    "05.5": Answers(
        right=(
            _CLOUD
            + '    token = "user=" + ada + "\\1auth=Bearer " + cloud.users[ada] + "\\1\\1"\n'
            + '    client.auth("xoauth2", lambda challenge=None: token)',
            _CLOUD
            + '    text = f"user={ada}\\x01auth=Bearer {cloud.users[ada]}\\x01\\x01"\n'
            + "    code = base64.b64encode(text.encode()).decode()\n"
            + '    client.docmd("AUTH", "XOAUTH2 " + code)',
            _CLOUD
            + '    text = f"user={ada}\\1auth=Bearer {cloud.users[ada]}\\1\\1"\n'
            + '    client.auth("XOAUTH2", lambda challenge=None: text, initial_response_ok=False)',
        ),
        wrong=(
            (
                """\
text = f"user=ada@example.com\\1auth=Bearer {cloud.users['ada@example.com']}\\1\\1"
with smtplib.SMTP("localhost", cloud.port) as client:
    client.starttls()
    client.ehlo()
    client.auth("XOAUTH2", lambda challenge=None: text)""",
                "but your client didn't verify the certificate",
            ),
            (_CLOUD, "never tried to log in"),
            (
                _CONNECT.format(server="cloud") + "    client.ehlo()",
                "The last session wasn't encrypted, because there was no",
            ),
            (
                _CLOUD + _REFUSED + "    client.login(ada, cloud.users[ada])",
                "which sends a password. The server replied: 535 5.7.139",
            ),
            (
                _CLOUD
                + '    text = f"user={ada}auth=Bearer {cloud.users[ada]}"\n'
                + _REFUSED
                + _XOAUTH2,
                r"there must be `\1`, one byte",
            ),
            (
                _CLOUD
                + '    text = rf"user={ada}\\1auth=Bearer {cloud.users[ada]}\\1\\1"\n'
                + _REFUSED
                + _XOAUTH2,
                "Between name and token there",
            ),
            (
                _CLOUD
                + '    text = f"{ada}\\1auth=Bearer {cloud.users[ada]}\\1\\1"\n'
                + _REFUSED
                + _XOAUTH2,
                "What you sent doesn't begin with `user=`",
            ),
            (
                _CLOUD
                + '    text = f"user={ada}\\1auth={cloud.users[ada]}\\1\\1"\n'
                + _REFUSED
                + _XOAUTH2,
                "sent lacks `auth=Bearer `",
            ),
            (
                _CLOUD
                + '    text = f"user={ada}\\1auth=Bearer token\\1\\1"\n'
                + _REFUSED
                + _XOAUTH2,
                "The format is right",
            ),
            ("cloud = cloud.users", "Expected a LocalServer"),
        ),
    ),
}
