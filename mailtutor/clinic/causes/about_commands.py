"""Replies about the commands themselves: their order, their options, and when they came."""

from __future__ import annotations

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Alternative

from .subject import OWN_RECIPIENTS, SEND, SHARED_CLIENT, Subject

_CONNECT = lesson("03_connect_to_a_server")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
_CODES = rfc("Reply codes", 5321, "4.2")

SUBJECTS = (
    Subject(
        name="no mail accepted here",
        phrases=(
            r"\bno (smtp|mail|e-?mail) (service|server)s?\b( here)?|does not run (smtp|mail)",
            (
                r"(host|server|system|machine)[\w ]{0,20} (does not|doesn.t|never|will not) "
                r"(accept|receive|process) (any )?(mail|e-?mail|messages)(?! from| for| to)"
            ),
        ),
        step_phrases=(r"not accepting (connections|mail|messages)",),
        numbers=(521, 556),
        codes=("3.2",),
        steps=("greeting",),
        only=lambda evidence: (
            evidence.exchange.stage in {"greeting", "EHLO"}
            and not evidence.exchange.reply.temporary
            and not evidence.exchange.reply.says("block", "listed", "dns", "your ip", "reputation")
        ),
        headline="This host says that it accepts no mail at all",
        why=(
            "Something listens there, but it isn't a server for sending. Your provider's help "
            "page names the right host, and port 587 or 465."
        ),
        code=_CHECK,
        tell="Compare host and port with the provider's help page.",
        reading=(_CONNECT, _CODES),
    ),
    Subject(
        name="talked too early",
        phrases=(
            r"synchroni[sz]ation error|pipelining|early ?talk\w*",
            (
                r"(talk\w*|sent|data|input|command)[\w ]{0,20} (too (early|soon)|before)[\w ]{0,20}"
                r"(greeting|banner|220|\b)"
            ),
            r"before (the )?(smtp )?(greeting|banner)|no data before greeting",
        ),
        numbers=(503, 554, 550, 421),
        steps=("greeting", "EHLO", "content"),
        headline="The client spoke before the server had replied",
        why=(
            "A server that fights spam waits, and rejects a client that doesn't. smtplib waits for "
            "each reply, so look for code that writes to the socket itself, for TLS on a port "
            "without it, or for several threads with one client."
        ),
        code=_CHECK,
        tell="Let smtplib send each command; use no `client.sock.send(...)`.",
        alternatives=(SHARED_CLIENT,),
        reading=(_CONNECT, rfc("Order of commands", 5321, "4.1.4")),
    ),
    Subject(
        name="option not supported",
        phrases=(
            (
                r"(unsupported|unrecognized|unknown|invalid|bad|illegal|unexpected)[\w ]{0,20} "
                r"(option|parameter|extension|esmtp keyword)s?\b"
            ),
            (
                r"\b(option|parameter|argument|keyword)s?\b[\w :'<>=-]{0,20} "
                r"(not (supported|recognized|implemented|permitted|allowed|understood)|unsupported|"
                r"unrecognized|unknown)"
            ),
        ),
        codes=("5.4",),
        numbers=(455, 501, 504, 555),
        steps=("sender", "recipient"),
        only=lambda evidence: evidence.exchange.at_sender or evidence.exchange.at_recipient,
        headline="The server doesn't know an option behind the address",
        why=(
            "`mail_options=` and `rcpt_options=` add words such as `BODY=8BITMIME` to MAIL and "
            "RCPT. Only those that the server offers after EHLO may be used."
        ),
        code="print(client.esmtp_features)  # what it offers",
        tell="Leave out `mail_options=` and `rcpt_options=`.",
        alternatives=(
            Alternative(
                "Something stands behind the address",
                "Print each address with `ascii(...)`: only `name@domain` may be in it.",
            ),
        ),
        reading=(SEND, rfc("Parameters", 5321, "4.1.1.11")),
    ),
    Subject(
        name="command not known",
        phrases=(
            r"(unrecognized|unknown|unimplemented|unsupported|invalid|bad|illegal) command\b",
            (
                r"command\b[\w \"':-]{0,20} (not (recognized|"
                r"implemented|supported|understood|known|"
                r"allowed|available)|unrecognized|unknown|unimplemented|disabled)"
            ),
        ),
        codes=("5.1", "5.2"),
        numbers=(500, 502),
        only=lambda evidence: (
            not evidence.exchange.at_login
            and evidence.exchange.reply.code in {500, 502, 550, 554}
            and not evidence.exchange.reply.says("too many", "starttls")
        ),
        headline="The server doesn't know this command, or doesn't allow it",
        why=(
            "Either it's a very simple server, or something on the way, such as a firewall, "
            "changes the commands. After EHLO a server lists its extensions."
        ),
        code="print(client.esmtp_features)  # what it offers",
        tell="Look at the command in the transcript, and at `client.esmtp_features`.",
        reading=(SEND, _CODES),
    ),
    Subject(
        name="no recipient before DATA",
        phrases=(
            r"need (rcpt|recipient)|(rcpt|recipient)[\w ()]{0,20} (first|must precede)",
            r"(no|without) (valid |accepted )?(recipients?|rcpt to)\b",
        ),
        numbers=(503, 554),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content and evidence.exchange.before_content,
        failed_step="recipient",
        layer="recipient",
        headline="DATA came without a recipient: none had been accepted before it",
        why=(
            "Either `rcpt` wasn't called, or the server rejected every recipient. `rcpt` doesn't "
            "raise an error then: it returns the reply, which says why. `send_message` reads those "
            "replies, and raises `SMTPRecipientsRefused`."
        ),
        code='code, words = client.rcpt("you@example.com")\nprint(code, words)',
        tell="Print what each call of `rcpt` returns.",
        alternatives=(OWN_RECIPIENTS, SHARED_CLIENT),
        reading=(SEND, rfc("Order of commands", 5321, "4.1.4")),
    ),
    Subject(
        name="EHLO before this command",
        phrases=(
            r"(send|say|issue) (helo|hello|ehlo)\b[\w ]{0,20}|polite people say hello",
            r"(ehlo|helo)[\w /]{0,12} (first|before|required|expected)",
        ),
        codes=("5.1",),
        numbers=(503,),
        only=lambda evidence: not evidence.exchange.at_login,
        headline="The server wants EHLO before this command",
        why=(
            "A client says EHLO after it connects, and again after STARTTLS, because the server "
            "then forgets the first one. `login`, `sendmail` and `send_message` do it for you. "
            "Before single calls, such as `mail` and `rcpt`, you have to."
        ),
        code="client.ehlo()\nclient.send_message(message)",
        tell="Look for EHLO in the transcript, after STARTTLS, too.",
        alternatives=(
            Alternative(
                "The server is your own, and replaces the method for EHLO",
                "In aiosmtpd, `handle_EHLO` sets `session.host_name`. In a subclass, call the "
                "method of the same name of `super()`.",
            ),
            SHARED_CLIENT,
        ),
        reading=(SEND, rfc("Order of commands", 5321, "4.1.4")),
    ),
    Subject(
        name="commands out of order",
        phrases=(
            r"bad sequence|(out of|improper) (sequence|order)|nested mail|sequence of commands",
            r"need (mail|data) (command|first|before)|mail[\w ]{0,12} first",
            r"(no|without) (valid )?sender( specified| given)?\b|sender already",
            (
                r"mail[\w ]{0,20} must precede|"
                r"(multiple|duplicate|second|another) (mail|helo|ehlo|rcpt|data)\b"
            ),
        ),
        codes=("5.1",),
        numbers=(503,),
        only=lambda evidence: not evidence.exchange.at_login,
        headline="The server expected another command at this point",
        why=(
            "SMTP has an order: EHLO, MAIL, RCPT, DATA. `send_message` keeps it; single calls of "
            "`mail`, `rcpt` and `data` may not. An earlier message may be half sent."
        ),
        code="{code_in_order}",
        tell="Look at the commands in the transcript: EHLO, MAIL, RCPT, DATA is the order.",
        alternatives=(
            SHARED_CLIENT,
            Alternative(
                "The server wants a login before MAIL",
                "Call `client.login(...)` first, with `starttls()` before it if the server has "
                "that. Leave `helo()` out: only EHLO offers a login, and smtplib sends it itself.",
                fits=lambda evidence: evidence.exchange.may_need_login,
            ),
        ),
        reading=(SEND, rfc("Order of commands", 5321, "4.1.4")),
    ),
)
