"""The computer and its Python: modules hidden or gone, ports taken, no place to type."""

from __future__ import annotations

import errno
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Link, Other
from mailtutor.clinic.platforms import IN_USE, NOT_ALLOWED, numbers

_CONNECT = lesson("03_connect_to_a_server")
_START = lesson("00_start_here")
_SERVERS = ("LocalServer", "aiosmtpd", "Controller", "smtpd")

_cause = partial(Cause, layer="environment")

CAUSES = (
    _cause(
        name="a file that hides a module",
        error=(ImportError, AttributeError),
        fits=lambda seen: bool(seen.names.hidden_by),
        by_itself=True,
        headline="Your own file {hidden_by} hides Python's module `{hidden_module}`",
        why=(
            "`import` looks in your folder first, finds the file of that name, and takes it for "
            "the module. Rename the file, as `my_mail.py`; then restart Python, or the kernel. "
            "A folder `__pycache__` beside it may be deleted, too."
        ),
        code="import {hidden_module}\n\nprint({hidden_module}.__file__)  # which file is it?",
        reading=(python_docs("where modules are looked for", "sys_path_init.html"),),
    ),
    _cause(
        name="smtpd is gone",
        error=ModuleNotFoundError,
        fits=lambda seen: seen.names.missing_module in {"smtpd", "asynchat", "asyncore"},
        by_itself=True,
        headline="Python has no `{missing_module}` since version 3.12",
        why=(
            "Older tutorials start a server with `python -m smtpd`. That module was removed. "
            "Its successor is `aiosmtpd`, a package; for learning there is `LocalServer`."
        ),
        code=(
            "from mailtutor import LocalServer\n"
            "\n"
            "server = LocalServer().start()\n"
            'server.port  # smtplib.SMTP("localhost", server.port)'
        ),
        reading=(
            _CONNECT,
            Link("What was removed in 3.12:", "https://docs.python.org/3/whatsnew/3.12.html"),
        ),
    ),
    _cause(
        name="names of Python 2",
        error=ModuleNotFoundError,
        fits=lambda seen: (
            seen.names.missing_module.lower()
            in {
                "email.mimetext",
                "email.mimemultipart",
                "email.mimebase",
                "email.mimeimage",
                "email.mimeaudio",
            }
            or seen.names.missing_module in {"email.Utils", "email.Encoders", "email.Header"}
        ),
        by_itself=True,
        headline="`{missing_module}` is Python 2; today there is EmailMessage",
        why=(
            "The tutorial is from before 2020. `EmailMessage` does in one class what `MIMEText`, "
            "`MIMEMultipart` and `Encoders` did; those are now in `email.mime.text` and so on."
        ),
        code="from email.message import EmailMessage\n\nmessage = EmailMessage()",
        reading=(lesson("01_write_a_message"), python_docs("EmailMessage", "email.message.html")),
    ),
    _cause(
        name="module name of Python 2",
        error=(AttributeError, ImportError),
        fits=lambda seen: bool(seen.names.python_2_name),
        by_itself=True,
        headline="`email.{python_2_name}` is Python 2; today its name is in lower case",
        why=(
            "Since Python 3, the modules of `email` have lower-case names, and each of them has "
            "to be imported. The tutorial is older than that."
        ),
        code="import email.{python_3_name}",
        reading=(lesson("01_write_a_message"), python_docs("email", "email.html")),
    ),
    _cause(
        name="keyfile and certfile are gone",
        error=TypeError,
        fits=lambda seen: (
            seen.call.misused_keyword in {"keyfile", "certfile"}
            and seen.call.misused_owner.startswith("smtplib")
            and seen.call.misused in {"__init__", "starttls"}
        ),
        by_itself=True,
        headline="keyfile= and certfile= are gone since Python 3.12: use context=",
        why=(
            "`SMTP_SSL` and `starttls` take a context, an object that holds all that TLS needs. "
            "It also checks the server's certificate, which they did not."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context()\n"
            '# context.load_cert_chain("my.pem")  # only if you need your own\n'
            'smtplib.SMTP_SSL("smtp.example.com", 465, timeout=10, context=context)'
        ),
        reading=(
            lesson("04_encrypt_the_connection"),
            python_docs("SMTP_SSL", "smtplib.html#smtplib.SMTP_SSL"),
        ),
    ),
    _cause(
        name="missing argument",
        error=TypeError,
        fits=lambda seen: bool(seen.call.signature and seen.call.lacking_arguments),
        by_itself=True,
        layer="message building",
        headline="{misused_full}() was called without {lacking_arguments}",
        why="It takes: `{signature}`. What has no `=` there must be given, in that order.",
        code="import {misused_module}\n\nhelp({misused_full})",
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    _cause(
        name="unknown argument",
        error=TypeError,
        fits=lambda seen: bool(seen.call.signature and seen.call.misused_keyword),
        by_itself=True,
        layer="message building",
        headline="{misused_full}() has no argument `{misused_keyword}`, or got it twice",
        why="It takes: `{signature}`.",
        code="import {misused_module}\n\nhelp({misused_full})",
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    _cause(
        name="wrong arguments",
        error=TypeError,
        fits=lambda seen: bool(seen.call.signature),
        by_itself=True,
        layer="message building",
        headline="{misused_full}() was called with other arguments than it takes",
        why=(
            "It takes: `{signature}`. What stands without `=` must be given, in that order; the "
            "rest may be left out, and behind the `*` only with its name."
        ),
        code="import {misused_module}\n\nhelp({misused_full})",
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    _cause(
        name="not imported",
        error=(NameError, AttributeError, ImportError),
        fits=lambda seen: bool(seen.names.import_line),
        by_itself=True,
        headline="`{missing_name}` has to be imported first",
        why=(
            "Python knows the name only after the line below. In a notebook that line may stand "
            "in a cell that was not run since the kernel was started."
        ),
        code="{import_line}",
        reading=(_START,),
    ),
    _cause(
        name="no place to type a password",
        error=Exception,
        fits=lambda seen: (
            type(seen.error).__name__ == "StdinNotImplementedError"
            or (isinstance(seen.error, EOFError) and seen.within("getpass", "_raw_input"))
        ),
        by_itself=True,
        headline="There is nobody here who could type: this runs without a keyboard",
        why=(
            "`getpass` and `input` ask a person. This notebook or script is run by a program, "
            "as `nbconvert`, a test or a timer. There, the password comes from elsewhere: the "
            "system's keyring, or an environment variable that is set outside."
        ),
        code=('import os\n\npassword = os.environ["SMTP_PASSWORD"]  # set outside of the notebook'),
        sure=False,
        others=(
            Other("Run by a program", "In JupyterLab, in a browser, the same cell asks."),
            Other(
                "A place that cannot ask, such as a widget's callback",
                "`ipywidgets.Password()` is a field to type in.",
            ),
        ),
        reading=(lesson("05_log_in"), python_docs("getpass", "getpass.html")),
    ),
    _cause(
        name="environment variable not set",
        error=KeyError,
        fits=lambda seen: (
            seen.raised_in("os", "__getitem__")
            and seen.mentions("smtplib", "login", "SMTP", "SMTP_SSL")
        ),
        by_itself=True,
        headline="The environment variable {variable} is not set",
        why=(
            "A program inherits its environment from where it was started. A variable that was "
            "set in another window, or after JupyterLab was started, is not in it."
        ),
        code="import os\n\nprint(sorted(os.environ))  # the names alone, no values",
        reading=(lesson("05_log_in"), python_docs("os.environ", "os.html#os.environ")),
    ),
    _cause(
        name="address in use",
        error=OSError,
        fits=lambda seen: (
            seen.exchange.errno in ({errno.EADDRINUSE} | numbers(*IN_USE))
            and (seen.mentions(*_SERVERS))
        ),
        by_itself=True,
        headline="The port is taken: another program listens there already",
        why=(
            "A port belongs to one program at a time. Mostly it is the same server, started "
            "before: in a cell above, in another notebook, or in another window."
        ),
        code="from mailtutor import LocalServer\n\nserver = LocalServer().start()  # a free port",
        sure=False,
        faces=IN_USE,
        others=(
            Other(
                "It was started before in this notebook",
                "Stop that one with `.stop()`, or restart the kernel.",
            ),
            Other(
                "Another program has it",
                "Choose another port. Proton Mail Bridge uses 1025, for one.",
            ),
        ),
        reading=(_CONNECT,),
    ),
    _cause(
        name="listening on another computer's address",
        error=OSError,
        fits=lambda seen: (
            (
                seen.exchange.errno in {errno.EADDRNOTAVAIL, 99, 49, 10049}
                # asyncio's words for it since Python 3.13, without a number
                or seen.says("could not bind on any address")
            )
            and seen.mentions(*_SERVERS)
            and not seen.within("smtplib", "connect")
            and not seen.within("socket", "create_connection")
        ),
        by_itself=True,
        headline="A server can only listen on an address of this computer",
        why=(
            "The `hostname=` it was given belongs to another computer, or to none. `127.0.0.1` "
            "takes connections from this computer alone, which is what you want for learning."
        ),
        code="from mailtutor import LocalServer\n\nserver = LocalServer().start()",
        reading=(_CONNECT,),
    ),
    _cause(
        name="port not allowed",
        error=PermissionError,
        fits=lambda seen: (
            seen.mentions(*_SERVERS)
            and not seen.within("smtplib", "connect")
            and not seen.call.error_has_file
        ),
        by_itself=True,
        headline="This port may be opened by the administrator only",
        why=(
            "On most systems, ports below 1024 are for the administrator, and mail's own port "
            "25 is one of them. A server for learning does not need it."
        ),
        code=(
            "import smtplib\n"
            "from mailtutor import LocalServer\n"
            "\n"
            "server = LocalServer().start()  # a free port\n"
            'with server.answering("localhost", 25):\n'
            '    smtplib.SMTP("localhost")'
        ),
        faces=NOT_ALLOWED,
        reading=(_CONNECT,),
    ),
)
