"""The arguments of the learner's call, by name and type alone; never by value."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .names import Names
    from .traceback_frames import Traceback


_LONGEST_NAME = 60
# Parameters that never take a function or a class.
_DATA = {"_data", "_imagedata", "_payload", "_text", "from_addr", "host", "msg", "obj", "password",
         "payload", "port", "s", "to_addrs", "user", "val"}  # fmt: skip
_CALLS_OF_SMTPLIB = "connect|ehlo|login|noop|quit|send_message|sendmail|starttls"


class Call:
    """The arguments that `email` and `smtplib` were given, and their types.

    Args:
        traceback: the frames of the error.
        names: the names in the error.
    """

    def __init__(self, traceback: Traceback, names: Names) -> None:
        self.traceback, self.error = traceback, traceback.error
        self.names = names

    def kind_of(self, function: str, name: str) -> str:
        """Name the type of an argument of a function in `smtplib`; empty if it was not called."""
        variables = self.traceback.variables("smtplib", function)
        return type(variables[name]).__name__ if name in variables else ""

    @cached_property
    def _content(self) -> dict[str, Any]:
        found = self.traceback.variables("email.contentmanager", "set_content")
        return found or self.traceback.variables("email.contentmanager", "_find_set_handler")

    @cached_property
    def content_kind(self) -> str:
        """The type of the content; empty if there was none."""
        return type(self._content["obj"]).__name__ if "obj" in self._content else ""

    @cached_property
    def is_multipart(self) -> bool:
        """Return whether the message that should get content already has parts."""
        kind = getattr(self._content.get("msg"), "get_content_maintype", lambda: "")()
        return bool(kind == "multipart")

    @cached_property
    def header(self) -> str:
        """The header that was being set; empty if none was."""
        name = self.traceback.variables("email.message", "__setitem__").get("name")
        return name[:_LONGEST_NAME] if type(name) is str and name.isascii() else "such a"

    @cached_property
    def header_kind(self) -> str:
        """The type of the value for a header."""
        variables = self.traceback.variables("email.message", "__setitem__")
        if self.traceback.raised_in("email.message", "add_header"):
            return type(
                self.traceback.variables("email.message", "add_header").get("_value")
            ).__name__
        value = variables.get(
            "val", self.traceback.variables("email._policybase", "_fold").get("value")
        )
        return type(value).__name__

    @cached_property
    def parsed_kind(self) -> str:
        """The type of the argument to be parsed as a message; empty if there was none."""
        for function, name in (("message_from_bytes", "s"), ("message_from_string", "s")):
            variables = self.traceback.variables("email", function)
            if name in variables:
                return type(variables[name]).__name__
        return ""

    @cached_property
    def text_kind(self) -> str:
        """The type of the first argument of `MIMEText`."""
        return type(self.traceback.variables("email.mime.text", "__init__").get("_text")).__name__

    @cached_property
    def recipients_can_be_listed(self) -> bool:
        """Return whether the recipients are an address or a list of addresses."""
        for function in ("sendmail", "send_message"):
            recipients = self.traceback.variables("smtplib", function).get("to_addrs", "")
            if not isinstance(recipients, str | list | tuple | set | dict | frozenset):
                return False
        return True

    @cached_property
    def error_has_file(self) -> bool:
        """Return whether the error names a file."""
        return getattr(self.error, "filename", None) is not None

    @cached_property
    def file(self) -> str:
        """The file that the error names, as text."""
        name = getattr(self.error, "filename", "")
        return str(name) if isinstance(name, str | Path) else ""

    @property
    def has_full_path(self) -> bool:
        """Return whether the file that the error names is a full path, of whatever system."""
        return re.match(r"/|[A-Za-z]:[\\/]", self.file) is not None

    @cached_property
    def character(self) -> str:
        """The kind of character that could not be encoded, never the character itself."""
        if not isinstance(self.error, UnicodeEncodeError):
            return ""
        found = self.error.object[self.error.start : self.error.end]
        if any(each in "\xa0\u202f\u2007\u2009\u200b\ufeff" for each in found):
            return "a non-breaking or invisible space"
        if _has_surrogates(found):
            return "half of a letter (a surrogate)"
        return "a letter beyond ASCII"

    @cached_property
    def undecoded_bytes(self) -> bool:
        """Return whether the text that can't be encoded holds bytes that were never decoded.

        Such a text can't be encoded at all, whichever of its letters the error names.
        """
        return isinstance(self.error, UnicodeEncodeError) and _has_surrogates(self.error.object)

    @cached_property
    def has_half_character(self) -> bool:
        """Return whether a surrogate in that text stands for no byte, but for half a character."""
        if not self.undecoded_bytes:
            return False
        # PEP 383: bytes that weren't decoded are from this range alone.
        text = str(getattr(self.error, "object", ""))
        return any(_has_surrogates(each) and not "\udc80" <= each <= "\udcff" for each in text)

    @cached_property
    def folds_header(self) -> bool:
        """Return whether a header was about to be written."""
        return self.traceback.within("email.policy", "fold", "fold_binary")

    @cached_property
    def _arguments(self) -> dict[str, Any]:
        """Return the arguments of the learner's call of `smtplib` or `email`, by parameter."""
        if not self.traceback.mail_frames:
            return {}
        frame = self.traceback.mail_frames[0]
        code = frame.f_code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return {name: frame.f_locals[name] for name in names if name in frame.f_locals}

    @cached_property
    def called_shown(self) -> str:
        """The function that the learner called, or the class they created an object of."""
        if self.traceback.called != "__init__":
            return self.traceback.called
        return type(self._arguments.get("self")).__name__

    @cached_property
    def nothing_given(self) -> str:
        """The parameter that got None although it needs a value; or empty."""
        said = ("NoneType", "expected string", '"None"')
        if not any(each in self.traceback.text for each in said):
            return ""
        for name, value in self._arguments.items():
            if self._may_be_none(name):
                continue
            if value is None or (name == "pair" and type(value) is tuple and None in value):
                return name
        return ""

    def _may_be_none(self, parameter: str) -> bool:
        import inspect

        frame, arguments = self.traceback.mail_frames[0], self._arguments
        # By the class: an empty message is falsy, and has its own attributes.
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
        """Return whether `send_message` was given something other than a message of `email`."""
        given = self.traceback.variables("smtplib", "send_message")
        return "msg" in given and not isinstance(given["msg"], self.names.message_class)

    @cached_property
    def message_is_namesake(self) -> bool:
        """Return whether its class only has the same name as one of `email`."""
        module = sys.modules.get("email.message")
        namesake = getattr(module, self.kind_of("send_message", "msg"), None)
        return (
            self.message_is_foreign
            and isinstance(namesake, type)
            and issubclass(namesake, self.names.message_class)
        )

    @cached_property
    def address_kind(self) -> str:
        """The type of an address that `sendmail` can't use because it isn't text; or empty."""
        if isinstance(
            self.traceback.variables("smtplib", "sendmail").get("to_addrs"), bytes | bytearray
        ):
            return self.kind_of("sendmail", "to_addrs")
        kind = self.kind_of("quoteaddr", "addrstring")
        return "" if kind == "str" else kind

    @cached_property
    def command_kind(self) -> str:
        """The type of a command, or of a step of the login, that isn't text; or empty."""
        if self.traceback.raised_in("smtplib", "auth"):  # what the learner's own function gave
            given = self.traceback.variables("smtplib", "auth")
            for name in ("initial_response", "response"):
                if isinstance(given.get(name), bytes | bytearray):
                    return type(given[name]).__name__
        if not self.traceback.raised_in("smtplib", "putcmd", "docmd"):
            return ""
        kinds = {self.kind_of("putcmd", "cmd"), self.kind_of("docmd", "cmd")} - {"", "str"}
        return min(kinds, default="")

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
        """Return whether text that isn't a number ended up in `timeout` of `SMTP(...)`."""
        if type(self.traceback.variables("smtplib", "__init__").get("local_hostname")) is not str:
            return False
        timeout = getattr(self.traceback.client, "timeout", None)
        return type(timeout) is str and not re.fullmatch(r"[\d.]*", timeout)

    @cached_property
    def mixes_payload_with_text(self) -> bool:
        """Return whether the bytes of a payload were used as text."""
        return "bytes" in self.traceback.text and self.traceback.came_from(
            r"get_payload\([^)\n]*decode\s*=\s*True"
        )

    @cached_property
    def mixes_text_with_bytes(self) -> bool:
        """Return whether a message was given as text where bytes are required."""
        return "bytes-like object is required" in self.traceback.text and self.traceback.came_from(
            r"as_string\("
        )

    @cached_property
    def folds_header_object(self) -> bool:
        """Return whether a header is a `Header` object, which only the legacy API accepts."""
        value = self.traceback.variables("email.policy", "_fold").get("value")
        return type(value).__name__ == "Header"

    @cached_property
    def folds_old_header(self) -> bool:
        """Return whether a header is plain text, as the legacy API stores it."""
        return type(self.traceback.variables("email.policy", "fold_binary").get("value")) is str

    @cached_property
    def awaits_smtplib(self) -> bool:
        """Return whether the line awaits the result of an `smtplib` call."""
        if "asynchronous context manager" in self.traceback.text:
            return re.search(r"'SMTP(_SSL)?' object", self.traceback.text) is not None
        return "await" in self.traceback.text and bool(
            re.search(rf"\bawait\s+[\w.]+\.(?:{_CALLS_OF_SMTPLIB})\(", self.traceback.line)
        )

    @cached_property
    def payload_kind(self) -> str:
        """The type of the payload to be encoded; empty if it is a valid one."""
        if self.traceback.raised_in("email.generator", "_handle_text"):
            kind = type(
                self.traceback.variables("email.generator", "_handle_text").get("payload")
            ).__name__
            return "" if kind == "str" else kind
        part = self.traceback.variables("email.encoders", "encode_base64").get("msg")
        kind = type(getattr(part, "_payload", "")).__name__
        return "" if kind in {"str", "bytes", "bytearray", "list"} else kind

    @cached_property
    def looks_binary(self) -> bool:
        """Return whether the undecodable bytes aren't text in any charset."""
        if not isinstance(self.error, UnicodeDecodeError):
            return False
        data = bytes(self.error.object)
        from mailtutor.mime.magic import signature

        found = signature(data)
        return b"\0" in data or (found is not None and bool(found.type))

    @cached_property
    def likely_encoding(self) -> str:
        """The likely charset of a text that the tried charset could not decode."""
        if not isinstance(self.error, UnicodeDecodeError):
            return "utf-8"
        try:
            bytes(self.error.object).decode("utf-8")
        except UnicodeDecodeError as error:
            cut = error.end == len(self.error.object) and self.error.encoding != "utf-8"
            return "utf-8" if cut else "cp1252"
        return "utf-8"


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)
