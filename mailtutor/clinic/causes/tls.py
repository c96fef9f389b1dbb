"""Encryption that does not begin: the wrong kind for the port, too old, cut off."""

from __future__ import annotations

import ssl
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Other

_LESSON = lesson("04_encrypt_the_connection")
_SSL_SAYS = python_docs("certificates", "ssl.html#certificates")
_TWO_KINDS = rfc("Implicit TLS and STARTTLS", 8314, "3")
_TOO_OLD = {
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "NO_PROTOCOLS_AVAILABLE",
    "VERSION_TOO_LOW",
    "WRONG_SSL_VERSION",
    "DH_KEY_TOO_SMALL",
    "EE_KEY_TOO_SMALL",
    "CA_KEY_TOO_SMALL",
    "CA_MD_TOO_WEAK",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "NO_SHARED_CIPHER",
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
}
_NO_TLS_THERE = {
    "WRONG_VERSION_NUMBER",
    "RECORD_LAYER_FAILURE",
    "UNKNOWN_PROTOCOL",
    "HTTP_REQUEST",
    "PACKET_LENGTH_TOO_LONG",
    "BAD_RECORD_TYPE",
    "UNEXPECTED_MESSAGE",
}
# OpenSSL calls so what the other side said, and nothing else.
_ALERTS = ("SSLV3_", "TLSV1_", "TLSV13_")
_NO_CERTIFICATE_IN_FILE = {"NO_CERTIFICATE_OR_CRL_FOUND", "NO_START_LINE", "PEM_LIB", "PEM"}
_BOTH_KINDS = "import smtplib\nimport ssl\n\ncontext = ssl.create_default_context({cafile})\n"

_cause = partial(Cause, layer="TLS")

CAUSES = (
    _cause(
        name="implicit TLS on a port without it",
        error=ssl.SSLError,
        fits=lambda seen: seen.exchange.implicit_tls and seen.exchange.ssl_reason in _NO_TLS_THERE,
        failed_step="TLS",
        step="the answer was not TLS",
        headline="{at}: this port does not begin with TLS",
        why=(
            "`SMTP_SSL` speaks TLS from the first byte (implicit TLS, port 465). The server "
            "began in plain text, as on port 587 or 25, and OpenSSL could not read that. There, "
            "TLS begins later, with `starttls()`."
        ),
        code=(
            _BOTH_KINDS + "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.starttls(context=context)"
        ),
        others=(
            Other(
                "The provider has a port with implicit TLS as well",
                "Then `SMTP_SSL` with port 465 is right; its help page tells.",
            ),
            Other(
                "The server offers no encryption at all",
                "`starttls()` will say so: `SMTPNotSupportedError`.",
            ),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="context in the wrong place",
        error=(ValueError, TypeError),
        fits=lambda seen: any(
            isinstance(seen.variables("smtplib", function).get(name), ssl.SSLContext)
            for function in ("starttls", "__init__")
            for name in ("keyfile", "certfile", "local_hostname", "timeout")
        ),
        headline="The context is taken for something else: write context=context",
        why=(
            "Before Python 3.12, the first arguments of `starttls` are `keyfile` and `certfile`. "
            "A context without its name lands there."
        ),
        code="client.starttls(context=context)",
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="no key or certificate of your own",
        error=(ssl.SSLError, OSError),
        fits=lambda seen: (
            any(
                seen.variables("smtplib", function).get(name)
                for function in ("starttls", "__init__")
                for name in ("keyfile", "certfile")
            )
            and not seen.within("smtplib", "getreply", "ehlo")
        ),
        headline="The file given as keyfile= or certfile= isn't there, or is no key",
        why=(
            "These two are for a certificate of your own, which a mail server hardly ever asks "
            "for. To encrypt you don't need them, and since Python 3.12 they are gone. What you "
            "want is a context."
        ),
        code=("import ssl\n\nclient.starttls(context=ssl.create_default_context())"),
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="client certificate that can't be loaded",
        error=(ssl.SSLError, FileNotFoundError),
        fits=lambda seen: (
            not seen.mail_frames
            and "load_cert_chain(" in seen.line
            and seen.mentions_or_knows("smtplib")
        ),
        by_itself=True,
        headline="load_cert_chain() can't load a certificate with its private key",
        why=(
            "It loads your own certificate, and needs its private key, in the same file or with "
            "`keyfile=`. Hardly any mail server asks for that. To trust a server's certificate, "
            "give its file to `ssl.create_default_context(cafile=...)`."
        ),
        code="import ssl\n\ncontext = ssl.create_default_context()",
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="host name checked while certificates aren't",
        error=ValueError,
        fits=lambda seen: (
            "check_hostname" in str(seen.error)
            and not seen.mail_frames
            and seen.mentions_or_knows("smtplib")
        ),
        by_itself=True,
        headline="Set check_hostname = False before verify_mode = CERT_NONE",
        why=(
            "A host name can only be checked in a certificate that is checked, too. Without "
            "both, anybody on the way can pose as the server and read the password: trust the "
            "server's own certificate instead."
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
        fits=lambda seen: (
            # Other programs make a context, too.
            seen.mentions_or_knows("smtplib", "LocalServer")
            and not seen.mentions("load_cert_chain")
            and (
                seen.raised_in("ssl", "create_default_context", "load_default_certs")
                or (seen.exchange.ssl_reason in _NO_CERTIFICATE_IN_FILE and not seen.mail_frames)
                or seen.raised_in("ssl", "_create_unverified_context")
            )
        ),
        by_itself=True,
        headline="The file given as cafile= holds no certificate, or is not there",
        why=(
            "`cafile=` names a file with the certificates to trust, as text between "
            "`-----BEGIN CERTIFICATE-----` and its end (PEM). That file could not be read as such."
        ),
        code=(
            "from pathlib import Path\n"
            "\n"
            "print(Path.cwd())  # a bare file name is looked for in this folder"
        ),
        reading=(_LESSON, _SSL_SAYS),
    ),
    _cause(
        name="no common encryption",
        error=ssl.SSLError,
        fits=lambda seen: seen.exchange.ssl_reason in _TOO_OLD,
        failed_step="TLS",
        step="no kind of encryption that both take",
        headline="{at} and your Python have no encryption in common",
        why=(
            "Each side says which versions of TLS and which ciphers it takes, and none was on "
            "both lists ({ssl_reason}). Mostly one side is old: TLS 1.0 and 1.1 are no longer "
            "to be used."
        ),
        code="import ssl\n\nprint(ssl.OPENSSL_VERSION, ssl.HAS_TLSv1_3)",
        reading=(_LESSON, rfc("TLS 1.0 and 1.1 are over", 8996, "1")),
    ),
    _cause(
        name="TLS broken off",
        error=ssl.SSLError,
        fits=lambda seen: (seen.exchange.ssl_reason or "").startswith(_ALERTS),
        failed_step="TLS",
        step="{ssl_reason}",
        headline="The server broke off TLS: {ssl_reason}",
        why=(
            "While TLS was starting, the server sent an alert and gave up, so the reason is in "
            "its settings or logs. Your Python can't see more than the alert's name. Nothing of "
            "the message was sent."
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        sure=False,
        others=(
            Other("The server's TLS software is old", "Ask who runs it, or try its other port."),
            Other("Something in between, such as an antivirus program", "Try another network."),
            Other("Your Python is old", "`print(ssl.OPENSSL_VERSION)` shows its TLS library."),
        ),
        reading=(_LESSON, rfc("TLS alerts", 8446, "6")),
    ),
    _cause(
        name="TLS cut off",
        error=(ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError),
        fits=lambda _seen: True,
        failed_step="TLS",
        step="the other side hung up",
        headline="{at}: the other side hung up while TLS began",
        why=(
            "The connection stood, and ended in the middle of agreeing on the encryption. "
            "Nothing of the mail was sent."
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        sure=False,
        others=(
            Other(
                "The wrong kind of encryption for this port",
                "`SMTP_SSL` is for port 465, `SMTP` with `starttls()` for 587.",
            ),
            Other("A firewall or antivirus program", "Try from another network."),
            Other("The server blocks your address", "Ask who runs it."),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="TLS does not begin",
        error=TimeoutError,
        fits=lambda seen: seen.within("ssl", "do_handshake"),
        failed_step="TLS",
        step="no answer",
        headline="{at} took the call, and did not begin TLS",
        why=(
            "`SMTP_SSL` waits for the server's side of TLS, and it did not come{timeout_words}. "
            "A server that waits for plain text, or is overloaded, behaves so."
        ),
        code=(
            _BOTH_KINDS + "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.starttls(context=context)"
        ),
        sure=False,
        others=(
            Other("The port is for STARTTLS", "The lines above then work."),
            Other("The server is overloaded, or no mail server", "Try `check_connection`."),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="no name to check the certificate against",
        error=ValueError,
        fits=lambda seen: seen.within("smtplib", "starttls") and seen.within("ssl", "_create"),
        failed_step="TLS",
        step="smtplib does not know the host's name",
        headline="starttls() does not know which name the certificate must have",
        why=(
            "Your client was made without a host, as `SMTP()`, and connected later with "
            "`connect(...)`. `smtplib` then forgets the name, and without it no certificate can "
            "be checked. Give the host when the client is made."
        ),
        code=(
            _BOTH_KINDS + "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.starttls(context=context)"
        ),
        reading=(
            _LESSON,
            python_docs("starttls", "smtplib.html#smtplib.SMTP.starttls"),
        ),
    ),
)
