"""The exercises and quizzes of lesson 09, mail a report."""

from __future__ import annotations

from .exercise import Exercise, Lesson, Option, Quiz
from .lesson_09_invitation import invitation
from .lesson_09_mail import html_and_picture, text_report, with_pdf
from .lesson_09_sent import everybody_told, sorted_refusals

LESSON = Lesson(
    "09",
    "Mail a report",
    exercises=(
        Exercise(
            "09.1",
            "Write the text",
            "an EmailMessage to all of `team`, with the table in its text",
            text_report,
            (
                "To is one text: the addresses, separated by commas. `join` makes it.",
                '`report["Bcc"] = boss`. Date and Message-ID have functions in the first cell.',
                '`report.set_content("Visitors last week:\\n\\n" + table)`',
            ),
            """\
report = EmailMessage()
report["From"] = "reports@example.com"
report["To"] = ", ".join(team)
report["Bcc"] = boss
report["Subject"] = "Visitors last week"
report["Date"] = formatdate(localtime=True)
report["Message-ID"] = make_msgid(domain="example.com")
report.set_content("Visitors last week:\\n\\n" + table)""",
        ),
        Exercise(
            "09.2",
            "Add the HTML and the picture",
            "`report` with HTML, and the picture in it",
            html_and_picture,
            (
                'The HTML is a text: `f"<table>{rows}</table>"`, followed by the `<img ...>`.',
                '`report.add_alternative(html, subtype="html")` adds it behind the plain text.',
                '`report.get_payload()[1].add_related(plot, maintype="image", subtype="png", ...)`',
            ),
            """\
cid = make_msgid(domain="example.com")
image = f'<img src="cid:{cid[1:-1]}" alt="Bars: Friday had the most visitors">'
report.add_alternative(f"<table>{rows}</table>{image}", subtype="html")
html_part = report.get_payload()[1]
html_part.add_related(plot, maintype="image", subtype="png", cid=cid)""",
        ),
        Exercise(
            "09.3",
            "Attach the PDF",
            "`report` with the PDF attached",
            with_pdf,
            (
                "`add_attachment` takes the bytes, then what they are.",
                '`maintype="application"`, `subtype="pdf"`, and a `filename` that ends with .pdf.',
            ),
            """\
report.add_attachment(
    pdf, maintype="application", subtype="pdf", filename="visitors.pdf"
)""",
        ),
        Exercise(
            "09.4",
            "Sort the rejections",
            "two lists of addresses, `later` and `never`",
            sorted_refusals,
            (
                (
                    "At first the server rejects everyone, so `send_message` raises. Use `try` "
                    "and `except`."
                ),
                "`error.recipients` is a dict: each address with a pair of code and words.",
                "Addresses with a code from 400 to 499 go into `later`, from 500 on into `never`.",
            ),
            """\
office = new_office()
with smtplib.SMTP("localhost", office.port, timeout=10) as client:
    try:
        refused = client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
later = [who for who, (code, _) in refused.items() if code < 500]
never = [who for who, (code, _) in refused.items() if code >= 500]""",
        ),
        Exercise(
            "09.5",
            "Try again, and report who got it",
            "a list or a set of the addresses that got the report",
            everybody_told,
            (
                "Keep two sets, `waiting` and `got_it`. At the start, all four are waiting.",
                (
                    "Loop with `for attempt in range(3):`, which ends. Inside, do what you did in "
                    "09.4."
                ),
                "`send_message(report, to_addrs=list(waiting))` sends it to these people only.",
                (
                    "Anyone who was waiting and isn't in `refused` got it. Those with a code "
                    "below 500 keep waiting."
                ),
            ),
            """\
office = new_office()
waiting, got_it = {*team, boss}, set()
for attempt in range(3):
    with smtplib.SMTP("localhost", office.port, timeout=10) as client:
        try:
            refused = client.send_message(report, to_addrs=list(waiting))
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
    got_it |= waiting - set(refused)
    waiting = {who for who, (code, _) in refused.items() if code < 500}""",
        ),
        Exercise(
            "09.6",
            "Invite the team",
            "an EmailMessage with a text and the invitation",
            invitation,
            (
                "First the headers and `set_content(...)`, as in 09.1. No Bcc, and no files.",
                '`add_alternative(meeting, subtype="calendar", ...)` adds the invitation.',
                'The parameter is a dict: `params={"method": "REQUEST"}`.',
            ),
            """\
invitation = EmailMessage()
invitation["From"] = "reports@example.com"
invitation["To"] = ", ".join(team)
invitation["Subject"] = "Let's talk about the visitors"
invitation.set_content("Can we talk about the numbers on Monday at ten?")
invitation.add_alternative(
    meeting, subtype="calendar", params={"method": "REQUEST"}
)""",
        ),
    ),
    quizzes=(
        Quiz(
            "09.a",
            "A message contains its text twice: plain first, then HTML. What does the reader see?",
            (
                Option(
                    "The first: the plain text",
                    "Only in a program that can't show HTML, or if the reader prefers plain text.",
                ),
                Option(
                    "The last that the program can show",
                    "That's usually the HTML. So put the best version last (RFC 2046, section "
                    "5.1.4).",
                    right=True,
                ),
                Option(
                    "Both, one below the other",
                    "That's how `multipart/mixed` works. In `multipart/alternative`, the "
                    "program chooses one.",
                ),
            ),
        ),
        Quiz(
            "09.b",
            "The server rejects every recipient. What does send_message do?",
            (
                Option(
                    "It returns a dict with all of them",
                    "It does if at least one was accepted. Here, nobody was.",
                ),
                Option("It returns {}", "That means that nobody was rejected."),
                Option(
                    "It raises SMTPRecipientsRefused",
                    "No message was sent at all. The error has the same dict: `error.recipients`.",
                    right=True,
                ),
            ),
        ),
    ),
)
