"""Small mistakes in a call: missing parentheses, None or bytes, a class instead of an object."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Alternative

_SMTPLIB = python_docs("smtplib", "smtplib.html")
_LOGIN = lesson("05_log_in")
_SEND = lesson("06_send_and_handle_refusals")
_ENVIRON = python_docs("os.environ", "os.html#os.environ")

_cause = partial(Cause, layer="message building")

CAUSES = (
    _cause(
        name="brackets left out",
        error=(TypeError, AttributeError),
        fits=lambda evidence: bool(evidence.call.uncalled),
        headline="The parentheses are missing: `{uncalled}()`",
        why=(
            "Without them, `{called_shown}` gets the function or class itself instead of what it "
            "returns. If this happened in `sendmail`, the connection is in the middle of a "
            "message, so connect again before you retry."
        ),
        code="text = message.as_string()  # with parentheses",
        reading=(_SEND,),
    ),
    _cause(
        name="credentials that are no text",
        error=(smtplib.SMTPAuthenticationError, TypeError, AttributeError),
        fits=lambda evidence: bool(evidence.call.credentials_kind),
        layer="authentication",
        failed_step="login",
        step="{credentials_kind} instead of text",
        headline="login() needs text, but got {credentials_kind}",
        why=(
            "The user name and the password must be `str`. Don't call `encode()` on them, remove "
            "a comma after a value in the settings, which makes a tuple of it, and "
            'put a password of digits in quotes. Bytes may be sent as `b"..."`, quotes and all, '
            "which no server accepts."
        ),
        code='from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))',
        reading=(_LOGIN, python_docs("login", "smtplib.html#smtplib.SMTP.login")),
    ),
    _cause(
        name="command that is no text",
        error=(TypeError, AttributeError),
        fits=lambda evidence: bool(evidence.call.command_kind),
        layer="SMTP dialogue",
        headline="`{called}` needs text, but got {command_kind}",
        why=(
            "In Python 3, commands are `str`, and `base64.b64encode` takes and returns bytes. So "
            "code from Python 2 that logs in by hand breaks here, whatever the password is. "
            "`login` does all of that itself: it encodes both, and sends the right commands."
        ),
        code='from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))',
        alternatives=(
            Alternative(
                "You want to send the command yourself",
                "Make text of the bytes: `base64.b64encode(...).decode()`.",
            ),
        ),
        reading=(_LOGIN, python_docs("docmd", "smtplib.html#smtplib.SMTP.docmd")),
    ),
    _cause(
        name="None given",
        error=(TypeError, AttributeError, ValueError),
        fits=lambda evidence: (
            bool(evidence.call.nothing_given)
            and not evidence.within("smtplib", "login")
            and evidence.called != "mktime_tz"  # it got no date
        ),
        headline="`{called_shown}` got None for `{nothing_given}`",
        why=(
            "Check where that value comes from. A function without `return` returns None, "
            "`os.environ.get(...)` does if the variable isn't set, and `message[...]` does if "
            "there is no such header."
        ),
        code=(
            "import os\n"
            "\n"
            'value = os.environ.get("EMAIL_USER")  # or wherever yours comes from\n'
            "print(value is None)"
        ),
        reading=(_ENVIRON, python_docs("email", "email.html")),
    ),
    _cause(
        name="address that is no text",
        error=(TypeError, AttributeError),
        fits=lambda evidence: bool(evidence.call.address_kind),
        layer="recipient",
        headline="An address must be text, but this one is {address_kind}",
        why=(
            "`sendmail` takes the sender as `str`, and the recipients as a list of `str`. Don't "
            "call `encode()` on an address, and don't put one list inside another."
        ),
        code='client.sendmail("me@example.com", ["you@example.com"], text)',
        reading=(_SEND, _SMTPLIB),
    ),
    _cause(
        name="class instead of an object",
        error=(TypeError, AttributeError),
        fits=lambda evidence: bool(evidence.misuse.class_used),
        standalone=True,
        headline="`{class_used}` is a class: create an object first",
        why=(
            "A method needs an object to work on. You get one by calling the class, with "
            "parentheses. A client also needs the server's name and port."
        ),
        code=(
            "import smtplib\n"
            "from email.message import EmailMessage\n"
            "\n"
            "message = EmailMessage()\n"
            'with smtplib.SMTP("smtp.example.com", 587, timeout=10) as client:\n'
            "    client.noop()"
        ),
        reading=(lesson("03_connect_to_a_server"), _SMTPLIB),
    ),
    _cause(
        name="await on smtplib",
        error=TypeError,
        fits=lambda evidence: evidence.call.awaits_smtplib,
        standalone=True,
        headline="smtplib doesn't support `await`: use asyncio.to_thread()",
        why=(
            "The call has already done its work, and returned an ordinary value that can't be "
            "awaited. It also blocked everything else meanwhile. `asyncio.to_thread` runs it in a "
            "thread, so you can await it."
        ),
        code=(
            "import asyncio\n"
            "\n"
            "async def send(client, message):\n"
            "    await asyncio.to_thread(client.send_message, message)"
        ),
        reading=(python_docs("asyncio.to_thread", "asyncio-task.html#asyncio.to_thread"),),
    ),
    _cause(
        name="attribute that an exception lacks",
        error=AttributeError,
        fits=lambda evidence: evidence.names.exception_lacks,
        standalone=True,
        layer="SMTP dialogue",
        headline="`{lacking_kind}` has no attribute `{missing}`",
        why=(
            "The line that handles the error failed itself. Fix it, and run it again to see the "
            "`{lacking_kind}`. `str(error)` works for every exception. `smtp_code` and "
            "`smtp_error` exist if there was one reply; `SMTPRecipientsRefused` has `recipients`."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "try:\n"
            "    client.send_message(message)\n"
            "except (smtplib.SMTPException, OSError) as error:\n"
            "    print(type(error).__name__, error)"
        ),
        reading=(_SEND, _SMTPLIB),
    ),
    _cause(
        name="environment variable gave None",
        error=(TypeError, AttributeError),
        fits=lambda evidence: (
            evidence.names.nothing_came_from(r"environ\.get", "getenv")
            and evidence.mentions("smtplib", "login", "SMTP", "SMTP_SSL")
        ),
        standalone=True,
        layer="environment",
        headline="An environment variable in this line isn't set, so it is None",
        why=(
            "`os.environ.get(...)` and `os.getenv(...)` return None for a variable that isn't "
            "set. A program inherits its environment from where it was started, so a variable "
            "set in another window isn't in it."
        ),
        code="import os\n\nprint(sorted(os.environ))  # only the names, not the values",
        reading=(_LOGIN, _ENVIRON),
    ),
    _cause(
        name="method called on the module",
        error=AttributeError,
        fits=lambda evidence: evidence.spelling.is_method_of_client,
        standalone=True,
        layer="SMTP dialogue",
        headline="`{missing}` is a method of a client, not of the module smtplib",
        why=(
            "`smtplib.SMTP(...)` connects and gives you a client. The methods for logging in and "
            "sending are on that client."
        ),
        code=(
            "import smtplib\n"
            "\n"
            'with smtplib.SMTP("smtp.example.com", 587, timeout=10) as client:\n'
            "    print(client.{missing})"
        ),
        reading=(lesson("03_connect_to_a_server"), _SMTPLIB),
    ),
    _cause(
        name="header that isn't there",
        error=AttributeError,
        fits=lambda evidence: bool(evidence.given.absent_header),
        standalone=True,
        headline="The message has no {absent_header} header, so you got None",
        why=(
            "You get None for a header that isn't there, and None has no `{missing}`. Real "
            "messages often lack a header that you expect."
        ),
        code='text = message.get("{absent_header}", "")  # an empty string instead of None',
        reading=(python_docs("EmailMessage.get", "email.message.html"),),
    ),
    _cause(
        name="no such attribute",
        error=AttributeError,
        fits=lambda evidence: evidence.names.lacks_on_mail_or_its_module,
        standalone=True,
        headline="{lacking_owner} has no attribute `{missing}`",
        why=(
            "There's nothing with a similar name either. Old tutorials use names that Python "
            "no longer has. And the headers of a message aren't attributes: read them in "
            'square brackets, as in `message["Subject"]`.'
        ),
        code="import {lacking_module}\n\nprint(dir({lacking_owner_code}))",
        reading=(_SMTPLIB, python_docs("EmailMessage", "email.message.html")),
    ),
)
