"""Third-party mail clients, and the commands that make each of them send a message."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import ssl
import subprocess
from base64 import b64encode
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SECONDS = 30  # for a client to be done; it takes a third of one


@dataclass(frozen=True)
class Order:
    """What a client is to send, where, and how.

    Args:
        folder: a folder of its own, empty.
        port: of the server on localhost.
        mode: ``"starttls"``, ``"implicit"`` or None.
        ca_file: what it is to trust; None for what the computer trusts.
        mechanism: how it is to log in; None for not at all.
        user: the name to log in with.
        password: the password; for XOAUTH2 the token.
        sender: the address in MAIL FROM.
        recipients: the addresses in RCPT TO.
        message: the mail, with CRLF line ends.
    """

    folder: Path
    port: int
    mode: str | None
    ca_file: str | None
    mechanism: str | None
    user: str
    password: str
    sender: str
    recipients: tuple[str, ...]
    message: bytes


@dataclass(frozen=True)
class Outcome:
    """What became of an order: whether the client says that all went well, and its words."""

    well: bool
    words: str


@dataclass(frozen=True)
class Client:
    """A mail client.

    Args:
        name: what it is called.
        mechanisms: those that it can log in with and the server offers.
        send: has it carry out an order.
        missing: returns what to do to have it here; empty where it is here.
        exact: whether it can be given a finished mail, to be sent as it is.
        checks_name: whether it looks for the server's name in the certificate.
        ending: how it leaves: not every client says QUIT.
        hears_out: whether it waits for the 535 after the challenge that says why a
            token is refused.
    """

    name: str
    mechanisms: tuple[str, ...]
    send: Callable[[Order], Outcome]
    missing: Callable[[], str]
    exact: bool = True
    checks_name: bool = True
    ending: str = "quit"
    hears_out: bool = True

    def __str__(self) -> str:
        return self.name


def _run(order: Order, *command: str, given: bytes = b"") -> Outcome:
    """Run a program that has no settings of this computer's user, and the mail as its input."""
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        cwd=order.folder,
        env={**os.environ, "HOME": str(order.folder), "LC_ALL": "C.UTF-8"},
        timeout=_SECONDS,
        check=False,
    )
    return Outcome(done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace"))


def _swaks(order: Order) -> Outcome:
    # It puts a line end of its own before the lone dot.
    (order.folder / "mail").write_bytes(order.message.removesuffix(b"\r\n"))
    command = ["swaks", "--server", "localhost", "--port", str(order.port), "--helo", "localhost"]
    command += ["--from", order.sender, "--to", ",".join(order.recipients), "--pipeline"]
    command += ["--data", "@mail"]
    if order.mode:
        command += ["--tls" if order.mode == "starttls" else "--tls-on-connect", "--tls-verify"]
    if order.ca_file:
        command += ["--tls-ca-path", order.ca_file]
    if order.mechanism:
        command += ["--auth", order.mechanism]
        command += ["--auth-user", order.user, "--auth-password", order.password]
    return _run(order, *command)


def _msmtp(order: Order) -> Outcome:
    settings = [
        "account default",
        "host localhost",
        f"port {order.port}",
        f"from {order.sender}",
        "timeout 20",
        f"tls {'on' if order.mode else 'off'}",
        f"tls_starttls {'on' if order.mode == 'starttls' else 'off'}",
        f"auth {order.mechanism.lower() if order.mechanism else 'off'}",
        f"user {order.user}",
        f"password {order.password}",
    ]
    if order.ca_file:
        settings.append(f"tls_trust_file {order.ca_file}")
    file = order.folder / "msmtprc"
    file.write_text("\n".join(settings) + "\n")
    file.chmod(0o600)
    command = ("msmtp", "--debug", "--file", str(file), "--", *order.recipients)
    return _run(order, *command, given=order.message)


def _curl(order: Order) -> Outcome:
    (order.folder / "mail").write_bytes(order.message)
    scheme = "smtps" if order.mode == "implicit" else "smtp"
    command = ["curl", "--silent", "--show-error", "--verbose", "--max-time", "20"]
    command += [f"{scheme}://localhost:{order.port}", "--upload-file", "mail"]
    command += ["--mail-from", order.sender]
    for recipient in order.recipients:
        command += ["--mail-rcpt", recipient]
    if order.mode == "starttls":
        command.append("--ssl-reqd")
    if order.ca_file:
        command += ["--cacert", order.ca_file]
    if order.mechanism == "XOAUTH2":
        command += ["--user", f"{order.user}:", "--oauth2-bearer", order.password]
    elif order.mechanism:
        command += ["--user", f"{order.user}:{order.password}"]
    if order.mechanism:
        command += ["--login-options", f"AUTH={order.mechanism}"]
    return _run(order, *command)


def _s_nail(order: Order) -> Outcome:
    scheme = "smtps" if order.mode == "implicit" else "smtp"
    settings = [
        "v15-compat",
        f"mta={scheme}://localhost:{order.port}",
        f"from={order.sender}",
        f"smtp-auth={order.mechanism.lower() if order.mechanism else 'none'}",
        f"user={order.user}",
        f"password={order.password}",
        "tls-verify=strict",
        "sendwait",
        "nosave",
    ]
    if order.mode == "starttls":
        settings.append("smtp-use-starttls")
    if order.ca_file:
        settings += [f"tls-ca-file={order.ca_file}", "tls-ca-no-defaults"]
    command = ["s-nail", "-:/", "-v"]
    for setting in settings:
        command += ["-S", setting]
    headers, _, body = order.message.replace(b"\r\n", b"\n").partition(b"\n\n")
    subject = next(line for line in headers.split(b"\n") if line.startswith(b"Subject: "))
    command += ["-s", subject.decode().removeprefix("Subject: "), "-.", *order.recipients]
    return _run(order, *command, given=body)


_NODEMAILER = """
const order = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const transport = require("nodemailer").createTransport(order.transport);
const message = { envelope: order.envelope, raw: Buffer.from(order.message, "base64") };
transport.sendMail(message).then(
  (sent) => console.log(sent.response),
  (error) => { console.error(error.code, error.message); process.exitCode = 1; },
);
"""


def _nodemailer(order: Order) -> Outcome:
    auth: dict[str, str] = {"user": order.user}
    if order.mechanism == "XOAUTH2":
        auth |= {"type": "OAuth2", "accessToken": order.password}
    else:
        auth |= {"pass": order.password}
    transport: dict[str, object] = {
        "host": "localhost",
        "port": order.port,
        "secure": order.mode == "implicit",
        "requireTLS": order.mode == "starttls",
        "ignoreTLS": order.mode is None,
    }
    if order.mechanism:
        transport |= {"auth": auth, "authMethod": order.mechanism}
    if order.ca_file:
        with open(order.ca_file, encoding="ascii") as file:  # noqa: PTH123 - it is named by a text
            transport["tls"] = {"ca": file.read()}
    given = {
        "transport": transport,
        "envelope": {"from": order.sender, "to": order.recipients},
        "message": b64encode(order.message).decode(),
    }
    return _run(order, "node", "-e", _NODEMAILER, given=json.dumps(given).encode())


def _aiosmtplib(order: Order) -> Outcome:
    import aiosmtplib

    async def send() -> Outcome:
        client = aiosmtplib.SMTP(
            hostname="localhost",
            port=order.port,
            use_tls=order.mode == "implicit",
            start_tls=order.mode == "starttls",
            tls_context=ssl.create_default_context(cafile=order.ca_file) if order.mode else None,
            timeout=_SECONDS,
        )
        log_in = {
            "PLAIN": client.auth_plain,
            "LOGIN": client.auth_login,
            "CRAM-MD5": client.auth_crammd5,
            "XOAUTH2": client.auth_xoauth2,
        }
        connected = False
        lost = asyncio.Event()
        try:
            async with client:
                connected = True
                assert client.protocol is not None
                _tell_when_lost(client.protocol, lost)
                if order.mechanism:
                    await client.ehlo()
                    await log_in[order.mechanism](order.user, order.password)
                sent = await client.sendmail(order.sender, order.recipients, order.message)
        except (aiosmtplib.SMTPException, ssl.SSLError) as error:
            outcome = Outcome(well=False, words=repr(error))
        else:
            outcome = Outcome(well=True, words=repr(sent))
        if connected:
            await asyncio.wait_for(lost.wait(), _SECONDS)
        return outcome

    return asyncio.run(send())


def _tell_when_lost(protocol: asyncio.BaseProtocol, lost: asyncio.Event) -> None:
    """Set ``lost`` when the connection has ended.

    aiosmtplib only begins to close it: over TLS the other side is heard once more, and a loop
    that ends before that leaves the socket open.
    """
    connection_lost = protocol.connection_lost

    def tell(error: Exception | None) -> None:
        connection_lost(error)
        lost.set()

    setattr(protocol, "connection_lost", tell)  # noqa: B010 - a method is not assigned to


def _without_program(program: str, package: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(program) else f"apt-get install {package}"


def _without_nodemailer() -> str:
    # -p prints what it finds; NODE_PATH names the folder where it was installed to.
    if shutil.which("node"):
        command = ["node", "-p", "require.resolve('nodemailer')"]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return ""
    return (
        "install node and npm, then: npm install --prefix FOLDER nodemailer, "
        "and set NODE_PATH=FOLDER/node_modules"
    )


CLIENTS = (
    Client(
        "swaks",
        ("PLAIN", "LOGIN", "CRAM-MD5"),
        _swaks,
        _without_program("swaks", "swaks libnet-ssleay-perl"),
        checks_name=False,
    ),
    Client(
        "msmtp",
        ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"),
        _msmtp,
        _without_program("msmtp", "msmtp"),
    ),
    Client(
        "curl",
        ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"),
        _curl,
        _without_program("curl", "curl"),
        hears_out=False,
    ),
    Client(
        "s-nail",
        ("PLAIN", "LOGIN", "CRAM-MD5"),
        _s_nail,
        _without_program("s-nail", "s-nail"),
        exact=False,
    ),
    Client(
        "nodemailer",
        ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"),
        _nodemailer,
        _without_nodemailer,
        ending="client left",
    ),
    Client(
        "aiosmtplib",
        ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"),
        _aiosmtplib,
        lambda: "" if find_spec("aiosmtplib") else "pip install aiosmtplib",
    ),
)
