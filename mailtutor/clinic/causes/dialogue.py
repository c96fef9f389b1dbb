"""The greeting and EHLO."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, rfc
from mailtutor.clinic.explanation import Alternative

from .replies import POSSIBLE

_LESSON = lesson("06_send_and_handle_refusals")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
_CODES = rfc("Reply codes", 5321, "4.2")
_cause = partial(Cause, layer="SMTP dialogue")

CAUSES = (
    _cause(
        name="no mail server there",
        error=smtplib.SMTPConnectError,
        fits=lambda evidence: evidence.exchange.error_code == -1,
        failed_step="greeting",
        step="the answer was not SMTP",
        headline="{at} answers, but it isn't a mail server",
        why=(
            "An SMTP server greets with a reply code, 220. This answer has none: another kind of "
            "server listens on that port, such as a web server."
        ),
        code=_CHECK,
        alternatives=(
            Alternative(
                "The wrong port",
                "80 and 443 are the web, 993 and 995 are for reading mail. Sending is on 587 "
                "or 465.",
            ),
            Alternative("The wrong host", "Compare it with the provider's help page."),
        ),
        reading=(_LESSON, _CODES),
    ),
    _cause(
        name="computer's name beyond ASCII",
        error=UnicodeError,
        fits=lambda evidence: (
            evidence.within("smtplib", "ehlo", "helo")
            # Windows gives Python a name that it can't decode.
            or (evidence.within("smtplib", "__init__") and evidence.within("socket", "getfqdn"))
        ),
        failed_step="EHLO",
        step="this computer's name cannot be sent",
        headline="This computer's name has letters that EHLO can't carry",
        why=(
            "`EHLO` carries the computer's name, which must be plain ASCII. A computer named after "
            "a person may have other letters. Set another name with `local_hostname=`."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP(\n"
            '    {host_code}, {port_code}, local_hostname="localhost", timeout=10\n'
            ")"
        ),
        reading=(_LESSON,),
    ),
)

# Used only if no row of the table of replies fits.
REPLIES = (
    _cause(
        name="greeted with no",
        error=smtplib.SMTPConnectError,
        fits=lambda _seen: True,
        failed_step="greeting",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected the connection{for_now} ({code}): its own words say why",
        why="It greeted with this instead of 220. {by_its_codes}{lasting}",
        code=_CHECK,
        is_certain=False,
        alternatives=(
            *POSSIBLE,
            Alternative(
                "Too many connections or messages came from your address",
                "Wait, then connect less often, and send several messages over one connection.",
                fits=lambda evidence: None if evidence.exchange.reply.temporary else False,
            ),
            Alternative(
                "Your address is blocked",
                "Home and cloud networks often are. Use your provider's server, port 587.",
            ),
            Alternative("The wrong server", "Compare the host with the provider's help page."),
        ),
        reading=(_LESSON, _CODES),
    ),
    _cause(
        name="hello refused",
        error=smtplib.SMTPHeloError,
        fits=lambda _seen: True,
        failed_step="EHLO",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected your EHLO ({code}): its own words say why",
        why=(
            "It rejected `EHLO`, and then the older `HELO`, too. {by_its_codes}Both carry your "
            "computer's own name. {lasting}"
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP(\n"
            '    {host_code}, {port_code}, local_hostname="pc.example.com", timeout=10\n'
            ")"
        ),
        is_certain=False,
        alternatives=(
            *POSSIBLE,
            Alternative(
                "Your computer's name{hello_shown}", "Set another one with `local_hostname=`."
            ),
            Alternative("Your address is blocked", "Then it rejects every name. Read the reply."),
        ),
        reading=(_LESSON, rfc("What EHLO carries", 5321, "4.1.1.1")),
    ),
)
