"""Replies of a server that the recipient does not belong to."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.explanation import Alternative

from .subject import LOG_IN, Subject

_subject = partial(Subject, layer="recipient")

SUBJECTS = (
    _subject(
        name="domain not served here",
        waiting_helps=False,
        phrases=(
            (
                r"\b(domain|host)\b[\w @<>.:'-]{0,40} (not|n.t) "
                r"(hosted|handled|served|configured|local|known|listed|found|exist|recogni[sz]ed)"
                r"[\w ]{0,6} (here|by us|(in|on|at|by|"
                r"with) (our|my|this|the (list|server|system)))\b"
                r"(?! directory)"
            ),
            (
                r"(we|server|i)\b[\w ]{0,8}(do not|does not|"
                r"don.t|doesn.t|not) (handle|host|serve|accept)"
                r"[\w -]{0,12} (mail |e-?mail )?for\b|not (a |my )?local (host|domain)\b"
            ),
            (
                r"not (one of )?(our|my|a hosted|a local|a served) domains?\b|"
                r"domain (is )?not (hosted|handled|served)"
            ),
            r"no such domain (here|at this|in my|hosted)|not a (gateway|relay) for",
        ),
        steps=("recipient",),
        only=lambda evidence: (
            evidence.exchange.at_recipient
            and not evidence.exchange.reply.says("sender", "user ", "mailbox")
        ),
        headline="This server doesn't serve the recipient's domain: {address}",
        why=(
            "The domain may be fine. This server keeps no mailboxes for it, and passes messages "
            "on only for people who log in."
        ),
        code=LOG_IN,
        tell="Log in, and send through your own provider's server.",
        alternatives=(
            Alternative("A slip in the domain", "Compare the part after the @ letter by letter."),
        ),
    ),
    _subject(
        name="relaying denied",
        waiting_helps=False,
        phrases=(
            r"relay(ing)?( access)? (is )?(denied|prohibited|forbidden|not (permitted|allowed))",
            (
                r"(unable|not permitted|not allowed|not authorized|cannot|can.t|won.t|refuse\w*) "
                r"(to )?relay|(does|do) not relay|no relaying"
            ),
            r"relaying (mail )?(to|for|from)\b[\w @<>]{0,20} (is )?not (allowed|permitted)",
            r"allowed rcpthosts|tenantattribution; relay|delivery is not allowed to this",
            (
                r"(as a|open|insecure mail) relay\b|(not|n.t|"
                r"not been) configured to (relay|let)|not an open relay|"
                r"(can ?not|can.t|won.t|do not|don.t) (deliver|handle|relay) "
                r"(e?mail|messages) for\b|"
                r"credentials for relay|we don.t relay"
            ),
        ),
        hints=(r"\brelay|rcpthosts|gateway|not authenticated|outside|external",),
        codes=("7.64", "7.1"),
        steps=("recipient",),
        headline="The server doesn't pass this message on for you: no relaying",
        why=(
            "It accepts messages for its own users, or from them, and as far as it knows this is "
            "neither. A server that passed on everybody's messages would be used for spam."
        ),
        code=LOG_IN,
        tell="Log in, and send through your own provider's server.",
        alternatives=(
            Alternative(
                "You did not log in",
                "Call `client.login(...)` before you send.",
                fits=lambda evidence: not evidence.exchange.logged_in,
            ),
            Alternative(
                "From is not an address of your login",
                "Set it to that one.",
                fits=lambda evidence: evidence.exchange.logged_in,
            ),
            Alternative("The wrong server", "Send through your own provider's, on 587 or 465."),
        ),
    ),
)
