"""The commands: `python3 -m mailtutor lab`, `demo`, `serve`, `run`, `check` and the rest."""

from __future__ import annotations

import argparse
import io
import signal
import sys
from importlib.util import find_spec

from mailtutor.cli.command import COMMAND
from mailtutor.cli.environment import run_in_venv_if_there, stand
from mailtutor.cli.errors import SetupError

_START = f"""\
mailtutor: learn to send mail with Python, on your own computer alone.

  {COMMAND} lab      set up once, then open the lessons in JupyterLab
  {COMMAND} demo     a refused connection and its remedy, right here
  {COMMAND} serve    a mail server that prints what comes in
  {COMMAND} run      a script of yours, its errors explained
  {COMMAND} check    a mail server, layer by layer; sends no mail
  {COMMAND} doctor   check this computer; how to mend what is wrong
  {COMMAND} reset    lessons as they were; yours are kept as a backup
  {COMMAND} progress who has done what, from folders handed in
  {COMMAND} slides   slides of the lessons, to open in any browser
  {COMMAND} test     try everything, in a real browser too

Start with `lab`. More about one:  {COMMAND} lab --help
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after `python3 -m mailtutor`; those of this process if not given.

    Returns:
        what the process should end with: 0 when all went well.
    """
    # A shell that starts us in the background has Ctrl-C ignored, which then ends nothing.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that knows fewer letters than a mail
            stream.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else arguments
    options, rest = _parser().parse_known_args(words)
    if options.command is None:
        print(_START)
        return 0
    if rest and options.command != "test":
        _parser().error(f"{options.command} does not know: {' '.join(rest)}")
    try:
        if options.command in {"run", "check"}:
            return _try_out(options, words)
        return _run(options, rest)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace, rest: list[str]) -> int:
    if options.command == "lab":
        stand()
        from mailtutor.cli import lab

        return lab.run(port=options.port, open_browser=options.browser)
    if options.command == "demo":
        stand()
        from mailtutor.cli import demo

        return demo.run()
    if options.command == "serve":
        stand()
        from mailtutor.cli import serve

        return serve.run(port=options.port)
    if options.command == "doctor":
        run_in_venv_if_there()
        from mailtutor.cli import doctor

        return doctor.run()
    if options.command in {"reset", "progress", "slides"}:
        return _look_after_lessons(options)
    stand(tests=True)
    from mailtutor.cli import run_tests

    return run_tests.run(rest, slow=options.slow)


def _look_after_lessons(options: argparse.Namespace) -> int:
    """Run what works on folders of lessons; only slides need an environment."""
    if options.command == "slides":
        stand()
        from mailtutor.cli import slides

        return slides.run(options.lesson)
    if options.command == "reset":
        from mailtutor.cli import reset

        return reset.run(options.lesson)
    from mailtutor.cli import submissions

    return submissions.run(options.folder, as_csv=options.csv)


def _try_out(options: argparse.Namespace, words: list[str]) -> int:
    """Run what tries something of the learner's own; it needs no environment, or a part."""
    if options.command == "check":
        from mailtutor.cli import check

        return check.run(
            options.server,
            tls=None if options.tls == "none" else options.tls,
            timeout=options.timeout,
            cafile=options.cafile,
            user=options.user,
        )
    _refuse_local_behind(options.script, words)
    if options.local and not all(map(find_spec, ("aiosmtpd", "trustme"))):  # no lab is needed
        stand()
    from mailtutor.cli import run

    return run.run(options.script, options.arguments, local=options.local)


def _refuse_local_behind(script: str, words: list[str]) -> None:
    """Refuse `--local` behind the script.

    Handed on without a word, it would be the script's, and the mail would really be sent.

    Raises:
        SetupError: it is there, and no ``--`` before it says that it is the script's.
    """
    behind = words[words.index(script) + 1 :] if script in words else []
    ours = behind[: behind.index("--")] if "--" in behind else behind
    if "--local" in ours:
        raise SetupError(
            "Nothing was run: --local comes before the script.\n\n"
            f"  {COMMAND} run --local {script}\n\n"
            "If the script has an option --local of its own, put -- in front of its arguments:\n\n"
            f"  {COMMAND} run {script} -- --local"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=COMMAND, description=_START.splitlines()[0], allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, what: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=what, description=what, allow_abbrev=False)

    lab = add("lab", "Set up once, then open the lessons in JupyterLab.")
    lab.add_argument("--port", type=_port, help="where JupyterLab listens (default: a free one)")
    lab.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the address"
    )
    add("demo", "Show a refused connection and its remedy, for real, in this terminal.")
    serve = add("serve", "Run a mail server for this computer and print what comes in.")
    serve.add_argument("--port", type=_port, default=0, help="1 to 65535 (default: a free one)")
    run = add("run", "Run a Python script, and explain the mail error that ends it.")
    run.add_argument(
        "--local",
        action="store_true",
        help="have a local server answer smtplib, whatever the address; any password is accepted",
    )
    run.add_argument("script", help="the file, such as send.py")
    run.add_argument("arguments", nargs=argparse.REMAINDER, help="what the script gets")
    check = add("check", "Check a mail server layer by layer; no mail is sent.")
    check.add_argument("server", metavar="HOST[:PORT]", help="port 587 if none is given")
    check.add_argument(
        "--tls", choices=["auto", "starttls", "implicit", "none"], default="auto", help="encryption"
    )
    check.add_argument("--timeout", type=_seconds, default=10.0, help="seconds for each step")
    check.add_argument("--cafile", help="a file with certificates to trust besides")
    check.add_argument("--user", help="log in, too; the password is asked for")
    add("doctor", "Check this computer, and say how to mend what is wrong.")
    reset = add("reset", "Put lessons back as they were; yours are kept as a backup.")
    reset.add_argument("lesson", nargs="?", help="such as 03; all of them if not given")
    progress = add("progress", "Say who has done what, from folders that learners handed in.")
    progress.add_argument(
        "folder", nargs="+", help="one learner's, or one with many in it; a zip, too"
    )
    progress.add_argument("--csv", action="store_true", help="each task of each, for a spreadsheet")
    slides = add("slides", "Make slides of the lessons: HTML files that need no network.")
    slides.add_argument("lesson", nargs="?", help="such as 03; all of them if not given")
    test = add("test", "Try everything; further arguments go to pytest.")
    test.add_argument("--slow", action="store_true", help="run only what takes long")
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:  # noqa: PLR2004  the highest port there is
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds > 0:
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is no time: give seconds, such as 10")
