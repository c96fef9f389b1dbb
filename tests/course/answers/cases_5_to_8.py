"""Right and wrong answers to the case files 5 to 8."""

from __future__ import annotations

from tests.course.answers.case_programs import changed
from tests.course.notebook_cells import Answers

_CHARSET = "charset=iso-8859-1"
_ENCODED = 'message.encode("utf-8")'
_KIND = """\
    ending = name.rpartition(".")[2]
    kind = mimetypes.guess_type(ending)[0] or "text/plain"
"""
_RELATED = 'message.get_payload()[1].add_related(logo, "image", "png", cid=logo_id)'
_LINES = 'lines = (f"{count} x {name}" for name, count in items.items())'
_ROWS = 'rows = "".join(f"<li>{line}</li>" for line in lines)'


def _kind(code: str) -> str:
    """Return case 6 with another way to find the type."""
    return changed(6, (_KIND, code))


def _src(source: str) -> str:
    """Return case 7 with another `src`."""
    return changed(7, ("cid:{logo_id}", source))


ANSWERS = {
    "case.5": Answers(
        right=(
            changed(5, (_CHARSET, "charset=utf-8")),
            changed(5, (_CHARSET, 'charset=\\"UTF-8\\"')),
            changed(
                5,
                ("import smtplib\n", "import smtplib\nfrom email.mime.text import MIMEText\n"),
                (
                    '    message = "\\r\\n".join(headers) + "\\r\\n\\r\\n" + text\n',
                    """\
    message = MIMEText(text)
    for header in headers[:3]:
        message.add_header(*header.split(": "))
""",
                ),
                (_ENCODED, "message.as_string()"),
            ),
            changed(
                5,
                (_CHARSET, "charset=utf-8"),
                ("Content-Transfer-Encoding: 8bit", "Content-Transfer-Encoding: base64"),
                ("+ text", "+ base64.encodebytes(text.encode()).decode()"),
                ("import smtplib\n", "import base64\nimport smtplib\n"),
            ),
        ),
        wrong=(
            (  # all headers lost
                changed(
                    5,
                    ("import smtplib\n", "import smtplib\nfrom email.mime.text import MIMEText\n"),
                    (
                        '    message = "\\r\\n".join(headers) + "\\r\\n\\r\\n" + text\n',
                        "    message = MIMEText(text)\n",
                    ),
                    (_ENCODED, "message.as_string()"),
                ),
                "The message has lost its `From`",
            ),
            (changed(5, (_CHARSET, "charset=uft-8")), "no charset of the name 'uft-8'"),
            (
                changed(5, (_CHARSET, "charset=utf-8"), ("Encoding: 8bit", "Encoding: 7bit")),
                "says 7bit, but the bytes go beyond ASCII",
            ),
            (
                changed(
                    5, (_CHARSET, "charset=utf-8"), ("Encoding: 8bit", "Encoding: quoted-printable")
                ),
                "says quoted-printable, but the bytes go beyond ASCII",
            ),
            (
                changed(5, ("Subject: Friday", "Subject: On Friday")),
                "the header says 'iso-8859-1', but the bytes are in UTF-8",
            ),
            (
                changed(5, (_CHARSET, "charset=latin-1")),
                "the header says 'latin-1', but the bytes are in UTF-8",
            ),
            (
                changed(5, (_CHARSET, "charset=windows-1252")),
                "the header says 'windows-1252', but the bytes are in UTF-8",
            ),
            (
                changed(5, (_CHARSET, "charset=us-ascii")),
                "the header names no charset, or only ASCII",
            ),
            (changed(5, (f"; {_CHARSET}", "")), "the header names no charset, or only ASCII. Name"),
            (
                changed(5, (f'        "Content-Type: text/plain; {_CHARSET}",\n', "")),
                "the header names no charset, or only ASCII",
            ),
            (
                changed(5, (_ENCODED, 'message.encode("iso-8859-1")')),
                "with one for Łucja, `send_note` raised UnicodeEncodeError",
            ),
            (
                changed(5, (_ENCODED, 'message.encode("latin-1", "replace")')),
                "but Vera sees '?ucja'. Keep every letter",
            ),
            (
                changed(5, (_ENCODED, 'message.encode("ascii", "replace")')),
                "Max wrote 'Jürgen', but Vera sees 'J?rgen'. Keep",
            ),
            (
                changed(5, (_ENCODED, 'message.encode("ascii", "ignore")')),
                "but Vera sees 'Jrgen'",
            ),
            (changed(5, (_ENCODED, "message")), "`send_note` raised UnicodeEncodeError"),
            (
                changed(5, ("+ text", '+ text.replace("ü", "u")')),
                "but Vera sees 'Jurgen'. Keep",
            ),
            (
                changed(5, (_CHARSET, "charset=utf-8"), (_ENCODED, 'message.encode("iso-8859-1")')),
                "but the bytes are in another charset",
            ),
            (
                changed(
                    5,
                    (_CHARSET, "charset=utf-8"),
                    ("+ text", '+ text.encode("utf-8").decode("latin-1")'),
                ),
                "the program encoded a text that was already broken",
            ),
            (changed(5, (_CHARSET, "charset=utf-16")), ""),
            (
                changed(
                    5, (_CHARSET, "charset=utf-8"), ('"\\r\\n\\r\\n" + text', '"\\r\\n\\r\\n"')
                ),
                "arrived without a text",
            ),
            (
                changed(5, (_CHARSET, "charset=utf-8"), ("(port, text)", "(port)")),
                "can be called as `send_note(port, text)`",
            ),
        ),
    ),
    "case.6": Answers(
        right=(
            _kind('    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"\n'),
            _kind(
                """\
    ending = "." + name.rpartition(".")[2]
    kind = mimetypes.types_map.get(ending, "application/octet-stream")
"""
            ),
            _kind(
                """\
    kind, _ = mimetypes.guess_type("file." + name.rpartition(".")[2])
    if kind is None:
        kind = "application/octet-stream"
"""
            ),
            _kind(
                """\
    known = {"pdf": "application/pdf", "png": "image/png"}
    kind = known.get(name.rpartition(".")[2], "application/octet-stream")
"""
            ),
        ),
        wrong=(
            (
                changed(6, ("is attached", "is here")),
                "'invoice-1107.pdf' says that it's text/plain, not application/pdf",
            ),
            (changed(6, ("[2]", "[0]")), "says that it's text/plain, not application/pdf"),
            (
                _kind('    kind = "application/pdf"\n'),
                "'logo.png' says that it's application/pdf, not image/png. The program sends",
            ),
            (
                _kind('    kind = "application/octet-stream"\n'),
                "it's application/octet-stream, not application/pdf. `guess_type` knows",
            ),
            (
                _kind('    kind = mimetypes.guess_type(name)[0] or "text/plain"\n'),
                "Nobody knows this ending, and it's not text",
            ),
            (
                _kind("    kind = mimetypes.guess_type(name)[0]\n"),
                "But with 'results.data1', `send_file` raised AttributeError",
            ),
            (_kind("    kind = mimetypes.guess_type(name)\n"), "`send_file` raised AttributeError"),
            (
                changed(6, ('"text/plain"', '"application/pdf"')),
                "'logo.png' says that it's application/pdf",
            ),
            (
                changed(6, ('"text/plain"', '"application/octet-stream"')),
                "not application/pdf. `guess_type` knows the type",
            ),
            (
                _kind('    kind = "application/" + name.rpartition(".")[2]\n'),
                "'logo.png' says that it's application/png",
            ),
            (
                _kind('    kind = "image/png" if "png" in name else "application/pdf"\n'),
                "'results.data1' says that it's application/pdf",
            ),
            (
                changed(6, ("filename=name", 'filename="invoice.pdf"')),
                "The attachment is called 'invoice.pdf', not 'invoice-1107.pdf'",
            ),
            (
                _kind(
                    '    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"\n'
                ).replace(", filename=name", ""),
                "The attachment has no name now",
            ),
            (
                _kind(
                    '    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"\n'
                ).replace("add_attachment(content,", "add_attachment(content + b'\\n',"),
                "The bytes of 'invoice-1107.pdf' were changed",
            ),
            (
                changed(
                    6,
                    (
                        "    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)\n",
                        "",
                    ),
                ),
                "arrived without an attachment",
            ),
            (
                changed(
                    6, ("maintype=maintype, subtype=subtype", "maintype='image/png', subtype='png'")
                ),
                "",
            ),
            (_kind("    kind = guess_type(name)[0]\n"), "`send_file` raised NameError"),
        ),
    ),
    "case.7": Answers(
        right=(
            changed(
                7,
                ("make_msgid(domain", "make_msgid(domain"),
                ("cid:{logo_id}", "cid:{logo_id.replace(chr(60), str()).replace(chr(62), str())}"),
            ),
            changed(7, ("cid:{logo_id}", "cid:logo"), ("cid=logo_id", 'cid="<logo>"')),
            changed(
                7,
                ("    html = ", "    name = logo_id[1:-1]\n    html = "),
                ("cid:{logo_id}", "cid:{name}"),
                ("cid=logo_id", 'cid=f"<{name}>"'),
            ),
            changed(
                7,
                ("cid:{logo_id}", "cid:{logo_id[1:-1]}"),
                (
                    _RELATED,
                    'message.get_body(("html",)).add_related(logo, maintype="image", subtype="png", cid=logo_id, filename="logo.png")',
                ),
            ),
        ),
        wrong=(
            (
                changed(7, ("<p>Welcome", "<p>Hi! Welcome")),
                "`src` still has a < or a > after `cid:`",
            ),
            (_src("cid:{logo_id[1:]}"), "`src` still has a < or a > after `cid:`"),
            (_src("cid:{logo_id[:-1]}"), "`src` still has a < or a > after `cid:`"),
            (_src("{logo_id[1:-1]}"), "Let `src` name the part, with `cid:`"),
            (_src("cid:logo.png"), "`src` asks for 'logo.png', but no part has that name"),
            (_src("cid:logo"), "`src` asks for 'logo', but no part has that name"),
            (_src("https://example.com/logo.png"), "The picture is on a web server now"),
            (
                changed(
                    7,
                    ("import smtplib\n", "import base64\nimport smtplib\n"),
                    ("cid:{logo_id}", "data:image/png;base64,{base64.b64encode(logo).decode()}"),
                ),
                "The picture is in the HTML itself now",
            ),
            (
                changed(
                    7,
                    ("cid:{logo_id}", "cid:{logo_id[1:-1]}"),
                    ("cid=logo_id", "cid=logo_id[1:-1]"),
                ),
                "`Content-ID` has no < and > now. In the header",
            ),
            (
                changed(7, ("cid:{logo_id}", "cid:{make_msgid()[1:-1]}")),
                "`src` asks for another name, but no part has that name",
            ),
            (
                changed(7, ("cid:{logo_id}", "cid:{logo_id[1:-1]}"), (", cid=logo_id", "")),
                "no part has a `Content-ID`",
            ),
            (
                changed(
                    7, ("cid:{logo_id}", "cid:{logo_id[1:-1]}"), ("    " + _RELATED + "\n", "")
                ),
                "no part has a `Content-ID`",
            ),
            (
                changed(7, ("cid:{logo_id}", "cid:{logo_id[1:-1]}"), ('"png"', '"jpeg"')),
                "The logo says that it's image/jpeg",
            ),
            (
                changed(7, ("cid:{logo_id}", "cid:{logo_id[1:-1]}"), ("(logo,", "(logo[:9],")),
                "isn't the logo that was passed in",
            ),
            (
                changed(7, ('<img src="cid:{logo_id}" alt="Our logo">', "")),
                "has no `<img>` with a `src`",
            ),
            (
                changed(7, ('subtype="html"', 'subtype="plain"')),
                "without a version in HTML",
            ),
            (
                changed(7, ("cid:{logo_id}", "cid:{logo_id.strip()}")),
                "`src` still has a < or a > after `cid:`",
            ),
        ),
    ),
    "case.8": Answers(
        right=(
            changed(8, (_LINES, 'lines = [f"{count} x {name}" for name, count in items.items()]')),
            changed(8, (_LINES, f"{_LINES}\n    lines = list(lines)")),
            changed(
                8,
                (
                    _ROWS,
                    'rows = "".join(f"<li>{count} x {name}</li>" for name, count in items.items())',
                ),
            ),
            changed(8, (_LINES, _LINES.replace("(f", "tuple(f"))),
            changed(8, (_ROWS, f"{_LINES}\n    {_ROWS}")),
        ),
        wrong=(
            (changed(8, ("Your order", "Order")), "The version in HTML lists nothing"),
            (
                changed(
                    8, (_LINES, _LINES.replace("(f", "iter([f").replace("items())", "items()])"))
                ),
                "The version in HTML lists nothing",
            ),
            (
                changed(
                    8,
                    (f"    {_ROWS}\n", ""),
                    (
                        '    message.set_content("\\n".join(lines))',
                        f'    {_ROWS}\n    message.set_content("\\n".join(lines))',
                    ),
                ),
                "The version in plain text lists nothing",
            ),
            (
                changed(
                    8, ('    message.add_alternative(f"<ul>{rows}</ul>", subtype="html")\n', "")
                ),
                "without a version in HTML. Keep it",
            ),
            (
                changed(
                    8,
                    (
                        'message.add_alternative(f"<ul>{rows}</ul>", subtype="html")',
                        'message.set_content(f"<ul>{rows}</ul>", subtype="html")',
                    ),
                ),
                "The version in plain text is gone",
            ),
            (
                changed(8, (_ROWS, 'rows = f"<li>{lines}</li>"')),
                "The version in HTML lists nothing",
            ),
            (
                changed(8, (_ROWS, 'rows = "".join(f"<li>{name}</li>" for name in items)')),
                "The version in HTML doesn't say how many 'tulips'",
            ),
            (
                changed(
                    8, (_ROWS, 'rows = "".join(f"<li>{count}</li>" for count in items.values())')
                ),
                "The version in HTML lists nothing",
            ),
            (
                changed(
                    8,
                    (
                        _ROWS,
                        'rows = next(f"<li>{count} x {name}</li>" for name, count in items.items())',
                    ),
                ),
                "The version in HTML doesn't list 'roses'",
            ),
            (
                changed(
                    8, (_LINES, _LINES.replace("(f", "[f").replace("items())", "items()][:1]"))
                ),
                "The version in plain text doesn't list 'roses'",
            ),
            (
                changed(
                    8, (_LINES, _LINES.replace("(f", "[f").replace("items())", "items()] * 2"))
                ),
                "lists 'tulips' more than once",
            ),
            (
                changed(
                    8,
                    (_LINES, _LINES.replace("(f", "[f").replace("items())", "items()]")),
                    (
                        'message.set_content("\\n".join(lines))',
                        'message.set_content("See the HTML.")',
                    ),
                ),
                "The version in plain text lists nothing",
            ),
            (changed(8, (_LINES, 'lines = "".join(items)')), ""),
            (changed(8, (_LINES, "lines = items.items()")), "`confirm` raised TypeError"),
            (
                changed(
                    8,
                    (_LINES, _LINES.replace("(f", "[f").replace("items())", "items()]")),
                    ("client.send_message(message)", "pass"),
                ),
                "No message has arrived",
            ),
            (
                changed(
                    8,
                    (_LINES, _LINES.replace("(f", "[f").replace("items())", "items()]")),
                    ('    message.set_content("\\n".join(lines))\n', ""),
                    (
                        '    message.add_alternative(f"<ul>{rows}</ul>", subtype="html")\n',
                        '    message.set_content(f"<ul>{rows}</ul>", subtype="html")\n    message.add_alternative("\\n".join(lines))\n',
                    ),
                ),
                "The plain text comes last now",
            ),
        ),
    ),
}
