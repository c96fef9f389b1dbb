"""The computer and its Python: modules hidden or gone, ports taken, no place to type."""

from __future__ import annotations

import configparser
import errno
import socket
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Alternative, Link
from mailtutor.clinic.platforms import IN_USE, NOT_ALLOWED, numbers

_CONNECT = lesson("03_connect_to_a_server")
_START = lesson("00_start_here")
_SERVERS = ("LocalServer", "aiosmtpd", "Controller", "smtpd")

_cause = partial(Cause, layer="environment")

CAUSES = (
    _cause(
        name="percent sign in a setting",
        error=configparser.InterpolationError,
        fits=lambda evidence: evidence.mentions("smtplib", "SMTP"),
        standalone=True,
        headline="configparser takes the % in a setting for a reference",
        why=(
            "A password often has one. Write it twice in the file, as `%%`, or read the file "
            "without interpolation."
        ),
        code=("import configparser\n\nsettings = configparser.ConfigParser(interpolation=None)"),
        reading=(python_docs("interpolation", "configparser.html#interpolation-of-values"),),
    ),
    _cause(
        name="a file that hides a module",
        error=(ImportError, AttributeError),
        fits=lambda evidence: bool(evidence.names.hidden_by),
        standalone=True,
        headline="Your own file {hidden_by} hides Python's module `{hidden_module}`",
        why=(
            "`import` searches your folder first, finds the file of that name, and loads it "
            "as the module. Rename the file, for example to `my_mail.py`; then restart Python "
            "or the kernel. You can also delete the folder `__pycache__` next to it."
        ),
        code="import {hidden_module}\n\nprint({hidden_module}.__file__)  # which file is it?",
        reading=(python_docs("where modules are looked for", "sys_path_init.html"),),
    ),
    _cause(
        name="smtpd is gone",
        error=ModuleNotFoundError,
        fits=lambda evidence: evidence.names.missing_module in {"smtpd", "asynchat", "asyncore"},
        standalone=True,
        headline="Python 3.12 removed `{missing_module}`",
        why=(
            "Older tutorials start a server with `python -m smtpd`, but that module was "
            "removed. Its successor is the package `aiosmtpd`; for learning, use "
            "`LocalServer`."
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
        fits=lambda evidence: (
            evidence.names.missing_module.lower()
            in {
                "email.mimetext",
                "email.mimemultipart",
                "email.mimebase",
                "email.mimeimage",
                "email.mimeaudio",
            }
        ),
        standalone=True,
        headline="`{missing_module}` is from Python 2; today, use EmailMessage",
        why=(
            "The tutorial is from before 2020. `EmailMessage` does in one class what "
            "`MIMEText`, `MIMEMultipart` and `Encoders` did; those are now in "
            "`email.mime.text` and so on."
        ),
        code="from email.message import EmailMessage\n\nmessage = EmailMessage()",
        reading=(lesson("01_write_a_message"), python_docs("EmailMessage", "email.message.html")),
    ),
    _cause(
        name="module name of Python 2",
        error=(AttributeError, ImportError),
        fits=lambda evidence: bool(evidence.names.python_2_name),
        standalone=True,
        headline="`email.{python_2_name}` is from Python 2; today the name is lowercase",
        why=(
            "Since Python 3, the modules of `email` have lowercase names, and you have to "
            "import each of them. The tutorial is older than that."
        ),
        code="import email.{python_3_name}",
        reading=(lesson("01_write_a_message"), python_docs("email", "email.html")),
    ),
    _cause(
        name="keyfile and certfile are gone",
        error=TypeError,
        fits=lambda evidence: (
            (
                evidence.misuse.misused_keyword in {"keyfile", "certfile"}
                and evidence.misuse.client_method in {"__init__", "starttls"}
            )
            or (
                # Since Python 3.12, it takes `context` alone, and by its name.
                evidence.misuse.misused_owner.startswith("smtplib.")
                and evidence.misuse.misused == "starttls"
                and evidence.says("takes 1 positional argument")
            )
        ),
        standalone=True,
        headline="Python 3.12 removed keyfile= and certfile=: use context=",
        why=(
            "`SMTP_SSL` and `starttls` need a context, an object with everything TLS needs. "
            "It also checks the server's certificate, which the old arguments didn't."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context()\n"
            '# context.load_cert_chain("my.pem")  # only if you need your own\n'
            "{call_with_context}"
        ),
        alternatives=(
            Alternative(
                "The line is in a library, such as Django before 4.2",
                "Update the library, or use Python 3.11 until you can.",
            ),
        ),
        reading=(
            lesson("04_encrypt_the_connection"),
            python_docs("SMTP_SSL", "smtplib.html#smtplib.SMTP_SSL"),
        ),
    ),
    _cause(
        name="missing argument",
        error=TypeError,
        fits=lambda evidence: bool(evidence.misuse.signature and evidence.misuse.lacking_arguments),
        standalone=True,
        layer="message building",
        headline="{misused_full}() was called without {lacking_arguments}",
        why="It accepts `{signature}`. Arguments without `=` are required, in that order.",
        code="import {misused_module}\n\nhelp({misused_full})",
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    _cause(
        name="unknown argument",
        error=TypeError,
        fits=lambda evidence: bool(evidence.misuse.signature and evidence.misuse.misused_keyword),
        standalone=True,
        layer="message building",
        headline="{misused_full}() has no argument `{misused_keyword}`, or got it twice",
        why="It accepts `{signature}`.",
        code="import {misused_module}\n\nhelp({misused_full})",
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    _cause(
        name="wrong arguments",
        error=TypeError,
        fits=lambda evidence: bool(evidence.misuse.signature),
        standalone=True,
        layer="message building",
        headline="{misused_full}() was called with the wrong arguments",
        why=(
            "It accepts `{signature}`. Arguments without `=` are required, in that order; the "
            "others are optional, and those after the `*` need their name."
        ),
        code="import {misused_module}\n\nhelp({misused_full})",
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    _cause(
        name="module name misspelled",
        error=ModuleNotFoundError,
        fits=lambda evidence: bool(evidence.spelling.module_meant),
        standalone=True,
        headline="It's `import {module_meant}`, not `{missing_module}`",
        why=(
            "Python has no module of the name that you wrote, and `{module_meant}` is the closest "
            "one. It's part of Python, so there's nothing to install."
        ),
        code="import {module_meant}",
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    _cause(
        name="name in an import misspelled",
        error=ImportError,
        fits=lambda evidence: (
            bool(evidence.spelling.import_meant)
            and not evidence.names.python_2_name
            and not evidence.names.hidden_by
        ),
        standalone=True,
        headline="It's `{import_meant}`, not `{missing_name}`",
        why=(
            "Python only finds a name that's spelled exactly right, including capitals. This is "
            "the closest one in that module to what you wrote."
        ),
        code="{import_meant}",
        reading=(python_docs("email", "email.html"), python_docs("smtplib", "smtplib.html")),
    ),
    _cause(
        name="not imported",
        error=(NameError, AttributeError, ImportError),
        fits=lambda evidence: bool(evidence.names.import_line),
        standalone=True,
        headline="`{missing_name}` has to be imported first",
        why=(
            "Python only knows the name after the line below. In a notebook, that line may be "
            "in a cell that hasn't run since the kernel started."
        ),
        code="{import_line}",
        reading=(_START,),
    ),
    _cause(
        name="no place to type a password",
        error=Exception,
        fits=lambda evidence: (
            type(evidence.error).__name__ == "StdinNotImplementedError"
            or (isinstance(evidence.error, EOFError) and evidence.within("getpass", "_raw_input"))
        ),
        standalone=True,
        headline="Nobody can type here: this code runs without a keyboard",
        why=(
            "`getpass` and `input` ask a person, but a program is running this notebook or "
            "script, such as `nbconvert`, a test or a timer. There, the password has to come "
            "from somewhere else: the system's keyring, or an environment variable set "
            "outside."
        ),
        code=('import os\n\npassword = os.environ["SMTP_PASSWORD"]  # set outside the notebook'),
        is_certain=False,
        alternatives=(
            Alternative(
                "Run by a program", "In JupyterLab, in a browser, the same cell prompts you."
            ),
            Alternative(
                "A place that can't prompt, such as a widget's callback",
                "`ipywidgets.Password()` is a field to type in.",
            ),
        ),
        reading=(lesson("05_log_in"), python_docs("getpass", "getpass.html")),
    ),
    _cause(
        name="environment variable not set",
        error=KeyError,
        fits=lambda evidence: (
            evidence.raised_in("os", "__getitem__")
            and evidence.mentions("smtplib", "login", "SMTP", "SMTP_SSL")
        ),
        standalone=True,
        headline="The environment variable {variable} isn't set",
        why=(
            "A program inherits its environment from where it was started. A variable set in "
            "another window, or after JupyterLab started, isn't in it."
        ),
        code="import os\n\nprint(sorted(os.environ))  # only the names, not the values",
        reading=(lesson("05_log_in"), python_docs("os.environ", "os.html#os.environ")),
    ),
    _cause(
        name="address in use",
        error=OSError,
        fits=lambda evidence: (
            evidence.exchange.errno in ({errno.EADDRINUSE} | numbers(*IN_USE))
            and (evidence.mentions(*_SERVERS))
        ),
        standalone=True,
        headline="The port is in use: another program is already listening there",
        why=(
            "Only one program can use a port at a time. Usually it's the same server, started "
            "before: in a cell above, in another notebook, or in another window."
        ),
        code="from mailtutor import LocalServer\n\nserver = LocalServer().start()  # a free port",
        is_certain=False,
        platforms=IN_USE,
        alternatives=(
            Alternative(
                "It was started before in this notebook",
                "Stop that one with `.stop()`, or restart the kernel.",
            ),
            Alternative(
                "Another program has it",
                "Choose another port. Proton Mail Bridge uses 1025, for example.",
            ),
        ),
        reading=(_CONNECT,),
    ),
    _cause(
        name="listening on another computer's address",
        error=OSError,
        fits=lambda evidence: (
            (
                evidence.exchange.errno in {errno.EADDRNOTAVAIL, 99, 49, 10049}
                or isinstance(evidence.error, socket.gaierror)
                # asyncio's message since Python 3.13, without a number
                or evidence.says("could not bind on any address")
            )
            and evidence.mentions(*_SERVERS)
            and not evidence.within("smtplib", "connect")
            and not evidence.within("socket", "create_connection")
        ),
        standalone=True,
        headline="A server can only listen on an address of this computer",
        why=(
            "The `hostname=` you gave belongs to another computer, or to none. `127.0.0.1` "
            "only accepts connections from this computer, which is what you want for "
            "learning."
        ),
        code="from mailtutor import LocalServer\n\nserver = LocalServer().start()",
        reading=(_CONNECT,),
    ),
    _cause(
        name="port not allowed",
        error=PermissionError,
        fits=lambda evidence: (
            evidence.mentions(*_SERVERS)
            and not evidence.within("smtplib", "connect")
            and not evidence.call.error_has_file
        ),
        standalone=True,
        headline="Only an administrator can open this port",
        why=(
            "On most systems, only an administrator can open ports below 1024, and SMTP's "
            "port 25 is one of them. You don't need it for learning."
        ),
        code=(
            "import smtplib\n"
            "from mailtutor import LocalServer\n"
            "\n"
            "server = LocalServer().start()  # a free port\n"
            'with server.answering("localhost", 25):\n'
            '    smtplib.SMTP("localhost")'
        ),
        platforms=NOT_ALLOWED,
        reading=(_CONNECT,),
    ),
)
