"""Right and wrong answers to the exercises of lesson 02."""

from __future__ import annotations

from tests.course.asked import Answers

SETUP = """
import base64
import mimetypes
import os
from email import message_from_bytes, policy
from email.message import EmailMessage

picture = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAGAAAABgAQAAAADK40qVAAAAO0lEQVR42mP4jwQYaMthAAOacxjg"
    "NtKUw4DwGi05MFsZwJ4cFhy472jMoZt/GOAU7Tj0Sm90yz/0KQ8ARc487klu8jEAAAAASUVORK5CYII="
)
pdf = b"%PDF-1.4\\n%%EOF"
message = EmailMessage()
message["From"], message["To"] = "me@example.com", "you@example.com"
message.set_content("Hey there!")
message.add_attachment(picture, maintype="image", subtype="png", filename="example.png")
message.add_attachment(pdf, maintype="application", subtype="pdf", filename="Grüße.pdf")
message.add_attachment("name,city\\nAda,Köln\\n", subtype="csv", filename="people.csv")
arrived = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
"""

_REPORT = """\
report = EmailMessage()
report.set_content("Here are the people.")
table = "name,city\\nAda,London\\n"
"""
_KIND = """\
def kind(name):
    mime_type, encoding = mimetypes.guess_type(name)
"""
_INVOICE = """\
invoice = EmailMessage()
name = "Rechnung für Ada.pdf"
"""
_SAVED = """\
saved = {}
for part in arrived.iter_attachments():
    saved[part.get_filename()] = """
_POSTCARD = """\
postcard = EmailMessage()
postcard["From"] = "me@example.com"
postcard["To"] = "ada@example.com"
"""
_TEXT = 'postcard.set_content("Hello Ada!")\n'
_HTML = 'postcard.add_alternative("<p>Hello Ada!</p>", subtype="html")\n'
_PICTURE = (
    'postcard.add_attachment(picture, maintype="image", subtype="png", filename="smile.png")\n'
)

ANSWERS = {
    "02.1": Answers(
        right=(
            _REPORT + 'report.add_attachment(table.encode(), maintype="text", subtype="csv", '
            'filename="people.csv")',
            _REPORT + 'report.add_attachment("näme,city\\r\\nAda,Köln", subtype="csv", '
            'filename="people.csv", charset="utf-8")\nreport["Subject"] = "People"',
            """\
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
report = MIMEMultipart()
report.attach(MIMEText("Here are the people."))
table = MIMEText("name,city\\nAda,London", "csv")
table.add_header("Content-Disposition", "attachment", filename="people.csv")
report.attach(table)""",
            _REPORT + 'report.add_attachment(picture, maintype="image", subtype="png", '
            'filename="a.png")\nreport.add_attachment(table, subtype="csv", filename="people.csv")',
        ),
        wrong=(
            ('report = "name,city"', "This is a str"),
            ("report = EmailMessage()", "Nothing is attached"),
            (_REPORT, "Nothing is attached"),
            (
                'report = EmailMessage()\nreport.set_content("a,b\\nc,d", subtype="csv")',
                "The whole message became text/csv",
            ),
            (_REPORT + 'report.add_attachment("people.csv")', "is the text 'people.csv'"),
            (_REPORT + 'report.add_attachment(table, subtype="csv")', "has no name"),
            (
                _REPORT + 'report.add_attachment(table, filename="people.csv")',
                "Its type is text/plain",
            ),
            (
                _REPORT
                + 'report.add_attachment(table.encode(), maintype="application", subtype="csv", '
                'filename="people.csv")',
                "Its type is application/csv",
            ),
            (
                _REPORT + 'report.add_attachment(table, subtype="csv", filename="people")',
                "It is called 'people'",
            ),
            (
                _REPORT.replace("\\nAda,London\\n", "")
                + 'report.add_attachment(table, subtype="csv", filename="people.csv")',
                "The table has 1 line",
            ),
            (
                _REPORT.replace("Ada,London", "Ada London")
                + 'report.add_attachment(table, subtype="csv", filename="people.csv")',
                "no comma: 'Ada London'",
            ),
            (
                _REPORT.replace('report.set_content("Here are the people.")\n', "")
                + 'report.add_attachment(table, subtype="csv", filename="people.csv")',
                "It has no text yet",
            ),
        ),
    ),
    "02.2": Answers(
        right=(
            "from mailtutor.mime import media_types\nkind = media_types.guess",
            (
                'kind = lambda name: (mimetypes.guess_type(name)[0] or "application/octet-stream") '
                'if mimetypes.guess_type(name)[1] is None else "application/octet-stream"'
            ),
            _KIND + '    return "application/octet-stream" if encoding or not mime_type '
            "else mime_type",
            """\
def kind(name):
    try:
        mime_type, encoding = mimetypes.guess_type(name)
        main, sub = mime_type.split("/", 1)
    except AttributeError:
        main, sub, encoding = "application", "octet-stream", None
    if encoding:
        main, sub = "Application", "Octet-Stream"
    return f"{main}/{sub}" """,
        ),
        wrong=(
            ('kind = "image/png"', "Wanted is the function itself"),
            ('kind = mimetypes.guess_type("photo.png")', "Wanted is the function itself"),
            ("kind = mimetypes.guess_type", "returned a tuple"),
            ("def kind(name):\n    return mimetypes.guess_type(name)[0]", "returned None"),
            (_KIND + "    print(mime_type)", "returned None"),
            (_KIND + '    return mime_type or "application/octet-stream"', "It is compressed"),
            (
                _KIND + "    if encoding:\n"
                '        return "application/octet-stream"\n    return mime_type',
                "`kind('results.data1')` returned None",
            ),
            (
                _KIND + "    if encoding:\n"
                '        return "application/gzip"\n'
                '    return mime_type or "application/octet-stream"',
                "returned 'application/gzip'",
            ),
            (_KIND + '    return mime_type.split("/", 1)', "returned a list"),
            (
                _KIND + '    if encoding is None:\n        return "application/octet-stream"\n'
                "    return mime_type",
                "`kind('photo.png')` returned 'application/octet-stream'",
            ),
            ("def kind():\n    return 'image/png'", "raised TypeError"),
            (
                _KIND + '    return "/".join(mime_type.split("/", 1))',
                "raised AttributeError",
            ),
        ),
    ),
    "02.3": Answers(
        right=(
            _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf", '
            "filename=name)",
            _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf", '
            'filename=name, cte="base64")\ninvoice["To"] = "ada@example.com"',
            _INVOICE
            + """\
import unicodedata
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
invoice = MIMEMultipart()
part = MIMEApplication(pdf, "pdf")
name = unicodedata.normalize("NFD", name)
part.add_header("Content-Disposition", "attachment", filename=("utf-8", "de", name))
invoice.attach(part)""",
        ),
        wrong=(
            ("invoice = pdf", "This is a bytes"),
            ("invoice = message", "It is called 'people.csv'"),
            (_INVOICE, "Nothing is attached"),
            (
                _INVOICE + 'invoice.set_content(pdf, maintype="application", subtype="pdf")',
                "The whole message became application/pdf",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf")',
                "has no name",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf", '
                'filename="Rechnung fuer Ada.pdf")',
                "It should be 'Rechnung für Ada.pdf'",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf", '
                'filename="/home/ada/" + name)',
                "without folders",
            ),
            (_INVOICE + "invoice.add_attachment(str(pdf), filename=name)", "a str was attached"),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="image", subtype="png", '
                "filename=name)",
                "A PDF is application/pdf",
            ),
            (
                _INVOICE + 'invoice.add_attachment(base64.b64encode(pdf), maintype="application", '
                'subtype="pdf", filename=name)',
                "packed in base64 twice",
            ),
            (
                _INVOICE + 'invoice.add_attachment(name.encode(), maintype="application", '
                'subtype="pdf", filename=name)',
                "not those of `pdf`",
            ),
        ),
    ),
    "02.4": Answers(
        right=(
            (
                "saved = {part.get_filename(): part.get_payload(decode=True) "
                "for part in arrived.iter_attachments()}"
            ),
            (
                "saved = {part.get_filename(): part.get_content() for part in arrived.walk() "
                "if part.is_attachment()}"
            ),
            _SAVED + "bytes(part.get_payload(decode=True)) or b''",
        ),
        wrong=(
            ("saved = {}", "These are missing: example.png, Grüße.pdf"),
            (
                "saved = [part.get_content() for part in arrived.iter_attachments()]",
                "not a list",
            ),
            (_SAVED.replace(".iter_attachments", ".walk") + "part.get_payload()", "is None"),
            (_SAVED + "part", "this is the whole part"),
            (_SAVED + "part.get_payload()", "its base64 as it travelled"),
            (_SAVED + "part.get_content_type()", "this is a str"),
            (_SAVED + "part.get_content\n", "wanted are its bytes"),
            (_SAVED + "part.get_content()\n    break", "These are missing: Grüße.pdf"),
            (_SAVED + "picture", "not its content"),
            (
                _SAVED.replace("part.get_filename()", '"/tmp/" + part.get_filename()')
                + "part.get_content()",
                "These are missing",
            ),
            (_SAVED + "part.get_content()\nsaved['body.txt'] = 'Hey'", "is called body.txt"),
            ("saved = set()", "not a set"),
        ),
    ),
    "02.5": Answers(
        right=(
            _POSTCARD + _TEXT + _HTML + _PICTURE + 'postcard["Subject"] = "Greetings"',
            """\
postcard = EmailMessage()
postcard["from"], postcard["to"] = "me@example.com", "Ada <Ada@Example.com>"
"""
            + _TEXT
            + _HTML
            + _PICTURE
            + 'postcard.add_attachment(pdf, maintype="application", subtype="pdf", filename="a")',
            """\
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
postcard = MIMEMultipart()
postcard["From"], postcard["To"] = "me@example.com", "ada@example.com"
text = MIMEMultipart("alternative")
text.attach(MIMEText("Hello"))
text.attach(MIMEText("<p>Hello</p>", "html"))
postcard.attach(text)
image = MIMEImage(picture, "png")
image.add_header("Content-Disposition", "attachment", filename="smile.png")
postcard.attach(image)""",
        ),
        wrong=(
            ('postcard = "Hello Ada!"', "This is a str"),
            (_POSTCARD + _TEXT + _HTML, "Nothing is attached"),
            (_POSTCARD + _TEXT + _PICTURE, "there once only, as text/plain"),
            (
                _POSTCARD
                + 'postcard.set_content("<p>Hello</p>", subtype="html")\n'
                + 'postcard.add_alternative("Hello")\n'
                + _PICTURE,
                "The HTML comes first",
            ),
            (
                _POSTCARD + 'postcard.set_content("<p>Hello</p>", subtype="html")\n' + _PICTURE,
                "there once only, as text/html",
            ),
            (
                _POSTCARD
                + _TEXT
                + 'postcard.add_attachment("<p>Hello</p>", subtype="html", filename="a.html")\n'
                + _PICTURE,
                "The HTML is attached",
            ),
            (
                _POSTCARD + _TEXT + 'postcard.add_alternative("<p>Hello</p>")\n' + _PICTURE,
                "The forms of its text are text/plain, text/plain",
            ),
            (_POSTCARD.replace("ada@", "you@") + _TEXT + _HTML + _PICTURE, "ada@example.com"),
            (
                "postcard = EmailMessage()\n" + _TEXT + _HTML + _PICTURE,
                "It has no From",
            ),
            (
                _POSTCARD + _TEXT + _HTML + _PICTURE.replace('"png"', '"jpeg"'),
                "said to be image/jpeg",
            ),
            (
                _POSTCARD + _TEXT + _HTML + _PICTURE.replace(', filename="smile.png"', ""),
                "has no name",
            ),
            (
                _POSTCARD + _TEXT + _HTML + _PICTURE.replace("picture", "pdf"),
                "No attachment holds a picture",
            ),
            (
                _POSTCARD
                + _TEXT
                + _HTML
                + _PICTURE.replace("picture", "base64.b64encode(picture)"),
                "No attachment holds a picture",
            ),
        ),
    ),
}
