"""Names of modules and classes that the learner spelled in another way."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from .names import is_method_of_client
from .traceback_frames import is_of_mail

if TYPE_CHECKING:
    from .names import Names

_MODULES = ("smtplib", "email.message", "email.utils", "email.mime.text",
            "email.mime.multipart", "email.mime.base", "mimetypes")  # fmt: skip
_NEAR_MODULE = 0.8
_NEAR = 0.75


class Spelling:
    """The names that a misspelled import or attribute is close to.

    Args:
        names: the names in the error.
    """

    def __init__(self, names: Names) -> None:
        self.names = names

    @cached_property
    def module_meant(self) -> str:
        """The module for email that a misspelled one is close to; or empty."""
        import difflib

        if self.names.missing_module == "smtp":
            return "smtplib"
        found = difflib.get_close_matches(
            self.names.missing_module, _MODULES, 1, cutoff=_NEAR_MODULE
        )
        return found[0] if found and found[0] != self.names.missing_module else ""

    @cached_property
    def import_meant(self) -> str:
        """The name in a module for email that a misspelled import is close to; or empty."""
        import difflib

        home = (
            getattr(self.names.error, "name", None)
            if isinstance(self.names.error, ImportError)
            else None
        )
        if type(home) is not str or not is_of_mail(home) or self.names.import_line:
            return ""
        public = {name.lower(): name for name in dir(sys.modules.get(home)) if name[:1] != "_"}
        found = difflib.get_close_matches(self.names.missing_name.lower(), public, 1, cutoff=_NEAR)
        return f"from {home} import {public[found[0]]}" if found else ""

    @property
    def is_method_of_client(self) -> bool:
        """Return whether a client has what the module `smtplib` lacks."""
        module = sys.modules.get("smtplib")
        return self.names.lacking is module and is_method_of_client(self.names.missing)
