"""More answers to the exercises of lesson 09, written without seeing the checks."""

from __future__ import annotations

# Wrong answers: the mistake, the code, and part of the sentence that names it.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "09.1": [
        (
            "set_content returns None, and report is that",
            """\
report = EmailMessage()
report["From"] = "reports@example.com"
report["To"] = ", ".join(team)
report["Bcc"] = boss
report["Subject"] = "Visitors last week"
report["Date"] = formatdate(localtime=True)
report["Message-ID"] = make_msgid(domain="example.com")
report = report.set_content(table)
""",
            "`set_content` changes the message and returns None.",
        ),
        (
            "a function that makes it, not called",
            """\
def report():
    message = EmailMessage()
    message["From"] = "reports@example.com"
    message["To"] = ", ".join(team)
    message["Bcc"] = boss
    message["Subject"] = "Visitors"
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid()
    message.set_content(table)
    return message
""",
            "Expected an EmailMessage, but got a function",
        ),
        (
            "the HTML rows in the plain text",
            """\
report = EmailMessage()
report["From"] = "reports@example.com"
report["To"] = ", ".join(team)
report["Bcc"] = boss
report["Subject"] = "Visitors last week"
report["Date"] = formatdate(localtime=True)
report["Message-ID"] = make_msgid(domain="example.com")
report.set_content(rows)
""",
            "The text is HTML. Start with plain text",
        ),
        (
            "boss forgotten",
            """\
report = EmailMessage()
report["From"] = "reports@example.com"
report["To"] = ", ".join(team)
report["Subject"] = "Visitors last week"
report["Date"] = formatdate(localtime=True)
report["Message-ID"] = make_msgid(domain="example.com")
report.set_content(table)
""",
            "has no `Bcc` header, so boss@example.com gets nothing",
        ),
        (
            "all in a dict, not a message",
            """\
report = {
    "From": "reports@example.com",
    "To": team,
    "Bcc": boss,
    "Subject": "Visitors last week",
    "Date": formatdate(localtime=True),
    "Message-ID": make_msgid(),
    "text": table,
}
""",
            "Expected an EmailMessage, but got a dict, {",
        ),
        (
            "Date is only the day, written by hand",
            """\
report = EmailMessage()
report["From"] = "reports@example.com"
report["To"] = ", ".join(team)
report["Bcc"] = boss
report["Subject"] = "Visitors last week"
report["Date"] = "Monday"
report["Message-ID"] = make_msgid(domain="example.com")
report.set_content(table)
""",
            "format: `formatdate(localtime=True)` writes it",
        ),
        (
            "semicolons between the addresses",
            """\
report = EmailMessage()
report["From"] = "reports@example.com"
report["To"] = "; ".join(team)
report["Bcc"] = boss
report["Subject"] = "Visitors last week"
report["Date"] = formatdate(localtime=True)
report["Message-ID"] = make_msgid(domain="example.com")
report.set_content(table)
""",
            "semicolons between its addresses, so Python can read only",
        ),
        (
            "From is the boss",
            """\
report = EmailMessage()
report["From"] = boss
report["To"] = ", ".join(team)
report["Bcc"] = boss
report["Subject"] = "Visitors last week"
report["Date"] = formatdate(localtime=True)
report["Message-ID"] = make_msgid(domain="example.com")
report.set_content(table)
""",
            "`From` is boss@example.com. The report is from reports@example.com",
        ),
    ],
    "09.2": [
        (
            "cid without its angle brackets for the picture",
            """\
cid = make_msgid(domain="example.com")
html = f'<h1>Visitors</h1><table>{rows}</table><img src="cid:{cid[1:-1]}" alt="Bars: visitors by day">'
report.add_alternative(html, subtype="html")
report.get_payload()[1].add_related(plot, maintype="image", subtype="png", cid=cid[1:-1])
""",
            "After `cid:`, write the name without < and >",
        ),
        (
            "the picture has no Content-ID",
            """\
cid = make_msgid(domain="example.com")
html = f'<h1>Visitors</h1><table>{rows}</table><img src="cid:{cid[1:-1]}" alt="Bars: visitors by day">'
report.add_alternative(html, subtype="html")
report.get_payload()[1].add_related(plot, maintype="image", subtype="png")
""",
            "The picture has no Content-ID. Pass `cid=cid` to `add_related`",
        ),
        (
            "the PDF, with its own type, instead of the picture",
            """\
cid = make_msgid(domain="example.com")
html = f'<h1>Visitors</h1><table>{rows}</table><img src="cid:{cid[1:-1]}" alt="Bars: visitors by day">'
report.add_alternative(html, subtype="html")
report.get_payload()[1].add_related(pdf, maintype="application", subtype="pdf", cid=cid)
""",
            "The report has no picture yet. Call `add_related(plot, ...)`",
        ),
        (
            "strip from the wrong side: only < is taken away",
            """\
cid = make_msgid(domain="example.com")
html = f'<h1>Visitors</h1><table>{rows}</table><img src="cid:{cid[1:]}" alt="Bars: visitors by day">'
report.add_alternative(html, subtype="html")
report.get_payload()[1].add_related(plot, maintype="image", subtype="png", cid=cid)
""",
            'picture has no `alt="..."`, the text for people who',
        ),
        (
            "f is missing, so {rows} and {cid} stand there as they are",
            """\
cid = make_msgid(domain="example.com")
html = '<h1>Visitors</h1><table>{rows}</table><img src="cid:{cid[1:-1]}" alt="Bars: visitors by day">'
report.add_alternative(html, subtype="html")
report.get_payload()[1].add_related(plot, maintype="image", subtype="png", cid=cid)
""",
            "The HTML has no table: add `<table>`, then `rows`",
        ),
        (
            "the picture inside the HTML as base64, nothing related",
            """\
import base64
data = base64.b64encode(plot).decode()
html = f'<table>{rows}</table><img src="data:image/png;base64,{data}" alt="Bars">'
report.add_alternative(html, subtype="html")
""",
            "The report has no picture yet. Call `add_related(plot, ...)`",
        ),
        (
            "a link in place of the picture",
            """\
cid = make_msgid(domain="example.com")
html = f'<h1>Visitors</h1><table>{rows}</table><a href="cid:{cid[1:-1]}">Bars</a>'
report.add_alternative(html, subtype="html")
report.get_payload()[1].add_related(plot, maintype="image", subtype="png", cid=cid)
""",
            'picture has no `alt="..."`, the text for people who',
        ),
        (
            "set_content replaces the plain text by HTML",
            """\
cid = make_msgid(domain="example.com")
html = f'<table>{rows}</table><img src="cid:{cid[1:-1]}" alt="Bars">'
report.set_content(html, subtype="html")
report.add_related(plot, maintype="image", subtype="png", cid=cid)
""",
            "The plain text is gone. `set_content` replaces it",
        ),
    ],
    "09.3": [
        (
            "the picture attached under the name of the PDF",
            """\
report.add_attachment(plot, maintype="application", subtype="pdf", filename="visitors.pdf")
""",
            "The attachment isn't what is in `pdf`",
        ),
        (
            "type octet-stream, not pdf",
            """\
report.add_attachment(pdf, maintype="application", subtype="octet-stream", filename="visitors.pdf")
""",
            "The attachment's type is application/octet-stream. For a PDF",
        ),
        (
            "attached to the HTML part, not to the report",
            """\
report.get_payload()[1].add_attachment(pdf, maintype="application", subtype="pdf", filename="visitors.pdf")
""",
            "is inside another part. Attach it to `report` itself",
        ),
        (
            "a new message with nothing but the PDF",
            """\
report = EmailMessage()
report.add_attachment(pdf, maintype="application", subtype="pdf", filename="visitors.pdf")
""",
            "The HTML and its picture are missing. Do",
        ),
        (
            "table as bytes, called a PDF",
            """\
report.add_attachment(table.encode(), maintype="application", subtype="pdf", filename="visitors.pdf")
""",
            "The attachment isn't what is in `pdf`",
        ),
        (
            "the picture attached with its own type",
            """\
report.add_attachment(plot, maintype="image", subtype="png", filename="visitors.png")
""",
            "The attachment isn't what is in `pdf`",
        ),
        (
            "main type and subtype swapped",
            """\
report.add_attachment(pdf, maintype="pdf", subtype="application", filename="visitors.pdf")
""",
            "attachment's type is pdf/application. For a PDF, pass 'application'",
        ),
        (
            "file name missing",
            'report.add_attachment(pdf, maintype="application", subtype="pdf")',
            "The PDF has no name. Pass `filename=`",
        ),
    ],
    "09.4": [
        (
            "only 451 counts as later, the full mailbox (452) goes to never",
            """\
office = new_office()
later, never = [], []
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
for address, (code, words) in refused.items():
    if code == 451:
        later.append(address)
    else:
        never.append(address)
""",
            "Codes that start with 4 go in `later`",
        ),
        (
            "except Exception: a wrong name in it is swallowed, the lists stay empty",
            """\
office = new_office()
later, never = [], []
try:
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        client.send_mesage(report)
except Exception as error:
    for address in getattr(error, "recipients", {}):
        later.append(address)
""",
            "No session with `office` names a recipient",
        ),
        (
            "only what comes back is looked at; in the except nothing",
            """\
office = new_office()
later, never = [], []
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.send_message(report)
        for address, (code, words) in refused.items():
            if code < 500:
                later.append(address)
            else:
                never.append(address)
    except smtplib.SMTPRecipientsRefused:
        print("all refused")
""",
            "but is missing from `later`",
        ),
        (
            "only 550 counts as never, and the if for 4 asks for 450",
            """\
office = new_office()
later, never = [], []
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
for address, (code, words) in refused.items():
    if code == 450:
        later.append(address)
    elif code == 550:
        never.append(address)
""",
            "but is missing from `later`",
        ),
        (
            "written from the eyes, nothing is sent",
            """\
office = new_office()
later = ["ada@example.com", "full@example.com", "boss@example.com"]
never = ["gone@example.com"]
""",
            "Nothing was sent to `office`, so you can't know",
        ),
        (
            "one list under two names: later = never = []",
            """\
office = new_office()
later = never = []
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
for address, (code, words) in refused.items():
    if 400 <= code < 500:
        later.append(address)
    else:
        never.append(address)
""",
            "Codes that start with 4 go in `later`",
        ),
        (
            "off by one: > 500 instead of >= 500, and < 451",
            """\
office = new_office()
later, never = [], []
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
for address, (code, words) in refused.items():
    if code < 451:
        later.append(address)
    elif code > 500:
        never.append(address)
""",
            "but is missing from `later`",
        ),
        (
            "a function that sorts, not called",
            """\
office = new_office()
later = never = None

def sort_out(refused):
    later = [a for a, (code, words) in refused.items() if code < 500]
    never = [a for a, (code, words) in refused.items() if code >= 500]
    return later, never

with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
""",
            "`later` is assigned inside the function `sort_out`",
        ),
    ],
    "09.5": [
        (
            "all errors swallowed, with the name of the method misspelt",
            """\
office = new_office()
got_it = []
for attempt in range(3):
    try:
        with smtplib.SMTP("localhost", office.port, timeout=10) as client:
            client.send_mesage(report)
        got_it = team + [boss]
        break
    except Exception:
        pass
""",
            "`report` hasn't arrived at `office`. Your client connected",
        ),
        (
            "the greylisting is switched off first",
            """\
office = new_office()
office.faults.pop()
got_it = []
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    refused = client.send_message(report)
got_it = [a for a in team + [boss] if a not in refused]
""",
            "Leave the faults of `new_office()` as they are",
        ),
        (
            "todo is not made smaller after a partial success: ada and boss get it twice",
            """\
office = new_office()
todo = team + [boss]
got_it = set()
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    for attempt in range(3):
        try:
            refused = client.send_message(report, to_addrs=todo)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        todo = [a for a in todo if refused.get(a, (0,))[0] < 500]
        got_it |= {a for a in todo if a not in refused}
""",
            "ada@example.com got the report twice. Send again only",
        ),
        (
            "gone and full left out beforehand",
            """\
office = new_office()
todo = [team[0], boss]
got_it = []
for attempt in range(3):
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        try:
            refused = client.send_message(report, to_addrs=todo)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
    got_it += [address for address in todo if address not in refused]
    todo = [address for address, (code, words) in refused.items() if code < 500]
    if not todo:
        break
""",
            "You never tried full@example.com, gone@example.com",
        ),
        (
            "nobody is tried again, got_it is empty",
            """\
office = new_office()
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        client.send_message(report)
        got_it = team + [boss]
    except smtplib.SMTPRecipientsRefused as error:
        got_it = []
""",
            "`report` hasn't arrived at `office`. You tried each recipient",
        ),
        (
            "all with a 4 are counted as having got it",
            """\
office = new_office()
todo = team + [boss]
got_it = []
for attempt in range(3):
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        try:
            refused = client.send_message(report, to_addrs=todo)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
    got_it += [address for address in todo if address not in refused or refused[address][0] < 500]
    todo = [address for address, (code, words) in refused.items() if code < 500]
    if not todo:
        break
""",
            "`got_it` has full@example.com, who got nothing",
        ),
        (
            "boss forgotten in got_it alone",
            """\
office = new_office()
todo = team + [boss]
got_it = []
for attempt in range(3):
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        try:
            refused = client.send_message(report, to_addrs=todo)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
    got_it += [address for address in team if address in todo and address not in refused]
    todo = [address for address, (code, words) in refused.items() if code < 500]
    if not todo:
        break
""",
            "`got_it` lacks boss@example.com, who got the report",
        ),
        (
            "stops at the first 5: the others with a 4 are not tried again",
            """\
office = new_office()
todo = team + [boss]
got_it = []
for attempt in range(3):
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        try:
            refused = client.send_message(report, to_addrs=todo)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
    got_it += [a for a in todo if a not in refused]
    if any(code >= 500 for code, words in refused.values()):
        break
    todo = list(refused)
""",
            "`report` hasn't arrived at `office`. You tried each recipient",
        ),
    ],
}

RIGHT: dict[str, list[str]] = {
    "09.1": [
        """\
from email.utils import localtime
report = EmailMessage()
report.set_content("Visitors\\n========\\n\\n" + table)
report["Message-ID"] = make_msgid("report", "example.com")
report["Date"] = localtime()
report["Subject"] = "Weekly report"
report["Bcc"] = [boss]
report["To"] = tuple(team)
report["From"] = "Reports <reports@example.com>"
""",
        """\
report = EmailMessage()
headers = {
    "From": "reports@example.com",
    "To": ", ".join(team),
    "Bcc": boss,
    "Subject": f"Visitors: {sum(visits.values())}",
    "Date": formatdate(localtime=True),
    "Message-ID": make_msgid(domain="example.com"),
}
for name, value in headers.items():
    report[name] = value
report.set_content(table)
""",
        """\
from datetime import datetime
class Report(EmailMessage):
    def __init__(self, text):
        super().__init__()
        self["From"] = "reports@example.com"
        self["To"] = ", ".join(team)
        self["Bcc"] = boss
        self["Subject"] = "Visitors last week"
        self["Date"] = datetime.now().astimezone()
        self["Message-ID"] = make_msgid(domain="example.com")
        self.set_content(text)

report = Report(table)
""",
    ],
    "09.2": [
        """\
report.add_alternative(
    '<table border="1">' + rows + '</table><img alt="visitors by day" src="cid:plot@example.com">',
    subtype="html",
)
report.get_payload(1).add_related(plot, maintype="image", subtype="png", cid="<plot@example.com>")
""",
        """\
picture_id = make_msgid("plot", domain="example.com")
html = "<table>{}</table><p><img src='cid:{}' alt='Bars'></p>".format(rows, picture_id[1:-1])
report.add_alternative(html, subtype="html")
for part in report.iter_parts():
    if part.get_content_type() == "text/html":
        part.add_related(plot, maintype="image", subtype="png", cid=picture_id, disposition="inline")
""",
        """\
cid = make_msgid(domain="example.com")
html = f'<h1>Visitors</h1><table>{rows}</table><img src="cid:{cid[1:-1]}" alt="Bars: visitors by day">'
report.add_alternative(html, subtype="html")
report.get_payload()[1].add_related(plot, maintype="image", subtype="png", cid=cid)
""",
    ],
    "09.3": [
        """\
from functools import partial
attach_pdf = partial(report.add_attachment, maintype="application", subtype="pdf")
attach_pdf(pdf, filename="visitors.pdf")
""",
        """\
from email.mime.application import MIMEApplication
part = MIMEApplication(pdf, "pdf")
part.add_header("Content-Disposition", "attachment", filename="visitors.pdf")
del part["MIME-Version"]
report.make_mixed()
report.attach(part)
""",
        """\
def attach(message, data, name):
    endings = {"pdf": ("application", "pdf"), "png": ("image", "png")}
    main, sub = endings[name.rsplit(".", 1)[1]]
    message.add_attachment(data, main, sub, filename=name)
    return message

report = attach(report, pdf, "visitors.pdf")
""",
    ],
    "09.4": [
        """\
import copy
office = new_office()
open_copy = copy.deepcopy(report)
del open_copy["Bcc"]
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.sendmail("reports@example.com", [*team, boss], open_copy.as_string())
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
later = sorted(a for a, (code, text) in refused.items() if str(code).startswith("4"))
never = sorted(a for a, (code, text) in refused.items() if str(code).startswith("5"))
""",
        """\
office = new_office()
later, never = [], []
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
for address, (code, words) in refused.items():
    if 400 <= code < 500:
        later.append(address)
    else:
        never.append(address)
""",
        """\
office = new_office()
try:
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        refused = client.send_message(report)
except smtplib.SMTPRecipientsRefused as error:
    refused = error.recipients
later = [address for address, reply in refused.items() if reply[0] // 100 == 4]
never = [address for address, reply in refused.items() if reply[0] // 100 == 5]
""",
    ],
    "09.5": [
        """\
class Patient(smtplib.SMTP):
    def bring(self, message, addresses, tries):
        got = []
        while addresses and tries:
            tries -= 1
            try:
                refused = self.send_message(message, to_addrs=addresses)
            except smtplib.SMTPRecipientsRefused as error:
                refused = error.recipients
            got.extend(a for a in addresses if a not in refused)
            addresses = [a for a, reply in refused.items() if str(reply[0]).startswith("4")]
        return got

office = new_office()
with Patient("localhost", office.port, timeout=10) as client:
    got_it = client.bring(report, team + [boss], 3)
""",
        """\
office = new_office()
todo = team + [boss]
got_it = []
for attempt in range(3):
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        try:
            refused = client.send_message(report, to_addrs=todo)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
    got_it += [address for address in todo if address not in refused]
    todo = [address for address, (code, words) in refused.items() if code < 500]
    if not todo:
        break
""",
        """\
import copy, time
office = new_office()
data = copy.deepcopy(report)
del data["Bcc"]
data = data.as_bytes(policy=data.policy.clone(linesep="\\r\\n"))
todo = team + [boss]
got_it = []
for attempt in range(3):
    client = smtplib.SMTP("localhost", office.port)
    try:
        refused = client.sendmail("reports@example.com", todo, data)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    client.quit()
    got_it.extend(address for address in todo if address not in refused)
    todo = [address for address in refused if refused[address][0] < 500]
    if not todo:
        break
    time.sleep(0.05)
""",
    ],
}
