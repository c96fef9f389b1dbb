"""Replies about what is sent, and to whom: recipients, size, content, the order of commands."""

from __future__ import annotations

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Other

from .subject import ADDRESSES, LATER, LOG_IN, SEND, SHARED_CLIENT, Subject

SUBJECTS = (
    Subject(
        name="mailbox full",
        words=r"mailbox (is )?(full|over|quota)|"
        r"(over-?|over |out of |exceed\w* )(the |its |their )?(mailbox |storage |disk )?quota|"
        r"quota exceeded|user is over|mailfolder is full|"
        r"out of (storage|space)|storage (limit|quota)",
        codes=("2.2",),
        layer="recipient",
        headline="The recipient's mailbox is full",
        why="The address is right, but there's no room. Tell the recipient in another way.",
        code=LATER,
    ),
    Subject(
        name="attachment blocked",
        words=r"potential security|security (issue|risk|threat)|virus|malware|infected|phish|"
        r"(attachment|file type|extension|executable|\.exe|\.zip)[\w ,'.()-]{0,60}(block|not |"
        r"reject|prohibit|banned|denied|allowed)|blocked because its content",
        codes=(),
        layer="content",
        headline="The server blocks what the message carries, as a security risk",
        why=(
            "Mostly it's the kind of an attachment: programs, scripts, archives with a password, "
            "or a link. Its size isn't the reason."
        ),
        code=(
            "for part in message.iter_attachments():\n"
            "    print(part.get_content_type(), part.get_filename())"
        ),
        reading=(SEND, lesson("02_attach_files")),
    ),
    Subject(
        name="line too long",
        words=r"line[ -]?(length|too long|is too long)|lines? .{0,20}(too|longer|exceed|over)|"
        r"long(er)? (than \d+|line)|maximum allowed line",
        codes=(),
        layer="content",
        headline="A line of the message is longer than SMTP allows",
        why=(
            "A line has at most 998 bytes (RFC 5322, section 2.1.1). `EmailMessage` wraps text by "
            "itself; a hand-made message, or an old MIMEText with `7bit`, doesn't."
        ),
        code="print(max(len(line) for line in bytes(message).splitlines()))",
        reading=(SEND, rfc("Line length", 5321, "4.5.3.1.6")),
    ),
    Subject(
        name="too large",
        words=r"too (large|big)|(message|mail|size|content) .{0,30}(exceed|larger|limit)|"
        r"exceed\w* .{0,30}(size|bytes)|maximum (message )?size|size (limit|exceed)|message size",
        codes=("3.4", "2.3"),
        layer="content",
        headline="The message is too large for this server",
        why=(
            "After EHLO it announces its limit, as SIZE{size_limit}. Attachments grow by a third "
            "on the way, since they travel as text (base64)."
        ),
        code=(
            'print(len(bytes(message)), "bytes, of", client.esmtp_features.get("size"))\n'
            "# Make it smaller: a zip, a smaller picture, or a link instead of the file."
        ),
        reading=(SEND, rfc("SIZE", 1870, "3")),
    ),
    Subject(
        name="too many recipients",
        words=r"too many recipients|recipients? (limit|exceed)|recipient count",
        codes=("5.3",),
        layer="recipient",
        headline="Too many recipients in one message",
        why="The server takes so many at once and no more. Send to some of them at a time.",
        code=(
            "for start in range(0, len(recipients), 50):\n"
            "    client.send_message(message, to_addrs=recipients[start : start + 50])"
        ),
        reading=(SEND, rfc("At least 100 recipients", 5321, "4.5.3.1.8")),
    ),
    Subject(
        name="greylisted",
        # Mimecast names its greylisting so.
        words=r"gr[ea]y-?list|internal resources? (is |are )?temporarily|"
        r"try again (later|in (a |some |\d+ )?(moment|minute|second))[^.]*new",
        codes=(),
        only=lambda seen: seen.reply.temporary,
        layer="recipient",
        headline="Not now: the server wants you to try again in a few minutes",
        why=(
            "This is greylisting, a filter against spam. A sender that's new to the server is "
            "rejected for now, and accepted when it comes again."
        ),
        code=LATER,
        reading=(SEND, rfc("Greylisting", 6647, "2")),
    ),
    Subject(
        name="relaying denied",
        words=r"relay(ing)? (access )?(is )?(denied|prohibited|forbidden|not (permitted|allowed))|"
        r"(unable|not permitted|not allowed|cannot|can.t|won.t|refuse) (to )?relay|no relay|"
        r"does not relay|we do not relay|relaying|delivery is not allowed|"
        r"rcpthosts|tenantattribution",
        codes=("7.64",),
        layer="recipient",
        headline="The server doesn't pass this message on for you: no relaying",
        why=(
            "It accepts messages for its own users, or from them, and as far as it knows this is "
            "neither. A server that passed on everybody's messages would be used for spam."
        ),
        code=LOG_IN,
        others=(
            Other(
                "You did not log in",
                "Call `client.login(...)` before you send.",
                fits=lambda seen: not seen.logged_in,
            ),
            Other(
                "From is not an address of your login",
                "Set it to that one.",
                fits=lambda seen: seen.logged_in,
            ),
            Other("The wrong server", "Send through your own provider's, on 587 or 465."),
        ),
    ),
    Subject(
        name="mailbox closed",
        # "Your account is suspended" is about who sends.
        words=r"(?<!your )(?<!sender )(user|recipient|mailbox|address|account|alias)"
        r"[\w @<>.'-]{0,60}(no longer|inactive|"
        r"disabled|discontinued|deactivated|suspended|archived|closed|has moved)",
        codes=("1.6", "2.1"),
        only=lambda seen: seen.at_recipient and not seen.reply.temporary,
        layer="recipient",
        headline="The mailbox doesn't accept messages anymore: {address}",
        why="The server rejected {refused}. The mailbox was closed, blocked or moved.",
        code='print(message["To"], message["Cc"])  # is it the right one?',
        others=(
            Other("It's closed or blocked", "Ask its owner in another way, by phone for example."),
            Other("A slip in the address", "Compare it letter by letter, the domain too."),
        ),
    ),
    Subject(
        name="no such recipient",
        words=r"(user|recipient|mailbox|address|account|alias)[\w @<>.'-]{0,60}(unknown|not found|"
        r"does ?n.t exist|does not exist|not exist|not known)|"
        r"unknown (user|recipient|mailbox|address)|no such (user|recipient|mailbox|"
        r"person|address|account)|no mailbox|invalid (recipient|mailbox)|recipientnotfound|"
        r"doesn.t have an?[\w .]* account|"
        r"unroutable|unrouteable|not a valid mailbox|undeliverable address",
        codes=("1.1", "1.0", "1.10"),
        only=lambda seen: seen.at_recipient and not seen.reply.temporary,
        layer="recipient",
        headline="There is no such mailbox: {address}",
        why=(
            "The server refused {refused}. `smtplib` raises an error only if all recipients are "
            "refused; if some are, `send_message` returns them."
        ),
        code='print(message["To"], message["Cc"])  # compare letter by letter',
        others=(
            Other("A slip in the address", "Compare it letter by letter, the domain too."),
            Other("The mailbox was closed or has moved", "Ask its owner in another way."),
        ),
    ),
    Subject(
        name="recipient domain takes no mail",
        words=r"(domain|host)[\w @<>.'-]{0,40}(not found|does ?n.t exist|does not exist|accept no|"
        r"no mx)|null mx|nullmx|reserved by rfc|host unknown",
        codes=("1.2", "4.4"),
        numbers=(556,),
        only=lambda seen: seen.at_recipient,
        layer="recipient",
        headline="The recipient's domain doesn't exist, or accepts no mail: {address}",
        why="The server looked up the part of the address after the @.",
        code='print(message["To"], message["Cc"])  # compare the domain letter by letter',
    ),
    Subject(
        name="address not well written",
        words=r"(bad|invalid|malformed) .{0,20}(address|recipient|sender|mailbox)[\w ]*syntax|"
        r"syntax error in (the )?(address|mailbox|parameters)|address .{0,30}(syntax|must contain|"
        r"malformed|not valid)|missing or malformed|domain missing|must contain a domain",
        codes=("1.3", "1.7"),
        only=lambda seen: seen.at_sender or seen.at_recipient,
        layer="recipient",
        headline="The server can't read an address: {address_shown}",
        why=(
            "An address is `name@domain`, with nothing before or after it. A space, a comma, a "
            "missing @ or an unclosed bracket is enough."
        ),
        code=ADDRESSES,
        reading=(SEND, rfc("Addresses", 5321, "4.1.2")),
    ),
    Subject(
        name="message not well formed",
        words=r"rfc ?[- ]?(5322|2822|822)|(missing|duplicate|multiple|invalid|malformed) .{0,30}"
        r"(header|from|date|message-id|mime)|bare (lf|line ?feed|newline)|"
        r"not rfc|no valid .{0,20}from",
        codes=(),
        only=lambda seen: seen.at_content,
        layer="content",
        headline="The server finds the message malformed: look at its headers",
        why="A message needs From and Date, each header once, and lines that end with `\\r\\n`.",
        code="from mailtutor import review\n\nprint(review(message))",
        reading=(lesson("01_write_a_message"), rfc("Fields", 5322, "3.6")),
    ),
    Subject(
        name="looks like spam",
        words=r"spam|unsolicited|\bbulk\b|junk|uce\b|content (filter|rejected)|suspicious",
        codes=(),
        only=lambda seen: seen.at_content,
        layer="content",
        headline="The server takes the message for spam",
        why="It read the content before it answered. Sender and recipients were accepted.",
        code="from mailtutor import review\n\nprint(review(message))",
        others=(
            Other("Its words and links", "Test with an ordinary sentence, subject, and text."),
            Other("Where it comes from", "A new address or domain is trusted less."),
        ),
    ),
    Subject(
        name="commands out of order",
        words=r"bad sequence|out of (sequence|order)|nested mail|need (mail|rcpt)|send "
        r"(helo|hello|ehlo|mail|rcpt).{0,20}first|no valid recipients|sender already|say hello",
        codes=(),
        numbers=(503,),
        headline="The server expected another command at this point",
        why=(
            "SMTP has an order: EHLO, MAIL, RCPT, DATA. `send_message` keeps it; single calls of "
            "`mail`, `rcpt` and `data` may not. An earlier message may be half sent."
        ),
        code="client.rset()  # forget the unfinished message\nclient.send_message(message)",
        others=(SHARED_CLIENT,),
        reading=(SEND, rfc("Order of commands", 5321, "4.1.4")),
    ),
    Subject(
        name="login way not known",
        words=r"(invalid|unsupported|unknown) (authentication |sasl )?mechanism|"
        r"unrecognized auth|unsupported auth|unknown auth|"
        r"authentication (type|mechanism) .{0,30}(not|un)|mechanism .{0,20}(not|un|invalid)",
        codes=("7.4",),
        numbers=(502, 504),
        only=lambda seen: seen.at_login,
        layer="authentication",
        headline="The server doesn't know this way of logging in",
        why="It didn't look at the password. After EHLO a server lists the ways that it offers.",
        code='print(client.esmtp_features.get("auth"))',
        reading=(lesson("05_log_in"), rfc("AUTH", 4954, "4")),
    ),
    Subject(
        name="server has no room",
        words=r"insufficient (system )?(storage|disk)|disk full|no space|system full",
        codes=("3.1",),
        headline="The server itself has no room now",
        why="The people who run the server have to mend that. Nothing is wrong with your message.",
        code=LATER,
    ),
    Subject(
        name="server has a problem",
        words=r"lookups? (failure|error)|local (problem|error)|configuration (error|problem)|"
        r"internal (server )?error|shutting down|out of service|not (available|accepting)|"
        r"temporar(y|ily) ((system|server) )?(problem|failure|unavailable|error|deferred)",
        codes=("3.0", "3.2", "3.5"),
        only=lambda seen: (
            # At the login such a reply mostly means the check of the password.
            seen.reply.temporary and (not seen.at_login or seen.reply.says("system", "server"))
        ),
        headline="The server has a problem of its own",
        why="It says nothing against you or the message. Wait, or tell the people who run it.",
        code=LATER,
    ),
)
