"""Replies about the login itself: not checked, not understood, an unknown user."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import lesson, rfc

from .subject import PROVIDER, Subject

_LOGIN = lesson("05_log_in")

_subject = partial(
    Subject,
    layer="authentication",
    steps=("login",),
    only=lambda evidence: evidence.exchange.at_login,
    reading=(_LOGIN, rfc("Replies to AUTH", 4954, "6")),
)

SUBJECTS = (
    _subject(
        name="login not checked",
        phrases=(
            (
                r"(temporar\w*|internal)[\w ]{0,12} auth\w*[\w ]{0,20}(fail\w*|error|problem)|"
                r"auth\w*[\w ]{0,12} (temporar\w*) (fail\w*|error|unavailable|problem)"
            ),
            (
                r"(auth\w*|log-?in|sasl|ldap|radius|password|user|database)[\w ]{0,20}"
                r"(backend|server|service|daemon|database|system|lookup)[\w ]{0,20} ?"
                r"(unavailable|not available|down|time-?d? ?out|timeout|lost|fail\w*|error|"
                r"unreachable|not respond\w*)"
            ),
            (
                r"connection lost to auth|auth\w*[\w ]{0,20} (currently|"
                r"temporarily) (un|not )available"
            ),
            (
                r"(can.?t|cannot|unable to|could not) (verify|check|authenticate)[\w ]{0,40}"
                r"(now|at (this|the) (time|moment)|temporar\w*|try)"
            ),
        ),
        codes=("3.0",),
        numbers=(421, 435, 451, 454),
        only=lambda evidence: evidence.exchange.at_login and evidence.exchange.reply.temporary,
        headline="The server can't check the password now: try again later",
        why="Its own list of users doesn't answer. User name and password may be right.",
        code="client.quit()  # and try again in some minutes",
        tell="Try again in some minutes, with the same password.",
    ),
    _subject(
        name="login not understood",
        phrases=(
            (
                r"(invalid|bad|malformed|cannot|can.?t|could not|unable to|error|fail\w* to)"
                r"[\w -]{0,12} ?(decod\w*|base ?64)"
            ),
            r"(invalid|bad|malformed) (auth\w* )?(response|challenge|initial[- ]response)",
            (
                r"auth\w* (response|data|exchange|line) (is )?(too long|"
                r"invalid|malformed|cancel\w*|aborted)"
            ),
        ),
        codes=("5.2", "5.4", "5.6"),
        numbers=(501,),
        headline="The server couldn't decode what the login sent",
        why=(
            "`login()` sends the user name and the password in base64. A function of your own for "
            "`auth()` must return plain text, which `smtplib` encodes; encoded twice, or with a "
            "line end in it, it is rejected."
        ),
        code="print(ascii(user), len(password))  # a line end shows as \\\\n",
        tell="Print the user name with `ascii(...)`, and use `client.login(...)`.",
    ),
    _subject(
        name="user name unknown",
        phrases=(
            (
                r"(unknown|no such|invalid|non-?existent) (user|account|mailbox)( ?name)?\b"
                r"(?! ?(or|and|/|&))"
            ),
            (
                r"(user|account|mailbox)( ?name)?\b(?! (or|and))[\w @<>.'-]{0,30} "
                r"(not found|does ?n.t exist|does not exist|unknown|not exist|not registered)"
            ),
        ),
        only=lambda evidence: (
            evidence.exchange.at_login and not evidence.exchange.reply.says("password")
        ),
        headline="The server knows no account with this user name",
        why=(
            "Mostly it's the whole address, but some servers want the part before the @ only, or "
            "a name of their own, such as `apikey`."
        ),
        code='client.login("me@example.com", password)  # the name that the help page tells',
        tell="Compare the user name with the provider's help page.",
        reading=(_LOGIN, PROVIDER),
    ),
)
