"""`mailtutor site`: what it promises before it downloads anything."""

from __future__ import annotations

import json
import re
import urllib.request
import zipfile
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from mailtutor.cli import requirements, site, slides
from mailtutor.cli.errors import SetupError
from mailtutor.cli.site import build, landing, serve, wheels
from mailtutor.course.lessons import shipped_folder

FOLDER = Path(site.__file__).parent


def pins(name: str) -> dict[str, str]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    found = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {package: version for package, version in found}  # noqa: C416


def test_a_browser_gets_the_versions_that_a_computer_gets() -> None:
    lock = {pin.name: pin.version for pin in requirements.pins(requirements.LOCK.read_text())}
    for package, version in (pins("browser.txt") | pins("builder.txt")).items():
        assert lock.get(package, version) == version, package


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(SetupError, match="mailtutor didn't make it"):
        site.run(str(tmp_path), pyodide=None, open_browser=False)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_folder_that_is_not_pyodide_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"pyodide\.mjs is missing"):
        build.fetch_pyodide(tmp_path / "new", tmp_path)


def test_missing_npm_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(SetupError, match=r"npm isn't installed.\n.*--pyodide"):
        build.fetch_pyodide(tmp_path / "pyodide", None)


def test_a_failed_step_shows_what_it_printed() -> None:
    with pytest.raises(SetupError, match="mailtutor-does-not-exist"):
        build.run_pip("download", "--no-index", "mailtutor-does-not-exist")


def test_our_wheel_has_lessons_but_no_commands(tmp_path: Path) -> None:
    wheels.write_ours(tmp_path)
    (wheel,) = tmp_path.glob("mailtutor-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "mailtutor/lessons/case_files.ipynb" in names
    assert "mailtutor/views/inbox/inbox.js" in names
    assert not [name for name in names if name.startswith("mailtutor/cli/")]


def test_the_same_content_makes_the_same_wheel(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        wheels.write_ours(tmp_path / name)
    first, second = (next((tmp_path / name).glob("mailtutor*")) for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()


def test_a_trimmed_wheel_has_no_tests_no_requirements_and_no_description(tmp_path: Path) -> None:
    wheel = tmp_path / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("thing/__init__.py", "x = 1")
        archive.writestr("thing/tests/test_thing.py", "assert x")
        archive.writestr(
            "thing-1.0.dist-info/METADATA", "Name: thing\nRequires-Dist: jedi\n\nA thing."
        )
    wheels.trim(wheel)
    with zipfile.ZipFile(wheel) as archive:
        assert archive.namelist() == ["thing/__init__.py", "thing-1.0.dist-info/METADATA"]
        assert archive.read("thing-1.0.dist-info/METADATA") == b"Name: thing\n"


def test_licenses_stay_in_a_trimmed_wheel(tmp_path: Path) -> None:
    wheel = tmp_path / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("thing-1.0.dist-info/licenses/LICENSE", "MIT")
    wheels.trim(wheel)
    with zipfile.ZipFile(wheel) as archive:
        assert archive.namelist() == ["thing-1.0.dist-info/licenses/LICENSE"]


def test_missing_node_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(SetupError, match=r"needs Node\.js.\nInstall it from"):
        build.pack(tmp_path)


def test_the_landing_page_has_a_card_for_each_lesson(tmp_path: Path) -> None:
    (tmp_path / "static" / "pyodide").mkdir(parents=True)
    (tmp_path / "static" / "pyodide" / "pyodide.mjs").touch()
    (tmp_path / "service-worker.js").write_text("// JupyterLite's")
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "05_log_in.html").touch()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "index.html").write_text("<html><head></head></html>")
    kernel = tmp_path / "extensions" / "@jupyterlite" / "kernel" / "static"
    kernel.mkdir(parents=True)
    (kernel / "comlink.worker.0a.js").touch()
    landing.write_landing(tmp_path, shipped_folder())
    page = (tmp_path / "index.html").read_text("utf-8")
    linked = set(re.findall(r'path=([^"]+)"', page))
    assert linked == {path.name for path in shipped_folder().glob("*.ipynb")} - {"gallery.ipynb"}
    assert "35 minutes" in page
    assert re.findall(r'href="(slides/.*)">Slides<', page) == [
        'slides/05_log_in.html" aria-label="Slides: Log in'
    ]
    assert json.loads((tmp_path / "ahead.json").read_text()) == ["static/pyodide/pyodide.mjs"]
    assert (tmp_path / "jupyterlite-worker.js").read_text() == "// JupyterLite's"
    assert "<head>\n    <script" in (tmp_path / "notebooks" / "index.html").read_text()
    assert "comlink.worker.0a.js" in (tmp_path / "early-worker.js").read_text()


def test_the_site_has_slides_of_each_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_lite(_builder: Path, source: Path, target: Path) -> None:
        lesson = source / "lessons" / "03_connect_to_a_server.ipynb"
        lesson.parent.mkdir(parents=True)
        lesson.write_text(json.dumps({"cells": [{"source": ["# Connect"]}]}), "utf-8")
        (target / "static" / "pyodide").mkdir(parents=True)
        (target / "service-worker.js").touch()
        (target / "notebooks").mkdir()
        (target / "notebooks" / "index.html").write_text("<html><head></head></html>")
        kernel = target / "extensions" / "@jupyterlite" / "kernel" / "static"
        kernel.mkdir(parents=True)
        (kernel / "comlink.worker.0a.js").touch()

    def write_slides(notebook: Path, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / f"{notebook.stem}.html").touch()

    for name in ("fetch_pyodide", "fetch_wheels", "install_builder", "pack"):
        monkeypatch.setattr(build, name, lambda *_: None)
    monkeypatch.setattr(build, "build_lite", build_lite)
    monkeypatch.setattr(slides, "write_slides", write_slides)
    site.build_site(tmp_path / "new", None)
    assert (tmp_path / "new" / "slides" / "03_connect_to_a_server.html").is_file()
    page = (tmp_path / "new" / "index.html").read_text("utf-8")
    assert 'href="slides/03_connect_to_a_server.html"' in page


def test_the_landing_page_asks_nobody_else() -> None:
    asks = re.compile(r"(?:src|href|url|fetch|import)\W+https?://")
    for path in (FOLDER / "landing").iterdir():
        assert not asks.search(path.read_text("utf-8")), path


def test_the_site_is_served_on_loopback_with_the_right_types(tmp_path: Path) -> None:
    (tmp_path / "a.wasm").write_bytes(b"\0asm")
    server = serve.make_server(tmp_path)
    assert server.server_address[0] == "127.0.0.1"
    thread = Thread(target=server.handle_request)
    thread.start()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}/a.wasm") as answer:
        assert answer.headers["Content-Type"] == "application/wasm"
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize("error", [BrokenPipeError("gone"), ConnectionResetError("gone")])
def test_a_browser_that_leaves_early_is_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    with serve.make_server(tmp_path) as server, suppress(ConnectionError):
        try:
            raise error
        finally:
            server.handle_error(None, ("127.0.0.1", 1))
    assert capsys.readouterr().err == ""


def test_any_other_error_of_the_sites_server_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve.make_server(tmp_path) as server, suppress(ValueError):
        try:
            raise ValueError("an odd one")
        finally:
            server.handle_error(None, ("127.0.0.1", 1))
    assert "an odd one" in capsys.readouterr().err
