"""The browser edition, as a class serves it: right, compressed, and nothing else."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.classroom.running_class import CODE, RunningClass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = b"<!doctype html>" + b"<p>Learn how email works.</p>" * 100


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name, content in {
        "index.html": PAGE,
        "notebooks/index.html": b"small",
        "static/pyodide/pyodide.asm.wasm": b"\0asm" * 1000,
        "static/pyodide/pyodide.mjs": b"export {};",
        "static/pyodide/six.whl": b"PK" * 1000,
        "files/gallery.ipynb": b"{}",
        "wall": b"a file that is named like the wall",
    }.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def open_class(site: Path) -> Iterator[RunningClass]:
    with RunningClass(site=site) as made:
        yield made


def get(
    running: RunningClass, path: str, host: str = "localhost", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return running.request("GET", path, headers={"Host": f"{host}:{running.made.port}", **named})


def test_the_landing_page_is_at_the_address_that_is_told(open_class: RunningClass) -> None:
    assert open_class.made.site_address == f"http://localhost:{open_class.made.port}/"
    status, headers, body = get(open_class, "/")
    assert (status, body) == (200, PAGE)
    assert headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/pyodide/pyodide.asm.wasm", "application/wasm"),
        ("/static/pyodide/pyodide.mjs", "text/javascript; charset=utf-8"),
        ("/static/pyodide/six.whl", "application/zip"),
        ("/files/gallery.ipynb", "application/json"),
        ("/wall", "application/octet-stream"),
    ],
)
def test_a_file_has_the_type_that_browsers_insist_on(
    open_class: RunningClass, path: str, kind: str
) -> None:
    status, headers, _ = get(open_class, path)
    assert (status, headers["Content-Type"]) == (200, kind)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_folder_leads_to_its_page(open_class: RunningClass) -> None:
    assert get(open_class, "/notebooks")[1]["Location"] == "/notebooks/"
    assert get(open_class, "/notebooks/?path=01.ipynb")[2] == b"small"


def test_a_browser_that_accepts_gzip_gets_less(open_class: RunningClass) -> None:
    _, headers, body = get(open_class, "/", Accept_Encoding="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    assert len(body) < len(PAGE) / 5
    assert gzip.decompress(body) == PAGE


def test_what_is_compressed_or_tiny_is_sent_as_it_is(open_class: RunningClass) -> None:
    for path in ("/static/pyodide/six.whl", "/notebooks/"):
        assert "Content-Encoding" not in get(open_class, path, Accept_Encoding="gzip")[1]


def test_a_browser_that_has_a_file_gets_it_only_once(open_class: RunningClass) -> None:
    tag = get(open_class, "/")[1]["Etag"]
    status, _, body = get(open_class, "/", If_None_Match=tag)
    assert (status, body) == (304, b"")
    zipped = get(open_class, "/", Accept_Encoding="gzip")[1]["Etag"]
    assert zipped != tag


def test_a_head_request_gets_no_body(open_class: RunningClass) -> None:
    host = {"Host": f"localhost:{open_class.made.port}"}
    status, headers, body = open_class.request("HEAD", "/", headers=host)
    assert (status, headers["Content-Length"], body) == (200, str(len(PAGE)), b"")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/static/../../secret.txt",
        "//secret.txt",
        "/C:/secret.txt",
        "/index.html%00.txt",
        "/static",
        "/nothing",
    ],
)
def test_no_path_leads_out_of_the_site(open_class: RunningClass, path: str) -> None:
    status, _, body = get(open_class, path)
    assert status == 404
    assert b"secret" not in body


def test_a_link_out_of_the_site_is_not_followed(site: Path) -> None:
    try:
        (site / "link.txt").symlink_to(site.parent / "secret.txt")
    except OSError:
        pytest.skip("this system doesn't let us make links")
    with RunningClass(site=site) as running:
        assert get(running, "/link.txt")[0] == 404


def test_learners_find_no_page_of_the_teachers_at_their_address(open_class: RunningClass) -> None:
    cookie = open_class.cookie()["Cookie"]
    for path in ("/teacher", "/catalog", "/changes", "/do", "/open?token=x", "/files/wall.js"):
        assert get(open_class, path, Cookie=cookie)[0] == 404
    assert get(open_class, "/wall", Cookie=cookie)[2].startswith(b"a file")


def test_the_teachers_pages_stay_where_they_were(open_class: RunningClass) -> None:
    assert get(open_class, "/wall", host="127.0.0.1")[0] == 403
    assert get(open_class, "/wall", host="127.0.0.1", **open_class.cookie())[0] == 200
    assert get(open_class, "/files/gallery.ipynb", host="127.0.0.1")[0] == 404


def test_who_opens_the_teachers_address_is_led_to_the_site(open_class: RunningClass) -> None:
    status, headers, _ = get(open_class, "/", host="127.0.0.1")
    assert (status, headers["Location"]) == (302, open_class.made.site_address)


def test_nothing_of_this_is_there_unasked(running: RunningClass) -> None:
    assert running.made.site_address == ""
    assert b"join" in get(running, "/")[2]
    assert get(running, "/index.html")[0] == 404
    assert get(running, "/wall")[0] == 403
    assert running.request("POST", "/browser", b"", {"Host": "localhost"})[0] == 405


def test_a_browser_keeps_its_id(open_class: RunningClass) -> None:
    host = {"Host": f"localhost:{open_class.made.port}"}
    _, headers, first = open_class.request("POST", "/browser", b"", host)
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    again = {**host, "Cookie": cookie.partition(";")[0]}
    assert open_class.request("POST", "/browser", b"", again)[2] == first
    assert open_class.request("POST", "/browser", b"", host)[2] != first


def test_a_page_from_elsewhere_may_tell_but_not_carry_mail(open_class: RunningClass) -> None:
    host = {"Host": f"localhost:{open_class.made.port}", "Origin": "http://school.example"}
    wrong = b'{"code": "AAAAAAAA", "key": "a"}'
    status, headers, _ = open_class.request("POST", "/tell", wrong, host)
    assert (status, headers["Access-Control-Allow-Origin"]) == (403, "*")
    assert "Access-Control-Allow-Credentials" not in headers
    assert open_class.request("POST", "/inbox", b"", host)[0] == 415
    asked = open_class.request("OPTIONS", "/inbox", headers=host)
    assert asked[0] == 405
    assert not [name for name in asked[1] if name.startswith("Access-Control")]


def test_learners_tell_at_the_sites_address_and_at_the_teachers(open_class: RunningClass) -> None:
    told = {"code": CODE, "key": "a", "name": "Ada"}

    for host in ("localhost", "127.0.0.1", "192.168.1.20"):
        headers = {"Host": f"{host}:{open_class.made.port}"}
        body = json.dumps(told).encode()
        assert open_class.request("POST", "/tell", body, headers)[0] == 200
