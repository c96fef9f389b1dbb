"""Make typical errors, and print the headline of each card, as JSON."""

from __future__ import annotations

import json
import smtplib
import ssl
from typing import TYPE_CHECKING

from mailtutor import LocalServer, explain, faults

if TYPE_CHECKING:
    from collections.abc import Callable


def headline(make: Callable[[], object]) -> str:
    try:
        make()
    except Exception as error:  # noqa: BLE001 - any of them has a card
        card = explain(error)
        return card.headline if card else "no card"
    return "no error"


server = LocalServer(49_999, transport="memory")
tls = LocalServer(49_998, transport="memory", tls="implicit").start()
picky = LocalServer(
    49_997, transport="memory", users={"ada": "secret"}, refuse={"bob@example.com": "550 5.1.1 No"}
).start()
slow = LocalServer(49_996, transport="memory", faults=[faults.hang_up("MAIL")]).start()


def send(port: int, recipient: str = "you@example.com", login: str = "") -> None:
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        if login:
            client.login("ada", login)
        client.sendmail("me@example.com", recipient, "Subject: Hi\r\n\r\nHello")


context = ssl.create_default_context()
print(
    json.dumps(
        [
            headline(lambda: smtplib.SMTP("localhost", server.port)),
            headline(lambda: smtplib.SMTP_SSL("localhost", tls.port, context=context)),
            headline(lambda: smtplib.SMTP_SSL("localhost", picky.port, context=context)),
            headline(lambda: smtplib.SMTP("localhost", tls.port, timeout=2)),
            headline(lambda: send(picky.port)),
            headline(lambda: send(picky.port, login="wrong")),
            headline(lambda: send(picky.port, "bob@example.com", login="secret")),
            headline(lambda: send(slow.port)),
            headline(lambda: smtplib.SMTP("localhost", picky.port).starttls()),
            headline(lambda: smtplib.SMTP().sendmail("me@example.com", "you@example.com", "x")),
        ]
    )
)
