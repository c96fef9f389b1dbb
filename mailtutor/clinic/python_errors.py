"""Errors of Python use: what was given where something else is wanted, and what is missing."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from .shadowing import HIDEABLE, hiding_files, is_pythons
from .traceback_frames import Frames

# What a lesson or a tutorial imports, and the line for it.
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
_OWNERS = {
    "SMTP": "smtplib.SMTP",
    "SMTP_SSL": "smtplib.SMTP_SSL",
    "EmailMessage": "email.message.EmailMessage",
    "MIMEPart": "email.message.EmailMessage",
    "Message": "email.message.Message",
    "MIMEText": "email.mime.text.MIMEText",
    "MIMEMultipart": "email.mime.multipart.MIMEMultipart",
    "MIMEBase": "email.mime.base.MIMEBase",
    "MIMEApplication": "email.mime.application.MIMEApplication",
    "MIMEImage": "email.mime.image.MIMEImage",
    "MIMEAudio": "email.mime.audio.MIMEAudio",
}
# Python words this differently from version to version; the name and the brackets stay.
_ARGUMENTS = re.compile(
    r"^(?:(?P<owner>\w+)\.)?(?P<name>\w+)\(\) "
    r"(?:got (?:an unexpected|some|multiple)|missing|takes|expected)"
)
_KEYWORD = re.compile(r"keyword argument '(\w+)'")
_LONGEST_NAME = 60
_MEANT = (("smtplib", "SMTP"), ("email.message", "EmailMessage"), ("email.message", "Message"))
_NEAR = 0.75  # two letters swapped in four; below that, a name is told that was never meant


class Misuse(Frames):
    """What was given and what was wanted, by type and name alone; never by value."""

    def kind_of(self, function: str, name: str) -> str:
        """Name the type of an argument of a function in `smtplib`; empty if it was not called."""
        variables = self.variables("smtplib", function)
        return type(variables[name]).__name__ if name in variables else ""

    @cached_property
    def _content(self) -> dict[str, Any]:
        found = self.variables("email.contentmanager", "set_content")
        return found or self.variables("email.contentmanager", "_find_set_handler")

    @cached_property
    def content_kind(self) -> str:
        """The type of what was to become the content; empty if there was none."""
        return type(self._content["obj"]).__name__ if "obj" in self._content else ""

    @cached_property
    def is_multipart(self) -> bool:
        """Whether the message that was to get a content consists of parts."""
        kind = getattr(self._content.get("msg"), "get_content_maintype", lambda: "")()
        return bool(kind == "multipart")

    @cached_property
    def header(self) -> str:
        """The header that was to be set; empty if none was."""
        name = self.variables("email.message", "__setitem__").get("name")
        return name[:_LONGEST_NAME] if type(name) is str and name.isascii() else "such a"

    @cached_property
    def header_kind(self) -> str:
        """The type of the value that a header was to get."""
        variables = self.variables("email.message", "__setitem__")
        if self.raised_in("email.message", "add_header"):
            return type(self.variables("email.message", "add_header").get("_value")).__name__
        value = variables.get("val", self.variables("email._policybase", "_fold").get("value"))
        return type(value).__name__

    @cached_property
    def parsed_kind(self) -> str:
        """Return the type of what was to be parsed as a message; empty if nothing was."""
        for function, name in (("message_from_bytes", "s"), ("message_from_string", "s")):
            variables = self.variables("email", function)
            if name in variables:
                return type(variables[name]).__name__
        return ""

    @cached_property
    def text_kind(self) -> str:
        """The type of what `MIMEText` was given."""
        return type(self.variables("email.mime.text", "__init__").get("_text")).__name__

    # -- arguments

    @cached_property
    def _misused(self) -> re.Match[str] | None:
        if type(self.error) is not TypeError or not self.error.args:
            return None
        text = self.error.args[0]
        return _ARGUMENTS.match(text) if type(text) is str else None

    @cached_property
    def misused(self) -> str:
        """The function that was called with other arguments than it takes, or empty."""
        return self._misused["name"] if self._misused else ""

    @cached_property
    def misused_keyword(self) -> str:
        """The keyword argument that it does not know, or empty."""
        found = _KEYWORD.search(self._misused.string) if self._misused else None
        return found[1] if found else ""

    @cached_property
    def lacking_arguments(self) -> str:
        """The required arguments that were not given, as "`to_addrs` and `msg`"; or empty."""
        text = self._misused.string if self._misused else ""
        _, missing, names = text.partition(" missing ")
        return (
            " and ".join(f"`{name}`" for name in re.findall(r"'(\w+)'", names)) if missing else ""
        )

    @cached_property
    def misused_owner(self) -> str:
        """Where in `smtplib` or `email` that function is, as ``"smtplib.SMTP"``; or empty.

        Python names the class alone, and anybody may have a class `Message`: so the one that
        the learner's code knows by that name must be mail's.
        """
        owner = self._misused["owner"] if self._misused else None
        if owner not in _OWNERS:
            return ""
        known = self._variable(owner)
        if isinstance(known, type) and not is_of_mail(known.__module__):
            return ""
        return _OWNERS[owner]

    @cached_property
    def signature(self) -> str:
        """What that function takes, as Python writes it; empty if it is none of mail's."""
        import inspect

        module, _, kind = self.misused_owner.rpartition(".")
        if not kind:  # every object has an `__init__`, so None has one as well
            return ""
        function = getattr(getattr(sys.modules.get(module), kind, None), self.misused, None)
        if function is None:
            return ""
        taken = str(inspect.signature(function)).replace("(self, ", "(").replace("(self)", "()")
        name = kind if self.misused == "__init__" else self.misused
        return re.sub(r"=<object object at 0x[0-9a-f]+>", "=...", f"{name}{taken}")

    # -- names

    @cached_property
    def missing(self) -> str:
        """The attribute that something lacks, or empty."""
        name = getattr(self.error, "name", None) if isinstance(self.error, AttributeError) else ""
        return name if type(name) is str else ""

    @cached_property
    def _lacking(self) -> Any:
        return getattr(self.error, "obj", None)

    @cached_property
    def missing_of(self) -> str:
        """The type of what lacks that attribute, or empty."""
        return type(self._lacking).__name__ if self.missing else ""

    @cached_property
    def lacks_on_mail(self) -> bool:
        """Whether what lacks that attribute is an object of `email` or `smtplib`."""
        return bool(self.missing) and is_of_mail(type(self._lacking).__module__)

    def nothing_came_from(self, *functions: str) -> bool:
        """Whether the None in use came from one of these functions.

        Either the call is in the very line, or a variable of the line is None and the source
        gives it what the function returned.
        """
        line = self.line
        if self.learners is None or not self.of_nothing:
            return False
        call = rf"\b(?:{'|'.join(functions)})\("
        if re.search(call, line):
            return True
        nothing = []
        for name in set(re.findall(r"[A-Za-z_]\w*", line)):
            value = self._variable(name, default=...)
            if value is None or _is_pair_of_none(value):
                nothing.append(name)
        given = rf"\b[^#\n=]*=.*{call}"
        return any(re.search(rf"(?m)^[^#\n=]*\b{name}{given}", self.source) for name in nothing)

    def _variable(self, name: str, default: Any = None) -> Any:
        """Return what the learner's code knows by this name."""
        frame = self.learners
        if frame is None:
            return default
        return frame.f_locals.get(name, frame.f_globals.get(name, default))

    @cached_property
    def missing_in_policy(self) -> bool:
        """Return whether a policy of `email` would have that attribute."""
        kind = getattr(sys.modules.get("email.policy"), "EmailPolicy", None) or getattr(
            sys.modules.get("email._policybase"), "Policy", None
        )
        return bool(self.missing) and hasattr(kind, self.missing)

    @cached_property
    def missing_in_newer(self) -> bool:
        """Whether an `EmailMessage` would have that attribute."""
        kind = getattr(sys.modules.get("email.message"), "EmailMessage", None)
        return bool(self.missing) and hasattr(kind, self.missing)

    @property
    def _message_class(self) -> Any:
        return getattr(sys.modules.get("email.message"), "Message", ())

    @cached_property
    def of_nothing(self) -> bool:
        """Whether `None` was used as if it were something: its attribute, or its parts."""
        if self.missing:
            return self._lacking is None
        text = self.error.args[0] if self.error.args else ""
        if type(text) is not str or self.mail_frames:
            return False
        return "NoneType" in text or "buffer API required" in text  # the words of `hashlib`

    @cached_property
    def missing_module(self) -> str:
        """The module that was not found, or empty."""
        name = self.error.name if isinstance(self.error, ModuleNotFoundError) else ""
        return name if type(name) is str else ""

    @cached_property
    def missing_name(self) -> str:
        """The name that is not known here, as the learner wrote it."""
        if isinstance(self.error, AttributeError):
            module = getattr(self._lacking, "__name__", "")
            return f"{module}.{self.missing}" if module else self.missing
        name = getattr(self.error, "name_from", None) or getattr(self.error, "name", None)
        if isinstance(self.error, ImportError):
            found = re.match(r"cannot import name '(\w+)'", str(self.error.msg))
            name = getattr(self.error, "name_from", None) or (found[1] if found else None)
        return name if type(name) is str else ""

    @cached_property
    def import_line(self) -> str:
        """The line that imports the name that is not known; empty if it is none of mail's."""
        if isinstance(self.error, NameError):
            return _IMPORTS.get(self.missing_name, "")
        if isinstance(self.error, ImportError):
            asked = self.error.name in {"email", "smtplib", "email.mime"}
            return _IMPORTS.get(self.missing_name, "") if asked else ""
        if type(self._lacking) is not type(sys) or self._lacking.__name__ not in {
            "email",
            "smtplib",
        }:
            return ""
        if self._lacking.__name__ == "email" and self.missing in _SUBMODULES:
            return f"import email.{self.missing}"
        return _IMPORTS.get(self.missing, "") if self._lacking.__name__ == "email" else ""

    @cached_property
    def meant(self) -> str:
        """What was likely meant by a name that `smtplib` or a message does not have; or empty."""
        import difflib

        if self.missing_in_newer and isinstance(self._lacking, self._message_class):
            return ""  # right for an `EmailMessage`, which this is not
        for home, known in _MEANT:
            module = sys.modules.get(home)
            kind = getattr(module, known, None)
            if self._lacking is module and module is not None:
                owner, names = home, dir(module)
            elif kind is not None and isinstance(self._lacking, kind):
                owner, names = f"{home}.{known}", dir(kind)
            else:
                continue
            public = {name.lower().replace("_", ""): name for name in names if name[:1] != "_"}
            written = self.missing.lower().replace("_", "")
            found = difflib.get_close_matches(written, public, 1, cutoff=_NEAR)
            return f"{owner}.{public[found[0]]}" if found else ""
        return ""

    @cached_property
    def recipients_can_be_listed(self) -> bool:
        """Whether what was given as recipients is an address or a list of them."""
        for function in ("sendmail", "send_message"):
            recipients = self.variables("smtplib", function).get("to_addrs", "")
            if not isinstance(recipients, str | list | tuple | set | dict | frozenset):
                return False
        return True

    @cached_property
    def _hiding(self) -> tuple[str, str]:
        """The module of Python's that a file of the learner's hides, and that file."""
        hiding, passed = hiding_files(), []
        # A module that failed while it was loaded is gone again; its frame tells.
        for frame in self.frames:
            name, file = frame.f_globals.get("__name__"), frame.f_code.co_filename
            if type(name) is str and name in HIDEABLE and not is_pythons(file):
                hiding.setdefault(name, file)
                passed.append(name)
        named = [self.error.name] if isinstance(self.error, ImportError) else []
        if isinstance(self.error, AttributeError) and type(self._lacking) is type(sys):
            named.append(self._lacking.__name__)
        tops = [name.partition(".")[0] for name in named if type(name) is str]
        for name in [*tops, *passed]:
            if name in hiding and name in sys.stdlib_module_names:
                return name, Path(hiding[name]).name
        return "", ""

    @property
    def hidden_module(self) -> str:
        """The module of Python's that a file of the learner's hides; or empty."""
        return self._hiding[0]

    @property
    def hidden_by(self) -> str:
        """The name of that file; or empty."""
        return self._hiding[1]

    def mentions_or_knows(self, *words: str) -> bool:
        """Return whether the learner's code uses one of these words, or has a variable of it."""
        return self.mentions(*words) or any(
            self._variable(word, default=...) is not ... for word in words
        )

    # -- files and letters

    @cached_property
    def error_has_file(self) -> bool:
        """Whether the error names a file."""
        return getattr(self.error, "filename", None) is not None

    @cached_property
    def file(self) -> str:
        """The file that the error names, as text."""
        name = getattr(self.error, "filename", "")
        return str(name) if isinstance(name, str | Path) else ""

    @cached_property
    def character(self) -> str:
        """The kind of letter that could not be encoded, never the letter itself."""
        if not isinstance(self.error, UnicodeEncodeError):
            return ""
        found = self.error.object[self.error.start : self.error.end]
        if any(each in "\xa0\u202f\u2007\u2009\u200b\ufeff" for each in found):
            return "a non-breaking or invisible space"
        if any("\ud800" <= each <= "\udfff" for each in found):
            return "half of a letter (a surrogate)"
        return "a letter beyond ASCII"


def _is_pair_of_none(value: Any) -> bool:
    return type(value) is tuple and value == (None, None)


def is_of_mail(module: str) -> bool:
    """Tell whether a module is one of Python's own for email."""
    return module == "smtplib" or module.partition(".")[0] == "email"
