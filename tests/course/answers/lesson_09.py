"""Right and wrong answers to the exercises of lesson 09, each of which goes on with the last."""

from __future__ import annotations

from mailtutor.course.lesson_09 import LESSON
from tests.course.notebook_cells import Answers

_SOLUTION = {exercise.id: exercise.solution + "\n" for exercise in LESSON.exercises}

SETUP = """
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from mailtutor import LocalServer, faults
from mailtutor.course.sample_files import bar_chart, calendar_event, pdf_page

visits = {"Mon": 120, "Tue": 180, "Wed": 90, "Thu": 150, "Fri": 210}
table = "\\n".join(f"{day}  {count:>4}" for day, count in visits.items())
rows = "".join(f"<tr><td>{day}</td><td>{n}</td></tr>" for day, n in visits.items())
team = ["ada@example.com", "full@example.com", "gone@example.com"]
boss = "boss@example.com"
plot = bar_chart(visits)
pdf = pdf_page("Visitors last week\\n\\n" + table)
meeting = calendar_event("Visitors last week", *team)

def new_office():
    rules = [faults.refuse_recipient(team[2]), faults.mailbox_full(team[1])]
    return LocalServer(faults=[*rules, faults.greylist()]).start()

"""
_AFTER_1 = SETUP + _SOLUTION["09.1"]
_AFTER_2 = _AFTER_1 + _SOLUTION["09.2"]
_AFTER_3 = _AFTER_2 + _SOLUTION["09.3"]
SETUPS = {"09.2": _AFTER_1, "09.3": _AFTER_2, "09.4": _AFTER_3, "09.5": _AFTER_3, "09.6": _AFTER_3}

_REPORT = _SOLUTION["09.1"]
_HTML = _SOLUTION["09.2"]
_PDF = 'pdf, maintype="application", subtype="pdf", filename="visitors.pdf"'
_SEND = """\
office = new_office()
refused = {}
with smtplib.SMTP("localhost", office.port) as client:
    try:
        client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
"""
_TRY = _SOLUTION["09.5"]


_INVITATION = """\
invitation = EmailMessage()
invitation["From"] = "reports@example.com"
invitation["To"] = ", ".join(team)
"""
_WORDS = 'invitation.set_content("Can we talk on Monday?")\n'
_MEETING = 'invitation.add_alternative(meeting, subtype="calendar", params={"method": "REQUEST"})'


def _changed(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new)


ANSWERS = {
    "09.1": Answers(
        right=(
            _REPORT.replace(
                '", ".join(team)', '"ada@example.com,full@example.com, Gone <gone@example.com>"'
            ),
            _REPORT.replace("+ table", '+ table.replace("  ", "\\t| ") + "\\nGoodbye"'),
            _REPORT.replace('report["From"]', 'report["Cc"] = "eve@example.com"\nreport["From"]'),
            _REPORT.replace(
                '"Visitors last week:\\n\\n" + table',
                '"\\n".join(f"{day}: {n} visitors" for day, n in visits.items())',
            ),
        ),
        wrong=(
            ("report = EmailMessage()", "Your message has no `From` header"),
            ("report = table", "but got a str"),
            (
                _changed(_REPORT, '", ".join(team)', "team[0]"),
                "`To` lacks full@example.com, gone@example.com",
            ),
            (
                _changed(_REPORT, '", ".join(team)', '"; ".join(team)'),
                "semicolons between its addresses, so Python can read only",
            ),
            (
                _changed(_REPORT, '", ".join(team)', '", ".join([*team, boss])'),
                "Everybody can see boss@example.com",
            ),
            (_changed(_REPORT, '"Bcc"', '"Cc"'), "Everybody can see boss@example.com"),
            (_changed(_REPORT, 'report["Bcc"] = boss\n', ""), "Your message has no `Bcc` header"),
            (_changed(_REPORT, '"] = boss', '"] = team[0]'), "The secret copy is for"),
            (
                _changed(_REPORT, "formatdate(localtime=True)", '"2026-11-22"'),
                "format: `formatdate(localtime=True)` writes it",
            ),
            (
                _changed(_REPORT, 'report["Date"] = formatdate(localtime=True)\n', ""),
                "Your message has no `Date` header",
            ),
            (
                _changed(_REPORT, 'make_msgid(domain="example.com")', '"report 1"'),
                "<17.42@example.com>: `make_msgid()` creates one",
            ),
            (
                _changed(_REPORT, '"Visitors last week:\\n\\n" + table', '"See below"'),
                "Mon had 120",
            ),
            (
                _changed(_REPORT, '"Visitors last week:\\n\\n" + table', "rows"),
                "Start with plain text: the",
            ),
            (_changed(_REPORT, "report.set_content(", "str("), "Your message has no body yet"),
            (_changed(_REPORT, '", ".join(team)', "str(team)"), ""),
        ),
    ),
    "09.2": Answers(
        right=(
            """\
name = make_msgid()
html = f"<h1>Visitors</h1><table>{rows}</table><p><IMG alt='Bars' SRC='cid:{name[1:-1]}'></p>"
report.add_alternative(html, subtype="html")
report.get_body(("html",)).add_related(plot, "image", "png", cid=name)""",
            """\
html = f'<table>{rows}</table><img src="cid:plot@shop" alt="Bars by day">'
report.add_alternative(html, subtype="html")
report.get_payload()[-1].add_related(
    plot, "image", "png", cid="<plot@shop>", filename="plot.png", disposition="inline"
)""",
            """\
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
box, html_box, image = MIMEMultipart("alternative"), MIMEMultipart("related"), MIMEImage(plot)
image["Content-ID"] = "<plot>"
html_box.attach(MIMEText(f'<table>{rows}</table><img src="cid:plot" alt="Bars">', "html"))
html_box.attach(image)
box.attach(MIMEText(table))
box.attach(html_box)
for name in ("From", "To", "Bcc", "Subject", "Date", "Message-ID"):
    box[name] = report[name]
report = box""",
        ),
        wrong=(
            ('report.set_content(f"<table>{rows}</table>", subtype="html")', "plain text is gone"),
            ("report.add_alternative(table)", "The report has no HTML yet"),
            (
                'report.add_attachment(plot, maintype="image", subtype="png")',
                "The report has no HTML yet",
            ),
            (_changed(_HTML, "<table>{rows}</table>", ""), "The HTML has no table"),
            (_changed(_HTML, "{rows}", "{table}"), "The HTML has no table"),
            (
                "\n".join(_HTML.splitlines()[:3]),
                "The report has no picture yet",
            ),
            (
                "\n".join(_HTML.splitlines()[:3])
                + '\nreport.add_attachment(plot, maintype="image", subtype="png", cid=cid)',
                "The picture isn't related to the HTML",
            ),
            (_changed(_HTML, "cid[1:-1]", "cid"), "without < and >"),
            (_changed(_HTML, ", cid=cid", ""), "The picture has no Content-ID"),
            (_changed(_HTML, "cid:{cid[1:-1]}", "plot.png"), "The HTML doesn't show the picture"),
            (
                _changed(_HTML, "cid=cid", "cid=make_msgid()"),
                "The name after `cid:` in the HTML isn't the picture's",
            ),
            (
                _changed(_HTML, ' alt="Bars: Friday had the most visitors"', ""),
                "the text for people who can't see",
            ),
            (_changed(_HTML, "plot,", "pdf,"), "isn't the one in `plot`"),
            (_HTML + _HTML, "HTML parts, because the cell ran again. Run"),
            (
                'report.add_attachment(f"<table>{rows}", subtype="html", filename="a.html")',
                "The HTML is attached as a file",
            ),
            ("report = rows", "but got a str"),
        ),
    ),
    "09.3": Answers(
        right=(
            'report.add_attachment(pdf, "application", "pdf", filename="visitors.pdf")',
            """\
report.make_mixed()
part = EmailMessage()
part.set_content(pdf, "application", "pdf", disposition="attachment", filename="visitors.pdf")
report.attach(part)""",
            (
                'report.add_attachment(table, subtype="csv", filename="visitors.csv")\n'
                f"report.add_attachment({_PDF})"
            ),
        ),
        wrong=(
            (
                'report.add_attachment(pdf, maintype="application", subtype="pdf")',
                "The PDF has no name",
            ),
            (
                f"report.add_attachment({_PDF})\nreport.add_attachment({_PDF})",
                "The PDF is attached twice",
            ),
            ('report.add_attachment("visitors.pdf")', "You attached text. Attach"),
            ('report.add_attachment(table, filename="visitors.pdf")', "You attached text. Attach"),
            (
                'report.add_attachment(pdf, "application", "octet-stream", filename="a.pdf")',
                "The attachment's type is application/octet-stream",
            ),
            (
                f"report.add_attachment({_PDF.replace('application', 'image')})",
                "The attachment's type is image/pdf",
            ),
            (
                f"report.add_attachment({_PDF.replace('pdf,', 'plot,', 1)})",
                "The attachment isn't what is in `pdf`",
            ),
            (
                f"report.add_attachment({_PDF.replace('visitors', '/home/me/visitors')})",
                "Leave out the folders",
            ),
            (f"report.add_attachment({_PDF.replace('s.pdf', 's')})", "should end with .pdf"),
            (f"{_REPORT}report.add_attachment({_PDF})", "Do 09.2 first, then this"),
            ("report = pdf", "Expected an EmailMessage, but got bytes"),
        ),
    ),
    "09.4": Answers(
        right=(
            _SEND
            + """\
later, never = set(), set()
for who, reply in refused.items():
    (later if str(reply[0]).startswith("4") else never).add(who)""",
            _SEND
            + """\
later = {who: words for who, (code, words) in refused.items() if 400 <= code < 500}
never = tuple(refused.keys() - later.keys())""",
        ),
        wrong=(
            (
                _SEND + "later, never = list(refused), []",
                "gone@example.com got 550. Codes that start with 5",
            ),
            (
                _SEND + "later, never = [], list(refused)",
                "ada@example.com got 451. Codes that start with 4",
            ),
            (_SEND + "later, never = [], [team[2]]", "but is missing from `later`"),
            (_SEND + "later, never = [team[0], team[1], boss], []", "but is missing from `never`"),
            (
                _SEND.replace("send_message(report)", "send_message(report, to_addrs=team)")
                + "later, never = team[:2], team[2:]",
                "You never tried boss@example.com",
            ),
            ("office = new_office()\nlater, never = [team[0]], [team[2]]", "Nothing was sent"),
            (_SEND + 'later, never = "ada@example.com", []', "`later` is a str"),
            (
                _SEND + "later, never = list(refused.values()), []",
                "Expected only addresses in `later`",
            ),
            (_SEND + "later, never = [451], [550]", "Expected only addresses in `later`"),
            (_SEND + "later = team[:2]\nnever = None", "`never` is still None"),
            (
                (
                    "office = new_office()\n"
                    'with smtplib.SMTP("localhost", office.port) as client:\n'
                    "    client.noop()\nlater, never = team[:2], team[2:]"
                ),
                "No session with `office` names a recipient",
            ),
            (
                _SEND + "later, never, office = [], [], office.mailbox",
                "Expected `office` to be a LocalServer",
            ),
        ),
    ),
    "09.5": Answers(
        right=(
            _TRY + "got_it = sorted(got_it)",
            """\
office = new_office()
waiting, got_it, tries = [*team, boss], [], 0
while waiting and tries < 2:
    tries += 1
    for who in list(waiting):
        with smtplib.SMTP("localhost", office.port) as client:
            try:
                client.send_message(report, to_addrs=[who])
                got_it.append(who)
                waiting.remove(who)
            except smtplib.SMTPRecipientsRefused as error:
                if error.recipients[who][0] >= 500:
                    waiting.remove(who)""",
            """\
def send_to(office, waiting):
    try:
        with smtplib.SMTP("localhost", office.port) as client:
            return client.send_message(report, to_addrs=waiting)
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients

office = new_office()
first = send_to(office, [*team, boss])
again = [who for who in first if first[who][0] < 500]
second = send_to(office, again)
got_it = {who.upper() for who in again if who not in second}""",
        ),
        wrong=(
            (
                _SEND + "got_it = []",
                "`report` hasn't arrived at `office`. You tried each recipient",
            ),
            (
                _changed(_TRY, "range(3)", "range(1)"),
                "`report` hasn't arrived at `office`. You tried each recipient",
            ),
            (
                _changed(_TRY, "{*team, boss}", "set(team)"),
                "boss@example.com. Let the server decide who can be reached",
            ),
            (
                _changed(_TRY, "if code < 500", ""),
                "You tried gone@example.com again after a 550",
            ),
            (
                _changed(_TRY, "range(3)", "range(9)"),
                "You tried full@example.com 9 times. The task",
            ),
            (
                _TRY + 'with smtplib.SMTP("localhost", office.port) as client:\n'
                "    refused = client.send_message(report, to_addrs=[boss])\n",
                "boss@example.com got the report twice",
            ),
            (
                _changed(
                    _TRY,
                    "client.send_message(report, to_addrs=list(waiting))",
                    'client.sendmail("me@example.com", list(waiting), report.as_string())',
                ),
                "Everybody can read in the message that boss@example.com",
            ),
            (_TRY + "got_it = {*team, boss}", "`got_it` has full@example.com, gone@example.com"),
            (_TRY + "got_it = [team[0]]", "`got_it` lacks boss@example.com"),
            (_TRY + "got_it = refused", "`got_it` has full@example.com, who got nothing"),
            (_TRY + "got_it = len(got_it)", "Expected `got_it` to be a list or a set"),
            (_TRY + 'got_it = ", ".join(got_it)', "`got_it` is a str"),
            (_changed(_TRY, "message(report", "message(EmailMessage(), team[0]"), ""),
        ),
    ),
    "09.6": Answers(
        right=(
            # The parameter is set afterwards, and in small letters.
            _INVITATION
            + _WORDS
            + 'invitation.add_alternative(meeting, subtype="calendar")\n'
            + 'invitation.get_payload()[1].set_param("method", "request")',
            # With HTML in between, and a copy as a file, as Google sends it.
            _INVITATION
            + _WORDS
            + 'invitation.add_alternative("<p>Can we talk?</p>", subtype="html")\n'
            + _MEETING
            + "\n"
            + 'invitation.add_attachment(meeting, subtype="calendar", filename="invite.ics")',
            # With Python's older classes.
            """\
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
invitation = MIMEMultipart("alternative")
invitation["From"] = "Reports <reports@example.com>"
invitation["To"] = "ada@example.com, full@example.com, gone@example.com, boss@example.com"
invitation.attach(MIMEText("Monday at ten?"))
calendar = MIMEText(meeting, "calendar")
calendar.set_param("method", "REQUEST")
invitation.attach(calendar)""",
            # The headers last, and base64.
            """\
invitation = EmailMessage()
invitation.set_content("Monday at ten?")
invitation.add_alternative(meeting, "calendar", cte="base64", params=dict(method="REQUEST"))
invitation["From"], invitation["To"] = "reports@example.com", team""",
        ),
        wrong=(
            (
                _INVITATION + _WORDS + 'invitation.add_alternative(meeting, subtype="calendar")',
                "The calendar part has no `method`",
            ),
            (
                _INVITATION + _WORDS + _MEETING.replace("REQUEST", "PUBLISH"),
                "is 'PUBLISH', but `meeting` says REQUEST",
            ),
            (_INVITATION + _WORDS + _MEETING.replace("alternative", "attachment"), "no buttons"),
            (
                _INVITATION
                + _WORDS
                + 'invitation.add_attachment(meeting, subtype="calendar", filename="meeting.ics")',
                "no buttons",
            ),
            (
                _INVITATION + _WORDS + 'invitation.add_attachment(meeting, filename="meeting.ics")',
                "`meeting` is in the message as text/plain",
            ),
            (
                _INVITATION
                + _WORDS
                + 'invitation.add_attachment(meeting.encode(), maintype="application", '
                + 'subtype="ics", filename="meeting.ics")',
                "`meeting` is in the message as application/ics",
            ),
            (
                _INVITATION + _WORDS + _MEETING.replace('"calendar"', '"ics"'),
                "`meeting` is in the message as text/ics",
            ),
            (
                _INVITATION + _WORDS + _MEETING.replace('"calendar"', '"text/calendar"'),
                "Pass only what comes after the slash",
            ),
            (_INVITATION + _WORDS + "invitation.set_content(meeting)", "as text/plain"),
            (
                _INVITATION + _MEETING.replace("add_alternative", "set_content"),
                "The calendar is the only part",
            ),
            (_INVITATION + _MEETING, "No plain text comes before the calendar part"),
            (
                _INVITATION
                + 'invitation.set_content("<p>Monday?</p>", subtype="html")\n'
                + _MEETING,
                "No plain text comes before the calendar part",
            ),
            (
                _INVITATION + 'invitation.set_content("")\n' + _MEETING,
                "The text is empty",
            ),
            (_INVITATION + _WORDS, "The message has no calendar part yet"),
            (_INVITATION + _WORDS + _MEETING + "\n" + _MEETING, "in the message twice"),
            (
                _INVITATION + _WORDS + _MEETING.replace("(meeting", "('meeting'"),
                "doesn't contain `meeting` as it is",
            ),
            (
                _INVITATION
                + _WORDS
                + _MEETING.replace("(meeting", '(meeting.replace("Visitors", "Lunch")'),
                "doesn't contain `meeting` as it is",
            ),
            (
                _changed(_INVITATION, "reports@", "me@") + _WORDS + _MEETING,
                "The invitation is from reports@example.com",
            ),
            (
                _changed(_INVITATION, '", ".join(team)', "team[0]") + _WORDS + _MEETING,
                "`To` lacks full@example.com, gone@example.com",
            ),
            (
                _changed(_INVITATION, '", ".join(team)', '"; ".join(team)') + _WORDS + _MEETING,
                "Separate addresses with commas",
            ),
            ("invitation = report", "That's the report. Create a new EmailMessage"),
            ("invitation = meeting", "Expected an EmailMessage, but got a str"),
            (
                "invitation = EmailMessage()\n" + _WORDS + _MEETING,
                "Your message has no `From` header",
            ),
        ),
    ),
}
