"""Replies of real mail servers, each with its cause, read from the table beside it.

`real_replies.tsv` has a row for each: who gives it, at which step, the reply, and the cause that
the card must name. `SOURCES` says where a server's replies are documented.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

SOURCES = {
    "Gmail": "https://support.google.com/a/answer/3726730",
    "Microsoft 365": (
        "https://learn.microsoft.com/exchange/mail-flow-best-practice"
        "s/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
    ),
    "Yahoo": "https://senders.yahooinc.com/smtp-error-codes/",
    "iCloud": "https://support.apple.com/102322",
    "Postfix": "https://github.com/vdukhovni/postfix/blob/master/postfix/src/smtpd/smtpd_check.c",
    "Exim": "https://github.com/Exim/exim/blob/master/src/src/configure.default",
    "Proofpoint": "https://ipcheck.proofpoint.com",
    "Amazon SES": "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html",
    "SendGrid": "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/smtp-errors",
    "qmail": "https://cr.yp.to/qmail/faq/servers.html",
    "Brevo": "https://github.com/frappe/frappe/issues/38806",
    "Comcast": "http://security.comcast.net/get-help/Mail-Delivery-Error-Messages.aspx",
    "Fastmail": "https://github.com/mealie-recipes/mealie/issues/1887",
    "GMX": "https://github.com/infertux/zeyple/issues/49",
    "hMailServer": (
        "https://www.hmailserver.com/documentation/v4.4/?page=reference_error_messages"
    ),
    "Mail.ru": "https://github.com/lmanukyan/print-designer/issues/5",
    "Mailgun": "https://github.com/Monstarrrr/rebutify/issues/162",
    "Mimecast": (
        "https://dwlistore.dwli.org/knowledgebase/444"
        "/Emails-Not-Sending-to-Mimecast-Recipients-.html"
    ),
    "Namecheap": "https://github.com/mbreit/dokku-monit/issues/11",
    "Orange": "https://github.com/sisimai/p5-sisimai/issues/240",
    "La Poste": "https://github.com/sisimai/p5-sisimai/issues/241",
    "Free": "https://github.com/iredmail/iRedMail/issues/156",
    "Exchange": "https://github.com/frappe/frappe/pull/8514",
    "Proton": "https://github.com/home-assistant/core/issues/154774",
    "QQ": "https://github.com/nodeSolidServer/node-solid-server/issues/1281",
    "SMTP2GO": "https://github.com/gophish/gophish/issues/1701",
    "Strato": "https://strato.de/faq/mail/fehlermeldungen-bei-e-mails",
    "T-Online": "https://help.creoline.com/de/doc/t-online-554-dialuptransient-ip-not-allowed-zVwMz4z866",
    "Web.de": "https://github.com/LukeSmithxyz/emailwiz/issues/82",
    "Zoho": "https://github.com/cachethq/cachet/issues/3052",
}


class Row(NamedTuple):
    """One reply of a real server."""

    server: str
    step: str
    reply: str
    cause: str


def _read() -> list[Row]:
    table = Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines()
    rows = csv.reader(table[1:], delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Row(*row) for row in rows]


ROWS = _read()
