"""Simulates a learner who types a password when a lesson asks for one."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "orchid harbour 42"  # of an account that the lesson makes
TOKEN = "c0ffee42"  # what `secrets` gives in the lessons that are tested

_STARTUP = f"""\
import secrets

get_ipython().kernel.getpass = lambda prompt="", stream=None: {PASSWORD!r}
secrets.token_hex = lambda nbytes=32: ({TOKEN!r} * nbytes)[: 2 * nbytes]
"""


def sit_down(ipython: Path) -> None:
    """Have a kernel with these settings of IPython meet a person, and no chance.

    The lesson itself stays as it is shipped: without anybody there, `getpass` raises
    StdinNotImplementedError, and a person cannot be put into `getpass` from a cell, for
    the kernel puts its own there before each.

    Args:
        ipython: the folder that IPYTHONDIR will name.
    """
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-person.py").write_text(_STARTUP, "utf-8")


def secrets_in(text: str) -> set[str]:
    """Return the passwords that stand in a text, as they are or in base64.

    >>> secrets_in("send: 'AUTH PLAIN AGFkYQBjMGZmZWU0Mg=='")
    {'c0ffee42'}
    """
    texts = [text]
    for word in re.findall(r"[A-Za-z0-9+/]{8,}={0,2}", text):
        with suppress(ValueError):
            texts.append(base64.b64decode(word, validate=True).decode("latin-1"))
    return {secret for secret in (PASSWORD, TOKEN) if any(secret in each for each in texts)}
