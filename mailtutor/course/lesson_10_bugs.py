"""Lesson 10, test code that sends email: the bugs that a learner's test should notice."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

from .lesson_10_mailer import BOSS, SENDER, Careless, Endless, Mailer, deliver

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    Change = Callable[[EmailMessage], None]
    Deliver = Callable[[smtplib.SMTP, EmailMessage], Any]

_ENVELOPE = "Who got it is in `mailbox[0].envelope.rcpt_tos`."
_HEADERS = "Compare what's in `mailbox[0].message`."
_TEXT = "`mailbox[0].message.get_body().get_content()` is the text that arrived."
_FILE = "`list(mailbox[0].message.iter_attachments())` has the file that arrived."
_RESULT = "Compare the dict that `send_report` returns."


def _set(name: str, value: str | None) -> Change:
    """Return a change of a header; None deletes it."""

    def change(report: EmailMessage) -> None:
        del report[name]
        if value is not None:
            report[name] = value

    return change


def _show_boss(name: str) -> Change:
    """Return a change that moves the boss to a header that everyone can see."""

    def change(report: EmailMessage) -> None:
        del report["Bcc"]
        shown = [*str(report.get(name, "")).split(", "), BOSS]
        del report[name]
        report[name] = ", ".join(filter(None, shown))

    return change


def _separate_with_semicolons(report: EmailMessage) -> None:
    to = str(report["To"]).replace(",", ";")
    del report["To"]
    report["To"] = to


def _write(text: str) -> Change:
    """Return a change of the text."""

    def change(report: EmailMessage) -> None:
        next(report.iter_parts()).set_content(text)

    return change


def _greet(report: EmailMessage) -> None:
    part = next(report.iter_parts())
    part.set_content(f"Hello,\n\n{part.get_content()}")


def _attach(
    name: str = "visitors.csv",
    subtype: str = "csv",
    rewrite: Callable[[str], str] = lambda rows: rows,
) -> Change:
    """Return a change of the attached file."""

    def change(report: EmailMessage) -> None:
        (part,) = report.iter_attachments()
        rows = rewrite(part.get_content())
        part.set_content(rows, subtype=subtype, filename=name, disposition="attachment")

    return change


def _forget_attachment(report: EmailMessage) -> None:
    text = next(report.iter_parts()).get_content()
    report.clear_content()
    report.set_content(text)


def _send_with_bcc(client: smtplib.SMTP, report: EmailMessage) -> Any:
    everyone = [*str(report["To"]).split(", "), BOSS]
    try:
        return client.sendmail(SENDER, everyone, report.as_string())
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients


def _keep_envelope_sender(client: smtplib.SMTP, report: EmailMessage) -> Any:
    return client.send_message(report, from_addr=SENDER)


def _return_nothing(client: smtplib.SMTP, report: EmailMessage) -> Any:
    deliver(client, report)
    return {}


def _raise_rejections(client: smtplib.SMTP, report: EmailMessage) -> Any:
    if refused := deliver(client, report):
        raise smtplib.SMTPRecipientsRefused(refused)
    return refused


def _blame_everyone(client: smtplib.SMTP, report: EmailMessage) -> Any:
    refused = deliver(client, report)
    reply = next(iter(refused.values()), None)
    return dict.fromkeys(str(report["To"]).split(", "), reply) if refused else {}


def _drop_after_a_rejection(keep: Callable[[list[str]], list[str]]) -> Deliver:
    """Return a `deliver` that sends only to some of the others when one address is rejected."""

    def deliver_to_some(client: smtplib.SMTP, report: EmailMessage) -> Any:
        client.ehlo_or_helo_if_needed()
        client.mail(SENDER)
        replies = {to: client.rcpt(to) for to in (*str(report["To"]).split(", "), BOSS)}
        client.rset()
        refused = {to: reply for to, reply in replies.items() if reply[0] != 250}  # noqa: PLR2004
        if not refused:
            return deliver(client, report)
        if left := keep([to for to in replies if to not in refused]):
            client.send_message(report, SENDER, left)
        return refused

    return deliver_to_some


def _send_twice(client: smtplib.SMTP, report: EmailMessage) -> Any:
    deliver(client, report)
    return deliver(client, report)


def _raise_if_all_are_rejected(client: smtplib.SMTP, report: EmailMessage) -> Any:
    return client.send_message(report)


_SEMICOLONS = Mailer(
    "separates the team with semicolons, so that only the first one gets the report",
    _ENVELOPE,
    _separate_with_semicolons,
)
_BCC_SENT = Mailer(
    "sends the `Bcc` header along, so that everyone can read it",
    '`mailbox[0].message["Bcc"]` should be None.',
    deliver=_send_with_bcc,
)
_WRONG_TOTAL = Mailer(
    "writes the number of days instead of the number of visitors",
    _TEXT,
    _write("We had 3 visitors."),
)
_LAST_DAY_LOST = Mailer(
    "leaves the last day out of the file",
    "Compare all of its content.",
    _attach(rewrite=lambda rows: "".join(rows.splitlines(keepends=True)[:-1])),
)
_REJECTION_HIDDEN = Mailer(
    "always returns `{}`, as if nobody had been rejected", _RESULT, deliver=_return_nothing
)

SECRET = (
    Mailer("forgets the boss", _ENVELOPE, _set("Bcc", None)),
    Mailer("names the boss in `To`", _HEADERS, _show_boss("To")),
    Mailer("names the boss in `Cc`", f'{_HEADERS} `["Cc"]` should be None.', _show_boss("Cc")),
    _BCC_SENT,
)
CONTENT = (
    Mailer("sends the report without a `Subject`", _HEADERS, _set("Subject", None)),
    Mailer("writes `Report` in `Subject`", _HEADERS, _set("Subject", "Report")),
    Mailer(
        "writes me@example.com in `From`",
        _HEADERS,
        _set("From", "me@example.com"),
        _keep_envelope_sender,
    ),
    Mailer("sends an empty text", _TEXT, _write("")),
    _WRONG_TOTAL,
)
GREETING = Mailer("greets the team", change=_greet)  # no bug: a change that tests should allow
ATTACHMENT = (
    Mailer("forgets the file", _FILE, _forget_attachment),
    Mailer("names the file `data.txt`", "`get_filename()` returns its name.", _attach("data.txt")),
    Mailer(
        "attaches the file as `text/plain`",
        "`get_content_type()` returns its type.",
        _attach(subtype="plain"),
    ),
    Mailer(
        "writes semicolons instead of commas into the file",
        "`get_content()` returns its content.",
        _attach(rewrite=lambda rows: rows.replace(",", ";")),
    ),
    _LAST_DAY_LOST,
)
REJECTED = (
    _REJECTION_HIDDEN,
    Mailer("raises an exception when one address is rejected", _RESULT, deliver=_raise_rejections),
    Mailer("returns the whole team when one address is rejected", _RESULT, deliver=_blame_everyone),
    Mailer(
        "sends the report to nobody when one address is rejected",
        "The others should still get it: check `mailbox`, too.",
        deliver=_drop_after_a_rejection(lambda _others: []),
    ),
    Mailer(
        "leaves out the boss when one address is rejected",
        f"All of the others should still get it. {_ENVELOPE}",
        deliver=_drop_after_a_rejection(lambda others: others[:-1]),
    ),
    Mailer(
        "sends the report only to the boss when one address is rejected",
        f"All of the others should still get it. {_ENVELOPE}",
        deliver=_drop_after_a_rejection(lambda others: others[-1:]),
    ),
)
ALL = (
    _SEMICOLONS,
    _BCC_SENT,
    _WRONG_TOTAL,
    _LAST_DAY_LOST,
    _REJECTION_HIDDEN,
    Mailer(
        "raises an exception when everyone is rejected",
        "A marker with `refuse=` can reject several addresses.",
        deliver=_raise_if_all_are_rejected,
    ),
    Mailer("sends the report twice", "`len(mailbox)` counts the messages.", deliver=_send_twice),
    Careless(
        "returns `{}` when the server doesn't answer, as if everyone had got the report",
        "Use `faults.silent()` and `pytest.raises`.",
    ),
    Endless(
        "ignores `timeout` and waits forever",
        "Use `faults.silent()` and a short `timeout=`.",
    ),
)
