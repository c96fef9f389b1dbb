"""Replies about the message: its size, its form, its headers, its content."""

from __future__ import annotations

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Alternative

from .subject import REVIEW, SEND, Subject

SUBJECTS = (
    Subject(
        name="attachment blocked",
        waiting_helps=False,
        is_permanent=True,
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
                r"(banned|blocked|prohibited|forbidden|illegal|dangerous|executable|suspicious) "
                r"(attachment|file|extension)|(banned|blocked): [\w,.-]*\.(exe|js|zip|scr|bat|vbs)"
            ),
        ),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content,
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
        waiting_helps=False,
        phrases=(
            r"lines? (is |are )?too long|too[ -]long lines?",
            r"\bline[ -]length\b|lines? (that are |is )?longer than|line limit exceeded",
        ),
        supporting=(r"exceed", r"maximum", r"limit", r"octets", r"998"),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content,
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
        waiting_helps=False,
        phrases=(
            r"(message|mail|email|content|attachment)s? (is |are )?too (large|big)",
            (
                r"(message|mail|e-?mail|content|attachment)\b[\w' ]{0,30} size[\w ]{0,20} "
                r"(exceed\w*|limit|too)"
            ),
            r"exceed\w*[\w' ]{0,40} (message |maximum )size|size of the message",
            r"message size|max(imum)? (message |allowed |email )size|size limit|too much mail data",
            (
                r"message (file |length )(too|exceed\w*)|(message|"
                r"mail) exceed\w*[\w' ]{0,30} (size|limit|bytes|mb)"
            ),
            r"(larger|bigger) than[\w ]{0,20} (limit|allow\w*|accept\w*|permit\w*)",
        ),
        supporting=(r"exceed", r"\blimit", r"\bmax", r"\bbytes\b", r"too (large|big)"),
        codes=("3.4", "2.3"),
        numbers=(552,),
        steps=("sender", "content"),
        only=lambda evidence: not evidence.exchange.reply.says("header", "mailbox size"),
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
        waiting_helps=False,
        phrases=(
            r"smtplf\.html",  # the page that qmail names instead of a reason
            r"(bare|lone|stray|naked) (<lf>|<cr>|lf \w|cr \w|line ?feed|newline|carriage)",
            r"(contain\w*|with|has|found|no) (a )?(bare|lone|stray|naked) (lf|cr)\b",
        ),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content,
        layer="content",
        headline="A line of the message ends without CRLF (`\\r\\n`)",
        why=(
            "In SMTP every line ends with both. `send_message` sees to it, and so does `sendmail` "
            "with a text. But `sendmail` sends bytes as they are, and `as_bytes()` ends lines "
            "with `\\n` alone."
        ),
        code="client.send_message(message)  # converts the line ends",
        tell="Let `send_message` send the message.",
        reading=(SEND, rfc("Line ends", 5321, "2.3.8")),
    ),
    Subject(
        name="headers too large",
        phrases=(
            (
                r"headers? (is |are |size )?(too (large|long|"
                r"big|many)|exceed\w*)|individual header size"
            ),
            (
                r"(header|recipient list)[\w ,]{0,25} exceed\w*|"
                r"too many headers|header[\w ]{0,12} size (limit|exceed\w*)"
            ),
        ),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content,
        layer="content",
        headline="A header of the message is too long, or there are too many",
        why=(
            "Mostly it's To or Cc with very many addresses. Headers that grow with each message, "
            "such as References, are another reason."
        ),
        code="print({{name: len(str(value)) for name, value in message.items()}})",
        tell="Print the length of each header; send to fewer recipients at once.",
        reading=(SEND, rfc("Line length", 5322, "2.1.1")),
    ),
    Subject(
        name="From header malformed",
        waiting_helps=False,
        phrases=(
            (
                r"\bfrom['\"]?:? (header|field)\b[\w ]{0,20} (malformed|missing|invalid|absent|"
                r"empty|not (valid|present|found)|syntax|"
                r"(could not|can.?not|can.t) be (parsed|read))"
            ),
            (
                r"(missing|malformed|invalid|no|bad|empty|without an?|unparsable)[\w ]{0,12} "
                r"['\"]?from['\"]?:? (header|field|line)"
            ),
            r"header from[\w ]{0,20} (malformed|missing|invalid|not valid)",
        ),
        supporting=(r"rfc ?\d{4}", r"\bheader", r"missing", r"malformed"),
        steps=("content",),
        only=lambda evidence: (
            evidence.exchange.at_content
            and not evidence.exchange.reply.says("multiple", "dkim", "spf", "dmarc")
        ),
        layer="content",
        headline="The From header of the message is missing, or isn't a proper address",
        why=(
            "It's the header in the message, not the sender of the envelope, which was accepted. "
            "It needs one address, as `Ada <ada@example.com>`. A name with a comma or other "
            "special characters needs quotes, which `Address` and `formataddr` add."
        ),
        code=(
            'print(ascii(message["From"]))\n'
            "\n"
            "from email.utils import formataddr\n"
            "\n"
            'del message["From"]\n'
            'message["From"] = formataddr(("Lovelace, Ada", "ada@example.com"))'
        ),
        tell='Print `ascii(message["From"])`: it must be one address.',
        reading=(lesson("01_write_a_message"), rfc("From", 5322, "3.6.2")),
    ),
    Subject(
        name="message not well formed",
        waiting_helps=False,
        phrases=(
            r"(data|message) format error",
            r"not rfc ?[- ]?(5322|2822|822)|rfc ?[- ]?(5322|2822|822)[\w -]{0,20} complian",
            (
                r"(missing|duplicate|multiple|invalid|malformed|no valid|bad)\b[^.;]{0,40} "
                r"(headers?\b|mime\b|message-id)"
            ),
            r"(one or no|more than one|multiple|duplicate|several) [\w-]+ headers?\b",
            r"headers? fail(s|ed)? (the )?syntax",
            r"malformed (mime|message|header)|(message|mail)[\w ]{0,12} malformed|mime complexity",
            (
                r"(multiple|several) addresses in[\w ]{0,6} from|"
                r"from:? header|headers? (error|not|are not)\b"
            ),
            (
                r"(improper|invalid|illegal)[\w -]{0,20} (header|"
                r"8-?bit|characters?)|8-?bit (data|characters?) in"
            ),
            (
                r"(date|from|subject|to|message-id|"
                r"sender):? (header )?(field )?(is )?(missing|required|not present|invalid)"
            ),
            (
                r"(no|without|lacks?)( an?| the)? (valid )?(date|"
                r"from|subject|message-id):?( header| field)"
                r"|unicode character|encoded-word|bare carriage|improperly-format|same message-id"
            ),
        ),
        steps=("content",),
        only=lambda evidence: (
            evidence.exchange.at_content
            and not evidence.exchange.reply.says("dkim", "spf", "dmarc")
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
            (
                r"mail loop|loop detected|(routing|forwarding) loop|"
                r"hop count exceeded|is looping|message looping"
            ),
            r"loops? back to|loop (was )?found",
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
            r"spam (was |has been )?detected|block(ed)? for spam",
            r"\bno spam,? (please|thanks?|thank you|here|allowed)\b",
            (
                r"(likely|considered|classified|detected|identified|judged|looks like|"
                r"appears to be|marked|tagged|flagged|scored|blocked|rejected|refused) (\w+ ){0,4}"
                r"(spam|unsolicited|junk)\b"
            ),
            r"unsolicited (bulk )?(mail|message|email)",
            r"(spam|junk) (message|content|mail|email|score)",
            r"(message|mail|email|content|it) (is|was|contains) (a )?spam\b",
            (
                r"content rejected, ube|reject, id=[\w-]+ - spam|"
                r"\bdt:spm \d|probability of (being )?spam"
            ),
            (
                r"(rejected|refused|blocked|denied|classified|"
                r"detected|contains?) (as |for |to be |the )*"
                r"(possible |probable |probably |suspected |likely )*(spam|junk|ube|bulk e?mail)\b"
            ),
            r"is (possibl|probabl|likel)[ey] (spam|junk)",
            (
                r"(possible|probable|suspected|likely) (spam|junk)|"
                r"spam[- ](like|filter|check|block|refused|rejection|"
                r"not accepted|blocked|characteristics)|(anti-?spam|"
                r"bulk e?-?mail|spamassassin|spamprofiler)"
            ),
            (
                r"similar to spam|spamming|spam is embedded|"
                r"unacceptable content|content filter|banned content"
            ),
        ),
        step_phrases=(
            r"(message|mail|content)[\w ]{0,12} (content )?(filtered|denied)|nature of the content",
            r"content (rejected|denied|not acceptable)|blocked by our filter",
        ),
        hints=(r"\bspam|\bjunk|\bbulk|\bube\b|filter|content|reject|blocked",),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content,
        layer="content",
        headline="The server takes the message for spam",
        why="It read the content before it answered. Sender and recipients were accepted.",
        code=REVIEW,
        tell="Test with an ordinary sentence, subject, and text.",
        alternatives=(
            Alternative(
                "Its words and links", "Test with an ordinary sentence, subject, and text."
            ),
            Alternative("Where it comes from", "A new address or domain is trusted less."),
        ),
    ),
)
