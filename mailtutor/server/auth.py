"""The AUTH command (RFC 4954): its mechanisms, and password checks."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import time
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword, _AuthMechAttr, syntax

from .fault import Stage

if TYPE_CHECKING:
    from .smtp_session import SMTPSession

_REJECTED = "535 5.7.8 Username and password not accepted"


@syntax("AUTH <mechanism>")
async def auth(session: SMTPSession, arg: str | None) -> None:
    """Accept the mechanism's name in any case (RFC 4954, section 4; aiosmtpd#305)."""
    if session.envelope.mail_from:
        await session.push("503 5.5.1 Error: AUTH isn't allowed between MAIL and the end of DATA")
        return
    if arg:
        mechanism, space, response = arg.partition(" ")
        mechanism = mechanism.upper()
        # aiosmtpd doesn't know a mechanism of this name, and will reply so.
        name = mechanism if session.behavior.offers(mechanism) else "NOT-OFFERED"
        arg = name + space + response
    await SMTP.smtp_AUTH(session, arg)


def check_password(
    session: SMTPSession, _session: object, _envelope: object, mechanism: str, data: Any
) -> AuthResult:
    """Check a name and a password; this is aiosmtpd's authenticator."""
    name = data.login.decode("utf-8", "replace")
    expected = session.behavior.users.get(name)
    right = expected is not None and hmac.compare_digest(expected.encode(), data.password)
    return _result(session, mechanism, name, right=right)


def _result(session: SMTPSession, mechanism: str, name: str, *, right: bool) -> AuthResult:
    for action in session.behavior.actions(Stage("login", mechanism=mechanism)):
        if action.reply:
            return AuthResult(success=False, handled=False, message=action.reply)
    if right:
        return AuthResult(success=True, auth_data=LoginPassword(name.encode(), b""))
    # Without handled=False aiosmtpd sends nothing, and the client waits forever.
    return AuthResult(success=False, handled=False, message=_REJECTED)


async def _initial_response(session: SMTPSession, args: list[str]) -> bytes | None:
    """Return the initial response of AUTH, or ask for it; None after an error.

    An empty response is written as "=" after the command: RFC 4954, section 4.
    """
    if len(args) == 1:
        asked = await session.challenge_auth("")
        return asked if isinstance(asked, bytes) else None
    try:
        return b"" if args[1] == "=" else base64.b64decode(args[1], validate=True)
    except ValueError:
        await session.push("501 5.5.2 Can't decode base64")
        return None


async def _plain(session: SMTPSession, args: list[str]) -> AuthResult:
    """Accept a name and a password in one response (RFC 4616)."""
    answer = await _initial_response(session, args)
    if answer is None:
        return AuthResult(success=False)
    if answer.count(b"\0") != 2:  # noqa: PLR2004 - three fields
        await session.push("501 5.5.2 Can't split auth value")
        return AuthResult(success=False)
    acting_as, name, password = answer.split(b"\0")
    if acting_as not in {b"", name}:  # acting as another user isn't allowed
        return AuthResult(success=False, handled=False, message=_REJECTED)
    return session._authenticate("PLAIN", LoginPassword(name, password))  # noqa: SLF001 - aiosmtpd's


async def _login(session: SMTPSession, args: list[str]) -> AuthResult:
    """Accept a name and a password in two responses."""
    return await SMTP.auth_LOGIN(session, session, ["" if each == "=" else each for each in args])


async def _cram_md5(session: SMTPSession, args: list[str]) -> AuthResult:
    """Check a proof that the client knows the password, which it doesn't send."""
    if len(args) > 1:  # the server must send the challenge first: RFC 4954, section 4
        await session.push("501 5.7.0 CRAM-MD5 allows no initial response")
        return AuthResult(success=False)
    # Random digits, a time and the host name, as in RFC 2195, section 2.
    challenge = f"<{secrets.randbits(63)}.{int(time.time())}@{session.hostname}>".encode()
    answer = await session.challenge_auth(challenge)
    if not isinstance(answer, bytes):
        return AuthResult(success=False)
    name, _, digest = answer.decode("utf-8", "replace").rpartition(" ")
    expected = session.behavior.users.get(name)
    right = expected is not None and hmac.compare_digest(
        hmac.new(expected.encode(), challenge, "md5").hexdigest().encode(), digest.encode()
    )
    return _result(session, "CRAM-MD5", name, right=right)


async def _xoauth2(session: SMTPSession, args: list[str]) -> AuthResult:
    """Accept an access token, here the user's password, like Google and Microsoft."""
    answer = await _initial_response(session, args)
    if answer is None:
        return AuthResult(success=False)
    fields = dict(
        field.partition("=")[::2] for field in answer.decode("utf-8", "replace").split("\1")
    )
    name = fields.get("user", "")
    scheme, _, token = fields.get("auth", "").partition(" ")
    expected = session.behavior.users.get(name) if scheme.lower() == "bearer" else None
    if expected is not None and hmac.compare_digest(expected.encode(), token.encode()):
        return _result(session, "XOAUTH2", name, right=True)
    # The reason is sent as a challenge; the client's empty response then gets the 535.
    await session.challenge_auth(json.dumps({"status": "401", "schemes": "bearer"}))
    return _result(session, "XOAUTH2", name, right=False)


_FUNCTIONS: dict[str, Any] = {
    "CRAM-MD5": _cram_md5,
    "LOGIN": _login,
    "PLAIN": _plain,
    "XOAUTH2": _xoauth2,
}
MECHANISMS = {name: _AuthMechAttr(run, is_builtin=False) for name, run in _FUNCTIONS.items()}
