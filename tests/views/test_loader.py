"""The JavaScript modules become one, without a build step."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import mailtutor.views
from mailtutor.views.loader import script, style

FOLDER = Path(mailtutor.views.__file__).parent
WIDGETS = sorted(
    module.relative_to(FOLDER).as_posix()
    for module in FOLDER.rglob("*.js")
    if "export default" in module.read_text("utf-8")
)


def test_the_widgets_are_found() -> None:
    assert {"inbox/inbox.js", "message/message.js", "transcript/transcript.js"} <= set(WIDGETS)


@pytest.mark.parametrize("name", WIDGETS)
def test_a_joined_script_imports_nothing_and_exports_its_widget_only(name: str) -> None:
    text = script(name)
    assert not re.search(r"^\s*import\b", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]


@pytest.mark.parametrize("name", WIDGETS)
def test_no_two_modules_use_the_same_name(name: str) -> None:
    names = re.findall(
        r"^(?:async )?(?:function|const|let|class) (\w+)", script(name), re.MULTILINE
    )
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_module_is_used_by_a_widget() -> None:
    joined = "".join(map(script, WIDGETS))
    for module in FOLDER.rglob("*.js"):
        code = module.read_text(encoding="utf-8").splitlines()
        assert code[0] in joined, module.name


def test_nothing_in_a_message_can_be_parsed_as_html() -> None:
    for module in FOLDER.rglob("*.js"):
        code = module.read_text(encoding="utf-8")
        for way in (
            r"\.innerHTML\s*=",
            r"\.outerHTML\s*=",
            "insertAdjacentHTML",
            r"document\.write",
        ):
            assert not re.search(way, code), (module.name, way)
        if module.name != "html.js":
            assert "srcdoc" not in code


def test_scripts_and_style_fetch_nothing() -> None:
    for text in (*map(script, WIDGETS), style()):
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
        assert "@import" not in text.replace("@import url", "")
        assert "url(" not in text


def test_colours_come_from_the_theme_or_the_system() -> None:
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|(rgb|hsl)a?\(", style())
