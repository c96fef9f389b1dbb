"""Case files 5 to 8, what they got: the scenes, and the checks of the exercises."""

from __future__ import annotations

import codecs
import re
from email.errors import MissingHeaderBodySeparatorDefect
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from .case_expectations import (
    called,
    describe_error,
    require_html,
    require_kept,
    require_one_copy_each,
    require_program,
    run,
)
from .case_logo_check import LOGO, with_logo
from .expectations import Mistake
from .message_expectations import part_bytes, text_content
from .sample_files import pdf_page

if TYPE_CHECKING:
    from mailtutor.record import Delivery
    from mailtutor.server import LocalServer

    from .case_expectations import Program

_VERA = ("vera@example.com",)
_MOST_LETTERS = 20
_NOTE = "Dear Jürgen, the café in Zürich is booked. See you on Friday!"
_OTHER_NOTE = "Dear Łucja, the café in Łódź is booked. It's 20 € each."
_ORDER = {"tulips": 3, "roses": 12, "watering can": 1}
_INVOICE = pdf_page("Invoice 1107\n\n3 tulips     4.50\n12 roses    24.00")


def with_note(program: Program) -> LocalServer:
    """Send a note with letters that ASCII doesn't have."""
    return called(program, _NOTE)


def with_invoice(program: Program) -> LocalServer:
    """Send a PDF."""
    return called(program, "invoice-1107.pdf", _INVOICE)


def with_order(program: Program) -> LocalServer:
    """Confirm an order."""
    return called(program, dict(_ORDER))


SCENES = (with_note, with_invoice, with_logo, with_order)


def _require_delivery(server: LocalServer) -> Delivery:
    """Return the one message that Vera got."""
    return require_one_copy_each(server, _VERA)[0]


def note(thing: Any) -> str:
    """Check case 5: the reader's program can decode every letter."""
    program = require_program(thing, "send_note(port, text)")
    _compare_text(_require_delivery(run(program, with_note)), _NOTE)
    try:
        server = called(program, _OTHER_NOTE)
    except UnicodeEncodeError as error:
        raise Mistake(
            f"Jürgen's note arrives. But with one for Łucja, {describe_error(program, error)}. "
            "UTF-8 has all letters: change what the header says instead."
        ) from None
    except Exception as error:  # noqa: BLE001 - a learner's program may raise anything
        raise Mistake(f"With a note to Łucja, {describe_error(program, error)}.") from None
    delivery = _require_delivery(server)
    _compare_text(delivery, _OTHER_NOTE)
    _require_true_headers(delivery)
    return (
        "The header says what the bytes are. Remember: Ã and ¼ instead of ü mean that UTF-8 was "
        "read as Latin-1. `EmailMessage` always writes the charset that it uses."
    )


def _require_true_headers(delivery: Delivery) -> None:
    """Require that the headers describe the bytes, even where mail programs guess well."""
    message = delivery.message
    if any(isinstance(each, MissingHeaderBodySeparatorDefect) for each in message.defects):
        raise Mistake(
            "No empty line ends the headers, so programs have to guess where the text begins. "
            "Keep the `\\r\\n\\r\\n`."
        )
    require_kept(message, "max@example.com", "Friday")
    if len(message.get_all("Content-Type", [])) > 1:
        raise Mistake("There are two `Content-Type` headers. Keep the one with the right charset.")
    body = message.get_body(("plain", "html")) or message
    charset = body.get_content_charset() or ""
    try:
        codecs.lookup(charset)
    except LookupError:
        raise Mistake(
            f"There's no charset of the name {charset!r}, so Vera's program has to guess. Compare "
            "it letter by letter."
        ) from None
    encoding = str(body["Content-Transfer-Encoding"] or "7bit").lower()
    content = delivery.raw.partition(b"\r\n\r\n")[2]
    if encoding not in {"8bit", "binary"} and not content.isascii():
        raise Mistake(
            f"`Content-Transfer-Encoding` says {encoding}, but the bytes go beyond ASCII. Keep "
            "`8bit`."
        )


def _compare_text(delivery: Delivery, expected: str) -> None:
    body = delivery.message.get_body(("plain", "html"))
    got = text_content(body).replace("\r\n", "\n").strip() if body else ""
    if got == expected.strip():
        return
    if not got:
        raise Mistake("The message arrived without a text.")
    charset = body.get_content_charset() if body else None
    words = zip_longest(_words(expected), _words(got), fillvalue="")
    sent, seen = next(((sent, seen) for sent, seen in words if sent != seen), (expected, got))
    broken = "\ufffd" in seen
    if "Ã" in seen or "Å" in seen:
        why = (
            "the program encoded a text that was already broken. Send it as it is"
            if charset == "utf-8"
            else f"the header says {charset!r}, but the bytes are in UTF-8"
        )
    elif broken and charset in {None, "us-ascii"}:
        why = "the header names no charset, or only ASCII. Name the one that the bytes are in"
    elif broken:
        why = f"the header says {charset!r}, but the bytes are in another charset"
    elif not seen:
        raise Mistake(f"The text that Vera sees ends before {sent!r}. Send all of `text`.")
    else:
        raise Mistake(f"Max wrote {sent!r}, but Vera sees {seen!r}. Keep every letter.")
    raise Mistake(f"Vera sees {seen!r}, because {why}.")


def _words(text: str) -> list[str]:
    """Return the words of a text, without the punctuation around them."""
    return [word.strip(",.!")[:_MOST_LETTERS] for word in text.split()]


def file(thing: Any) -> str:
    """Check case 6: each file says what it is."""
    program = require_program(thing, "send_file(port, name, content)")
    delivery = _require_delivery(run(program, with_invoice))
    _compare_file(delivery, "invoice-1107.pdf", _INVOICE, "application/pdf")
    for name, content, expected in (
        ("logo.png", LOGO, "image/png"),
        ("results.data1", b"\x00\x01\xff", "application/octet-stream"),
    ):
        try:
            server = called(program, name, content)
        except Exception as error:  # noqa: BLE001 - a learner's program may raise anything
            raise Mistake(
                f"The invoice arrives. But with {name!r}, {describe_error(program, error)}."
            ) from None
        _compare_file(_require_delivery(server), name, content, expected)
    return (
        "Each file says what it is. Remember: some mail programs go by `Content-Type` and some by "
        "the name, so both must be right. What's unknown is `application/octet-stream`."
    )


def _compare_file(delivery: Delivery, name: str, content: bytes, expected: str) -> None:
    message = delivery.message
    parts = list(message.iter_attachments()) if message.is_multipart() else []
    if not parts:
        raise Mistake(f"The message arrived without an attachment; {name!r} is missing.")
    if len(parts) > 1:
        raise Mistake(f"The message has {len(parts)} attachments. Attach {name!r} once.")
    (part,) = parts
    if not part.get_filename():
        raise Mistake(f"The attachment has no name now. Keep `filename=`: it's {name!r}.")
    if part.get_filename() != name:
        raise Mistake(f"The attachment is called {part.get_filename()!r}, not {name!r}.")
    if part_bytes(part) != content:
        raise Mistake(f"The bytes of {name!r} were changed on the way into the message.")
    found = part.get_content_type()
    if found != expected:
        why = {
            "application/pdf": " `guess_type` knows the type when you give it the whole name.",
            "image/png": " The program sends other files, too: guess the type from the name.",
            "application/octet-stream": " Nobody knows this ending, and it's not text: send it as "
            "just bytes.",
        }[expected]
        raise Mistake(f"{name!r} says that it's {found}, not {expected}.{why}")
    require_kept(message, "shop@example.com", f"Your file: {name}", "The file is attached.")


def order(thing: Any) -> str:
    """Check case 8: both versions list the order."""
    program = require_program(thing, "confirm(port, items)")
    message = _require_delivery(run(program, with_order)).message
    html = re.sub(r"<[^>]*>", " ", text_content(require_html(message)))
    plain = message.get_body(("plain",))
    if plain is None:
        raise Mistake("The version in plain text is gone. Keep both.")
    for where, text in (("plain text", text_content(plain)), ("HTML", html)):
        missing = [name for name in _ORDER if name not in text]
        if len(missing) == len(_ORDER):
            raise Mistake(f"The version in {where} lists nothing of the order.")
        if missing:
            raise Mistake(f"The version in {where} doesn't list {missing[0]!r}.")
        for name, count in _ORDER.items():
            if len(re.findall(rf"\b{name}\b", text)) > 1:
                raise Mistake(f"The version in {where} lists {name!r} more than once.")
            if not re.search(rf"\b{count}\b", text):
                raise Mistake(f"The version in {where} doesn't say how many {name!r}.")
    if [part.get_content_type() for part in message.iter_parts()][-1] == "text/plain":
        raise Mistake("The plain text comes last now, so nobody sees the HTML. The best goes last.")
    require_kept(message, "shop@example.com", "Your order")
    return (
        "Both versions have the order. Remember: a reader sees only one version of a message, so "
        "look at each of them. And a generator can be read only once."
    )
