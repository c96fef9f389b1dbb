"""TLS that doesn't start: the wrong kind for the port, too old, interrupted."""

from __future__ import annotations

import ssl
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Alternative

_LESSON = lesson("04_encrypt_the_connection")
_TWO_KINDS = rfc("Implicit TLS and STARTTLS", 8314, "3")
_TOO_OLD = {
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "NO_PROTOCOLS_AVAILABLE",
    "VERSION_TOO_LOW",
    "WRONG_SSL_VERSION",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "NO_SHARED_CIPHER",
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
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
# OpenSSL uses these names for alerts from the other side only.
_ALERTS = ("SSLV3_", "TLSV1_", "TLSV13_")
_YOUR_CERTIFICATE = ("CERTIFICATE_REQUIRED", "UNKNOWN_CA", "BAD_CERTIFICATE", "ACCESS_DENIED")
_BOTH_KINDS = "import smtplib\nimport ssl\n\ncontext = ssl.create_default_context({cafile})\n"

_cause = partial(Cause, layer="TLS")

CAUSES = (
    _cause(
        name="implicit TLS on a port without it",
        error=ssl.SSLError,
        fits=lambda evidence: (
            evidence.exchange.implicit_tls and evidence.exchange.ssl_reason in _NO_TLS_THERE
        ),
        failed_step="TLS",
        step="the answer wasn't TLS",
        headline="{at}: this port doesn't start with TLS",
        why=(
            "`SMTP_SSL` uses TLS from the first byte (implicit TLS, port 465). This server "
            "began in plain text, as on port 587 or 25, and OpenSSL couldn't read that. On "
            "such a port, TLS starts later, with `starttls()`."
        ),
        code=(
            _BOTH_KINDS + "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.starttls(context=context)"
        ),
        alternatives=(
            Alternative(
                'A setting says no TLS, but as text: even "False" counts as true',
                "Settings from the environment or a file are text{setting_shown}. Compare it: "
                '`if value.lower() == "true":`.',
                fits=lambda evidence: bool(evidence.settings.text_taken_for_true),
            ),
            Alternative(
                "The provider also has a port with implicit TLS",
                "Then `SMTP_SSL` with port 465 is right; check its help page.",
            ),
            Alternative(
                "The server doesn't offer encryption at all",
                "Then `starttls()` raises `SMTPNotSupportedError`.",
            ),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="no common encryption",
        error=ssl.SSLError,
        fits=lambda evidence: evidence.exchange.ssl_reason in _TOO_OLD,
        failed_step="TLS",
        step="no encryption that both sides support",
        headline="{at} and your Python don't support any of the same encryption",
        why=(
            "Each side announces the TLS versions and ciphers that it supports, and the lists "
            "have nothing in common ({ssl_reason}). Usually one side is old: TLS 1.0 and 1.1 "
            "must not be used anymore."
        ),
        code="import ssl\n\nprint(ssl.OPENSSL_VERSION, ssl.HAS_TLSv1_3)",
        reading=(_LESSON, rfc("The end of TLS 1.0 and 1.1", 8996, "1")),
    ),
    _cause(
        name="name that the server's TLS doesn't know",
        error=ssl.SSLError,
        fits=lambda evidence: "UNRECOGNIZED_NAME" in (evidence.exchange.ssl_reason or ""),
        failed_step="TLS",
        step="the server doesn't know the name {host}",
        headline="The server has no certificate for the name {host_shown}",
        why=(
            "While TLS starts, the client sends the name of the server that it wants, because "
            "several can share one address. This server doesn't know that name "
            "({ssl_reason}). Use its full name, as its operator or provider writes it, and not an "
            "alias, a short name or an IP address."
        ),
        code=(
            "import smtplib\n\n"
            'smtplib.{client_class}("the-servers-full-name", {port_code}, timeout=10)'
        ),
        reading=(_LESSON, rfc("Server names in TLS", 6066, "3")),
    ),
    _cause(
        name="TLS broken off",
        error=ssl.SSLError,
        fits=lambda evidence: (evidence.exchange.ssl_reason or "").startswith(_ALERTS),
        failed_step="TLS",
        step="{ssl_reason}",
        headline="The server aborted TLS: {ssl_reason}",
        why=(
            "While TLS was starting, the server sent an alert and gave up, so the reason is in "
            "its settings or logs. Your Python can't see more than the alert's name. Nothing of "
            "the message was sent."
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        is_certain=False,
        alternatives=(
            Alternative(
                "The server wants a certificate of yours",
                "Its operator then gives you one, for `context.load_cert_chain(...)`.",
                fits=lambda evidence: (
                    any(each in (evidence.exchange.ssl_reason or "") for each in _YOUR_CERTIFICATE)
                    or None
                ),
            ),
            Alternative(
                "The server's TLS software is old", "Ask who runs it, or try its other port."
            ),
            Alternative(
                "Something in between, such as an antivirus program", "Try another network."
            ),
            Alternative(
                "Your Python is old", "`print(ssl.OPENSSL_VERSION)` shows its TLS library."
            ),
        ),
        reading=(_LESSON, rfc("TLS alerts", 8446, "6")),
    ),
    _cause(
        name="TLS cut off",
        error=(ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError),
        fits=lambda _seen: True,
        failed_step="TLS",
        step="the other side disconnected",
        headline="{at}: the other side disconnected while TLS was starting",
        why=(
            "The connection was established, then ended while both sides were negotiating the "
            "encryption. Nothing of the message was sent."
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        is_certain=False,
        alternatives=(
            Alternative(
                "The wrong kind of encryption for this port",
                "`SMTP_SSL` is for port 465, `SMTP` with `starttls()` for 587.",
            ),
            Alternative(
                "A firewall, or an antivirus program that scans email",
                "Turn off its email scanning for a moment, or try from another network.",
            ),
            Alternative("The server blocks your address", "Ask who runs it."),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="no answer after STARTTLS",
        error=TimeoutError,
        fits=lambda evidence: (
            evidence.within("ssl", "do_handshake") and evidence.within("smtplib", "starttls")
        ),
        failed_step="TLS",
        step="no answer",
        headline="{at} agreed to STARTTLS, but the encryption never began",
        why=(
            "The server replied 220 to STARTTLS, and its part of the TLS handshake never "
            "arrived{timeout_words}. The password and the certificate aren't the reason: neither "
            "was sent."
        ),
        code=_BOTH_KINDS + "smtplib.SMTP_SSL({host_code}, 465, timeout=30, context=context)",
        is_certain=False,
        alternatives=(
            Alternative(
                "A firewall or an antivirus program cuts into the connection",
                "Try another network, or port 465 with `SMTP_SSL`, as above.",
            ),
            Alternative(
                "Large packets get lost on the way, as in some VPNs and containers",
                "Try outside of it, or a smaller MTU.",
            ),
            Alternative("The server is overloaded", "Try a longer `timeout=`, and later."),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="TLS does not begin",
        error=TimeoutError,
        fits=lambda evidence: evidence.within("ssl", "do_handshake"),
        failed_step="TLS",
        step="no answer",
        headline="{at} accepted the connection but never started TLS",
        why=(
            "`SMTP_SSL` waits for the server's part of the TLS handshake, which never "
            "arrived{timeout_words}. A server behaves like this if it expects plain text or "
            "is overloaded."
        ),
        code=(
            _BOTH_KINDS + "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.starttls(context=context)"
        ),
        is_certain=False,
        alternatives=(
            Alternative("The port is for STARTTLS", "Then the lines above work."),
            Alternative(
                "The server is overloaded, or isn't a mail server", "Try `check_connection`."
            ),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="no name to check the certificate against",
        error=ValueError,
        fits=lambda evidence: (
            evidence.within("smtplib", "starttls", "_get_socket")
            and evidence.within("ssl", "_create")
        ),
        failed_step="TLS",
        step="smtplib doesn't know the host's name",
        headline="smtplib doesn't know which name the certificate must have",
        why=(
            "You created the client without a host, as `{client_class}()`, and connected later "
            "with `connect(...)`. `smtplib` then doesn't remember the name, and without it can't "
            "check a certificate. Pass the host when you create the client."
        ),
        code=(
            _BOTH_KINDS + "# With the host in it, the client knows the name:\n"
            "client = smtplib.{client_class}({host_code}, {port_code}, timeout=10)"
        ),
        reading=(
            _LESSON,
            python_docs("starttls", "smtplib.html#smtplib.SMTP.starttls"),
        ),
    ),
)
