"""Rejected certificates, by OpenSSL's error number."""

from __future__ import annotations

import re
import ssl
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Alternative

_LESSON = lesson("04_encrypt_the_connection")
_SSL_SAYS = python_docs("certificates", "ssl.html#certificates")
# OpenSSL's error numbers; its messages differ between versions.
_EXPIRED, _NOT_YET = {10}, {9}
_SELF_SIGNED = {18}
_OTHER_NAME = {62, 63, 64}
_UNKNOWN_AUTHORITY = {2, 19, 20, 21, 27}
_REVOKED = {23}
_NEVER_OFF = (
    "Never switch off the check: anyone on the network could then read the password, and "
    "encryption would be useless."
)
_TOO_WEAK = {
    "DH_KEY_TOO_SMALL",
    "EE_KEY_TOO_SMALL",
    "CA_KEY_TOO_SMALL",
    "CA_MD_TOO_WEAK",
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
}
_TOO_WEAK_CERTIFICATE = {66, 67, 68}  # the key, its authority's key, the digest

# The errors that only VERIFY_X509_STRICT finds, from PATHLEN_INVALID_FOR_NON_CA on.
_STRICT = range(80, 94)

_cause = partial(Cause, layer="TLS", failed_step="TLS", reading=(_LESSON, _SSL_SAYS))

CAUSES = (
    _cause(
        name="port in the name of the host",
        error=(ssl.SSLError, ValueError),
        fits=lambda evidence: (
            evidence.within("smtplib", "starttls")
            and re.fullmatch(r"[^:]+:\d+", str(getattr(evidence.client, "_host", ""))) is not None
        ),
        step="the certificate is for a name without a port",
        headline="The host was given with its port: pass the two one by one",
        why=(
            "`smtplib` connects to `host:port`, but then takes the whole text for the server's "
            "name. With STARTTLS, no certificate fits such a name, and some servers give up."
        ),
        code=(
            "import smtplib\nimport ssl\n\ncontext = ssl.create_default_context({cafile})\n"
            "client = smtplib.SMTP({host_code}, {port_code}, timeout=10)\n"
            "client.starttls(context=context)"
        ),
    ),
    _cause(
        name="our own authority is not trusted yet",
        error=ssl.SSLCertVerificationError,
        fits=lambda evidence: (
            bool(evidence.endpoint.server_here)
            and evidence.exchange.verify_code in _UNKNOWN_AUTHORITY | _SELF_SIGNED
        ),
        step="the certificate isn't trusted",
        headline="The certificate of `{server_here}` isn't trusted yet",
        why=(
            "Python checked who signed the certificate, as it should, and doesn't "
            "know the signer, because your `LocalServer` generated the certificate "
            "itself. Tell Python to trust that one file. " + _NEVER_OFF
        ),
        code=(
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context(cafile={server_here}.ca_file)\n"
            "# then: starttls(context=context), or SMTP_SSL(..., context=context)"
        ),
    ),
    _cause(
        name="certificate expired",
        error=ssl.SSLCertVerificationError,
        fits=lambda evidence: evidence.exchange.verify_code in _EXPIRED,
        step="the certificate has expired",
        headline="The certificate of {host} has expired",
        why=(
            "A certificate is valid for a limited time, and by this computer's clock "
            "this one's time is over. " + _NEVER_OFF
        ),
        code="import datetime\n\nprint(datetime.datetime.now())  # is this computer's date right?",
        is_certain=False,
        alternatives=(
            Alternative("The server's certificate wasn't renewed", "Its operator has to do that."),
            Alternative("This computer's clock is wrong", "The line above prints its date."),
        ),
    ),
    _cause(
        name="certificate not valid yet",
        error=ssl.SSLCertVerificationError,
        fits=lambda evidence: evidence.exchange.verify_code in _NOT_YET,
        step="the certificate isn't valid yet",
        headline="The certificate of {host} isn't valid yet",
        why=(
            "A certificate is valid for a limited time, and by this computer's clock "
            "that time hasn't started. Usually the clock is wrong. " + _NEVER_OFF
        ),
        code="import datetime\n\nprint(datetime.datetime.now())  # is this computer's date right?",
    ),
    _cause(
        name="certificate for another name",
        error=(ssl.SSLCertVerificationError, ssl.CertificateError),
        fits=lambda evidence: evidence.exchange.verify_code in _OTHER_NAME,
        step="the certificate is for another name",
        headline="The certificate isn't for {host_shown}, but for another name",
        why=(
            "The server proved an identity, but not the one you asked for. Either "
            "you're using a different name than the certificate has, or something "
            "else is answering. " + _NEVER_OFF
        ),
        code=(
            "from mailtutor import check_connection\n"
            "\n"
            "# It lists the names in the certificate:\n"
            "{check_code}"
        ),
        is_certain=False,
        alternatives=(
            Alternative(
                "An IP address or short name instead of the full one",
                "Use the server's name exactly as the provider writes it.",
            ),
            Alternative(
                "The server has a certificate for another of its names",
                "Ask its operator which name to use.",
            ),
            Alternative(
                "Something else answers on its behalf",
                "Try from another network, such as a phone's.",
            ),
        ),
    ),
    _cause(
        name="certificate signed by itself",
        error=ssl.SSLCertVerificationError,
        fits=lambda evidence: evidence.exchange.verify_code in _SELF_SIGNED,
        step="the certificate is self-signed",
        headline="The certificate of {host} is self-signed",
        why=(
            "Nobody that Python trusts vouches for it. That's common for a server at "
            "home or at work, and for Proton Mail Bridge. In that case, get its "
            "certificate as a file and trust just that one. " + _NEVER_OFF
        ),
        code=(
            "import ssl\n"
            "\n"
            'context = ssl.create_default_context(cafile="the-certificate.pem")\n'
            "# then: starttls(context=context), or SMTP_SSL(..., context=context)"
        ),
    ),
    _cause(
        name="certificate revoked",
        error=ssl.SSLCertVerificationError,
        fits=lambda evidence: evidence.exchange.verify_code in _REVOKED,
        step="the certificate was revoked",
        headline="The certificate of {host} was revoked",
        why="Its issuer says that nobody should use it anymore. Don't send anything there.",
        code="from mailtutor import check_connection\n\n{check_code}",
        reading=(_LESSON,),
    ),
    _cause(
        name="unknown certificate authority",
        error=ssl.SSLCertVerificationError,
        fits=lambda evidence: evidence.exchange.verify_code in _UNKNOWN_AUTHORITY,
        step="the certificate isn't signed by anyone Python trusts",
        headline="Python doesn't trust the authority that signed the certificate of {host}",
        why=(
            "Python accepts a certificate if an authority on its list has signed it, "
            "and none has signed this one. " + _NEVER_OFF
        ),
        code=(
            "import ssl\n"
            "\n"
            "print(ssl.get_default_verify_paths())\n"
            "# Your own authority, as at work or in a `LocalServer`:\n"
            'context = ssl.create_default_context(cafile="the-authority.pem")'
        ),
        is_certain=False,
        alternatives=(
            Alternative(
                "macOS, with a newly installed Python from python.org",
                "Open the folder Applications, Python 3.x, and run `Install Certificates`.",
            ),
            Alternative(
                "An antivirus program or a company proxy intercepts the encryption",
                "Trust its authority, or turn off its email scanning.",
            ),
            Alternative(
                "A server with its own authority",
                "Get the authority's file and pass it as `cafile=`. For a `LocalServer`, "
                "that's `server.ca_file`.",
            ),
            Alternative(
                "The server doesn't send its complete chain",
                "Its operator has to add the intermediate certificate.",
            ),
        ),
    ),
    _cause(
        name="encryption too weak",
        error=ssl.SSLError,
        fits=lambda evidence: (
            evidence.exchange.ssl_reason in _TOO_WEAK
            or evidence.exchange.verify_code in _TOO_WEAK_CERTIFICATE
        ),
        step="a key or a signature is too weak",
        headline="Your Python finds the encryption of {at} too weak",
        why=(
            "One of the server's keys, or the signature of its certificate, is too short or too "
            "old to be safe ({ssl_reason}), so OpenSSL on your side ended the handshake. The "
            "people who run the server have to fix that. On a network you trust, a lower "
            "security level accepts it until then."
        ),
        code=(
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context({cafile})\n"
            'context.set_ciphers("DEFAULT@SECLEVEL=1")  # only inside your own network'
        ),
        reading=(_LESSON, python_docs("ciphers", "ssl.html#ssl.SSLContext.set_ciphers")),
    ),
    _cause(
        name="certificate fails the strict check",
        error=ssl.SSLCertVerificationError,
        fits=lambda evidence: evidence.exchange.verify_code in _STRICT,
        step="the certificate isn't formed as it should be",
        headline="The certificate of {host} fails the strict check of its form",
        why=(
            "OpenSSL reports error {verify_code}: {verify_words}. Since Python 3.13, the default "
            "context checks the form of certificates strictly, so the same server worked before. "
            "The people who run it should have the certificate reissued. Until then you can "
            "switch off this check alone, and all others stay."
        ),
        code=(
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context({cafile})\n"
            "# Only the check of the form; all others stay:\n"
            "context.verify_flags &= ~ssl.VERIFY_X509_STRICT"
        ),
        reading=(
            _LESSON,
            python_docs("what 3.13 checks", "ssl.html#ssl.create_default_context"),
        ),
    ),
    _cause(
        name="certificate has another fault",
        error=ssl.SSLCertVerificationError,
        fits=lambda _seen: True,
        step="the certificate was rejected",
        headline="The certificate of {host} was rejected",
        why=(
            "OpenSSL reports error {verify_code}: {verify_words}. The people who run the server "
            "may have to get it reissued. " + _NEVER_OFF
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        reading=(
            _LESSON,
            python_docs("what 3.13 checks", "ssl.html#ssl.create_default_context"),
        ),
    ),
)
