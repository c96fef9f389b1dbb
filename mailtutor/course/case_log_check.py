"""Case file 9, a log that's too large: the scene, and the check of the exercise."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .case_expectations import local_server, require_kept, require_messages, require_program, run
from .expectations import Mistake
from .message_expectations import part_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import EmailMessage

    from mailtutor.record import Delivery
    from mailtutor.server import LocalServer

    from .case_expectations import Program

_MOST_BYTES = 50_000
_YESTERDAY = "".join(f"02:00:{second:02} copied folder {second}\n" for second in range(20))
_TODAY = "".join(
    f"02:{number // 60:02}:{number % 60:02} ERROR disk 3: can't read block {number}\n"
    for number in range(2_000)
)


def with_logs(program: Program) -> LocalServer:
    """Send yesterday's log, then today's, to a server that accepts 50,000 bytes."""
    with local_server(max_size=_MOST_BYTES) as server:
        program(server.port, _YESTERDAY)
        program(server.port, _TODAY)
    return server


def log(thing: Any) -> str:
    """Check case 9: both logs arrive, every line of them."""
    server = run(require_program(thing, "send_log(port, log)"), with_logs)
    if not server.mailbox:
        require_messages(server)
    for message in server.mailbox:
        if "ada@example.com" not in message.envelope.rcpt_tos:
            raise Mistake("The logs are for ada@example.com, so she has to be in the envelope.")
    arrived = "".join(_texts(server.mailbox)).replace("\r\n", "\n")
    found = sum(line in arrived for line in _TODAY.splitlines())
    rejected = next((each.refusal for each in server.sessions if each.refusal), None)
    if not found and rejected:
        raise Mistake(f"Today's log still isn't there. The server replied: {rejected.text}")
    if not any(line in arrived for line in _YESTERDAY.splitlines()):
        raise Mistake(
            "Yesterday's log no longer arrives, at least not in a form that the check can read."
        )
    if not found:
        raise Mistake("A message arrived today, but the check can't find the log in it.")
    _require_every_line(arrived, "today", _TODAY)
    _require_every_line(arrived, "yesterday", _YESTERDAY)
    for message in server.mailbox:
        for part in message.message.walk():
            _require_true_name(part)
        require_kept(message.message, "backup@example.com", "backup")
    return (
        "Everything arrived. Remember: when something worked yesterday, put both transcripts side "
        "by side and look for the first line that differs."
    )


def _require_every_line(arrived: str, day: str, log: str) -> None:
    lines = log.splitlines()
    whole = sum(line in arrived for line in lines)
    if whole < len(lines):
        raise Mistake(
            f"Only {whole:,} of {day}'s {len(lines):,} lines arrived whole. Keep all of them, "
            "and cut a log only between two lines."
        )
    if all(arrived.count(line) > 1 for line in lines):
        raise Mistake(f"All of {day}'s log arrived more than once. Send it once.")


def _texts(messages: Iterable[Delivery]) -> list[str]:
    """Return what's in the parts of the messages, without their compression."""
    return [
        _unpacked(part_bytes(part)).decode("utf-8", "replace")
        for message in messages
        for part in message.message.walk()
    ]


def _unpacked(content: bytes) -> bytes:
    """Return the content of a file without its compression."""
    if content.startswith(b"PK"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    for library in (gzip, bz2, lzma, zlib):
        with suppress(OSError, EOFError, lzma.LZMAError, zlib.error):
            content = library.decompress(content)
    return content


def _require_true_name(part: EmailMessage) -> None:
    """Require that a compressed file isn't called a text."""
    content, name = part_bytes(part), str(part.get_filename() or "")
    if _unpacked(content) == content:
        return
    if part.get_content_maintype() == "text":
        raise Mistake(
            f"{name!r} is compressed, but says that it's {part.get_content_type()}. Use "
            "`application`, with a subtype such as `gzip` or `zip`."
        )
    if name.lower().endswith((".log", ".txt")):
        raise Mistake(
            f"The attachment is compressed, but it's called {name!r}, so Ada's computer opens it "
            "as a text. Let its name end with `.gz` or `.zip`, whichever it is."
        )
