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
