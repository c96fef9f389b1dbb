"""Says why a learner couldn't join a class, and what to do."""

from __future__ import annotations

from http import HTTPStatus

from mailtutor.platform import IN_BROWSER, LOOPBACK, page_origin

_FORBIDDEN = """\
You haven't joined: this page came over https, and browsers don't let such a page connect to
{host}, which has no encryption. If your teacher's wall shows a link, open the lessons there.
Otherwise, work without the wall, and hand in your work with mailtutor.hand_in()."""
_FROM_A_BROWSER = """\
The class at {host} can't be reached from this page; a browser doesn't say why.
Compare the address with the wall. If it's right, this Wi-Fi may keep computers apart, or the
browser may forbid it: then work without the wall, and hand in your work with mailtutor.hand_in().
Joining is tried again in the background, and your work isn't affected."""
_UNREACHABLE = """\
The class at {host} can't be reached: {why}.
Compare the address with the wall. If it's right, this Wi-Fi may keep computers apart: then work \
without the wall, and hand in your folder as usual.
Joining is tried again in the background, and your work isn't affected."""


def rejected(status: int, address: str, *, shown_code: str) -> str:
    """Return a sentence for the status of a reply.

    Args:
        status: the status.
        address: the address that the learner gave; empty if it's the page's own.
        shown_code: the code that the learner gave.
    """
    where = address or page_origin()
    if status == HTTPStatus.FORBIDDEN:
        return (
            f"You haven't joined: the class at {where} has another code. Each lesson has its "
            "own. Copy the code from the wall."
        )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return "You haven't joined: the class is full."
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "The class gets too much from you at the moment, so telling starts in a minute."
    if not address:
        return (
            f"You haven't joined: this page came from {where}, which isn't a class. Add the "
            f'address on the wall: mailtutor.join("192.168.1.20:40123", "{shown_code}", name=...)'
        )
    return (
        f"You haven't joined: {where} answered with {status}, so it isn't a class of mailtutor. "
        "Copy the address from the wall."
    )


def unreachable(host: str, error: OSError) -> str:
    """Return sentences for an error.

    Args:
        host: the class, as in `host_of`.
        error: the error.
    """
    if is_forbidden(host):
        return _FORBIDDEN.format(host=host_of(host))
    if IN_BROWSER:
        return _FROM_A_BROWSER.format(host=host_of(host))
    why = error.strerror or str(error) or type(error).__name__
    return _UNREACHABLE.format(host=host_of(host), why=why)


def is_forbidden(host: str) -> bool:
    """Return whether a browser forbids this page to connect to a class at all."""
    if not page_origin().startswith("https:") or host == page_origin():
        return False
    return host.rpartition(":")[0].strip("[]") not in LOOPBACK


def host_of(host: str) -> str:
    """Return the host and port of a class.

    Args:
        host: these two, or the origin of the page that came from there.
    """
    return host.partition("://")[2] or host
