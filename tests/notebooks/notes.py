"""Where each sentence and each line of code of the notes has its place in the lessons.

A place is the number of a lesson and the id of a cell: "01:headers". The number alone
stands for a lesson that is still to be written.
"""

from __future__ import annotations

# What the notes say, by a few words of our own, in their order.
SENTENCES = {
    # The email library
    "standards define a message": ("01:standards",),
    "email comes with Python": ("01:standards",),
    "From, To and Subject are headers": ("01:headers",),
    "headers are names with values": ("01:headers",),
    "headers are for routing and showing": ("01:headers",),
    "set_content adds headers": ("01:body", "01:predict-headers", "01:new-headers"),
    "two of them tell how bytes become text": ("01:new-headers",),
    "print is for reading": ("01:wire", "01:predict-print", "01:exercise-2"),
    # Attachments
    "mail is made of text": ("02:text",),
    "a file must become text": ("02:text", "02:picture"),
    "MIME does that": ("02:text",),
    "type and subtype are needed": ("02:guess", "02:attach"),
    "IANA keeps the list": ("02:guess", "02:compressed"),
    "a known type can be given": ("02:guess", "02:pdf"),
    "mimetypes guesses": ("02:guess", "02:bugs", "02:exercise-2"),
    "the result, a multipart/mixed": ("02:predict-mixed", "02:result"),
    "its boundary": ("02:result", "02:exercise-1"),
    "its text part": ("02:result",),
    "its picture in base64, with a name": ("02:result", "02:exercise-1"),
    # Sending
    "computers send with SMTP": ("03:refused",),
    "smtplib sends": ("03:refused",),
    "refused, with a number": ("03:read-the-error",),
    "no local server is there": ("03:tutorial-line",),
    "your provider has a server": ("07:title", "07:exercise-1"),
    "find its settings": ("07:exercise-1", "07:make-your-own"),
    "it wants encryption and a login": ("04:title", "05:too-early"),
    "TLS to a server far away": ("04:names", "04:implicit"),
    "SSL was before TLS": ("04:names",),
    "two classes": ("04:implicit",),
    "SMTP connects directly": ("03:refused", "04:implicit", "04:starttls"),
    "SMTP_SSL connects in TLS": ("04:implicit", "04:ssl-class"),
    "debugging shows what goes on": ("03:listen-in",),
    # The password
    "getpass asks, and the password can still be printed": (
        *("05:ask-for-it", "05:ask", "05:too-early"),
    ),
    "login returns code and words, or raises": ("05:log-in", "05:exercise-1", "05:wrong"),
    # The message
    "send_message returns who was refused": (
        "03:send",
        "03:predict-send",
        "06:send-it",
        "06:exercise-1",
    ),
    "quit ends the connection": ("03:start", "03:exercise-2", "06:say-goodbye"),
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
