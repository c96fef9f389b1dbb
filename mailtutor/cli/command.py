"""The commands that run Python and mailtutor on this system."""

from __future__ import annotations

import sys

PYTHON = "py" if sys.platform == "win32" else "python3"
COMMAND = f"{PYTHON} -m mailtutor"
