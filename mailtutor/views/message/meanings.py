"""What a header field, an empty line or a boundary means, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor.mime import decode_value
from mailtutor.mime.decode import unfolded
from mailtutor.mime.encodings import hex_bytes, open_parameters, open_words
from mailtutor.mime.headers import header_meaning

from .as_python import python_of_field
from .blocks import facts, heading, python, say, source, wrong

if TYPE_CHECKING:
    from mailtutor.mime import Field, Part

    from .blocks import Block

_KINDS: dict[str, tuple[str, list[Block]]] = {
    "mailbox line": (
        "A line of a mailbox file",
        [
            say(
                "A file that holds many mails puts this line before each. It is no part of the "
                "mail: it has no colon after its name."
            ),
            source("RFC 4155, appendix A"),
        ],
    ),
    "empty line": (
        "The empty line",
        [
            say(
                "Here the header ends and the body begins. A program that writes a mail by hand "
                "and forgets this line has no body, or no header."
            ),
            source("RFC 5322, section 2.1"),
        ],
    ),
    "preamble": (
        "Before the first boundary",
        [
            say(
                "Readers do not show this. Old programs wrote here that the mail is in MIME format."
            ),
            source("RFC 2046, section 5.1.1"),
        ],
    ),
    "boundary": (
        "A boundary",
        [
            say(
                "Two hyphens and the word that Content-Type names: here a new part begins, with a "
                "header of its own. The line end before the hyphens belongs to the boundary, not "
                "to the part before it. Python makes a new word for each message, one that "
                "does not appear in the content."
            ),
            source("RFC 2046, section 5.1.1"),
        ],
    ),
    "closing boundary": (
        "The closing boundary",
        [
            say("Two hyphens more at its end: no part follows in this box."),
            source("RFC 2046, section 5.1.1"),
        ],
    ),
    "epilogue": (
        "After the closing boundary",
        [say("Readers do not show what stands here."), source("RFC 2046, section 5.1.1")],
    ),
}


def about_kind(kind: str) -> tuple[str, list[Block]]:
    """Say what pieces of this kind are; fields and bodies have words of their own."""
    return _KINDS[kind]


def about_field(name: str) -> list[Block]:
    """Say what header fields of this name are: what, who sets it, Python, where it is written."""
    meaning = header_meaning(name)
    return [say(meaning.what), facts(("Set by", meaning.who)), source(meaning.source)]


def of_field(field: Field, part: Part) -> list[Block]:
    """Say what this very field says: what was encoded in it, what is odd."""
    text = unfolded(field.value)
    decoded = decode_value(field.value)
    line = python_of_field(field, part)
    blocks: list[Block] = [python(line)] if line else []
    words = open_words(text)
    if words:
        blocks += [
            heading("Encoded words"),
            say(
                "A header is written in ASCII. Other letters are written as "
                "`=?charset?encoding?letters?=`; the space between two such words is dropped."
            ),
            *(
                facts(
                    ("Written", each.written),
                    ("Its bytes", hex_bytes(each.data[:24])),
                    ("Stands for", each.text),
                    ("How", each.how),
                )
                for each in words
            ),
            source("RFC 2047, section 2"),
        ]
    continued = open_parameters(text) if field.key.startswith("content-") else []
    if continued:
        blocks += [
            heading("A parameter in other letters, or in pieces"),
            *(
                facts(("Written", each.written), ("Stands for", each.text), ("How", each.how))
                for each in continued
            ),
            source("RFC 2231, sections 3 and 4"),
        ]
    if field.key == "content-disposition" and part.filename:
        blocks.append(facts(("File name", part.filename)))
    folds = field.value.rstrip(b"\r\n").count(b"\n")
    if folds:
        blocks.append(
            say(
                f"It goes on over {folds + 1} lines: a line that begins with a space continues the "
                "one before. That is called folding (RFC 5322, section 2.2.3)."
            )
        )
    if not field.value.isascii():
        blocks.append(
            wrong(
                "There are letters beyond ASCII in it as they are: only a server that offers "
                "SMTPUTF8 takes that (RFC 6532)."
            )
        )
    return blocks if decoded else [say("It is empty."), *blocks]
