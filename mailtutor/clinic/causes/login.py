"""Logging in: not offered, not yet, not with this password, not in this way."""

from __future__ import annotations

import smtplib

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Other

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
_ASK_FOR_APP = (
    "from getpass import getpass\n"
    "\n"
    "# An app password is made in the settings of the account, under security.\n"
    'client.login("me@example.com", getpass("App password: ").strip())'
)

CAUSES = (
    Cause(
        name="encryption before login",
        error=(smtplib.SMTPNotSupportedError, smtplib.SMTPAuthenticationError),
        fits=lambda seen: (
            seen.within("smtplib", "login", "auth")
            and not seen.encrypted
            and (
                seen.offers("starttls")
                or seen.error_code in {530, 538}
                or seen.reply.about == "7.11"
            )
        ),
        layer="authentication",
        broke="login",
        step="not before TLS",
        headline="First starttls(), then login()",
        why=(
            "The server takes no password over a connection that anybody can read. It offers "
            "STARTTLS; once the connection is encrypted, it offers AUTH, the login, as well."
        ),
        code=_STARTTLS_FIRST,
        reading=(_LESSON, lesson("04_encrypt_the_connection"), _AUTH_SAYS),
    ),
    Cause(
        name="login not offered",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda seen: seen.within("smtplib", "login"),
        layer="authentication",
        broke="login",
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
    Cause(
        name="no way of logging in that both know",
        error=smtplib.SMTPException,
        fits=lambda seen: (
            seen.raised_in("smtplib", "login") and type(seen.error) is smtplib.SMTPException
        ),
        layer="authentication",
        broke="login",
        step="it offers {mechanisms}",
        headline="The server offers no login that smtplib's login() knows",
        why=(
            "`login()` knows PLAIN, LOGIN and CRAM-MD5. The server offers: {mechanisms}. No "
            "password was sent. For XOAUTH2, a token is needed, and `client.auth(...)`."
        ),
        code='print(client.esmtp_features["auth"])',
        reading=(_PROVIDERS, python_docs("auth", "smtplib.html#smtplib.SMTP.auth")),
    ),
    Cause(
        name="no password given",
        error=(smtplib.SMTPAuthenticationError, AttributeError, TypeError),
        fits=lambda seen: seen.within("smtplib", "login") and seen.password_is in {"empty", "None"},
        layer="authentication",
        broke="login",
        step="the password is {password_is}",
        headline="The password that reached login() is {password_is}",
        why=(
            "So the server could not accept it. `os.environ.get(...)` gives `None` where the "
            "variable is not set, and an input that is left blank gives an empty text."
        ),
        code=_ASK_AGAIN,
        reading=(_LESSON,),
    ),
    Cause(
        name="no user name given",
        error=(smtplib.SMTPAuthenticationError, AttributeError, TypeError),
        fits=lambda seen: seen.within("smtplib", "login") and seen.user_is in {"empty", "None"},
        layer="authentication",
        broke="login",
        step="the user name is {user_is}",
        headline="The user name that reached login() is {user_is}",
        why=(
            "So the server could not accept it. `os.environ.get(...)` gives `None` where the "
            "variable is not set, and an input that is left blank gives an empty text."
        ),
        code=_ASK_AGAIN,
        reading=(_LESSON,),
    ),
    Cause(
        name="password with odd characters",
        error=UnicodeEncodeError,
        fits=lambda seen: seen.within("smtplib", "login", "auth"),
        layer="authentication",
        broke="login",
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
    Cause(
        name="token rejected",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda seen: not seen.reply.temporary and seen.uses_token,
        layer="authentication",
        broke="login",
        step="{reply}",
        headline="The server does not accept the OAuth2 token: {code}",
        why=(
            "It answered `{reply}`. A token ends after an hour or so, is for one account, and "
            "for one purpose (its scope): sending over SMTP must be among them."
        ),
        code="# Get a new token from the provider, then log in with it again.\nclient.quit()",
        sure=False,
        others=(
            Other("The token has ended", "Get a new one with the refresh token."),
            Other("It lacks the scope for SMTP", "The provider's page on OAuth2 names it."),
            Other("User name and token belong to two accounts", "Compare the two."),
        ),
        reading=(_PROVIDERS, _AUTH_SAYS),
    ),
    Cause(
        name="login not now",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda seen: seen.reply.temporary,
        layer="authentication",
        broke="login",
        step="{reply}",
        headline="The server rejected the login for now: {code}",
        why=(
            "It answered `{reply}`. A code that begins with 4 is temporary. Mostly the server "
            "couldn't check the password, which may be right. Too many tries in a short time "
            "get this answer, too."
        ),
        code="client.quit()  # and try again in some minutes",
        reading=(_LESSON, _AUTH_SAYS),
    ),
    Cause(
        name="user name or password refused",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda seen: (
            not seen.reply.temporary
            and (seen.reply.code == 535 or seen.reply.about in {"7.8", "7.3"})  # noqa: PLR2004
        ),
        layer="authentication",
        broke="login",
        step="{reply}",
        headline="The server does not accept the user name and password: {code}",
        why=(
            "It answered `{reply}`. Most servers don't say which of the two is wrong, on "
            "purpose.{password_hint} Gmail, Yahoo, iCloud and others take an app password only, "
            "and give this same answer for the account's own."
        ),
        code=_ASK_FOR_APP,
        sure=False,
        others=(
            Other(
                "An app password is needed",
                "At Gmail, Yahoo, iCloud and Fastmail: make one in the settings of the account.",
            ),
            Other("A slip while typing", "`print(len(password))` tells its length, and no more."),
            Other(
                "The user name is the whole address, or the part before the @",
                "The provider's help page tells which.",
            ),
            Other("The account belongs to another server", "Compare the host, too."),
        ),
        reading=(_LESSON, _PROVIDERS, _AUTH_SAYS),
    ),
    Cause(
        name="login rejected",
        error=smtplib.SMTPAuthenticationError,
        fits=lambda seen: not seen.reply.temporary,
        layer="authentication",
        broke="login",
        step="{reply}",
        headline="The server rejected the login ({code}): its own words say why",
        why="It answered {at_step}: `{reply}`. {by_its_codes}{lasting}",
        code='print(client.esmtp_features.get("auth"))  # the ways that it offers',
        reading=(_LESSON, _AUTH_SAYS),
    ),
)
