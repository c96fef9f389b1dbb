"""What a person types on this system to run Python, and mailtutor."""

from __future__ import annotations

import sys

PYTHON = "py" if sys.platform == "win32" else "python3"
COMMAND = f"{PYTHON} -m mailtutor"
