"""What `python3 -m mailtutor` runs first: refuses an old Python, then hands over to `cli`."""

# No newer syntax than Python 3.6 has, here and in `mailtutor/__init__.py`: an old Python
# must get as far as the refusal instead of a SyntaxError.
import os
import sys

OLDEST = (3, 10)


def refusal() -> str:
    """Say what is wrong with this Python and which one to take instead."""
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
        lines.append("Get a newer one from https://www.python.org/downloads/ and run this again.")
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(refusal())

    # `python -m` looks in the current folder first, where a learner's own `email.py` may be.
    # Unless mailtutor itself is there, look in the standard library first instead.
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    if os.path.realpath(sys.path[0]) != os.path.realpath(package):
        sys.path[0] = os.path.dirname(os.__file__)  # noqa: PTH120 - pathlib is slower to load

    from mailtutor.cli import main

    sys.exit(main())
