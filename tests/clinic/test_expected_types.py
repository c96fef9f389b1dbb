"""An argument of another type is named, although Python's own words sound like something else."""

from __future__ import annotations

import pytest

from mailtutor import LocalServer, explain
from tests.clinic.test_silence import fail

IMPORTS = """
import email, io, pathlib, smtplib
from email import encoders, policy
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.utils import make_msgid, getaddresses, parseaddr
message = EmailMessage()
message["Subject"] = "Hi"
message.set_content("Hello")
"""
MISTAKES = [
    ("message.add_alternative('x', subtype=None)", "takes text for `subtype`, not None"),
    ("EmailMessage().set_content('x', charset=b'utf-8')", "text for `charset`, not a `bytes`"),
    ("message.add_header('A', 'b', filename=pathlib.Path('x'))", "for `filename`, not a `"),
    ("message.get_body(preferencelist=1)", "a tuple of texts for `preferencelist`, not an `int`"),
    ("message.as_bytes(policy='SMTP')", "policy"),
    ("message.replace_header('Subject', 42)", "text for `_value`, not an `int`"),
    ("encoders.encode_base64(['x'])", "a message or part for `msg`, not a `list`"),
    ("Header(42)", "text for `s`, not an `int`"),
    ("decode_header(42)", "text for `header`, not an `int`"),
    ("make_header('x')", "a list of pairs for `decoded_seq`, not a `str`"),
    ("Address('Ann', ['ann'], 'example.com')", "text for `username`, not a `list`"),
    ("MIMEImage(io.BytesIO(b'x'))", "bytes for `_imagedata`, not a `BytesIO`"),
    ("make_msgid(42)", "text for `idstring`, not an `int`"),
    ("getaddresses(42)", "a list of texts for `fieldvalues`, not an `int`"),
    ("parseaddr(42)", "text for `addr`, not an `int`"),
    ("email.message_from_file(['x'])", "an open file for `fp`, not a `list`"),
]


@pytest.mark.parametrize(("source", "words"), MISTAKES)
def test_the_parameter_its_type_and_what_it_takes_are_named(source: str, words: str) -> None:
    said = explain(fail(IMPORTS + source))
    assert said is not None
    assert words in said.headline


def test_a_type_that_fits_is_not_blamed() -> None:
    for source in ("message.get_content('x', y=1)", "message.get_payload(3)"):
        said = explain(fail(IMPORTS + source))
        assert said is not None
        assert said.cause == "an unknown error in the making"


def test_a_clients_own_arguments_are_named() -> None:
    with LocalServer() as server:
        source = f"with smtplib.SMTP('localhost', {server.port}) as client: client.verify(42)"
        said = explain(fail(IMPORTS + source))
    assert said is not None
    assert said.headline == "`verify` takes text for `address`, not an `int`"


CALLS = """
EmailMessage()['Subject'] = VALUE
EmailMessage()['Date'] = VALUE
EmailMessage().set_content(VALUE)
EmailMessage().set_content('x', subtype=VALUE)
EmailMessage().set_content('x', charset=VALUE)
EmailMessage().set_content(b'x', maintype=VALUE, subtype='png')
message.add_attachment(VALUE, maintype='application', subtype='pdf')
message.add_attachment(b'x', maintype='application', subtype=VALUE)
message.add_header('A', VALUE)
message.replace_header('Subject', VALUE)
message.attach(VALUE)
message.get_body(preferencelist=VALUE)
message[VALUE]
MIMEImage(VALUE)
encoders.encode_base64(VALUE)
Header(VALUE)
decode_header(VALUE)
Address(VALUE, 'ann', 'example.com')
Address('Ann', VALUE, 'example.com')
make_msgid(VALUE)
parseaddr(VALUE)
email.message_from_string(VALUE)
email.message_from_bytes(VALUE)
email.message_from_file(VALUE)
"""
VALUES = ["None", "42", "b'x'", "['x']", "('x', 'y')", "{'x'}", "object()", "io.BytesIO(b'x')",
          "pathlib.Path('x')", "message", "EmailMessage"]  # fmt: skip


@pytest.mark.parametrize("call", CALLS.split("\n")[1:-1])
def test_no_value_of_another_type_leaves_the_clinic_without_an_answer(call: str) -> None:
    unanswered = []
    for value in VALUES:
        source = IMPORTS + call.replace("VALUE", value)
        try:
            exec(compile(source, "<fine>", "exec"), {"__name__": "__main__"})  # noqa: S102 - ours
        except Exception:  # noqa: BLE001 - whatever it raises
            said = explain(fail(source))
            if said is None or said.cause == "an unknown error in the making":
                unanswered.append(value)
    assert unanswered == []
