"""The commands of a session: aiosmtpd's, and those that real servers handle more strictly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP, syntax

from .addresses import NULL_PATH, argument_after, is_local_part, split_path
from .auth import auth
from .content import data

if TYPE_CHECKING:
    from .addresses import Path
    from .smtp_session import SMTPSession

_MAX_RECIPIENTS = 1_000  # per message, rejected ones counted; RFC 5321, section 4.5.3.1.8
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~]+))?")  # RFC 5321, section 4.1.2
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")  # RFC 3461, section 4
# Each parameter of MAIL, and the extension that it belongs to.
_MAIL_PARAMETERS = {"SIZE": "SIZE", "BODY": "8BITMIME", "SMTPUTF8": "SMTPUTF8", "AUTH": "AUTH"}


@syntax("EHLO hostname")
async def ehlo(session: SMTPSession, hostname: str | None) -> None:
    """Reply with the extensions, all at once; aiosmtpd sends each line separately."""
    if not hostname:
        await session.push("501 Syntax: EHLO hostname")
        return
    session.reset()
    session.session.extended_smtp = True
    session.session.host_name = hostname
    extensions = [f"SIZE {session.data_size_limit}", "8BITMIME", "SMTPUTF8"]
    extensions += ["PIPELINING", "ENHANCEDSTATUSCODES"]
    if session.tls_context and not session.is_encrypted:
        extensions.append("STARTTLS")
    else:  # without encryption only where there is none
        mechanisms = filter(session.behavior.offers, sorted(session.mechanisms))
        extensions.append(f"AUTH {' '.join(mechanisms)}")
    offered = [each for each in extensions if session.behavior.offers(each.split()[0])]
    lines = [session.hostname, *offered, "HELP"]
    await session.push("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))


@syntax("MAIL FROM:<address>", extended=" [SP <parameters>]")
async def mail(session: SMTPSession, arg: str | None) -> None:
    """Begin a message."""
    if await session.check_helo_needed() or await session.check_auth_needed("MAIL"):
        return
    path = split_path(argument_after("FROM:", arg))
    options = path.parameters.upper().split() if path else []
    if path is None or (options and not session.session.extended_smtp):
        reply = _wrong_syntax(session, "MAIL", arg)
    elif rejection := _rejected_address(path, "sender", utf8="SMTPUTF8" in options):
        reply = rejection
    elif session.envelope.mail_from:
        reply = "503 5.5.1 Error: nested MAIL command"
    elif rejection := _rejected_parameters(session, options):
        reply = rejection
    else:
        session.envelope.mail_from = path.mailbox or NULL_PATH
        session.envelope.smtp_utf8 = "SMTPUTF8" in options
        session.envelope.mail_options.extend(options)
        _note_missing_brackets(session, path)
        reply = "250 2.1.0 OK"
    await session.push(reply)


@syntax("RCPT TO:<address>", extended=" [SP <parameters>]")
async def rcpt(session: SMTPSession, arg: str | None) -> None:
    """Add a recipient."""
    if await session.check_helo_needed() or await session.check_auth_needed("RCPT"):
        return
    path = split_path(argument_after("TO:", arg))
    options = path.parameters.upper().split() if path else []
    if not session.envelope.mail_from:
        reply = "503 5.5.1 Error: need MAIL command"
    elif len(session.envelope.rcpt_tos) + len(session.envelope.rejected) >= _MAX_RECIPIENTS:
        reply = "452 4.5.3 Too many recipients"
    elif path is None or (options and not session.session.extended_smtp):
        reply = _wrong_syntax(session, "RCPT", arg)
    elif rejection := _rejected_address(path, "recipient", utf8=session.envelope.smtp_utf8):
        reply = rejection
    elif None in (found := [_PARAMETER.fullmatch(each) for each in options]):
        reply = _wrong_syntax(session, "RCPT", arg)
    elif found:
        reply = f"555 5.5.4 RCPT TO parameter {options[0]} is not supported"
    else:
        # Only the postmaster may omit the domain: RFC 5321, section 4.5.1.
        session.envelope.rcpt_tos.append(path.mailbox or path.text)
        _note_missing_brackets(session, path)
        reply = "250 2.1.5 OK"
    await session.push(reply)


@syntax("VRFY <address>")
async def vrfy(session: SMTPSession, arg: str | None) -> None:
    """Reply neither yes nor no, unless it can't be an address."""
    if await session.check_auth_needed("VRFY"):
        return
    if not arg:
        await session.push("501 5.5.4 Syntax: VRFY <address>")
        return
    path = split_path(arg)
    if path is None:
        reply = _bad_address("recipient")
    elif is_local_part(path.text) and path.text.isascii():
        reply = ""  # a user name, which needs no domain
    else:
        utf8 = path.parameters.upper() == "SMTPUTF8"  # RFC 6531, section 3.7.4.2
        reply = _rejected_address(path, "recipient", utf8=utf8)
    if path and not reply:
        reply = "252 2.0.0 Cannot VRFY user, but will accept message and attempt delivery"
    await session.push(reply)


@syntax("HELP [command]")
async def help_(session: SMTPSession, arg: str | None) -> None:
    """Reply with the commands, or the syntax of one."""
    if await session.check_auth_needed("HELP"):
        return
    usable = {
        verb: command
        for verb, command in sorted(session.commands.items())
        if hasattr(command, "__smtp_syntax__") and session.is_offered(verb)
    }
    if not arg:
        await session.push(f"214 2.0.0 Supported commands: {' '.join(usable)}")
    elif command := usable.get(arg.upper()):
        more = command.__smtp_syntax_extended__ if session.session.extended_smtp else None
        await session.push(f"214 2.0.0 Syntax: {command.__smtp_syntax__}{more or ''}")
    else:
        await session.push(f"504 5.5.4 Supported commands: {' '.join(usable)}")


@syntax("QUIT")
async def quit_(session: SMTPSession, arg: str | None) -> None:
    """End the session before sending 221, so that nobody sees it open afterwards."""
    if not arg:
        session.record.end("quit")
    await SMTP.smtp_QUIT(session, arg)


def _wrong_syntax(session: SMTPSession, verb: str, arg: str | None) -> str:
    keyword, role = ("FROM:", "sender") if verb == "MAIL" else ("TO:", "recipient")
    given = argument_after(keyword, arg)
    if given and split_path(given) is None:
        return _bad_address(role)
    more = " [SP <parameters>]" if session.session.extended_smtp else ""
    return f"501 5.5.4 Syntax: {verb} {keyword}<address>{more}"


def _rejected_address(path: Path, role: str, *, utf8: bool) -> str:
    """Return the reply to an address that can't be accepted, or ""."""
    if path.usual:
        return ""
    if not path.text.isascii() and path.text.isprintable() and not utf8:
        return "553 5.6.7 Error: a non-ASCII address needs SMTPUTF8 (RFC 6531, section 3.5)"
    null = not path.text and path.in_brackets and role == "sender"
    postmaster = path.text.lower() == "postmaster" and role == "recipient"
    return "" if null or postmaster or path.mailbox else _bad_address(role)


def _rejected_parameters(session: SMTPSession, options: list[str]) -> str:
    """Return the reply to parameters of MAIL that can't be accepted, or ""."""
    found = [_PARAMETER.fullmatch(each) for each in options]
    for parameter in found:
        if parameter is None:
            return _wrong_syntax(session, "MAIL", "")
        name, value = parameter.groups()
        extension = _MAIL_PARAMETERS.get(name)
        if extension is None:
            return f"555 5.5.4 MAIL FROM parameter {name} is not supported"
        if not session.behavior.offers(extension):
            return f"555 5.5.4 {extension} is not offered here"
        if problem := _wrong_value(session, name, value or ""):
            return problem
    return ""


def _wrong_value(session: SMTPSession, name: str, value: str) -> str:
    if name == "SIZE":
        if not value.isdigit():
            return "501 5.5.4 Error: SIZE needs a number of bytes"
        if session.data_size_limit and int(value) > session.data_size_limit:
            return f"552 5.3.4 Error: the message is larger than {session.data_size_limit:,} bytes"
    if name == "BODY" and value not in {"7BIT", "8BITMIME"}:
        return "501 5.5.4 Error: BODY can only be 7BIT or 8BITMIME"
    if name == "SMTPUTF8" and value:
        return "501 5.5.4 Error: SMTPUTF8 takes no value"
    # RFC 4954, section 5, lets a server ignore who wrote the message.
    if name == "AUTH" and not _XTEXT.fullmatch(value):
        return "501 5.5.4 Error: AUTH needs an address or <>"
    return ""


def _note_missing_brackets(session: SMTPSession, path: Path) -> None:
    if not path.in_brackets:
        session.record_line(
            "event",
            "no angle brackets around the address: accepted here, but strict servers reject it",
        )


def _bad_address(role: str) -> str:
    return f"501 {'5.1.7' if role == 'sender' else '5.1.3'} Bad {role} address syntax"


COMMANDS = {
    "AUTH": auth,
    "DATA": data,
    "EHLO": ehlo,
    "EXPN": SMTP.smtp_EXPN,
    "HELO": SMTP.smtp_HELO,
    "HELP": help_,
    "MAIL": mail,
    "NOOP": SMTP.smtp_NOOP,
    "QUIT": quit_,
    "RCPT": rcpt,
    "RSET": SMTP.smtp_RSET,
    "STARTTLS": SMTP.smtp_STARTTLS,
    "VRFY": vrfy,
}
