"""What the learner's call gave to `email` and `smtplib`, by kind and name alone; never by value."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from .python_errors import Misuse, is_of_mail

# Parameters that never take a function or a class.
_DATA = {"_data", "_imagedata", "_payload", "_text", "from_addr", "host", "msg", "obj", "password",
         "payload", "port", "s", "to_addrs", "user", "val"}  # fmt: skip
_BINARY = (b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_CALLS_OF_SMTPLIB = "connect|ehlo|login|noop|quit|send_message|sendmail|starttls"
# Modules of `email` that had capitals in Python 2.
_PYTHON_2 = {"Charset", "Encoders", "Errors", "Generator", "Header", "Message", "Parser", "Utils"}


class Given(Misuse):
    """The arguments of the learner's call, and where a value in the learner's line came from."""

    @cached_property
    def _text(self) -> str:
        text = self.error.args[0] if self.error.args else ""
        return text if type(text) is str else ""

    def says(self, words: str) -> bool:
        """Whether the error has these words; an error that can't be printed has none."""
        return words in self._text

    @cached_property
    def _arguments(self) -> dict[str, Any]:
        """What the learner's call of `smtplib` or `email` was given, by parameter."""
        if not self.mail_frames:
            return {}
        frame = self.mail_frames[0]
        code = frame.f_code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return {name: frame.f_locals[name] for name in names if name in frame.f_locals}

    @cached_property
    def called_shown(self) -> str:
        """The function that the learner called, or the class that was to be made."""
        if self.called != "__init__":
            return self.called
        return type(self._arguments.get("self")).__name__

    @cached_property
    def nothing_given(self) -> str:
        """The parameter that got None although it needs a value; or empty."""
        said = ("NoneType", "expected string", '"None"')
        if not any(each in self._text for each in said):
            return ""
        for name, value in self._arguments.items():
            if self._may_be_none(name):
                continue
            if value is None or (name == "pair" and type(value) is tuple and None in value):
                return name
        return ""

    def _may_be_none(self, parameter: str) -> bool:
        import inspect

        frame, arguments = self.mail_frames[0], self._arguments
        # The class, since an empty message is false, and has attributes of its own.
        module = sys.modules.get(frame.f_globals["__name__"])
        owner = type(arguments["self"]) if "self" in arguments else module
        function = getattr(owner, frame.f_code.co_name, None)
        if parameter == "self" or not callable(function):
            return True
        found = inspect.signature(function).parameters.get(parameter)
        return found is None or found.default is None

    @cached_property
    def uncalled(self) -> str:
        """The function or class that was given where its result is needed; or empty."""
        kinds = (MethodType, FunctionType, BuiltinFunctionType, type)
        for name, value in self._arguments.items():
            if name in _DATA and isinstance(value, kinds):
                return value.__name__
        return ""

    @cached_property
    def message_is_foreign(self) -> bool:
        """Whether `send_message` was given something that is no message of `email`."""
        given = self.variables("smtplib", "send_message")
        return "msg" in given and not isinstance(given["msg"], self._message_class)

    @cached_property
    def message_is_namesake(self) -> bool:
        """Whether that is of a class that has the name of one of `email`'s."""
        module = sys.modules.get("email.message")
        return self.message_is_foreign and hasattr(module, self.kind_of("send_message", "msg"))

    @cached_property
    def address_kind(self) -> str:
        """The type of an address that `sendmail` can't use because it isn't text; or empty."""
        if isinstance(self.variables("smtplib", "sendmail").get("to_addrs"), bytes | bytearray):
            return self.kind_of("sendmail", "to_addrs")
        kind = self.kind_of("quoteaddr", "addrstring")
        return "" if kind == "str" else kind

    @cached_property
    def credentials_kind(self) -> str:
        """The type of a user name or password that isn't text; or empty."""
        kinds = {self.kind_of("login", each) for each in ("password", "user")}
        if isinstance(self.error, TypeError | AttributeError):
            kinds -= {"", "str", "NoneType"}
        else:  # `smtplib` writes bytes into the command as "b'...'", and other types as meant
            kinds &= {"bytes", "bytearray"}
        return min(kinds, default="")

    @cached_property
    def gave_credentials_to_smtp(self) -> bool:
        """Whether a text that is no number of seconds landed in `timeout` of `SMTP(...)`."""
        if type(self.variables("smtplib", "__init__").get("local_hostname")) is not str:
            return False
        timeout = getattr(self.client, "timeout", None)
        return type(timeout) is str and not re.fullmatch(r"[\d.]*", timeout)

    # -- objects and classes

    @cached_property
    def class_used(self) -> str:
        """The class of mail that the line uses as if it were an object of it; or empty."""
        if self.misused_owner and self.misused != "__init__" and "missing" in self._text:
            pattern = rf"([A-Za-z_][\w.]*)\.{self.misused}\("
        elif "context manager" in self._text or self._text == "__enter__":  # Python 3.10
            pattern = r"\bwith\s+([A-Za-z_][\w.]*)\s*(?:as\b|:)"
        else:
            return ""
        named = re.search(pattern, self.line)
        kind = self._known(named[1]) if named else None
        if isinstance(kind, type) and is_of_mail(kind.__module__):
            return f"{kind.__module__}.{kind.__name__}"
        return ""

    def _known(self, dotted: str) -> Any:
        first, *rest = dotted.split(".")
        value = self._variable(first)
        for name in rest:  # of modules alone, where looking runs no code
            value = vars(value).get(name) if type(value) is type(sys) else None
        return value

    @cached_property
    def lacking_owner(self) -> str:
        """The module or class of mail that lacks the attribute, as it is written."""
        lacking = self._lacking
        if type(lacking) is type(sys):
            return str(lacking.__name__)
        kind = lacking if isinstance(lacking, type) else type(lacking)
        return f"{kind.__module__}.{kind.__name__}"

    @cached_property
    def lacks_on_mail_or_its_module(self) -> bool:
        """Whether the learner asked mail's module, class or object for what it does not have."""
        if not self.missing or self.mail_frames or self.missing_in_newer or self.hidden_by:
            return False
        if self.import_line or self.python_2_name or self.exception_lacks:
            return False
        return is_of_mail(self.lacking_owner)

    @cached_property
    def lacking_kind(self) -> str:
        """The type of what lacks an attribute; of a class, that it is one."""
        return type(self._lacking).__name__

    @cached_property
    def exception_lacks(self) -> bool:
        """Whether an error of mail lacks the attribute."""
        if not self.missing or not isinstance(self._lacking, BaseException):
            return False
        return is_of_mail(type(self._lacking).__module__) or bool(Misuse(self._lacking).mail_frames)

    @cached_property
    def python_2_name(self) -> str:
        """The module of `email` that was asked for by its name in Python 2; or empty."""
        if isinstance(self.error, AttributeError):
            asked = self._lacking is sys.modules.get("email")
        else:
            asked = isinstance(self.error, ImportError) and self.error.name == "email"
        name = self.missing_name.rpartition(".")[2]
        return name if asked and name in _PYTHON_2 else ""

    # -- where a value came from

    def came_from(self, *calls: str) -> bool:
        """Whether one of these calls is in the line, or gave a variable of the line its value."""
        found = f"(?:{'|'.join(calls)})"
        if re.search(found, self.line):
            return True
        return any(
            re.search(rf"(?m)^[^#\n=]*\b{name}\b[^#\n=]*=[^=\n].*{found}", self.source)
            or re.search(rf"(?m)\bfor\s[^#\n]*\b{name}\b[^#\n]*\sin\s.*{found}", self.source)
            for name in set(re.findall(r"[A-Za-z_]\w*", self.line))
        )

    @cached_property
    def is_letter_of_payload(self) -> bool:
        """Whether a letter was taken for a part, since `get_payload()` returned text."""
        return (
            self.missing_of == "str"
            and self.missing_in_newer
            and any(
                re.search(rf"\bfor\s+{name}\s+in\s.*(?:get_payload\(|_payload\b)", self.source)
                for name in re.findall(r"[A-Za-z_]\w*", self.line)
            )
        )

    @cached_property
    def mixes_payload_with_text(self) -> bool:
        """Whether the bytes of a payload were used as text."""
        return "bytes" in self._text and self.came_from(r"get_payload\([^)\n]*decode\s*=\s*True")

    @cached_property
    def mixes_text_with_bytes(self) -> bool:
        """Whether a message as text was given where its bytes are wanted."""
        return "bytes-like object is required" in self._text and self.came_from(r"as_string\(")

    @cached_property
    def folds_header_object(self) -> bool:
        """Whether a header that is to be written is a `Header`, as only the old way has it."""
        value = self.variables("email.policy", "_fold").get("value")
        return type(value).__name__ == "Header"

    @cached_property
    def awaits_smtplib(self) -> bool:
        """Whether the line awaits what a call of `smtplib` returned."""
        return "await" in self._text and bool(
            re.search(rf"\bawait\s+[\w.]+\.(?:{_CALLS_OF_SMTPLIB})\(", self.line)
        )

    # -- files and letters

    @cached_property
    def payload_kind(self) -> str:
        """The type of what a part holds that was to be encoded; empty if it is right."""
        if self.raised_in("email.generator", "_handle_text"):
            kind = type(self.variables("email.generator", "_handle_text").get("payload")).__name__
            return "" if kind == "str" else kind
        part = self.variables("email.encoders", "encode_base64").get("msg")
        kind = type(getattr(part, "_payload", "")).__name__
        return "" if kind in {"str", "bytes", "bytearray", "list"} else kind

    @cached_property
    def decodes_itself(self) -> bool:
        """Whether the line calls `decode`, so that no file need be at fault."""
        return ".decode(" in self.line

    @cached_property
    def looks_binary(self) -> bool:
        """Whether what could not be decoded is no text in any charset."""
        if not isinstance(self.error, UnicodeDecodeError):
            return False
        data = bytes(self.error.object)
        return data.startswith(_BINARY) or b"\0" in data

    @cached_property
    def likely_encoding(self) -> str:
        """The charset that a text is likely in, if the one that was tried is not it."""
        if not isinstance(self.error, UnicodeDecodeError):
            return "utf-8"
        try:
            bytes(self.error.object).decode("utf-8")
        except UnicodeDecodeError as error:
            cut = error.end == len(self.error.object) and self.error.encoding != "utf-8"
            return "utf-8" if cut else "cp1252"
        return "utf-8"
