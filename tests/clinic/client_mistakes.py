"""More cases: names that moved, hosts that can't be, `SMTPHandler`, and `aiosmtplib`."""

# The type checker would find most of these mistakes; they are made on purpose.
# mypy: disable-error-code="arg-type,attr-defined,call-arg,call-overload,func-returns-value"
# mypy: disable-error-code="list-item,misc,override"

from __future__ import annotations

import asyncio
import email
import gc
import hmac
import logging
import smtplib
import socket
import ssl
import struct
import threading
from email import policy
from logging.handlers import SMTPHandler
from typing import TYPE_CHECKING, Any, NoReturn

import aiosmtplib

from mailtutor.server import faults
from tests.clinic.cases import MAIL, USERS, case
from tests.clinic.sandbox import ME, YOU

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mailtutor import LocalServer
    from tests.clinic.sandbox import Room

# fmt: off
# A row of a table each: the formatter would stand them on end.


# -- names that a module doesn't have


@case("name of another module", "AttributeError", "`stderr` is in `sys`", "sys.stderr")
def stream_of_another_module(_: Room) -> object:
    return smtplib.stderr


@case("name of another module", "AttributeError", "`stderr` is in `sys`", "sys.stderr")
def stream_in_a_method_that_smtplib_calls(room: Room) -> object:
    class Client(smtplib.SMTP):
        def putcmd(self, cmd: str, args: str = "") -> None:
            print(cmd, args, file=smtplib.stderr)

    client = Client("localhost", room.serve().port)
    room._open.callback(client.close)
    return client.ehlo()


@case("name of another module", "AttributeError", "is in `ssl`, not in `smtplib`", "ssl.c")
def context_of_another_module(_: Room) -> object:
    return smtplib.create_default_context()


@case("name of another module", "AttributeError", "is in `email.mime.text`, not in", "MIMEText")
def class_of_another_module(_: Room) -> object:
    return smtplib.MIMEText("Hello")


@case("name that Python removed", "AttributeError", "no longer has `ssl.PROTOCOL_SSLv3`", "ssl.c")
def protocol_that_was_removed(_: Room) -> object:
    return smtplib, ssl.SSLContext(ssl.PROTOCOL_SSLv3)


@case("name that a module lacks", "AttributeError", "`ssl` has no attribute `default_tls`", "dir(")
def name_a_little_like_others(_: Room) -> object:
    return smtplib, ssl.default_tls()


@case("no such method", "AttributeError", "It's `ssl.create_default_context`", "help(ssl.create")
def function_of_ssl_misspelled(_: Room) -> object:
    return smtplib, ssl.create_default_contxt()


@case("no such method", "AttributeError", "It's `smtplib.SMTPAuthenticationError`", "help(smtplib")
def exception_shortened(_: Room) -> object:
    return smtplib.SMTPAuthError


@case("no such method", "AttributeError", "It's `smtplib.SMTP.send_message`", "help(smtplib.SMTP.s")
def method_of_the_class_misspelled(_: Room) -> object:
    return smtplib.SMTP.sendMessage


@case("no such attribute", "AttributeError", "`smtplib.SMTP` has no attribute `quux`", "dir(smtp")
def method_of_a_client_like_no_other(_: Room) -> object:
    return smtplib.SMTP().quux


# -- calls that name their function


@case("keyfile and certfile are gone", "TypeError", "use context=", "starttls(context=context)")
def keyfile_given_to_a_client_of_ones_own(_: Room) -> object:
    class Client(smtplib.SMTP):
        def starttls(self, *, context: ssl.SSLContext | None = None) -> Any:
            return super().starttls(context=context)

    client = Client()
    return client.starttls(keyfile="key.pem", certfile="cert.pem")


@case("keyfile and certfile are gone", "TypeError", "use context=", "SMTP_SSL(")
def keyfile_given_to_a_class_of_ones_own(_: Room) -> object:
    class Client(smtplib.SMTP_SSL):
        def __init__(self, host: str, *, context: ssl.SSLContext | None = None) -> None:
            super().__init__(host, context=context)

    return Client("localhost", keyfile="key.pem")


@case("keyfile and certfile are gone", "TypeError", "use context=", "starttls(context=context)")
def arguments_by_place_since_python_3_12(_: Room) -> NoReturn:
    raise TypeError("SMTP.starttls() takes 1 positional argument but 3 were given")


@case("missing argument", "TypeError", "email.message_from_bytes() was called without `s`",
      "help(email.message_from_bytes)")
def function_without_its_argument(_: Room) -> object:
    return email.message_from_bytes()


@case("arguments that can't be unpacked", "TypeError", "`smtplib.SMTP` got None after `*`",
      "options =")
def nothing_unpacked(_: Room) -> object:
    options = None
    return smtplib.SMTP(*options)


class RaisingHandler(SMTPHandler):
    """An `SMTPHandler` that doesn't swallow its errors."""

    def handleError(self, _record: logging.LogRecord) -> NoReturn:  # noqa: N802 - as in `logging`
        raise  # noqa: PLE0704 - called while the error is handled


def logged(room: Room, server: LocalServer, *recipients: Any, **options: Any) -> object:
    room._open.callback(gc.collect)  # `SMTPHandler` leaves its socket open: it's found here
    to = recipients[0] if recipients else YOU
    handler = RaisingHandler(("localhost", server.port), ME, to, "It failed", **options)
    handler.emit(logging.makeLogRecord({"msg": "Disk full"}))
    return handler


@case("secure of SMTPHandler", "TypeError", "must be a tuple, and got a `bool`", "secure=()")
def handler_with_secure_of_true(room: Room) -> object:
    server = room.serve(tls="starttls", users=USERS)
    return logged(room, server, credentials=(ME, "x"), secure=True)


@case("secure of SMTPHandler", "TypeError|ValueError", "got a `SSLContext`", "secure=()")
def handler_with_a_context(room: Room) -> object:
    server = room.serve(tls="starttls", users=USERS)
    return logged(room, server, credentials=(ME, "x"), secure=ssl.create_default_context())


@case("pair for SMTPHandler", "ValueError", "credentials= must be a pair, and has 1 value",
      "credentials=(user")
def handler_with_half_a_login(room: Room) -> object:
    return logged(room, room.serve(), credentials=(ME,))


@case("pair for SMTPHandler", "ValueError", "mailhost= must be a pair, and has 3 values",
      '("smtp.example.com", 587)')
def handler_with_too_much_of_a_host(_: Room) -> object:
    return SMTPHandler(("localhost", 25, 10), ME, YOU, "It failed")


@case("missing argument", "TypeError", "SMTPHandler() was called without `subject`", "help(logging")
def handler_without_a_subject(_: Room) -> object:
    return SMTPHandler("localhost", ME, YOU)


@case("recipients of SMTPHandler", "TypeError", "a list of addresses", '["you@example.com"]')
def handler_without_recipients(room: Room) -> object:
    return logged(room, room.serve(), None)


@case("login before mail", "SMTPSenderRefused", "log in first", "login")
def handler_that_ignores_its_credentials(room: Room) -> object:
    return logged(room, room.serve(users=USERS), credentials="ada@example.com")


# -- hosts, ports, and names in EHLO


@case("name that no host can have", "UnicodeError|UnicodeEncodeError", "part 2 of 3 has 70 char",
      "587")
def part_of_a_host_too_long(_: Room) -> object:
    return smtplib.SMTP(f"smtp.{'k' * 70}.com", 587)


@case("name that no host can have", "UnicodeError|UnicodeEncodeError", "begins with a dot", "465")
def dot_before_the_host(_: Room) -> object:
    return smtplib.SMTP_SSL(".example.com", 465)


@case("a URL instead of a host", "UnicodeError|UnicodeEncodeError", "not a web address", "587")
def url_with_two_dots(_: Room) -> object:
    return smtplib.SMTP("https://smtp..example.com", 587)


@case("plain client on port 465", "SMTPServerDisconnected", "use SMTP_SSL instead of SMTP",
      '"localhost", 465')
def plain_to_port_465(room: Room) -> object:
    server = room.serve(tls="implicit")
    with server.answering("localhost", 465):
        return smtplib.SMTP("localhost", 465, timeout=0.2)


@case("name in EHLO that is none", "SMTPHeloError", "calls itself `600` in EHLO: it is a number",
      "timeout=600")
def timeout_as_a_name(room: Room) -> object:
    no = [faults.reply(verb, "501 Syntax: EHLO hostname") for verb in ("EHLO", "HELO")]
    client = smtplib.SMTP("localhost", room.serve(faults=no).port, 600)
    room._open.callback(client.close)
    return client.ehlo_or_helo_if_needed()


@case("name in EHLO that is none", "SMTPRecipientsRefused", "it has an underscore in it",
      "local_hostname=")
def name_with_an_underscore(room: Room) -> object:
    no = faults.reply("RCPT", "501 5.5.2 <my_pc>: Helo command rejected: Invalid name")
    client = smtplib.SMTP("localhost", room.serve(faults=[no]).port, local_hostname="my_pc")
    room._open.callback(client.close)
    return client.sendmail(ME, YOU, MAIL)


@case("computer's name beyond ASCII", "UnicodeDecodeError", "computer's name", "local_hostname")
def name_that_windows_gives_in_its_own_charset(room: Room) -> object:
    def name(*_: Any) -> str:
        return b"j\xfcrgens-pc".decode("utf-8")

    room.patch.setattr(socket, "gethostbyaddr", name)
    return smtplib.SMTP()


def resetting_server(room: Room, *answers: bytes) -> int:
    """Answer one command after the other, then reset the connection; return the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    room._open.callback(listener.close)

    def answer() -> None:
        with listener.accept()[0] as caller:
            for each in answers:
                caller.sendall(each)
                caller.recv(4096)
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    thread = threading.Thread(target=answer, daemon=True)
    room._open.callback(thread.join, 10)
    thread.start()
    return int(listener.getsockname()[1])


@case("connection reset", "SMTPServerDisconnected", "cut at EHLO: it was reset", "check_connection")
def reset_at_ehlo(room: Room) -> object:
    client = smtplib.SMTP("localhost", resetting_server(room, b"220 hello\r\n"), timeout=10)
    room._open.callback(client.close)
    return client.starttls()


# -- logging in, and reading


@case("login methods before TLS", "SMTPException", "First starttls()", "starttls(context=")
def login_with_ntlm_alone(room: Room) -> object:
    offers = b"250-here\r\n250-STARTTLS\r\n250 AUTH GSSAPI NTLM\r\n"
    client = smtplib.SMTP("localhost", room.raw_server(b"220 hello\r\n", offers), timeout=10)
    room._open.callback(client.close)
    return client.login("ada@example.com", "correct horse")


@case("MD5 forbidden on this computer", "ValueError", "forbids MD5", '"PLAIN LOGIN"')
def login_with_md5_under_fips(room: Room) -> object:
    def forbidden(*_: Any, **__: Any) -> NoReturn:
        raise ValueError("[digital envelope routines] unsupported")

    room.patch.setattr(hmac, "HMAC", forbidden)
    port = room.raw_server(b"220 hello\r\n", b"250-here\r\n250 AUTH CRAM-MD5 PLAIN\r\n",
                           b"334 PDEyMzQ1Pg==\r\n")
    client = smtplib.SMTP("localhost", port, timeout=10)
    room._open.callback(client.close)
    return client.login("ada@example.com", "correct horse")


@case("command that is no text", "TypeError", "`docmd` needs text, but got a `bytes`", "login")
def command_of_bytes(room: Room) -> object:
    return room.client(room.serve(users=USERS)).docmd(b"YWRhQGV4YW1wbGUuY29t")


@case("command that is no text", "AttributeError", "`auth` needs text, but got a `bytes`", "login")
def answer_of_bytes(room: Room) -> object:
    client = room.client(room.serve(users=USERS))
    client.ehlo()
    return client.auth("PLAIN", lambda _challenge=None: b"\0ada@example.com\0correct horse")


@case("content of a type that Python doesn't know", "KeyError", "`binary/octet-stream`",
      "get_payload(decode=True)")
def content_of_a_main_type_of_its_own(_: Room) -> object:
    data = b"Content-Type: binary/octet-stream\nContent-Transfer-Encoding: base64\n\nJVBERg=="
    return email.message_from_bytes(data, policy=policy.default).get_content()


# -- aiosmtplib


def run(room: Room, act: Callable[[aiosmtplib.SMTP], Awaitable[Any]], **options: Any) -> object:
    server = room.serve(**options)
    context = ssl.create_default_context(cafile=server.ca_file) if "tls" in options else None

    async def connected() -> object:
        client = aiosmtplib.SMTP(hostname="localhost", port=server.port, tls_context=context)
        try:
            await client.connect()
            return await act(client)
        finally:
            client.close()

    return asyncio.run(connected())


@case("already encrypted by aiosmtplib", "SMTPException", "remove starttls()", "start_tls=False")
def async_starttls_twice(room: Room) -> object:
    return run(room, lambda client: client.starttls(), tls="starttls")


@case("STARTTLS not offered to aiosmtplib", "SMTPException", "doesn't offer STARTTLS", "use_tls")
def async_starttls_to_plain(room: Room) -> object:
    return run(room, lambda client: client.starttls())


@case("login not offered to aiosmtplib", "SMTPException", "no login (AUTH)", "start_tls=True")
def async_login_without_users(room: Room) -> object:
    return run(room, lambda client: client.login("ada@example.com", "correct horse"))


@case("aiosmtplib not connected", "SMTPServerDisconnected", "connect first", "async with")
def async_without_a_connection(_: Room) -> object:
    return asyncio.run(aiosmtplib.SMTP(hostname="localhost").noop())


@case("aiosmtplib lost the connection", "SMTPServerDisconnected", "ended before a reply", "check_")
def async_hung_up(room: Room) -> object:
    return run(room, lambda client: client.noop(), faults=[faults.hang_up("NOOP")])


@case("aiosmtplib can't connect", "SMTPConnectError", "couldn't connect", '("localhost", 1)')
def async_nobody_listens(_: Room) -> object:
    return asyncio.run(aiosmtplib.SMTP(hostname="localhost", port=1).connect())


@case("aiosmtplib waited in vain", "SMTPReadTimeoutError", "in time", "timeout=60")
def async_silent(room: Room) -> object:
    return run(room, lambda client: client.noop(timeout=0.2), faults=[faults.silent("NOOP")])


@case("user name or password refused", "SMTPAuthenticationError", "does not accept", "getpass")
def async_wrong_password(room: Room) -> object:
    return run(room, lambda client: client.login("ada@example.com", "wrong"), users=USERS)


@case("no such recipient", "SMTPRecipientsRefused", "no such mailbox", "compare")
def async_no_such_recipient(room: Room) -> object:
    return run(room, lambda client: client.sendmail(ME, YOU, MAIL),
               refuse={YOU: "550 5.1.1 No such user"})


@case("event loop runs already", "RuntimeError", "use `await` instead", "await aiosmtplib.send")
def async_in_a_running_loop(_: Room) -> object:
    async def send() -> object:
        made = aiosmtplib.SMTP(hostname="localhost").noop()
        try:
            return asyncio.run(made)
        finally:
            made.close()

    return asyncio.run(send())
