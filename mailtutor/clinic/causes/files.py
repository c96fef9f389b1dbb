"""Files for a mail: not found, not readable as text, of no known type."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Other

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_ATTACH = lesson("02_attach_files")
_OPEN = python_docs("open", "functions.html#open")
_MIMETYPES = python_docs("mimetypes", "mimetypes.html")
_READ_BYTES = (
    "from pathlib import Path\n\ndata = Path(\"report.pdf\").read_bytes()  # or open(..., 'rb')"
)
_OF_A_MAIL = ("add_attachment", "MIMEText", "EmailMessage", "MIMEMultipart", "smtplib", "mimetypes")


def _is_file_of_a_mail(seen: Evidence) -> bool:
    if seen.mail_frames or seen.decodes_itself:
        return False
    return seen.has_message or seen.mentions(*_OF_A_MAIL)


_cause = partial(Cause, layer="files", reading=(_ATTACH, _OPEN))

CAUSES = (
    _cause(
        name="file not found",
        error=FileNotFoundError,
        fits=lambda seen: (
            seen.call.error_has_file
            and (seen.has_message or seen.mentions(*_OF_A_MAIL))
            and not seen.within("ssl", "create_default_context")
        ),
        by_itself=True,
        headline="There is no file {file} in the folder that Python looks in",
        why=(
            "A name without a folder is looked for in the current folder, which for a notebook "
            "is its own, and for a script the one that you start it from. That is not always "
            "where the script stands."
        ),
        code="from pathlib import Path\n\nprint(Path.cwd())\nprint(sorted(Path.cwd().iterdir()))",
        sure=False,
        others=(
            Other("The file is in another folder", "The lines above show where Python looks."),
            Other("A slip in the name", "Capitals count on Linux; Windows may hide the ending."),
            Other(
                "A backslash in the path",
                'In `"C:\\new"`, `\\n` is a line end. Write `r"C:\\new"` or `"C:/new"`.',
            ),
        ),
    ),
    _cause(
        name="a folder in place of a file",
        error=(IsADirectoryError, PermissionError),
        fits=lambda seen: (
            seen.call.error_has_file
            and (seen.has_message or seen.mentions("add_attachment", "EmailMessage", "MIMEText"))
        ),
        by_itself=True,
        headline="{file} cannot be read as a file",
        why=(
            "It is there, and it is a folder, or you may not read it. Windows says "
            "`PermissionError` for a folder, Linux and macOS `IsADirectoryError`."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            "print(Path({file_code}).is_dir())  # a folder? Then make a zip of it:\n"
            'import shutil\n\nshutil.make_archive("archive", "zip", {file_code})'
        ),
    ),
    _cause(
        name="a file opened as text",
        error=UnicodeDecodeError,
        fits=lambda seen: _is_file_of_a_mail(seen) and seen.call.looks_binary,
        by_itself=True,
        headline="This file is no text: open it with 'rb', as bytes",
        why=(
            "`open(path)` reads text, and the bytes of a picture or a PDF are none. For an "
            "attachment the bytes are wanted as they are. Which charset is named in the error "
            "differs: Windows may say `charmap`."
        ),
        code=_READ_BYTES,
    ),
    _cause(
        name="text file in another charset",
        error=UnicodeDecodeError,
        fits=lambda seen: _is_file_of_a_mail(seen) and not seen.call.looks_binary,
        by_itself=True,
        headline="This file is text in another charset: give open() an encoding=",
        why=(
            "Bytes become letters by a charset, and the one that was used doesn't fit this file. "
            "Without `encoding=`, Windows uses its own charset, while most text files today are "
            "UTF-8."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            'text = Path("template.html").read_text(encoding="{likely_encoding}")'
        ),
        sure=False,
        others=(
            Other("The encoding", 'Try `encoding="utf-8"` first, then `"cp1252"`.'),
            Other("It is to be attached", "Read it as bytes: `Path(...).read_bytes()`."),
        ),
    ),
    _cause(
        name="file of no known type",
        error=(AttributeError, TypeError),
        fits=lambda seen: (
            seen.names.missing in {"", "split", "partition", "startswith"}
            and seen.names.nothing_came_from("guess_type", "guess_file_type")
        ),
        by_itself=True,
        headline="guess_type() does not know this ending, and returned None",
        why=(
            "`mimetypes.guess_type` goes by the file's ending alone, and its list differs from "
            "computer to computer. For an ending that it does not know it returns `(None, None)`. "
            "Then send the file as `application/octet-stream`, which means: just bytes."
        ),
        code=(
            "import mimetypes\n"
            "\n"
            "kind, encoding = mimetypes.guess_type(path)\n"
            "if kind is None or encoding:\n"
            '    kind = "application/octet-stream"\n'
            'maintype, subtype = kind.split("/")'
        ),
        reading=(_ATTACH, _MIMETYPES),
    ),
)
