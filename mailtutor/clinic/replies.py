"""A server's reply: its reply code, its enhanced status code, and their meanings."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from mailtutor.record import plain_ascii

_LONGEST = 4096
ADDRESS = re.compile(r"[^\s<>\"':;,]+@[^\s<>\"':;,]+")

# RFC 3463, section 3, in our own words: what an enhanced status code is about.
_SUBJECTS = {
    "0": "something it does not name",
    "1": "an address",
    "2": "a mailbox",
    "3": "the mail system",
    "4": "the network or the routing",
    "5": "the SMTP commands",
    "6": "the content of the message",
    "7": "security or policy",
}
# The codes of RFC 3463, and those registered later (RFC 5248), by subject and detail.
_DETAILS = {
    "1.0": "an address is not right",
    "1.1": "there is no such mailbox",
    "1.2": "the domain of the address accepts no mail",
    "1.3": "the address is not written as an address",
    "1.4": "the address fits several mailboxes",
    "1.5": "the address is right",
    "1.6": "the mailbox has moved",
    "1.7": "the sender's address is not written as an address",
    "1.8": "the domain of the sender's address does not exist or accepts no mail",
    "1.9": "the next server on the way does not support this",
    "1.10": "the domain says that it accepts no mail at all",
    "2.0": "there is something wrong with the mailbox",
    "2.1": "the mailbox is disabled",
    "2.2": "the mailbox is full",
    "2.3": "the message is larger than the mailbox allows",
    "2.4": "the mailing list behind the address does not work",
    "3.0": "there is something wrong with the mail system",
    "3.1": "the mail system is full",
    "3.2": "the server accepts no messages at the moment",
    "3.3": "the server cannot do what was asked for",
    "3.4": "the message is too large for the server",
    "3.5": "the server is not configured correctly",
    "3.6": "the server changed the priority of the message",
    "4.0": "there is something wrong with the network or the routing",
    "4.1": "the next server does not answer",
    "4.2": "the connection broke",
    "4.3": "the server's directory does not answer",
    "4.4": "the server does not know the way to that domain",
    "4.5": "the server has too many messages to deliver",
    "4.6": "the message goes round in a loop",
    "4.7": "the server gave up after trying for too long",
    "4.14": "the message passed through too many servers",
    "5.0": "something went wrong in the SMTP commands",
    "5.1": "the command is not known, or was not allowed at this point",
    "5.2": "the server did not understand the command",
    "5.3": "there are too many recipients",
    "5.4": "an argument of the command is wrong",
    "5.5": "the server speaks another version of the protocol",
    "5.6": "a line of the login is too long",
    "6.0": "there is something wrong with the content",
    "6.1": "the recipient's side does not support this kind of content",
    "6.2": "the content would have to be converted, which is forbidden",
    "6.3": "the content would have to be converted, and cannot be",
    "6.4": "the content was converted, and lost something",
    "6.5": "the content could not be converted",
    "6.6": "the content cannot be reached",
    "6.7": "addresses beyond ASCII are not supported",
    "6.8": "the reply would need letters beyond ASCII",
    "6.9": "the next server does not support headers beyond ASCII",
    "6.10": "letters beyond ASCII are not supported here",
    "7.0": "policy, or a security check, forbids it",
    "7.1": "you are not allowed to send this message here",
    "7.2": "you may not write to this mailing list",
    "7.3": "the content would have to be converted for security, and cannot be",
    "7.4": "the server does not support this security feature",
    "7.5": "something encrypted could not be decrypted",
    "7.6": "the server does not support this kind of encryption",
    "7.7": "the message was changed on the way",
    "7.8": "user name and password are not accepted",
    "7.9": "this way of logging in is too weak for the account",
    "7.10": "encryption is needed",
    "7.11": "it has to be encrypted first",
    "7.12": "the password has to be set anew",
    "7.13": "the account is disabled",
    "7.14": "the server does not trust the side that sends",
    "7.15": "the priority of the message is too low",
    "7.16": "the message is too large for its priority",
    "7.17": "the mailbox has another owner now",
    "7.18": "the domain has another owner now",
    "7.19": "the server cannot tell whether the owner has changed",
    "7.20": "no valid DKIM signature was found",
    "7.21": "no DKIM signature is acceptable",
    "7.22": "no DKIM signature is from the author's domain",
    "7.23": "SPF says that this computer may not send for the sender's domain",
    "7.24": "the SPF record of the sender's domain can't be checked",
    "7.25": "the computer's address has no proper name in DNS",
    "7.26": "neither SPF nor DKIM vouches for the sender's domain",
    "7.27": "the sender's domain says that it accepts no mail",
    "7.28": "too many messages came in a short time",
    "7.29": "the ARC signatures are not valid",
    "7.30": "the message must go over encrypted connections only, and can't",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's reply.

    Args:
        code: the reply code, as 550 (RFC 5321, section 4.2); 0 if there was none.
        enhanced: the enhanced status code, as ``"5.1.1"`` (RFC 3463); may be empty.
        text: the words that follow, in ASCII.
        original: the same words with their own letters, as people are shown them.

    Example:
        >>> reply = read_reply(550, b"5.1.1 No such user")
        >>> print(reply)
        550 5.1.1 No such user
        >>> reply.meaning
        'permanent: there is no such mailbox'
    """

    code: int = 0
    enhanced: str = ""
    text: str = ""
    original: str = field(default="", compare=False, repr=False)

    @property
    def temporary(self) -> bool:
        """Return whether the failure is temporary: a code that begins with 4."""
        return 400 <= self.code < 500  # noqa: PLR2004

    @property
    def about(self) -> str:
        """The enhanced code without its class: ``"1.1"`` of ``"5.1.1"``."""
        return self.enhanced.partition(".")[2]

    @property
    def meaning(self) -> str:
        """The meaning of the codes, in words; never taken from the text."""
        subject = self.about.partition(".")[0]
        if 200 <= self.code < 400:  # noqa: PLR2004 - 2xx and 3xx mean success
            named = subject in _SUBJECTS and subject != "0"
            return f"done, about {_SUBJECTS[subject]}" if named else "done"
        lasting = "temporary" if self.temporary else "permanent"
        known = _DETAILS.get(self.about)
        if known is None and subject in _SUBJECTS:
            known = f"it is about {_SUBJECTS[subject]}"
        return f"{lasting}: {known}" if known else lasting

    def says(self, *words: str) -> bool:
        """Return whether the text contains any of these words, ignoring case and addresses."""
        text = ADDRESS.sub("@", self.text.lower())
        return any(word in text for word in words)

    def __str__(self) -> str:
        # Some characters control a terminal, or turn the direction of a line around.
        shown = "".join(each if each.isprintable() else "?" for each in self.original or self.text)
        return " ".join(filter(None, [str(self.code or ""), self.enhanced, shown]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The causes that a reply names, by their names.

    Args:
        asserted: the causes that two independent signs speak for.
        listed: the causes that one sign alone speaks for, likeliest first.
    """

    asserted: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def read_reply(code: Any, text: Any) -> Reply:
    """Return a reply from a code and bytes or text, as smtplib stores it."""
    if isinstance(text, bytes | bytearray):
        text = _decoded(bytes(text))
    words = " ".join(str(text).split()) if isinstance(text, str) else ""
    found = re.match(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)", words)
    enhanced = found[1] if found else ""
    # Each line of a multiline reply starts with the code (RFC 2034, section 4).
    words = " ".join(words.replace(f"{enhanced} ", " ").split()) if enhanced else words
    original = words.removeprefix(enhanced).strip()[:_LONGEST]
    words = plain_ascii(original)
    number = code if isinstance(code, int) and not isinstance(code, bool) and code > 0 else 0
    return Reply(number, enhanced, words, original)


def _decoded(words: bytes) -> str:
    """Decode a reply: in UTF-8, or else in the charset of Chinese or Western servers."""
    for charset in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = words.decode(charset)
            # Nearly any bytes are valid in the Chinese charset, but few give its letters.
            if charset == "utf-8" or re.search(r"[\u4e00-\u9fff]{3}", text):
                return text
    return words.decode("latin-1")
