"""More cases, from bug reports: mistakes in calls, in reading, in charsets."""

# The type checker would find most of these mistakes; they are made on purpose.
# mypy: disable-error-code="arg-type,assignment,attr-defined,call-arg,call-overload"
# mypy: disable-error-code="func-returns-value,index,misc,name-defined,operator,union-attr"

from __future__ import annotations

import asyncio
import configparser
import email
import errno
import gc
import importlib
import logging
import logging.config
import os
import pickle
import smtplib
import socket
import ssl
from datetime import datetime
from email import encoders, policy
from email.header import Header, decode_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import (
    formataddr,
    formatdate,
    parsedate_to_datetime,
)
from logging.handlers import SMTPHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mailtutor import LocalServer
from tests.clinic.cases import MAIL, USERS, case, made_up, message, two_parts
from tests.clinic.sandbox import ME, YOU

if TYPE_CHECKING:
    from tests.clinic.sandbox import Room

# fmt: off
# A row of a table each: the formatter would stand them on end.


@case("brackets left out", "TypeError|AttributeError", "`as_string()`", "as_string()")
def method_in_place_of_text(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, YOU, message().as_string)


@case("brackets left out", "TypeError|AttributeError", "`<lambda>()`", "as_string()")
def function_in_place_of_text(_: Room) -> object:
    return MIMEText(lambda: "Hello")


@case("credentials that are no text", "SMTPAuthenticationError|AttributeError|TypeError",
      "got a `bytes`", "getpass")
def password_of_bytes(room: Room) -> object:
    return room.client(room.serve(users=USERS)).login("ada@example.com", b"correct horse")


@case("credentials given to SMTP()", "TypeError", "login() takes the password", "client.login")
def password_given_to_smtp(room: Room) -> object:
    room._open.callback(gc.collect)  # CPython leaves the socket open: it's found here, not later
    return smtplib.SMTP("localhost", room.serve().port, "ada@example.com", "correct horse")


@case("timeout of nothing", "TypeError", "above 0", "timeout=10")
def timeout_of_words(room: Room) -> object:
    room._open.callback(gc.collect)  # CPython leaves the socket open: it's found here, not later
    return smtplib.SMTP("localhost", room.serve().port, timeout="10 seconds")


@case("a host that is no text", "TypeError", "an `int`", "host, port")
def port_first(_: Room) -> object:
    return smtplib.SMTP(587, "localhost")


@case("None given", "AttributeError|TypeError", "`MIMEText` got None for `_text`", "is None")
def mimetext_of_none(_: Room) -> object:
    return MIMEText(None)


@case("None given", "AttributeError|TypeError", "`sendmail` got None for `from_addr`", "is None")
def sender_of_none(room: Room) -> object:
    return room.client(room.serve()).sendmail(None, YOU, MAIL)


@case("None given", "AttributeError", "`send_message` got None for `msg`", "is None")
def message_of_none(room: Room) -> object:
    return room.client(room.serve()).send_message(None)


@case("None given", "TypeError", "`decode_header` got None for `header`", "is None")
def header_that_is_not_there(_: Room) -> object:
    return decode_header(EmailMessage()["Subject"])


@case("None given", "AttributeError|TypeError", "`formataddr` got None for `pair`", "is None")
def address_of_none(_: Room) -> object:
    return formataddr(("Ada", None))


@case("address that is no text", "TypeError|AttributeError", "a `bytes`", '["you@example.com"]')
def sender_of_bytes(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME.encode(), YOU, MAIL)


@case("address that is no text", "TypeError|AttributeError", "a `bytes`", '["you@example.com"]')
def recipient_of_bytes(room: Room) -> object:
    return room.client(room.serve()).sendmail(ME, YOU.encode(), MAIL)


@case("class instead of an object", "TypeError", "`smtplib.SMTP` is a class", "with smtplib.SMTP")
def method_of_the_class(_: Room) -> object:
    return smtplib.SMTP.sendmail(ME, YOU, MAIL)


@case("class instead of an object", "TypeError|AttributeError", "`smtplib.SMTP` is a class",
      "with smtplib.SMTP")
def with_a_class(_: Room) -> object:
    with smtplib.SMTP as client:
        return client.noop()


@case("await on smtplib", "TypeError", "asyncio.to_thread()", "asyncio.to_thread")
def awaited(room: Room) -> object:
    client = room.client(room.serve())

    async def send() -> None:
        await client.sendmail(ME, YOU, MAIL)

    return asyncio.run(send())


@case("attribute that an exception lacks", "AttributeError",
      "`SMTPRecipientsRefused` has no attribute `smtp_error`", "print(type(error)")
def smtp_error_of_many(room: Room) -> object:
    try:
        return room.client(room.serve(refuse={YOU: "550 no"})).sendmail(ME, YOU, MAIL)
    except smtplib.SMTPException as error:
        return error.smtp_error


@case("environment variable gave None", "TypeError", "isn't set", "os.environ")
def port_that_is_not_set(_: Room) -> object:
    return smtplib.SMTP("localhost", int(os.environ.get("NO_SUCH_PORT")))


@case("not imported", "NameError", "`SMTPException` has to be imported", "import SMTPException")
def error_without_its_module(_: Room) -> object:
    try:
        return smtplib.SMTP().noop()
    except SMTPException:  # noqa: F821
        return None


@case("module name of Python 2", "AttributeError", "`email.Encoders` is from Python 2",
      "import email.encoders")
def capital_of_python_2(_: Room) -> object:
    return email.Encoders


@case("module name of Python 2", "ImportError", "`email.Utils` is from", "import email.utils")
def import_of_python_2(_: Room) -> object:
    exec("from email import Utils")  # noqa: S102 - our own text
    return None


@case("listening on another computer's address", "OSError", "address of this computer",
      "LocalServer()")
def foreign_address(_room: Room) -> object:
    _ = LocalServer  # as a learner's file names its server
    with socket.socket() as server:
        return server.bind(("192.0.2.1", 0))


@case("listening on another computer's address", "OSError", "address of this computer",
      "LocalServer()")
def foreign_address_in_the_words_of_asyncio(_room: Room) -> object:
    _ = LocalServer  # as a learner's file names its server
    raise OSError("could not bind on any address out of [('192.0.2.1', 10025)]")


@case("TLS broken off", "SSLError", "SSLV3_ALERT_ILLEGAL_PARAMETER", "check_connection")
def tls_alert(room: Room) -> object:
    error = ssl.SSLError(1, "[SSL: SSLV3_ALERT_ILLEGAL_PARAMETER] illegal parameter")
    error.reason = "SSLV3_ALERT_ILLEGAL_PARAMETER"
    made_up(room, error)
    return smtplib.SMTP_SSL("smtp.example.com", 465)


@case("no such attribute", "AttributeError", "has no attribute `subject`", "dir(email.message")
def header_as_an_attribute(_: Room) -> object:
    return message().subject


# -- building and reading


@case("picture or sound of unknown kind", "TypeError", "give _subtype=", "_subtype")
def picture_of_unknown_kind(_: Room) -> object:
    return MIMEImage(b"\xff\xd8\xff\xfe\0\x10Lavc62")


@case("payload of another type", "TypeError|AttributeError", "BufferedReader", "file.read()")
def open_file_as_payload(room: Room) -> object:
    (room.folder / "a.pdf").write_bytes(b"%PDF")
    part = MIMEBase("application", "pdf")
    with open("a.pdf", "rb") as file:  # noqa: PTH123 - as a learner writes it
        part.set_payload(file)
        return encoders.encode_base64(part)


@case("text attached to a MIMEMultipart", "AttributeError|TypeError", "but got a `bytes`",
      "MIMEApplication")
def attach_bytes(_: Room) -> object:
    mail = MIMEMultipart()
    mail.attach(b"%PDF")
    return mail.as_string()


@case("old message with a newer policy", "AttributeError|TypeError", "newer policy",
      "policy=policy.SMTP")
def header_object_with_a_policy(_: Room) -> object:
    mail = MIMEText("Hello")
    mail["Subject"] = Header("Olá", "utf-8")
    return mail.as_string(policy=policy.SMTP)


@case("text file in another charset", "UnicodeDecodeError", "encoding=", 'encoding="utf-8"')
def template_read_as_windows_does(_: Room) -> Any:
    Path("template.html").write_text("<p>“Hello”</p>", encoding="utf-8")
    with open("template.html", encoding="cp1252") as file:  # noqa: PTH123 - as a learner writes it
        return message().set_content(file.read(), subtype="html")


@case("payload of another type", "TypeError", "a `bytes`", "encode_base64")
def bytes_as_payload(_: Room) -> object:
    part = MIMEBase("application", "pdf")
    part._payload = b"JVBERg=="
    return part.as_string()


@case("header value of another type", "TypeError", "a `bytes`", "str(")
def bytes_added_as_a_header(_: Room) -> object:
    return MIMEText("Hello").add_header("Content-ID", b"<logo>")


@case("text given to send_message", "AttributeError", "another module's `EmailMessage`",
      "send_message")
def message_of_another_class(room: Room) -> object:
    class EmailMessage:
        pass

    return room.client(room.serve()).send_message(EmailMessage())


@case("None given", "ValueError|TypeError", "`parsedate_to_datetime` got None", "is None")
def date_that_is_not_there(_: Room) -> object:
    return parsedate_to_datetime(EmailMessage()["Date"])


@case("no such method", "AttributeError", "Message.as_bytes`", "help(email.message.Message")
def letter_forgotten_on_an_old_message(_: Room) -> object:
    return MIMEText("Hello").as_byte()


@case("no such attribute", "AttributeError", "`smtplib` has no attribute `quux`", "dir(smtplib)")
def name_like_no_other(_: Room) -> object:
    return smtplib.quux


@case("name that the server's TLS doesn't know", "SSLError", "the name `smtp.example.com`",
      "the-servers-full-name")
def tls_alert_of_another_name(room: Room) -> object:
    error = ssl.SSLError(1, "[SSL: TLSV1_UNRECOGNIZED_NAME] unrecognized name")
    error.reason = "TLSV1_UNRECOGNIZED_NAME"
    made_up(room, error)
    return smtplib.SMTP_SSL("smtp.example.com", 465)


@case("policy of another type", "AttributeError", "got a `str`", "policy.SMTP")
def policy_by_its_name(_: Room) -> object:
    EmailMessage(policy="SMTP")["Subject"] = "x"
    return None


@case("bytes in a text that were never decoded", "UnicodeEncodeError", "never decoded", "decode")
def surrogates_as_content(_: Room) -> object:
    return EmailMessage().set_content(b"\xe9t\xe9".decode("utf-8", "surrogateescape"))


@case("date given to formatdate", "TypeError|AttributeError", "takes seconds", "format_datetime")
def datetime_given_to_formatdate(_: Room) -> object:
    return formatdate(datetime.now(), localtime=True)  # noqa: DTZ005


@case("address that can't be parsed", "ValueError", "takes one address", "Address(")
def two_addresses_in_one(_: Room) -> object:
    return Address("Ann", addr_spec="ann@example.com, bob@example.com")


@case("client certificate that can't be loaded", "FileNotFoundError|SSLError", "private key", "ssl")
def own_certificate_without_its_file(_: Room) -> object:
    return smtplib.SMTP, ssl.create_default_context().load_cert_chain(certfile="my.pem")


@case("host name checked while certificates aren't", "ValueError", "check_hostname", "cafile=")
def verify_mode_first(_: Room) -> object:
    client = smtplib.SMTP
    ssl.create_default_context().verify_mode = ssl.CERT_NONE
    return client


@case("module hidden by a variable", "AttributeError", "`ssl` is a `bool` here", "import ssl")
def parameter_named_like_a_module(_: Room) -> object:
    def connect(*, ssl: bool) -> object:
        return ssl.create_default_context()

    return connect(ssl=True)


@case("module hidden by a variable", "AttributeError", "`smtplib` is a `str`", "import smtplib")
def variable_named_like_a_module(_: Room) -> object:
    smtplib = "smtp.example.com"
    return smtplib.SMTP(smtplib)


@case("class of a handler that isn't there", "ValueError", "logging.handlers.SMTPHandler", "class")
def log_handler_in_small_letters(_: Room) -> object:
    return configure("logging.handlers.SMTPhandler")


@case("settings of a handler that don't fit", "ValueError", "can't create the SMTPHandler", "class")
def log_handler_without_recipients(_: Room) -> object:
    return configure("logging.handlers.SMTPHandler")


def configure(kind: str) -> None:
    handler = {"class": kind, "mailhost": "localhost", "fromaddr": ME, "subject": "Failed"}
    logging.config.dictConfig({"version": 1, "handlers": {"mail": handler}})


@case("SMTPHandler without encryption", "SMTPAuthenticationError|SMTPNotSupportedError",
      "secure=()", "secure=()")
def log_handler_that_logs_in_without_tls(room: Room) -> object:
    server = room.serve(tls="starttls", users=USERS)
    (login,) = USERS.items()
    handler = SMTPHandler(("localhost", server.port), ME, [YOU], "Failed", login)
    handler.handleError = lambda _: reraise()
    return handler.handle(logging.LogRecord("app", logging.ERROR, "", 1, "broken", None, None))


def reraise() -> None:
    raise  # noqa: PLE0704 - the error that `handleError` was called for


@case("no such transfer encoding", "ValueError", "an encoding that email doesn't have", "cte=")
def charset_given_as_transfer_encoding(_: Room) -> object:
    return EmailMessage().set_content("ol\xe1", cte="utf-8")


@case("transfer encoding for ASCII only", "UnicodeDecodeError|UnicodeEncodeError", "beyond ASCII",
      "cte=")
def letters_in_seven_bits(_: Room) -> object:
    return EmailMessage().set_content("ol\xe1", cte="7bit")


@case("purpose of another type", "TypeError|ValueError", "needs no first argument",
      "minimum_version")
def context_of_a_version(_: Room) -> object:
    return ssl.create_default_context(ssl.PROTOCOL_TLS_CLIENT)


@case("an email address instead of a host", "gaierror", "not an email address", "smtp.example.com")
def address_as_the_host(_: Room) -> object:
    return smtplib.SMTP("me@mail.invalid", 587)


@case("header that isn't there", "AttributeError", "no Reply-To header", 'get("Reply-To", "")')
def header_that_get_did_not_find(_: Room) -> object:
    letter = message()
    return letter.get("Reply-To").strip()


@case("module name of Python 2", "ModuleNotFoundError", "`email.Utils` is from", "email.utils")
def module_of_python_2_with_a_dot(_: Room) -> object:
    return importlib.import_module("email.Utils")


@case("context for the other side", "SSLError|ValueError", "for a server, but a client",
      "ssl.create_default_context()")
def context_of_a_server(room: Room) -> object:
    server = room.serve(tls="starttls")
    return room.client(server).starttls(context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))


@case("letters beyond ASCII in addr_spec", "ValueError|NonASCIILocalPartDefect|MessageDefect",
      "takes ASCII only", "username=")
def letters_in_addr_spec(_: Room) -> object:
    return Address(addr_spec="pel\xe9@example.com")


@case("object for another process", "TypeError", "another process", "with smtplib.SMTP")
def context_for_another_process(_: Room) -> object:
    return pickle.dumps(ssl.create_default_context())


@case("no program that sends", "FileNotFoundError", "no program '/usr/sbin/", "smtplib")
def sendmail_that_is_not_installed(_: Room) -> object:
    raise FileNotFoundError(2, "No such file or directory", "/usr/sbin/sendmail")


@case("no file at that path", "FileNotFoundError", "There is no file", ".parents")
def full_path_of_another_computer(_: Room) -> object:
    attached = EmailMessage()
    attached.set_content("Hello")
    return Path("/no-such-folder/report.pdf").read_bytes()


@case("encoded word without a charset", "TypeError", "returned None as the charset",
      'charset or "ascii"')
def plain_part_of_a_subject(_: Room) -> object:
    return [text.decode(charset) for text, charset in decode_header("=?utf-8?q?ol=C3=A1?= (web)")]


@case("message of text beyond ASCII", "UnicodeEncodeError", "read from text", 'encode("utf-8")')
def bytes_of_a_message_of_text(_: Room) -> object:
    return email.message_from_string("Subject: Hi\n\nol\xe1\n").as_bytes(policy=policy.SMTP)


@case("argument of another type", "AttributeError", "text for `s`, not an `int`", "type(value)")
def number_as_a_header(_: Room) -> object:
    return Header(42)


@case("file to trust that is no path", "TypeError", "the path of a file", "cafile=")
def open_file_to_trust(_: Room) -> object:
    return ssl.create_default_context(cafile=[b"-----BEGIN CERTIFICATE-----"])


@case("Python without TLS", "RuntimeError", "without TLS", "OPENSSL_VERSION")
def starttls_without_ssl(room: Room) -> object:
    def starttls(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("No SSL support included in this Python")

    room.patch.setattr(smtplib.SMTP, "starttls", starttls)
    return room.client(room.serve(tls="starttls")).starttls()


@case("too many open connections here", "OSError", "too many connections or files", "with smtplib")
def connections_that_are_never_closed(room: Room) -> object:
    made_up(room, OSError(errno.EMFILE, "Too many open files"))
    return smtplib.SMTP("smtp.example.com", 25)


@case("several parts taken for one", "AttributeError", "`set_charset` works on a single part",
      "is_multipart")
def charset_of_the_container(_: Room) -> object:
    whole = email.message_from_bytes(two_parts().as_bytes())
    return [part.set_charset("utf-8") for part in whole.walk()]


@case("percent sign in a setting", "InterpolationSyntaxError", "the % in a setting",
      "interpolation=None")
def password_with_a_percent_sign(_: Room) -> object:
    settings = configparser.ConfigParser()
    settings.read_string("[mail]\npassword = 50%off")
    return settings["mail"]["password"]


@case("half of a character", "UnicodeEncodeError", "half of a character", "surrogatepass")
def half_of_an_emoji(_: Room) -> object:
    return EmailMessage().set_content("Thanks \ud83d")


@case("kind of address not supported", "OSError", "no IPv6", "AF_INET")
def address_of_a_kind_that_is_off(room: Room) -> object:
    made_up(room, OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol"))
    return smtplib.SMTP("smtp.example.com", 25)


@case("no answer after STARTTLS", "TimeoutError", "agreed to STARTTLS", "SMTP_SSL")
def handshake_that_never_comes(room: Room) -> object:
    replies = (b"220 mail\r\n", b"250-mail\r\n250 STARTTLS\r\n", b"220 Go ahead\r\n")
    port = room.raw_server(*replies, hold=True)
    client = smtplib.SMTP("localhost", port, timeout=0.2)
    room._open.callback(client.close)
    return client.starttls()


@case("a folder instead of a file", "IsADirectoryError|PermissionError", "can't be read", "is_dir")
def attachment_without_a_name(_: Room) -> object:
    Path("files").mkdir()
    with open("files/" + str(two_parts().get_filename(""))) as file:  # noqa: PTH123 - as learners do
        return file


@case("address that can't be parsed", "IndexError|HeaderParseError|ValueError", "takes one address",
      "addr_spec=")
def address_of_an_empty_text(_: Room) -> object:
    return Address("Bob", addr_spec="")
