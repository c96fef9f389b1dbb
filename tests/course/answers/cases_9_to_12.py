"""Right and wrong answers to the case files 9 to 12."""

from __future__ import annotations

from tests.course.answers.case_programs import changed
from tests.course.notebook_cells import Answers

_ATTACH = 'message.add_attachment(log, filename="backup.log")'
_FROM = 'message["From"] = visitor'
_SEND = 'client.send_message(message, from_addr="web@example.com")'
_OWN = 'message["From"] = "web@example.com"'
_REPLY = 'message["Reply-To"] = visitor'
_TLS = """\
        try:
            client.starttls(context=ssl.create_default_context(cafile=ca_file))
        except smtplib.SMTPNotSupportedError:
            pass
"""
_LOGIN = (
    '        client.login("payroll@example.com", password)\n        client.send_message(message)'
)
_IF = 'if settings["MAIL_TLS"] == "True":'
_CONTEXT = "context=context"


def _attaching(code: str, *imports: str) -> str:
    """Return case 9 with another attachment."""
    lines = "".join(f"import {name}\n" for name in imports)
    return changed(9, (_ATTACH, code), ("import smtplib\n", f"{lines}import smtplib\n"))


def _from(code: str, send: str = _SEND) -> str:
    """Return case 10 with another sender."""
    return changed(10, (_FROM, code), (_SEND, send))


def _securing(code: str) -> str:
    """Return case 11 with another way to encrypt."""
    return changed(11, (_TLS, code))


def _asking(code: str) -> str:
    """Return case 12 with another condition."""
    return changed(12, (_IF, code))


ANSWERS = {
    "case.9": Answers(
        right=(
            _attaching(
                'message.add_attachment(gzip.compress(log.encode()), maintype="application", subtype="gzip", filename="backup.log.gz")',
                "gzip",
            ),
            _attaching(
                """\
packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("backup.log", log)
    message.add_attachment(packed.getvalue(), "application", "zip", filename="backup.zip")""",
                "io",
                "zipfile",
            ),
            _attaching(
                'message.add_attachment(lzma.compress(log.encode()), "application", "x-xz", filename="backup.log.xz")',
                "lzma",
            ),
            _attaching(
                'message.add_attachment(zlib.compress(log.encode()), "application", "zlib", filename="backup.log.zz")',
                "zlib",
            ),
            """\
import smtplib
from email.message import EmailMessage

def send_log(port, log):
    lines = log.splitlines(keepends=True)
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        for start in range(0, len(lines), 500):
            message = EmailMessage()
            message["From"] = "backup@example.com"
            message["To"] = "ada@example.com"
            message["Subject"] = f"Last night's backup, from line {start + 1}"
            message.set_content("".join(lines[start:start + 500]))
            client.send_message(message)""",
        ),
        wrong=(
            (changed(9, ("is attached", "is here")), "The server replied: 552 5.3.4"),
            (changed(9, ("timeout=5", "timeout=60")), "The server replied: 552 5.3.4"),
            (
                changed(9, ("    message.add_attachment", "    message.set_content(log)\n    #")),
                "The server replied: 552 5.3.4",
            ),
            (
                _attaching(
                    'message.add_attachment(log.encode(), "text", "plain", filename="backup.log")'
                ),
                "The server replied: 552 5.3.4",
            ),
            (
                _attaching(
                    'message.add_attachment(base64.b64encode(log.encode()), "application", "octet-stream", filename="backup.log")',
                    "base64",
                ),
                "The server replied: 552 5.3.4",
            ),
            (
                _attaching('message.add_attachment(log[-40_000:], filename="backup.log")'),
                "of today's 2,000 lines arrived whole. Keep all of them",
            ),
            (
                _attaching('message.add_attachment(log[:9_000], filename="backup.log")'),
                "of today's 2,000 lines arrived whole. Keep all of them",
            ),
            (
                _attaching(
                    'message.add_attachment("".join(log.splitlines(True)[-100:]), filename="backup.log")'
                ),
                "Only 100 of today's 2,000 lines",
            ),
            (
                _attaching('message.add_attachment(log.splitlines()[-1], filename="backup.log")'),
                "Only 1 of today's 2,000 lines arrived whole",
            ),
            (_attaching("pass"), "Yesterday's log no longer arrives"),
            (
                _attaching(
                    'message.add_attachment(gzip.compress(log), "application", "gzip")', "gzip"
                ),
                "`send_log` raised TypeError",
            ),
            (
                _attaching(
                    'message.add_attachment(gzip.compress(log.encode()), filename="backup.log.gz")',
                    "gzip",
                ),
                "`send_log` raised TypeError",
            ),
            (
                _attaching(
                    'message.add_attachment(str(gzip.compress(log.encode())), filename="backup.log.gz")',
                    "gzip",
                ),
                "Yesterday's log no longer arrives, at least not in a form",
            ),
            (
                changed(9, ('print("Sending the log failed.")', "client.send_message(message)")),
                "`send_log` raised SMTP",
            ),
            (
                changed(
                    9,
                    (
                        '    except smtplib.SMTPException:\n        print("Sending the log failed.")',
                        "    finally:\n        pass",
                    ),
                ),
                "`send_log` raised SMTPSenderRefused",
            ),
            (
                changed(
                    9,
                    (
                        'print("Sending the log failed.")',
                        "message.clear_content()\n        message.set_content(log[:20_000])\n        with smtplib.SMTP('localhost', port) as client:\n            client.send_message(message)",
                    ),
                ),
                "of today's 2,000 lines arrived whole. Keep all",
            ),
            (
                changed(
                    9,
                    (
                        'print("Sending the log failed.")',
                        "message.clear_content()\n        message.set_content('The log was too large.')\n        with smtplib.SMTP('localhost', port) as client:\n            client.send_message(message)",
                    ),
                ),
                "The server replied: 552",
            ),
        ),
    ),
    "case.10": Answers(
        right=(
            _from(f"{_OWN}\n    {_REPLY}"),
            _from(
                f'message["From"] = "Website <web@example.com>"\n    {_REPLY}',
                "client.send_message(message)",
            ),
            _from(
                'message["From"] = "web@example.com"\n    message["reply-to"] = visitor\n    message["Sender"] = "web@example.com"'
            ),
            _from(
                f'message["From"] = f\'"{{visitor}} through the website" <web@example.com>\'\n    {_REPLY}'
            ),
        ),
        wrong=(
            (changed(10, ("A question", "Question")), "`From` still says vera@example.org"),
            (_from(_OWN), "Let `Reply-To` name the visitor"),
            (
                _from(f"{_FROM}\n    {_REPLY}"),
                "`From` still says vera@example.org, which isn't the shop's domain",
            ),
            (
                _from(f'{_FROM}\n    message["Sender"] = "web@example.com"'),
                "DMARC goes by `From`, not by `Sender`",
            ),
            (_from(_FROM, "client.send_message(message)"), "`From` still says vera@example.org"),
            (
                _from(_FROM, "client.send_message(message, from_addr=visitor)"),
                "`From` still says vera@example.org",
            ),
            (
                _from(f"{_OWN}\n    {_REPLY}", "client.send_message(message, from_addr=visitor)"),
                "The envelope says vera@example.org, which isn't the shop's domain",
            ),
            (
                _from(f'{_OWN}\n    message["Reply-To"] = "vera@example.org"'),
                "With otto@example.net as the visitor, `Reply-To` is vera@example.org",
            ),
            (
                _from(f'{_OWN}\n    message["Reply-To"] = "web@example.com"'),
                "With vera@example.org as the visitor, `Reply-To` is web@example.com",
            ),
            (
                _from(f'{_OWN}\n    message["Reply_To"] = visitor'),
                "Let `Reply-To` name the visitor",
            ),
            (
                _from(f'{_OWN}\n    message["Cc"] = visitor'),
                "The message also went to vera@example.org",
            ),
            (
                _from(f'message["From"] = "noreply@shop.example"\n    {_REPLY}'),
                "`From` is noreply@shop.example. The shop sends for example.com",
            ),
            (
                _from(f'message["From"] = visitor + ", web@example.com"\n    {_REPLY}'),
                "`From` still says vera@example.org",
            ),
            (
                _from(f'{_OWN}\n    message["Return-Path"] = visitor'),
                "Let `Reply-To` name the visitor",
            ),
            (
                _from(f'message["From"] = f"{{visitor}} <web@example.com>"\n    {_REPLY}'),
                "A name with an @ must be in quotation marks",
            ),
            (_from(_REPLY), "Your message has no `From` header"),
            (
                changed(
                    10,
                    (_FROM, f"{_OWN}\n    {_REPLY}"),
                    ('    message["Date"] = formatdate(localtime=True)\n', ""),
                ),
                "The message has lost its `Date`",
            ),
            (changed(10, (_FROM, f"{_OWN}\n    {_OWN}")), "`forward` raised ValueError"),
            (
                changed(
                    10,
                    (_FROM, f"{_OWN}\n    {_REPLY}"),
                    ('["To"] = "office@example.com"', '["To"] = visitor'),
                ),
                "office@example.com isn't in the envelope",
            ),
        ),
    ),
    "case.11": Answers(
        right=(
            _securing(
                "        client.starttls(context=ssl.create_default_context(cafile=ca_file))\n"
            ),
            changed(11, ("            pass\n", "            return\n")),
            changed(11, ("            pass\n", "            raise\n")),
            changed(
                11, ("            pass\n", '            raise SystemExit("No encryption here.")\n')
            ),
            _securing(
                """\
        client.ehlo()
        if not client.has_extn("starttls"):
            print("No encryption, so nothing is sent.")
            return
        client.starttls(context=ssl.create_default_context(cafile=ca_file))
"""
            ),
        ),
        wrong=(
            (changed(11, ("this month", "in May")), "your program sent AUTH all the same"),
            (
                changed(11, ("            pass\n", '            print("No encryption!")\n')),
                "your program sent AUTH all the same",
            ),
            (
                changed(
                    11, ("except smtplib.SMTPNotSupportedError", "except smtplib.SMTPException")
                ),
                "your program sent AUTH all the same",
            ),
            (
                changed(11, ("except smtplib.SMTPNotSupportedError", "except Exception")),
                "your program sent AUTH all the same",
            ),
            (_securing(""), "your program sent AUTH all the same"),
            (
                _securing(
                    """\
        if client.has_extn("starttls"):
            client.starttls(context=ssl.create_default_context(cafile=ca_file))
"""
                ),
                "your program sent AUTH all the same",
            ),
            (
                changed(
                    11,
                    (
                        "            pass\n",
                        '            client.login("payroll@example.com", password)\n',
                    ),
                ),
                "your program sent AUTH all the same",
            ),
            (
                changed(
                    11,
                    (
                        "            pass\n",
                        "            client.send_message(message)\n            return\n",
                    ),
                ),
                "it still tries to send the payslip",
            ),
            (
                changed(
                    11,
                    (
                        _TLS,
                        "        encrypted = True\n" + _TLS.replace("pass", "encrypted = False"),
                    ),
                    ("        client.login", "        if encrypted:\n            client.login"),
                ),
                "it still tries to send the payslip",
            ),
            (_securing("        client.starttls()\n"), "your client didn't verify the certificate"),
            (
                _securing("        client.starttls(context=ssl._create_unverified_context())\n"),
                "your client didn't verify the certificate",
            ),
            (
                _securing(
                    """\
        context = ssl.create_default_context(cafile=ca_file)
        context.check_hostname = False
        client.starttls(context=context)
"""
                ),
                "your context has `check_hostname = False`",
            ),
            (
                _securing("        client.starttls(context=ssl.create_default_context())\n"),
                "`send_payslip` raised SSLCertVerificationError",
            ),
            (
                changed(
                    11,
                    (_TLS, ""),
                    (
                        'smtplib.SMTP("localhost", port, timeout=5)',
                        'smtplib.SMTP_SSL("localhost", port, timeout=5, context=ssl.create_default_context(cafile=ca_file))',
                    ),
                ),
                "`send_payslip` raised SSLError",
            ),
            (_securing("        return\n"), "No message has arrived"),
            (_securing("        client.starttls(context=ca_file)\n"), "`send_payslip` raised"),
            (
                changed(
                    11,
                    (
                        _TLS,
                        "        client.starttls(context=ssl.create_default_context(cafile=ca_file))\n",
                    ),
                    ('        client.login("payroll@example.com", password)\n', ""),
                ),
                "`send_payslip` raised SMTPSenderRefused",
            ),
            (
                changed(
                    11,
                    ("            pass\n", "            raise\n"),
                    ('["To"] = "ada@', '["To"] = "bob@'),
                ),
                "ada@example.com isn't in the envelope",
            ),
        ),
    ),
    "case.12": Answers(
        right=(
            changed(12, (f"        {_IF}\n            client", "        client")),
            _asking('if settings["MAIL_TLS"].lower() == "true":'),
            _asking('if settings["MAIL_TLS"] in ("True", "true", "1", "yes"):'),
            _asking('if settings["MAIL_TLS"]:'),
            _asking('if settings["MAIL_TLS"].casefold() not in {"false", "0", "no", ""}:'),
        ),
        wrong=(
            (
                changed(12, ("97 percent", "98 percent")),
                "From the server, where MAIL_TLS is 'true', the client still doesn't say STARTTLS",
            ),
            (
                _asking('if settings["MAIL_TLS"] == "true":'),
                "From the laptop, where MAIL_TLS is 'True'",
            ),
            (
                _asking('if settings["MAIL_TLS"] is True:'),
                "From the laptop, where MAIL_TLS is 'True'",
            ),
            (
                _asking('if settings["MAIL_TLS"] == True:'),
                "From the laptop, where MAIL_TLS is 'True'",
            ),
            (
                _asking('if settings["MAIL_TLS"].lower() == "True":'),
                "From the laptop, where MAIL_TLS is 'True'",
            ),
            (
                _asking('if settings["MAIL_TLS"].lower == "true":'),
                "From the laptop, where MAIL_TLS is 'True'",
            ),
            (_asking('if not settings["MAIL_TLS"]:'), "From the laptop, where MAIL_TLS is 'True'"),
            (
                _asking('if settings["MAIL_TLS"] in ("True"):'),
                "From the server, where MAIL_TLS is 'true'",
            ),
            (
                _asking('if "True" in settings["MAIL_TLS"]:'),
                "From the server, where MAIL_TLS is 'true'",
            ),
            (
                _asking('if settings.get("mail_tls") or settings["MAIL_TLS"].isupper():'),
                "From the laptop",
            ),
            (
                changed(12, (_CONTEXT, ""), (_IF, 'if settings["MAIL_TLS"]:')),
                "your client didn't verify the certificate",
            ),
            (
                changed(
                    12, (_CONTEXT, "context=ssl._create_unverified_context()"), (_IF, "if True:")
                ),
                "your client didn't verify the certificate",
            ),
            (
                changed(
                    12,
                    (
                        '        client.login(settings["MAIL_USER"], settings["MAIL_PASSWORD"])\n',
                        "",
                    ),
                    (_IF, "if True:"),
                ),
                "From the laptop, the server replied: 530",
            ),
            (
                changed(
                    12,
                    (
                        '        client.login(settings["MAIL_USER"], settings["MAIL_PASSWORD"])\n',
                        "",
                    ),
                ),
                "From the laptop, the server replied: 530",
            ),
            (_asking('if bool(settings["MAIL_TSL"]):'), "`send_alert` raised KeyError"),
            (
                changed(
                    12,
                    ('settings["MAIL_PASSWORD"]', 'settings["MAIL_PASSWORD"][:-1]'),
                    (_IF, "if True:"),
                ),
                "From the laptop, the server replied: 535",
            ),
            (
                changed(
                    12,
                    ("smtplib.SMTP(", "smtplib.SMTP_SSL("),
                    (f"        {_IF}\n            client.starttls({_CONTEXT})\n", ""),
                ),
                "`send_alert` raised SSLError",
            ),
            (
                changed(
                    12,
                    (_IF, "if True:"),
                    (
                        "        client.send_message(message)",
                        "        client.send_message(message)\n        client.send_message(message)",
                    ),
                ),
                "4 alerts arrived. Send one from each place",
            ),
            (
                changed(12, ("(settings)", "(port, settings)")),
                "can be called as `send_alert(settings)`",
            ),
        ),
    ),
}
