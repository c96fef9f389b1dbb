"""Results that are used as something else: None, a reply, a pair, a dict of refused recipients."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs

_WRITE = lesson("01_write_a_message")
_CONNECT = lesson("03_connect_to_a_server")
_SEND = lesson("06_send_and_handle_refusals")
_MESSAGE = python_docs("EmailMessage", "email.message.html")
_UTILS = python_docs("email.utils", "email.utils.html")

_cause = partial(Cause, layer="message building", standalone=True)
_unusable = partial(_cause, error=(TypeError, AttributeError))

CAUSES = (
    _unusable(
        name="None from a method that changes its object",
        fits=lambda evidence: bool(evidence.results.in_place),
        headline="`{in_place}()` returns None: don't assign its result",
        why=(
            "It changes the object that it's called on. So the name on the left of `=` got None. "
            "Create the object on one line, and call `{in_place}` on the next."
        ),
        code=(
            "from email.message import EmailMessage\n"
            "\n"
            "message = EmailMessage()\n"
            'message.set_content("Hello")  # nothing is assigned here'
        ),
        reading=(_WRITE, _MESSAGE),
    ),
    _unusable(
        name="part without a file name",
        fits=lambda evidence: evidence.results.is_none_from("get_filename"),
        headline="This part has no file name, so get_filename() returned None",
        why=(
            "`walk` also visits the text and the containers of parts, which have no name, and "
            "some attachments lack one. A name that came with a message may contain folders: "
            "keep only its last part."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            "for part in message.walk():\n"
            '    if part.get_content_disposition() == "attachment":\n'
            '        name = Path(part.get_filename() or "unnamed").name\n'
            "        print(name)"
        ),
        reading=(_WRITE, python_docs("get_filename", "email.message.html")),
    ),
    _unusable(
        name="no body of that kind",
        fits=lambda evidence: evidence.results.is_none_from("get_body"),
        headline="The message has no body of the kind you asked for: get_body() returned None",
        why=(
            "`preferencelist` names the kinds to look for. A message that has only HTML has no "
            "`plain` body, and one that consists of a single file has none at all."
        ),
        code=(
            'body = message.get_body(preferencelist=("plain", "html"))\n'
            'text = body.get_content() if body is not None else ""'
        ),
        reading=(_WRITE, python_docs("get_body", "email.message.html")),
    ),
    _unusable(
        name="part that names no charset",
        fits=lambda evidence: evidence.results.is_none_from("get_content_charset"),
        headline="This part names no charset, so get_content_charset() returned None",
        why=(
            "A part in plain ASCII needn't name one, and a file that isn't text has none. Give "
            "`get_content_charset` the charset to return instead."
        ),
        code=(
            'charset = part.get_content_charset("utf-8")\n'
            'text = part.get_payload(decode=True).decode(charset, errors="replace")'
        ),
        reading=(_WRITE, python_docs("get_content_charset", "email.message.html")),
    ),
    _unusable(
        name="no header of that name",
        fits=lambda evidence: evidence.results.is_none_from("get_all"),
        headline="The message has no such header, so get_all() returned None",
        why="For a header that isn't there, `get_all` returns None, unless you give it a list.",
        code='recipients = message.get_all("To", [])  # an empty list instead of None',
        reading=(python_docs("get_all", "email.message.html"),),
    ),
    _unusable(
        name="None for what a message lacks",
        fits=lambda evidence: bool(evidence.results.absent),
        headline="The message doesn't have what `{absent}()` looks for, so you got None",
        why="Many messages lack it. Check for None before you use the result.",
        code="value = message.{absent}()\nprint(value is None)",
        reading=(_MESSAGE,),
    ),
    _unusable(
        name="header of raw bytes",
        fits=lambda evidence: (
            not evidence.mail_frames
            and (
                evidence.names.missing_of == "Header"
                or evidence.says_any("'Header'", "Header found")
            )
            and evidence.mentions("message_from_", "BytesParser", "mailbox")
            and not evidence.mentions("Header(")
        ),
        headline="This header is a Header object: it has bytes that aren't encoded",
        why=(
            "Without `policy=`, `email` returns text for a header in ASCII, and a `Header` object "
            "for one with other bytes in it, which is often spam or from an old program. With "
            "`policy.default` every header is text."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "message = email.message_from_bytes(data, policy=policy.default)\n"
            'print(message["From"])\n'
            "\n"
            '# or: str(message["From"])'
        ),
        reading=(python_docs("policies", "email.policy.html"),),
    ),
    _cause(
        name="reply used as a client",
        error=(AttributeError, TypeError),
        fits=lambda evidence: bool(evidence.results.replied),
        layer="SMTP dialogue",
        headline="`{replied}()` returns the server's reply, not the client",
        why=(
            "`smtplib.SMTP(...)` returns the client, but `{replied}` returns a pair: the code and "
            "the text of the reply. Assign the client first, and call `{replied}` on the next "
            "line."
        ),
        code=(
            "import smtplib\n"
            "\n"
            'client = smtplib.SMTP("smtp.example.com", 587, timeout=10)\n'
            "code, text = client.ehlo()"
        ),
        reading=(_CONNECT, python_docs("smtplib", "smtplib.html")),
    ),
    _cause(
        name="refused recipients taken for a reply",
        error=(KeyError, ValueError, TypeError, AttributeError),
        fits=lambda evidence: bool(evidence.results.sends),
        layer="SMTP dialogue",
        headline="`{sends}()` returns the refused recipients, which may be none",
        why=(
            "Its keys are the refused addresses, and its values are pairs of code and text. "
            "The reply to the message itself isn't in it: if the server rejects the message, you "
            "get an exception. So without one, the message was sent."
        ),
        code=(
            "refused = client.send_message(message)\n"
            "for address, (code, text) in refused.items():\n"
            "    print(address, code, text)"
        ),
        reading=(_SEND, python_docs("sendmail", "smtplib.html#smtplib.SMTP.sendmail")),
    ),
    _cause(
        name="result of another shape",
        error=ValueError,
        fits=lambda evidence: bool(evidence.results.unpacked),
        headline="`{unpacked}()` returns {shape}",
        why=(
            "The names on the left of `=` must be as many as the items on the right. In a list "
            "of pairs, each item is a pair, and there may be any number of them."
        ),
        code=(
            "from email.utils import getaddresses, parseaddr\n"
            "\n"
            'name, address = parseaddr("Ada <ada@example.com>")\n'
            'for name, address in getaddresses(["ada@example.com, bob@example.com"]):\n'
            "    print(name, address)"
        ),
        reading=(_UTILS,),
    ),
    _cause(
        name="object taken for text",
        error=(TypeError, AttributeError),
        fits=lambda evidence: bool(evidence.results.taken_for_text) and not evidence.says("JSON"),
        headline="This is an object of the class `{taken_for_text}`, not a text",
        why=(
            "It has methods of its own instead of those of a text. Use {how_to_get_text}. "
            "Python says: {error_words}."
        ),
        code="text = str(value)  # value is that object; for a message, its whole source",
        reading=(_WRITE, _MESSAGE),
    ),
    _cause(
        name="dates with and without a time zone",
        error=TypeError,
        fits=lambda evidence: (
            evidence.says("offset-naive and offset-aware")
            and evidence.came_from(r"parsedate_to_datetime\(", r"\[['\"]date['\"]\]\.datetime")
        ),
        headline="One of these dates has a time zone, and the other has none",
        why=(
            "A Date header that ends in `-0000` says that the zone of its sender isn't known, so "
            "`parsedate_to_datetime` returns a date without one. `datetime.now()` has none, "
            "either. Python compares only dates of the same kind."
        ),
        code=(
            "from datetime import datetime, timezone\n"
            "from email.utils import parsedate_to_datetime\n"
            "\n"
            'sent = parsedate_to_datetime(message["Date"])\n'
            "if sent.tzinfo is None:\n"
            "    sent = sent.replace(tzinfo=timezone.utc)\n"
            "age = datetime.now(timezone.utc) - sent"
        ),
        reading=(python_docs("parsedate_to_datetime", "email.utils.html"),),
    ),
    _cause(
        name="end of imaplib's answer",
        error=IndexError,
        fits=lambda evidence: evidence.results.is_end_of_fetch,
        headline="This item of imaplib's answer isn't a message: it's the `)` that ends one",
        why=(
            "`fetch` returns a list in which a pair holds a message, and plain bytes end it. Only "
            "the pairs have an item `[1]`."
        ),
        code=(
            "import email\n"
            "from email import policy\n"
            "\n"
            "for item in data:  # data is what imaplib's fetch returned\n"
            "    if isinstance(item, tuple):\n"
            "        message = email.message_from_bytes(item[1], policy=policy.default)"
        ),
        reading=(python_docs("imaplib", "imaplib.html"),),
    ),
)

# Used only if nothing above or in the other tables fits.
LAST = (
    _cause(
        name="text taken for a message",
        error=AttributeError,
        fits=lambda evidence: evidence.results.is_text_taken_for_message,
        headline="This is {lacking_shown}, not a message: it has no `{missing}`",
        why=(
            "Maybe it was made of a message before, by `as_string()`, `as_bytes()` or "
            "`get_payload()`. Keep the message in a variable of its own."
        ),
        code="print(type(message))",
        reading=(_WRITE, _MESSAGE),
    ),
    _unusable(
        name="result of another type",
        fits=lambda evidence: bool(evidence.results.returning),
        headline="`{returning}()` returns {returned_words}",
        why=(
            "The line uses the result as something else, so Python says: {error_words}. Print the "
            "result to see what it is."
        ),
        code="print(type(result), result)  # what {returning}() returned",
        reading=(_MESSAGE, python_docs("smtplib", "smtplib.html"), _UTILS),
    ),
)
