"""Replies about who sends: encryption, login, limits, the network address, the sender."""

from __future__ import annotations

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Other

from .subject import CODES, LOG_IN, PROVIDER, SEND, Subject

_FROM = 'del message["From"]\nmessage["From"] = "the-address-you-log-in-with@example.com"'
_HELO = (
    "import smtplib\n"
    "\n"
    "smtplib.SMTP(\n"
    '    {host_code}, {port_code}, local_hostname="pc.example.com", timeout=10\n'
    ")"
)

SUBJECTS = (
    Subject(
        name="server of another user",
        words=r"another user of this computer",
        codes=(),
        layer="SMTP dialogue",
        headline="This LocalServer belongs to another user of this computer",
        why=(
            "It accepts connections only from the person who started it, so that nobody reads "
            "or forges another's messages. Start a server of your own."
        ),
        code="from mailtutor import LocalServer\n\nserver = LocalServer().start()  # a free port",
        reading=(lesson("03_connect_to_a_server"),),
    ),
    Subject(
        name="encryption before mail",
        words=(
            r"starttls|(encryption|tls|ssl) (is )?(required|needed)|must issue a tls|"
            r"requires? (tls|ssl)|without (ssl|tls|encryption)"
        ),
        codes=("7.10", "7.11"),
        numbers=(538,),
        only=lambda seen: not seen.encrypted,
        layer="TLS",
        headline="The server wants encryption first: call starttls()",
        why="After `starttls()` the same connection is encrypted, and the server goes on.",
        code="import ssl\n\nclient.starttls(context=ssl.create_default_context({cafile}))",
        reading=(lesson("04_encrypt_the_connection"), rfc("STARTTLS", 3207, "4")),
    ),
    Subject(
        name="passwords switched off",
        words=r"basic authentication is disabled|smtpclientauthentication is disabled",
        codes=(),
        layer="authentication",
        headline="This provider takes no password from programs, only OAuth2",
        why=(
            "The password may be right. Microsoft has switched passwords off for programs: it "
            "wants a token, which you get by signing in in a browser (OAuth2)."
        ),
        code=(
            "# With a token from the provider's OAuth2 sign-in:\n"
            'login = f"user={{user}}\\1auth=Bearer {{access_token}}\\1\\1"\n'
            'client.auth("XOAUTH2", lambda challenge=None: "" if challenge else login)'
        ),
        others=(
            Other(
                "At work or school, SMTP login is switched off for your mailbox",
                "The administrator of the accounts can switch it on.",
            ),
        ),
        reading=(PROVIDER,),
    ),
    Subject(
        name="app password needed",
        words=r"(app|application)[- ]?(specific )?password|authori[sz]ation code|"
        r"web[- ]login required",
        codes=("7.9",),
        only=lambda seen: seen.at_login,
        layer="authentication",
        headline="The provider wants an app password, not the account's own",
        why=(
            "With two-step verification on, a program can't use the password that you type in a "
            "browser. Make an app password in the settings of the account."
        ),
        code=(
            "from getpass import getpass\n"
            "\n"
            "# An app password is made in the settings of the account, under security.\n"
            'client.login("me@example.com", getpass("App password: ").strip())'
        ),
        reading=(PROVIDER, rfc("Replies to AUTH", 4954, "6")),
    ),
    Subject(
        name="too many connections",
        words=r"(concurrent|simultaneous|too many|max(imum)?\w*)[\w ]{0,20}(connections|sessions)",
        codes=(),
        headline="Too many connections to this server at once",
        why="Each open client counts, also those that were forgotten in other cells or programs.",
        code=(
            "import smtplib\n"
            "\n"
            "# One connection for all messages, closed by `with`:\n"
            "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.send_message(message)"
        ),
    ),
    Subject(
        name="sending limit",
        words=(
            r"(daily|hourly|sending|send|message|outbound|user) ?(?!size)(\w+ )?(quota|limit)|"
            r"rate[- ]?limit|(quota|limit)s? (for|of) (sending|messages)|too (quickly|fast|many "
            r"(messages|mails|emails|login|invalid))|at a rate|unusual rate|unexpected volume|"
            r"volume of|throttl|too much mail|too many requests|per time unit|"
            r"frequency limit|too frequent|credits? exceeded|"
            r"server busy|limit exceeded|exceeded the (rate|limit)"
        ),
        codes=("4.5", "7.28"),
        headline="Too many messages in too short a time: this is a sending limit",
        why=(
            "Providers limit how many messages are accepted per minute, hour and day. Nothing is "
            "wrong with this message."
        ),
        code="# Wait, then send fewer at once:\nclient.send_message(message)",
    ),
    Subject(
        name="login before mail",
        words=(
            r"authentication (is )?(required|needed)|(not|un)[- ]?authenticated to send|"
            r"client not authenticated|log ?in first|please (log ?in|authenticate)|must "
            r"(authenticate|log ?in)|need (ehlo and )?auth|auth(entication)? first|login required|"
            r"\bauth (is )?required|not logged in|"
            r"unauthenticated senders|(turn on|enable|use) (smtp )?auth"
        ),
        codes=(),
        numbers=(530,),
        only=lambda seen: not seen.at_login and not seen.logged_in,
        layer="authentication",
        headline="The server wants you to log in first",
        why="It accepts messages only from people who log in.",
        code=LOG_IN,
        reading=(lesson("05_log_in"), rfc("Login required", 4954, "6")),
    ),
    Subject(
        name="sender domain not vouched for",
        words=r"\b(spf|dkim|dmarc)\b|unauthenticated(?! senders)|"
        r"not authenticated|sender (is )?unauth",
        codes=("7.20", "7.21", "7.22", "7.23", "7.24", "7.26", "7.27", "7.29", "7.30"),
        only=lambda seen: not seen.at_login,
        layer="content",
        headline="SPF, DKIM or DMARC: nothing vouches for the sender's domain",
        why=(
            "The recipient's provider asked the DNS of the domain in From who may send for it, "
            "and this server isn't among them (SPF), no signature fits (DKIM), or the domain's "
            "rule says to reject (DMARC)."
        ),
        code=_FROM,
        others=(
            Other(
                "From is an address of another provider", "Send through that provider, or as you."
            ),
            Other("It's your own domain", "Add the records that your provider's help page names."),
        ),
        reading=(SEND, rfc("SPF", 7208, "8.4"), rfc("SPF and DKIM codes", 7372, "3")),
    ),
    Subject(
        name="address on a block list",
        words=(
            r"spamhaus|spamcop|barracuda|sorbs|uribl|\brbl\b|dnsbl|block ?list|black ?list|"
            r"blocked using|(is|are|been) (currently )?(listed|banned)|banned|"
            r"(poor|bad|low) reputation|reputation|from this ip|ip you.re using|"
            r"your ip (address )?\S* ?(is|has|was)\b|"
            r"ip address .{0,60}(block|list|reject)|ip (address )?(is )?not allowed|"
            r"client host .{0,60}(blocked|rejected: access)|"
            r"(dynamic|dial-?up|residential)[\w/ -]{0,20} (ip|address)|dynamic ip|ipcheck|"
            r"traffic not accepted"
        ),
        codes=("7.606", "7.708", "7.750"),
        layer="SMTP dialogue",
        headline="The server doesn't accept the network address that you send from",
        why=(
            "It looked your computer's public address up in a list of addresses that spam came "
            "from, or that shouldn't run a mail server. Home, school and cloud networks often "
            "are on one. The message itself isn't the reason."
        ),
        code=(
            "from mailtutor import check_connection\n"
            "\n"
            "# Your own provider's server takes it when you log in:\n"
            'check_connection("smtp.example.com", 587)'
        ),
        reading=(SEND, PROVIDER),
    ),
    Subject(
        name="reverse name missing",
        words=r"reverse (dns|lookup|hostname)|\bptr\b|cannot find your (reverse )?hostname|rdns",
        codes=("7.25",),
        headline="Your computer's address has no name in DNS that this server accepts",
        why=(
            "A mail server looks up the name of the address that connects, and then the "
            "address of that name. A home or cloud computer mostly has no name of its own. "
            "Send through your provider's server instead."
        ),
        code='from mailtutor import check_connection\n\ncheck_connection("smtp.example.com", 587)',
        reading=(SEND, PROVIDER),
    ),
    Subject(
        name="EHLO name rejected",
        words=r"(helo|hello|ehlo) .{0,40}(reject|invalid|not (accepted|allowed))|"
        r"(invalid|bad|bogus) (helo|hello|ehlo)|fully[- ]qualified host",
        codes=(),
        headline="The server doesn't like the name in your EHLO",
        why=(
            "`EHLO` carries your computer's own name. Some servers want a full name, with a dot "
            "in it, that exists in DNS."
        ),
        code=_HELO,
        reading=(SEND, rfc("What EHLO carries", 5321, "4.1.1.1")),
    ),
    Subject(
        name="sender not yours",
        words=(
            r"send ?as|on behalf|not (owned|verified)|(is )?not (a )?verified|verified sender|"
            r"not allowed to send (from|as)|not match .{0,40}(sender|login|user|identity)|"
            r"from (address )?must (be|equal|match)|must be (the )?same as|in header from|"
            r"from/sender|local user only|"
            r"(incorrect|unknown|wrong) sender|relaying disallowed as|"
            r"sender .{0,40}(not allowed|mismatch|not permitted|does not belong)"
        ),
        codes=("7.60", "2.252"),
        layer="sender",
        headline="This login isn't allowed to send as this sender",
        why=(
            "The address in From, or in MAIL FROM, must be the one that you logged in with, or "
            "one that the provider has verified as yours."
        ),
        code=_FROM,
        reading=(SEND, CODES),
    ),
    Subject(
        name="sender domain not found",
        words=r"sender .{0,80}domain .{0,20}(not found|does not exist|unknown)|sender verify|"
        r"sender .{0,40}(unresolvable|does not resolve|no mx)|domain of sender|dns mx or a\b",
        codes=("1.8",),
        only=lambda seen: not seen.reply.says("access denied", "outbound"),
        layer="sender",
        headline="The sender's domain doesn't exist, or accepts no mail: {sender}",
        why="The server looked up the part of the sender's address after the @, and found nothing.",
        code='print(message["From"])  # compare the domain letter by letter',
    ),
    Subject(
        name="account not activated",
        words=r"account .{0,20}not (yet )?(been )?activated|activate your .{0,20}account",
        codes=(),
        only=lambda seen: not seen.at_recipient or seen.logged_in,
        layer="sender",
        headline="The provider hasn't activated this account for sending yet",
        why=(
            "The login works, but a new account has to be confirmed or checked before it may "
            "send. The provider's web page, or a message from it, says how."
        ),
        code="client.quit()  # and sign in on the provider's web page",
        reading=(PROVIDER,),
    ),
    Subject(
        name="account suspended for spam",
        words=r"unusual sending activity|"
        r"bad outbound sender|outbound spam|spam abuse|account .{0,40}(suspend|disable|lock|"
        r"block|compromis)|(suspended|locked) .{0,30}account|tenant .{0,40}exceeded",
        codes=("7.501", "7.502", "7.503", "7.705"),
        only=lambda seen: not seen.at_recipient,
        layer="sender",
        headline="The provider has stopped this account from sending",
        why=(
            "Mostly too much mail, or spam, was sent from the account. Its provider says how to "
            "get it unlocked; sending again doesn't help."
        ),
        code="client.quit()  # and read the provider's help page",
    ),
)
