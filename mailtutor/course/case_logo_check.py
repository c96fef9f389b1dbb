"""Case file 7, a logo that isn't shown: the scene, and the check of the exercise."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .case_expectations import (
    called,
    require_html,
    require_kept,
    require_one_copy_each,
    require_program,
    require_words,
    run,
)
from .expectations import Mistake
from .message_expectations import part_bytes, text_content
from .sample_files import bar_chart

if TYPE_CHECKING:
    from email.message import EmailMessage, Message, MIMEPart

    from mailtutor.server import LocalServer

    from .case_expectations import Program

_WELCOME = "Welcome to our shop!"
LOGO = bar_chart({"a": 2, "b": 3, "c": 1})


def with_logo(program: Program) -> LocalServer:
    """Send a message with a logo."""
    return called(program, LOGO)


class _Pictures(HTMLParser):
    """Collects the addresses of the pictures in some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a picture."""
        if tag == "img":
            self.found += [value or "" for name, value in attributes if name == "src"]


def logo(thing: Any) -> str:
    """Check case 7: the HTML names a part that is there."""
    program = require_program(thing, "send_welcome(port, logo)")
    message = require_one_copy_each(run(program, with_logo), ("vera@example.com",))[0].message
    html = require_html(message)
    found = _Pictures(text_content(html)).found
    if not found:
        raise Mistake("The HTML that arrived has no `<img>` with a `src`.")
    (source, *_) = found
    if not source.lower().startswith("cid:"):
        where = "in the HTML itself" if source.startswith("data:") else "on a web server"
        raise Mistake(
            f"The picture is {where} now, and Outlook doesn't show that without asking, if at all. "
            "Let `src` name the part, with `cid:`."
        )
    part = _part_called(message, unquote(source[4:]))
    if part_bytes(part) != LOGO:
        raise Mistake("That part isn't the logo that was passed in.")
    if part.get_content_type() != "image/png":
        raise Mistake(f"The logo says that it's {part.get_content_type()}, not image/png.")
    _require_related(message, part, html)
    if message.get_body(("plain",)) is None:
        raise Mistake("The version in plain text is gone. Keep both.")
    require_kept(message, "shop@example.com", "Welcome", _WELCOME)
    require_words(html, "HTML", _WELCOME)
    return (
        "The logo is where the HTML looks for it. Remember: `Content-ID: <name>` in the header, "
        "`cid:name` in the HTML."
    )


def _part_called(message: EmailMessage, asked: str) -> Message:
    """Return the part that `src` asks for."""
    parts = {str(each["Content-ID"] or "").strip(): each for each in message.walk()}
    part = parts.get(f"<{asked}>")
    if part is None:
        bare = next((key for key in parts if key and key.strip("<>") == asked.strip("<>")), "")
        if bare and not bare.startswith("<"):
            raise Mistake("`Content-ID` has no < and > now. In the header, it needs them.")
        if bare:
            raise Mistake(
                "`src` still has a < or a > after `cid:`. The name of the part is what's between "
                "them."
            )
        if not any(parts):
            raise Mistake("`src` asks for a part by its name, but no part has a `Content-ID`.")
        named = "another name" if "@" in asked else repr(asked)
        raise Mistake(
            f"`src` asks for {named}, but no part has that name. The picture's is in its "
            "`Content-ID`."
        )
    return part


def _require_related(message: EmailMessage, part: Message, html: MIMEPart) -> None:
    """Require that a picture isn't related to another part than the HTML."""
    for box in message.walk():
        inside = list(box.walk()) if box.get_content_type() == "multipart/related" else []
        if part in inside and html not in inside:
            raise Mistake(
                "The logo is related to another part than the HTML that shows it. Call "
                "`add_related` on the part with the HTML."
            )
