"""Explains header fields, and the lines between header, body and parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor.mime import decode_value
from mailtutor.mime.decode import unfolded
from mailtutor.mime.encodings import hex_bytes, open_parameters, open_words
from mailtutor.mime.headers import header_meaning

from .as_python import python_of_field
from .blocks import facts, heading, paragraph, python, reference, warning

if TYPE_CHECKING:
    from mailtutor.mime import Field, Part

    from .blocks import Block

_KINDS: dict[str, tuple[str, list[Block]]] = {
    "mailbox line": (
        "A line from a mailbox file",
        [
            paragraph(
                "A mailbox file has this line before each message. It isn't part of the message: "
                "it has no colon after its name."
            ),
            reference("RFC 4155, appendix A"),
        ],
    ),
    "empty line": (
        "The empty line",
        [
            paragraph(
                "The header ends here and the body begins. If a program writes a message by hand "
                "and forgets this line, the body is missing or part of the header."
            ),
            reference("RFC 5322, section 2.1"),
        ],
    ),
    "preamble": (
        "Before the first boundary",
        [
            paragraph(
                "Mail clients don't show this. Old programs wrote here that the message is in MIME "
                "format."
            ),
            reference("RFC 2046, section 5.1.1"),
        ],
    ),
    "boundary": (
        "A boundary",
        [
            paragraph(
                "Two hyphens and the boundary from Content-Type: a new part begins here, with its "
                "own header. The line break before the hyphens belongs to the boundary, not to "
                "the part before it. Python makes a new boundary for each message, one that "
                "doesn't appear in the content."
            ),
            reference("RFC 2046, section 5.1.1"),
        ],
    ),
    "closing boundary": (
        "The closing boundary",
        [
            paragraph("Two more hyphens at its end: no more parts follow at this level."),
            reference("RFC 2046, section 5.1.1"),
        ],
    ),
    "epilogue": (
        "After the closing boundary",
        [
            paragraph("Mail clients don't show this."),
            reference("RFC 2046, section 5.1.1"),
        ],
    ),
}


def explain_kind(kind: str) -> tuple[str, list[Block]]:
    """Return the title and the explanation of a kind of piece; not for fields and bodies."""
    return _KINDS[kind]


def explain_header_name(name: str) -> list[Block]:
    """Explain what headers of this name are for and who sets them."""
    meaning = header_meaning(name)
    return [paragraph(meaning.what), facts(("Set by", meaning.who)), reference(meaning.source)]


def explain_header(field: Field, part: Part) -> list[Block]:
    """Explain one header: its Python, what is encoded in it, and what is unusual."""
    text = unfolded(field.value)
    decoded = decode_value(field.value)
    line = python_of_field(field, part)
    blocks: list[Block] = [python(line)] if line else []
    words = open_words(text)
    if words:
        blocks += [
            heading("Encoded words"),
            paragraph(
                "A header is ASCII. Other characters are written as "
                "`=?charset?encoding?text?=`; a space between two such words is dropped."
            ),
            *(
                facts(
                    ("Written", each.written),
                    ("Bytes", hex_bytes(each.data[:24])),
                    ("Stands for", each.text),
                    ("How", each.how),
                )
                for each in words
            ),
            reference("RFC 2047, section 2"),
        ]
    continued = open_parameters(text) if field.key.startswith("content-") else []
    if continued:
        blocks += [
            heading("A parameter with non-ASCII characters, or in pieces"),
            *(
                facts(("Written", each.written), ("Stands for", each.text), ("How", each.how))
                for each in continued
            ),
            reference("RFC 2231, sections 3 and 4"),
        ]
    if field.key == "content-disposition" and part.filename:
        blocks.append(facts(("File name", part.filename)))
    folds = field.value.rstrip(b"\r\n").count(b"\n")
    if folds:
        blocks.append(
            paragraph(
                f"It takes {folds + 1} lines: a line that begins with a space continues the line "
                "before it. This is called folding (RFC 5322, section 2.2.3)."
            )
        )
    if not field.value.isascii():
        blocks.append(
            warning(
                "It has non-ASCII characters that aren't encoded. Only a server that offers "
                "SMTPUTF8 accepts that (RFC 6532)."
            )
        )
    return blocks if decoded else [paragraph("It's empty."), *blocks]
