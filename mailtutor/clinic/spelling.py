"""Names of modules and classes that the learner spelled in another way, or looked for elsewhere."""

from __future__ import annotations

import sys
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .frames import is_of_mail
from .names import is_method_of_client

if TYPE_CHECKING:
    from .names import Names

_MODULES = ("smtplib", "email.message", "email.utils", "email.mime.text",
            "email.mime.multipart", "email.mime.base", "mimetypes")  # fmt: skip
_NEAR_MODULE = 0.8
_NEAR = 0.75  # two letters swapped in four; below that, a name is told that was never meant
_LONG = 8  # letters of an abbreviation
_ALIKE = 0.5  # near enough to be worth reading
_MEANT = (("smtplib", "SMTP"), ("email.message", "EmailMessage"), ("email.message", "Message"))
# The other modules that code for email calls, and words that show that it's for email.
_NEEDED = {"ssl", "socket", "mimetypes", "getpass", "base64", "quopri", "imaplib", "poplib"}
_FOR_EMAIL = ("smtplib", "imaplib", "poplib", "EmailMessage", "MIMEText", "MIMEMultipart",
              "MIMEBase", "from email", "import email")  # fmt: skip
# Where a name may be that was looked for in another module.
_HOMES = ("smtplib", "email.message", "email.utils", "email.mime.text", "email.mime.multipart",
          "email.mime.base", "email.mime.image", "email.mime.application", "email.header",
          "email.policy", "email", "ssl", "socket", "mimetypes", "getpass",
          "base64")  # fmt: skip
_OF_SYS = {"argv", "exc_info", "exit", "stderr", "stdin", "stdout"}
# What Python removed, and what to use instead.
_REPLACED = {
    "base64.encodestring": "base64.encodebytes",
    "base64.decodestring": "base64.decodebytes",
    "cgi.escape": "html.escape",
    "string.letters": "string.ascii_letters",
    "string.lowercase": "string.ascii_lowercase",
    "string.uppercase": "string.ascii_uppercase",
    "ssl.wrap_socket": "ssl.create_default_context().wrap_socket",
    "ssl.match_hostname": "ssl.create_default_context",
    "ssl.PROTOCOL_SSLv2": "ssl.create_default_context",
    "ssl.PROTOCOL_SSLv3": "ssl.create_default_context",
    "smtplib.ssl_wrap_socket": "smtplib.SMTP.starttls",
    "smtplib.SSLFakeFile": "smtplib.SMTP_SSL",
    "smtplib.SSLFakeSocket": "smtplib.SMTP_SSL",
}


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
        if self.names.missing_module == "smtp":
            return "smtplib"
        import difflib

        found = difflib.get_close_matches(
            self.names.missing_module, _MODULES, 1, cutoff=_NEAR_MODULE
        )
        return found[0] if found and found[0] != self.names.missing_module else ""

    @cached_property
    def import_meant(self) -> str:
        """The name in a module for email that a misspelled import is close to; or empty."""
        home = (
            getattr(self.names.error, "name", None)
            if isinstance(self.names.error, ImportError)
            else None
        )
        if type(home) is not str or not is_of_mail(home) or self.names.import_line:
            return ""
        found = _near(self.names.missing_name, _public(sys.modules.get(home)), _NEAR)
        return f"from {home} import {found[0]}" if found else ""

    @property
    def is_method_of_client(self) -> bool:
        """Return whether a client has what the module `smtplib` lacks."""
        module = sys.modules.get("smtplib")
        return self.names.lacking is module and is_method_of_client(self.names.missing)

    @cached_property
    def module_asked(self) -> str:
        """The module, one that email code needs, without the attribute; or empty."""
        module, names = self.names.lacking, self.names
        if not names.missing or type(module) is not type(sys) or names.hidden_by:
            return ""
        name = module.__name__
        if is_of_mail(name):
            return name
        traceback = names.traceback
        is_for_email = bool(traceback.mail_frames) or traceback.mentions_or_knows(*_FOR_EMAIL)
        is_known = name in _NEEDED or f"{name}.{names.missing}" in _REPLACED
        return name if is_known and is_for_email else ""

    @cached_property
    def meant(self) -> str:
        """The name closest to the missing one, with its module or class; or empty."""
        names = self.names
        if self.is_method_of_client or names.import_line or names.python_2_name:
            return ""
        if names.missing_in_newer and isinstance(names.lacking, names.message_class):
            return ""  # right for an `EmailMessage`, which this is not
        owner, known = self.module_asked, names.lacking
        for home, kind in () if owner else _MEANT:
            known = getattr(sys.modules.get(home), kind, None)
            if known is not None and (isinstance(names.lacking, known) or names.lacking is known):
                owner = f"{home}.{kind}"
                break
        if not owner or self.replacement or self.home:
            return ""
        found = _near(names.missing, _public(known), _NEAR)
        return f"{owner}.{found[0]}" if found else ""

    @property
    def module_of_meant(self) -> str:
        """The module of `meant`."""
        module = self.meant.rpartition(".")[0]
        return module if module in sys.modules else module.rpartition(".")[0]

    @cached_property
    def nearest(self) -> str:
        """Names of the module that are like the missing one, as "`a` and `b`"; or empty."""
        found = (
            _near(self.names.missing, _public(self.names.lacking), _ALIKE, 3)
            if self.module_asked
            else []
        )
        return " and ".join(f"`{self.module_asked}.{name}`" for name in found)

    @cached_property
    def replacement(self) -> str:
        """What replaces a name that Python removed from the module; or empty."""
        if isinstance(self.names.error, ImportError):
            name = f"{self.names.error.name}.{self.names.missing_name}"
            is_for_email = self.names.traceback.mentions_or_knows(*_FOR_EMAIL)
            return _REPLACED.get(name, "") if is_for_email and not self.names.hidden_by else ""
        if not self.module_asked or hasattr(self.names.lacking, self.names.missing):
            return ""
        return _REPLACED.get(self.names.missing_name, "")

    @property
    def module_of_replacement(self) -> str:
        """The module of `replacement`."""
        return self.replacement.partition(".")[0]

    @cached_property
    def home(self) -> str:
        """Another module that has the name which this one lacks; or empty."""
        names = self.names
        if not self.module_asked or self.is_method_of_client or self.replacement:
            return ""
        if names.import_line or names.python_2_name or names.missing.startswith("_"):
            return ""
        if names.missing in _OF_SYS:
            return "sys"
        for name in _HOMES:
            value = getattr(import_module(name), names.missing, None)
            # A name that a module has only imported isn't its own.
            if value is not None and getattr(value, "__module__", name) in {name, f"_{name}", None}:
                return name
        return ""


def _public(module: Any) -> list[str]:
    """Return the names of a module or class, without those of modules that it imported."""
    return [
        name
        for name in dir(module)
        if name[:1] != "_" and type(getattr(module, name, None)) is not type(sys)
    ]


def _near(written: str, names: list[str], cutoff: float, most: int = 1) -> list[str]:
    import difflib

    known = {name.lower().replace("_", ""): name for name in names}
    wanted = written.lower().replace("_", "")
    longer = [each for each in known if len(wanted) >= _LONG and _is_short_for(wanted, each)]
    if len(longer) == 1:
        return [known[longer[0]]]
    return [known[each] for each in difflib.get_close_matches(wanted, known, most, cutoff=cutoff)]


def _is_short_for(written: str, name: str) -> bool:
    """Return whether a name has the same letters in the same order, and some more."""
    letters = iter(name)
    return written != name and all(letter in letters for letter in written)
