"""A case for each entry of the table of causes: code that fails for real.

A case that can't happen on this Python or system raises the exact error of another one
(`made_up`).
"""

# The type checker would find most of these mistakes; they are made on purpose.
# mypy: disable-error-code="arg-type,assignment,attr-defined,call-arg,call-overload"
# mypy: disable-error-code="func-returns-value,misc,str-unpack,union-attr"

from __future__ import annotations

import atexit
import base64
import contextlib
import email
import errno
import functools
import gc
import getpass
import importlib
import mimetypes
import os
import smtplib
import socket
import ssl
import sys
import warnings
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from mailtutor import LocalServer
from mailtutor.server import faults
from tests.clinic.sandbox import ME, YOU, Room
from tests.clinic.weak_tls import SHORT_DH, rsa_context

if TYPE_CHECKING:
    from collections.abc import Callable

USERS = {"ada@example.com": "correct horse"}
WRONG = "wrong horse"
MAIL = b"Subject: Cheap pills\r\n\r\nBuy now!\r\n"


@dataclass(frozen=True)
class Case:
    """Code that fails, and the explanation it should get.

    Args:
        cause: the name of the expected entry.
        error: the class of the expected error.
        says: what the headline must contain.
        code: what the code to run next must contain.
        fail: the function that fails.
        row: the problem in the list of what learners meet; may be empty.
        here: whether this Python can fail like this.
    """

    cause: str
    error: str
    says: str
    code: str
    fail: Callable[[Room], object]
    row: str = ""
    here: bool = True

    def __str__(self) -> str:
        return f"{self.cause}: {self.fail.__name__}"


CASES: list[Case] = []


def case(  # noqa: PLR0913 - a row of a table
    cause: str, error: str, says: str, code: str, row: str = "", *, here: bool = True
) -> Callable[[Callable[[Room], object]], Callable[[Room], object]]:
    """Add a case to the list."""

    def add(fail: Callable[[Room], object]) -> Callable[[Room], object]:
        CASES.append(Case(cause, error, says, code, fail, row, here))
        return fail

    return add


def message(**headers: str) -> EmailMessage:
    new = EmailMessage()
    for name, value in {"From": ME, "To": YOU, "Subject": "Hi", **headers}.items():
        new[name] = value
    new.set_content("Hello\n")
    return new


_held = socket.socket()


@functools.cache
def closed_port() -> int:
    """Return a port that nobody listens on. It stays bound, so that nobody else can take it."""
    _held.bind(("127.0.0.1", 0))
    atexit.register(_held.close)
    return int(_held.getsockname()[1])


def made_up(room: Room, error: BaseException) -> None:
    """Raise the error that another system would raise."""

    def answer(*_: Any, **__: Any) -> None:
        raise error

    room.patch.setattr(socket, "getaddrinfo", answer)


# fmt: off
# A row of a table each: the formatter would stand them on end.

# -- a connection that is refused


@case("nothing listens on this computer", "ConnectionRefusedError", "of this computer",
      "LocalServer().start()", "ConnectionRefusedError")
def closed(_: Room) -> object:
    return smtplib.SMTP("localhost", closed_port())


@case("local server not listening", "ConnectionRefusedError", "`server` hasn't been started",
      "server.start()")
def not_started(_: Room) -> object:
    server = LocalServer()
    return smtplib.SMTP("localhost", server.port)


@case("local server stopped", "ConnectionRefusedError", "`server` was stopped", "server.start()")
def stopped(_: Room) -> object:
    server = LocalServer().start()
    server.stop()
    return smtplib.SMTP("localhost", server.port)


@case("local server on another port", "ConnectionRefusedError", "`server` has port", "server.port")
def other_port(room: Room) -> object:
    server = room.serve()
    return server, smtplib.SMTP("localhost", closed_port())


@case("address not answered here", "NotAnswered", "no server answers for", "answering(")
def not_answered(room: Room) -> object:
    server = room.serve()
    with server.answering("localhost", 25):
        return smtplib.SMTP("smtp.example.com", 587)


@case("refused by a remote host", "ConnectionRefusedError", "smtp.example.com refused", "587")
def refused_far_away(room: Room) -> object:
    made_up(room, ConnectionRefusedError(61, "Connection refused"))
    return smtplib.SMTP("smtp.example.com", 25)


@case("no such port", "ConnectionRefusedError|OverflowError|gaierror", "no port 99999", "587")
def port_too_large(_: Room) -> object:
    return smtplib.SMTP("localhost", 99999)


# -- calls that cannot work


@case("no such method", "AttributeError", "It's `smtplib.SMTP.sendmail`", "help(smtplib.SMTP.send")
def capital(room: Room) -> object:
    return room.client(room.serve()).sendMail(ME, YOU, MAIL)


@case("no such method", "AttributeError", "It's `smtplib.SMTP`", "help(smtplib.SMTP)")
def letters_swapped(_: Room) -> object:
    return smtplib.STMP("localhost")


@case("no such method", "AttributeError", "EmailMessage.add_attachment`", "email.message")
def underscore_forgotten(_: Room) -> object:
    return message().addattachment(b"%PDF")


@case("no recipient before DATA", "SMTPDataError", "none had been accepted", "client.rcpt")
def data_first(room: Room) -> object:
    client = room.client(room.serve())
    client.ehlo()
    return client.data(MAIL)


@case("a host that is no text", "TypeError|AttributeError", "is a `tuple`", "host, port")
def host_and_port_in_one(_: Room) -> object:
    return smtplib.SMTP(("localhost", 25))


@case("recipients that are no list", "TypeError", "a list of addresses", "sendmail")
def recipients_of_none(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, None, MAIL)


@case("a context that is none", "AttributeError", "create_default_context()", "context")
def context_of_true(room: Room) -> object:
    room._open.callback(gc.collect)  # CPython leaves the socket open: it's found here, not later
    return smtplib.SMTP_SSL("localhost", room.serve().port, context=True)


@case("no such charset", "LookupError", "know a charset of that name", "set_content")
def odd_charset(_: Room) -> object:
    return EmailMessage().set_content("Hello", charset="utf-99")


# -- names and networks


@case("a URL instead of a host", "OSError", "not a web address", "smtp.example.com")
def url_as_host(_: Room) -> object:
    return smtplib.SMTP("https://smtp.example.com")


@case("a URL instead of a host", "gaierror", "not a web address", "smtp.example.com",
      "gaierror: a URL as host")
def url_and_port(_: Room) -> object:
    return smtplib.SMTP("smtp://smtp.example.invalid", 587)


@case("a port that is no number", "OSError", "whole number", "587")
def port_of_letters(_: Room) -> object:
    return smtplib.SMTP("localhost:smtp")


@case("a port that is no number", "OSError", "whole number", "587")
def port_with_a_fraction(_: Room) -> object:
    return smtplib.SMTP("localhost", 587.0)


@case("name lookup does not work now", "gaierror", "online?", "check_connection",
      "gaierror: temporary failure")
def no_name_server(room: Room) -> object:
    made_up(room, socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"))
    return smtplib.SMTP("smtp.example.com", 587)


@case("name not found", "gaierror", "no host with the name", "check_connection",
      "gaierror: a misspelt host")
def misspelt(room: Room) -> object:
    made_up(room, socket.gaierror(8, "nodename nor servname provided, or not known"))
    return smtplib.SMTP("smpt.example.com", 587)


@case("name not found", "gaierror", "no host with the name", "check_connection")
def misspelt_on_windows(room: Room) -> object:
    made_up(room, socket.gaierror(11001, "getaddrinfo failed"))
    return smtplib.SMTP("smtp.example.com ", 587)


@case("name that no host can have", "UnicodeError|UnicodeEncodeError", "two dots in a row", "587")
def two_dots(_: Room) -> object:
    return smtplib.SMTP("smtp..example.com", 587)


@case("no way to the network", "OSError", "offline", "check_connection", "Network is unreachable")
def unreachable(room: Room) -> object:
    made_up(room, OSError(errno.ENETUNREACH, "Network is unreachable"))
    return smtplib.SMTP("smtp.example.com", 587)


@case("no answer in time", "TimeoutError", "doesn't answer on port", "465", "TimeoutError")
def full_backlog(room: Room) -> object:
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    room._open.callback(listener.close)
    for _ in range(8):
        waiting = socket.socket()
        room._open.callback(waiting.close)
        waiting.setblocking(False)  # noqa: FBT003
        waiting.connect_ex(listener.getsockname())
    return smtplib.SMTP("127.0.0.1", listener.getsockname()[1], timeout=0.2)


@case("connecting not allowed", "PermissionError", "doesn't let your program", "check_connection")
def firewall(room: Room) -> object:
    made_up(room, PermissionError(10013, "An attempt was made to access a socket in a way"))
    return smtplib.SMTP("smtp.example.com", 587)


@case("source address is not here", "OSError", "that address", "SMTP(")
def wrong_source(room: Room) -> object:
    server = room.serve()
    return smtplib.SMTP("127.0.0.1", server.port, source_address=("203.0.113.1", 0))


@case("address that can't be reached from here", "OSError", "no address from which", "check_conn")
def no_such_loopback_address(room: Room) -> object:
    made_up(room, OSError(99, "Cannot assign requested address"))
    return smtplib.SMTP("localhost", 25)


@case("connection ended before", "SMTPServerDisconnected", "ended before EHLO", "with smtplib.SMTP")
def error_of_starttls_ignored(room: Room) -> object:
    client = room.client(room.serve(tls="starttls"))
    with contextlib.suppress(ssl.SSLError):
        client.starttls(context=ssl.create_default_context())
    return client.ehlo()


@case("port that int() can't read", "ValueError", "port is empty", "or 587")
def port_of_a_setting_that_is_empty(_: Room) -> object:
    return smtplib.SMTP("localhost", int(os.environ.get("NO_SUCH_SMTP_PORT", "")))


@case("list given as one address", "HeaderParseError|ValueError", "turned into text", "for each in")
def list_as_address(_: Room) -> object:
    return Address(addr_spec=str([ME]))


@case("bytes in a text that were never decoded", "UnicodeEncodeError", "surrogates",
      "replace_header")
def subject_cut_inside_a_letter(_: Room) -> object:
    words = ("\u0416\u0443\u043a " * 20).encode()
    parts = (base64.b64encode(each).decode() for each in (words[:19], words[19:]))
    lines = "".join(f" =?utf-8?B?{part}?=\n" for part in parts)
    return email.message_from_string(f"Subject:{lines}\n", policy=policy.default).as_bytes()


@case("timeout of nothing", "ValueError", "above 0", "timeout=10")
def timeout_of_zero(room: Room) -> object:
    return smtplib.SMTP("localhost", room.serve().port, timeout=0)


@case("timeout of nothing", "TypeError", "above 0", "timeout=10")
def timeout_of_text(room: Room) -> object:
    room._open.callback(gc.collect)  # CPython leaves the socket open: it's found here, not later
    return smtplib.SMTP("localhost", room.serve().port, timeout="10")


@case("reset while connecting", "ConnectionResetError", "connection abruptly", "check_conn")
def reset(room: Room) -> object:
    made_up(room, ConnectionResetError(54, "Connection reset by peer"))
    return smtplib.SMTP("smtp.example.com", 587)


# -- encryption


@case("implicit TLS on a port without it", "SSLError", "doesn't start with TLS", "starttls",
      "WRONG_VERSION_NUMBER, SMTP_SSL to P")
def ssl_to_plain(room: Room) -> object:
    return smtplib.SMTP_SSL("localhost", room.serve().port, timeout=10)


@case("implicit TLS on a port without it", "SSLError", "doesn't start with TLS",
      "cafile=server.ca_file")
def ssl_to_starttls(room: Room) -> object:
    server = room.serve(tls="starttls")
    return smtplib.SMTP_SSL("localhost", server.port, timeout=10)


@case("our own authority is not trusted yet", "SSLCertVerificationError", "`server` isn't",
      "cafile=server.ca_file", "unable to get local issuer certificate")
def own_authority(room: Room) -> object:
    server = room.serve(tls="implicit")
    return smtplib.SMTP_SSL(
        "localhost", server.port, timeout=10, context=ssl.create_default_context()
    )


@case("our own authority is not trusted yet", "SSLCertVerificationError", "`server` isn't",
      "cafile=server.ca_file")
def own_authority_after_starttls(room: Room) -> object:
    server = room.serve(tls="starttls")
    return room.client(server).starttls(context=ssl.create_default_context())


@case("unknown certificate authority", "SSLCertVerificationError", "doesn't trust the authority",
      "get_default_verify_paths")
def unknown_authority(room: Room) -> object:
    port = room.serve(tls="implicit").port
    return smtplib.SMTP_SSL("localhost", port, timeout=10, context=ssl.create_default_context())


@case("certificate signed by itself", "SSLCertVerificationError", "self-signed", "cafile=",
      "self-signed certificate")
def self_signed(room: Room) -> object:
    port = room.serve(tls="implicit", certificate="self-signed").port
    return smtplib.SMTP_SSL("localhost", port, timeout=10, context=ssl.create_default_context())


@case("certificate for another name", "SSLCertVerificationError", "another name",
      "check_connection", "Hostname mismatch")
def other_name(room: Room) -> object:
    server = room.serve(tls="implicit", certificate="other name")
    return room.client(server)


@case("certificate for another name", "SSLCertVerificationError", "another name",
      "check_connection")
def other_address(room: Room) -> object:
    server = room.serve(tls="implicit", certificate="other name")
    context = ssl.create_default_context(cafile=server.ca_file)
    return smtplib.SMTP_SSL("127.0.0.1", server.port, timeout=10, context=context)


@case("certificate expired", "SSLCertVerificationError", "has expired", "datetime",
      "certificate has expired")
def expired(room: Room) -> object:
    server = room.serve(tls="starttls", certificate="expired")
    return room.encrypted(server)


def _failing_check(room: Room, code: int, words: str) -> object:
    error = ssl.SSLCertVerificationError(1, f"certificate verify failed: {words}")
    error.verify_code, error.verify_message = code, words
    made_up(room, error)
    return smtplib.SMTP_SSL("smtp.example.com", 465)


@case("certificate not valid yet", "SSLCertVerificationError", "isn't valid yet", "datetime")
def not_valid_yet(room: Room) -> object:
    return _failing_check(room, 9, "certificate is not yet valid")


@case("certificate revoked", "SSLCertVerificationError", "revoked", "check_connection")
def revoked(room: Room) -> object:
    return _failing_check(room, 23, "certificate revoked")


@case("certificate fails the strict check", "SSLCertVerificationError", "strict check", "_STRICT")
def too_lax(room: Room) -> object:
    return _failing_check(room, 85, "Missing Authority Key Identifier")


@case("certificate has another fault", "SSLCertVerificationError", "was rejected", "check_")
def unsuitable(room: Room) -> object:
    return _failing_check(room, 26, "unsuitable certificate purpose")


@case("no certificate in the file to trust", "FileNotFoundError", "cafile=", "Path.cwd()")
def cafile_not_there(_: Room) -> object:
    return ssl.create_default_context(cafile="no-such.pem")


@case("no certificate in the file to trust", "SSLError", "cafile=", "Path.cwd()")
def cafile_of_something_else(room: Room) -> object:
    (room.folder / "ca.pem").write_text("no certificate")
    return ssl.create_default_context(cafile=room.folder / "ca.pem")


@case("no common encryption", "SSLError", "support any of the same encryption", "OPENSSL_VERSION")
def no_common_version(room: Room) -> object:
    server = LocalServer(tls="implicit")
    assert server._certificates is not None
    old = server._certificates.context
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    context = ssl.create_default_context(cafile=server.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return smtplib.SMTP_SSL("localhost", room.tls_server(old), timeout=10, context=context)


@case("encryption too weak", "SSLError", "too weak", "SECLEVEL=1")
def short_key_exchange(room: Room) -> object:
    old = rsa_context(room.folder, 2048)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    old.set_ciphers("DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0")
    (room.folder / "dh.pem").write_text(SHORT_DH)
    old.load_dh_params(room.folder / "dh.pem")
    context = ssl.create_default_context(cafile=room.folder / "rsa.pem")
    return smtplib.SMTP_SSL("localhost", room.tls_server(old), timeout=10, context=context)


@case("encryption too weak", "SSLCertVerificationError", "too weak", "SECLEVEL=1")
def short_certificate(room: Room) -> object:
    old = rsa_context(room.folder, 1024)
    context = ssl.create_default_context(cafile=room.folder / "rsa.pem")
    return smtplib.SMTP_SSL("localhost", room.tls_server(old), timeout=10, context=context)


@case("TLS cut off", "SSLEOFError|ConnectionResetError", "disconnected", "check_connection")
def tls_hung_up(room: Room) -> object:
    return smtplib.SMTP_SSL("localhost", room.raw_server(), timeout=10)


@case("TLS does not begin", "TimeoutError", "never started TLS", "starttls")
def tls_silent(room: Room) -> object:
    return smtplib.SMTP_SSL("localhost", room.raw_server(hold=True), timeout=0.2)


@case("no name to check the certificate against", "ValueError", "which name", "SMTP_SSL(")
def host_forgotten_in_smtp_ssl(room: Room) -> object:
    client = smtplib.SMTP_SSL(timeout=10)
    room._open.callback(client.close)
    return client.connect("localhost", room.serve(tls="implicit").port)


@case("no name to check the certificate against", "ValueError", "which name", "smtplib.SMTP(")
def host_forgotten(room: Room) -> object:
    server = room.serve(tls="starttls")
    client = smtplib.SMTP(timeout=10)
    room._open.callback(client.close)
    client.connect("localhost", server.port)
    return client.starttls(context=ssl.create_default_context(cafile=server.ca_file))


@case("already encrypted", "SMTPNotSupportedError", "remove starttls()", "noop",
      "STARTTLS not supported: called twice")
def starttls_twice(room: Room) -> object:
    return room.encrypted(room.serve(tls="starttls")).starttls()


@case("already encrypted", "SMTPNotSupportedError", "remove starttls()", "noop",
      "STARTTLS not supported: SMTP_SSL")
def starttls_inside_tls(room: Room) -> object:
    return room.client(room.serve(tls="implicit")).starttls()


@case("STARTTLS not offered", "SMTPNotSupportedError", "doesn't offer STARTTLS", "SMTP_SSL",
      "STARTTLS not supported: plain port")
def starttls_to_plain(room: Room) -> object:
    return room.client(room.serve()).starttls()


@case("already encrypted", "SMTPResponseException", "remove starttls()", "noop",
      "STARTTLS rejected: SMTP_SSL")
def starttls_rejected_inside_tls(room: Room) -> object:
    said = "454 Command not permitted when TLS active"
    server = room.serve(tls="implicit", faults=[faults.reply("STARTTLS", said)])
    client = room.client(server)
    client.ehlo()
    client.esmtp_features["starttls"] = ""
    return client.starttls()


@case("STARTTLS refused", "SMTPResponseException", "doesn't start it: 454", "465")
def starttls_not_now(room: Room) -> object:
    server = room.serve(tls="starttls", faults=[faults.reply("STARTTLS", "454 4.7.0 Not now")])
    return room.client(server).starttls()


@case("already encrypted at the server", "SMTPResponseException", "remove starttls()", "noop")
def starttls_rejected_as_a_second(room: Room) -> object:
    said = "503 5.5.1 TLS already active"
    return room.client(
        room.serve(tls="starttls", faults=[faults.reply("STARTTLS", said)])
    ).starttls()


@case("TLS too old", "SMTPSenderRefused", "too old for the server", "client.sock.version()")
def server_wants_newer_tls(room: Room) -> object:
    said = "421 4.7.66 TLS 1.0 and 1.1 are not supported, please use TLS 1.2"
    server = room.serve(tls="starttls", faults=[faults.reply("MAIL", said)])
    return room.encrypted(server).sendmail(ME, YOU, MAIL)


# -- the dialogue


@case("never connected", "SMTPServerDisconnected", "never connected", "with smtplib.SMTP",
      "please run connect() first: without host")
def never_connected(_: Room) -> object:
    return smtplib.SMTP().sendmail(ME, YOU, MAIL)


@case("not connected", "SMTPServerDisconnected", "There is no connection", "with smtplib.SMTP",
      "please run connect() first: after with")
def after_with(room: Room) -> object:
    with room.client(room.serve()) as client:
        client.noop()
    return client.send_message(message())


@case("not connected", "SMTPServerDisconnected", "There is no connection", "with smtplib.SMTP")
def while_another_error_is_handled(room: Room) -> object:
    client = room.client(room.serve())
    client.quit()
    try:
        return int("something else")
    except ValueError:
        return client.noop()


@case("connect without a host", "ConnectionRefusedError", "this computer, port 25", "noop")
def connected_again_without_a_host(room: Room) -> object:
    client = room.client(room.serve())
    return client.connect()


@case("empty list of recipients", "SMTPRecipientsRefused", "list of recipients is empty", "len(")
def nobody_in_the_list(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, [], MAIL)


@case("plain client on an implicit-TLS port", "SMTPServerDisconnected", "never sent a greeting",
      "SMTP_SSL", "Connection unexpectedly closed: timed out")
def plain_to_implicit(room: Room) -> object:
    server = room.serve(tls="implicit")
    return smtplib.SMTP("localhost", server.port, timeout=0.2)


@case("plain client on an implicit-TLS port", "SMTPServerDisconnected", "never sent", "SMTP_SSL")
def silent_server(room: Room) -> object:
    return smtplib.SMTP("localhost", room.raw_server(hold=True), timeout=0.2)


@case("server stopped answering", "SMTPServerDisconnected", "did not answer EHLO", "timeout=60")
def silent_at_ehlo(room: Room) -> object:
    server = room.serve(faults=[faults.silent("EHLO")])
    return room.client(server, timeout=0.2).sendmail(ME, YOU, MAIL)


@case("closed before the greeting", "SMTPServerDisconnected", "without a greeting", "check_conn")
def hung_up_on(room: Room) -> object:
    return smtplib.SMTP("localhost", room.serve(faults=[faults.hang_up("greeting")]).port)


@case("closed at QUIT", "SMTPServerDisconnected", "closed the connection at QUIT", "with smtplib")
def closed_at_quit(room: Room) -> object:
    client = room.client(room.serve(faults=[faults.hang_up("QUIT")]))
    client.sendmail(ME, YOU, MAIL)
    return client.quit()


@case("connection lost", "SMTPServerDisconnected", "closed the connection at MAIL",
      "with smtplib.SMTP", "Connection unexpectedly closed")
def hung_up_at_mail(room: Room) -> object:
    server = room.serve(faults=[faults.hang_up("MAIL")])
    return room.client(server).sendmail(ME, YOU, MAIL)


@case("port in the name of the host", "SSLError|SSLCertVerificationError|ValueError", "its port",
      "smtplib.SMTP(")
def host_with_its_port(room: Room) -> object:
    server = room.serve(tls="starttls")
    client = smtplib.SMTP(f"localhost:{server.port}", timeout=10)
    room._open.callback(client.close)
    return client.starttls(context=ssl.create_default_context(cafile=server.ca_file))


@case("connection lost", "SMTPServerDisconnected", "closed the connection at STARTTLS", "with")
def hung_up_at_starttls(room: Room) -> object:
    server = room.serve(tls="starttls", faults=[faults.hang_up("STARTTLS")])
    return room.client(server).starttls()


@case("no such recipient", "SMTPDataError", "no such mailbox", "compare letter by letter")
def recipient_looked_up_at_data(room: Room) -> object:
    server = room.serve(faults=[faults.reply("DATA", "550 5.1.1 User Unknown")])
    return room.client(server).sendmail(ME, YOU, MAIL)


@case("connection lost", "SMTPServerDisconnected", "closed the connection at", "with smtplib")
def hung_up_in_the_content(room: Room) -> object:
    server = room.serve(faults=[faults.hang_up("content")])
    return room.client(server).sendmail(ME, YOU, MAIL)


@case("no mail server there", "SMTPConnectError", "isn't a mail server", "check_connection")
def web_server(room: Room) -> object:
    return smtplib.SMTP("localhost", room.serve(faults=[faults.not_smtp()]).port)


@case("too many connections", "SMTPConnectError", "connections", "with smtplib.SMTP",
      "SMTPConnectError 421")
def too_many_connections(room: Room) -> object:
    fault = faults.greeting("421 4.7.0 Too many connections")
    return smtplib.SMTP("localhost", room.serve(faults=[fault]).port)


@case("greeted with no", "SMTPConnectError", "rejected the connection (554)", "check_connection",
      "SMTPConnectError 554")
def blocked(room: Room) -> object:
    fault = faults.greeting("554 5.7.1 Your address is on a list")
    return smtplib.SMTP("localhost", room.serve(faults=[fault]).port)


@case("hello refused", "SMTPHeloError", "rejected your EHLO (550)", "local_hostname",
      "SMTPHeloError")
def hello_refused(room: Room) -> object:
    no = [faults.reply(verb, "550 5.7.1 Go away") for verb in ("EHLO", "HELO")]
    return room.client(room.serve(faults=no)).sendmail(ME, YOU, MAIL)


@case("computer's name beyond ASCII", "UnicodeEncodeError", "computer's name", "local_hostname")
def name_of_the_computer(room: Room) -> object:
    client = smtplib.SMTP("localhost", room.serve().port, local_hostname="jürgens-pc")
    room._open.callback(client.close)
    return client.ehlo()


@case("QUIT failed", "SMTPResponseException", "Only QUIT failed", "Nothing")
def no_goodbye(room: Room) -> object:
    with room.client(room.serve(faults=[faults.reply("QUIT", "500 5.5.1 What?")])) as client:
        return client.noop()


# -- logging in


def login(room: Room, password: Any = WRONG, **options: Any) -> object:
    server = room.serve(tls="starttls", users=USERS, **options)
    return room.encrypted(server).login("ada@example.com", password)


@case("encryption before login", "SMTPNotSupportedError", "First starttls(), then login()",
      "starttls(context", "AUTH not supported: before starttls")
def login_too_early(room: Room) -> object:
    server = room.serve(tls="starttls", users=USERS)
    return room.client(server).login("ada@example.com", "correct horse")


@case("login not offered", "SMTPNotSupportedError", "has no login", "esmtp_features",
      "AUTH not supported: plain port")
def login_at_a_server_without_users(room: Room) -> object:
    return room.client(room.serve()).login("ada@example.com", "correct horse")


@case("no common login method", "SMTPException", "no login method that smtplib", "auth")
def login_in_another_way(room: Room) -> object:
    port = room.raw_server(b"220 hello\r\n", b"250-here\r\n250 AUTH XOAUTH2 OAUTHBEARER\r\n")
    client = smtplib.SMTP("localhost", port, timeout=10)
    room._open.callback(client.close)
    return client.login("ada@example.com", "correct horse")


@case("no password given", "AttributeError|TypeError", "is None", "getpass")
def password_of_none(room: Room) -> object:
    return login(room, os.environ.get("NO_SUCH_VARIABLE"))


@case("no password given", "SMTPResponseException", "is None", "getpass")
def password_of_none_and_a_goodbye_that_goes_wrong_after_it(room: Room) -> object:
    with room.client(room.serve(users=USERS)) as client:
        return client.login("ada@example.com", cast("str", None))


@case("no password given", "SMTPAuthenticationError", "is empty", "getpass")
def password_left_blank(room: Room) -> object:
    return login(room, " ")


@case("password with odd characters", "UnicodeEncodeError", "non-breaking", "<= each <=",
      "UnicodeEncodeError at login")
def pasted_password(room: Room) -> object:
    return login(room, "abcd\xa0efgh\xa0ijkl\xa0mnop")


@case("app password needed", "SMTPAuthenticationError", "app password", "App password", "534 5.7.9")
def app_password(room: Room) -> object:
    return login(room, "correct horse", faults=[faults.app_password_needed()])


@case("passwords switched off", "SMTPAuthenticationError", "OAuth2", "XOAUTH2", "535 5.7.139")
def outlook(room: Room) -> object:
    return login(room, "correct horse", faults=[faults.basic_authentication_off()])


@case("login not now", "SMTPAuthenticationError", "rejected the login for now (454)", "quit")
def login_later(room: Room) -> object:
    return login(room, faults=[faults.reply("AUTH", "454 4.7.0 Temporary failure")])


@case("user name or password refused", "SMTPAuthenticationError", "does not accept", "getpass",
      "535 5.7.8")
def wrong_password(room: Room) -> object:
    return login(room)


@case("encryption before login", "SMTPAuthenticationError", "First starttls()", "starttls(context")
def login_refused_without_tls(room: Room) -> object:
    fault = faults.reply("AUTH", "538 5.7.11 Encryption required")
    return room.client(room.serve(users=USERS, faults=[fault])).login("ada", "x" * 9)


# -- sender, recipients, content


def send(room: Room, *what: Any, to: Any = YOU, **options: Any) -> object:
    return room.client(room.serve(faults=what, **options)).sendmail(ME, to, MAIL)


@case("encryption before mail", "SMTPSenderRefused", "call starttls()", "cafile=server.ca_file",
      "530 Must issue a STARTTLS command")
def mail_before_starttls(room: Room) -> object:
    server = room.serve(tls="starttls")
    return room.client(server).sendmail(ME, YOU, MAIL)


@case("login before mail", "SMTPSenderRefused", "log in first", "login",
      "530 Authentication required")
def mail_before_login(room: Room) -> object:
    return send(room, users=USERS)


@case("nobody to send to", "SMTPRecipientsRefused", "no recipient", 'message["To"]')
def no_recipient(room: Room) -> object:
    mail = message()
    del mail["To"]
    return room.client(room.serve()).send_message(mail)


@case("greylisted", "SMTPRecipientsRefused", "try again", "send_message")
def greylisted(room: Room) -> object:
    return send(room, faults.greylist())


@case("mailbox full", "SMTPRecipientsRefused", "mailbox is full", "send_message")
def full(room: Room) -> object:
    return send(room, faults.mailbox_full(YOU))


@case("too many recipients", "SMTPRecipientsRefused", "Too many recipients", "to_addrs")
def many(room: Room) -> object:
    return send(room, faults.reply("RCPT", "452 4.5.3 Too many recipients"))


@case("relaying denied", "SMTPRecipientsRefused", "no relaying", "login",
      "550 relaying denied")
def relaying(room: Room) -> object:
    return send(room, faults.no_relay("example.org"))


@case("relaying denied", "SMTPRecipientsRefused", "no relaying", "login",
      "553 relaying denied")
def relaying_in_other_words(room: Room) -> object:
    return send(room, faults.refuse_recipient(YOU, "553 sorry, relaying denied from your host"))


@case("message without From", "SMTPSenderRefused", "sender is None", 'message["From"]')
def without_from(room: Room) -> object:
    message = EmailMessage()
    message["To"] = YOU
    return room.client(room.serve()).send_message(message)


@case("empty recipient", "SMTPRecipientsRefused", "empty string", "if each.strip()")
def empty_recipient(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, [""], MAIL)


@case("sender without a full domain", "SMTPSenderRefused", "webmaster@localhost", "From")
def sender_at_localhost(room: Room) -> object:
    server = room.serve(faults=[faults.reply("MAIL", "501 Syntax error in arguments")])
    return room.client(server).sendmail("webmaster@localhost", [YOU], MAIL)


@case("login forgotten", "SMTPSenderRefused", "forgotten your login", "no ehlo()")
def hello_after_the_login(room: Room) -> object:
    said = "502 5.7.0 Please authenticate first"
    client = room.client(room.serve(users=USERS, faults=[faults.reply("MAIL", said)]))
    client.login("ada@example.com", USERS["ada@example.com"])
    return client.sendmail(ME, YOU, MAIL)


@case("recipient without a domain", "SMTPRecipientsRefused", "complete address: foo.bar", "ascii(")
def recipient_without_a_domain(room: Room) -> object:
    said = "553 5.1.2 We weren't able to find the recipient domain."
    server = room.serve(faults=[faults.reply("RCPT", said)])
    return room.client(server).sendmail(ME, ["foo.bar"], MAIL)


@case("address not well written", "SMTPSenderRefused", "can't read an address: ada", "ascii(")
def sender_without_a_domain(room: Room) -> object:
    return room.client(room.serve()).sendmail("ada", [YOU], MAIL)


@case("address not well written", "SMTPRecipientsRefused", "can't read an address", "ascii(")
def badly_written(room: Room) -> object:
    return send(room, faults.refuse_recipient(YOU, "501 5.1.3 Bad recipient address syntax"))


@case("no such recipient", "SMTPRecipientsRefused", "no such mailbox: you@example.com", "To",
      "550 5.1.1 User unknown")
def unknown_user(room: Room) -> object:
    return send(room, refuse={YOU: "550 5.1.1 <you@example.com>: User unknown"})


@case("recipient rejected", "SMTPRecipientsRefused", "rejected the recipients (550)", "To")
def one_for_good_and_one_for_now(room: Room) -> object:
    return send(
        room,
        faults.refuse_recipient("later@example.com", "450 4.2.0 Later"),
        faults.refuse_recipient(YOU, "550 no"),
        to=["later@example.com", YOU],
    )


@case("recipient rejected", "SMTPRecipientsRefused", "rejected the recipient (554)", "To")
def refused_for_good(room: Room) -> object:
    return send(room, faults.refuse_recipient(YOU, "554 5.4.3 Not today"))


@case("rejected for now", "SMTPRecipientsRefused", "for now (450)", "send_message")
def refused_for_now(room: Room) -> object:
    return send(room, faults.refuse_recipient(YOU, "450 4.2.0 Not yet"))


@case("answer is not SMTP", "SMTPDataError|SMTPResponseException", "isn't SMTP", "check_connection")
def words_without_a_number(room: Room) -> object:
    port = room.raw_server(b"220 ready\r\n250 ok\r\n250 ok\r\n250 ok\r\nhello there\r\n", hold=True)
    client = smtplib.SMTP("127.0.0.1", port, timeout=10)
    room._open.callback(client.close)
    return client.sendmail(ME, YOU, MAIL)


@case("reply line too long", "SMTPResponseException", "too long for smtplib", "check_connection")
def endless_greeting(room: Room) -> object:
    return smtplib.SMTP("127.0.0.1", room.raw_server(b"220 " + b"x" * 9000 + b"\r\n"), timeout=10)


@case("no user name given", "AttributeError|TypeError|SMTPAuthenticationError", "user name",
      "getpass")
def nobody_logs_in(room: Room) -> object:
    return room.client(room.serve(users=USERS)).login(None, "correct horse")


@case("token rejected", "SMTPAuthenticationError", "OAuth2 token", "quit")
def old_token(room: Room) -> object:
    client = room.client(room.serve(users=USERS))
    client.ehlo()
    text = f"user=ada@example.com\1auth=Bearer {WRONG}\1\1"
    return client.auth("XOAUTH2", lambda challenge=None: "" if challenge else text)


@case("too large", "SMTPSenderRefused|SMTPDataError", "too large", 'esmtp_features.get("size")',
      "552 message size")
def large(room: Room) -> object:
    client = room.client(room.serve(max_size=1000))
    return client.sendmail(ME, YOU, MAIL + b"x\r\n" * 1000)


@case("sending limit", "SMTPSenderRefused", "sending limit", "send_message")
def rate(room: Room) -> object:
    return send(room, faults.rate_limit(0))


@case("sender not yours", "SMTPSenderRefused", "send as this sender", 'message["From"]')
def not_my_address(room: Room) -> object:
    return send(room, faults.refuse_sender(ME, "553 5.7.1 Sender address rejected: not owned"))


@case("server has a problem", "SMTPSenderRefused", "problem of its own", "send_message")
def sender_later(room: Room) -> object:
    return send(room, faults.reply("MAIL", "451 4.3.0 Local error"))


@case("rejected for now", "SMTPDataError", "the message for now (451)", "send_message")
def content_later(room: Room) -> object:
    return send(room, faults.reply("DATA", "451 4.6.0 Come again"))


@case("looks like spam", "SMTPDataError", "for spam", "review", "SMTPDataError 554 spam")
def spam(room: Room) -> object:
    return send(room, faults.spam("pills"))


@case("address beyond ASCII not supported", "SMTPNotSupportedError", "beyond ASCII", "ascii(")
def umlaut(room: Room) -> object:
    client = room.client(room.serve(faults=[faults.without("SMTPUTF8")]))
    return client.send_message(message(To="jürgen@example.com"))


@case("command beyond ASCII", "UnicodeEncodeError", "An address has", "send_message")
def umlaut_in_sendmail(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, "jürgen@example.com", MAIL)


@case("line end in an address", "ValueError", "line end", "strip()")
def line_end(room: Room) -> object:
    return room.client(room.serve()).docmd("RCPT", "TO:<you@example.com>\r\nDATA")


@case("a message given to sendmail", "TypeError", "got an `EmailMessage`", "send_message",
      "sendmail(message)")
def message_to_sendmail(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, YOU, message())


@case("text given to send_message", "AttributeError", "got a `str`", "send_message",
      "send_message(str)")
def text_to_send_message(room: Room) -> object:
    return room.client(room.serve()).send_message("Subject: Hi\n\nHello")


@case("text beyond ASCII given to sendmail", "UnicodeEncodeError", "in ASCII only", "set_content",
      "UnicodeEncodeError from sendmail(str)")
def letters(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, YOU, "Subject: Olá\n\nOlá")


# -- building a message


@case("line end in a header", "ValueError", "one line", "splitlines", "linefeed in a header")
def injection(_: Room) -> object:
    return message(Subject="Hi\nBcc: v@example.com")


@case("line end in a header", "HeaderParseError|HeaderWriteError", "one line", "splitlines")
def injection_of_old(_: Room) -> object:
    mail = MIMEText("Hello")
    mail["Subject"] = "Hi\nBcc: v@example.com"
    return mail.as_string()


@case("header set twice", "ValueError", "already has a To header", 'del message["To"]',
      "at most 1 To headers")
def header_twice(_: Room) -> object:
    mail = message()
    mail["To"] = "other@example.com"
    return mail


@case("header value of another type", "TypeError", "this one is an `int`", "str(")
def number_as_subject(_: Room) -> object:
    mail = EmailMessage()
    mail["Subject"] = 42
    return mail


@case("header value of another type", "AttributeError", "this one is a `list`", "join")
def list_as_to(_: Room) -> object:
    mail = MIMEText("Hello")
    mail["To"] = [ME, YOU]
    return mail.as_string()


@case("text after attachments", "TypeError", "Set the text first", "clear_content",
      "set_content not valid on multipart")
def text_last(_: Room) -> object:
    mail = EmailMessage()
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf")
    return mail.set_content("Hello")


@case("bytes without a type", "TypeError", "maintype= and subtype=", "read_bytes",
      "set_bytes_content() missing arguments")
def bytes_alone(_: Room) -> object:
    return message().add_attachment(b"%PDF")


@case("text with a type for bytes", "TypeError", "maintype= isn't allowed for text", "read_bytes",
      "set_text_content() keyword maintype")
def text_as_pdf(_: Room) -> object:
    return message().add_attachment("report.pdf", maintype="application", subtype="pdf")


@case("content of another type", "KeyError", "text or bytes", "read_bytes")
def path_attached(_: Room) -> object:
    return message().add_attachment(Path("report.pdf"))


@case("content of another type", "KeyError", "this is None", "read_bytes")
def nothing_as_content(_: Room) -> object:
    return EmailMessage().set_content(None)


@case("charset that lacks a letter", "UnicodeEncodeError", "can't encode", "set_content")
def small_charset(_: Room) -> object:
    return EmailMessage().set_content("Olá", charset="ascii")


@case("alternative after an attachment", "ValueError", "then its alternative", "add_alternative")
def html_last(_: Room) -> object:
    mail = message()
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf")
    return mail.add_alternative("<p>Hello</p>", subtype="html")


@case("attach on a message without parts", "TypeError|AttributeError", "a single text",
      "add_att")
def attach_to_text(_: Room) -> object:
    return message().attach(MIMEText("Hello"))


@case("text attached to a MIMEMultipart", "AttributeError|TypeError", "needs a part",
      "MIMEText")
def attach_text(_: Room) -> object:
    mail = MIMEMultipart()
    mail.attach("Hello")
    return mail.as_string()


@case("MIMEText with bytes", "AttributeError|TypeError", "got a `bytes`", "add_attachment")
def mimetext_of_bytes(_: Room) -> object:
    return MIMEText(b"Hello")


@case("bytes and text mixed up while reading", "TypeError", "message_from_string", "from_bytes")
def bytes_read_as_text(_: Room) -> object:
    return email.message_from_string(MAIL)


@case("neither bytes nor text while reading", "AttributeError", "got a `tuple`", "data[0][1]")
def tuple_of_imaplib(_: Room) -> object:
    return email.message_from_bytes((b"1 (RFC822 {37}", MAIL))


@case("an old Message without the newer methods", "AttributeError", "get_body", "policy.default")
def read_without_policy(_: Room) -> object:
    return email.message_from_bytes(MAIL).get_body()


@case("payload of several parts", "AttributeError", "several parts", "walk()")
def payload_of_parts(_: Room) -> object:
    return two_parts().get_payload(decode=True).decode()


@case("payload of several parts", "AttributeError", "several parts", "walk()")
def list_of_parts(_: Room) -> object:
    return two_parts().get_payload().decode()


def two_parts() -> Any:
    data = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b--\n"
    return email.message_from_bytes(data)


@case("type of a file is None", "TypeError", "is None", "octet-stream")
def type_of_none(_: Room) -> object:
    return message().add_attachment(b"x", maintype=None, subtype=None, filename="a.zzz")


@case("context in the wrong place", "ValueError|TypeError", "write context=context", "context=",
      here=sys.version_info < (3, 12))
def context_by_place(room: Room) -> object:
    client = room.client(room.serve(tls="starttls"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return client.starttls(ssl.create_default_context())


@case("no key or certificate of your own", "FileNotFoundError", "keyfile=", "starttls",
      here=sys.version_info < (3, 12))
def no_key(room: Room) -> object:
    client = room.client(room.serve(tls="starttls"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return client.starttls(keyfile="key.pem", certfile="cert.pem")


@case("content of several parts", "KeyError", "several parts", "get_body")
def content_of_a_box(_: Room) -> object:
    parts = message()
    parts.add_attachment(b"1", maintype="application", subtype="pdf", filename="a.pdf")
    return parts.get_content()


# -- files


@case("file not found", "FileNotFoundError", "'report.pdf'", "Path.cwd()", "FileNotFoundError")
def no_such_file(_: Room) -> object:
    with open("report.pdf", "rb") as file:  # noqa: PTH123 - as a learner writes it
        return message().add_attachment(file.read(), maintype="application", subtype="pdf")


@case("a folder instead of a file", "IsADirectoryError|PermissionError", "can't be read",
      "is_dir")
def folder_attached(room: Room) -> object:
    (room.folder / "reports").mkdir()
    data = Path("reports").read_bytes()
    return message().add_attachment(data, maintype="application", subtype="pdf")


@case("a file opened as text", "UnicodeDecodeError", "'rb'", "read_bytes", "UnicodeDecodeError")
def picture_as_text(room: Room) -> object:
    (room.folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with open("a.png", encoding="utf-8") as file:  # noqa: PTH123 - as a learner writes it
        return message().add_attachment(file.read())


@case("file of no known type", "AttributeError", "guess_type()", "octet-stream",
      "guess_type: NoneType has no split")
def unknown_ending(_: Room) -> object:
    mime_type, _encoding = mimetypes.guess_type("report.unknown-ending")
    return mime_type.split("/", 1)


@case("file of no known type", "TypeError", "guess_type()", "octet-stream")
def unknown_ending_in_a_tuple(_: Room) -> object:
    kind, _encoding = mimetypes.guess_type("report.unknown-ending")
    maintype, subtype = kind
    return maintype, subtype


# -- the computer and its Python


@case("a file that hides a module", "ModuleNotFoundError",
      "email.py hides Python's module `email`", "__file__", "a file named email.py")
def own_email(room: Room) -> object:
    return _hiding(room, "email", "x = 1\n", "email.message")


@case("a file that hides a module", "AttributeError", "smtplib.py hides", "__file__")
def own_smtplib(room: Room) -> object:
    return _hiding(room, "smtplib", "x = 1\n", "smtplib").SMTP("localhost")


def _hiding(room: Room, module: str, source: str, imported: str) -> Any:
    (room.folder / f"{module}.py").write_text(source)
    room.patch.syspath_prepend(room.folder)
    for name in list(sys.modules):
        if name == module or name.startswith(f"{module}."):
            room.patch.delitem(sys.modules, name)
    return importlib.import_module(imported)


@case("smtpd is gone", "ModuleNotFoundError", "no `smtpd` since version 3.12", "LocalServer",
      "No module named 'smtpd'", here=sys.version_info >= (3, 12))
def old_server(_: Room) -> object:
    return importlib.import_module("smtpd")


@case("names of Python 2", "ModuleNotFoundError", "`email.MIMEText` is from", "EmailMessage")
def old_tutorial(_: Room) -> object:
    return importlib.import_module("email.MIMEText")


@case("keyfile and certfile are gone", "TypeError", "use context=", "create_default_context",
      "keyfile=", here=sys.version_info >= (3, 12))
def keyfile(_: Room) -> object:
    return smtplib.SMTP_SSL("localhost", 1, keyfile="my.pem")


@case("missing argument", "TypeError", "smtplib.SMTP.sendmail() was called without `msg`",
      "help(smtplib.SMTP.send")
def argument_forgotten(_: Room) -> object:
    return smtplib.SMTP().sendmail(ME, YOU)


@case("missing argument", "TypeError", "without `to_addrs` and `msg`", "help(smtplib.SMTP.send")
def two_arguments_forgotten(_: Room) -> object:
    return smtplib.SMTP().sendmail(ME)


@case("unknown argument", "TypeError", "has no argument `recipients`", "help(smtplib.SMTP.send")
def argument_by_another_name(_: Room) -> object:
    return smtplib.SMTP().sendmail(ME, recipients=YOU, msg=MAIL)


@case("wrong arguments", "TypeError", "smtplib.SMTP.sendmail() was called",
      "help(smtplib.SMTP.send")
def too_many_arguments(_: Room) -> object:
    return smtplib.SMTP().sendmail(ME, YOU, MAIL, [], [], "one more")


@case("not imported", "NameError", "`EmailMessage` has to be imported", "from email.message import")
def import_forgotten(_: Room) -> object:
    return eval("EmailMessage()", {})  # noqa: S307 - our own text


@case("not imported", "ImportError", "`EmailMessage` has to be imported", "from email.message")
def import_from_elsewhere(_: Room) -> object:
    exec("from email import EmailMessage")  # noqa: S102 - our own text
    return None


@case("no place to type a password", "StdinNotImplementedError", "Nobody can type here",
      "os.environ", "StdinNotImplementedError")
def getpass_without_a_person(room: Room) -> object:
    from ipykernel.kernelbase import Kernel

    def ask(prompt: str = "") -> str:
        nobody: Any = SimpleNamespace(_allow_stdin=False)
        return str(Kernel.getpass(nobody, prompt))

    room.patch.setattr(getpass, "getpass", ask)
    return getpass.getpass("Password? ")


@case("environment variable not set", "KeyError", "NO_SUCH_PASSWORD isn't set", "os.environ")
def variable_not_set(_: Room) -> object:
    return smtplib.SMTP().login("ada", os.environ["NO_SUCH_PASSWORD"])


@case("address in use", "OSError", "The port is in use", "LocalServer().start()", "address in use")
def started_twice(room: Room) -> object:
    return LocalServer(room.serve().port)


@case("port not allowed", "PermissionError", "administrator", "answering")
def port_25(room: Room) -> object:
    def bind(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    room.patch.setattr(socket.socket, "bind", bind)
    return LocalServer(25)


# -- what is not known


@case("an unknown reply", "SMTPResponseException", "rejected NOOP (599)", "check_conn")
def odd_reply(_: Room) -> object:
    return _through_smtplib(lambda: smtplib.SMTPResponseException(599, b"5.9.9 Odd"))


@case("an unknown TLS error", "SSLError", "mailtutor doesn't know", "check_connection")
def odd_tls(_: Room) -> object:
    return _through_smtplib(lambda: ssl.SSLError(1, "[SSL: ODD] odd"))


@case("an unknown error on the way", "OSError", "mailtutor doesn't know", "check_connection")
def odd_os_error(_: Room) -> object:
    return _through_smtplib(lambda: OSError(12345, "odd"))


@case("an unknown error in the making", "RuntimeError", "doesn't know", "help(smtplib.SMTP")
def odd_error(_: Room) -> object:
    return _through_smtplib(lambda: RuntimeError("odd"))


def _through_smtplib(make: Callable[[], BaseException]) -> object:
    """Raise an error from a socket, inside `smtplib`."""

    class Socket:
        def sendall(self, _: bytes) -> None:
            raise make()

    class Client(smtplib.SMTP):
        def send(self, s: Any) -> None:
            self.sock.sendall(s)

    client: Any = Client()
    client.sock = Socket()
    return client.noop()
