"""TLS in pure Python behind `ssl.SSLContext`, for browsers: Pyodide's own is an empty shell."""

import sys
from types import ModuleType

if sys.platform == "emscripten":
    # tlslite imports it for files of passwords, which nobody needs here, and Pyodide leaves it out.
    sys.modules.setdefault("dbm", ModuleType("dbm"))
