"""Lesson 02, attach files: what its exercises check, but for the last."""

from __future__ import annotations

import inspect
import re
from email.message import EmailMessage, Message
from typing import Any

from mailtutor.mime.media_types import OCTET_STREAM

from .expectations import CHANGED, NotYet, a_message, phrase, text_of, uses
from .lesson_02_parts import PNG, attached, content, kind_of, named, unpacked
from .run_function import called

_FEWEST_LINES = 2

# Names whose ending every computer knows, those with nothing to know, and compressed ones.
_COMPRESSED = ("backup.tar.gz", "logs.tar.bz2", "notes.txt.xz", "table.csv.Z", "drawing.svgz")
_KINDS = {
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
    message = a_message(thing)
    header = next((name for name in message if name.lower() == "filename"), None)
    if header:
        raise NotYet(
            f"{header!r} became a header of the message. Give `filename=` to `add_attachment`."
        )
    parts = attached(message)
    if any(content(part).strip() == b"people.csv" for part in parts):
        raise NotYet(
            "What is attached is the text 'people.csv', not a table. `add_attachment` takes the "
            "content first; the name goes into `filename=`."
        )
    text_of(message)
    part = named(message, "people.csv")
    kind = kind_of(part)
    if kind.startswith("text/") and kind != "text/csv":
        raise NotYet(f"Its type is {kind}. Expected text/csv: `subtype=` says which text.")
    if kind != "text/csv":
        raise NotYet(
            f"Its type is {kind}. Expected text/csv: give a str and `subtype`, or bytes with "
            "`maintype='text'`."
        )
    _check_table(content(part))
    return "A text, and a table that opens in any spreadsheet."


def _check_table(content: bytes) -> None:
    text = content.decode("utf-8", "replace").strip()
    lines = text.splitlines()
    if "," in unpacked(content).decode("ascii", "replace"):
        raise NotYet(
            "The table is packed in base64: a reader would see those letters. Attach the text as "
            "it is; Python packs it where that's needed."
        )
    if re.match(r"[\[({]", text):
        raise NotYet(
            f"The table begins with {text[:20]!r}: that's how Python shows a list. Join its rows: "
            "`','.join(row)` for each, and `\\n` between them."
        )
    if re.match(r"b['\"]", text):
        raise NotYet("The table begins with b': that's how Python shows bytes. Leave out `str`.")
    if len(lines) < _FEWEST_LINES:
        hint = ""
        if r"\n" in text:
            hint = r" It holds a backslash and an n as two characters: is there an `r` in front?"
        count = f"{len(lines)} line" if lines else "no line"
        raise NotYet(f"The table has {count}. Expected two or more, with `\\n` between.{hint}")
    if not all("," in line for line in lines):
        bare = next(line for line in lines if "," not in line)
        raise NotYet(f"This line of the table has no comma: {bare!r}.")


def kind(function: Any) -> str:
    """Check 02.2."""
    if isinstance(function, (str, tuple, list)):
        raise NotYet(
            f"Expected the function itself, `def kind(name):`, but got {phrase(function)}."
        )
    if not callable(function) or isinstance(function, type):
        raise NotYet(f"Expected a function, but got {phrase(function)}.")
    try:
        inspect.signature(function).bind("photo.png")
    except (TypeError, ValueError):
        raise NotYet(
            "Expected a function that can be called with a file name alone: `kind('photo.png')`."
        ) from None
    for name, wanted in _KINDS.items():
        _compare_kind(function, name, wanted)
    return "It answers for any file name, and never promises what the bytes are not."


def _compare_kind(function: Any, name: str, wanted: str) -> None:
    call = called(function, name)
    found, said = call.value, f"`kind({name!r})` {call.words}. Expected {wanted!r}"
    if isinstance(call.error, OSError):
        raise NotYet(f"{said}: it gets a name, and there needn't be such a file to open.")
    if call.error is not None:
        unknown = ", also where the ending is not known" if wanted == OCTET_STREAM else ""
        raise NotYet(f"{said}{unknown}.")
    if found is None:
        hint = " Return it: `print` only shows it." if call.printed else ""
        raise NotYet(f"{said}.{hint or ' Is there a `return` for this case?'}")
    if not isinstance(found, str):
        raise NotYet(f"{said}, {'one text' if isinstance(found, (tuple, list)) else 'a str'}.")
    if found.lower() != wanted:
        raise NotYet(_why_other_kind(function, name, found, said))


def _why_other_kind(function: Any, name: str, found: str, said: str) -> str:
    wanted = _KINDS[name]
    slash = "" if "/" in found else " A media type has a slash in it."
    if "octet" in found and wanted == OCTET_STREAM:
        return f"{said}.{slash} Mind the spelling."
    if name in _COMPRESSED:
        return (
            f"{said}: the file is compressed, so it goes as just bytes, whatever is inside.{slash}"
        )
    if name in {"SUMMER.JPG", "holiday.2024.jpg"}:
        return f"{said}: the ending is what stands behind the last dot, in capitals too."
    if wanted == OCTET_STREAM:
        return f"{said}: nothing is known of such a name.{slash}"
    other = next(each for each, kind in _KINDS.items() if kind not in {wanted, OCTET_STREAM})
    same = called(function, other).value == found
    alike = f" It returned the same for {other!r}: does it use its argument?" if same else ""
    return f"{said}, which that ending says.{alike}{slash}"


def invoice(thing: Any, pdf: Any) -> str:
    """Check 02.3."""
    if not isinstance(pdf, bytes):
        raise NotYet(CHANGED)
    if thing is pdf:
        raise NotYet("This is `pdf` itself. Make an `EmailMessage()`, and attach `pdf` to it.")
    part = named(a_message(thing), "Rechnung für Ada.pdf")
    _check_pdf(kind_of(part), content(part), pdf)
    return "The name travels in ASCII, and is read as it was written."


def _check_pdf(kind: str, content: bytes, pdf: bytes) -> None:
    if kind.startswith("text/"):
        raise NotYet(
            f"Its type is {kind}: a str was attached. Attach the bytes: `pdf` as it is, with "
            "`maintype` and `subtype`."
        )
    if kind == "pdf/application":
        raise NotYet(
            f"Its type is {kind}: swap `maintype` and `subtype`. A PDF is application/pdf."
        )
    if kind != "application/pdf":
        raise NotYet(f"Its type is {kind}. A PDF is application/pdf.")
    if content == pdf:
        return
    found = f"It holds {len(content)} bytes that are not those of `pdf`."
    if unpacked(content) == pdf:
        found += " It was packed in base64 twice."
    elif pdf.startswith(content):
        found = f"It holds only the first {len(content)} of the {len(pdf)} bytes of `pdf`."
    elif content.startswith(PNG):
        found = "It holds a PNG, not `pdf`."
    raise NotYet(f"{found} Attach `pdf` as it is; Python packs it.")


def saved(saved: Any, arrived: Any) -> str:
    """Check 02.4."""
    if not isinstance(arrived, EmailMessage):
        raise NotYet(CHANGED)
    wanted = {str(part.get_filename()): part for part in attached(arrived)}
    if not isinstance(saved, dict):
        raise NotYet(
            f"Expected a dict, from each file name to its content, but got {phrase(saved)}."
        )
    if None in saved:
        raise NotYet(
            "One key is None: that part has no file name. `walk()` gives all parts, also the "
            "body; `iter_attachments()` gives only what is attached."
        )
    _check_keys(saved, wanted)
    for name, part in wanted.items():
        _same_content(name, saved[name], content(part), wanted)
    if not uses("arrived", "server", "iter_attachments", "walk") and uses("picture", "pdf"):
        raise NotYet(
            "These are `picture` and `pdf`, which you wrote. Take the contents from the parts of "
            "`arrived`: that's what was sent."
        )
    return f"All {len(wanted)} came back as they were, byte for byte."


def _check_keys(saved: dict[Any, Any], wanted: dict[str, EmailMessage]) -> None:
    if not all(isinstance(key, str) for key in saved):
        odd = next(key for key in saved if not isinstance(key, str))
        if isinstance(odd, (bytes, bytearray)) and any(name in saved.values() for name in wanted):
            raise NotYet(
                "Its keys are the contents, and its values the names: swap them. The file name is "
                "the key."
            )
        got = f"{phrase(odd)}, which wasn't called: add `()`" if callable(odd) else repr(odd)
        raise NotYet(f"Expected file names as keys, as {next(iter(wanted))!r}, but got {got}.")
    if swapped := [key for key in saved if saved[key] in [*wanted] and key not in wanted]:
        raise NotYet(f"Its value {saved[swapped[0]]!r} is a file name. The name is the key.")
    missing = [name for name in wanted if name not in saved]
    more = [name for name in saved if name not in wanted]
    if missing and more:
        raise NotYet(
            f"Expected the file names as keys: {_listed(wanted)}. It has {_listed(saved)}."
        )
    if missing:
        has = f"It has {_listed(saved)} alone." if saved else "The dict is empty."
        hint = ""
        if list(saved) == list(wanted)[-1:]:
            hint = " Is the dict made anew in each round of the loop, or the first left out?"
        elif list(saved) == list(wanted)[:1]:
            hint = " Does the loop end early, or leave some out?"
        raise NotYet(f"{has} Missing: {_listed(missing)}.{hint}")
    if more:
        raise NotYet(f"No attachment is called {_listed(more)}: leave out what isn't attached.")


def _listed(names: Any) -> str:
    return ", ".join(map(repr, names))


def _same_content(name: str, content: Any, wanted: bytes, parts: dict[str, EmailMessage]) -> None:
    if isinstance(content, Message):
        raise NotYet(f"{name}: this is the whole part. Its content: `part.get_content()`.")
    if callable(content):
        raise NotYet(f"{name}: this is {phrase(content)}, which wasn't called: add `()`.")
    found = content.encode() if isinstance(content, str) else content
    if not isinstance(found, (bytes, bytearray, memoryview)):
        got = "None" if content is None else phrase(content)
        raise NotYet(f"{name}: expected its bytes, but got {got}.")
    found = bytes(found)
    if found == wanted or found.splitlines() == wanted.splitlines():
        return
    if isinstance(content, str) and unpacked(found) == wanted:
        raise NotYet(
            f"{name}: this is a str, its base64 as it traveled. `get_content()` unpacks it."
        )
    if isinstance(content, str):
        hint = " Leave out `decode`, `str` or the like: the bytes are the content."
        if content == parts[name].get_content_type():
            hint = " That's its type."
        raise NotYet(f"{name}: expected its content, but got {phrase(content)}.{hint}")
    raise NotYet(f"{name}: {_other_bytes(found, wanted, parts)}")


def _other_bytes(found: bytes, wanted: bytes, parts: dict[str, EmailMessage]) -> str:
    if unpacked(found) == wanted:
        return "this is its content, packed in base64 again. Take it as it is."
    for name, part in parts.items():
        if found == content(part):
            return f"this is the content of {name!r}."
    if wanted.startswith(found):
        return f"these are only the first {len(found)} of its {len(wanted)} bytes."
    if re.match(rb"[A-Za-z-]+: ", found):
        return "these bytes begin with headers: it's the whole part. `get_content()` is its file."
    return f"expected its content ({len(wanted)} bytes), but got {len(found)} other bytes."
