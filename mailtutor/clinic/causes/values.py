"""Values that `email` can't use: a policy that is text, undecoded bytes, dates and addresses."""

from __future__ import annotations

from email.errors import MessageError
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs

_WRITE = lesson("01_write_a_message")

_cause = partial(Cause, layer="message building")

CAUSES = (
    _cause(
        name="policy of another type",
        error=AttributeError,
        fits=lambda evidence: (
            bool(evidence.mail_frames)
            and evidence.names.missing_in_policy
            and not evidence.names.lacks_on_mail
        ),
        headline="policy= takes a policy object, and got {policy_kind}",
        why="The policies are ready-made objects in `email.policy`: `default`, `SMTP`, `SMTPUTF8`.",
        code=(
            "from email import policy\n"
            "from email.message import EmailMessage\n"
            "\n"
            "message = EmailMessage(policy=policy.SMTP)"
        ),
        reading=(python_docs("policies", "email.policy.html"),),
    ),
    _cause(
        name="date given to formatdate",
        error=TypeError,
        fits=lambda evidence: evidence.within("email.utils", "formatdate"),
        headline="formatdate() takes seconds; format_datetime() takes a datetime",
        why=(
            "`formatdate` takes a number, as from `time.time()`, and the present moment without "
            "it. For a `datetime` there is `format_datetime`; an `EmailMessage` takes the "
            "`datetime` itself."
        ),
        code=(
            "from datetime import datetime\n"
            "from email.utils import format_datetime\n"
            "\n"
            'message["Date"] = format_datetime(datetime.now().astimezone())'
        ),
        reading=(_WRITE, python_docs("dates", "email.utils.html#email.utils.format_datetime")),
    ),
    _cause(
        name="list given as one address",
        error=(ValueError, IndexError, MessageError),
        fits=lambda evidence: evidence.given.has_list_as_text,
        headline="This address is a whole list that was turned into text",
        why=(
            "The text begins with a bracket: `str(...)` or an f-string made it of a list, or a "
            "setting holds one. `Address` takes one address."
        ),
        code=(
            "from email.headerregistry import Address\n"
            "\n"
            'addresses = ["ann@example.com", "bob@example.com"]\n'
            'message["To"] = [Address(addr_spec=each) for each in addresses]'
        ),
        reading=(_WRITE, python_docs("Address", "email.headerregistry.html")),
    ),
    _cause(
        name="letters beyond ASCII in addr_spec",
        error=(ValueError, IndexError, MessageError),
        fits=lambda evidence: not evidence.given.address.isascii(),
        headline="Address(addr_spec=...) takes ASCII only, and this has another letter",
        why=(
            "Pass the two sides of the @ by themselves, as `username=` and `domain=`. Such an "
            "address can only be sent by servers that offer SMTPUTF8, and most people with one "
            "have another in ASCII. In the display name, all letters are fine."
        ),
        code=(
            "from email.headerregistry import Address\n"
            "\n"
            'message["To"] = Address("Ann", username="ann", domain="example.com")'
        ),
        reading=(_WRITE, python_docs("Address", "email.headerregistry.html")),
    ),
    _cause(
        name="address that can't be parsed",
        error=(ValueError, IndexError, MessageError),
        fits=lambda evidence: (
            evidence.called == "__init__" and evidence.within("email.headerregistry", "__init__")
        ),
        headline="Address() takes one address, and can't read this one",
        why=(
            "`addr_spec=` is one address, `name@domain`, without a comma or a display name: the "
            "name goes first, by itself. For several recipients make a tuple of `Address` objects."
        ),
        code=(
            "from email.headerregistry import Address\n"
            "\n"
            'message["To"] = (\n'
            '    Address("Ann", addr_spec="ann@example.com"),\n'
            '    Address("Bob", addr_spec="bob@example.com"),\n'
            ")"
        ),
        reading=(_WRITE, python_docs("Address", "email.headerregistry.html")),
    ),
    _cause(
        name="port that int() can't read",
        error=(ValueError, TypeError),
        fits=lambda evidence: bool(evidence.settings.port_fault),
        standalone=True,
        layer="environment",
        headline="The setting for the port is {port_fault}: int() can't make a number of it",
        why=(
            "`os.environ.get(name, 587)` gives 587 only if the variable doesn't exist at all. If "
            "it exists and is empty, you get an empty text, and without the 587, None. No "
            "connection was made."
        ),
        code='import os\n\nport = int(os.environ.get("SMTP_PORT") or 587)',
        reading=(python_docs("os.environ", "os.html#os.environ"),),
    ),
    _cause(
        name="half of a character",
        error=UnicodeEncodeError,
        fits=lambda evidence: bool(evidence.mail_frames) and evidence.call.has_half_character,
        headline="The text holds half of a character (a surrogate)",
        why=(
            "Some programs write an emoji as two halves, and the text was cut between them, as in "
            "JSON that was shortened. A half can't be encoded. The line below puts halves together "
            "again, and replaces what has no other half."
        ),
        code=(
            'text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")\n'
            "message.set_content(text)"
        ),
        reading=(_WRITE, python_docs("surrogatepass", "codecs.html#error-handlers")),
    ),
    _cause(
        name="bytes in a text that were never decoded",
        error=UnicodeEncodeError,
        fits=lambda evidence: bool(evidence.mail_frames) and evidence.call.undecoded_bytes,
        headline="The text holds bytes that were never decoded (surrogates)",
        why=(
            "Python keeps bytes that it can't decode as surrogates, for example with "
            '`errors="surrogateescape"`, or in file names. They belong to no charset. '
            "{why_undecoded}"
        ),
        code="{decode_again}",
        reading=(_WRITE, python_docs("surrogateescape", "codecs.html#error-handlers")),
    ),
)
