"""Errors of the login."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Alternative

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
        fits=lambda evidence: (
            evidence.within("smtplib", "login", "auth") and evidence.exchange.needs_tls_to_log_in
        ),
        step="not before TLS",
        headline="First starttls(), then login()",
        why=(
            "The server accepts no password over a connection that anyone on the way can read. "
            "Once STARTTLS has encrypted the connection, it offers the login (AUTH)."
        ),
        code=_STARTTLS_FIRST,
        reading=(_LESSON, lesson("04_encrypt_the_connection"), _AUTH_SAYS),
    ),
    _cause(
        name="MD5 forbidden on this computer",
        error=ValueError,
        fits=lambda evidence: (
            evidence.within("smtplib", "auth_cram_md5")
            and not isinstance(evidence.error, UnicodeError)
        ),
        step="this computer can't do CRAM-MD5",
        headline="This computer forbids MD5, which the login with CRAM-MD5 needs",
        why=(
            "`login()` tries CRAM-MD5 first if the server offers it. OpenSSL in FIPS mode forbids "
            "MD5, and says `{error_words}`. The password isn't the reason, and wasn't sent. PLAIN "
            "and LOGIN need no MD5, but they send the password itself, so only use them over TLS."
        ),
        code=(
            "{encrypted_first}"
            "client.ehlo()\n"
            'client.esmtp_features["auth"] = "PLAIN LOGIN"  # without CRAM-MD5\n'
            'client.login("me@example.com", getpass("Password: "))'
        ),
        alternatives=(
            Alternative(
                "The server offers nothing but CRAM-MD5",
                "It offers: {mechanisms}. Ask the people who run it for PLAIN over TLS.",
                fits=lambda evidence: (
                    not {"PLAIN", "LOGIN"} & set(evidence.exchange.features.get("auth", "").split())
                ),
            ),
        ),
        reading=(_LESSON, python_docs("auth", "smtplib.html#smtplib.SMTP.auth")),
    ),
    _cause(
        name="login not offered",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda evidence: evidence.within("smtplib", "login"),
        step="the server doesn't offer AUTH",
        headline="{at} has no login: it doesn't offer AUTH",
        why=(
            "After EHLO a server lists its extensions, and AUTH isn't among them. No password was "
            "sent. Either it needs no login, or it is the wrong server."
        ),
        code="print(client.esmtp_features)  # what it offers",
        is_certain=False,
        alternatives=(
            Alternative(
                "It needs no login, and the user name is empty, too",
                "Log in only if a name is set: `if user: client.login(user, password)`.",
                fits=lambda evidence: evidence.exchange.user_is == "empty",
            ),
            Alternative(
                "It needs no login", "Remove the line, as for a `LocalServer` without users."
            ),
            Alternative("The wrong port", "Port 25 mostly has no login; 587 and 465 have."),
            Alternative("The wrong server", "Compare the host with the provider's help page."),
        ),
        reading=(_LESSON, _LOGIN_SAYS),
    ),
    _cause(
        name="login methods before TLS",
        error=smtplib.SMTPException,
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "login")
            and type(evidence.error) is smtplib.SMTPException
            and not evidence.exchange.encrypted
            and evidence.exchange.offers("starttls")
        ),
        step="before TLS it offers {mechanisms}",
        headline="First starttls(): before TLS, the server offers no login that fits",
        why=(
            "`login()` supports PLAIN, LOGIN and CRAM-MD5. Without encryption, the server only "
            "offers {mechanisms}, and most servers offer PLAIN and LOGIN after STARTTLS. No "
            "password was sent."
        ),
        code=_STARTTLS_FIRST,
        is_certain=False,
        alternatives=(
            Alternative("It offers more after STARTTLS", "Then the lines above work."),
            Alternative(
                "It never offers PLAIN or LOGIN",
                "Ask the people who run it, or use `client.auth(...)` with a token.",
            ),
        ),
        reading=(_LESSON, lesson("04_encrypt_the_connection"), _AUTH_SAYS),
    ),
    _cause(
        name="no common login method",
        error=smtplib.SMTPException,
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "login") and type(evidence.error) is smtplib.SMTPException
        ),
        step="it offers {mechanisms}",
        headline="The server offers no login method that smtplib's login() supports",
        why=(
            "`login()` supports PLAIN, LOGIN and CRAM-MD5. The server offers: {mechanisms}. No "
            "password was sent. For XOAUTH2 you need a token and `client.auth(...)`."
        ),
        code='print(client.esmtp_features["auth"])',
        reading=(_PROVIDERS, python_docs("auth", "smtplib.html#smtplib.SMTP.auth")),
    ),
    _cause(
        name="no password given",
        error=(smtplib.SMTPAuthenticationError, AttributeError, TypeError),
        fits=lambda evidence: (
            evidence.within("smtplib", "login")
            and evidence.exchange.password_is in {"empty", "None"}
        ),
        step="the password is {password_is}",
        headline="The password that reached login() is {password_is}",
        why=(
            "`os.environ.get(...)` returns `None` if the variable isn't set, and an input field "
            "that is left blank returns an empty string."
        ),
        code=_ASK_AGAIN,
        reading=(_LESSON,),
    ),
    _cause(
        name="no user name given",
        error=(smtplib.SMTPAuthenticationError, AttributeError, TypeError),
        fits=lambda evidence: (
            evidence.within("smtplib", "login") and evidence.exchange.user_is in {"empty", "None"}
        ),
        step="the user name is {user_is}",
        headline="The user name that reached login() is {user_is}",
        why=(
            "`os.environ.get(...)` returns `None` if the variable isn't set, and an input field "
            "that is left blank returns an empty string."
        ),
        code=_ASK_AGAIN,
        reading=(_LESSON,),
    ),
    _cause(
        name="password with odd characters",
        error=UnicodeEncodeError,
        fits=lambda evidence: evidence.within("smtplib", "login", "auth"),
        step="{character}",
        headline="The user name or password has {character} in it",
        why=(
            "`login()` accepts only ASCII, so nothing was sent. When you copy an app password from "
            "a web page, its spaces may be non-breaking spaces, which look the same. Keep only "
            "the letters and digits."
        ),
        code=(
            "from getpass import getpass\n"
            "\n"
            'password = getpass("App password: ")\n'
            'password = "".join(each for each in password if "!" <= each <= "~")\n'
            'client.login("me@example.com", password)'
        ),
        is_certain=False,
        alternatives=(
            Alternative("A non-breaking space from a web page", "Type it, or use the lines above."),
            Alternative(
                "The password really has letters beyond ASCII",
                "`login()` can't send them. Choose another password, or create an app password.",
            ),
        ),
        reading=(_LESSON, _LOGIN_SAYS),
    ),
)

# Used only if no row of the table of replies fits.
REPLIES = (
    _cause(
        name="login not now",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda evidence: evidence.exchange.reply.temporary,
        step="{reply}",
        quote="{reply}",
        headline="The server rejected the login for now ({code}): its own words say why",
        why="It answered {at_step}. {by_its_codes}{lasting} The password may be right.",
        code="client.quit()  # and try again in some minutes",
        is_certain=False,
        alternatives=(
            *POSSIBLE,
            Alternative("The server can't check the password now", "Try again in some minutes."),
            Alternative("Too many attempts in a short time", "Wait before the next one."),
        ),
        reading=(_LESSON, _AUTH_SAYS),
    ),
    _cause(
        name="login rejected",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda evidence: not evidence.exchange.reply.temporary,
        step="{reply}",
        quote="{reply}",
        headline="The server rejected the login ({code}): its own words say why",
        why="It answered {at_step}. {by_its_codes}{password_hint}{lasting}",
        code='print(client.esmtp_features.get("auth"))  # the ways that it offers',
        is_certain=False,
        alternatives=(
            *POSSIBLE,
            Alternative("The user name or the password is wrong", "Compare both letter by letter."),
            Alternative(
                "An app password is needed",
                "At Gmail, Yahoo, iCloud and Fastmail: create one in the account's settings.",
            ),
            Alternative("A rule of the provider", "Then its words say so."),
        ),
        reading=(_LESSON, _PROVIDERS, _AUTH_SAYS),
    ),
)
