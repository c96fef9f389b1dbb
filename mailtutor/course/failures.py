"""Explains why a learner's test fails although the program that it tests is right."""

from __future__ import annotations

import re
from smtplib import SMTPServerDisconnected

_LONG = 150

# What a test raised: its class, part of its text as a pattern, and what to do.
_ADVICE: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        AssertionError,
        r"^assert \(.*\) == \[",
        "`rcpt_tos` is a tuple, and a tuple never equals a list. Compare it with a tuple.",
    ),
    (
        AssertionError,
        r"^assert '.*' is '",
        "`is` asks for the very same object. Compare texts with `==`.",
    ),
    (
        AssertionError,
        r"^assert (<bound method|get_\w+ ==)",
        "A method is compared, not what it returns. Call it: add `()`.",
    ),
    (
        AssertionError,
        r" in <email\.message",
        "`in` searches the names of the headers. The text is `get_body().get_content()`.",
    ),
    (
        AssertionError,
        r"^assert \[?'.* == \[?b[\"']",
        "`get_content()` of a text is a str, not bytes.",
    ),
    (
        AssertionError,
        r"^assert '.*\\r\\n' == ['\"]",
        "Lines arrive with `\\r\\n` at their ends: compare with `in`, or compare `splitlines()`.",
    ),
    (
        AssertionError,
        r"^assert b?['\"]boss@example.com['\"] in ",
        "The boss is secret: in the envelope, but nowhere in the message.",
    ),
    (
        AssertionError,
        r"^assert 'ada@example.com, bob@example.com' == 'ada@",
        "A header names everyone that the report is for. Who got it is in the envelope.",
    ),
    (
        AssertionError,
        r"^assert \{.*\} == \[",
        "`send_report` returns a dict. Its keys are the addresses: compare `list(...)` of it.",
    ),
    (
        AssertionError,
        r"\(\d{3}, b['\"].* != .*\(\d{3}, ['\"]",
        'The words of a reply are bytes: `b"..."`.',
    ),
    (
        AttributeError,
        "'Mailbox' object",
        "`mailbox` is a list of what arrived: use `mailbox[0]`.",
    ),
    (
        AttributeError,
        "'EmailMessage' object",
        'Headers are like keys: `message["Subject"]`. A part has methods: `get_filename()`.',
    ),
    (TypeError, "'Delivery' object", "The message in it is `mailbox[0].message`."),
    (
        TypeError,
        "'generator' object",
        "`iter_attachments()` isn't a list, but `list(...)` makes one of it.",
    ),
    (
        TypeError,
        "bytes-like object is required, not 'str'",
        '`raw` is bytes, so search for bytes: `b"..."`.',
    ),
    (
        TypeError,
        "refuse must be a dict such as",
        "`refuse=` is a dict: each address with the reply, such as `550 5.1.1 No such user`.",
    ),
    (TypeError, "port must be a whole number", "Name the argument in the marker: `refuse=...`."),
    (
        TypeError,
        "refuse must be a dict of text",
        "The reply is a text: a code, a space and words.",
    ),
    (
        NameError,
        r"'(smtp_server|mailbox)'",
        "A test asks for its fixtures in its parentheses. Add this one there.",
    ),
    (
        ConnectionRefusedError,
        "",
        "Nothing is listening on that port. Send to `smtp_server.port`.",
    ),
    (
        IndexError,
        "",
        "`send_report` sends one message: `mailbox[0]`. Call it first.",
    ),
    (
        KeyError,
        "multipart",
        "The message consists of parts: `get_body()` has the text, `iter_attachments()` the files.",
    ),
    (
        TypeError,
        "LocalServer.__init__",
        "The marker takes the arguments of `LocalServer`, such as `refuse=`.",
    ),
    (
        TypeError,
        "NoneType",
        "A header that isn't in the message is None: compare it with `is None`.",
    ),
    (
        SMTPServerDisconnected,
        "timed out",
        "That's what `smtplib` raises when no reply comes in time, so expect this exception.",
    ),
    (BaseException, "not found in `markers`", "The marker is called `smtp_server`."),
    (BaseException, "DID NOT RAISE", "The right program raises no such exception there."),
)


def explain_failure(name: str, error: BaseException) -> str:
    """Return a sentence that says why a test failed, and what to do.

    Args:
        name: the test's name.
        error: the exception that ended it.
    """
    if missing := getattr(error, "argname", ""):  # pytest.FixtureLookupError
        return (
            f"pytest has no fixture named `{missing}`. The arguments of a test are the names of "
            "its fixtures, such as `smtp_server` and `mailbox`."
        )
    said = str(error).partition("\n")[0]
    said = said if len(said) <= _LONG else f"{said[:_LONG]}…"
    end = "" if said.endswith((".", "…")) else "."
    what = f"`{name}` fails, although `send_report` is right."
    if name.endswith(".py"):  # not even one of its tests could start
        what = "pytest can't load your test."
    return f"{what} {type(error).__name__}: {said}{end} {_advice(error)}".rstrip()


def _advice(error: BaseException) -> str:
    for kind, pattern, advice in _ADVICE:
        if isinstance(error, kind) and re.search(pattern, str(error)):
            return advice
    return ""
