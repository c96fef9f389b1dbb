"""Where each sentence and each line of code of the notes has its place in the lessons.

A place is the number of a lesson and the id of a cell: "01:headers".
"""

from __future__ import annotations

# What the notes say, by a few words of our own, in their order: for each place the words
# there that teach it. Quizzes and views show it without words.
SENTENCES: dict[str, dict[str, str]] = {
    # The email library
    "standards define a message": {
        "01:standards": "RFC 5322 says what a message looks like",
    },
    "email comes with Python": {"01:standards": "`email` comes with Python"},
    "From, To and Subject are headers": {"01:headers": "`From`, `To` and `Subject`"},
    "headers are names with values": {"01:headers": "is a name with a value"},
    "headers are for routing and showing": {
        "01:headers": "The server that carries it doesn't go by them",
        "03:exercise-3": "`MAIL FROM` and `RCPT TO` carry it",
        "06:envelope": "makes the envelope from the headers",
    },
    "set_content adds headers": {
        "01:predict-headers": "",
        "01:new-headers": "`set_content` added three headers",
    },
    "two of them tell how bytes become text": {
        "01:new-headers": "which turns the bytes into text",
    },
    "print is for reading": {
        "01:wire": "`print` shows a message to you",
        "01:predict-print": "",
    },
    # Attachments
    "mail is made of text": {"02:text": "A message consists of lines of at most 998 characters"},
    "a file must become text": {
        "02:text": "A file may hold any bytes",
        "02:picture": "base64.encodebytes",
    },
    "MIME does that": {"02:text": "**MIME** writes the file as text"},
    "type and subtype are needed": {
        "02:guess": "type, slash, subtype",
        "02:attach": "wants `maintype` and `subtype`",
    },
    "IANA keeps the list": {
        "02:guess": "IANA keeps",
        "02:exercise-2": "is IANA's list, offline",
    },
    "a known type can be given": {
        "02:guess": "If you know the type, write it yourself",
        "02:pdf": 'maintype="application"',
    },
    "mimetypes guesses": {
        "02:guess": "`mimetypes` guesses it",
        "02:bugs": "Two mistakes are hidden there",
    },
    "the attachment joins the message of before": {
        "02:attach-file": "message.add_attachment",
    },
    "the result, a multipart/mixed": {"02:predict-mixed": "", "02:result": "print(message)"},
    "its boundary": {"02:exercise-1": "The **boundary** comes before each part"},
    "its text part": {"02:result": "view(message)"},
    "its picture in base64, with a name": {
        "02:guess": "its base64 begins with `iVBORw0KGgo`",
        "02:attach": "`Content-Disposition`",
    },
    # Sending
    "computers send with SMTP": {"03:refused": "the language that mail programs use"},
    "smtplib sends": {"03:refused": "Python's own module for sending email"},
    "refused, with a number": {
        "03:read-the-error": "111 on Linux, 61 on macOS, 10061 on Windows",
    },
    "no local server is there": {
        "03:tutorial-line": "On most computers nothing is listening there",
    },
    "your provider has a server": {"07:title": "Your email provider has a server, too"},
    "find its settings": {
        "07:exercise-1": "Search for your provider's name and *SMTP settings*",
        "07:make-your-own": "Find the settings of a real provider",
    },
    "it wants encryption and a login": {
        "05:too-early": "Like real providers, it wants encryption before a login",
    },
    "TLS to a server far away": {
        "04:title": "crosses other people's networks",
        "04:names": "**TLS** encrypts a connection",
    },
    "SSL was before TLS": {"04:names": "Its first versions were called **SSL**"},
    "the names are interchangeable": {
        "04:names": "people use the *names* interchangeably. The versions aren't interchangeable",
        "04:mix": "The two kinds aren't interchangeable",
    },
    "two classes": {"04:implicit": "`smtplib` has two classes"},
    "SMTP connects directly": {"04:implicit": "`SMTP` begins in plain text"},
    "SMTP_SSL connects in TLS": {
        "04:implicit": "`SMTP_SSL` begins with TLS",
        "04:ssl-class": "smtplib.SMTP_SSL",
    },
    "debugging shows what goes on": {
        "03:listen-in": "`set_debuglevel(1)` prints your side's view",
        "04:ssl-class": "# Set this to see behind the scenes",
    },
    # The password
    "getpass asks, and the password can still be printed": {
        "05:ask-for-it": "`getpass` doesn't show what you type",
        "05:ask": "# mail_pass can still be printed",
        "05:too-early": "`print(mail_pass)` would write it into the file",
    },
    "login returns code and words, or raises": {
        "05:log-in": (
            "returns the reply code and the server's words. If the server says no, it raises"
        ),
        "05:wrong-password": "client.login",
    },
    # The message
    "send_message returns who was refused": {
        "03:predict-send": "",
        "03:recap": "`{}` means this server accepted every recipient",
        "06:send-it": "# Returns dict of recipients",
        "06:recap": "All rejected: `SMTPRecipientsRefused`",
    },
    "quit ends the connection": {
        "03:start": "`quit` ends the session",
        "06:say-goodbye": "# Closing the connection",
    },
}

# The code of the notes, piece by piece, as it stands in a cell.
CODE = {
    "from email.message import EmailMessage": "01:imports",
    'sender = "me@example.com"': "01:write-headers",
    'recipient = "you@example.com"': "01:write-headers",
    'body = """Hey there! \\nI\'m learning to send emails using Python!"""': "01:write-body",
    "message = EmailMessage()": "01:write-headers",
    "message['From'] = sender": "01:write-headers",
    "message['To'] = recipient": "01:write-headers",
    "message['Subject'] = 'Greetings from {} to {}!'.format(sender, recipient)": (
        "01:write-headers"
    ),
    "message.set_content(body)": "01:write-body",
    "print(message)": "01:write-body",
    "import mimetypes": "02:guess-type",
    "mime_type, _ = mimetypes.guess_type(attachment_path)": "02:guess-type",
    "print(mime_type)": "02:guess-type",
    "mime_type, mime_subtype = mime_type.split('/', 1)": "02:guess-type",
    "with open(attachment_path, 'rb') as ap:": "02:attach-file",
    "message.add_attachment(ap.read(),": "02:attach-file",
    "maintype=mime_type,": "02:attach-file",
    "subtype=mime_subtype,": "02:attach-file",
    "filename=os.path.basename(attachment_path))": "02:attach-file",
    "import smtplib": "03:be-refused",
    "smtplib.SMTP('localhost')": "03:tutorial-line-refused",
    "mail_server = smtplib.SMTP('localhost')": "03:tutorial-line-answered",
    "mail_server = smtplib.SMTP_SSL('smtp.example.com')": "04:ssl-class",
    "mail_server.set_debuglevel(1)": "04:ssl-class",
    "import getpass": "05:ask",
    "mail_pass = getpass.getpass('Password? ')": "05:ask",
    "mail_server.login(sender, mail_pass)": "05:log-in-now",
    "mail_server.send_message(message)": "06:send-it",
    "mail_server.quit()": "06:say-goodbye",
}
