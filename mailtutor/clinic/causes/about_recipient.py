"""Replies about the recipients: their mailboxes, their domains, and who delivers to them."""

from __future__ import annotations

import re
from functools import partial

from mailtutor.clinic.cause import rfc
from mailtutor.clinic.explanation import Alternative

from .subject import LATER, SEND, Subject

_WHOM = r"\b(user|recipient|mailbox|address|alias|(this|that|the|email) account)"
# Postfix and Exim reject a sender or a client only at the first recipient.
_ABOUT_YOUR_ACCOUNT = ("your mailbox", "your account", "sender", "mail from", "helo", "client host")
_LOCKED = (
    r"(?:this )?(?:e-?mail )?(?:address|account|mailbox|user)(?: is| was| has been)* "
    r"(?:temporarily |currently )?(?:locked|deactivated|disabled|suspended)\b"
)
_OTHER_QUOTAS = ("submission", "daily", "queue quota", "policy rejection")
_ABOUT_THE_SENDER = (
    "sender",
    "helo",
    "ehlo",
    "client host",
    "ip address",
    *(f"your {what}" for what in ("account", "mailbox", "domain", "server", "message", "email")),
)

_subject = partial(Subject, layer="recipient")

SUBJECTS = (
    _subject(
        name="recipient closed to outsiders",
        waiting_helps=False,
        phrases=(
            r"sending to this (group|list|recipient)|rst\.(not)?auth\w*|members?-only list",
            (
                r"not (on|in)[\w ]{0,20} (allowed|approved|"
                r"accepted)[ -]senders|sender not pre-approved"
            ),
            r"not (a member|subscribed|authenticated (for|to send to))|closed (mailing )?list",
            r"not (allowed|authorized|permitted) to (post|write|send) to\b",
            (
                r"(only|from) (internal|authenticated|members|"
                r"subscribers|local) (senders|users|only|may)"
            ),
            r"notauthenticatedforgroup|delivery restriction|restricted to (members|internal)",
            r"(only|not) [\w ]{0,30}(post|send) to (this|the) (group|list)",
        ),
        codes=("7.133", "7.124", "7.129", "7.2", "7.134", "7.135", "7.136"),
        steps=("recipient",),
        only=lambda evidence: evidence.exchange.at_recipient or evidence.exchange.at_content,
        headline="This recipient accepts messages only from chosen senders: {address}",
        why=(
            "It's a group, a list or a mailbox that is closed to senders from outside. Its owner "
            "or administrator decides who may write to it."
        ),
        code='print(message["To"], message["Cc"])  # is it the right one?',
        tell="Ask the owner of the group or mailbox.",
    ),
    _subject(
        name="mailbox full",
        phrases=(
            r"mailbox[\w ]{0,20} (is )?full|mailbox (is )?over",
            (
                r"(mailbox|account|user|recipient|inbox)\b[\w ]{0,40} over[ -]?quota|"
                r"user is over (the )?quota|recipient[\w ]{0,10} overquota"
            ),
            r"(mailbox|storage|disk) (quota|limit)|quota of the mailbox",
            r"exceeded[\w ]{0,20} (storage|mailbox)|mailfolder is full|out of storage",
        ),
        step_phrases=(
            r"(over|exceed\w*|above|beyond)[\w ]{0,20} (quota|storage|disk space|space limit)",
            r"quota (was |is |has been )?(exceeded|violation|reached|full)|disk ?space quota",
            (
                r"(not|n.t|no) (have )?(enough|sufficient|"
                r"more)[\w ]{0,12} space|full mailbox|mailbox size"
            ),
            r"(maximum allowed|allocated|mail) (storage|space)|space (has been |is )?used up",
        ),
        hints=(r"quota|\bfull\b|storage|no space|disk",),
        supporting=(r"quota", r"\bfull\b", r"exceed", r"no space"),
        codes=("2.2",),
        numbers=(552,),
        steps=("recipient",),
        only=lambda evidence: (
            (evidence.exchange.at_recipient or evidence.exchange.at_content)
            and not evidence.exchange.reply.says(*_ABOUT_YOUR_ACCOUNT, *_OTHER_QUOTAS)
        ),
        headline="The recipient's mailbox is full",
        why="The address is right, but there's no room. Tell the recipient in another way.",
        code="# The same message again, once there's room:\nclient.send_message(message)",
        tell="Ask the recipient in another way, by phone for example.",
    ),
    _subject(
        name="too many recipients",
        phrases=(
            r"too many recipients",
            r"(maximum|limit|number)[\w ]{0,20} recipients|recipients? (limit|count)",
        ),
        codes=("5.3",),
        steps=("recipient",),
        only=lambda evidence: (
            not evidence.exchange.reply.says("hour", " day", "daily", "minute", "rate")
        ),
        headline="Too many recipients in one message",
        why="The server accepts only so many at once. Send to some of them at a time.",
        code=(
            "for start in range(0, len(recipients), 50):\n"
            "    client.send_message(message, to_addrs=recipients[start : start + 50])"
        ),
        tell="Send to some of them at a time.",
        reading=(SEND, rfc("At least 100 recipients", 5321, "4.5.3.1.8")),
    ),
    _subject(
        name="greylisted",
        # The second phrase is Mimecast's.
        phrases=(r"gr[ea]y-?list", r"internal resources? (is |are )?temporarily unavailable"),
        numbers=(450, 451),
        steps=("recipient",),
        only=lambda evidence: evidence.exchange.reply.temporary,
        headline="Not now: the server wants you to try again in a few minutes",
        why=(
            "This is greylisting, a filter against spam. A sender that's new to the server is "
            "rejected at first, and accepted on a later attempt."
        ),
        code=LATER,
        tell="The same message is accepted some minutes later.",
        reading=(SEND, rfc("Greylisting", 6647, "2")),
    ),
    _subject(
        name="mailbox closed",
        is_permanent=True,
        phrases=(
            r"@>? is no longer valid|blocked due to inactivity",
            (
                rf"{_WHOM}\b[\w @<>'-]{{0,40}} (no longer (exists|available|active|in use|valid)|"
                r"inactive|disabled|discontinued|deactivated|suspended|archived|closed|has moved)\b"
            ),
            r"(archived|inactive|disabled|deactivated|suspended) (recipient|mailbox|user)\b",
            (
                r"you tried to reach is (disabled|inactive)|"
                r"no longer (on server|accepts? (mail|messages))"
            ),
            (
                r"(mailbox|account|user|recipient)[\w @<>.:'-]{0,30} (frozen|"
                r"terminated|expired|not active|locked)\b"
            ),
            (
                r"this (e-?mail )?(account|address|"
                r"mailbox)[\w ]{0,20} (disabled|discontinued|closed|suspended)"
            ),
            r"recipient account is (blocked|locked)|not accepted for this mailbox",
        ),
        step_phrases=(
            (
                r"(has been|is|currently) (suspended|disabled|"
                r"deactivated|closed)|inactive (e-?mail|account)"
            ),
            rf"(?:{_LOCKED})",
        ),
        codes=("1.6", "2.1", "7.13"),
        steps=("recipient",),
        only=lambda evidence: (
            (evidence.exchange.at_recipient or evidence.exchange.reply.says("cannot be delivered"))
            and (
                not evidence.exchange.reply.says(*_ABOUT_YOUR_ACCOUNT)
                # Postfix names the client where its table for clients has the answer.
                or re.search(
                    rf"client host rejected: (?:{_LOCKED})", evidence.exchange.reply.text.lower()
                )
                is not None
            )
        ),
        headline="The mailbox doesn't accept messages anymore: {address}",
        why="The server rejected {refused}. The mailbox was closed, blocked or moved.",
        code='print(message["To"], message["Cc"])  # is it the right one?',
        tell="Ask its owner in another way.",
        alternatives=(
            Alternative(
                "It's closed or blocked", "Ask its owner in another way, by phone for example."
            ),
            Alternative("A slip in the address", "Compare it letter by letter, the domain too."),
        ),
    ),
    _subject(
        name="no such recipient",
        is_permanent=True,
        phrases=(
            (
                r"mailbox unallocated|addressee unknown|"
                r"not (listed |found )?in[\w ]{0,12} recipient list"
            ),
            (
                rf"{_WHOM}\b(?:(?!domain|host)[\w @<>'-]){{0,40}} (unknown|not found|"
                r"does ?n.t exist|does not exist|not exist|not known)\b"
            ),
            r"\b(unknown|no such) (local )?(user|recipient|mailbox|person|address|account)",
            r"no mailbox (here )?by that name|recipientnotfound|not a valid mailbox",
            r"invalid (recipient|mailbox|user|userid)( address)?( |$|[.:;,])|undeliverable address",
            (
                r"doesn.t have an?[\w .]* account|not a (valid|"
                r"known|local|registered)( \w+)? (user|recipient|"
                r"address|mailbox|customer)|not our (customer|user)"
            ),
            (
                r"no (account|mail ?box|one|user|person|"
                r"recipient)[\w ]{0,20} (by that name|with that|at this "
                r"address|here|found|for this)|non-?existent (user|mailbox|address|recipient)"
            ),
            r"(unknown|illegal) (or illegal )?(virtual )?(alias|local[ -]?part|e-?mail|addressee)",
            (
                r"not (present|listed|found)?[\w ]{0,6} ?in[\w ]{0,20} (directory|"
                r"validrcptto|address book)"
            ),
            (
                r"(user|recipient|address|mailbox)\b[\w @<>]{0,20} (not|n.t) (in|on|part of)"
                r"[\w ]{0,20} (list|table|map|file|database|domain)\b"
            ),
            r"\bbadrcptto|badrecipientto|there is no one at|email address could not be found",
        ),
        step_phrases=(
            (
                r"@>?[ .:,-]*(is )?(does not exist|doesn.t exist|"
                r"unknown|not known|not found|not valid|invalid)"
            ),
            (
                r"bad (recipient|destination)\b(?! address syntax)|address(es)? (is |"
                r"was |were )?(invalid|unknown|not present)|invalid address"
            ),
        ),
        hints=(r"\bunknown|not found|does not exist|unrout(e)?able|undeliverable|no such",),
        codes=("1.1", "1.10"),
        steps=("recipient",),
        only=lambda evidence: (
            # A gateway that asks another server may know only after the last recipient.
            (evidence.exchange.at_recipient or evidence.exchange.before_content)
            and not evidence.exchange.reply.says(
                *_ABOUT_THE_SENDER, "domain not found", "domain does not exist", "domain unknown"
            )
        ),
        headline="There is no such mailbox: {address}",
        why="{who_was_refused}",
        code='print(message["To"], message["Cc"])  # compare letter by letter',
        tell="Compare the address letter by letter.",
        alternatives=(
            Alternative("A slip in the address", "Compare it letter by letter, the domain too."),
            Alternative("The mailbox was closed or has moved", "Ask its owner in another way."),
        ),
    ),
    _subject(
        name="recipient domain takes no mail",
        waiting_helps=False,
        phrases=(
            (
                r"(domain|host)\b[\w @<>.'-]{0,40} (not found|"
                r"does ?n.t exist|does not exist|not exist|"
                r"does not accept (mail|email)|accepts no|no mx|not reachable|must exist)"
                r"(?! (in|on|at|by|with) (our|my|this|the (list|server|system)))"
            ),
            (
                r"find the recipient domain|reserved by rfc|"
                r"host unknown|unknown host|no mx (record|host)"
            ),
            (
                r"(?<!sorry, )\b(no|invalid) (such )?(recipient )?domain\b(?! (here|"
                r"at this|in my|hosted))"
            ),
            r"(mail |recipient )?domain[\w @<>.:'-]{0,40} (is )?(unknown|invalid)\b|dead domain",
            r"unknown (mail |recipient )?domain|unrouteable (mail )?domain",
        ),
        step_phrases=(r"\(null ?mx\)",),
        hints=(r"\bdomain\b|\bhost\b|unrout(e)?able|\bmx\b",),
        supporting=(r"null ?mx\b",),
        codes=("1.2", "1.10", "4.4"),
        numbers=(556,),
        steps=("recipient",),
        only=lambda evidence: (
            evidence.exchange.at_recipient and not evidence.exchange.reply.says(*_ABOUT_THE_SENDER)
        ),
        headline="The recipient's domain doesn't exist, or accepts no mail: {address}",
        why="The server looked up the part of the address after the @.",
        code='print(message["To"], message["Cc"])  # compare the domain letter by letter',
        tell="Compare the part after the @ letter by letter.",
    ),
)
