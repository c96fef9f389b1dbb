"""Lesson 02, attach files: the checks of its exercises except the last."""

from __future__ import annotations

import re
from email.message import EmailMessage, Message
from typing import Any

from mailtutor.mime.media_types import OCTET_STREAM
from mailtutor.record import count

from .expectations import CHECK_LINE_CHANGED, Mistake, code_uses, require_function
from .lesson_02_parts import (
    PNG,
    decode_base64,
    media_type,
    require_attachment,
    require_attachments,
)
from .message_expectations import part_bytes, require_message, require_text
from .run_function import run_student_function
from .wording import describe

_FEWEST_LINES = 2

# Endings that every computer knows, names that tell nothing, and compressed files.
_COMPRESSED = ("backup.tar.gz", "logs.tar.bz2", "notes.txt.xz", "table.csv.Z", "drawing.svgz")
_TYPES = {
    "photo.png": "image/png",
    "report.pdf": "application/pdf",
    "SUMMER.JPG": "image/jpeg",
    "holiday.2024.jpg": "image/jpeg",
    "results.data1": OCTET_STREAM,
    "README": OCTET_STREAM,
    **dict.fromkeys(_COMPRESSED, OCTET_STREAM),
}


def report(thing: Any) -> str:
    """Check 02.1."""
    message = require_message(thing)
    header = next((name for name in message if name.lower() == "filename"), None)
    if header:
        raise Mistake(
            f"{header!r} became a header of the message. Pass `filename=` to `add_attachment`."
        )
    parts = require_attachments(message)
    if any(part_bytes(part).strip() == b"people.csv" for part in parts):
        raise Mistake(
            "You attached the text 'people.csv', not a table. The first argument of "
            "`add_attachment` is the content; the name goes into `filename=`."
        )
    require_text(message)
    part = require_attachment(message, "people.csv")
    kind = media_type(part)
    if kind.startswith("text/") and kind != "text/csv":
        raise Mistake(f"The type of the attachment is {kind}. Expected text/csv: set `subtype=`.")
    if kind != "text/csv":
        raise Mistake(
            f"The type of the attachment is {kind}. Expected text/csv: pass a str and `subtype`, "
            "or bytes with `maintype='text'`."
        )
    _check_table(part_bytes(part))
    return "Your message has a text, and a table that opens in any spreadsheet."


def _check_table(content: bytes) -> None:
    text = content.decode("utf-8", "replace").strip()
    lines = text.splitlines()
    if "," in decode_base64(content).decode("ascii", "replace"):
        raise Mistake(
            "The table is encoded in base64, and that's what a reader would see. Attach the text "
            "as it is: Python encodes it if necessary."
        )
    if re.match(r"[\[({]", text):
        raise Mistake(
            f"The table begins with {text[:20]!r}: that's how Python displays a list. Join each "
            "row with `','.join(row)`, and put `\\n` between the rows."
        )
    if re.match(r"b['\"]", text):
        raise Mistake("The table begins with b': that's how Python displays bytes. Remove `str`.")
    if len(lines) < _FEWEST_LINES:
        hint = ""
        if r"\n" in text:
            hint = r" It contains a backslash and an n as two characters: is there an `r` in front?"
        size = count(len(lines), "line") if lines else "no lines"
        raise Mistake(f"The table has {size}. Expected at least two, separated by `\\n`.{hint}")
    if not all("," in line for line in lines):
        bare = next(line for line in lines if "," not in line)
        raise Mistake(f"This line of the table has no comma: {bare!r}.")


def kind(function: Any) -> str:
    """Check 02.2."""
    if isinstance(function, (str, tuple, list)):
        raise Mistake(
            f"Expected the function itself, `def kind(name):`, but got {describe(function)}."
        )
    function = require_function(function, "kind(name)")
    for name, expected in _TYPES.items():
        _compare_type(function, name, expected)
    return "It returns a type for any file name, and never claims more than it can know."


def _compare_type(function: Any, name: str, expected: str) -> None:
    call = run_student_function(function, name)
    found, start = call.value, f"`kind({name!r})` {call.description}. Expected {expected!r}"
    if isinstance(call.error, OSError):
        raise Mistake(f"{start}. `kind` gets only a name, and there may be no such file.")
    if call.error is not None:
        unknown = ", even for an unknown ending" if expected == OCTET_STREAM else ""
        raise Mistake(f"{start}{unknown}.")
    if found is None:
        hint = " Return the value: `print` only shows it." if call.printed else ""
        raise Mistake(f"{start}.{hint or ' Is there a `return` for this case?'}")
    if not isinstance(found, str):
        raise Mistake(f"{start}, {'one str' if isinstance(found, (tuple, list)) else 'a str'}.")
    if found.lower() != expected:
        raise Mistake(_why_other_type(function, name, found, start))


def _why_other_type(function: Any, name: str, found: str, start: str) -> str:
    expected = _TYPES[name]
    slash = "" if "/" in found else " A media type has a slash in it."
    if "octet" in found and expected == OCTET_STREAM:
        return f"{start}.{slash} Check the spelling."
    if name in _COMPRESSED:
        return (
            f"{start}, because the file is compressed: to a mail client it's just bytes, whatever "
            f"is inside.{slash}"
        )
    if name in {"SUMMER.JPG", "holiday.2024.jpg"}:
        return f"{start}. The ending is what comes after the last dot, in upper or lower case."
    if expected == OCTET_STREAM:
        return f"{start}, because such a name tells nothing about the type.{slash}"
    other = next(each for each, kind in _TYPES.items() if kind not in {expected, OCTET_STREAM})
    same = run_student_function(function, other).value == found
    alike = f" It returned the same for {other!r}: does it use its argument?" if same else ""
    return f"{start}, the type for that ending.{alike}{slash}"


def invoice(thing: Any, pdf: Any) -> str:
    """Check 02.3."""
    if not isinstance(pdf, bytes):
        raise Mistake(CHECK_LINE_CHANGED)
    if thing is pdf:
        raise Mistake("That's `pdf` itself. Create an `EmailMessage()` and attach `pdf` to it.")
    part = require_attachment(require_message(thing), "Rechnung für Ada.pdf")
    _check_pdf(media_type(part), part_bytes(part), pdf)
    return "The name is sent as ASCII, and the recipient sees it as you wrote it."


def _check_pdf(kind: str, content: bytes, pdf: bytes) -> None:
    found = f"The type of the attachment is {kind}."
    if kind.startswith("text/"):
        raise Mistake(
            f"{found} You attached a str. Attach the bytes in `pdf`, with `maintype` and `subtype`."
        )
    if kind == "pdf/application":
        raise Mistake(f"{found} Swap `maintype` and `subtype`: a PDF is application/pdf.")
    if kind != "application/pdf":
        raise Mistake(f"{found} A PDF is application/pdf.")
    if content == pdf:
        return
    found = f"The attachment has {count(len(content), 'byte')}, but they aren't those of `pdf`."
    if decode_base64(content) == pdf:
        found += " It was encoded in base64 twice."
    elif pdf.startswith(content):
        found = (
            f"The attachment has only the first {len(content)} of the {len(pdf)} bytes of `pdf`."
        )
    elif content.startswith(PNG):
        found = "The attachment is a PNG, not `pdf`."
    raise Mistake(f"{found} Attach `pdf` as it is, because Python encodes it for you.")


def saved(saved: Any, arrived: Any) -> str:
    """Check 02.4."""
    if not isinstance(arrived, EmailMessage):
        raise Mistake(CHECK_LINE_CHANGED)
    expected = {str(part.get_filename()): part for part in require_attachments(arrived)}
    if not isinstance(saved, dict):
        raise Mistake(
            f"Expected a dict that maps each file name to its content, but got {describe(saved)}."
        )
    if None in saved:
        raise Mistake(
            "One key is None, because that part has no file name. `walk()` returns all parts, "
            "including the body; `iter_attachments()` returns only the attachments."
        )
    _check_keys(saved, expected)
    for name, part in expected.items():
        _check_content(name, saved[name], part_bytes(part), expected)
    if not code_uses("arrived", "server", "iter_attachments", "walk") and code_uses(
        "picture", "pdf"
    ):
        raise Mistake(
            "These are your own `picture` and `pdf`. Take the contents from the parts of "
            "`arrived`, because that's what was sent."
        )
    return f"All {len(expected)} files came back unchanged, byte for byte."


def _check_keys(saved: dict[Any, Any], expected: dict[str, EmailMessage]) -> None:
    if not all(isinstance(key, str) for key in saved):
        odd = next(key for key in saved if not isinstance(key, str))
        if isinstance(odd, (bytes, bytearray)) and any(name in saved.values() for name in expected):
            raise Mistake(
                "The keys are the contents and the values are the names. Swap them: the file name "
                "is the key."
            )
        got = f"{describe(odd)}, which wasn't called: add `()`" if callable(odd) else repr(odd)
        raise Mistake(
            f"Expected file names as keys, such as {next(iter(expected))!r}, but got {got}."
        )
    if swapped := [key for key in saved if saved[key] in [*expected] and key not in expected]:
        raise Mistake(f"The value {saved[swapped[0]]!r} is a file name. Make the name the key.")
    missing = [name for name in expected if name not in saved]
    more = [name for name in saved if name not in expected]
    if missing and more:
        raise Mistake(
            f"Expected the file names as keys: {_listed(expected)}. Yours are {_listed(saved)}."
        )
    if missing:
        has = f"The dict has only {_listed(saved)}." if saved else "The dict is empty."
        hint = ""
        if list(saved) == list(expected)[-1:]:
            hint = " Does each round of the loop create a new dict, or skip the first part?"
        elif list(saved) == list(expected)[:1]:
            hint = " Does the loop end too early, or skip some parts?"
        raise Mistake(f"{has} Missing: {_listed(missing)}.{hint}")
    if more:
        raise Mistake(f"No attachment is called {_listed(more)}. Remove that key.")


def _listed(names: Any) -> str:
    return ", ".join(map(repr, names))


def _check_content(
    name: str, content: Any, expected: bytes, parts: dict[str, EmailMessage]
) -> None:
    if isinstance(content, Message):
        raise Mistake(f"{name}: that's the whole part. Get its content: `part.get_content()`.")
    if callable(content):
        raise Mistake(f"{name}: that's {describe(content)}, which wasn't called. Add `()`.")
    found = content.encode() if isinstance(content, str) else content
    if not isinstance(found, (bytes, bytearray, memoryview)):
        got = "None" if content is None else describe(content)
        raise Mistake(f"{name}: expected its bytes, but got {got}.")
    found = bytes(found)
    if found == expected or found.splitlines() == expected.splitlines():
        return
    if isinstance(content, str) and decode_base64(found) == expected:
        raise Mistake(
            f"{name}: that's a str, the base64 that was sent. `get_content()` decodes it."
        )
    if isinstance(content, str):
        hint = " The content is bytes, so remove `decode`, `str` or the like."
        if content == parts[name].get_content_type():
            hint = " That's its type."
        raise Mistake(f"{name}: expected its content, but got {describe(content)}.{hint}")
    raise Mistake(f"{name}: {_why_other_bytes(found, expected, parts)}")


def _why_other_bytes(found: bytes, expected: bytes, parts: dict[str, EmailMessage]) -> str:
    if decode_base64(found) == expected:
        return "that's its content, encoded in base64 again. Use it as it is."
    for name, part in parts.items():
        if found == part_bytes(part):
            return f"that's the content of {name!r}."
    if expected.startswith(found):
        return f"those are only the first {len(found)} of its {len(expected)} bytes."
    if re.match(rb"[A-Za-z-]+: ", found):
        return "these bytes begin with headers, so it's the whole part. Use `get_content()`."
    return f"expected its content ({len(expected)} bytes), but got {len(found)} other bytes."
