"""Certificates that are not accepted, by OpenSSL's number for what is wrong with them."""

from __future__ import annotations

import ssl
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Other

_LESSON = lesson("04_encrypt_the_connection")
_SSL_SAYS = python_docs("certificates", "ssl.html#certificates")
# OpenSSL's own numbers; its words differ by version.
_EXPIRED, _NOT_YET = {10}, {9}
_SELF_SIGNED = {18}
_OTHER_NAME = {62, 63, 64}
_UNKNOWN_AUTHORITY = {2, 19, 20, 21, 27}
_REVOKED = {23}
_NEVER_OFF = (
    "Never switch the checking off: then anybody on the way can read the password, and "
    "encryption is for nothing."
)

_cause = partial(Cause, layer="TLS", failed_step="TLS", reading=(_LESSON, _SSL_SAYS))

CAUSES = (
    _cause(
        name="our own authority is not trusted yet",
        error=ssl.SSLCertVerificationError,
        fits=lambda seen: (
            bool(seen.endpoint.server_here)
            and seen.exchange.verify_code in _UNKNOWN_AUTHORITY | _SELF_SIGNED
        ),
        step="the certificate is not trusted",
        headline="The certificate of `{server_here}` is not trusted yet",
        why=(
            "Python checked who signed the certificate, as it should, and does not know the "
            "signer: your `LocalServer` made the certificate itself. Tell Python to trust that "
            "one file. " + _NEVER_OFF
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
        fits=lambda seen: seen.exchange.verify_code in _EXPIRED,
        step="the certificate has expired",
        headline="The certificate of {host} has expired",
        why=(
            "A certificate is good for a span of days, and this one's is over by this "
            "computer's clock. " + _NEVER_OFF
        ),
        code="import datetime\n\nprint(datetime.datetime.now())  # is this computer's date right?",
        sure=False,
        others=(
            Other("The server's certificate was not renewed", "Who runs the server must do it."),
            Other("This computer's clock is wrong", "The line above prints its date."),
        ),
    ),
    _cause(
        name="certificate not valid yet",
        error=ssl.SSLCertVerificationError,
        fits=lambda seen: seen.exchange.verify_code in _NOT_YET,
        step="the certificate is not valid yet",
        headline="The certificate of {host} is not valid yet",
        why=(
            "A certificate is good for a span of days, and by this computer's clock that span "
            "has not begun. Mostly the clock is behind. " + _NEVER_OFF
        ),
        code="import datetime\n\nprint(datetime.datetime.now())  # is this computer's date right?",
    ),
    _cause(
        name="certificate for another name",
        error=(ssl.SSLCertVerificationError, ssl.CertificateError),
        fits=lambda seen: seen.exchange.verify_code in _OTHER_NAME,
        step="the certificate is for another name",
        headline="The certificate is for another name than {host_shown}",
        why=(
            "The server proved to be somebody, only not the one that you asked for. Either you "
            "use another name than the certificate has, or somebody else answers. " + _NEVER_OFF
        ),
        code=(
            "from mailtutor import check_connection\n"
            "\n"
            "# It lists the names in the certificate:\n"
            "{check_code}"
        ),
        sure=False,
        others=(
            Other(
                "An address or a short name in place of the full one",
                "Use the server's name just as the provider writes it.",
            ),
            Other(
                "The server has a certificate for another of its names",
                "Ask who runs it which name to use.",
            ),
            Other(
                "Something on the way answers in its place",
                "Try from another network, such as a phone's.",
            ),
        ),
    ),
    _cause(
        name="certificate signed by itself",
        error=ssl.SSLCertVerificationError,
        fits=lambda seen: seen.exchange.verify_code in _SELF_SIGNED,
        step="the certificate is signed by itself",
        headline="The certificate of {host} is signed by itself alone",
        why=(
            "Nobody that Python trusts vouches for it. That is usual for a server at home or at "
            "work, and for Proton Mail Bridge: there, get its certificate as a file and trust "
            "that one. " + _NEVER_OFF
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
        fits=lambda seen: seen.exchange.verify_code in _REVOKED,
        step="the certificate was revoked",
        headline="The certificate of {host} was called back",
        why="Who issued it says that it must no longer be used. Do not send anything there.",
        code="from mailtutor import check_connection\n\n{check_code}",
        reading=(_LESSON,),
    ),
    _cause(
        name="unknown certificate authority",
        error=ssl.SSLCertVerificationError,
        fits=lambda seen: seen.exchange.verify_code in _UNKNOWN_AUTHORITY,
        step="nobody that Python trusts signed the certificate",
        headline="Python does not know who signed the certificate of {host}",
        why=(
            "A certificate counts when an authority on Python's list has signed it. For this "
            "one, none has. " + _NEVER_OFF
        ),
        code=(
            "import ssl\n"
            "\n"
            "print(ssl.get_default_verify_paths())\n"
            "# An authority of your own, as at work or in a `LocalServer`:\n"
            'context = ssl.create_default_context(cafile="the-authority.pem")'
        ),
        sure=False,
        others=(
            Other(
                "macOS with Python from python.org, never set up",
                "Open the folder Applications, Python 3.x, and run `Install Certificates`.",
            ),
            Other(
                "An antivirus program or a company's proxy opens the encryption",
                "Its own authority must be trusted, or its mail scanning switched off.",
            ),
            Other(
                "A server with an authority of its own",
                "Get the authority's file, and pass it as `cafile=`. For a `LocalServer`, it is "
                "`server.ca_file`.",
            ),
            Other(
                "The server does not send its whole chain",
                "Who runs it must add the certificate in between.",
            ),
        ),
    ),
    _cause(
        name="certificate has another fault",
        error=ssl.SSLCertVerificationError,
        fits=lambda _seen: True,
        step="the certificate was not accepted",
        headline="The certificate of {host} was not accepted",
        why=(
            "OpenSSL names it fault {verify_code}: {verify_words}. Python 3.13 and later are "
            "stricter than before with certificates of private authorities, and this may be "
            "one that must be made anew. " + _NEVER_OFF
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        reading=(
            _LESSON,
            python_docs("what 3.13 checks", "ssl.html#ssl.create_default_context"),
        ),
    ),
)
