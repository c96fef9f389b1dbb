"""The main story in a terminal, for real: refused, why, start, the same line works, the message."""

from __future__ import annotations

import os
import sys
from typing import Any

from mailtutor.cli.command import COMMAND

_RULE = "-" * 72


class StoryError(Exception):
    """A step of the story didn't happen as told."""


def run() -> int:
    """Tell the story, and check each step.

    Returns:
        0 if every step happened as told, 1 if not.
    """
    story = _Story()
    try:
        story.tell()
    except StoryError as error:
        print(f"\nThis didn't happen as told: {error}", file=sys.stderr)
        return 1
    finally:
        story.close()
    return 0


class _Story:
    """Show Python and run it in one namespace, like the interactive prompt."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self._steps = 0

    def tell(self) -> None:
        self._refused()
        self._answered()
        self._sent()
        self._inspected()
        self._refused_again()
        _say("\nEvery step above really happened on this computer, and was checked.")
        _say(f"Now try it yourself:  {COMMAND} lab")

    def _refused(self) -> None:
        self._step("Reserve a port. Nothing is listening there yet.")
        self._do("import smtplib")
        self._do("from email.message import EmailMessage")
        self._do("from mailtutor import LocalServer, explain")
        self._do("server = LocalServer()")
        self._step("The operating system refuses the connection.")
        error = self._fail('client = smtplib.SMTP("localhost", server.port)')
        _check(isinstance(error, ConnectionRefusedError), f"refused by the system, not {error!r}")
        self.names["error"] = error
        self._step("What happened, and what to do.")
        self._do("print(explain(error))")
        _check("refused" in str(self.names["explain"](error)).lower(), "the refusal is explained")

    def _answered(self) -> None:
        self._step("Start the server. The same line now succeeds.")
        self._do("server.start()")
        self._do('client = smtplib.SMTP("localhost", server.port)')
        self._do("client.noop()")
        greeting = self.names["server"].sessions[-1].transcript[0].text
        _say(f"The server's first line:  {greeting}")
        _check(greeting.startswith("220 "), f"the greeting is 220, not {greeting!r}")

    def _sent(self) -> None:
        self._step("Send a message with nothing but the standard library.")
        self._do("message = EmailMessage()")
        self._do('message["From"] = "ada@example.com"')
        self._do('message["To"] = "bob@example.com"')
        self._do('message["Subject"] = "It works"')
        self._do('message.set_content("Hello Bob,\\nthis message was really sent.\\n")')
        self._do("refused = client.send_message(message)")
        self._do("client.quit()")
        _check(self.names["refused"] == {}, "no recipient was rejected")

    def _inspected(self) -> None:
        server = self.names["server"]
        try:
            delivery = server.mailbox.wait_for(1, timeout=5)[0]
        except TimeoutError as error:
            raise StoryError(str(error)) from error
        received = delivery.message
        self._step("The envelope: what the server acts on.")
        self._do("delivery = server.mailbox[0]")
        self._do("print(delivery.envelope)")
        envelope = (delivery.envelope.mail_from, tuple(delivery.envelope.rcpt_tos))
        _check(envelope == ("ada@example.com", ("bob@example.com",)), f"not {envelope}")
        self._step("The headers and the body: what the reader sees.")
        self._do("for name, value in delivery.message.items(): print(f'{name}: {value}')\n")
        self._do("print(delivery.message.get_content())")
        _check(received["Subject"] == "It works", "the subject arrived")
        _check("was really sent" in received.get_content(), "the body arrived")
        self._step("The bytes as they traveled.")
        self._do("len(delivery.raw)")
        _check(b"\r\n\r\nHello Bob,\r\n" in delivery.raw, "the bytes are as SMTP carries them")
        self._step("The transcript. C is the client, S is the server.")
        self._do("print(delivery.session.transcript)")
        words = [line.text[:4].strip().upper() for line in delivery.session.transcript]
        _check(
            {"220", "MAIL", "RCPT", "DATA", "354", "250"} <= set(words),
            "all of it is recorded",
        )

    def _refused_again(self) -> None:
        self._step("Stop the server. The same line is refused again.")
        self._do("server.stop()")
        error = self._fail('client = smtplib.SMTP("localhost", server.port)')
        _check(isinstance(error, ConnectionRefusedError), f"refused again, not {error!r}")

    def close(self) -> None:
        if client := self.names.get("client"):
            client.close()
        if server := self.names.get("server"):
            server.stop()

    def _step(self, text: str) -> None:
        self._steps += 1
        _say(f"\n{_RULE}")
        _say(f"{self._steps}. {text}", "1")
        _say("")

    def _do(self, source: str) -> None:
        """Show a statement and run it, like the interactive prompt."""
        try:
            self._show_and_run(source)
        except Exception as error:
            raise StoryError(f"{source.strip()} raised {error!r}") from error

    def _fail(self, source: str) -> Exception:
        """Show and run a statement that must fail; return its exception."""
        try:
            self._show_and_run(source)
        except Exception as error:  # noqa: BLE001  the caller checks which one it is
            _say(f"{type(error).__name__}: {error}", "31")
            return error
        raise StoryError(f"{source} didn't fail")

    def _show_and_run(self, source: str) -> None:
        _say(f">>> {source.rstrip()}", "36")
        # What you see is what runs; there's no second copy that could differ.
        exec(compile(source, "<demo>", "single"), self.names)  # noqa: S102


def _check(truth: bool, what: str) -> None:  # noqa: FBT001  reads as a sentence
    if not truth:
        raise StoryError(what)


def _say(text: str, color: str = "") -> None:
    if color and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and _shows_colors():
        text = f"\x1b[{color}m{text}\x1b[0m"
    print(text, flush=True)


def _shows_colors() -> bool:
    # The classic command window of Windows would print the codes themselves.
    return sys.platform != "win32" or "WT_SESSION" in os.environ or "TERM" in os.environ
