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
        phrases=(r"this server (is for|belongs to) another user",),
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
        phrases=(r"^error: \(\w+\)( \S|$)",),
        numbers=(500,),
        layer="SMTP dialogue",
        headline="The server's own code raised {handler_error}: look there, not here",
        why=(
            "aiosmtpd replies like this when a method of its handler, such as `handle_DATA`, "
            "raises an exception, or returns anything but the text of a reply. The client and the "
            "message aren't the reason."
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
        name="reverse name missing",
        waiting_helps=False,
        phrases=(
            r"reverse[- ](dns|lookup|host ?name|name|mapping)",
            r"\bptr\b[\w ]{0,20} record",
            r"cannot find your (reverse )?host ?name",
            (
                r"no reverse (dns|name|entry)|name lookup failed|"
                r"unverif\w+ sending ips?|(has|have|with|-) no rdns"
            ),
            r"domain[\w .\[\]]{0,20} mismatches client ip|relay host name",
        ),
        supporting=(
            r"\brdns\b",
            r"fail",
            r"\bfix\b",
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
        hints=(r"\brdns\b|\bptr\b|host ?name|nameserver|name lookup",),
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
        name="a block list that isn't asked right",
        phrases=(
            r"error: open resolver|public dns resolver|(open|public) resolver",
            r"error: (excessive|over) (number|query|volume)",
        ),
        supporting=(r"spamhaus", r"block(ed|list)", r"dnsbl", r"\brbl\b"),
        steps=("greeting", "recipient", "content"),
        headline="The server can't ask its block list, so it rejects everyone",
        why=(
            "A block list doesn't answer servers that ask through a public DNS resolver, or too "
            "often. This server takes the error for a yes. Your address may be on no list at all; "
            "its administrator has to change the settings."
        ),
        code='print(message["To"])  # tell the people there in another way, such as by phone',
        tell="Look your address up on the list's own web page: it isn't there.",
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
            (
                r"ask your postmaster for help|intrusion prevention|"
                r"(bad|poor|low|spam\w*)[\w ]{0,20} reputation\b|"
                r"(bad|extreme bad|spam) ip (address|profile)"
            ),
            (
                r"your (ip|host|server|network|mail server|remotehost)\b[\w \[\].:]{0,30} "
                r"(blocked|(black |block )?listed|banned|"
                r"suspicious\w*|rejected|refused|not allowed)"
            ),
            r"(mail )?server at 0 (is )?(blocked|listed|banned)|ip address rejected",
            r"all messages from 0 will be",
            r"too many unwanted messages|use the smtp server of your isp|dynamic ip",
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
            r"network|provider",
        ),
        codes=("7.606", "7.708", "7.750"),
        step_phrases=(
            r"(denied|blocked|refused|rejected)[\w ]{0,8} (for|from) (your |this )?ip\b",
            r"(blocked|refused|rejected)[ -]+see https?|blocked by \S+\.",
            r"(connection|access|mail)[\w ]{0,12} (refused|denied|blocked|rejected) (by|from)\b",
            r"(not allowed|not permitted) to connect|no access from (this )?(mail )?server",
        ),
        hints=(
            r"\bblock|\bbanned|reputation|black ?list|\brbl\b|\bips?\b|refused|denied|spam|abus",
        ),
        steps=("greeting", "EHLO", "recipient"),
        only=lambda evidence: (
            not evidence.exchange.at_login
            and not evidence.exchange.reply.says(*_NOT_ABOUT_AN_ADDRESS)
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
        waiting_helps=False,
        phrases=(
            (
                r"\b(helo|ehlo)( command| name| host ?name| argument)*:? (is )?"
                r"(rejected|invalid|not (accepted|allowed|valid))"
            ),
            r"(invalid|bad|bogus|forged|fake) (helo|ehlo)\b|\b(helo|ehlo) argument",
            r"fully[- ]qualified (host|domain)",
            (
                r"\b(helo|ehlo)\b[\w /]{0,20} (should|must|has to|needs? to|(is|does)( not|n.t)) "
                r"(be|have|contain|include|match|resolve|use|an?|the|your|valid|fqdn)\b"
            ),
            r"\b(helo|ehlo)\b[\w /]{0,20} requires? (an? )?(valid|full|domain|host|fqdn)",
        ),
        step_phrases=(
            r"(invalid|bad|illegal|unresolvable|unknown|malformed) (domain|host)[ -]?(name)?\b",
            (
                r"requires (a )?(valid )?(domain|host)|(name|"
                r"address) (is )?(invalid|not valid|required)"
            ),
            r"(bad|invalid|wrong) syntax|^syntax: (ehlo|helo)|syntax error(?!,? command)",
            r"\bfqdn\b|invalid argument|host not found|(try again later.*\((ehlo|helo)\))",
        ),
        hints=(r"\b(helo|ehlo)\b|host ?name|domain|\bname\b|argument",),
        supporting=(r"host ?name", r"host not found", r"\bname\b", r"\b(helo|ehlo)\b"),
        steps=("EHLO",),
        headline="The server doesn't accept the name in your EHLO",
        why=(
            "`EHLO` carries your computer's own name{hello_shown}. Some servers want a full name, "
            "with a dot in it, that exists in DNS. Spaces and underscores aren't allowed."
        ),
        code=_HELO,
        tell="Set another name with `local_hostname=`.",
        reading=(SEND, rfc("What EHLO carries", 5321, "4.1.1.1")),
    ),
)
