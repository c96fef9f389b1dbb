"""The anatomy of a message: parts, headers, byte ranges; broken mail too."""

from .decode import decode_charset, decode_transfer, decode_value, decode_words, parameters
from .parts import Part, read
from .scan import Field, Header, read_header
from .summary import Summary, summary, who

__all__ = [
    "Field",
    "Header",
    "Part",
    "Summary",
    "decode_charset",
    "decode_transfer",
    "decode_value",
    "decode_words",
    "parameters",
    "read",
    "read_header",
    "summary",
    "who",
]
