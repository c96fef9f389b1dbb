"""More answers to the exercises of lesson 08, written without seeing the checks."""

from __future__ import annotations

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "08.1": [
        (
            "the error is made by hand, nothing was tried",
            """\
caught = smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server.")
""",
            "Your code created this SMTPNotSupportedError, but never raised it",
        ),
        (
            "connected to server, which is not started: connection refused",
            """\
try:
    client = smtplib.SMTP("localhost", server.port, timeout=5)
    client.login("ada@example.com", "a password")
except OSError as error:
    caught = error
""",
            "come from `secure`: your client connected to another server",
        ),
        (
            "a wrong password after starttls: SMTPAuthenticationError",
            """\
import ssl
client = smtplib.SMTP("localhost", secure.port, timeout=5)
client.starttls(context=ssl.create_default_context(cafile=secure.ca_file))
try:
    client.login("ada@example.com", "wrong")
except smtplib.SMTPAuthenticationError as error:
    caught = error
""",
            "That's an SMTPAuthenticationError: the server",
        ),
        (
            "caught, but forgot to put it into caught",
            """\
caught = None
client = smtplib.SMTP("localhost", secure.port, timeout=5)
try:
    client.login("ada@example.com", "a password")
except smtplib.SMTPException as error:
    print(error)
""",
            "Your cell prints its result, but doesn't keep it",
        ),
        (
            "connected with a misspelt host: socket.gaierror",
            """\
try:
    client = smtplib.SMTP("localhots.invalid", secure.port, timeout=5)
    client.login("ada@example.com", "a password")
except OSError as error:
    caught = error
""",
            "That's a gaierror: no host has that name",
        ),
        (
            "connected with SMTP_SSL: that is the error of the cell above",
            """\
try:
    client = smtplib.SMTP_SSL("localhost", secure.port, timeout=5)
    client.login("ada@example.com", "a password")
except OSError as error:
    caught = error
""",
            "That's a TLS error. Connect with `SMTP`, and without",
        ),
        (
            "starttls comes first, so there is no error",
            """\
caught = None
import ssl
client = smtplib.SMTP("localhost", secure.port, timeout=5)
client.starttls(context=ssl.create_default_context(cafile=secure.ca_file))
try:
    client.login("ada@example.com", "a password")
except smtplib.SMTPException as error:
    caught = error
""",
            "Your code ran, but `caught` is None, because the line that assigns it",
        ),
        (
            "a server without any login of one's own: same error, but not from secure",
            """\
other = LocalServer().start()
client = smtplib.SMTP("localhost", other.port, timeout=5)
try:
    client.login("ada@example.com", "a password")
except smtplib.SMTPException as error:
    caught = error
""",
            "come from `secure`: your client connected to another server",
        ),
    ],
    "08.2": [
        (
            "the return stands inside the loop, so only the first class is asked",
            """\
import socket
def layer(error):
    kinds = {socket.gaierror: "name", ssl.SSLError: "TLS", smtplib.SMTPException: "SMTP"}
    for kind, word in kinds.items():
        if isinstance(error, kind):
            return word
        else:
            return "connection"
""",
            "Do you test for `smtplib.SMTPException`, before `OSError`?",
        ),
        (
            "tls in small letters",
            """\
import socket
def layer(error):
    if isinstance(error, socket.gaierror):
        return "name"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, smtplib.SMTPException):
        return "smtp"
    return "connection"
""",
            "programs compare letter by letter",
        ),
        (
            "raise inside, but OSError caught first",
            """\
import socket
def layer(error):
    try:
        raise error
    except OSError:
        return "connection"
    except socket.gaierror:
        return "name"
    except ssl.SSLError:
        return "TLS"
    except smtplib.SMTPException:
        return "SMTP"
""",
            "them. Each of these errors is also an OSError",
        ),
        (
            "the error is compared with a class by ==",
            """\
import socket
def layer(error):
    if error == socket.gaierror:
        return "name"
    elif error == ssl.SSLError:
        return "TLS"
    elif error == smtplib.SMTPException:
        return "SMTP"
    else:
        return "connection"
""",
            "them. Each of these errors is also an OSError",
        ),
        (
            "SMTPException is missing, as it is an OSError too",
            """\
import socket
def layer(error):
    if isinstance(error, socket.gaierror):
        return "name"
    elif isinstance(error, ssl.SSLError):
        return "TLS"
    elif isinstance(error, OSError):
        return "connection"
    return "SMTP"
""",
            "Do you test for `smtplib.SMTPException`, before `OSError`?",
        ),
        (
            "looks at the name of the class: subclasses have other names",
            """\
def layer(error):
    name = type(error).__name__
    if name == "gaierror":
        return "name"
    if name.startswith("SSL"):
        return "TLS"
    if name == "SMTPException":
        return "SMTP"
    return "connection"
""",
            "Do you test for `smtplib.SMTPException`, before `OSError`?",
        ),
        (
            "ConnectionError is too narrow, a timeout is none",
            """\
import socket
def layer(error):
    if isinstance(error, socket.gaierror):
        return "name"
    if isinstance(error, ssl.SSLError):
        return "TLS"
    if isinstance(error, smtplib.SMTPException):
        return "SMTP"
    if isinstance(error, ConnectionError):
        return "connection"
""",
            "Given a TimeoutError, `layer` returned None. Is there",
        ),
        (
            "type(...) == asks for the exact class, so subclasses are not found",
            """\
import socket
def layer(error):
    if type(error) == socket.gaierror:
        return "name"
    if type(error) == ssl.SSLError:
        return "TLS"
    if type(error) == smtplib.SMTPException:
        return "SMTP"
    return "connection"
""",
            "SSLCertVerificationError is also an SSLError",
        ),
    ],
    "08.3": [
        (
            "hard-coded port",
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", server.port, timeout=5) as client:
            client.send_message(message)
        return True
    except OSError:
        return False
""",
            "A server is listening there and accepts the message, so",
        ),
        (
            "a hang-up comes through",
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
        return True
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ConnectionRefusedError):
        return False
""",
            "server closes the connection, so `sent` should return False",
        ),
        (
            "tries again until it works: asks again after a 5",
            """\
def sent(port, message):
    for attempt in range(3):
        try:
            with smtplib.SMTP("localhost", port, timeout=5) as client:
                client.send_message(message)
            return True
        except OSError:
            continue
    return False
""",
            "`sent` connected 3 times. Try only once here",
        ),
        (
            "a name is misspelt in the function: smtlib",
            """\
def sent(port, message):
    try:
        with smtlib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
        return True
    except OSError:
        return False
""",
            "A server is listening there and accepts the message, so",
        ),
        (
            "returns what send_message returns, an empty dict",
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            return client.send_message(message)
    except OSError:
        return False
""",
            "A server is listening there and accepts the message, so",
        ),
        (
            "only codes with 5: SMTPResponseException has no refused recipients",
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
        return True
    except (ConnectionRefusedError, smtplib.SMTPResponseException):
        return False
""",
            "A message to nobody is rejected, so `sent` should return False",
        ),
        (
            "True in every case: it stands in finally",
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
    except OSError:
        return False
    finally:
        return True
""",
            "A message to nobody is rejected, so `sent` should return False",
        ),
        (
            "prints True and False instead of returning them",
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
        print(True)
    except OSError:
        print(False)
""",
            "A server is listening there and accepts the message, so",
        ),
    ],
    "08.4": [
        (
            "Date written by hand, in a form that is none",
            """\
from email.utils import make_msgid
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "a@example.com, b@example.com, c@example.com"
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = "today"
fixed_message["Message-ID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
            "`review` finds: Date isn't in the form",
        ),
        (
            "only To fixed in the old message; the rest is still missing",
            """\
message.replace_header("To", "a@example.com, b@example.com, c@example.com")
fixed_message = message
""",
            "`review` finds: The message has no Date",
        ),
        (
            "semicolons replaced after the message was made; strings do not change",
            """\
from email.utils import formatdate, make_msgid
to = "a@example.com; b@example.com; c@example.com"
to.replace(";", ",")
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = to
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["Message-ID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
            "`review` finds: Semicolons separate the addresses",
        ),
        (
            "replace with only one of the semicolons",
            """\
from email.utils import formatdate, make_msgid
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "a@example.com; b@example.com; c@example.com".replace(";", ",", 1)
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["Message-ID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
            "`review` finds: Semicolons separate the addresses",
        ),
        (
            "the list as a text, with brackets and quotes",
            """\
from email.utils import formatdate, make_msgid
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = str(["a@example.com", "b@example.com", "c@example.com"])
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["Message-ID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
            "To holds a Python value, not addresses",
        ),
        (
            "other recipients: the one of the first message",
            """\
from email.utils import formatdate, make_msgid
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "you@example.com"
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["Message-ID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
            "nothing, but the message doesn't go to a@example.com",
        ),
        (
            "Message-Id under a wrong name, MessageID",
            """\
from email.utils import formatdate, make_msgid
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "a@example.com, b@example.com, c@example.com"
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["MessageID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
            "No program knows the header 'MessageID'. Its name is",
        ),
        (
            "from one of the three, not from you",
            """\
from email.utils import formatdate, make_msgid
fixed_message = EmailMessage()
fixed_message["From"] = "a@example.com"
fixed_message["To"] = "me@example.com, b@example.com, c@example.com"
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["Message-ID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
            "nothing, but the message doesn't go to a@example.com",
        ),
    ],
    "08.5": [
        (
            "the exception is caught around the whole block, outside the server",
            """\
try:
    with LocalServer(faults=[faults.greylist()]) as busy:
        with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
            client.send_message(message)
except smtplib.SMTPRecipientsRefused as error:
    print("later", error)
""",
            "once, and no message arrived. Catch",
        ),
        (
            "compared with 450 and 421, never with 451",
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
        try:
            client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, words in error.recipients.values()]
            if codes[0] in (421, 450):
                client.send_message(message)
""",
            "once, and no message arrived. Catch",
        ),
        (
            "a mail of rset and noop: sent while success is taken for refusal, so twice",
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
        for attempt in range(5):
            try:
                if client.send_message(message):
                    break
            except smtplib.SMTPRecipientsRefused:
                pass
""",
            "The message arrived 4 times. Stop as soon as",
        ),
        (
            "all errors swallowed, and the first one is a name that is misspelt",
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    for attempt in range(3):
        try:
            with smtplib.SMTP("localhost", busy.prot, timeout=5) as client:
                client.send_message(message)
            break
        except Exception:
            pass
""",
            "No client has connected to your server yet",
        ),
        (
            "break stands in the except: it gives up at the first refusal",
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    while True:
        try:
            with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
                client.send_message(message)
        except smtplib.SMTPRecipientsRefused:
            break
""",
            "once, and no message arrived. Catch",
        ),
        (
            "the loop does not end after success: the mail arrives twice",
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    for attempt in range(3):
        try:
            with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
                client.send_message(message)
        except smtplib.SMTPRecipientsRefused:
            continue
""",
            "The message arrived twice. Stop as soon",
        ),
        (
            "the second try goes to another recipient, who is new again",
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    try:
        with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
            client.send_message(message, to_addrs="a@example.com")
    except smtplib.SMTPRecipientsRefused:
        try:
            with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
                client.send_message(message, to_addrs="b@example.com")
        except smtplib.SMTPRecipientsRefused:
            print("again?")
""",
            "and no message arrived. Catch SMTPRecipientsRefused",
        ),
        (
            "waits, but does not send again",
            """\
import time
with LocalServer(faults=[faults.greylist()]) as busy:
    try:
        with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
            client.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        time.sleep(1)
""",
            "once, and no message arrived. Catch",
        ),
    ],
}

RIGHT: dict[str, list[str]] = {
    "08.1": [
        """\
errors = []
with smtplib.SMTP("localhost", secure.port, timeout=5) as client:
    for user, password in secure.users.items():
        try:
            client.login(user, password)
        except smtplib.SMTPNotSupportedError as error:
            errors.append(error)
caught = errors[0]
""",
        """\
caught = None
client = smtplib.SMTP("localhost", secure.port)
try:
    client.ehlo()
    client.login("ada@example.com", "a password")
except OSError as e:
    caught = e
finally:
    client.quit()
""",
        """\
client = smtplib.SMTP(host="localhost", port=secure.port, timeout=5)
try:
    client.login(user="ada@example.com", password="a password")
except (smtplib.SMTPNotSupportedError, smtplib.SMTPAuthenticationError) as problem:
    caught = problem
    print(type(problem), problem)
client.close()
""",
    ],
    "08.2": [
        """\
import socket

def layer(error):
    try:
        raise error
    except socket.gaierror:
        return "name"
    except ssl.SSLError:
        return "TLS"
    except smtplib.SMTPException:
        return "SMTP"
    except OSError:
        return "connection"
""",
        """\
from functools import singledispatch
import socket

@singledispatch
def layer(error):
    raise TypeError("not an error of the network")

@layer.register
def _(error: OSError):
    return "connection"

@layer.register
def _(error: socket.gaierror):
    return "name"

@layer.register
def _(error: ssl.SSLError):
    return "TLS"

@layer.register
def _(error: smtplib.SMTPException):
    return "SMTP"
""",
        """\
import socket

def layer(error):
    kind = type(error)
    if issubclass(kind, smtplib.SMTPException):
        word = "SMTP"
    elif issubclass(kind, ssl.SSLError):
        word = "TLS"
    elif issubclass(kind, socket.gaierror):
        word = "name"
    else:
        word = "connection"
    return word
""",
    ],
    "08.3": [
        """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
        return True
    except (smtplib.SMTPException, OSError):
        return False
""",
        """\
def careful(send):
    def wrapper(port, message):
        try:
            send(port, message)
        except OSError:
            return False
        return True
    return wrapper

@careful
def sent(port, message):
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)
""",
        """\
def sent(port, message):
    try:
        client = smtplib.SMTP("localhost", port)
        client.send_message(message)
        client.quit()
    except smtplib.SMTPException as error:
        print("refused:", error)
        return False
    except OSError as error:
        print("no connection:", error)
        return False
    else:
        return True
""",
    ],
    "08.4": [
        """\
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid
fixed_message = MIMEText("Hello!")
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "a@example.com, b@example.com, c@example.com"
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["Message-ID"] = make_msgid(domain="example.com")
""",
        """\
from email.utils import formatdate, make_msgid
fixed_message = EmailMessage()
fixed_message["From"] = "me@example.com"
fixed_message["To"] = "a@example.com, b@example.com, c@example.com"
fixed_message["Subject"] = "Hello"
fixed_message["Date"] = formatdate(localtime=True)
fixed_message["Message-ID"] = make_msgid(domain="example.com")
fixed_message.set_content("Hello!")
""",
        """\
import copy, email.utils
fixed_message = copy.deepcopy(message)
del fixed_message["To"]
fixed_message["To"] = ", ".join(["a@example.com", "b@example.com", "c@example.com"])
fixed_message["Subject"] = "Hello again"
fixed_message["Date"] = email.utils.formatdate()
fixed_message["Message-ID"] = email.utils.make_msgid(domain="example.com")
""",
    ],
    "08.5": [
        """\
from itertools import count
with LocalServer(faults=[faults.greylist()]) as busy:
    for attempt in count(1):
        client = smtplib.SMTP("localhost", busy.port, timeout=5)
        try:
            client.send_message(message, from_addr="me@example.com", to_addrs="you@example.com")
            print("arrived at try", attempt)
            break
        except smtplib.SMTPRecipientsRefused:
            print("refused at try", attempt)
        finally:
            client.quit()
""",
        """\
class Patient(smtplib.SMTP):
    def send_patiently(self, mail):
        try:
            return self.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = list(error.recipients.values())[0][0]
            if code == 451:
                return self.send_message(mail)
            raise

with LocalServer(faults=[faults.greylist()]) as busy:
    with Patient("localhost", busy.port, timeout=5) as client:
        client.send_patiently(message)
""",
        """\
import time
mail = EmailMessage()
mail["From"] = "me@example.com"
mail["To"] = "you@example.com"
mail["Subject"] = "Again"
mail.set_content("I come back.")
with LocalServer(faults=[faults.greylist()]) as busy:
    for attempt in range(3):
        try:
            with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
                client.send_message(mail)
        except smtplib.SMTPRecipientsRefused:
            time.sleep(0.1)
        else:
            break
""",
    ],
}
