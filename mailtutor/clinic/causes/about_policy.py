"""Replies about rules: a country, a blocked sender, a link, a list of bounces, a policy."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.replies import ADDRESS

from .subject import BARE_LETTERS, CODES, HEADER_TWICE, OWN_FROM, PROVIDER, REVIEW, SEND, Subject

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_OWN_PROVIDER = (
    "from mailtutor import check_connection\n"
    "\n"
    "# Your own provider's server accepts your messages when you log in:\n"
    'check_connection("your-providers-server", 587)'
)
_RECIPIENT = 'print(message["To"], message["Cc"])  # is it the right one?'

# What a reply with these words is about, it says itself.
_NAMED = re.compile(
    r"\b(spam\w*|junk|virus|viruses|malware|urls?|uris?|links?|hyperlinks?|attachments?|"
    r"attached|extensions?|file types?|size|too (large|big|long)|encrypted|macros?|subject|"
    r"keywords?|phishing|country|password)\b(?! (to|for|protection|filter service))"
)
_WEB_ADDRESS = re.compile(r"https?://\S+|www\.\S+")


def _names_a_subject(evidence: Evidence) -> bool:
    text = ADDRESS.sub("@", _WEB_ADDRESS.sub("", evidence.exchange.reply.text.lower()))
    return _NAMED.search(text) is not None


_subject = partial(Subject, layer="SMTP dialogue", reading=(SEND, CODES))

BLOCKS = (
    _subject(
        name="country or network not allowed",
        phrases=(
            r"host network,? not allowed",
            (
                r"(country|geo\w*|region|location)[\w ]{0,30} (block\w*|not (allowed|accepted|"
                r"permitted)|reject\w*|restrict\w*|denied|banned)"
            ),
            r"(block\w*|reject\w*|denied|not accept\w*)[\w ]{0,30} (country|geo\w*|region)\b",
            (
                r"geo-?(blocking|location|graphic\w*)|"
                r"does not accept (e-?mail|mail|messages) over ipv6"
            ),
        ),
        step_phrases=(r"geo-?ip\b",),
        steps=("greeting", "sender", "recipient"),
        only=lambda evidence: not evidence.exchange.at_login,
        headline="The server accepts nothing from the network or country you send from",
        why=(
            "It's a rule of the people who run that server, about where your computer is. The "
            "address and the message aren't the reason."
        ),
        code=_OWN_PROVIDER,
        tell="Send through your own provider's server, and log in there.",
        reading=(SEND, PROVIDER),
    ),
    _subject(
        name="sender blocked by the recipient",
        phrases=(
            (
                r"(blocked|refused|rejected|banned|denied) by (the |"
                r"this )?(recipient|user|addressee)s?\b"
            ),
            r"rejected due to user rules|by user rules|user[\w ]{0,10} (reject|refuse)s? ",
            r"recipient[\w ]{0,12} refuses to (accept|receive)|recipient.s (block|black|deny|safe)",
            r"(manually )?blocked senders?|block policy for|\buser (domain )?entry\b",
            (
                r"(sender|from)[\w @:<>.-]{0,40} (is |has been |"
                r"was )*(black ?listed|block ?listed|banned)"
            ),
            r"banned sender|sender is spammer|sender isn.t on|sender[\w ]{0,12} in my bad\w*",
            r"in[\w ]{0,12} badmailfrom|sender address (has been )?blocked|sender blocked",
        ),
        codes=("7.507", "7.511"),
        steps=("sender", "recipient", "content"),
        only=lambda evidence: (
            not evidence.exchange.at_login
            and not evidence.exchange.reply.says("domain", "client host", " ip ")
        ),
        layer="sender",
        headline="The recipient, or their server, blocks the address that you send from",
        why="It's on a list that they keep themselves. Only they can take it off that list.",
        code='print(message["From"])  # is it the one that you want to send from?',
        tell="Ask the recipient in another way, by phone for example.",
    ),
    _subject(
        name="recipient suppressed",
        phrases=(
            r"marked as inactive|inactive addresses",
            (
                r"suppression list|suppressed (address|recipient)|"
                r"(on|in) (a |the |our |your )?suppress|bounced address"
            ),
            r"(previously|hard)[ -]bounced|has unsubscribed",
        ),
        step_phrases=(r"suppress(ion|ed)\b|opted[ -]out\b",),
        steps=("recipient", "content"),
        layer="recipient",
        headline="Your provider keeps this recipient on its list of addresses not to send to",
        why=(
            "An address that rejected a message before, or whose owner complained, gets on that "
            "list. Nothing was sent to the recipient's server."
        ),
        code=_RECIPIENT,
        tell="Remove the address from that list on the provider's web page, if it's right.",
        reading=(SEND, PROVIDER),
    ),
    _subject(
        name="link on a block list",
        waiting_helps=False,
        phrases=(
            r"spam (uri|url|link)s?\b",
            (
                r"\b(uris?|urls?|links?|hyperlinks?)\b[\w ]{0,30} (black ?list\w*|"
                r"block\w*|malicious|phish\w*|listed|spam)"
            ),
            r"(black ?listed|blocked|malicious|phishing|listed|banned) (uri|url|link)s?\b",
        ),
        step_phrases=(
            r"\b(surbl|uribl)\b|phishing|bad (url|link)s?\b",
            r"\((url|uri|link)[-_]\w+\)|\(\w+[-_](url|uri|link)\)",  # the name of a rule
        ),
        hints=(r"\b(url|uri|link)s?\b(?! (for|below))",),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content,
        layer="content",
        headline="A link in the message is on a block list, or looks like phishing",
        why="The server read the content. It's a web address in it, not your own address.",
        code=('import re\n\nprint(re.findall(r"https?://[^\\s>\\"]+", message.as_string()))'),
        tell="Send the message without its links.",
    ),
)

# The reply says that it's a rule, and no more: after all others.
RULES = (
    _subject(
        name="mailbox unavailable",
        phrases=(
            (
                r"mailbox[\w <>@.:()-]{0,25} (unava\w+ble|not available|not accessible|"
                r"(cannot|can.t) be (accessed|opened)|busy|locked)|mailbox name not allowed"
            ),
            (
                r"(recipient|user|account|"
                r"address)[\w <>@.:()-]{0,25} (is )?(temporarily |currently )?unavailable"
            ),
            (
                r"(recipient|destination) address(es)? ?(is |"
                r"was )?(rejected|denied|refused|not accepted)"
            ),
            (
                r"(recipient|rcpt to|address) (is |was |"
                r"has been )*(rejected|not accepted|denied|refused|not ok)"
            ),
        ),
        codes=("2.0", "2.1", "4.1", "1.1"),
        steps=("recipient",),
        only=lambda evidence: (
            evidence.exchange.at_recipient
            and not evidence.exchange.reply.says(
                "sender", "client host", "helo", "relay", "your ", " ip ", "polic"
            )
        ),
        layer="recipient",
        headline="The server accepts nothing for this recipient: {address}",
        why=(
            "The server rejected {refused}. These words stand for several things, and it doesn't "
            "say which."
        ),
        code='print(message["To"], message["Cc"])  # compare letter by letter',
        tell="Compare the address letter by letter.",
        is_certain=False,
        alternatives=(
            Alternative(
                "There is no such mailbox",
                "Compare the address letter by letter. Microsoft 365 says 5.4.1 for this.",
            ),
            Alternative("The mailbox was closed, or is busy now", "Ask its owner in another way."),
            Alternative(
                "A rule of the recipient's server",
                "It may accept no messages from your computer's address, or from outside.",
            ),
            Alternative(
                "Too many messages in a short time",
                "GMX says this, too. Wait half an hour, then send fewer at once.",
                fits=lambda evidence: evidence.exchange.reply.says("later", "limit", "too many"),
            ),
        ),
    ),
    _subject(
        name="mailbox unavailable after the content",
        phrases=(
            r"mailbox[\w <>@.:()-]{0,25} (unava\w+ble|not available)",
            r"requested action not taken\W+(mailbox|recipient)|request failed\W+mailbox",
        ),
        numbers=(550, 450, 554),
        steps=("content",),
        only=lambda evidence: evidence.exchange.at_content and not evidence.exchange.before_content,
        layer="content",
        headline="The server rejects the message, and probably not for its recipient: check From",
        why=(
            "The recipients were accepted before, so it's probably not about them. Yahoo and "
            "others say this after the content if they don't like the message or its From header."
        ),
        code=OWN_FROM,
        tell="Set From to the address that you log in with.",
        is_certain=False,
        alternatives=(
            Alternative(
                "From isn't an address of the account that you logged in with",
                "Set From to exactly that address.",
            ),
            Alternative("It looks like spam", "Test with an ordinary sentence, subject, and text."),
            Alternative(
                "The mailbox was looked up only now",
                "Compare the recipient's address letter by letter.",
            ),
        ),
    ),
    _subject(
        name="a rule of the server",
        phrases=(
            r"content (restrictions?|policy|policies)\b",
            r"rejected by (the )?(destination|recipient|receiving) (domain|server|organization)",
            (
                r"(rejected|denied|blocked|refused|bounced|not accepted|prohibited|not allowed|"
                r"violat\w*|forbidden) (due to |because of |by |for |from |under )?"
                r"(an? |the |our |your |its |this |local |corporate |company |administrative |"
                r"organi[sz]ation\w*( |.s )|e?-?mail |server |site |domain |internal |security |"
                r"custom |transport |recipient.?s? )*(polic(y|ies)|rules?|settings|administrator)\b"
            ),
            r"polic(y|ies) (violation|reasons?|restrictions?|prohibit\w*|rejection|issue)s?",
            r"(local|administrative|security|server|site) (policy|prohibition|rule)s?\b",
            (
                r"(has|have) a policy that prohibit\w*|"
                r"transport\.rules\.|administratively (prohibited|denied)"
            ),
            r"(violates|against|breaches) (our|the|local|a|company)[\w ]{0,20} polic",
        ),
        step_phrases=(
            (
                r"(rejected|refused|blocked|554|550)\b[^;]{0,60}: ?access denied|^access denied$|"
                r"@\.? access denied"
            ),
        ),
        hints=(r"\bpolic(y|ies)\b|\bprohibit|\brules?\b|not authorized|access denied|forbidden",),
        codes=("7.0", "7.1"),
        steps=("sender", "recipient", "content"),
        only=lambda evidence: (
            not evidence.exchange.reply.says("spf", "dkim", "dmarc")
            and not _names_a_subject(evidence)
        ),
        headline="A rule of the server forbids this, and it doesn't say which rule",
        why=(
            "Its administrator has set it, about senders, recipients, words or attachments. "
            "A message that differs in one thing at a time shows which."
        ),
        code=REVIEW,
        tell="Ask the people who run the server, or change one thing at a time.",
        is_certain=False,
        alternatives=(
            BARE_LETTERS,
            HEADER_TWICE,
            Alternative(
                "The content", "Test with an ordinary sentence and subject, without attachments."
            ),
            Alternative(
                "The sender, or the server that you send through",
                "Log in at your own provider's, and set From to the address of that login.",
            ),
            Alternative("The recipient is closed to outsiders", "Ask its owner in another way."),
        ),
    ),
    _subject(
        name="sender rejected without a reason",
        phrases=(
            r"(invalid|bad|illegal) (envelope |return )?sender\b(?! identity| address syntax| ip)",
            (
                r"sender('s)?( e?mail)?( address)?:? (is |was )?(rejected|denied|refused|invalid|"
                r"not accepted)(?!: )"
            ),
        ),
        steps=("sender", "recipient", "content"),
        only=lambda evidence: (
            not evidence.exchange.reply.says("spf", "dkim", "dmarc", "domain", "polic")
        ),
        layer="sender",
        headline="The server rejects the sender's address, and doesn't say why: {sender}",
        why="These words stand for several things.",
        code=OWN_FROM,
        tell="Set From to the address that you log in with.",
        is_certain=False,
        alternatives=(
            Alternative("It isn't an address of your login", "Set From to that one."),
            Alternative("It doesn't exist", "Compare it letter by letter."),
            Alternative("The server blocks it", "Ask the recipient in another way."),
        ),
    ),
)
