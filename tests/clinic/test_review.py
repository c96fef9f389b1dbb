"""The review finds the silent mistakes, each made for real, and is quiet on good mail."""

from __future__ import annotations

import contextlib
import io
import json
import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer, review
from mailtutor.clinic.review_rules import RULES
from tests.clinic.room import ME, YOU, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor import Delivery

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
PDF = b"%PDF-1.7\n" + bytes(20)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    room = Room(tmp_path, monkeypatch)
    yield room
    room.leave()


def good(**headers: str) -> EmailMessage:
    message = EmailMessage()
    usual = {"From": ME, "To": YOU, "Subject": "Hi", "Date": formatdate(localtime=True)}
    for name, value in {**usual, **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello\n")
    return message


def names(what: Any) -> list[str]:
    return [finding.name for finding in review(what)]


def delivered(room: Room, send: Callable[[smtplib.SMTP], object]) -> Delivery:
    server = room.serve()
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        send(client)
    return server.mailbox[0]


# -- the mistakes of a message


def without(name: str) -> EmailMessage:
    message = good()
    del message[name]
    return message


def attached(data: Any, **options: Any) -> EmailMessage:
    message = good()
    message.add_attachment(data, **options)
    return message


def html_as_text() -> EmailMessage:
    message = good()
    message.set_content("<html><body><p>Hello</p></body></html>")
    return message


MISTAKES: list[tuple[str, EmailMessage | bytes | str]] = [
    ("semicolons", good(To="a@example.org; b@example.org")),
    ("semicolons", good(Cc='"Lovelace; Ada" <a@example.org>;b@example.org')),
    ("semicolons", good(Bcc="Ada <a@example.org> ; Bob <b@example.org>")),
    ("no From", without("From")),
    ("no Date", without("Date")),
    ("path as text", attached("report.pdf")),
    ("path as text", attached(r"C:\Users\Ada\My files\report.pdf", filename="report.pdf")),
    ("path as text", attached("../data/report.pdf")),
    ("no filename", attached(PDF, maintype="application", subtype="pdf")),
    ("no filename", attached("name,age\nAda,36\n", subtype="csv")),
    ("wrong type", attached(PNG, maintype="application", subtype="pdf", filename="a.pdf")),
    ("wrong type", attached(PDF, maintype="text", subtype="plain", filename="a.pdf")),
    ("HTML as plain text", html_as_text()),
    ("Bcc leaked", good(Bcc="c@example.org").as_string()),
    ("Bcc leaked", good(Bcc="c@example.org").as_bytes()),
    ("headers in the body", "\n  From: me@example.com\n  Subject: Hi\n\n  Hello"),
    ("no charset", b"From: a@example.org\nDate: x\n\nOl\xc3\xa1"),
    ("password printed", "send: 'AUTH PLAIN AGFkYQBzZWNyZXQ=\\r\\n'\nreply: b'235 ok'"),
]


@pytest.mark.parametrize(("name", "mail"), MISTAKES, ids=lambda each: each if isinstance(each, str)
                         and len(each) < 30 else "")  # fmt: skip
def test_a_mistake_is_found_and_nothing_else(name: str, mail: Any) -> None:
    assert names(mail) == [name]


# -- the mistakes of an envelope


def test_swapped_sender_and_recipient_are_found(room: Room) -> None:
    mail = delivered(room, lambda client: client.sendmail(YOU, ME, good().as_string()))
    assert names(mail) == ["envelope swapped"]


def test_recipients_in_one_text_are_found_to_be_left_out(room: Room) -> None:
    both = "a@example.org, b@example.org"
    text = good(To=both).as_string()
    # What `sendmail(ME, both, text)` does on Pythons that read addresses less strictly.
    mail = delivered(room, lambda client: client.sendmail(ME, ["a@example.org"], text))
    findings = list(review(mail))
    assert [each.name for each in findings] == ["recipients left out"]
    assert "b@example.org" in findings[0].headline


def test_semicolons_reach_the_first_only_and_are_found_on_arrival(room: Room) -> None:
    message = good(To="a@example.org; b@example.org")
    mail = delivered(room, lambda client: client.send_message(message))
    assert names(mail) == ["semicolons"]


def test_a_leaked_bcc_is_found_on_arrival_and_a_kept_one_is_not(room: Room) -> None:
    message = good(Bcc="c@example.org")
    assert names(message) == []
    assert names(delivered(room, lambda client: client.send_message(message))) == []
    leaked = delivered(room, lambda client: client.sendmail(ME, [YOU], message.as_string()))
    assert names(leaked) == ["Bcc leaked"]


def test_a_message_without_from_is_found_on_arrival(room: Room) -> None:
    message = without("From")
    mail = delivered(room, lambda client: client.send_message(message, from_addr=ME))
    assert names(mail) == ["no From"]


def test_an_address_without_angle_brackets_is_found_on_arrival(room: Room) -> None:
    def send(client: smtplib.SMTP) -> None:
        client.ehlo()
        client.docmd(f"MAIL FROM:{ME}")
        client.rcpt(YOU)
        client.data(good().as_bytes())

    assert names(delivered(room, send)) == ["no angle brackets"]


def test_refused_recipients_are_no_mistake_of_the_mail(room: Room) -> None:
    server = room.serve(refuse={"no@example.org": "550 5.1.1 No"})
    message = good(To="yes@example.org, no@example.org")
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        client.send_message(message)
    assert names(server.mailbox[0]) == []


# -- a password in what was printed


def debug_output(room: Room, **options: Any) -> str:
    server = room.serve(users={"ada": "correct horse"}, **options)
    printed = io.StringIO()
    with contextlib.redirect_stderr(printed):
        client = room.client(server)
        client.set_debuglevel(1)
        client.login("ada", "correct horse")
    return printed.getvalue()


@pytest.mark.parametrize("mechanisms", [["PLAIN"], ["LOGIN"]])
def test_debug_output_with_a_login_is_found_in_text_notebook_and_mail(
    room: Room, mechanisms: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def login(client: smtplib.SMTP, *_: Any, **__: Any) -> Any:
        client.ehlo()
        client.user, client.password = "ada", "correct horse"
        how = {"PLAIN": client.auth_plain, "LOGIN": client.auth_login}[mechanisms[0]]
        return client.auth(mechanisms[0], how)

    monkeypatch.setattr(smtplib.SMTP, "login", login)
    text = debug_output(room)
    assert names(text) == ["password printed"]
    output = {"output_type": "stream", "name": "stderr", "text": text.splitlines(keepends=True)}
    notebook = room.folder / "lesson.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "outputs": [output]}]}))
    assert names(notebook) == ["password printed"]
    message = good()
    message.set_content(text)
    assert names(message) == ["password printed"]
    assert "correct horse" not in str(review(text))


def test_debug_output_without_a_login_is_no_mistake(room: Room) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stderr(printed):
        client = room.client(room.serve())
        client.set_debuglevel(1)
        client.send_message(good())
    assert names(printed.getvalue()) == []


def test_a_lesson_about_logging_in_is_no_mistake() -> None:
    message = good()
    message.set_content("Use AUTH PLAIN or AUTH LOGIN after STARTTLS. C: AUTH PLAIN ********\n")
    assert names(message) == []


# -- good mail


def good_alternative() -> EmailMessage:
    message = good()
    message.add_alternative("<!DOCTYPE html><p>Hello</p>", subtype="html")
    message.get_payload()[1].add_related(PNG, "image", "png", cid="<a@b>")  # type: ignore[index, union-attr]
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="a.pdf")
    return message


def good_old() -> MIMEMultipart:
    message = MIMEMultipart()
    for name, value in good().items():
        if name in {"From", "To", "Subject", "Date"}:
            message[name] = value
    message.attach(MIMEText("Olá", "plain", "utf-8"))
    part = MIMEApplication(PDF, "pdf")
    part.add_header("Content-Disposition", "attachment", filename="Üben.pdf")
    message.attach(part)
    return message


def forwarded() -> EmailMessage:
    message = good()
    message.add_attachment(without("Date"))
    return message


GOOD: dict[str, Any] = {
    "plain": good(),
    "finished text": good().as_bytes(),
    "a name with a semicolon": good(To='"Lovelace; Ada" <a@example.org>, b@example.org'),
    "a comment with a semicolon": good(To="a@example.org (home; work), b@example.org"),
    "a group": good(To="friends: a@example.org, b@example.org;"),
    "two groups": good(To="friends: a@example.org;, family: b@example.org, c@example.org;"),
    "an empty group": good(To="undisclosed-recipients:;"),
    "letters beyond ASCII": good(Subject="Olá", From='"Jürgen" <j@example.com>'),
    "alternative, related, mixed": good_alternative(),
    "MIMEMultipart": good_old(),
    "a forwarded mail without a date": forwarded(),
    "a csv": attached("a;b\n1;2\n", subtype="csv", filename="table.csv"),
    "a list of files": attached("a.pdf\nb.pdf\n", filename="files.txt"),
    "a file that holds a file name": attached("report.pdf\n", filename="current.txt"),
    "unknown bytes": attached(PNG, maintype="application", subtype="octet-stream", filename="x"),
    "image/jpg": attached(b"\xff\xd8\xff\xe0", maintype="image", subtype="jpg", filename="a.jpg"),
    "an inline picture": attached(PNG, maintype="image", subtype="png", disposition="inline"),
    "from another sender": good(Sender="list@example.org", Reply_To="other@example.org"),
    "a link to a file": attached("https://example.org/", filename="a.url"),
    "text about html": good(Subject="<html>"),
    "base64": good(MIME_Note="x").as_bytes(policy=policy.SMTP.clone(cte_type="7bit")),
}


@pytest.mark.parametrize("mail", GOOD.values(), ids=GOOD)
def test_good_mail_is_left_alone(mail: Any) -> None:
    assert names(mail) == []
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    assert names(raw) == []


ENVELOPES: dict[str, tuple[str, list[str]]] = {
    "as the headers say": (ME, [YOU]),
    "a list": ("list-bounces@example.org", ["one@example.net", "two@example.net"]),
    "bcc alone": (ME, ["hidden@example.org"]),
    "a copy to oneself": (ME, [YOU, ME]),
    "to oneself": (ME, [ME]),
    "a bounce": ("<>", [YOU]),
    "other capitals": ("Me@Example.com", ["You@EXAMPLE.com"]),
}


@pytest.mark.parametrize(("sender", "to"), ENVELOPES.values(), ids=ENVELOPES)
def test_good_envelopes_are_left_alone(room: Room, sender: str, to: list[str]) -> None:
    text = good().as_string()
    mail = delivered(room, lambda client: client.sendmail(sender.strip("<>"), to, text))
    assert names(mail) == []


def cpythons_mails() -> list[Path]:
    """Find the mails of CPython's own tests, where the Python has them."""
    return sorted(Path(json.__file__).parents[1].glob("test/test_email/data/msg_*.txt"))


@pytest.mark.skipif(not cpythons_mails(), reason="this Python came without its own tests")
def test_of_cpythons_own_test_mails_only_those_are_named_that_lack_a_header() -> None:
    for file in cpythons_mails():
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        lacking = {f"no {name}" for name in ("From", "Date") if not message.get(name)}
        for form in (message, file.read_bytes(), message_from_bytes(file.read_bytes()), file):
            assert set(names(form)) <= lacking, file.name


# -- what it shows


def test_it_reads_well_in_a_terminal_and_in_a_notebook() -> None:
    found = review(good(To="a@example.org; b@example.org"))
    text = str(found)
    assert text.startswith("Review: 1 thing to look at.")
    assert max(map(len, text.splitlines())) <= 80
    assert "Semicolons" in found._repr_html_()
    assert str(review(good())) == "Review: nothing found that goes wrong in silence."


def test_what_comes_from_the_mail_is_escaped() -> None:
    message = attached(PNG, maintype="text", subtype="x", filename="a<script>alert.png")
    html = review(message)._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_shows_python_that_compiles(rule: Any) -> None:
    words = dict.fromkeys(["header", "main", "sub", "path", "type"], "To")
    compile(rule.code.format_map(words), rule.name, "exec")


def test_every_rule_has_its_mistake() -> None:
    here = Path(__file__).read_text("utf-8")
    assert [rule.name for rule in RULES if here.count(f'"{rule.name}"') < 1] == []


@pytest.mark.parametrize("what", [None, 5, ["a"], LocalServer])
def test_what_is_no_mail_is_named(what: Any) -> None:
    with pytest.raises(TypeError, match="review takes a message"):
        review(what)


BROKEN = [
    b"",
    b"\0",
    b"\xff\xfe",
    b": \n: \n\n",
    b"From: <\nTo: (((\n\n",
    b"Content-Type: multipart/mixed\n\nx",
    b"To: " + b"a;@" * 9999,
]


@pytest.mark.parametrize("raw", BROKEN)
def test_broken_mail_raises_nothing(raw: bytes) -> None:
    review(raw)
    review(message_from_bytes(raw))
    review(message_from_bytes(raw, policy=policy.default))
