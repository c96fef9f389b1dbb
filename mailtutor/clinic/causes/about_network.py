"""Replies about your computer and how much it sends: connections, limits, names, addresses."""

from __future__ import annotations

from mailtutor.clinic.cause import lesson, rfc

from .subject import PROVIDER, SEND, Subject

_HELO = (
    "import smtplib\n"
    "\n"
    "smtplib.SMTP(\n"
    '    {host_code}, {port_code}, local_hostname="pc.example.com", timeout=10\n'
    ")"
)
_OWN_PROVIDER = (
    "from mailtutor import check_connection\n"
    "\n"
    "# Your own provider's server accepts your messages when you log in:\n"
    'check_connection("your-providers-server", 587)'
)
_NOT_ABOUT_AN_ADDRESS = ("dbl.", "surbl", "uribl", " url", "domain")

SUBJECTS = (
    Subject(
        name="server of another user",
        phrases=(r"this server is for another user of this computer",),
        steps=("greeting",),
        layer="SMTP dialogue",
        headline="This LocalServer belongs to another user of this computer",
        why=(
            "It accepts connections only from the person who started it, so that nobody reads "
            "or forges another's messages. Start your own server."
        ),
        code="from mailtutor import LocalServer\n\nserver = LocalServer().start()  # a free port",
        tell="Start your own `LocalServer`.",
        reading=(lesson("03_connect_to_a_server"),),
    ),
    Subject(
        name="server's handler failed",
        phrases=(r"^error: \(\w+\) \S",),
        numbers=(500,),
        layer="SMTP dialogue",
        headline="The server's own code raised {handler_error}: look there, not here",
        why=(
            "aiosmtpd replies like this when a method of its handler, such as `handle_DATA`, "
            "raises an exception. The client and the message aren't the reason."
        ),
        code=(
            "import logging\n"
            "\n"
            "# Before the server starts: shows the traceback, with the line that failed.\n"
            "logging.basicConfig()"
        ),
        tell="Look at the server's own output for a traceback.",
    ),
    Subject(
        name="too many connections",
        phrases=(
            (
                r"(concurrent|simultaneous|too many|max(imum)?\w*)[\w ]{0,25} "
                r"(smtp |server )?(connections|sessions)\b"
            ),
            r"(connections|sessions) (limit )?(exceeded|reached)",
            r"connection limit",
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
            r"timeout exceeded|(idle|inactivity|command|session) time(d )?-?out",
            r"idle (for )?too long|timeout waiting for",
        ),
        codes=("4.2",),
        numbers=(421,),
        only=lambda seen: seen.exchange.stage != "greeting",
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
        name="sending limit",
        phrases=(
            (
                r"(daily|hourly|monthly|sending|send|outbound|message|email|rate|frequency)"
                r"[\w ]{0,20} (quota|limit)(?!s? (is|of) \d+ (bytes|octets|mb))"
            ),
            r"(quota|limits?) (for|on|of) (sending|messages|emails)",
            (
                r"(messages|emails|mails|recipients)[\w ]{0,30} (per|this|an|last|in an) "
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
        only=lambda seen: (
            not seen.exchange.reply.says("message size", "size limit", "login attempts", "hops")
        ),
        headline="Too much in too short a time: this is a sending limit",
        why=(
            "Providers limit how many messages, recipients and connections they accept per "
            "minute, hour, day or month. Nothing is wrong with this message."
        ),
        code="# Wait, then send fewer at once:\nclient.send_message(message)",
        tell="Wait, then send fewer at once; the provider's help page names its limits.",
    ),
    Subject(
        name="reverse name missing",
        phrases=(
            r"reverse[- ](dns|lookup|host ?name|name|mapping)",
            r"\bptr\b[\w ]{0,20} record",
            r"cannot find your (reverse )?host ?name",
            r"no reverse",
        ),
        supporting=(
            r"\brdns\b",
            r"fail",
            r"missing",
            r"\bnot\b",
            r"\bno\b",
            r"\bbad\b",
            r"invalid",
            r"cannot",
            r"without",
            r"does ?n.t",
            r"require",
            r"reject",
        ),
        codes=("7.25",),
        headline="Your computer's address has no name in DNS that this server accepts",
        why=(
            "A mail server looks up the name of the address that connects, and then the "
            "address of that name. A home or cloud computer mostly has no such name. "
            "Send through your provider's server instead."
        ),
        code=_OWN_PROVIDER,
        tell="Send through your own provider's server, which has such a name.",
        reading=(SEND, PROVIDER),
    ),
    Subject(
        name="address on a block list",
        phrases=(
            r"spamhaus|spamcop\.net|barracuda(central|networks)|sorbs\.net|ipcheck\.proofpoint",
            r"\bdnsbl:\w{3}|blocked using|real-?time block",
            (
                r"\b(ip|client host|ip address|sending ip|host address)s? ?"
                r"[\[(]?[\d.:a-f/]*[\])]?,? ?"
                r"(is |was |has been |are |currently )*"
                r"(blocked|listed|banned|black ?listed|block ?listed|not allowed|refused)"
            ),
            r"(blocked|banned|listed|black ?listed|block ?listed)[\w ]{0,12} (sending )?ips?\b",
            r"(traffic|connections?)( is| will)?( be)? not( be)? accepted from",
            r"(dynamic|dial-?up|residential)[\w/ -]{0,20} ?\b(ip|address|range|host)",
            r"the ip you.re using to send|(poor|bad|low) (ip )?reputation|ip reputation",
            (
                r"(listed|found|is) (on|in|by) (a |an |our |the )?[\w.]{0,20} ?"
                r"(block|black|deny) ?list"
            ),
            r"client host [^;]{0,60}(blocked|rejected: access)",
        ),
        supporting=(
            r"blocked",
            r"listed",
            r"\blist\b",
            r"banned",
            r"\b(ip|ips)\b",
            r"access denied",
            r"not (accepted|allowed|authorized)",
            r"reject",
            r"refused",
            r"client host",
        ),
        codes=("7.606", "7.708", "7.750"),
        steps=("greeting", "EHLO", "recipient"),
        only=lambda seen: (
            not seen.exchange.at_login and not seen.exchange.reply.says(*_NOT_ABOUT_AN_ADDRESS)
        ),
        layer="SMTP dialogue",
        headline="The server doesn't accept the network address that you send from",
        why=(
            "It judges by your computer's public address: a list or a record of its own says "
            "that spam comes from there, or that no mail server should be there. Home, school "
            "and cloud networks often are listed. The message itself isn't the reason."
        ),
        code=_OWN_PROVIDER,
        tell="Send through your own provider's server, and log in there.",
        reading=(SEND, PROVIDER),
    ),
    Subject(
        name="EHLO name rejected",
        phrases=(
            (
                r"\b(helo|ehlo)( command| name| host ?name| argument)*:? (is )?"
                r"(rejected|invalid|not (accepted|allowed|valid))"
            ),
            r"(invalid|bad|bogus|forged|fake) (helo|ehlo)\b",
            r"fully[- ]qualified (host|domain)",
        ),
        supporting=(r"host ?name", r"host not found", r"\bname\b", r"\b(helo|ehlo)\b"),
        steps=("EHLO",),
        headline="The server doesn't accept the name in your EHLO",
        why=(
            "`EHLO` carries your computer's own name. Some servers want a full name, with a dot "
            "in it, that exists in DNS."
        ),
        code=_HELO,
        tell="Set another name with `local_hostname=`.",
        reading=(SEND, rfc("What EHLO carries", 5321, "4.1.1.1")),
    ),
)
