"""Replies about the recipients: their mailboxes, their domains, and who delivers to them."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import rfc
from mailtutor.clinic.explanation import Other

from .subject import ADDRESSES, LATER, LOG_IN, SEND, Subject

_WHOM = r"\b(user|recipient|mailbox|address|alias|(this|that|the|email) account)"
# Postfix and Exim keep what they have against sender and client until the first recipient.
_ABOUT_THE_SENDER = ("sender", "helo", "ehlo", "client host", "your ", "ip address")

_subject = partial(Subject, layer="recipient")

SUBJECTS = (
    _subject(
        name="recipient closed to outsiders",
        phrases=(
            r"sending to this (group|list|recipient)",
            r"notauthenticatedforgroup|delivery restriction|restricted to (members|internal)",
            r"(only|not) [\w ]{0,30}(post|send) to (this|the) (group|list)",
        ),
        codes=("7.133", "7.124", "7.129"),
        steps=("recipient",),
        only=lambda seen: seen.exchange.at_recipient or seen.exchange.at_content,
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
        supporting=(r"quota", r"\bfull\b", r"exceed", r"no space"),
        codes=("2.2",),
        numbers=(552,),
        steps=("recipient",),
        only=lambda seen: seen.exchange.at_recipient or seen.exchange.at_content,
        headline="The recipient's mailbox is full",
        why="The address is right, but there's no room. Tell the recipient in another way.",
        code=LATER,
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
        only=lambda seen: not seen.exchange.reply.says("hour", " day", "daily", "minute", "rate"),
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
        # Mimecast names its greylisting so.
        phrases=(r"gr[ea]y-?list", r"internal resources? (is |are )?temporarily unavailable"),
        numbers=(450, 451),
        steps=("recipient",),
        only=lambda seen: seen.exchange.reply.temporary,
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
        name="relaying denied",
        phrases=(
            r"relay(ing)?( access)? (is )?(denied|prohibited|forbidden|not (permitted|allowed))",
            (
                r"(unable|not permitted|not allowed|not authorized|cannot|can.t|won.t|refuse\w*) "
                r"(to )?relay|(does|do) not relay|no relaying"
            ),
            r"relaying (mail )?(to|for|from)\b[\w @<>]{0,20} (is )?not (allowed|permitted)",
            r"allowed rcpthosts|tenantattribution; relay|delivery is not allowed to this",
        ),
        codes=("7.64", "7.1"),
        steps=("recipient",),
        headline="The server doesn't pass this message on for you: no relaying",
        why=(
            "It accepts messages for its own users, or from them, and as far as it knows this is "
            "neither. A server that passed on everybody's messages would be used for spam."
        ),
        code=LOG_IN,
        tell="Log in, and send through your own provider's server.",
        others=(
            Other(
                "You did not log in",
                "Call `client.login(...)` before you send.",
                fits=lambda seen: not seen.exchange.logged_in,
            ),
            Other(
                "From is not an address of your login",
                "Set it to that one.",
                fits=lambda seen: seen.exchange.logged_in,
            ),
            Other("The wrong server", "Send through your own provider's, on 587 or 465."),
        ),
    ),
    _subject(
        name="mailbox closed",
        phrases=(
            (
                rf"{_WHOM}\b[\w @<>'-]{{0,40}} (no longer (exists|available|active|in use|valid)|"
                r"inactive|disabled|discontinued|deactivated|suspended|archived|closed|has moved)\b"
            ),
            r"(archived|inactive|disabled|deactivated|suspended) (recipient|mailbox|user)\b",
            r"you tried to reach is (disabled|inactive)",
        ),
        codes=("1.6", "2.1"),
        steps=("recipient",),
        only=lambda seen: (
            seen.exchange.at_recipient
            and not seen.exchange.reply.temporary
            and not seen.exchange.reply.says(*_ABOUT_THE_SENDER[:-2])
        ),
        headline="The mailbox doesn't accept messages anymore: {address}",
        why="The server rejected {refused}. The mailbox was closed, blocked or moved.",
        code='print(message["To"], message["Cc"])  # is it the right one?',
        tell="Ask its owner in another way.",
        others=(
            Other("It's closed or blocked", "Ask its owner in another way, by phone for example."),
            Other("A slip in the address", "Compare it letter by letter, the domain too."),
        ),
    ),
    _subject(
        name="no such recipient",
        phrases=(
            (
                rf"{_WHOM}\b(?:(?!domain|host)[\w @<>'-]){{0,40}} (unknown|not found|"
                r"does ?n.t exist|does not exist|not exist|not known)\b"
            ),
            r"\b(unknown|no such) (local )?(user|recipient|mailbox|person|address|account)",
            r"no mailbox (here )?by that name|recipientnotfound|not a valid mailbox",
            r"invalid (recipient|mailbox)( address)?( |$)|undeliverable address",
            r"doesn.t have an?[\w .]* account|unrout(e)?able (mail )?address",
        ),
        codes=("1.1", "1.10"),
        steps=("recipient",),
        only=lambda seen: (
            seen.exchange.at_recipient
            and not seen.exchange.reply.temporary
            and not seen.exchange.reply.says(*_ABOUT_THE_SENDER, "domain not found")
        ),
        headline="There is no such mailbox: {address}",
        why=(
            "The server rejected {refused}. `smtplib` raises an error only if all recipients are "
            "rejected; if some are, `send_message` returns them."
        ),
        code='print(message["To"], message["Cc"])  # compare letter by letter',
        tell="Compare the address letter by letter.",
        others=(
            Other("A slip in the address", "Compare it letter by letter, the domain too."),
            Other("The mailbox was closed or has moved", "Ask its owner in another way."),
        ),
    ),
    _subject(
        name="recipient domain takes no mail",
        phrases=(
            (
                r"(domain|host)\b[\w @<>.'-]{0,40} (not found|does ?n.t exist|does not exist|"
                r"does not accept (mail|email)|accepts no|no mx)"
            ),
            r"find the recipient domain|reserved by rfc|host unknown|unknown host",
            r"(no|invalid) (such )?(recipient )?domain\b",
        ),
        supporting=(r"null ?mx\b",),
        codes=("1.2", "1.10"),
        numbers=(556,),
        steps=("recipient",),
        only=lambda seen: (
            seen.exchange.at_recipient and not seen.exchange.reply.says(*_ABOUT_THE_SENDER)
        ),
        headline="The recipient's domain doesn't exist, or accepts no mail: {address}",
        why="The server looked up the part of the address after the @.",
        code='print(message["To"], message["Cc"])  # compare the domain letter by letter',
        tell="Compare the part after the @ letter by letter.",
    ),
    _subject(
        name="address not well written",
        phrases=(
            r"(bad|invalid|malformed) [\w ]{0,20}(address|recipient|sender|mailbox)[\w ]* syntax",
            r"syntax error in [\w ]{0,12}(address|mailbox|parameters)",
            (
                r"address[\w ]{0,30} (syntax|must contain|malformed|not valid)|"
                r"(missing or )?malformed address|domain missing|"
                r"must contain a domain|domain name required"
            ),
        ),
        supporting=(r"(bad|invalid|malformed) [\w ]{0,12}(address|recipient|sender|mailbox)",),
        codes=("1.3", "1.7"),
        steps=("sender", "recipient"),
        only=lambda seen: seen.exchange.at_sender or seen.exchange.at_recipient,
        headline="The server can't read an address: {address_shown}",
        why=(
            "An address is `name@domain`, with nothing before or after it. A space, a comma, a "
            "missing @ or an unclosed bracket is enough."
        ),
        code=ADDRESSES,
        tell="Print each address with `ascii(...)`: a space or a comma shows.",
        reading=(SEND, rfc("Addresses", 5321, "4.1.2")),
    ),
)
