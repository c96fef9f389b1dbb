"""Files for a message: missing, not readable as text, of unknown type."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Alternative

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_ATTACH = lesson("02_attach_files")
_OPEN = python_docs("open", "functions.html#open")
_MIMETYPES = python_docs("mimetypes", "mimetypes.html")
_READ_BYTES = (
    "from pathlib import Path\n\ndata = Path(\"report.pdf\").read_bytes()  # or open(..., 'rb')"
)
_BUILDS_MAIL = (
    "add_attachment",
    "MIMEText",
    "EmailMessage",
    "MIMEMultipart",
    "MIMEBase",
    "message_from_string",
    "message_from_bytes",
    "message_from_file",
    "message_from_binary_file",
    "MIMEImage",
    "MIMEApplication",
    "smtplib",
    "mimetypes",
)
_PROGRAMS = {"mail", "mailx", "sendmail"}


def _is_file_for_message(evidence: Evidence) -> bool:
    if evidence.mail_frames or evidence.decodes_itself:
        return False
    return evidence.has_message or evidence.mentions(*_BUILDS_MAIL)


def _is_missing(evidence: Evidence) -> bool:
    return (
        evidence.call.error_has_file
        and (evidence.has_message or evidence.mentions(*_BUILDS_MAIL))
        and not evidence.within("ssl", "create_default_context")
    )


_cause = partial(Cause, layer="files", reading=(_ATTACH, _OPEN))

CAUSES = (
    _cause(
        name="no program that sends",
        error=FileNotFoundError,
        fits=lambda evidence: evidence.call.file.rpartition("/")[2] in _PROGRAMS,
        standalone=True,
        headline="There is no program {file} on this computer",
        why=(
            "The code starts a program of the system to send, and most computers have none. "
            "`smtplib` needs no such program: it connects to your provider's server."
        ),
        code=(
            "import shutil\n"
            "\n"
            'print(shutil.which("sendmail"))  # where it is, or None\n'
            "\n"
            "import smtplib\n"
            "\n"
            'client = smtplib.SMTP("smtp.example.com", 587, timeout=10)'
        ),
        reading=(lesson("07_use_your_own_provider"), python_docs("smtplib", "smtplib.html")),
    ),
    _cause(
        name="no file at that path",
        error=FileNotFoundError,
        fits=lambda evidence: _is_missing(evidence) and evidence.call.has_full_path,
        standalone=True,
        headline="There is no file {file}",
        why=(
            "This is a full path, so Python looks only there, whatever the current folder is. "
            "The line below shows how much of it exists."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            "for folder in Path({file_code}).parents:\n"
            "    print(folder, folder.exists())"
        ),
        is_certain=False,
        alternatives=(
            Alternative(
                "A typo in the path", "Linux distinguishes capitals; Windows may hide the ending."
            ),
            Alternative(
                "The path is one of another computer",
                "Put the file beside the script, and use `Path(__file__).parent`.",
            ),
        ),
    ),
    _cause(
        name="file not found",
        error=FileNotFoundError,
        fits=_is_missing,
        standalone=True,
        headline="There is no file {file} in the folder where Python looks",
        why=(
            "Python looks for a name without a folder in the current folder. For a notebook "
            "that's its own folder, and for a script the one you start it from, which may not "
            "be the script's own."
        ),
        code="from pathlib import Path\n\nprint(Path.cwd())\nprint(sorted(Path.cwd().iterdir()))",
        is_certain=False,
        alternatives=(
            Alternative(
                "The file is in another folder", "The lines above show where Python looks."
            ),
            Alternative(
                "A typo in the name", "Linux distinguishes capitals; Windows may hide the ending."
            ),
            Alternative(
                "A backslash in the path",
                'In `"C:\\new"`, `\\n` is a line end. Write `r"C:\\new"` or `"C:/new"`.',
            ),
        ),
    ),
    _cause(
        name="a folder instead of a file",
        error=(IsADirectoryError, PermissionError),
        fits=lambda evidence: (
            evidence.call.error_has_file
            and (
                evidence.has_message
                or evidence.mentions("add_attachment", "EmailMessage", "MIMEText")
            )
        ),
        standalone=True,
        headline="{file} can't be read as a file",
        why=(
            "It exists, but it's a folder, or you don't have permission to read it. Windows "
            "raises `PermissionError` for a folder, Linux and macOS `IsADirectoryError`."
        ),
        code=("from pathlib import Path\n\nprint(Path({file_code}).is_dir())  # is it a folder?"),
        alternatives=(
            Alternative(
                "The name of the file is empty, so the path is the folder's",
                "`get_filename()` of an attachment may be an empty text: use another name then.",
                fits=lambda evidence: evidence.call.file[-1:] in {"/", "\\"} or False,
            ),
            Alternative(
                "A loop over a text goes letter by letter, and this is one of its letters",
                "Loop over a list of paths.",
                fits=lambda evidence: len(evidence.call.file) == 1,
            ),
            Alternative(
                "You want to send a whole folder",
                'Make a zip of it: `shutil.make_archive("archive", "zip", folder)`.',
            ),
        ),
    ),
    _cause(
        name="a file opened as text",
        error=UnicodeDecodeError,
        fits=lambda evidence: _is_file_for_message(evidence) and evidence.call.looks_binary,
        standalone=True,
        headline="This file isn't text: open it with 'rb', as bytes",
        why=(
            "`open(path)` reads text, and a picture or a PDF isn't text. An attachment needs "
            "the bytes as they are. The charset in the error differs: Windows may say "
            "`charmap`."
        ),
        code=_READ_BYTES,
    ),
    _cause(
        name="text file in another charset",
        error=UnicodeDecodeError,
        fits=lambda evidence: _is_file_for_message(evidence) and not evidence.call.looks_binary,
        standalone=True,
        headline="This file is text in another charset: give open() an encoding=",
        why=(
            "A charset turns bytes into letters, and the one that was used doesn't fit this "
            "file. Without `encoding=`, Windows uses its own charset, while most text files "
            "today are UTF-8."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            'text = Path("template.html").read_text(encoding="{likely_encoding}")'
        ),
        is_certain=False,
        alternatives=(
            Alternative("The encoding", 'Try `encoding="utf-8"` first, then `"cp1252"`.'),
            Alternative("It is to be attached", "Read it as bytes: `Path(...).read_bytes()`."),
        ),
    ),
    _cause(
        name="file of no known type",
        error=(AttributeError, TypeError),
        fits=lambda evidence: (
            evidence.names.missing in {"", "split", "partition", "startswith"}
            and evidence.names.nothing_came_from("guess_type", "guess_file_type")
        ),
        standalone=True,
        headline="guess_type() doesn't know this ending, so it returned None",
        why=(
            "`mimetypes.guess_type` only looks at the file's ending, and its list differs "
            "between computers. For an unknown ending it returns `(None, None)`. Then send "
            'the file as `application/octet-stream`, which means "just bytes".'
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
