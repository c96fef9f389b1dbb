"""Contexts for TLS that are made or passed wrongly, and files of certificates."""

from __future__ import annotations

import smtplib
import ssl
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs

_LESSON = lesson("04_encrypt_the_connection")
_SSL_SAYS = python_docs("certificates", "ssl.html#certificates")
_NO_CERTIFICATE_IN_FILE = {"NO_CERTIFICATE_OR_CRL_FOUND", "NO_START_LINE", "PEM_LIB", "PEM"}

_cause = partial(Cause, layer="TLS")

CAUSES = (
    _cause(
        name="Python without TLS",
        error=(RuntimeError, AttributeError, ImportError),
        fits=lambda evidence: (
            evidence.says("No SSL support included")
            or (evidence.names.missing == "SMTP_SSL" and evidence.names.missing_of == "module")
            or (
                isinstance(evidence.error, ImportError)
                and evidence.names.missing_module == "_ssl"
                and evidence.mentions("smtplib")
            )
        ),
        standalone=True,
        layer="environment",
        headline="This Python was built without TLS, so it can't encrypt",
        why=(
            "The module `ssl` needs OpenSSL, which wasn't there when this Python was built. Get "
            "Python from python.org or your system's packages, or build it again with OpenSSL's "
            "headers. Don't send a password without encryption."
        ),
        code="import ssl\n\nprint(ssl.OPENSSL_VERSION)  # fails, too, until it's there",
        reading=(python_docs("ssl", "ssl.html"),),
    ),
    _cause(
        name="context in the wrong place",
        error=(ValueError, TypeError),
        fits=lambda evidence: any(
            isinstance(evidence.variables("smtplib", function).get(name), ssl.SSLContext)
            for function in ("starttls", "__init__")
            for name in ("keyfile", "certfile", "local_hostname", "timeout")
        ),
        headline="The context was passed as another argument: write context=context",
        why=(
            "Before Python 3.12, the first arguments of `starttls` are `keyfile` and "
            "`certfile`. A context passed without its name ends up there."
        ),
        code="client.starttls(context=context)",
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="no key or certificate of your own",
        error=(ssl.SSLError, OSError),
        fits=lambda evidence: (
            any(
                evidence.variables("smtplib", function).get(name)
                for function in ("starttls", "__init__")
                for name in ("keyfile", "certfile")
            )
            and not isinstance(evidence.error, smtplib.SMTPException)
        ),
        headline="The file given as keyfile= or certfile= is missing, or isn't a key",
        why=(
            "These two are for your own certificate, which mail servers hardly ever ask for. "
            "You don't need them for encryption, and Python 3.12 removed them. Use a context "
            "instead."
        ),
        code=("import ssl\n\nclient.starttls(context=ssl.create_default_context())"),
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="purpose of another type",
        error=(TypeError, ValueError),
        fits=lambda evidence: (
            evidence.raised_in("ssl", "create_default_context")
            and not isinstance(
                evidence.variables("ssl", "create_default_context").get("purpose"), tuple
            )
            and evidence.mentions_or_knows("smtplib")
        ),
        standalone=True,
        headline="create_default_context() needs no first argument: leave it out",
        why=(
            "Its first argument is a purpose, not a file or a version of TLS, and the default is "
            "the right one for a client. It accepts TLS 1.2 and newer. To require a newer one, set "
            "`minimum_version`."
        ),
        code=(
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context()\n"
            "context.minimum_version = ssl.TLSVersion.TLSv1_3  # only if you need that"
        ),
        reading=(_LESSON, python_docs("contexts", "ssl.html#ssl.create_default_context")),
    ),
    _cause(
        name="file to trust that is no path",
        error=TypeError,
        fits=lambda evidence: (
            evidence.says("should be a valid filesystem path")
            and evidence.mentions_or_knows("smtplib", "LocalServer")
        ),
        standalone=True,
        headline="cafile= and capath= take the path of a file or folder, as text",
        why=(
            "An open file, a list or a certificate's bytes won't do. The text of a certificate "
            "goes into `cadata=`."
        ),
        code='import ssl\n\ncontext = ssl.create_default_context(cafile="the-authority.pem")',
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="client certificate that can't be loaded",
        error=(ssl.SSLError, FileNotFoundError),
        fits=lambda evidence: (
            not evidence.mail_frames
            and "load_cert_chain(" in evidence.line
            and evidence.mentions_or_knows("smtplib")
        ),
        standalone=True,
        headline="load_cert_chain() can't load a certificate with its private key",
        why=(
            "It loads your own certificate, and needs its private key in the same file or in "
            "`keyfile=`. Hardly any mail server asks for that. To trust a server's "
            "certificate, pass its file to `ssl.create_default_context(cafile=...)`."
        ),
        code="import ssl\n\ncontext = ssl.create_default_context()",
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="host name checked while certificates aren't",
        error=ValueError,
        fits=lambda evidence: (
            "check_hostname" in str(evidence.error)
            and not evidence.mail_frames
            and evidence.mentions_or_knows("smtplib")
        ),
        standalone=True,
        headline="Set check_hostname = False before verify_mode = CERT_NONE",
        why=(
            "Python can only check the host name in a certificate that it also verifies. "
            "Without both, anyone on the network can pose as the server and read the "
            "password. Trust the server's own certificate instead."
        ),
        code=(
            "import ssl\n"
            "\n"
            'context = ssl.create_default_context(cafile="the-servers-certificate.pem")'
        ),
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="no certificate in the file to trust",
        error=(ssl.SSLError, FileNotFoundError, IsADirectoryError, PermissionError),
        fits=lambda evidence: (
            # Other programs make a context, too.
            evidence.mentions_or_knows("smtplib", "LocalServer")
            and not evidence.mentions("load_cert_chain")
            and (
                evidence.raised_in("ssl", "create_default_context", "load_default_certs")
                or (
                    evidence.exchange.ssl_reason in _NO_CERTIFICATE_IN_FILE
                    and not evidence.mail_frames
                )
                or evidence.raised_in("ssl", "_create_unverified_context")
            )
        ),
        standalone=True,
        headline="The file given as cafile= is missing, or has no certificate in it",
        why=(
            "`cafile=` is a file with the certificates to trust, as text that starts with "
            "`-----BEGIN CERTIFICATE-----` (PEM). Python couldn't read that file as such."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            "print(Path.cwd())  # a bare file name is looked for in this folder"
        ),
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="context for the other side",
        error=(ssl.SSLError, ValueError),
        fits=lambda evidence: (
            "PROTOCOL_TLS_SERVER context" in str(evidence.error)
            or "PROTOCOL_TLS_CLIENT context" in str(evidence.error)
        ),
        failed_step="TLS",
        step="the context is for the other side",
        headline="The context is made for a server, but a client uses it, or vice versa",
        why=(
            "A client checks certificates, and a server has one. So for a client it's "
            "`ssl.create_default_context()`, without a purpose. `Purpose.CLIENT_AUTH` and "
            "`PROTOCOL_TLS_SERVER` are for servers, although the names sound otherwise."
        ),
        code="import ssl\n\ncontext = ssl.create_default_context()",
        reading=(_LESSON, python_docs("purposes", "ssl.html#ssl.Purpose")),
    ),
)
