"""Right and wrong answers to the exercises of lesson 02."""

from __future__ import annotations

from tests.course.notebook_cells import Answers

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
            ('report = "name,city"', "but got a str"),
            (
                _REPORT
                + 'report.add_attachment(table, subtype="csv", filename="people.csv")\n' * 2,
                "'people.csv' is attached twice",
            ),
            (
                _REPORT + 'report.add_alternative(table, subtype="csv", filename="people.csv")',
                "as a form of the text (multipart/alternative)",
            ),
            (
                _REPORT + 'report.add_attachment(table, subtype="text/csv", filename="people.csv")',
                "Pass only what comes after the slash",
            ),
            (
                _REPORT + 'report.add_attachment(str([["a", "b"]]), subtype="csv", '
                'filename="people.csv")',
                "that's how Python displays a list",
            ),
            (
                _REPORT
                + 'report.add_attachment(r"a,b\\nc,d", subtype="csv", filename="people.csv")',
                "a backslash and an n",
            ),
            (
                _REPORT + "packed = base64.encodebytes(table.encode()).decode()\n"
                'report.add_attachment(packed, subtype="csv", filename="people.csv")',
                "is encoded in base64",
            ),
            (
                _REPORT + 'report.add_attachment(table, subtype="csv")\n'
                'report["Filename"] = "people.csv"',
                "'Filename' became a header",
            ),
            (
                _REPORT + 'report.add_related(table, subtype="csv", filename="people.csv")',
                "Your message is now multipart/related",
            ),
            ("report = EmailMessage()", "Nothing is attached"),
            (_REPORT, "Nothing is attached"),
            (
                'report = EmailMessage()\nreport.set_content("a,b\\nc,d", subtype="csv")',
                "The whole message is now text/csv",
            ),
            (_REPORT + 'report.add_attachment("people.csv")', "You attached the text 'people.csv'"),
            (_REPORT + 'report.add_attachment(table, subtype="csv")', "has no name"),
            (
                _REPORT + 'report.add_attachment(table, filename="people.csv")',
                "type of the attachment is text/plain",
            ),
            (
                _REPORT
                + 'report.add_attachment(table.encode(), maintype="application", subtype="csv", '
                'filename="people.csv")',
                "type of the attachment is application/csv",
            ),
            (
                _REPORT + 'report.add_attachment(table, subtype="csv", filename="people")',
                "The attachment is called 'people'",
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
                "Your message has no body yet",
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
            ('kind = "image/png"', "Expected the function itself"),
            (
                _KIND + '    if mime_type is None or name.endswith("gz"):\n'
                '        return "application/octet-stream"\n    return mime_type',
                "`kind('logs.tar.bz2')` returned 'application/x-tar'",
            ),
            (
                _KIND + '    if mime_type is None or name.endswith((".gz", ".bz2")):\n'
                '        return "application/octet-stream"\n    return mime_type',
                "`kind('notes.txt.xz')` returned 'text/plain'",
            ),
            (
                (
                    'def kind(name):\n    kinds = {"png": "image/png", "pdf": "application/pdf"}\n'
                    '    return kinds.get(name.split(".")[-1], "application/octet-stream")'
                ),
                "`kind('SUMMER.JPG')` returned 'application/octet-stream'",
            ),
            (
                'def kind(name):\n    return "application/octet-stream"',
                "does it use its argument?",
            ),
            (
                _KIND + "    print(mime_type)",
                "`kind('photo.png')` printed 'image/png' and returned None",
            ),
            (
                _KIND + "    return encoding or mime_type or 'application/octet-stream'",
                "A media type has a slash in it",
            ),
            (
                'def kind(name):\n    with open(name, "rb") as file:\n        return file.read()',
                "and there may be no such file",
            ),
            (
                _KIND + "    return 'octet-stream' if encoding or not mime_type else mime_type",
                "Check the spelling",
            ),
            ('kind = mimetypes.guess_type("photo.png")', "Expected the function itself"),
            ("kind = mimetypes.guess_type", "returned a tuple"),
            ("def kind(name):\n    return mimetypes.guess_type(name)[0]", "returned None"),
            (
                _KIND + '    return mime_type or "application/octet-stream"',
                "the file is compressed",
            ),
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
            ("def kind():\n    return 'image/png'", "can be called as `kind(name)`"),
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
            _INVOICE
            + """\
invoice.set_content("Thank you for your order.")
part = EmailMessage()
part.set_content(
    pdf, maintype="application", subtype="pdf", disposition="attachment", filename=name
)
invoice.make_mixed()
invoice.attach(part)""",
        ),
        wrong=(
            ("invoice = pdf", "That's `pdf` itself. Create"),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="pdf", subtype="application", '
                "filename=name)",
                "Swap `maintype` and `subtype`",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf", '
                'filename=name, disposition="inline")',
                "is inline",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf[:8], maintype="application", subtype="pdf", '
                "filename=name)",
                "only the first 8 of the",
            ),
            (
                _INVOICE + 'invoice.add_attachment(picture, maintype="application", subtype="pdf", '
                "filename=name)",
                "The attachment is a PNG",
            ),
            (
                _INVOICE + "for _ in range(2):\n    invoice.add_attachment(pdf, "
                'maintype="application", subtype="pdf", filename=name)',
                "'Rechnung für Ada.pdf' is attached twice",
            ),
            ("invoice = message", "The attachment is called 'people.csv'"),
            (_INVOICE, "Nothing is attached"),
            (
                _INVOICE + 'invoice.set_content(pdf, maintype="application", subtype="pdf")',
                "The whole message is now application/pdf",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf")',
                "has no name",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf", '
                'filename="Rechnung fuer Ada.pdf")',
                "Expected 'Rechnung für Ada.pdf'",
            ),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="application", subtype="pdf", '
                'filename="/home/ada/" + name)',
                "Your folders mean nothing",
            ),
            (_INVOICE + "invoice.add_attachment(str(pdf), filename=name)", "You attached a str"),
            (
                _INVOICE + 'invoice.add_attachment(pdf, maintype="image", subtype="png", '
                "filename=name)",
                "A PDF is application/pdf",
            ),
            (
                _INVOICE + 'invoice.add_attachment(base64.b64encode(pdf), maintype="application", '
                'subtype="pdf", filename=name)',
                "It was encoded in base64 twice",
            ),
            (
                _INVOICE + 'invoice.add_attachment(name.encode(), maintype="application", '
                'subtype="pdf", filename=name)',
                "but they aren't those of `pdf`",
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
            (
                "parts = list(arrived.iter_attachments())\nsaved = dict(zip("
                "[p.get_filename() for p in parts], [p.get_content() for p in parts]))"
            ),
        ),
        wrong=(
            ("saved = {}", "The dict is empty"),
            (
                (
                    "saved = {part.get_content(): part.get_filename() "
                    "for part in arrived.iter_attachments()}"
                ),
                "Swap them: the file name is the key",
            ),
            (
                (
                    "for part in arrived.iter_attachments():\n"
                    "    saved = {part.get_filename(): part.get_content()}"
                ),
                "Does each round of the loop create a new dict",
            ),
            (_SAVED + "[part.get_content()]", "but got a list"),
            (_SAVED + "part.as_bytes()", "it's the whole part"),
            (_SAVED + "base64.b64encode(part.get_payload(decode=True))", "in base64 again"),
            (_SAVED + "len(part.get_content())", "expected its bytes, but got an int"),
            (_SAVED + "part.get_payload(decode=True)[:10]", "only the first 10"),
            (
                (
                    'saved = {"example.png": picture, "Grüße.pdf": pdf, '
                    '"people.csv": "name,city\\nAda,Köln\\n"}'
                ),
                "These are your own `picture` and `pdf`",
            ),
            (
                "saved = dict(enumerate(p.get_content() for p in arrived.iter_attachments()))",
                "Expected file names as keys",
            ),
            (
                "saved = [part.get_content() for part in arrived.iter_attachments()]",
                "but got a list",
            ),
            (_SAVED.replace(".iter_attachments", ".walk") + "part.get_payload()", "is None"),
            (_SAVED + "part", "example.png: that's the whole part"),
            (_SAVED + "part.get_payload()", "base64 that was sent. `get_content()` decodes it"),
            (_SAVED + "part.get_content_type()", "That's its type"),
            (_SAVED + "part.get_content\n", "which wasn't called"),
            (_SAVED + "part.get_content()\n    break", "Does the loop end too early"),
            (_SAVED + "picture", "Grüße.pdf: that's the content of 'example.png'"),
            (
                _SAVED.replace("part.get_filename()", '"/tmp/" + part.get_filename()')
                + "part.get_content()",
                "Expected the file names as keys",
            ),
            (_SAVED + "part.get_content()\nsaved['body.txt'] = 'Hey'", "is called 'body.txt'"),
            ("saved = set()", "but got a set"),
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
            """\
def write(to, text):
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = "me@example.com", to
    message.set_content(text)
    message.add_alternative(f"<html><body><h1>{text}</h1></body></html>", subtype="html")
    message.add_attachment(picture, "image", "png", filename="Grüße.png")
    return message
postcard = write(["you@example.com", "ada@example.com"], "Salt & sand")""",
        ),
        wrong=(
            ('postcard = "Hello Ada!"', "but got a str"),
            (_POSTCARD + _TEXT + _HTML + _PICTURE * 2, "The picture is attached twice"),
            (
                _POSTCARD + _TEXT + _HTML + "postcard.get_payload()[1].add_related(picture, "
                '"image", "png", filename="smile.png")',
                "The picture is inside the multipart/related",
            ),
            (
                _POSTCARD
                + _TEXT
                + 'postcard.add_alternative("Hello", subtype="html")\n'
                + _PICTURE,
                "The HTML has no tags",
            ),
            (
                _POSTCARD + 'postcard.set_content("<p>Hello Ada</p>")\n' + _HTML + _PICTURE,
                "The plain text has HTML tags",
            ),
            (
                _POSTCARD + _TEXT + _HTML.replace("Hello Ada", "Bonjour") + _PICTURE,
                "The HTML and the plain text differ",
            ),
            (
                _POSTCARD + _TEXT + _HTML + _PICTURE.replace("picture,", "picture[:50],"),
                "The picture is cut off",
            ),
            (
                _POSTCARD + _TEXT + _HTML.replace('"html"', '"text/html"') + _PICTURE,
                "Pass only what comes after the slash",
            ),
            (
                _POSTCARD + _TEXT + _HTML + 'postcard.add_attachment("picture", filename="a.png")',
                "without quotes",
            ),
            (_POSTCARD + _TEXT + _HTML, "Nothing is attached"),
            (_POSTCARD + _TEXT + _PICTURE, "only one form, text/plain"),
            (
                _POSTCARD
                + 'postcard.set_content("<p>Hello</p>", subtype="html")\n'
                + 'postcard.add_alternative("Hello")\n'
                + _PICTURE,
                "The HTML comes first",
            ),
            (
                _POSTCARD + 'postcard.set_content("<p>Hello</p>", subtype="html")\n' + _PICTURE,
                "only one form, text/html",
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
                "The forms of the text are text/plain, text/plain",
            ),
            (_POSTCARD.replace("ada@", "you@") + _TEXT + _HTML + _PICTURE, "ada@example.com"),
            (
                "postcard = EmailMessage()\n" + _TEXT + _HTML + _PICTURE,
                "Your message has no `From` header",
            ),
            (
                _POSTCARD + _TEXT + _HTML + _PICTURE.replace('"png"', '"jpeg"'),
                "The type of the picture is image/jpeg",
            ),
            (
                _POSTCARD + _TEXT + _HTML + _PICTURE.replace(', filename="smile.png"', ""),
                "has no name",
            ),
            (
                _POSTCARD + _TEXT + _HTML + _PICTURE.replace("picture", "pdf"),
                "No attachment is a picture",
            ),
            (
                _POSTCARD
                + _TEXT
                + _HTML
                + _PICTURE.replace("picture", "base64.b64encode(picture)"),
                "No attachment is a picture",
            ),
        ),
    ),
}
