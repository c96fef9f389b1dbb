"""Replies about your account at the provider: locked, not activated, without SMTP, unpaid."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Alternative

from .subject import PROVIDER, SEND, Subject

_LOGIN = lesson("05_log_in")
_AUTH_REPLIES = rfc("Replies to AUTH", 4954, "6")
_SIGN_IN = "client.quit()  # and sign in on the provider's web page"

_subject = partial(Subject, layer="authentication", reading=(PROVIDER, _AUTH_REPLIES))

_SANDBOX = _subject(
    name="sandbox account",
    waiting_helps=False,
    phrases=(
        r"trial accounts?\b",
        r"sandbox\b[\w -]{0,30}(domain|account|mode|subdomain)s?|test purposes only",
        r"authori[sz]ed recipients?\b|(in|is a|your) trial (account|mode|plan)",
        (
            r"only send (testing|test) (emails?|messages?)|"
            r"(verified|own) (recipients|address) only"
        ),
    ),
    steps=("sender", "recipient", "content"),
    layer="sender",
    headline="This account is for testing: it sends only to addresses you've confirmed",
    why=(
        "Providers keep a new account in a sandbox or trial. There it sends only to chosen "
        "recipients, until you add a domain of your own or ask for more."
    ),
    code='print(message["To"])  # is it one that the provider\'s web page lists?',
    tell="Add the recipient, or a domain of your own, on the provider's web page.",
    reading=(PROVIDER,),
)

SUBJECTS = (
    _subject(
        name="sign in on the web first",
        waiting_helps=False,
        phrases=(
            (
                r"(log|sign)[ -]?in (via|with|through|using|on|to|from) (your |the |a )?"
                r"(web ?browser|web ?site|web ?mail|web\b)"
            ),
            r"use (the )?web for sending|(prove|confirm)[\w ]{0,20} not a robot|\bcaptcha\W",
            r"(unusual|suspicious) (sign-?in|log-?in|access)|verify (that )?it.?s you",
            r"(verify|confirm) your (identity|account|phone)|unlock your account",
        ),
        codes=("7.14",),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="The provider wants you to sign in in a browser before a program may",
        why=(
            "The user name and the password may be right. The provider finds something unusual, "
            "such as a new computer or many messages, and wants to see that it's you."
        ),
        code=_SIGN_IN,
        tell="Sign in on the provider's web page, and confirm what it asks.",
    ),
    _subject(
        name="SMTP login switched off",
        waiting_helps=False,
        phrases=(
            r"(imap|smtp|pop3?) access (is |has been )?disabled|security defaults policy",
            r"smtp ?client ?authentication (is )?disabled",
            (
                r"smtp (auth\w*|access|service|login)( \w+)? (is |has been |was )?"
                r"(disabled|not enabled|turned off|switched off|not activated|not allowed)"
            ),
            r"(imap|pop3?|smtp)\W+(imap|pop3?|smtp)\W+[\w ]{0,30}(disabled|not enabled|closed)",
            (
                r"(not (enabled|allowed|authorized|permitted|activated)|no (permission|access)|"
                r"disabled)[\w ]{0,12} (for|to use|to access|to) (the )?"
                r"(smtp|external|third[- ]party)"
            ),
            (
                r"(enable|activate|turn on|open) (the )?(smtp|"
                r"imap|pop3)[\w/ ]{0,20}(service|access|in)"
            ),
        ),
        step_phrases=(
            r"service (is )?not (enabled|open(ed)?|activated|turned on)",
            r"has no permission|no permission to (log|send)|access rights to this service",
            r"(plan|account|user|mailbox)[\w ]{0,30} (does ?n.t|not) (include|support|have) smtp",
        ),
        hints=(r"criteria|organi[sz]ation|administrator",),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="SMTP login is switched off for this account",
        why=(
            "The password may be right. Some providers let programs log in only after the owner "
            "of the account, or an administrator, has switched SMTP on in its settings."
        ),
        code="client.quit()  # switch SMTP on in the account's settings, then log in again",
        tell="Look in the account's settings for SMTP, or ask its administrator.",
    ),
    _subject(
        name="login not from here",
        phrases=(
            (
                r"(log-?in|auth\w*|access)s?[\w ]{0,25} (from|for|by) (your|this|the|an?) "
                r"[\w ]{0,15}(ip|country|location|region|network|address)[\w ]{0,20} "
                r"(not (allowed|permitted)|denied|blocked|disabled|restricted|forbidden|rejected)"
            ),
            (
                r"not (allowed|permitted|authorized) to (log ?in|connect|authenticate|access)"
                r"[\w ]{0,20} from"
            ),
        ),
        step_phrases=(
            (
                r"\b(ip|country|location|region)\b[\w -]{0,25} "
                r"(not (allowed|permitted|authorized|white ?listed|in)|block\w*|restrict\w*|"
                r"denied|forbidden|banned)"
            ),
            r"(block\w*|denied|banned)[\w ]{0,20} (your |this )?(ip|country|location|region)\b",
            r"un(authorized|recognized|known|trusted) ip\b",
        ),
        codes=("7.606",),
        steps=("login",),
        only=lambda evidence: (
            evidence.exchange.at_login and not evidence.exchange.reply.says("too many")
        ),
        headline="The provider doesn't allow a login from this address or country",
        why=(
            "It judges by your computer's public address. After many failed logins, or by a "
            "setting of the account, an address, a network or a country is locked out."
        ),
        code="client.quit()  # and look in the account's settings for allowed addresses",
        tell="Look in the account's settings, or try from another network.",
        reading=(_LOGIN, PROVIDER),
    ),
    _subject(
        name="password to be changed",
        waiting_helps=False,
        phrases=(
            r"password[\w ]{0,12} (has |is |was )?expired|expired password",
            r"password[\w ]{0,12} (must|needs? to|has to|should) be (changed|reset)",
            r"(change|reset|update) your password|password (change|reset) (is )?required",
            r"password (is )?(too )?(simple|weak|short)\b",
        ),
        codes=("7.12",),
        steps=("login",),
        only=lambda evidence: evidence.exchange.at_login,
        headline="The provider wants you to set a new password",
        why=(
            "The server knows the account. The password has expired, or it's too simple by the "
            "provider's rules."
        ),
        code=_SIGN_IN,
        tell="Set a new password on the provider's web page.",
    ),
    _subject(
        name="account not activated",
        waiting_helps=False,
        phrases=(
            r"pending (approval|verification|activation|review)",
            (
                r"(account|identity)[\w ]{0,20} not (yet )?(been )?"
                r"(activated|approved|verified|validated|confirmed)"
            ),
            r"(business|identity|phone|sms|domain) verification (is )?required",
            r"activate your [\w ]{0,20}account|not subscribed to ses|account is (pending|under) ",
        ),
        steps=("login", "sender", "content"),
        only=lambda evidence: not evidence.exchange.at_recipient or evidence.exchange.logged_in,
        layer="sender",
        headline="The provider hasn't activated this account for sending yet",
        why=(
            "A new account has to be confirmed or checked before it may send. The provider's web "
            "page, or a message from it, says how."
        ),
        code=_SIGN_IN,
        tell="Sign in on the provider's web page.",
        reading=(PROVIDER,),
    ),
    _SANDBOX,
    replace(
        _SANDBOX,
        name="recipient not verified",
        phrases=(r"(address|identit(y|ies)|recipient)\b[\w ]{0,20} not (a )?verified",),
        only=lambda evidence: evidence.exchange.quotes_recipient,
    ),
    _subject(
        name="account without permission",
        waiting_helps=False,
        phrases=(
            r"not authorized to perform|access ?denied ?(exception)?: user",
            (
                r"(insufficient|missing|lacks?|without|"
                r"no)( the)? (permission|privilege|scope|right)s? "
                r"(to send|for)|insufficient (permissions?|privileges?|scopes?)"
            ),
            (
                r"(user|account|key|identity)[\w ]{0,20} (not|"
                r"no longer) (allowed|permitted|authorized) to send"
            ),
        ),
        steps=("login", "sender", "content"),
        only=lambda evidence: (
            not evidence.exchange.reply.says("on behalf", "send as", "pending", "logged in")
        ),
        layer="sender",
        headline="This account, or its key, has no permission to send",
        why=(
            "User name and password were accepted. What the account may do is set by the people "
            "who run it: at Amazon it's a policy of IAM, elsewhere a setting of the key."
        ),
        code="client.quit()  # and look at the permissions on the provider's web page",
        tell="Look at the permissions of the account or key on the provider's web page.",
        reading=(PROVIDER,),
    ),
    _subject(
        name="plan ended",
        waiting_helps=False,
        phrases=(
            (
                r"(licen[cs]e|subscription|plan|trial|contract|service period)[\w ]{0,20} "
                r"(has |is |was )*(expired|ended|over|unpaid|exhausted|cancel\w*|over ?due)"
            ),
            r"(payment|invoice|billing)[\w ]{0,20} (required|overdue|failed|problem|unpaid)",
            r"(insufficient|not enough|no|out of|low) (credits?|balance|funds)\b|credits exceeded",
            r"account[\w ]{0,12} (has )?expired|unpaid (account|invoice|bill)",
        ),
        steps=("login", "sender", "recipient"),
        layer="SMTP dialogue",
        headline="A license, plan or credit has run out",
        why=(
            "At the server that you log in to, it's your own account. At a recipient's server "
            "it's theirs, and only its operator can renew it."
        ),
        code="client.quit()  # and look at the account on the provider's web page",
        tell="If it's your account, look at its plan on the provider's web page.",
        reading=(PROVIDER,),
    ),
    _subject(
        name="account suspended",
        waiting_helps=False,
        phrases=(
            r"unusual sending activity",
            r"bad outbound sender|outbound ?spam|spam abuse detected|suspicious activity",
            (
                r"(?<!that )(?<!this )(?<!mail )account[\w ]{0,30} "
                r"(suspended|disabled|locked|blocked|compromised|deactivated|terminated)"
            ),
            r"(suspended|locked|disabled|blocked|compromised) [\w ]{0,20}account",
            (
                r"tenant [\w ]{0,30} exceeded|"
                r"(mail )?sending (is )?(denied|disabled|suspended|blocked)"
            ),
            r"(sending|outbound|outgoing)[\w ]{0,40} (been )?(suspended|disabled|blocked|paused)",
        ),
        step_phrases=(
            r"you are (no longer|not) (allowed|permitted) to send (mail|messages)\b",
            (
                r"(?<!recipient )(?<!rcpt )\b(mailbox|user|address)( is| was| has been)* "
                r"(temporarily |currently )?(locked|deactivated|disabled|suspended)\b"
            ),
        ),
        hints=(r"\bsuspended|\bdisabled|\blocked|abuse|compromised|sender address blocked",),
        codes=("7.501", "7.502", "7.503", "7.705", "7.13", "1.8"),
        supporting=(r"access denied",),
        steps=("login", "sender", "content"),
        only=lambda evidence: (
            not evidence.exchange.at_recipient
            and not evidence.exchange.reply.says("domain", "cannot be delivered")
        ),
        layer="sender",
        headline="The provider has locked this account, or stopped it from sending",
        why=(
            "The reason may be too much mail, spam, too many wrong passwords or an unpaid bill. "
            "The provider says how to unlock it; sending again doesn't help."
        ),
        code="client.quit()  # and read the provider's help page",
        tell="Sign in on the provider's web page: it says so there.",
        alternatives=(
            Alternative(
                "Somebody else sends with your password",
                "Change it, and create a new app password.",
            ),
        ),
        reading=(SEND, PROVIDER),
    ),
)
