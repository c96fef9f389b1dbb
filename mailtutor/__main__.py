"""The entry point of `python3 -m mailtutor`: reject an old Python, then run the command line."""

# Only syntax that Python 3.6 has, here and in `mailtutor/__init__.py`, so that an old Python
# gets as far as this message rather than a SyntaxError.
import os
import sys

OLDEST = (3, 10)


def too_old() -> str:
    """Say that this Python is too old, and which one to use instead."""
    from shutil import which

    oldest = ".".join(str(number) for number in OLDEST)
    lines = [
        "mailtutor needs Python %s or later. This is Python %s (%s)."
        % (oldest, sys.version.split()[0], sys.executable)
    ]
    newer = ["python3.%d" % minor for minor in range(20, OLDEST[1] - 1, -1)]
    found = [name for name in newer if which(name)]
    if found:
        lines.append("You have a newer one. Run:  %s -m mailtutor lab" % found[0])
    else:
        lines.append("Get a newer one from https://www.python.org/downloads/, then run this again.")
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(too_old())

    # `python -m` searches the current folder first, which may contain the learner's own
    # `email.py`. Unless mailtutor itself is there, search the standard library first.
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    if os.path.realpath(sys.path[0]) != os.path.realpath(package):
        sys.path[0] = os.path.dirname(os.__file__)  # noqa: PTH120 - pathlib is slower to load

    from mailtutor.cli import main

    sys.exit(main())
