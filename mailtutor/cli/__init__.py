"""The command line: `python3 -m mailtutor lab`, `demo`, `serve`, `run`, `check` and more."""

from __future__ import annotations

import argparse
import io
import signal
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mailtutor.cli.command import COMMAND
from mailtutor.cli.environment import ensure_environment, run_in_venv_if_present
from mailtutor.cli.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

_START = f"""\
mailtutor: learn how email works in Python, with your own SMTP server.

  {COMMAND} lab       open the lessons in JupyterLab
  {COMMAND} lessons   copy or update the lessons, and start nothing
  {COMMAND} hand-in   make one zip of your lessons and progress
  {COMMAND} demo      see a refused connection, and how to fix it
  {COMMAND} serve     start a mail server that prints every message
  {COMMAND} run       run your own script, with errors explained
  {COMMAND} check     test a mail server without sending anything
  {COMMAND} doctor    check your setup, and how to fix what's wrong
  {COMMAND} reset     restore the original lessons, back up yours
  {COMMAND} progress  summarize progress from submitted folders
  {COMMAND} slides    turn the lessons into slides
  {COMMAND} site      build the course as a static website
  {COMMAND} class     open a live wall for a class to join
  {COMMAND} test      run the test suite, including a real browser

Start with `lab`. For more about a command:  {COMMAND} lab --help
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after `python3 -m mailtutor`; this process's own if omitted.

    Returns:
        The exit code: 0 for success.
    """
    # A shell that starts us in the background ignores Ctrl-C, and then nothing could stop us.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the terminal may lack letters
            stream.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else arguments
    options, rest = _parser().parse_known_args(words)
    if options.command is None:
        print(_START)
        return 0
    if rest and options.command != "test":
        _parser().error(f"{options.command} doesn't accept: {' '.join(rest)}")
    options.words, options.rest = words, rest
    try:
        code: int = options.run(options)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return code


# Each command imports its module when it runs, because most need packages that the first run
# installs.


def _lab(options: argparse.Namespace) -> int:
    from mailtutor.cli import lessons

    if lessons.hub_user():  # JupyterLab is already running, and the kernels are the hub's
        return lessons.run()
    ensure_environment()
    from mailtutor.cli import lab

    return lab.run(port=options.port, open_browser=options.browser)


def _lessons(_: argparse.Namespace) -> int:
    from mailtutor.cli import lessons

    return lessons.run()


def _hand_in(options: argparse.Namespace) -> int:
    from mailtutor.cli import hand_in

    return hand_in.run(options.name)


def _demo(_: argparse.Namespace) -> int:
    ensure_environment()
    from mailtutor.cli import demo

    return demo.run()


def _serve(options: argparse.Namespace) -> int:
    ensure_environment()
    from mailtutor.cli import serve

    return serve.run(port=options.port)


def _run(options: argparse.Namespace) -> int:
    _reject_local_after(options.script, options.words)
    if options.local and not all(map(find_spec, ("aiosmtpd", "trustme"))):  # no lab is needed
        ensure_environment()
    from mailtutor.cli import run

    return run.run(options.script, options.arguments, local=options.local)


def _check(options: argparse.Namespace) -> int:
    from mailtutor.cli import check

    return check.run(
        options.server,
        tls=None if options.tls == "none" else options.tls,
        timeout=options.timeout,
        cafile=options.cafile,
        user=options.user,
    )


def _doctor(_: argparse.Namespace) -> int:
    run_in_venv_if_present()
    from mailtutor.cli import doctor

    return doctor.run()


def _reset(options: argparse.Namespace) -> int:
    from mailtutor.cli import reset

    return reset.run(options.lesson)


def _progress(options: argparse.Namespace) -> int:
    from mailtutor.cli import submissions

    return submissions.run(options.folder, csv_file=options.csv, details=options.details)


def _slides(options: argparse.Namespace) -> int:
    ensure_environment()
    from mailtutor.cli import slides

    return slides.run(options.lesson)


def _site(options: argparse.Namespace) -> int:
    ensure_environment()
    from mailtutor.cli import site

    return site.run(options.folder, pyodide=options.pyodide, open_browser=options.open)


def _class(options: argparse.Namespace) -> int:
    ensure_environment()
    from mailtutor.cli import classroom, hub_class

    if (service := hub_class.service(options)) is not None:
        return hub_class.run(service, teachers=options.teachers, save=options.save)
    return classroom.run(
        network=options.network,
        code=options.code,
        port=options.port,
        mail_port=options.mail_port,
        save=options.save,
        open_browser=options.browser,
        site=options.site,
    )


def _test(options: argparse.Namespace) -> int:
    ensure_environment(tests=True)
    from mailtutor.cli import run_tests

    return run_tests.run(options.rest, slow=options.slow)


def _reject_local_after(script: str, words: list[str]) -> None:
    """Reject `--local` after the script's name.

    The script would get the option, and its messages would really be sent.

    Raises:
        SetupError: it's there, without a ``--`` that leaves it to the script.
    """
    after = words[words.index(script) + 1 :] if script in words else []
    ours = after[: after.index("--")] if "--" in after else after
    if "--local" in ours:
        raise SetupError(
            "The script wasn't run, because --local must come before it:\n\n"
            f"  {COMMAND} run --local {script}\n\n"
            "If the script has its own --local option, put -- before its arguments:\n\n"
            f"  {COMMAND} run {script} -- --local"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=COMMAND, description=_START.splitlines()[0], allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(run: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
        name = run.__name__.removeprefix("_").replace("_", "-")
        command = commands.add_parser(name, help=what, description=what, allow_abbrev=False)
        command.set_defaults(run=run)
        return command

    lab = add(_lab, "Open the lessons in JupyterLab. The first run installs everything.")
    lab.add_argument("--port", type=_port, help="the port of JupyterLab (default: a free one)")
    lab.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the address"
    )
    add(_lessons, "Copy or update the lessons, and start nothing: for a hub.")
    hand_in = add(_hand_in, "Make one zip of your lessons and progress, to hand in.")
    hand_in.add_argument("name", nargs="?", help="yours (default: the name you logged in with)")
    add(_demo, "Show a refused connection and its fix, for real, in this terminal.")
    serve = add(_serve, "Start a mail server that prints every message and transcript.")
    serve.add_argument("--port", type=_port, default=0, help="1 to 65535 (default: a free one)")
    run = add(_run, "Run a Python script and explain the email error that ends it.")
    run.add_argument(
        "--local",
        action="store_true",
        help="send to a local server instead, whatever the address; it accepts any password",
    )
    run.add_argument("script", help="the file, such as send.py")
    run.add_argument("arguments", nargs=argparse.REMAINDER, help="the script's own arguments")
    check = add(_check, "Test a mail server layer by layer, without sending anything.")
    check.add_argument("server", metavar="HOST[:PORT]", help="the port is 587 if you omit it")
    check.add_argument(
        "--tls", choices=["auto", "starttls", "implicit", "none"], default="auto", help="encryption"
    )
    check.add_argument("--timeout", type=_seconds, default=10.0, help="seconds for each step")
    check.add_argument("--cafile", help="a file with additional certificates to trust")
    check.add_argument("--user", help="also log in; you'll be asked for the password")
    add(_doctor, "Check your setup, and say how to fix what's wrong.")
    reset = add(_reset, "Restore the original lessons; your versions are backed up.")
    reset.add_argument("lesson", nargs="?", help="such as 03 (default: all of them)")
    progress = add(_progress, "Summarize progress from submitted folders or zip files.")
    progress.add_argument(
        "folder", nargs="+", help="a learner's folder or zip, or a folder or zip with many of them"
    )
    progress.add_argument(
        "--csv", metavar="FILE", help="also save it for a spreadsheet or gradebook"
    )
    progress.add_argument("--details", action="store_true", help="one line per task")
    slides = add(_slides, "Turn the lessons into slides: HTML files that work offline.")
    slides.add_argument("lesson", nargs="?", help="such as 03 (default: all of them)")
    site = add(_site, "Build the browser edition: the course as a static site.")
    site.add_argument("folder", nargs="?", help="the folder to write (default: mailtutor-site)")
    site.add_argument("--pyodide", help="a folder with Pyodide (default: npm downloads it)")
    site.add_argument("--open", action="store_true", help="serve the site here, and open it")
    live = add(_class, "Open a live wall for a class; off unless started, and nothing is saved.")
    live.add_argument("--network", metavar="ADDRESS", help="let other computers connect here")
    live.add_argument(
        "--site",
        metavar="FOLDER",
        nargs="?",
        const="mailtutor-site",
        help="also serve the browser edition; it's built first if it isn't in FOLDER "
        "(default: mailtutor-site)",
    )
    live.add_argument("--code", help="the room code of a class that was open before")
    live.add_argument("--port", type=_port, default=0, help="for the wall (default: a free one)")
    live.add_argument("--mail-port", type=_port, default=0, help="for messages, in the same way")
    live.add_argument(
        "--teachers", metavar="GROUP", default="", help="on a hub, who sees the wall besides admins"
    )
    live.add_argument("--save", metavar="FILE", help="save names, outcomes and messages as JSON")
    live.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the link"
    )
    test = add(_test, "Run the test suite; additional arguments go to pytest.")
    test.add_argument("--slow", action="store_true", help="run only the slow tests")
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:  # noqa: PLR2004  the highest port there is
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} isn't a port. Use a number from 1 to 65535")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds > 0:
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} isn't a time. Use seconds, such as 10")
