"""Replies about how much you send, and how fast: connections, errors, messages, time."""

from __future__ import annotations

from mailtutor.clinic.cause import rfc

from .subject import SEND, Subject

_NOT_A_LIMIT_OF_YOURS = (
    "message size",
    "size limit",
    "login attempts",
    "hops",
    "receiving mail",
    "the recipient has exceeded",
    "dmarc",
    "same message-id",
)

SUBJECTS = (
    Subject(
        name="too many connections",
        phrases=(
            (
                r"(concurrent|simultaneous|too many|max(imum)?\w*)[\w ]{0,25} "
                r"(smtp |server )?(connections|sessions)\b"
            ),
            r"(connections|sessions) (limit )?(exceeded|reached)",
            r"connection limit|too many (new )?(tls |smtp )?(connections|sessions)",
        ),
        numbers=(421, 432),
        steps=("greeting", "STARTTLS", "login"),
        headline="Too many connections to this server, at once or in a short time",
        why="Each open client counts, also those that were forgotten in other cells or programs.",
        code=(
            "import smtplib\n"
            "\n"
            "# One connection for all messages, closed by `with`:\n"
            "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.send_message(message)"
        ),
        tell="Close the clients in other cells and programs, then try again.",
    ),
    Subject(
        name="idle too long",
        phrases=(
            r"time-?out while waiting|timed out (while )?waiting",
            r"timeout exceeded|(idle|inactivity|command|session) time(d )?-?out",
            r"idle (for )?too long|timeout waiting for",
        ),
        codes=("4.2",),
        numbers=(421,),
        only=lambda evidence: evidence.exchange.stage != "greeting",
        headline="The server closed the connection, because it was idle for too long",
        why=(
            "A server waits only some minutes for the next command. Messages that it accepted "
            "before are not lost."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# Connect right before you send, and do the slow work before that:\n"
            "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.send_message(message)"
        ),
        tell="Connect right before you send, not minutes earlier.",
        reading=(SEND, rfc("Timeouts", 5321, "4.5.3.2.7")),
    ),
    Subject(
        name="too many errors",
        phrases=(r"too many (\w+ )?(errors|(bad|invalid|unknown|failed) (commands|recipients))",),
        numbers=(421,),
        headline="The server gave up on this connection after too many errors",
        why=(
            "Each rejected recipient or command counts. Messages that it accepted before are not "
            "lost."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# A new connection; leave out the recipients that were rejected:\n"
            "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.send_message(message)"
        ),
        tell="Look at the replies before this one, and leave out what they reject.",
    ),
    Subject(
        name="message limit of a connection",
        phrases=(
            r"messages? per connection",
            r"(messages|mails|emails|transactions) per (smtp )?(session|connection)",
            (
                r"too many (messages|mails|transactions) (in|on|for|per) (this |one )?"
                r"(session|connection)"
            ),
        ),
        supporting=(r"\blimit", r"exceed", r"\bmax", r"reached"),
        numbers=(421, 451, 452),
        headline="The server accepts only so many messages over one connection",
        why="Close the connection now and then, and go on over a new one.",
        code=(
            "import smtplib\n"
            "\n"
            "for start in range(0, len(messages), 20):\n"
            "    with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "        for message in messages[start : start + 20]:\n"
            "            client.send_message(message)"
        ),
        tell="Send the rest over a new connection.",
    ),
    Subject(
        name="recipient gets too much mail",
        phrases=(
            r"recipient has exceeded[\w ]{0,12} (limit|rate)",
            (
                r"(user|recipient|account|mailbox)[\w' ]{0,40} (is )?receiving "
                r"(mail|messages|email) (at|too)"
            ),
            (
                r"recipient('?s|\b)[\w' ]{0,40} (receive|receiving|inbound|thread)[\w ]{0,12} "
                r"(limit|rate|threshold)"
            ),
            r"recipient has exceeded (their|its|the) (limit|rate)",
            r"(mailbox|recipient|user)[\w' ]{0,20} (receive[ds]?|receiving) (too|more)\b",
        ),
        codes=("2.121", "2.122"),
        steps=("recipient", "content"),
        layer="recipient",
        headline="The recipient's mailbox gets too much mail at the moment",
        why=(
            "It's a limit of the recipient's mailbox, for what comes from everybody. Your own "
            "message, address and account are fine."
        ),
        code="# The same message again, in an hour or later:\nclient.send_message(message)",
        tell="Send it again later, or reach the recipient in another way.",
    ),
    Subject(
        name="sending limit",
        phrases=(
            r"too many \w+ (messages|e?mails|requests)",
            (
                r"(daily|hourly|monthly|sending|send|outbound|submission|rate|frequency)"
                r"[\w ]{0,20} (quota|limit)(?!s? (is|of) \d+ (bytes|octets|mb))|"
                r"(message|email) (rate )?limit(?!s? (is|of) \d+ (bytes|octets|mb))"
            ),
            r"(only|max(imum)?|limit(ed)? (of|to)|up to|exceed\w*) \d+ (message|e?mail|recipient)",
            (
                r"(more than|exceed\w*|over) [\d.]+ (messages|emails|"
                r"mails|recipients|connections|requests)[\w ]{0,12} "
                r"(for|in|per|within|every|an?|during)\b|excessive (volume|"
                r"rate)|exceed\w* (the |your |permitted |allow\w* )+"
                r"(limits?|number|threshold|rate)|exceeded threshold|frequency limited"
            ),
            r"(quota|limits?) (for|on|of) (sending|messages|emails)",
            (
                r"(messages|emails|mails|recipients)[\w ]{0,30} (per|/|this|an|last|in an) "
                r"(hour|day|minute|second|time unit)"
            ),
            r"too (quickly|fast|frequent\w*|many (messages|mails|emails|requests|invalid))",
            r"too much (mail|email|traffic)",
            (
                r"(at a|unusual|sending|message) rate|(unexpected|high) volume|"
                r"volume of (mail|email|message)"
            ),
            r"\brate[- ]?limit|throttl(ed|ing)|slow down",
            r"connection frequency",
            r"credits? (limit )?(exceeded|used up|exhausted)|(exceeded|maximum) credits",
        ),
        hints=(r"\blimit|\brate\b|quota|too (many|much|fast|often)|more than \d|slow",),
        supporting=(
            r"exceed",
            r"\blimit",
            r"\breached\b",
            r"too (many|much|fast|high)",
            r"\bdeferred",
            r"try again",
            r"resend",
            r"slow down",
            r"throttl",
            r"prevents additional",
            r"unsolicited",
            r"server busy",
        ),
        codes=("4.5", "7.28", "7.500"),
        numbers=(421, 450, 451, 452, 454),
        only=lambda evidence: not evidence.exchange.reply.says(*_NOT_A_LIMIT_OF_YOURS),
        headline="Too much in too short a time: this is a sending limit",
        why=(
            "Providers limit how many messages, recipients and connections they accept per "
            "minute, hour, day or month. Nothing is wrong with this message."
        ),
        code="# Wait, then send fewer at once:\nclient.send_message(message)",
        tell="Wait, then send fewer at once; the provider's help page names its limits.",
    ),
)
