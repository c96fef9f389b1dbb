"""Case files 1 to 4, who got it: the questions and exercises."""

from __future__ import annotations

from .case_recipients_checks import announcement, minutes, newsletter, report
from .exercise import Exercise, Option, Quiz

EXERCISES = (
    Exercise(
        "case.1",
        "Get the minutes to Bob",
        "the function `send_minutes`",
        minutes,
        (
            "The second argument of `sendmail` becomes the envelope's recipients.",
            "It can be a list. Or let `send_message` read `To` and `Cc`.",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def send_minutes(port):
    message = EmailMessage()
    message["From"] = "dana@example.com"
    message["To"] = "ada@example.com"
    message["Cc"] = "bob@example.com"
    message["Subject"] = "Minutes of Monday's meeting"
    message["Date"] = formatdate(localtime=True)
    message.set_content("Hello,\\n\\nthe minutes are in the wiki now.\\n\\nDana")
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)""",
    ),
    Exercise(
        "case.2",
        "Keep the members secret",
        "the function `announce`",
        announcement,
        (
            "`sendmail` sends the bytes that it's given, with all of their headers.",
            "The envelope already has the members. Does the message need a `Bcc`?",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def announce(port):
    members = ["ada@example.com", "bob@example.com", "cy@example.com"]
    message = EmailMessage()
    message["From"] = "club@example.com"
    message["To"] = "club@example.com"
    message["Subject"] = "Picnic on Sunday"
    message["Date"] = formatdate(localtime=True)
    message.set_content("We meet at noon, under the old oak.")
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.sendmail("club@example.com", members, message.as_string())""",
    ),
    Exercise(
        "case.3",
        "Send the report once",
        "the function `send_report`",
        report,
        (
            "Whom does `send_message` send to? It reads `To`, which names both.",
            "The loop runs twice. Is it needed at all?",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def send_report(port):
    team = ["ada@example.com", "bob@example.com"]
    message = EmailMessage()
    message["From"] = "reports@example.com"
    message["To"] = ", ".join(team)
    message["Subject"] = "Visitors this week"
    message["Date"] = formatdate(localtime=True)
    message.set_content("1,204 people visited us this week.")
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.send_message(message)
    print("Sent to", message["To"])""",
    ),
    Exercise(
        "case.4",
        "Reach all forty readers",
        "the function `send_newsletter`",
        newsletter,
        (
            "Which line of the program sends QUIT, and how often does it run?",
            "Close the connection after the loop, not inside it.",
            "`with smtplib.SMTP(...) as client:` around the loop sends QUIT at its end.",
        ),
        """\
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

def send_newsletter(port, readers):
    sent = 0
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        for reader in readers:
            message = EmailMessage()
            message["From"] = "garden@example.com"
            message["To"] = reader
            message["Subject"] = "News from the garden"
            message["Date"] = formatdate(localtime=True)
            message.set_content("The first tomatoes are ripe!")
            try:
                client.send_message(message)
                sent += 1
            except smtplib.SMTPException as error:
                print(reader, error)
    print(f"Sent: {sent} of {len(readers)}.")""",
    ),
)

QUIZZES = (
    Quiz(
        "case.a",
        "Why didn't Bob get the minutes?",
        (
            Option(
                "The server rejected his address",
                "Then the transcript would have a `rcpt TO` with his address, and a reply that "
                "begins with 5. There's only one `rcpt TO`, with Ada's.",
            ),
            Option(
                "His spam filter removed the message",
                "A filter can only remove what a server has accepted for Bob. Here, nobody asked "
                "it to: he isn't in the envelope.",
            ),
            Option(
                "Nobody gave his address to the server",
                "He's in `Cc`, a header, which people read. The envelope names only Ada, and "
                "servers go by the envelope.",
                right=True,
            ),
            Option(
                "His address is misspelled",
                "Compare it in `Cc`: it's spelled correctly. And even a wrong address would be in "
                "the transcript, because the client would have tried it.",
            ),
        ),
    ),
    Quiz(
        "case.b",
        "How did the members learn each other's addresses?",
        (
            Option(
                "From the envelope, which lists them all",
                "It has to list them, or they'd get nothing. But servers keep the envelope to "
                "themselves; readers only get the message.",
            ),
            Option(
                "The server wrote them into the message",
                "`mail FROM` announces a `size`, and exactly that many bytes arrived. The server "
                "added nothing.",
            ),
            Option(
                "Someone replied to all",
                "Then there'd be a second message, from a member. There's only one, from the club.",
            ),
            Option(
                "The program sent the Bcc header along",
                "The headers that arrived include `Bcc`, with every address. It's secret only if "
                "the program removes it before it sends.",
                right=True,
            ),
        ),
    ),
    Quiz(
        "case.c",
        "Why did Ada and Bob get the report twice?",
        (
            Option(
                "The program was started twice",
                "Each start would have made a session of its own. Both messages came in one.",
            ),
            Option(
                "It sent one message for each of them, and each went to both",
                "Two recipients, two messages, and each of the two envelopes names both. The log "
                "tells what the program meant to do, the envelopes what it did.",
                right=True,
            ),
            Option(
                "It tried again after an error",
                "The first message got its 250, and no reply begins with a 4 or a 5. There was "
                "nothing to try again.",
            ),
            Option(
                "The server stored one message twice",
                "The client sent `data` and the content twice, and the server replied to each. It "
                "stored what it got.",
            ),
        ),
    ),
    Quiz(
        "case.d",
        "Why did only one reader get the newsletter?",
        (
            Option(
                "The server limits how many messages a client may send",
                "It would say so, with a 4 or a 5 in reply to the second message. There's no such "
                "reply, and no second message.",
            ),
            Option(
                "The program closed the connection after the first message",
                "QUIT comes from the client, right after the first 250. Every later message failed "
                "before it reached the server.",
                right=True,
            ),
            Option(
                "The server closed the connection",
                "221 is the server's last word, but it's a reply: the client sent QUIT first.",
            ),
            Option(
                "The server rejected the other 39 addresses",
                "There's only one `rcpt TO`, so the server never heard of the other 39.",
            ),
        ),
    ),
)
