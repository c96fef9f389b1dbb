"""Hypothesis strategies for bytes that resemble messages."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    b"Subject: Hello",
    b"From: Ada <ada@example.com>",
    b"Subject: =?utf-8?b?T2zDoQ==?= =?utf-8?q?_?=",
    b"Subject: =?klingon?b?!!!?=",
    b"To: a@example.com,\r\n\tb@example.com",
    b"Content-Type: multipart/mixed; boundary=b",
    b'Content-Type: multipart/alternative; boundary="b b"',
    b"Content-Type: multipart/digest; boundary=b",
    b"Content-Type: message/rfc822",
    b"Content-Type: text/html; charset=punycode",
    b"Content-Type: text/plain; charset=utf-7",
    b"Content-Type: ; charset",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: x-uuencode",
    b"Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A1.txt",
    b"Content-Disposition: attachment; filename*=nothing",
    b"Date: now",
    b"From somebody",
    b"--b",
    b"--b--",
    b"--b b",
    b" folded",
    b"T2zDoQ",
    b"=C3=A1=",
    b"\x00\xff\xed\xa0\x80",
    b"+2AA-",
    b"<p>&lt;script>",
    b"",
    b"",
]

lines = st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=40)
mail_like = st.builds(lambda end, found: end.join(found), st.sampled_from([b"\r\n", b"\n"]), lines)
any_bytes = st.binary(max_size=400) | mail_like
