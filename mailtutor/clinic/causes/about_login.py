"""Replies about the login: the way, the password, the token, the server."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Alternative

from .subject import LOG_IN, PROVIDER, Subject

_LOGIN = lesson("05_log_in")
_AUTH_REPLIES = rfc("Replies to AUTH", 4954, "6")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
_ASK_FOR_APP = (
    "from getpass import getpass\n"
    "\n"
    "# You create an app password in the account's settings, under security.\n"
    'client.login("me@example.com", getpass("App password: ").strip())'
)
# A longer reply, apart from a reference number, names another reason.
_BARE_FAILURE = (
    r"(error: )?(smtp )?auth\w* (failed|failure|unsuccessful|error)[.!]?"
    # Postfix repeats the last prompt of the login: "Password:" in base64.
    r"(: (auth\w* (failed|failure)|ugfzc3dvcmq6|vxnlcm5hbwu6|generic failure))?"
    r"( ?\[[^\]]*\])?( ?\(#?[\d.]+\))?"
)
# What else a reply may mean by authentication: of the sender's domain, or of a group's members.
_NOT_A_LOGIN = ("spf", "dkim", "dmarc", "this group", "restriction")
_LOG_IN_FIRST = r"(please |must |need to |first )(log ?in|authenticate|auth)\b"

_subject = partial(Subject, layer="authentication")

SUBJECTS = (
    _subject(
        name="passwords switched off",
        waiting_helps=False,
        phrases=(
            r"basic auth\w* (is |has been )?(disabled|not (supported|allowed|permitted))",
            r"password (auth\w*|login)s? (is |are |has been )?(disabled|not (supported|allowed))",
            r"(use|requires?|only|migrate to) (oauth ?2?|modern auth\w*|xoauth2)",
        ),
        codes=("7.139",),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="This provider accepts no passwords from programs, only OAuth2",
        why=(
            "The password may be right. The provider has switched password login off for "
            "programs. It expects a token, which you get by signing in in a browser (OAuth2)."
        ),
        code=(
            "# With a token from the provider's OAuth2 sign-in:\n"
            'login = f"user={{user}}\\1auth=Bearer {{access_token}}\\1\\1"\n'
            'client.auth("XOAUTH2", lambda challenge=None: "" if challenge else login)'
        ),
        tell="The provider's help page on SMTP says whether it requires OAuth2.",
        alternatives=(
            Alternative(
                "At work or school, SMTP login is switched off for your mailbox",
                "The administrator of the accounts can switch it on.",
            ),
        ),
        reading=(PROVIDER,),
    ),
    _subject(
        name="app password needed",
        waiting_helps=False,
        phrases=(
            r"(app|application)[- ]?(specific )?password",
            (
                r"(2fa|two[- ]?factor|2-?step|two[- ]?step|"
                r"multi-?factor)[\w ]{0,20} (required|enabled|is on|active)"
            ),
            (
                r"(api|smtp)[- ]?(key|token|password) (is )?(required|"
                r"needed)|(use|requires?) (an? |your )?(api|smtp) ?(key|token)"
            ),
            r"(enter|use|using|need|require)[\w ]{0,20} authori[sz]ation code",
            r"authori[sz]ation code (is )?(required|needed)",
        ),
        codes=("7.9",),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="The provider wants an app password, not the account's own",
        why=(
            "A program can't use the password that you type in a browser, for example when "
            "two-step verification is on. Create an app password in the account's settings."
        ),
        code=_ASK_FOR_APP,
        tell="Create one in the account's settings, and log in with that.",
        reading=(PROVIDER, _AUTH_REPLIES),
    ),
    _subject(
        name="server without logins",
        phrases=(
            r"auth\w* (is )?not (allowed|available|permitted|enabled|supported) (on|at|here)\b",
            r"auth\w* (command )?(is )?(not enabled|used when not advertised|not advertised)",
            r"auth\w* (is )?not (required|needed|necessary|accepted) (on|at|here|for)\b",
            r"does not (support|accept|offer|allow) (auth\w*|log-?ins?)",
        ),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="This server accepts no logins: is it the right server and port?",
        why=(
            "It didn't check the password. A server that only receives for its own domain, such "
            "as the one in the MX record, has no logins; your provider names another one, on "
            "port 587 or 465."
        ),
        code=_CHECK,
        tell="Compare host and port with the provider's help page.",
        reading=(_LOGIN, PROVIDER),
    ),
    _subject(
        name="too many login attempts",
        phrases=(
            (
                r"too many[\w ]{0,20} (login|log-?in|auth\w*|password|sign-?in)s?( \w+)? ?"
                r"(attempts?|failures?|tries|errors?)"
            ),
            (
                r"(auth\w*|log-?in|sign-?in)s? too (many times|often|frequently|fast)|"
                r"too many (failures|attempts|failed|invalid|unsuccessful)[\w ]{0,20}"
                r"(login|auth|password|attempt)\w*|(login|auth\w*) rate limit\w*"
            ),
        ),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="Too many login attempts: wait before you try again",
        why=(
            "After some failed logins, or very many in a short time, the server rejects even the "
            "right password for a while. Each new attempt can make it longer."
        ),
        code="client.quit()  # wait, check the user name and the password, then try again",
        tell="Wait some minutes; check what you log in with before the next attempt.",
        alternatives=(
            Alternative(
                "An app password is needed",
                "Yahoo and others reply like this even to the first attempt with the password "
                "that you type in a browser. Create an app password in the account's settings.",
            ),
        ),
        reading=(_LOGIN, _AUTH_REPLIES),
    ),
    _subject(
        name="login before mail",
        waiting_helps=False,
        phrases=(
            r"(user|client|sender|you|connection)( is| are)? not authenticated",
            r"check for new mail before sending|pop[- ]before[- ]smtp",
            r"\bauth(entication)?( command)? (is )?(required|needed|first)",
            r"client not authenticated|(not|un)[- ]?authenticated to send",
            _LOG_IN_FIRST,
            r"log ?in (first|before)|login (is )?required|not logged in|need (ehlo and )?auth",
            r"unauthenticated (senders|users|connections|commands)|must be authenticated",
            r"(have|has|did|do|does)(n.t| not) (been )?authenticated?\b(?! data)",
            r"authenticated (users|senders|connections?) only|only authenticated",
            r"(turn on|enable|use) (smtp )?auth(entication)?\b",
            r"relay access denied - please authenticate",
            r"\b(server|host|relay|service|system) requires auth\w*",
        ),
        numbers=(530,),
        steps=("sender", "recipient"),
        only=lambda evidence: (
            not evidence.exchange.at_login
            and not evidence.exchange.logged_in
            and not evidence.exchange.reply.says(*_NOT_A_LOGIN)
        ),
        headline="The server wants you to log in first",
        why="It accepts messages only from people who log in.",
        code=LOG_IN,
        tell="Call `client.login(...)` before you send.",
        alternatives=(
            Alternative(
                "`SMTPHandler` of `logging` ignores `credentials=` that aren't a tuple",
                "Write `credentials=(user, password)`.",
                fits=lambda evidence: evidence.log_handler.ignores_credentials,
            ),
        ),
        reading=(_LOGIN, rfc("Login required", 4954, "6")),
    ),
    _subject(
        name="login forgotten",
        phrases=(
            _LOG_IN_FIRST,
            r"(user|client|sender|you|connection)( is| are)? not (authenticated|logged in)",
            r"\bauth(entication)?( command)? (is )?(required|needed|first)|log ?in (is )?required",
        ),
        numbers=(530,),
        steps=("sender", "recipient"),
        only=lambda evidence: (
            evidence.exchange.logged_in and not evidence.exchange.reply.says(*_NOT_A_LOGIN)
        ),
        headline="The server has forgotten your login",
        why=(
            "You logged in with this client, and yet the server asks for a login. Some servers "
            "start anew at a second EHLO, and with it the login is gone."
        ),
        code="# Right before send_message(), with no ehlo() between:\nclient.login(user, password)",
        tell="Call `ehlo()` before `login()` and not after it.",
        is_certain=False,
        alternatives=(
            Alternative("`ehlo()`, `helo()` or `rset()` after `login()`", "Remove that line."),
            Alternative(
                "The connection is a new one",
                "After `connect(...)` a login is needed again.",
            ),
            Alternative(
                "This login may not send",
                "Some accounts only read. The provider's web page says what yours may do.",
            ),
        ),
        reading=(_LOGIN, _AUTH_REPLIES),
    ),
    _subject(
        name="login way not known",
        phrases=(
            r"(invalid|unsupported|unknown|unrecognized) (authentication |sasl |auth )?mechanism",
            r"(unrecognized|unsupported|unknown|unimplemented) auth\w*( (type|method|mechanism))?",
            (
                r"(auth\w*|sasl) (type|mechanism|method)[\w ]{0,20} (not (supported|known|"
                r"recogni\w+|available|implemented|allowed|enabled)|un\w+|is invalid)"
            ),
            r"mechanism[\w ]{0,20} (not (supported|available|allowed)|unsupported|invalid)",
            (
                r"command\b[\w \"':]{0,12} (not (implemented|"
                r"supported|recognized)|unrecognized|unknown)"
            ),
            r"unrecognized command",
        ),
        codes=("7.4",),
        numbers=(500, 502, 504),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="The server doesn't know this way of logging in",
        why="It didn't check the password. After EHLO a server lists the ways that it offers.",
        code='print(client.esmtp_features.get("auth"))',
        tell='Compare with `client.esmtp_features.get("auth")`, the ways that it offers.',
        reading=(_LOGIN, rfc("AUTH", 4954, "4")),
    ),
    _subject(
        name="token rejected",
        is_permanent=True,
        whole_reply=(_BARE_FAILURE,),
        phrases=(
            r"(invalid|expired|bad|incorrect|revoked)[\w ]{0,20} (token|credentials)",
            r"token[\w ]{0,20} (invalid|expired|revoked|rejected)",
            r"username and password not accepted|user credentials were incorrect",
        ),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login and evidence.exchange.uses_token,
        headline="The server does not accept the OAuth2 token: {code}",
        why=(
            "A token expires after an hour or so. It is for one account and for one purpose (its "
            "scope): sending over SMTP must be part of it."
        ),
        code="# Get a new token from the provider, then log in with it again.\nclient.quit()",
        tell="Get a new token, with the scope for SMTP.",
        is_certain=False,
        alternatives=(
            Alternative("The token has expired", "Get a new one with the refresh token."),
            Alternative("It lacks the scope for SMTP", "The provider's page on OAuth2 names it."),
            Alternative("User name and token belong to two accounts", "Compare the two."),
        ),
        reading=(PROVIDER, _AUTH_REPLIES),
    ),
    _subject(
        name="user name or password refused",
        is_permanent=True,
        whole_reply=(_BARE_FAILURE,),
        phrases=(
            r"(invalid|incorrect|wrong|unknown) (api|smtp) ?key",
            r"user ?name (and|or|/) ?password\W{1,3}(is |are )?(not accepted|incorrect|invalid)",
            (
                r"authentication credentials invalid|(log-?in|"
                r"password) (is |was )?(incorrect|denied)\b"
            ),
            r"(check|verify) (your )?(user ?name|credentials|password)",
            (
                r"(credentials?|password)( \w+)? (is |are |was |were )?"
                r"(incorrect|invalid|wrong|not accepted|bad|do not match|mismatch)"
            ),
            (
                r"(incorrect|invalid|wrong|bad) (\w+ )?(user ?name|password|credentials?|"
                r"authentication data|login( or|,|$))"
            ),
        ),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login and not evidence.exchange.uses_token,
        headline="The server does not accept the user name and password: {code}",
        why=(
            "Most servers don't say which of the two is wrong, on purpose.{password_hint} Gmail, "
            "Yahoo, iCloud and others accept an app password only, and reply the same to the "
            "account's own."
        ),
        code=_ASK_FOR_APP,
        tell="Compare both with what you use in a browser, letter by letter.",
        is_certain=False,
        alternatives=(
            Alternative(
                "At SendGrid, the user name is the word `apikey`",
                "The password is the key itself, which begins with `SG.`.",
                fits=lambda evidence: evidence.endpoint.is_of("sendgrid") or False,
            ),
            Alternative(
                "An app password is needed",
                "At Gmail, Yahoo, iCloud and Fastmail: create one in the account's settings.",
            ),
            Alternative(
                "A slip while typing", "`print(len(password))` tells its length, and no more."
            ),
            Alternative(
                "The user name is the whole address, or the part before the @",
                "The provider's help page tells which.",
            ),
            Alternative("The account belongs to another server", "Compare the host, too."),
            Alternative(
                "The program logs in as `{user_without_at}`, which isn't an address",
                "Is that the account you mean, or a default of a program that you use? A company's "
                "relay may want no login at all: then don't call `login()`.",
                fits=lambda evidence: bool(evidence.exchange.user_without_at),
            ),
        ),
        reading=(_LOGIN, PROVIDER, _AUTH_REPLIES),
    ),
)
