"""Parse messages, including broken ones, into parts, headers and byte ranges."""

from .anatomy import Piece, pieces
from .decode import decode_charset, decode_transfer, decode_value, decode_words, parameters
from .parts import Part, read
from .scan import Field, Header, read_header
from .summary import Summary, summary, who

__all__ = [
    "Field",
    "Header",
    "Part",
    "Piece",
    "Summary",
    "decode_charset",
    "decode_transfer",
    "decode_value",
    "decode_words",
    "parameters",
    "pieces",
    "read",
    "read_header",
    "summary",
    "who",
]
