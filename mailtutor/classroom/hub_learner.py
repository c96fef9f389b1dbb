"""Joining the class of a JupyterHub, where the hub's token takes the place of a code."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from .keys import login_of
from .tell import Teller
from .untold import RejectedError

if TYPE_CHECKING:
    from .hub import Learner

_NO_CLASS = """\
This hub has no class to join, so nothing is told. If your teacher shows an address and a code, use
those:
    mailtutor.join("192.168.1.20:40123", "K7QM-3XRP", name="Ada")"""
_UNKNOWN = """\
You haven't joined: the hub doesn't know your server. Stop it and start it again in the hub's
control panel (File, Hub Control Panel), and run this once more."""
_SEND = """\
You can send messages to the wall. This password is yours alone, so keep it to yourself:
    client = smtplib.SMTP("{host}", {port})
    client.login("{login}", "{password}")
Everyone in the room can read a message on the wall, with your name."""
_AGAIN = "Joining is tried again in the background, and your work isn't affected."


def say_hello(found: Learner, key: str) -> Teller | None:
    """Tell the class of a hub that a learner is here, and print the outcome.

    Args:
        found: the learner's server.
        key: the learner's secret key.

    Returns:
        What tells the class from now on; None if there's no class, or it says no.
    """
    if not found.address:
        print(_NO_CLASS)
        return None
    teller = Teller(found.address, found.token, found.user, key)
    try:
        teller.hello()
    except RejectedError as answer:
        if answer.status == HTTPStatus.FORBIDDEN:
            print(_UNKNOWN)
            return None
        print(f"The class on this hub can't take you now (it answered {answer.status}).\n{_AGAIN}")
    except OSError as error:
        why = error.strerror or str(error)
        print(f"The class on this hub can't be reached: {why}.\n{_AGAIN}")
    else:
        print(f"You joined the class on this hub as {found.user}.")
        untold = teller.untold
        if untold.inbox and untold.password:
            login = login_of(found.user)
            _, port = untold.inbox
            print(_SEND.format(host=found.host, port=port, login=login, password=untold.password))
    return teller
