"""The Python that makes a header or a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor.mime import decode_value
from mailtutor.mime.headers import header_meaning, type_meaning
from mailtutor.views.python_source import quoted

if TYPE_CHECKING:
    from mailtutor.mime import Field, Part

_TEXT = 640  # bytes; more than is quoted
_SET_WITH_CONTENT = frozenset(
    {"mime-version", "content-type", "content-transfer-encoding", "content-disposition"}
)


def python_of_field(field: Field, part: Part) -> str:
    """Return the line that sets a header; "" if programs don't set it themselves."""
    if field.key in _SET_WITH_CONTENT:
        return python_of_part(part)
    meaning = header_meaning(field.name)
    if f'["{meaning.name}"] = "' in meaning.python or meaning.name == "X-*":
        return f"message[{quoted(field.name)}] = {quoted(decode_value(field.value))}"
    return meaning.python


def python_of_part(part: Part) -> str:
    """Return the line that makes a part; "" if none is known."""
    main, _, sub = part.type.partition("/")
    if main in {"multipart", "message"}:
        return type_meaning(part.type).python
    if part.is_file:
        name = f", filename={quoted(part.filename)}" if part.filename else ""
        return f"message.add_attachment(data, maintype={quoted(main)}, subtype={quoted(sub)}{name})"
    text = quoted(part.text(_TEXT)[0])
    if sub == "plain":
        return f"message.set_content({text})"
    verb = "add_alternative" if part.depth else "set_content"
    return f"message.{verb}({text}, subtype={quoted(sub)})"
