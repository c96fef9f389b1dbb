"""Names that Python doesn't know, and calls with arguments that don't fit."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from .frames import is_of_mail
from .shadowing import HIDEABLE, hiding_files, is_pythons
from .traceback_frames import Traceback

# The names that a lesson or a tutorial imports, each with its import line.
_IMPORTS = {
    "smtplib": "import smtplib",
    "ssl": "import ssl",
    "mimetypes": "import mimetypes",
    "getpass": "from getpass import getpass",
    "EmailMessage": "from email.message import EmailMessage",
    "SMTP": "from smtplib import SMTP",
    "SMTP_SSL": "from smtplib import SMTP_SSL",
    **{
        f"SMTP{name}": f"from smtplib import SMTP{name}"
        for name in (
            "Exception",
            "AuthenticationError",
            "ConnectError",
            "DataError",
            "HeloError",
            "NotSupportedError",
            "RecipientsRefused",
            "ResponseException",
            "SenderRefused",
            "ServerDisconnected",
        )
    },
    "MIMEText": "from email.mime.text import MIMEText",
    "MIMEMultipart": "from email.mime.multipart import MIMEMultipart",
    "MIMEBase": "from email.mime.base import MIMEBase",
    "MIMEImage": "from email.mime.image import MIMEImage",
    "MIMEApplication": "from email.mime.application import MIMEApplication",
    "formatdate": "from email.utils import formatdate",
    "formataddr": "from email.utils import formataddr",
    "make_msgid": "from email.utils import make_msgid",
    "parseaddr": "from email.utils import parseaddr",
    "message_from_bytes": "from email import message_from_bytes",
    "LocalServer": "from mailtutor import LocalServer",
    "check_connection": "from mailtutor import check_connection",
    "review": "from mailtutor import review",
}
# Submodules of `email`, which `import email` alone does not load.
_SUBMODULES = {"message", "mime", "utils", "policy", "encoders", "header", "headerregistry"}
# Modules that code for email uses, and whose names are taken for variables.
_HIDEABLE = {"email", "mimetypes", "smtplib", "ssl"}
# Modules of `email` that had capitals in Python 2.
_NO_PACKAGE = re.compile(r"; '(email|urllib)' is not a package$")
PYTHON_2 = {"Charset", "Encoders", "Errors", "Generator", "Header", "Message", "Parser", "Utils"}


class Names:
    """The names in an error of Python: what is missing, where, and what was meant.

    Args:
        traceback: the frames of the error.
    """

    def __init__(self, traceback: Traceback) -> None:
        self.traceback, self.error = traceback, traceback.error

    @cached_property
    def missing(self) -> str:
        """The missing attribute, or empty."""
        name = getattr(self.error, "name", None) if isinstance(self.error, AttributeError) else ""
        return name if type(name) is str else ""

    @cached_property
    def lacking(self) -> Any:
        """Return what lacks the attribute."""
        return getattr(self.error, "obj", None)

    @cached_property
    def missing_of(self) -> str:
        """The type of the object without that attribute, or empty."""
        return type(self.lacking).__name__ if self.missing else ""

    @cached_property
    def lacks_on_mail(self) -> bool:
        """Return whether the object without that attribute is from `email` or `smtplib`."""
        return bool(self.missing) and is_of_mail(type(self.lacking).__module__)

    @cached_property
    def missing_in_policy(self) -> bool:
        """Return whether a policy of `email` would have that attribute."""
        kind = getattr(sys.modules.get("email.policy"), "EmailPolicy", None) or getattr(
            sys.modules.get("email._policybase"), "Policy", None
        )
        return bool(self.missing) and hasattr(kind, self.missing)

    @cached_property
    def missing_in_newer(self) -> bool:
        """Return whether an `EmailMessage` would have that attribute."""
        kind = getattr(sys.modules.get("email.message"), "EmailMessage", None)
        return bool(self.missing) and hasattr(kind, self.missing)

    @property
    def message_class(self) -> Any:
        """Return the class of a message; an empty tuple where `email` is not loaded."""
        return getattr(sys.modules.get("email.message"), "Message", ())

    @cached_property
    def of_nothing(self) -> bool:
        """Return whether an attribute or item of `None` was used."""
        if self.missing:
            return self.lacking is None
        text = self.traceback.text
        if self.traceback.mail_frames:
            return False
        return "NoneType" in text or "not None" in text  # the latter from `bytes.decode`

    def nothing_came_from(self, *functions: str) -> bool:
        """Return whether one of these functions returned the None that was used.

        Either the call is in the very line, or a variable of the line is None and the source
        gives it what the function returned.
        """
        line = self.traceback.expression
        if self.traceback.learners is None or not self.of_nothing:
            return False
        call = rf"\b(?:{'|'.join(functions)})\("
        if re.search(call, line):
            return True
        nothing = []
        for name in set(re.findall(r"[A-Za-z_]\w*", line)):
            value = self.traceback.variable(name, default=...)
            if value is None or _is_pair_of_none(value):
                nothing.append(name)
        given = rf"\b[^#\n=]*=.*{call}"
        return any(
            re.search(rf"(?m)^[^#\n=]*\b{name}{given}", self.traceback.source) for name in nothing
        )

    @cached_property
    def missing_module(self) -> str:
        """The module that was not found, or empty."""
        name = self.error.name if isinstance(self.error, ModuleNotFoundError) else ""
        return name if type(name) is str else ""

    @cached_property
    def missing_name(self) -> str:
        """The unknown name, as the learner wrote it."""
        if isinstance(self.error, AttributeError):
            module = getattr(self.lacking, "__name__", "")
            return f"{module}.{self.missing}" if module else self.missing
        name = getattr(self.error, "name_from", None) or getattr(self.error, "name", None)
        if isinstance(self.error, ImportError):
            found = re.match(r"cannot import name '(\w+)'", str(self.error.msg))
            name = getattr(self.error, "name_from", None) or (found[1] if found else None)
        return name if type(name) is str else ""

    @cached_property
    def import_line(self) -> str:
        """The line that imports the unknown name; empty if it isn't one for email."""
        if isinstance(self.error, NameError):
            return _IMPORTS.get(self.missing_name, "")
        if isinstance(self.error, ImportError):
            asked = self.error.name in {"email", "smtplib", "email.mime"}
            return _IMPORTS.get(self.missing_name, "") if asked else ""
        if type(self.lacking) is not type(sys) or self.lacking.__name__ not in {
            "email",
            "smtplib",
        }:
            return ""
        if self.lacking.__name__ == "email" and self.missing in _SUBMODULES:
            return f"import email.{self.missing}"
        return _IMPORTS.get(self.missing, "") if self.lacking.__name__ == "email" else ""

    @cached_property
    def _hiding(self) -> tuple[str, str]:
        """The standard module that the learner's file hides, and the file."""
        hiding, passed = hiding_files(), []
        # A module that failed to load is no longer in sys.modules, but its frame tells.
        for frame in self.traceback.frames:
            name, file = frame.f_globals.get("__name__"), frame.f_code.co_filename
            if type(name) is str and name in HIDEABLE and not is_pythons(file):
                hiding.setdefault(name, file)
                passed.append(name)
        named = []
        if isinstance(self.error, ImportError):
            named.append(self.error.name)
            hiding.update(_own_file(self.error.name, self.error.path))
        if isinstance(self.error, AttributeError) and type(self.lacking) is type(sys):
            named.append(self.lacking.__name__)
            # The module itself tells, even if sys.modules has Python's own one by now.
            hiding.update(_own_file(self.lacking.__name__, getattr(self.lacking, "__file__", None)))
        # A file is no package, so the learner's file hides Python's package of that name.
        no_package = _NO_PACKAGE.search(self.traceback.text)
        if no_package:
            hiding.setdefault(no_package[1], f"{no_package[1]}.py")
        tops = [name.partition(".")[0] for name in named if type(name) is str]
        for name in [*tops, *passed]:
            if name in hiding and name in sys.stdlib_module_names:
                return name, Path(hiding[name]).name
        return "", ""

    @property
    def hidden_module(self) -> str:
        """The standard module that the learner's file hides; or empty."""
        return self._hiding[0]

    @property
    def hidden_by(self) -> str:
        """The name of that file; or empty."""
        return self._hiding[1]

    @cached_property
    def hidden_by_variable(self) -> str:
        """The module whose name the learner gave to a value of their own; or empty."""
        for name in re.findall(rf"\b(\w+)\.{self.missing}\b", self.traceback.line):
            module = sys.modules.get(name)
            if not self.missing or module is None or not hasattr(module, self.missing):
                continue
            if name in _HIDEABLE and self.lacking is self.traceback.variable(name):
                return str(name) if type(self.lacking) is not type(sys) else ""
        return ""

    @cached_property
    def python_2_name(self) -> str:
        """The module of `email` that was named as in Python 2; or empty."""
        if self.missing_module:  # `import email.Utils`
            asked, _, name = self.missing_module.rpartition(".")
            return name if asked == "email" and name in PYTHON_2 else ""
        if isinstance(self.error, AttributeError):
            asks_email = self.lacking is sys.modules.get("email")
        else:
            asks_email = isinstance(self.error, ImportError) and self.error.name == "email"
        name = self.missing_name.rpartition(".")[2]
        return name if asks_email and name in PYTHON_2 else ""

    @cached_property
    def exception_lacks(self) -> bool:
        """Return whether the object without the attribute is an exception of email code."""
        if not self.missing or not isinstance(self.lacking, BaseException):
            return False
        return is_of_mail(type(self.lacking).__module__) or bool(
            Traceback(self.lacking).mail_frames
        )

    @cached_property
    def lacking_owner(self) -> str:
        """The module or class without the attribute, as it is written."""
        lacking = self.lacking
        if type(lacking) is type(sys):
            return str(lacking.__name__)
        kind = lacking if isinstance(lacking, type) else type(lacking)
        return f"{kind.__module__}.{kind.__name__}"

    @cached_property
    def lacking_kind(self) -> str:
        """The type of the object without the attribute; for a class, ``type``."""
        return type(self.lacking).__name__

    @cached_property
    def lacks_on_mail_or_its_module(self) -> bool:
        """Return whether a module, class or object for email lacks the attribute."""
        if not self.missing or self.missing_in_newer or self.hidden_by:
            return False
        if not self.traceback.is_raised_by_learner:
            return False
        if self.import_line or self.python_2_name or self.exception_lacks:
            return False
        return is_of_mail(self.lacking_owner.partition(".")[0])

    @cached_property
    def is_letter_of_payload(self) -> bool:
        """Return whether a loop over the text of `get_payload()` took letters for parts."""
        return (
            self.missing_of == "str"
            and self.missing_in_newer
            and any(
                re.search(
                    rf"\bfor\s+{name}\s+in\s.*(?:get_payload\(|_payload\b)", self.traceback.source
                )
                for name in re.findall(r"[A-Za-z_]\w*", self.traceback.line)
            )
        )

    def known(self, dotted: str) -> Any:
        """Return the value of a dotted name in the learner's code; None if it has none."""
        first, *rest = dotted.split(".")
        value = self.traceback.variable(first)
        for name in rest:  # of modules alone, where looking runs no code
            value = vars(value).get(name) if type(value) is type(sys) else None
        return value


def _own_file(name: Any, file: Any) -> dict[str, str]:
    """Return the learner's file that was loaded as this standard module; or nothing."""
    if name not in HIDEABLE or type(file) is not str or is_pythons(file):
        return {}
    return {name: file}


def _is_pair_of_none(value: Any) -> bool:
    return type(value) is tuple and value == (None, None)


def is_method_of_client(name: str) -> bool:
    """Return whether a client of smtplib has an attribute of this name."""
    client = getattr(sys.modules.get("smtplib"), "SMTP", None)
    return bool(name) and hasattr(client, name)
