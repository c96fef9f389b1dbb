"""The words in braces that are about Python: types, names, calls and files."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from mailtutor.record import plain_ascii

from .markup import with_article

if TYPE_CHECKING:
    from collections.abc import Callable

    from .evidence import Evidence

_LONGEST_TYPE = 36  # characters of a content type, in a headline


def _content_type(evidence: Evidence) -> str:
    shown = plain_ascii(str(evidence.error.args[0]))
    return f"`{shown}`" if len(shown) <= _LONGEST_TYPE else "this type"


def _called_help(evidence: Evidence) -> str:
    function = evidence.given.function or "email"
    module = function.partition(".")[0]
    while function.startswith(f"{module}.") and f"{module}.{function[len(module) + 1 :]}":
        longer = f"{module}.{function[len(module) + 1 :].partition('.')[0]}"
        if longer not in sys.modules:
            break
        module = longer
    return f"import {module}\n\nhelp({function})"


def _sent_kind(evidence: Evidence) -> str:
    kind = evidence.call.kind_of("send_message", "msg")
    # A class with the same name as one of `email`.
    return f"another module's `{kind}`" if evidence.call.message_is_namesake else with_article(kind)


def _why_undecoded(evidence: Evidence) -> str:
    if evidence.call.folds_header:
        return (
            "In a message that you received, its sender cut a header in the middle of a letter, "
            "or named the wrong charset. To pass it on unchanged, use its original bytes; "
            "otherwise replace the header."
        )
    return "Decode the bytes with the charset that they were written in."


def _decode_again(evidence: Evidence) -> str:
    if evidence.call.folds_header:
        return (
            'clean = str(message["Subject"]).encode("utf-8", "replace").decode()\n'
            'message.replace_header("Subject", clean)  # or whichever header it is'
        )
    return (
        'data = text.encode("utf-8", "surrogateescape")  # the bytes again\n'
        'message.set_content(data.decode("cp1252", "replace"))'
    )


PYTHON_WORDS: dict[str, Callable[[Evidence], str]] = {
    "call_with_context": lambda evidence: (
        "client.starttls(context=context)"
        if evidence.misuse.misused == "starttls"
        else 'smtplib.SMTP_SSL("smtp.example.com", 465, timeout=10, context=context)'
    ),
    "error": lambda evidence: f"`{type(evidence.error).__name__}`",
    "host_kind": lambda evidence: with_article(evidence.call.kind_of("connect", "host")),
    "meant_module": lambda evidence: evidence.spelling.module_of_meant,
    "nearest_words": lambda evidence: (
        f"The nearest names are {evidence.spelling.nearest}. " if evidence.spelling.nearest else ""
    ),
    "policy_kind": lambda evidence: with_article(evidence.names.missing_of),
    "parsed_shown": lambda evidence: with_article(evidence.call.parsed_kind),
    "header_kind": lambda evidence: with_article(evidence.call.header_kind),
    "content_kind": lambda evidence: with_article(evidence.call.content_kind),
    "text_kind": lambda evidence: with_article(evidence.call.text_kind),
    "sendmail_kind": lambda evidence: with_article(evidence.call.kind_of("sendmail", "msg")),
    "send_message_kind": _sent_kind,
    "raised_where": lambda evidence: (
        f"your own code, which `{evidence.called}` called"
        if evidence.is_raised_by_learner
        else "inside Python's email modules"
    ),
    "called": lambda evidence: evidence.called or "mail",
    "called_help": _called_help,
    "credentials_kind": lambda evidence: with_article(evidence.call.credentials_kind),
    "command_kind": lambda evidence: with_article(evidence.call.command_kind),
    "address_kind": lambda evidence: with_article(evidence.call.address_kind),
    "first_argument_shown": lambda evidence: with_article(evidence.given.first_argument_kind),
    "raised_words": lambda evidence: f"`{plain_ascii(str(evidence.raised))}`",
    "error_words": lambda evidence: plain_ascii(str(evidence.error)),
    "lacking_owner": lambda evidence: f"`{evidence.names.lacking_owner}`",
    "lacking_owner_code": lambda evidence: evidence.names.lacking_owner,
    "lacking_module": lambda evidence: (
        evidence.names.lacking_owner
        if evidence.names.lacking_owner in {"email", "smtplib"}
        else evidence.names.lacking_owner.rpartition(".")[0]
    ),
    "lacking_shown": lambda evidence: with_article(evidence.names.lacking_kind),
    "why_undecoded": _why_undecoded,
    "decode_again": _decode_again,
    "payload_kind": lambda evidence: with_article(evidence.call.payload_kind),
    "python_3_name": lambda evidence: evidence.names.python_2_name.lower(),
    "content_type_shown": _content_type,
    "unpackable": lambda evidence: "a dict" if evidence.misuse.stars == "**" else "a list or tuple",
    "unfit_kind": lambda evidence: with_article(evidence.expected_types.unfit_kind),
    "secure_kind": lambda evidence: with_article(evidence.log_handler.secure_kind),
    "recipients_kind": lambda evidence: with_article(evidence.log_handler.recipients_kind),
    "unpacked_kind": lambda evidence: with_article(evidence.misuse.unpacked_kind),
    "file": lambda evidence: plain_ascii(repr(evidence.call.file)),
    "file_code": lambda evidence: json.dumps(evidence.call.file),
    "variable": lambda evidence: plain_ascii(
        str(evidence.error.args[0]) if evidence.error.args else "asked for"
    ),
}
