"""Replies about the sender's address and account."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import rfc
from mailtutor.clinic.explanation import Alternative

from .subject import CODES, OWN_FROM, PROVIDER, SEND, Subject

_subject = partial(Subject, layer="sender")

SUBJECTS = (
    _subject(
        name="sender taken for forged",
        waiting_helps=False,
        phrases=(
            (
                r"anti-?spoof\w*|spoof(ed|ing)[\w ]{0,12} (mail|"
                r"message|sender|domain|address|attempt|from)"
            ),
            r"(forged|fake|impersonat\w+)[\w ]{0,20} (sender|from|address|domain|user)",
            (
                r"(internal|own|local) (domain|sender|"
                r"address)[\w ]{0,20} from (outside|external|the internet)"
            ),
        ),
        steps=("sender", "recipient", "content"),
        only=lambda evidence: not evidence.exchange.at_login,
        headline="The recipient's server takes the address in From for a forged one",
        why=(
            "Mostly From is an address of the recipient's own domain, and the message comes from "
            "outside. Or it's the name of somebody in their organization."
        ),
        code=OWN_FROM,
        tell="Set From to the address that you log in with.",
        alternatives=(
            Alternative(
                "It's your own organization",
                "Its administrator can allow the server that you send through.",
            ),
        ),
    ),
    _subject(
        name="sender domain not vouched for",
        waiting_helps=False,
        phrases=(
            (
                r"\b(spf|dkim|dmarc)\b[^.;]{0,40} (did not|"
                r"does not|could not be) (verify|verified|validate)"
            ),
            (
                r"(no|not|without|missing|lacks?) (valid |aligned )?(spf|"
                r"dkim|dmarc)\b[\w ]{0,12}(alignment|record|signature|pass)"
            ),
            (
                r"\b(spf|dkim|dmarc)\b[^.;]{0,40} (fail\w*|reject\w*|not (pass\w*|auth\w*|allowed|"
                r"found|valid)|none|softfail|policy|violat\w*|invalid|missing|record|alignment)"
            ),
            (
                r"(fail\w*|violat\w*|not pass|missing|invalid|without|lacks?|either|due to)\b"
                r"[^.;]{0,40} (spf|dkim|dmarc)\b"
            ),
            r"sender policy framework",
            r"unauthenticated (email|mail|message)|sender is unauthenticated",
            r"is not allowed to send (mail )?from|authenticate with (either )?(spf|dkim)",
            r"sender id[\w ]{0,12} fail\w*",
        ),
        supporting=(
            r"\bspf\b",
            r"\bdkim\b",
            r"\bdmarc\b",
            r"unauthenticated",
            r"not authenticated",
        ),
        step_phrases=(
            r"(fails? to pass|does not pass|without|no) authentication (checks|information)",
        ),
        hints=(r"\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated",),
        codes=("7.20", "7.21", "7.22", "7.23", "7.24", "7.26", "7.27", "7.29", "7.509"),
        steps=("sender", "recipient", "content"),
        only=lambda evidence: not evidence.exchange.at_login,
        layer="content",
        headline="SPF, DKIM or DMARC: nothing vouches for the sender's domain",
        why=(
            "The recipient's provider asked the DNS of the domain in From who may send for it, "
            "and this server isn't among them (SPF), no signature fits (DKIM), or the domain's "
            "rule says to reject (DMARC)."
        ),
        code=OWN_FROM,
        tell="Send through the provider that the domain in From belongs to.",
        alternatives=(
            Alternative(
                "From is an address of another provider", "Send through that provider, or as you."
            ),
            Alternative(
                "It's your own domain", "Add the records that your provider's help page names."
            ),
        ),
        reading=(SEND, rfc("SPF", 7208, "8.4"), rfc("SPF and DKIM codes", 7372, "3")),
    ),
    _subject(
        name="sender domain on a block list",
        phrases=(
            r"domain\b[\w ]{0,20} in the spamhaus|spamhaus dbl",
            r"domain[\w ]{0,20} (is )?(listed|black ?listed|block ?listed|banned)|dbl\.spamhaus",
        ),
        supporting=(
            r"spamhaus",
            r"\bdbl\b",
            r"\b(block|black|deny) ?list",
            r"blocked",
            r"\blisted",
        ),
        steps=("sender", "recipient", "content"),
        only=lambda evidence: not evidence.exchange.at_login,
        headline="A domain is on a block list: mostly the one of the sender's address",
        why=(
            "It's the domain in the address that is listed, not your computer. The list's web "
            "page says why, and how its owner gets it removed."
        ),
        code='print(message["From"])  # the domain after the @',
        tell="Look the domain up on the web page of that list.",
        reading=(SEND, PROVIDER),
    ),
    _subject(
        name="sender domain of bad reputation",
        phrases=(
            (
                r"reputation of (the |your )?(sending |"
                r"sender.?s? )?domain|(bad|poor|low) domain reputation"
            ),
            r"domain reputation|sending domain[\w ]{0,20} reputation",
        ),
        steps=("sender", "recipient", "content"),
        headline="The server distrusts the domain in From: its reputation is low",
        why=(
            "The provider remembers what came from that domain. A new domain, or one that many "
            "people marked as spam, has a low reputation. It rises slowly, with messages that "
            "people want."
        ),
        code='print(message["From"])  # the domain after the @',
        tell="Look the domain up on the provider's page for senders.",
        reading=(SEND, PROVIDER),
    ),
    _subject(
        name="sender not yours",
        waiting_helps=False,
        phrases=(
            (
                r"send ?as ?denied|(not allowed|permissions?|not permitted|not authorized|"
                r"not authorised|unable) to send (from|as|on behalf|using)"
            ),
            r"rejected: not owned|not owned by",
            r"sender address (is )?not (allowed|permitted|verified|yours)",
            (
                r"(address|email|identity|sender|domain)[\w ]{0,20} not (a )?verified|"
                r"not a verified|verified sender"
            ),
            r"not match[\w ,'-]{0,40} (sender|login|user|identity|account)",
            (
                r"from (address )?must (be|equal|match)|must be (the )?same\b|in header from|"
                r"(must|should) (match|equal)[\w ]{0,30} (sender|from|log-?in|user|account|auth\w*)"
            ),
            r"from/sender name( is not)?|local user only",
            r"(incorrect|unknown|wrong) sender",
            r"relaying disallowed as",
            r"sender[\w ]{0,20} (mismatch|does not belong|not match)",
            (
                r"(unconfigured|unregistered|unverified|"
                r"unauthorized) (sending |sender )?(domain|sender|from)s?"
            ),
            (
                r"(domain|sender|from|address)[\w @<>.:'-]{0,30} (not|"
                r"n.t) (registered|configured|authori[sz]ed"
                r"|permitted|associated|owned|verified|belong)"
            ),
            (
                r"(not|n.t|cannot) (authori[sz]ed|allowed|"
                r"permitted)? ?(to )?send (e?mail|messages)? ?"
                r"(as|from|using|on behalf)"
            ),
            r"sending this from a different address",
            r"(please )?(use|send through|send via) [\w.'-]+ (own )?(smtp|mail|outgoing) servers?",
        ),
        hints=(r"\bsender\b|\bfrom\b|mail from|envelope|identit|return.path",),
        codes=("7.60", "2.252"),
        steps=("sender", "content"),
        # "Relay not permitted to send from your IP" is about something else.
        only=lambda evidence: (
            not evidence.exchange.at_login
            and not evidence.exchange.quotes_recipient
            and not evidence.exchange.reply.says("spf", "dmarc")
        ),
        supporting=(
            r"not (allowed|valid|verified|owned)",
            r"\bsender\b",
            r"\bfrom\b",
            r"identit",
            r"send ?as",
        ),
        headline="The server doesn't let you send as this sender",
        why=(
            "The address in From, or in MAIL FROM, must be the one that you log in with, or "
            "one that the provider has verified as yours."
        ),
        code=OWN_FROM,
        tell="Set From to the address that you log in with.",
        reading=(SEND, CODES),
    ),
    _subject(
        name="sender not verified",
        phrases=(
            r"sender verif|verify (the )?sender",
            r"sender address rejected: (unverified|undeliverable)",
            r"(callout|call-out|callback)\b[\w ]{0,20} (verif|fail)|while verifying <?@",
        ),
        hints=(r"\bverif\w+|callout|callback",),
        supporting=(r"fail", r"could not", r"cannot", r"unable", r"\bverif"),
        steps=("sender", "recipient"),
        headline="The server can't verify the sender's address: {sender}",
        why=(
            "It asked the DNS for the domain after the @, or the mail server of that domain "
            "whether the address exists, and got no good answer."
        ),
        code='print(message["From"])  # compare it letter by letter',
        tell="Set From to an address that exists.",
    ),
    _subject(
        name="sender domain not found",
        waiting_helps=False,
        phrases=(
            r"sender[\w <>@.:]{0,60} domain[\w .@]{0,20} (not found|does not exist|unknown)",
            r"sender[\w <>@.:]{0,40} (unresolvable|does not resolve|no mx)",
            r"domain of sender[\w ]{0,30} (not|no)\b",
            r"invalid dns mx or a|unroutable sender|unresolvable[\w .]{0,20} domain",
            (
                r"sender domain (must (exist|resolve)|is empty|"
                r"invalid)|valid sender domain|from: domain is invalid"
            ),
        ),
        supporting=(r"\bdomain\b", r"not (found|exist|resolve)"),
        codes=("1.8",),
        steps=("sender", "recipient"),
        headline="The sender's domain doesn't exist, or accepts no mail: {sender}",
        why="The server looked up the part of the sender's address after the @, and found nothing.",
        code='print(message["From"])  # compare the domain letter by letter',
        tell="Compare the part after the @ in From letter by letter.",
    ),
)
