"""Logging in: not offered, not yet, not with this password, not in this way."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Other

from .replies import POSSIBLE

_LESSON = lesson("05_log_in")
_PROVIDERS = lesson("07_use_your_own_provider")
_LOGIN_SAYS = python_docs("login", "smtplib.html#smtplib.SMTP.login")
_AUTH_SAYS = rfc("Replies to AUTH", 4954, "6")
_ASK_AGAIN = 'from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))'
_STARTTLS_FIRST = (
    "import ssl\n"
    "\n"
    "client.starttls(context=ssl.create_default_context({cafile}))\n"
    "# and login() after that"
)

_cause = partial(Cause, layer="authentication", failed_step="login")

CAUSES = (
    _cause(
        name="encryption before login",
        error=(smtplib.SMTPNotSupportedError, smtplib.SMTPAuthenticationError),
        fits=lambda seen: (
            seen.within("smtplib", "login", "auth")
            and not seen.exchange.encrypted
            # Where the server replied to a login, its reply says why, not its STARTTLS.
            and (
                seen.exchange.offers("starttls")
                if not seen.exchange.reply.code
                else seen.exchange.wants_encryption
            )
        ),
        step="not before TLS",
        headline="First starttls(), then login()",
        why=(
            "The server takes no password over a connection that anybody can read. It offers "
            "STARTTLS; once the connection is encrypted, it offers AUTH, the login, as well."
        ),
        code=_STARTTLS_FIRST,
        reading=(_LESSON, lesson("04_encrypt_the_connection"), _AUTH_SAYS),
    ),
    _cause(
        name="login not offered",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda seen: seen.within("smtplib", "login"),
        step="the server does not offer AUTH",
        headline="{at} has no login: it does not offer AUTH",
        why=(
            "After EHLO a server lists what it can do, and AUTH is not on this one's list. No "
            "password was sent. Either it needs no login, or it is not the server for you."
        ),
        code="print(client.esmtp_features)  # what it offers",
        sure=False,
        others=(
            Other("It needs no login", "Leave the line out. A `LocalServer` without users: so."),
            Other("The wrong port", "Port 25 mostly has no login; 587 and 465 have."),
            Other("The wrong server", "Compare the host with the provider's help page."),
        ),
        reading=(_LESSON, _LOGIN_SAYS),
    ),
    _cause(
        name="no way of logging in that both know",
        error=smtplib.SMTPException,
        fits=lambda seen: (
            seen.raised_in("smtplib", "login") and type(seen.error) is smtplib.SMTPException
        ),
        step="it offers {mechanisms}",
        headline="The server offers no login that smtplib's login() knows",
        why=(
            "`login()` knows PLAIN, LOGIN and CRAM-MD5. The server offers: {mechanisms}. No "
            "password was sent. For XOAUTH2, a token is needed, and `client.auth(...)`."
        ),
        code='print(client.esmtp_features["auth"])',
        reading=(_PROVIDERS, python_docs("auth", "smtplib.html#smtplib.SMTP.auth")),
    ),
    _cause(
        name="no password given",
        error=(smtplib.SMTPAuthenticationError, AttributeError, TypeError),
        fits=lambda seen: (
            seen.within("smtplib", "login") and seen.exchange.password_is in {"empty", "None"}
        ),
        step="the password is {password_is}",
        headline="The password that reached login() is {password_is}",
        why=(
            "So the server could not accept it. `os.environ.get(...)` gives `None` where the "
            "variable is not set, and an input that is left blank gives an empty text."
        ),
        code=_ASK_AGAIN,
        reading=(_LESSON,),
    ),
    _cause(
        name="no user name given",
        error=(smtplib.SMTPAuthenticationError, AttributeError, TypeError),
        fits=lambda seen: (
            seen.within("smtplib", "login") and seen.exchange.user_is in {"empty", "None"}
        ),
        step="the user name is {user_is}",
        headline="The user name that reached login() is {user_is}",
        why=(
            "So the server could not accept it. `os.environ.get(...)` gives `None` where the "
            "variable is not set, and an input that is left blank gives an empty text."
        ),
        code=_ASK_AGAIN,
        reading=(_LESSON,),
    ),
    _cause(
        name="password with odd characters",
        error=UnicodeEncodeError,
        fits=lambda seen: seen.within("smtplib", "login", "auth"),
        step="{character}",
        headline="The user name or password has {character} in it",
        why=(
            "`login()` takes ASCII only, so it stopped before anything was sent. When an app "
            "password is copied from a web page, its spaces often come along as non-breaking "
            "spaces, which look the same. Keep letters and digits only."
        ),
        code=(
            "from getpass import getpass\n"
            "\n"
            'password = getpass("App password: ")\n'
            'password = "".join(each for each in password if "!" <= each <= "~")\n'
            'client.login("me@example.com", password)'
        ),
        sure=False,
        others=(
            Other("A non-breaking space from a web page", "Type it, or use the lines above."),
            Other(
                "The password really has letters beyond ASCII",
                "`login()` cannot send them. Choose another password, or make an app password.",
            ),
        ),
        reading=(_LESSON, _LOGIN_SAYS),
    ),
)

# Asked only after the table of what a reply is about.
REPLIES = (
    _cause(
        name="login not now",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda seen: seen.exchange.reply.temporary,
        step="{reply}",
        quote="{reply}",
        headline="The server rejected the login for now ({code}): its own words say why",
        why="It answered {at_step}. {by_its_codes}{lasting} The password may be right.",
        code="client.quit()  # and try again in some minutes",
        sure=False,
        others=(
            *POSSIBLE,
            Other("The server can't check the password now", "Try again in some minutes."),
            Other("Too many attempts in a short time", "Wait before the next one."),
        ),
        reading=(_LESSON, _AUTH_SAYS),
    ),
    _cause(
        name="login rejected",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda seen: not seen.exchange.reply.temporary,
        step="{reply}",
        quote="{reply}",
        headline="The server rejected the login ({code}): its own words say why",
        why="It answered {at_step}. {by_its_codes}{password_hint}{lasting}",
        code='print(client.esmtp_features.get("auth"))  # the ways that it offers',
        sure=False,
        others=(
            *POSSIBLE,
            Other("The user name or the password is wrong", "Compare both letter by letter."),
            Other(
                "An app password is needed",
                "At Gmail, Yahoo, iCloud and Fastmail: create one in the account's settings.",
            ),
            Other("A rule of the provider", "Then its words say so."),
        ),
        reading=(_LESSON, _PROVIDERS, _AUTH_SAYS),
    ),
)
