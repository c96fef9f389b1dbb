"""The table of causes: one entry for each, in words that a teacher can read and extend.

The first entry that fits is the one that is told, so the particular stands above the
general. In the texts, words in braces are filled in from the evidence, and words between
backticks are code:

    {host} {port}   what the learner's code asked for
    {numbers}       the error's numbers: "111 on Linux, 61 on macOS, 10061 on Windows"
    {real_port}     what was dialled, where another port stands for `port`
    {server}        the variable that holds the LocalServer of that port, not listening
    {other_server} {other_port}   a LocalServer that listens, on another port ("server" if none)
    {host_code}     the host as Python would write it
    {asked} {answered}   for `server.answering(...)`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .explanation import Link, Other
from .systems import REFUSED, Face

if TYPE_CHECKING:
    from collections.abc import Callable

    from .evidence import Evidence

Broke = Literal["name", "connect", "TLS", "greeting", "EHLO"]


@dataclass(frozen=True)
class Cause:
    """One cause of an error, and what to say about it.

    Args:
        name: what this entry is called.
        error: the exception's class; subclasses count.
        fits: whether the evidence points to this cause.
        layer: where it breaks.
        broke: the step that failed.
        step: what to say at that step.
        headline: the whole answer in one line.
        why: two or three sentences.
        code: what to run next.
        faces: the same error on other systems.
        others: the other causes, likeliest first, and how to tell.
        reading: where to read on.
    """

    name: str
    error: type[BaseException]
    fits: Callable[[Evidence], bool]
    layer: str
    broke: Broke
    step: str
    headline: str
    why: str
    code: str
    faces: tuple[Face, ...] = ()
    others: tuple[Other, ...] = ()
    reading: tuple[Link, ...] = ()


_LESSON = Link("Lesson 03_connect_to_a_server")
_PYTHON_SAYS = Link(
    "Python on ConnectionRefusedError:",
    "https://docs.python.org/3/library/exceptions.html#ConnectionRefusedError",
)
_TCP_SAYS = Link(
    "Why an empty port answers at all, RFC 9293, section 3.5.2:",
    "https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2",
)
_NOT_AN_SMTP_ERROR = (
    "It is an `OSError`, raised before any SMTP was spoken, so "
    "`except smtplib.SMTPException` would not catch it."
)

CAUSES = (
    Cause(
        name="address not answered here",
        error=ConnectionRefusedError,
        fits=lambda seen: bool(seen.answered),
        layer="name",
        broke="name",
        step="{asked} is not named",
        headline="Inside this `with` block, {asked} is not answered",
        why=(
            "Your code is inside `with server.answering(...)`. There, smtplib reaches only the "
            "addresses that the `with` line names: {answered}. mailtutor refused this one itself, "
            "so that no mail goes out to the internet by accident."
        ),
        code="with {other_server}.answering({asked_code}):\n    smtplib.SMTP({asked_code})",
        others=(
            Other(
                "A slip in the name or the port",
                "Compare the `with` line and the line that failed, letter by letter.",
            ),
            Other(
                "You mean the real server on the internet",
                "Move the line out of the `with` block.",
            ),
        ),
        reading=(_LESSON,),
    ),
    Cause(
        name="local server not listening",
        error=ConnectionRefusedError,
        fits=lambda seen: seen.is_this_computer and bool(seen.silent_server),
        layer="TCP",
        broke="connect",
        step="refused by port {real_port}",
        headline="Nothing is listening on port {real_port}: `{server}` is not started",
        why=(
            "Your code is right. `{server}` keeps the port for itself but does not listen on it "
            "now, so the operating system refused the connection: `ECONNREFUSED`, error "
            "{numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code="{server}.start()",
        faces=REFUSED,
        others=(
            Other(
                "The server was stopped",
                "Look for `{server}.stop()` in a cell above; `{server}.start()` opens the same "
                "port again.",
            ),
        ),
        reading=(_LESSON, _PYTHON_SAYS, _TCP_SAYS),
    ),
    Cause(
        name="local server on another port",
        error=ConnectionRefusedError,
        fits=lambda seen: (
            seen.is_this_computer and bool(seen.other_server) and not seen.implicit_tls
        ),
        layer="TCP",
        broke="connect",
        step="refused by port {port}",
        headline="Nothing is listening on port {port}: `{other_server}` has port {other_port}",
        why=(
            "Your server runs, but no program waits behind port {port}. So the operating system "
            "refused the connection: `ECONNREFUSED`, error {numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP({host_code}, {other_server}.port)\n"
            "\n"
            "# or let the server answer for the address that you wrote:\n"
            "with {other_server}.answering({asked_code}):\n"
            "    smtplib.SMTP({asked_code})"
        ),
        faces=REFUSED,
        others=(
            Other(
                "You mean another server on this computer",
                "It is not running, or not on port {port}. Look where it is started.",
            ),
        ),
        reading=(_LESSON, _PYTHON_SAYS, _TCP_SAYS),
    ),
    Cause(
        name="nothing listens on this computer",
        error=ConnectionRefusedError,
        fits=lambda seen: seen.is_this_computer,
        layer="TCP",
        broke="connect",
        step="refused by port {port}",
        headline="Nothing is listening on port {port} of this computer",
        why=(
            "Python did what you asked, but no program waits behind that port. So the operating "
            "system refused the connection: `ECONNREFUSED`, error {numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code=(
            "import smtplib\n"
            "from mailtutor import LocalServer\n"
            "\n"
            "server = LocalServer().start()\n"
            'smtplib.SMTP("localhost", server.port)'
        ),
        faces=REFUSED,
        others=(
            Other(
                "The server listens on another port",
                "Print the port where the server is started, and compare it with {port}.",
            ),
            Other(
                "The server has stopped, or its kernel was restarted",
                "Start it again; `server.listening` must be True.",
            ),
            Other(
                "The server runs on another computer, or in a container",
                "`{host}` always means the computer that your Python runs on. Use the other "
                "one's name.",
            ),
        ),
        reading=(_LESSON, _PYTHON_SAYS, _TCP_SAYS),
    ),
    Cause(
        name="refused by a remote host",
        error=ConnectionRefusedError,
        fits=lambda _seen: True,
        layer="TCP",
        broke="connect",
        step="refused by port {port}",
        headline="{host} refused the connection on port {port}",
        why=(
            "The answer came at once, and it was no. Nothing takes connections on "
            "that port, or a firewall refuses them: `ECONNREFUSED`, error {numbers}. "
            + _NOT_AN_SMTP_ERROR
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# The two ports that providers use. Run one line at a time.\n"
            "smtplib.SMTP({host_code}, 587, timeout=10)\n"
            "smtplib.SMTP_SSL({host_code}, 465, timeout=10)"
        ),
        faces=REFUSED,
        others=(
            Other(
                "The wrong port",
                "Compare {port} with the provider's help page. Programs send on 587 or 465; "
                "port 25 is for servers among themselves.",
            ),
            Other(
                "The wrong host",
                "A web address or the part after the @ is often not the mail server. Compare "
                "`{host}` with the provider's help page.",
            ),
            Other(
                "A firewall on your side refuses",
                "Try from another network, such as a phone's.",
            ),
            Other(
                "The server is down",
                "If the same line worked yesterday, wait and try again.",
            ),
        ),
        reading=(_LESSON, _PYTHON_SAYS, _TCP_SAYS),
    ),
)
