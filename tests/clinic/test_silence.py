"""Errors that have nothing to do with email are not explained, even in email scripts."""

from __future__ import annotations

import linecache
import sys
from typing import Any

import pytest

from mailtutor import explain

NOTHING_TO_DO_WITH_EMAIL = [
    "1 / 0",
    "open('no-such.txt')",
    "int('x')",
    "{}['x']",
    "None.split()",
    "maintype, subtype = None",
    "undefined",
    "import no_such_module",
    "from math import no_such_name",
    "import os; os.environ['NO_SUCH_VARIABLE']",
    "b'\\x89PNG'.decode()",
    "'ol\\xe1'.encode('ascii')",
    "len()",
    "print(1, nothing=2)",
    "import json; json.loads('{')",
    "import socket; socket.create_connection(('127.0.0.1', 1), timeout=1)",
    "import socket; socket.getaddrinfo('no-such.invalid', 80)",
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:1/', timeout=1)",
    "import http.client; http.client.HTTPConnection('127.0.0.1', 1, timeout=1).request('GET', '/')",
    "import ftplib; ftplib.FTP('127.0.0.1', timeout=1).login()",
    "import ssl; ssl.create_default_context(cafile='no-such.pem')",
    "import ssl; ssl.create_default_context().load_cert_chain('no-such.pem')",
    "import ssl; ssl.create_default_context().verify_mode = ssl.CERT_NONE",
    "import ssl; raise ssl.SSLError(1, 'odd')",
    "raise TimeoutError('timed out')",
    "raise EOFError",
    "raise KeyboardInterrupt",
    "raise SystemExit",
    "raise OSError(98, 'Address already in use')",
    "import importlib.metadata; importlib.metadata.version('no-such-distribution')",
    "import email.message; 1 / 0",
    # A learner's own classes and functions, called wrongly.
    "class Dog:\n    def __init__(self, name): pass\nDog()",
    "class Dog:\n    def __init__(self): pass\nDog(1, 2)",
    "class Message:\n    def __init__(self, text): pass\nMessage()",
    "class SMTP:\n    def __init__(self, host): pass\nSMTP(keyfile='x')",
    "class Box:\n    pass\nBox(keyfile='x')",
    "class EmailMessage:\n    def send(self, to): pass\nEmailMessage().send()",
    "class Message: pass\nMessage().get_body()",
    "class Dog:\n    def __str__(self, x): pass\nstr(Dog())",
    "class Dog:\n    def bark(self, times): pass\nDog().bark()",
    "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\nPoint()",
    "import threading; threading.Thread(foo=1)",
    "import datetime; datetime.date('x')",
    "from collections import namedtuple; namedtuple('P', 'x')()",
    "def starttls(a): pass\nstarttls(keyfile='x')",
    # None, where nobody asked for the type of a file.
    "import mimetypes; None + 1",
    "import mimetypes; x = None; x[0]",
    "import mimetypes; a, b = None",
    "import mimetypes\nname = None\nname.split(',')",
    "import mimetypes\nkind = mimetypes.guess_type('a.png')\nname = None\nname.split(',')",
    "x = None\nfor each in x: pass",
    "x = None\nlen(x)",
    "x = [None]\nx[0].strip()",
    "(1).strip()",
    "'a'.push('b')",
    "[].add(1)",
    "{}.append(1)",
    "import asyncio; asyncio.run(asyncio.wait_for(asyncio.sleep(9), 0.01))",
    "import subprocess; subprocess.run(['no-such-program'])",
    "import pathlib; pathlib.Path('no-such').read_text()",
    "import decimal; decimal.Decimal('x')",
    "import csv; list(csv.DictReader(None))",
    "import contextlib, sqlite3\nwith contextlib.closing(sqlite3.connect('')) as a: a.execute('?')",
    "raise ValueError('port must be a number')",
    "raise RuntimeError('SMTP')",
    "class SMTPException(Exception): pass\nraise SMTPException('mine')",
    "assert 1 == 2, 'message'",
    "import random; random.choice([])",
    "import re; re.compile('(')",
    "import http.client, io; http.client.parse_headers(io.BytesIO(b'x' * 10**6))",
    # Methods of the same names as those of a message or a client.
    "import smtplib\nclass Kit:\n    def attach(self): pass\nk = Kit()\nx = k.attach()\nx.run()",
    "import smtplib\nclass Kit:\n    def get_param(self): pass\nx = Kit().get_param()\nx.run()",
    "import smtplib\nclass Kit:\n    def login(self): return 1, 2\nx = Kit().login()\nx.quit()",
    "import smtplib\nclass Kit:\n    def send_message(self): return {}\nKit().send_message()[1]",
    "import email\nclass R:\n    def get_all(s): pass\nclass A: r = R()\nlen(A.r.get_all())",
    "import email\nclass R:\n    def get_body(s): pass\ndef f(): return R()\nf().get_body().x",
    "import email\ndef get_body(): pass\nget_body().strip()",
    "import email\nclass R:\n    def get_payload(s): pass\nR().get_payload().decode()",
    "import email\ndef parseaddr(x): return x, 1\na, b, c = parseaddr(1)",
    "import email\ndef f(a): return a\na, b = f((1, 2, 3))",
    "import datetime as d\nd.datetime.now() - d.datetime.now(d.timezone.utc)",
]


def fail(source: str) -> BaseException:
    """Run a script whose source can be read, and return its error."""
    name = f"<script {hash(source)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names: dict[str, Any] = {"__name__": "__main__"}
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - any
        exec(compile(source, name, "exec"), names)  # noqa: S102 - our own text
    return caught.value


@pytest.mark.parametrize("source", NOTHING_TO_DO_WITH_EMAIL)
def test_it_is_left_alone(source: str) -> None:
    assert explain(fail(source)) is None


BESIDE_EMAIL = [
    "1 / 0",
    "{}['x']",
    "int('x')",
    "undefined",
    "None.split()",
    "import socket; socket.create_connection(('127.0.0.1', 1), timeout=1)",
    "b'\\xe1'.decode('utf-8')",
    "'text'.decode()",
    "row = {'Name': 'Ada'}\nrow['Name'].decode()",
    "import base64; base64.b64encode('text')",
    "import smtplib\nclass Client(smtplib.SMTP): pass\nClient().nonsense",
    "config = {}\nint(config.get('port'))",
    "class Dog:\n    def bark(self, times): pass\nDog.bark(1)",
    "class Dog: pass\nwith Dog as dog: pass",
    "try: 1 / 0\nexcept ZeroDivisionError as error: print(error.message)",
    "'a' + b'b'",
    "import hashlib; hashlib.md5(None)",
    "import asyncio\nasync def main():\n    await len('a')\nasyncio.run(main())",
    "import socket\nwith socket.socket() as server: server.bind(('192.0.2.1', 0))",
]


@pytest.mark.parametrize("source", BESIDE_EMAIL)
def test_it_is_left_alone_even_in_a_script_that_sends_email(source: str) -> None:
    before = "import smtplib\nfrom email.message import EmailMessage\nmessage = EmailMessage()\n"
    assert explain(fail(before + source)) is None


def test_a_missing_file_in_an_email_script_is_explained() -> None:
    said = explain(fail("import smtplib\nopen('report.pdf', 'rb')"))
    assert said is not None
    assert said.layer == "files"


def test_the_removed_module_is_told_by_its_name_on_every_python() -> None:
    error = ModuleNotFoundError("No module named 'smtpd'", name="smtpd")
    said = explain(error)
    assert said is not None
    assert "`smtpd`" in said.headline
    assert "smtpd" not in sys.stdlib_module_names or sys.version_info < (3, 12)


OF_THE_LIBRARIES_OWN = [
    "message.get_payload(3)",
    "message.get_content('x', y=1)",
]


@pytest.mark.parametrize("source", OF_THE_LIBRARIES_OWN)
def test_an_unknown_error_is_not_guessed(source: str) -> None:
    before = "from email.message import EmailMessage\nmessage = EmailMessage()\n"
    said = explain(fail(before + source))
    assert said is not None
    assert "mailtutor doesn't know" in said.headline
