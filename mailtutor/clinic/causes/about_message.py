"""Replies about the message, the order of commands, and the server itself."""

from __future__ import annotations

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Other

from .subject import LATER, REVIEW, SEND, SHARED_CLIENT, Subject

SUBJECTS = (
    Subject(
        name="attachment blocked",
        phrases=(
            r"potential security (issue|risk|threat)",
            (
                r"(contains?|carries|detected|found|infected (with|by))[\w ]{0,15} "
                r"(virus|malware|trojan)"
            ),
            r"(virus|malware|trojan)[\w ]{0,15} (detected|found)",
            (
                r"(attachment|attached file|file type|extension)s?\b[\w ,'.()-]{0,40} "
                r"(blocked|not (allowed|accepted|permitted)|rejected|prohibited|banned|denied)"
            ),
            (
                r"(banned|blocked|prohibited|forbidden|illegal|dangerous|executable) "
                r"(attachment|file|extension)"
            ),
        ),
        steps=("content",),
        only=lambda seen: seen.exchange.at_content and not seen.exchange.reply.temporary,
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
        tell="Send the message without its attachments and links.",
        reading=(SEND, lesson("02_attach_files")),
    ),
    Subject(
        name="line too long",
        phrases=(
            r"lines? (is |are )?too long|too[ -]long lines?",
            r"\bline[ -]length\b|lines? (that are |is )?longer than",
        ),
        supporting=(r"exceed", r"maximum", r"limit", r"octets", r"998"),
        steps=("content",),
        only=lambda seen: seen.exchange.at_content,
        layer="content",
        headline="A line of the message is longer than SMTP allows",
        why=(
            "A line has at most 998 bytes (RFC 5322, section 2.1.1). `EmailMessage` wraps text by "
            "itself; a hand-made message, or an old MIMEText with `7bit`, doesn't."
        ),
        code="print(max(len(line) for line in bytes(message).splitlines()))",
        tell="The longest line of `bytes(message)` has more than 998 bytes.",
        reading=(SEND, rfc("Line length", 5321, "4.5.3.1.6")),
    ),
    Subject(
        name="too large",
        phrases=(
            r"(message|mail|email|content|attachment)s? (is |are )?too (large|big)",
            (
                r"(message|mail|e-?mail|content|attachment)\b[\w' ]{0,30} size[\w ]{0,20} "
                r"(exceed\w*|limit|too)"
            ),
            r"exceed\w*[\w' ]{0,40} (message |maximum )size|size of the message",
            r"message size|max(imum)? (message |allowed )size|size limit",
        ),
        supporting=(r"exceed", r"\blimit", r"\bmax", r"\bbytes\b", r"too (large|big)"),
        codes=("3.4", "2.3"),
        numbers=(552,),
        steps=("sender", "content"),
        only=lambda seen: not seen.exchange.reply.says("header"),
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
        tell='Compare `len(bytes(message))` with `client.esmtp_features.get("size")`.',
        reading=(SEND, rfc("SIZE", 1870, "3")),
    ),
    Subject(
        name="bare line feed",
        phrases=(r"bare (<lf>|<cr>|lf \w|cr \w|line ?feed|newline|carriage)",),
        steps=("content",),
        only=lambda seen: seen.exchange.at_content,
        layer="content",
        headline="A line of the message ends without CRLF (`\\r\\n`)",
        why=(
            "In SMTP every line ends with both. `sendmail` and `send_message` see to it; code "
            "that writes to the socket itself, or that changes the bytes, may not."
        ),
        code="client.send_message(message)  # converts the line ends",
        tell="Let `send_message` or `sendmail` send the message.",
        reading=(SEND, rfc("Line ends", 5321, "2.3.8")),
    ),
    Subject(
        name="message not well formed",
        phrases=(
            r"not rfc ?[- ]?(5322|2822|822)|rfc ?[- ]?(5322|2822|822)[\w -]{0,20} complian",
            (
                r"(missing|duplicate|multiple|invalid|malformed|no valid|bad)\b[^.;]{0,40} "
                r"(headers?\b|mime\b|message-id)"
            ),
            r"malformed (mime|message|header)",
        ),
        steps=("content",),
        only=lambda seen: (
            seen.exchange.at_content and not seen.exchange.reply.says("dkim", "spf", "dmarc")
        ),
        layer="content",
        headline="The server finds the message malformed: look at its headers",
        why="A message needs From and Date, each header once, and lines that end with `\\r\\n`.",
        code=REVIEW,
        tell="`review(message)` says what is wrong with its headers.",
        reading=(lesson("01_write_a_message"), rfc("Fields", 5322, "3.6")),
    ),
    Subject(
        name="mail loop",
        phrases=(
            r"mail loop|loop detected|routing loop|hop count exceeded",
            r"(exceed\w*|too many) (\d+ )?(hops|received headers)|received headers",
        ),
        supporting=(r"\bloop", r"\bhops?\b"),
        codes=("4.6", "4.14"),
        numbers=(554, 551),
        steps=("recipient", "content"),
        layer="recipient",
        headline="The message goes round in a loop between servers",
        why=(
            "Each server adds a Received header, and there are too many. Mostly an address "
            "forwards to another one that forwards back, or a program sends on what it reads, "
            "headers and all."
        ),
        code='print(len(message.get_all("Received", [])))  # a new message has none',
        tell="Count the Received headers; ask the recipient where the address forwards to.",
    ),
    Subject(
        name="looks like spam",
        phrases=(
            (
                r"(likely|considered|classified|detected|identified|judged|looks like|"
                r"appears to be|marked|tagged|flagged|scored|blocked|rejected|refused) (\w+ ){0,4}"
                r"(spam|unsolicited|junk)\b"
            ),
            r"unsolicited (bulk )?(mail|message|email)",
            r"(spam|junk) (message|content|mail|email|score)",
            r"(message|mail|email|content|it) (is|was|contains) (a )?spam\b",
            r"content rejected, ube|reject, id=[\w-]+ - spam|\bdt:spm \d|probability of spam",
        ),
        steps=("content",),
        only=lambda seen: seen.exchange.at_content,
        layer="content",
        headline="The server takes the message for spam",
        why="It read the content before it answered. Sender and recipients were accepted.",
        code=REVIEW,
        tell="Test with an ordinary sentence, subject, and text.",
        others=(
            Other("Its words and links", "Test with an ordinary sentence, subject, and text."),
            Other("Where it comes from", "A new address or domain is trusted less."),
        ),
    ),
    Subject(
        name="commands out of order",
        phrases=(
            r"bad sequence|out of (sequence|order)|nested mail",
            r"need (mail|rcpt|data) (command|first|before)|(mail|rcpt)[\w ]{0,12} first",
            r"(send|say) (helo|hello|ehlo)\b[\w ]{0,20}",
            r"no valid recipients|sender already|must precede (data|rcpt)",
        ),
        codes=("5.1",),
        numbers=(503,),
        only=lambda seen: not seen.exchange.at_login,
        headline="The server expected another command at this point",
        why=(
            "SMTP has an order: EHLO, MAIL, RCPT, DATA. `send_message` keeps it; single calls of "
            "`mail`, `rcpt` and `data` may not. An earlier message may be half sent."
        ),
        code="client.rset()  # forget the unfinished message\nclient.send_message(message)",
        tell="Look at the commands in the transcript: EHLO, MAIL, RCPT, DATA is the order.",
        others=(SHARED_CLIENT,),
        reading=(SEND, rfc("Order of commands", 5321, "4.1.4")),
    ),
    Subject(
        name="server has no room",
        phrases=(
            r"insufficient (system )?(storage|disk)",
            r"(disk|file ?system|partition) (is )?full",
            r"no (disk )?space (left|available)|out of disk",
        ),
        supporting=(r"system full",),
        codes=("3.1",),
        numbers=(452,),
        headline="The server itself has no room now",
        why="The people who run the server have to fix that. Nothing is wrong with your message.",
        code=LATER,
        tell="Wait, or tell the people who run the server.",
    ),
    Subject(
        name="server has a problem",
        phrases=(
            r"(look-?up|dns)s? (failure|error|timed? ?out)",
            r"local (problem|error)|configuration (error|problem)",
            r"internal (server )?error|(server|system) (error|problem|failure|shutting down)",
            r"shutting down|out of service|queue file write error",
        ),
        supporting=(
            r"temporar",
            r"try (again )?later",
            r"not (available|accepting)",
        ),
        codes=("3.0", "3.2", "3.5"),
        only=lambda seen: seen.exchange.reply.temporary,
        headline="The server has a problem of its own",
        why="It says nothing against you or the message. Wait, or tell the people who run it.",
        code=LATER,
        tell="Wait, or tell the people who run the server.",
    ),
)
