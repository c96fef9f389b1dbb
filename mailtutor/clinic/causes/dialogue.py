"""The dialogue itself: the greeting, EHLO, STARTTLS not offered, and connections that end."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Other

from .replies import POSSIBLE
from .subject import SHARED_CLIENT

_LESSON = lesson("06_send_and_handle_refusals")
_TLS_LESSON = lesson("04_encrypt_the_connection")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
_WITH = (
    "import smtplib\n"
    "\n"
    "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
    "    client.send_message(message)  # inside the `with`"
)
_CODES = rfc("Reply codes", 5321, "4.2")
_DISCONNECTED = python_docs("SMTPServerDisconnected", "smtplib.html#smtplib.SMTPServerDisconnected")

_cause = partial(Cause, layer="SMTP dialogue")

CAUSES = (
    _cause(
        name="not connected",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda seen: seen.raised_in("smtplib", "send") and seen.beneath is None,
        failed_step="connect",
        step="there is no connection",
        headline="There is no connection now: connect first, then send",
        why=(
            "The client object is there, but it is connected to nobody. Either it never was, or "
            "the connection has ended. A client can be used between connecting and `quit()`, or "
            "inside its `with` block."
        ),
        code=_WITH,
        sure=False,
        others=(
            SHARED_CLIENT,
            Other("The line stands after the `with` block", "Indent it, so that it is inside."),
            Other("After `quit()` or `close()`", "Make a new client, or call `connect(...)`."),
            Other("`smtplib.SMTP()` without a host", "It connects only if a host is given."),
            Other(
                "An error before this one ended the connection",
                "Read the first error. After a 421 or a lost connection `smtplib` closes it.",
            ),
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="plain client on an implicit-TLS port",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda seen: seen.exchange.greeting_timed_out and not seen.exchange.implicit_tls,
        failed_step="greeting",
        step="no greeting came",
        headline="{at} took the call, and did not greet",
        why=(
            "An SMTP server speaks first, with 220. Here nothing came{timeout_words}. Most often "
            "that port begins with TLS (implicit TLS, as port 465): there, the server waits for "
            "the client. Use `SMTP_SSL`."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context({cafile})\n"
            "smtplib.SMTP_SSL({host_code}, {port_code}, timeout=10, context=context)"
        ),
        sure=False,
        others=(
            Other("The port has implicit TLS", "The lines above then work; port 465 always has."),
            Other(
                "The server is slow to greet",
                "Some wait on purpose, against spam. Give a longer `timeout=`, such as 60.",
            ),
            Other(
                "Another kind of server listens there",
                "`check_connection` shows what it says.",
            ),
        ),
        reading=(_TLS_LESSON, rfc("Implicit TLS and STARTTLS", 8314, "3")),
    ),
    _cause(
        name="server fell silent",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda seen: isinstance(seen.beneath, TimeoutError),
        failed_step="EHLO",
        step="no answer to {command}",
        headline="The server did not answer {command} in time",
        why=(
            "The connection stood, and then nothing came back{timeout_words}, so `smtplib` gave "
            "up and closed it. Whether the server took the mail, if one was under way, is not "
            "known: look before you send it again."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# RFC 5321 lets a server take minutes: give it more time.\n"
            "smtplib.SMTP({host_code}, {port_code}, timeout=60)"
        ),
        sure=False,
        others=(
            SHARED_CLIENT,
            Other("The server is slow or overloaded", "Try again with a longer `timeout=`."),
            Other("A firewall or antivirus program holds it up", "Try from another network."),
            Other("The network was lost", "Open a web page."),
        ),
        reading=(_LESSON, rfc("How long to wait", 5321, "4.5.3.2")),
    ),
    _cause(
        name="hung up before the greeting",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda seen: seen.within("smtplib", "connect"),
        failed_step="greeting",
        step="the server hung up",
        headline="{at} took the call and hung up without a word",
        why=(
            "An SMTP server greets with 220 first. This one ended the connection instead, and "
            "gave no reason."
        ),
        code=_CHECK,
        sure=False,
        others=(
            Other(
                "The port begins with TLS",
                "Then it is `smtplib.SMTP_SSL`, mostly on port 465.",
            ),
            Other("The server blocks your address", "Try from another network; ask who runs it."),
            Other("Too many connections at once", "Close the others, and wait a minute."),
            Other("It is no mail server", "Compare host and port with the provider's help page."),
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="connection lost",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda seen: seen.raised_in("smtplib", "getreply", "send", "ehlo"),
        failed_step="EHLO",
        step="the connection ended at {command}",
        headline="The server ended the connection at {command}",
        why=(
            "You were connected, and in place of a reply the connection ended. The server gave "
            "no reason. Whether a mail that was under way was taken is not known: look before "
            "you send it again."
        ),
        code=_WITH,
        sure=False,
        others=(
            SHARED_CLIENT,
            Other(
                "A wrong password, or a wrong authorization code",
                "Some servers close the connection instead of answering 535; QQ and 163 do.",
                fits=lambda seen: seen.exchange.command == "AUTH",
            ),
            Other(
                "The client was silent for too long",
                "Servers wait some minutes. Connect right before you send, not at the start.",
                fits=lambda seen: seen.exchange.was_idle,
            ),
            Other(
                "A rule of the server's",
                "Encryption or login first, too many mails, a blocked address: its operator "
                "knows, or the lines of the conversation.",
            ),
            Other("The network was lost, or the server restarted", "Connect again."),
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="no mail server there",
        error=smtplib.SMTPConnectError,
        fits=lambda seen: seen.exchange.error_code == -1,
        failed_step="greeting",
        step="the answer was no SMTP",
        headline="{at} answers, but it is no mail server",
        why=(
            "An SMTP server greets with a number, 220. What came here has none: some other kind "
            "of server listens on that port, such as a web server."
        ),
        code=_CHECK,
        others=(
            Other(
                "The wrong port",
                "80 and 443 are the web, 993 and 995 are for reading mail. Sending is on 587 "
                "or 465.",
            ),
            Other("The wrong host", "Compare it with the provider's help page."),
        ),
        reading=(_LESSON, _CODES),
    ),
    _cause(
        name="computer's name beyond ASCII",
        error=UnicodeEncodeError,
        fits=lambda seen: seen.within("smtplib", "ehlo", "helo"),
        failed_step="EHLO",
        step="this computer's name cannot be sent",
        headline="This computer's own name has letters that EHLO cannot carry",
        why=(
            "`EHLO` says the computer's name, and only plain ASCII may stand there. A computer "
            "called after a person often has more. Give another name with `local_hostname=`."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP(\n"
            '    {host_code}, {port_code}, local_hostname="localhost", timeout=10\n'
            ")"
        ),
        reading=(_LESSON,),
    ),
)

# Asked only after the table of what a reply is about.
REPLIES = (
    _cause(
        name="greeted with no",
        error=smtplib.SMTPConnectError,
        fits=lambda _seen: True,
        failed_step="greeting",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected the connection ({code}): its own words say why",
        why="It greeted with this instead of 220. {by_its_codes}{lasting}",
        code=_CHECK,
        sure=False,
        others=(
            *POSSIBLE,
            Other(
                "Your address is blocked",
                "Home and cloud networks often are. Use your provider's server, on 587 or 465.",
            ),
            Other("The wrong server", "Compare the host with the provider's help page."),
        ),
        reading=(_LESSON, _CODES),
    ),
    _cause(
        name="hello refused",
        error=smtplib.SMTPHeloError,
        fits=lambda _seen: True,
        failed_step="EHLO",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected your EHLO ({code}): its own words say why",
        why=(
            "It rejected `EHLO`, and then the older `HELO`, too. {by_its_codes}Both carry your "
            "computer's own name. {lasting}"
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP(\n"
            '    {host_code}, {port_code}, local_hostname="pc.example.com", timeout=10\n'
            ")"
        ),
        sure=False,
        others=(
            *POSSIBLE,
            Other("Your computer's name", "`client.local_hostname` is what it says."),
            Other("Your address is blocked", "Then every name is refused. Read the reply."),
        ),
        reading=(_LESSON, rfc("What EHLO carries", 5321, "4.1.1.1")),
    ),
)
