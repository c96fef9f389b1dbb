"""The reply to every command in every state, as a table: it is the documentation too.

Each row says what is sent, our reply, and where the RFCs lay it down. Where Postfix 3.7
(as Debian configures it) replies with another code, the row says which, and why ours
differs on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

EHLO = b"EHLO me"
MAIL = b"MAIL FROM:<a@example.com>"
RCPT = b"RCPT TO:<b@example.com>"
UTF8 = MAIL + b" SMTPUTF8"
LOGIN = b"AUTH PLAIN AGFkYQBzZWNyZXQ="  # ada, secret

# The states that a session can be in: what was said before.
STATES: dict[str, list[bytes]] = {
    "connected": [],
    "HELO": [b"HELO me"],
    "EHLO": [EHLO],
    "MAIL": [EHLO, MAIL],
    "MAIL with SMTPUTF8": [EHLO, UTF8],
    "RCPT": [EHLO, MAIL, RCPT],
    "login": [EHLO],  # at a server with users
    "logged in": [EHLO, LOGIN],
    "STARTTLS": [EHLO],  # at a server with STARTTLS
    "TLS": [],  # after STARTTLS
    "TLS and EHLO": [EHLO],
    "login after HELO": [b"HELO me"],
}
OPTIONS: dict[str, dict[str, Any]] = {
    "login": {"users": {"ada": "secret"}},
    "logged in": {"users": {"ada": "secret"}},
    "STARTTLS": {"tls": "starttls"},
    "TLS": {"tls": "starttls"},
    "TLS and EHLO": {"tls": "starttls"},
    "login after HELO": {"users": {"ada": "secret"}},
}


class Row(NamedTuple):
    """One row of the table.

    Args:
        state: what was said before.
        sent: the command.
        reply: how our reply begins.
        source: the RFC and its section; an RFC without a number is 5321.
        postfix: what Postfix replies where it differs; empty where it doesn't.
        why: why ours differs.
    """

    state: str
    sent: bytes
    reply: str
    source: str
    postfix: str = ""
    why: str = ""


ORDER = "RFC 5321 has EHLO first; Postfix is told so by smtpd_helo_required"
LAX = "Postfix is lenient here, and large providers aren't"
OURS = "a more telling code"
STRICT = "Postfix takes it for a parameter"
CYRUS = "Cyrus SASL has one code for everything"

# How an address is written: in MAIL, in RCPT, and what Postfix does where it differs.
GOOD = "good"
BAD = "bad"
ADDRESSES: list[tuple[bytes, str, str, str]] = [
    (b"<a@example.com>", GOOD, "", ""),
    (b" <a@example.com>", GOOD, "", ""),  # RFC 5321 has no space here; everybody takes it
    (b"a@example.com", GOOD, "", ""),  # noted in the transcript, and in the review
    (b"<a.b-c+d@sub.example.com>", GOOD, "", ""),
    (b"<a@localhost>", GOOD, "", ""),
    (b"<a@exa_mple.com>", GOOD, "", ""),  # RFC 5321 has no underscore; many a domain has
    (b'<"a b"@example.com>', GOOD, "", ""),
    (b'<"a\\"b"@example.com>', GOOD, "", ""),
    (b'<"a@b>c"@example.com>', GOOD, "", ""),
    (b"<a@[127.0.0.1]>", GOOD, "", ""),
    (b"<a@[IPv6:2001:db8::1]>", GOOD, "", ""),
    (b"<@relay.example:a@example.com>", GOOD, "", ""),  # the route is ignored: appendix C
    (b"<" + b"a" * 65 + b"@example.com>", GOOD, "", ""),  # 64 is what all must take: 4.5.3.1.1
    (b"<a..b@example.com>", BAD, "250", LAX),
    (b"<.a@example.com>", BAD, "250", LAX),
    (b"<a.@example.com>", BAD, "250", LAX),
    (b"<a@example..com>", BAD, "", ""),
    (b"<a@.example.com>", BAD, "", ""),
    (b"<a@example.com.>", BAD, "250", LAX),
    (b"<a@-example.com>", BAD, "", ""),
    (b"<a@example-.com>", BAD, "", ""),
    (b"<a@" + b"x" * 64 + b".com>", BAD, "", ""),
    (b"<a@" + b".".join([b"x" * 60] * 5) + b">", BAD, "", ""),
    (b"<a@127.0.0.1>", BAD, "", ""),
    (b"<a@[300.0.0.1]>", BAD, "", ""),
    (b"<a@[]>", BAD, "", ""),
    (b"<a@[example.com]>", BAD, "", ""),
    (b"<a@>", BAD, "", ""),
    (b"<@example.com>", BAD, "250", LAX),
    (b"<a>", BAD, "250", "Postfix adds its own domain"),
    (b"<None>", BAD, "250", "Postfix adds its own domain"),
    (b"<a@example.com", BAD, "", ""),
    (b"<a@example.com>>", BAD, "250", LAX),
    (b"<<a@example.com>>", BAD, "250", LAX),
    (b"<a@b@example.com>", BAD, "250", LAX),
    (b"<a b@example.com>", BAD, "", ""),
    (b"< a@example.com>", BAD, "250", LAX),
    (b"<a@exam ple.com>", BAD, "", ""),
    (b"<a,b@example.com>", BAD, "", ""),
    (b"<a@example.com,b@example.com>", BAD, "", ""),
    (b"<a;b@example.com>", BAD, "", ""),
    (b"<a:b@example.com>", BAD, "250", LAX),
    (b"<a\\b@example.com>", BAD, "250", LAX),
    (b"<a(comment)@example.com>", BAD, "250", LAX),
    (b'<"a@example.com>', BAD, "", ""),
    (b"<a\0b@example.com>", BAD, "", ""),
    (b"<a\x01b@example.com>", BAD, "250", LAX),
    (b"<a\tb@example.com>", BAD, "", ""),
    (b"<a\rb@example.com>", BAD, "", ""),
    (b"<a@example.com>SIZE=5", BAD, "", ""),
    (b"a b c", BAD, "555 5.5.4", STRICT),
    (b"Ada <a@example.com>", BAD, "555 5.5.4", STRICT),
    (b"<a\xff@example.com>", BAD, "500 5.5.2", OURS),
]


def _of_addresses() -> Iterator[Row]:
    good = {"MAIL FROM:": "250 2.1.0 OK", "RCPT TO:": "250 2.1.5 OK"}
    bad = {
        "MAIL FROM:": "501 5.1.7 Bad sender address syntax",
        "RCPT TO:": "501 5.1.3 Bad recipient address syntax",
    }
    for state, command in (("EHLO", "MAIL FROM:"), ("MAIL", "RCPT TO:")):
        for address, verdict, postfix, why in ADDRESSES:
            reply = good[command] if verdict == GOOD else bad[command]
            yield Row(state, command.encode() + address, reply, "4.1.2", postfix, why)


TABLE = [
    # -- greeting and hello
    Row("connected", b"HELO", "501 Syntax: HELO hostname", "4.1.1.1; RFC 2034, 4: no code"),
    Row("connected", b"EHLO", "501 Syntax: EHLO hostname", "4.1.1.1; RFC 2034, 4: no code"),
    Row("connected", b"HELO me", "250 localhost", "4.1.1.1"),
    Row("connected", b"EHLO me", "250-localhost", "4.1.1.1"),
    Row("connected", b"ehlo [127.0.0.1]", "250-localhost", "2.4: any case; 4.1.3"),
    Row("MAIL", b"EHLO me", "250-localhost", "4.1.4: begins anew"),
    # -- commands that need no hello
    Row("connected", b"NOOP", "250 2.0.0 OK", "4.1.1.9"),
    Row("connected", b"NOOP x y", "250 2.0.0 OK", "4.1.1.9"),
    Row("connected", b"RSET", "250 2.0.0 OK", "4.1.1.5"),
    Row("MAIL", b"RSET", "250 2.0.0 OK", "4.1.1.5"),
    Row("connected", b"RSET x", "501 5.5.4 Syntax: RSET", "4.1.1.5"),
    Row("connected", b"QUIT", "221 2.0.0 Bye", "4.1.1.10"),
    Row("connected", b"QUIT x", "501 5.5.4 Syntax: QUIT", "4.1.1.10",
        "221 2.0.0", "QUIT has no argument, and a learner should see it"),
    Row("connected", b"VRFY", "501 5.5.4 Syntax: VRFY <address>", "4.1.1.6"),
    Row("connected", b"VRFY ada", "252 2.0.0 Cannot VRFY", "3.5.3"),
    Row("connected", b"VRFY <a@example.com>", "252 2.0.0 Cannot VRFY", "3.5.3"),
    Row("connected", b"VRFY @@", "501 5.1.3 Bad recipient address syntax", "4.3.2"),
    Row("connected", "VRFY jürgen@example.com".encode(), "553 5.6.7", "RFC 6531, 3.7.4.2",
        "252 2.0.0", "Postfix has strict_smtputf8 for this"),
    Row("connected", "VRFY ü@example.com SMTPUTF8".encode(), "252 2.0.0", "RFC 6531, 3.7.4.2"),
    Row("connected", b"EXPN list", "502 5.5.1 EXPN not implemented", "4.2.4: 502 for known ones",
        "500 5.5.2", "Postfix doesn't know the command"),
    Row("connected", b"HELP", "214 2.0.0 Supported commands: DATA EHLO", "4.1.1.8; 4.2.3",
        "500 5.5.2", "Postfix has no HELP; RFC 5321 wants one"),
    Row("connected", b"HELP mail", "214 2.0.0 Syntax: MAIL FROM:<address>", "4.1.1.8",
        "500 5.5.2", "Postfix has no HELP; RFC 5321 wants one"),
    Row("connected", b"HELP me", "504 5.5.4 Supported commands: DATA EHLO", "4.3.2",
        "500 5.5.2", "Postfix has no HELP; RFC 5321 wants one"),
    # -- what is no command
    Row("connected", b"BOGUS", "500 5.5.2 Error: command", "4.2.4"),
    Row("connected", b"", "500 5.5.2 Error: bad syntax", "4.3.2"),
    Row("connected", b" ", "500 5.5.2 Error: command", "4.3.2"),
    Row("connected", b"\0", "500 5.5.2 Error: command", "4.3.2"),
    Row("connected", "NÖOP".encode(), "500 5.5.2 Error: bad syntax", "2.4: commands are ASCII"),
    Row("connected", b"GET / HTTP/1.1", "500 5.5.2 Error: command", "4.2.4",
        "221 2.7.0", "Postfix closes the connection, and so a learner would see no reply"),
    Row("connected", b"BDAT 3", "500 5.5.2 Error: command", "RFC 3030: not offered",
        "waits", "Postfix offers CHUNKING"),
    Row("connected", b"NOOP " + b"x" * 600, "500 5.5.2 Command line too long", "4.5.3.1.4",
        "250 2.0.0", "Postfix takes lines of 2,048 bytes"),
    Row("EHLO", MAIL + b" SIZE=" + b"1" * 1100, "500 5.5.2 Command line too long", "4.5.3.1.4",
        "552 5.3.4", "Postfix takes lines of 2,048 bytes"),
    # -- the wrong order
    Row("connected", MAIL, "503 5.5.1 Error: send HELO first", "4.1.4", "250 2.1.0", ORDER),
    Row("connected", RCPT, "503 5.5.1 Error: send HELO first", "4.1.4"),
    Row("connected", b"DATA", "503 5.5.1 Error: send HELO first", "4.1.4"),
    Row("EHLO", RCPT, "503 5.5.1 Error: need MAIL command", "3.3"),
    Row("EHLO", b"RCPT TO:<>", "503 5.5.1 Error: need MAIL command", "3.3"),
    Row("EHLO", b"DATA", "503 5.5.1 Error: need RCPT command", "3.3"),
    Row("MAIL", b"DATA", "503 5.5.1 Error: need RCPT command", "3.3: 503 or 554",
        "554 5.5.1", "RFC 5321 allows both"),
    Row("MAIL", MAIL, "503 5.5.1 Error: nested MAIL command", "3.3; 4.1.4"),
    Row("RCPT", MAIL, "503 5.5.1 Error: nested MAIL command", "3.3; 4.1.4"),
    # -- MAIL
    Row("EHLO", b"MAIL", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.1.2"),
    Row("EHLO", b"MAIL FROM", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.1.2"),
    Row("EHLO", b"MAIL FROM:", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.1.2"),
    Row("EHLO", b"MAIL <a@example.com>", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.1.2"),
    Row("EHLO", b"MAIL FROM :<a@example.com>", "501 5.5.4 Syntax: MAIL FROM:<address>", "3.3"),
    Row("EHLO", b"MAIL TO:<a@example.com>", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.1.2"),
    Row("EHLO", b"mail from:<a@example.com>", "250 2.1.0 OK", "2.4: any case"),
    Row("EHLO", b"MAILFROM:<a@example.com>", "500 5.5.2 Error: command", "4.1.1.2",
        "221 2.7.0", "Postfix takes it for a header in a web form, and closes"),
    Row("EHLO", b"MAIL FROM:<>", "250 2.1.0 OK", "3.6.3; 4.5.5"),
    Row("EHLO", b"MAIL FROM:<postmaster>", "501 5.1.7 Bad sender", "4.1.1.3: RCPT only",
        "250 2.1.0", "Postfix adds its own domain"),
    Row("EHLO", "MAIL FROM:<jürgen@example.com>".encode(), "553 5.6.7", "RFC 6531, 3.5",
        "250 2.1.0", "Postfix has strict_smtputf8 for this"),
    Row("EHLO", "MAIL FROM:<a@münchen.example>".encode(), "553 5.6.7", "RFC 6531, 3.5",
        "501 5.1.7", OURS),
    Row("EHLO", "MAIL FROM:<jürgen@example.com> SMTPUTF8".encode(), "250 2.1.0", "RFC 6531, 3.4"),
    Row("EHLO", "MAIL FROM:<a@münchen.example> SMTPUTF8".encode(), "250 2.1.0", "RFC 6531, 3.3"),
    Row("EHLO", "MAIL FROM:<a\u2028b@example.com> SMTPUTF8".encode(), "501 5.1.7", "RFC 6532, 3",
        "250 2.1.0", LAX),
    Row("EHLO", MAIL + b" SIZE=5", "250 2.1.0 OK", "RFC 1870, 6"),
    Row("EHLO", MAIL + b" size=5 body=8bitmime", "250 2.1.0 OK", "2.4: any case"),
    Row("EHLO", MAIL + b" SIZE=20001", "552 5.3.4 Error: the message is larger", "RFC 1870, 6.1"),
    Row("EHLO", MAIL + b" SIZE=x", "501 5.5.4 Error: SIZE needs a number", "RFC 1870, 6"),
    Row("EHLO", MAIL + b" SIZE=-5", "501 5.5.4 Error: SIZE needs a number", "RFC 1870, 6"),
    Row("EHLO", MAIL + " SIZE=²".encode(), "501 5.5.4 Syntax: MAIL FROM", "4.1.2: all is ASCII"),
    Row("EHLO", MAIL + b" SIZE=", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.2"),
    Row("EHLO", MAIL + b" SIZE", "501 5.5.4 Error: SIZE needs a number", "RFC 1870, 6",
        "555 5.5.4", OURS),
    Row("EHLO", MAIL + b" BODY=7BIT", "250 2.1.0 OK", "RFC 6152, 2"),
    Row("EHLO", MAIL + b" BODY=X", "501 5.5.4 Error: BODY can only be", "RFC 6152, 2",
        "555 5.5.4", OURS),
    Row("EHLO", MAIL + b" SMTPUTF8=1", "501 5.5.4 Error: SMTPUTF8 takes no value", "RFC 6531, 3.4",
        "555 5.5.4", OURS),
    Row("EHLO", MAIL + b" X-Y=Z", "555 5.5.4 MAIL FROM parameter X-Y", "4.1.1.11"),
    Row("EHLO", MAIL + b" FOO", "555 5.5.4 MAIL FROM parameter FOO", "4.1.1.11"),
    Row("EHLO", MAIL + b" RET=HDRS", "555 5.5.4 MAIL FROM parameter RET", "4.1.1.11",
        "250 2.1.0", "Postfix offers DSN"),
    Row("EHLO", MAIL + b" ()", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.2",
        "555 5.5.4", OURS),
    Row("EHLO", MAIL + b" AUTH=<>", "555 5.5.4 AUTH is not offered here", "RFC 4954, 5",
        "250 2.1.0", "only a server that offers AUTH takes it"),
    Row("logged in", MAIL + b" AUTH=<>", "250 2.1.0 OK", "RFC 4954, 5"),
    Row("logged in", MAIL + b" AUTH=a+3Db@example.com", "250 2.1.0 OK", "RFC 4954, 5"),
    Row("logged in", MAIL + b" AUTH=+", "501 5.5.4 Error: AUTH needs", "RFC 4954, 5",
        "250 2.1.0", "Postfix doesn't read it"),
    Row("logged in", MAIL + b" AUTH=" + b"x" * 495, "250 2.1.0 OK", "RFC 4954, 3: 500 bytes more"),
    Row("HELO", MAIL, "250 2.1.0 OK", "4.1.1.1"),
    Row("HELO", MAIL + b" SIZE=5", "501 5.5.4 Syntax: MAIL FROM:<address>", "4.1.1.1",
        "250 2.1.0", "HELO asks for no extensions"),
    # -- RCPT
    Row("MAIL", b"RCPT", "501 5.5.4 Syntax: RCPT TO:<address>", "4.1.1.3"),
    Row("MAIL", b"RCPT TO:", "501 5.5.4 Syntax: RCPT TO:<address>", "4.1.1.3"),
    Row("MAIL", b"RCPT FROM:<a@example.com>", "501 5.5.4 Syntax: RCPT TO:<address>", "4.1.1.3"),
    Row("MAIL", b"RCPT TO:<>", "501 5.1.3 Bad recipient address syntax", "4.1.1.3: never null"),
    Row("MAIL", b"RCPT TO:<postmaster>", "250 2.1.5 OK", "4.1.1.3; 4.5.1"),
    Row("MAIL", b"RCPT TO:<Postmaster>", "250 2.1.5 OK", "4.1.1.3; 4.5.1"),
    Row("MAIL", "RCPT TO:<jürgen@example.com>".encode(), "553 5.6.7", "RFC 6531, 3.5",
        "250 2.1.5", "Postfix has strict_smtputf8 for this"),
    Row("MAIL with SMTPUTF8", "RCPT TO:<jürgen@example.com>".encode(), "250 2.1.5", "RFC 6531, 3"),
    Row("MAIL", RCPT + b" SIZE=5", "555 5.5.4 RCPT TO parameter SIZE=5", "4.1.1.11"),
    Row("MAIL", RCPT + b" NOTIFY=NEVER", "555 5.5.4 RCPT TO parameter NOTIFY=NEVER", "4.1.1.11",
        "250 2.1.5", "Postfix offers DSN"),
    Row("MAIL", RCPT + b" ()", "501 5.5.4 Syntax: RCPT TO:<address>", "4.1.2", "555 5.5.4", OURS),
    *_of_addresses(),
    # -- DATA
    Row("RCPT", b"DATA x", "501 5.5.4 Syntax: DATA", "4.1.1.4"),
    Row("RCPT", b"DATA", "354 End data with <CR><LF>.<CR><LF>", "4.1.1.4"),
    # -- STARTTLS
    Row("EHLO", b"STARTTLS", "502 5.5.1 STARTTLS is not offered here", "4.2.4"),
    Row("STARTTLS", b"STARTTLS x", "501 5.5.4 Syntax: STARTTLS", "RFC 3207, 4"),
    Row("STARTTLS", b"STARTTLS", "220 2.0.0 Ready to start TLS", "RFC 3207, 4"),
    Row("STARTTLS", MAIL, "530 5.7.0 Must issue a STARTTLS command first", "RFC 3207, 4",
        "250 2.1.0", "as where smtpd_tls_security_level = encrypt"),
    Row("STARTTLS", b"NOOP", "250 2.0.0 OK", "RFC 3207, 4"),
    Row("TLS", MAIL, "503 5.5.1 Error: send HELO first", "RFC 3207, 4.2", "250 2.1.0", ORDER),
    Row("TLS and EHLO", MAIL, "250 2.1.0 OK", "RFC 3207, 4.2"),
    Row("TLS and EHLO", b"STARTTLS", "503 5.5.1 TLS is already active", "RFC 3207, 4.2",
        "554 5.5.1", "503 is for a wrong order: 4.3.2"),
    # -- AUTH (Postfix with Cyrus SASL)
    Row("EHLO", b"AUTH PLAIN", "502 5.5.1 AUTH is not offered here", "4.2.4", "503 5.5.1", OURS),
    Row("login", MAIL, "530 5.7.0 Authentication required", "RFC 4954, 6",
        "250 2.1.0", "Postfix waits for RCPT, and then says 554 5.7.1; large providers say 530"),
    Row("login", b"NOOP", "250 2.0.0 OK", "RFC 4954, 6"),
    Row("login after HELO", b"AUTH PLAIN", "500 5.5.2 Error: command 'AUTH'", "RFC 4954, 3",
        "334", "HELO asks for no extensions"),
    Row("login", b"AUTH", "501 5.5.4 Not enough value", "RFC 4954, 4"),
    Row("login", b"AUTH PLAIN a b", "501 5.5.4 Too many values", "RFC 4954, 4"),
    Row("login", b"AUTH GSSAPI", "504 5.5.4 Unrecognized authentication type", "RFC 4954, 4",
        "535 5.7.8", CYRUS),
    Row("login", b"AUTH PLAIN", "334 ", "RFC 4954, 4"),
    Row("login", LOGIN, "235 2.7.0 Authentication successful", "RFC 4954, 4"),
    Row("login", b"auth plain AGFkYQBzZWNyZXQ=", "235 2.7.0", "RFC 4954, 4: any case"),
    Row("login", b"AUTH PLAIN AGFkYQB3cm9uZw==", "535 5.7.8 Username and", "RFC 4954, 6"),
    Row("login", b"AUTH PLAIN YWRhAGFkYQBzZWNyZXQ=", "235 2.7.0", "RFC 4616, 2: ada for ada"),
    Row("login", b"AUTH PLAIN Ym9iAGFkYQBzZWNyZXQ=", "535 5.7.8", "RFC 4616, 2: ada for bob"),
    Row("login", b"AUTH PLAIN !!!", "501 5.5.2 Can't decode base64", "RFC 4954, 4",
        "535 5.7.8", CYRUS),
    Row("login", b"AUTH PLAIN AGE=", "501 5.5.2 Can't split auth value", "RFC 4954, 4",
        "535 5.7.8", CYRUS),
    Row("login", b"AUTH PLAIN =", "501 5.5.2 Can't split auth value", "RFC 4954, 4: an empty one",
        "535 5.7.8", CYRUS),
    Row("login", b"AUTH LOGIN", "334 VXNlcm5hbWU6", "RFC 4954, 4"),
    Row("login", b"AUTH LOGIN =", "334 UGFzc3dvcmQ6", "RFC 4954, 4: an empty one",
        "535 5.7.8", CYRUS),
    Row("login", b"AUTH XOAUTH2 =", "334 ", "RFC 4954, 4: an empty one",
        "535 5.7.8", "Postfix needs a plug-in for XOAUTH2"),
    Row("login", b"AUTH CRAM-MD5", "334 ", "RFC 2195, 2"),
    Row("login", b"AUTH CRAM-MD5 YWRh", "501 5.7.0 CRAM-MD5 allows no", "RFC 4954, 4",
        "535 5.7.8", CYRUS),
    Row("login", b"AUTH CRAM-MD5 =", "501 5.7.0 CRAM-MD5 allows no", "RFC 4954, 4",
        "535 5.7.8", CYRUS),
    Row("logged in", LOGIN, "503 5.5.1 Already authenticated", "RFC 4954, 4"),
]  # fmt: skip
