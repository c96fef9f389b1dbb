"""Who may import whom, read from the source."""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "mailtutor"

# What a part may import of mailtutor, besides itself.
MAY_IMPORT = {
    "platform": set[str](),  # free to all
    "record": set[str](),
    "pure_tls": set[str](),  # stands alone, and only a browser loads it
    "mime": {"record"},
    "server": {"record", "pure_tls"},
    "clinic": {"record", "mime"},
    "course": {"record", "mime", "server"},  # a check may need a server of its own
    "views": {"record", "mime", "server", "clinic", "course"},
    "classroom": {"record", "server", "course"},
    "cli": {"record", "mime", "server", "clinic", "course", "classroom", "front door"},
}

# Parts that a learner's plain Python can use without a notebook.
NO_WIDGETS = {"record", "mime", "server", "classroom", "cli"}
WIDGETS = {"anywidget", "ipywidgets"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """Name the part that a module belongs to; those at the top are the front door."""
    relative = path.relative_to(PACKAGE)
    if path.stem == "platform":
        return "platform"
    return relative.parts[0] if len(relative.parts) > 1 else "front door"


class Imports(ast.NodeVisitor):
    """Collects what a module imports.

    Attributes:
        at_once: what is imported as soon as the module is.
        later: what is imported inside a function.
        for_types: what is imported for the type checker alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at_once: set[str] = set()
        self.later: set[str] = set()
        self.for_types: set[str] = set()
        self._into = self.at_once
        self.visit(ast.parse(path.read_text("utf-8")))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        before, self._into = self._into, self.later
        self.generic_visit(node)
        self._into = before

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_If(self, node: ast.If) -> None:
        before = self._into
        if ast.unparse(node.test) == "TYPE_CHECKING":
            self._into = self.for_types
        for statement in node.body:
            self.visit(statement)
        self._into = before
        for statement in node.orelse:
            self.visit(statement)

    def visit_Import(self, node: ast.Import) -> None:
        self._into.update(alias.name for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level:
            package = self.path.relative_to(PACKAGE.parent).with_suffix("").parts[: -node.level]
            base = ".".join([*package, *([node.module] if node.module else [])])
        else:
            base = node.module or ""
        # `from mailtutor import views` names a part; `from mailtutor.record import X` does not.
        if base == "mailtutor" or base.startswith("mailtutor."):
            self._into.update(f"{base}.{alias.name}" for alias in node.names)
        else:
            self._into.add(base)

    def parts(self) -> set[str]:
        """Name the parts of mailtutor that are imported.

        A method such as `server.inbox()` or `server.panel()` asks the front door for a view
        when it is called; these words are free to all.
        """
        free = {"mailtutor.view", "mailtutor.panel", "mailtutor.__version__"}
        names = (name.split(".") for name in self.at_once | (self.later - free))
        inside = {name[1] if len(name) > 1 else "" for name in names if name[0] == "mailtutor"}
        return {name if name in MAY_IMPORT else "front door" for name in inside}


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_the_parts_it_may(part: str) -> None:
    for path in modules():
        if part_of(path) != part:
            continue
        assert Imports(path).parts() <= MAY_IMPORT[part] | {part, "platform"}, path


def module_named(name: str) -> Path | None:
    """Find the module that an imported name is, or is in; the front door counts as none."""
    parts = name.split(".")[1:] if name.startswith("mailtutor.") else []
    while parts:
        path = PACKAGE.joinpath(*parts)
        for module in (path.with_suffix(".py"), path / "__init__.py"):
            if module.is_file():
                return module
        parts.pop()
    return None


def test_no_modules_import_each_other_in_a_circle_not_even_late_or_for_types() -> None:
    needs = {}
    for path in modules():
        imports = Imports(path)
        named = map(module_named, imports.at_once | imports.later | imports.for_types)
        needs[path] = {module for module in named if module not in {None, path}}
    TopologicalSorter(needs).prepare()


def test_every_part_has_its_rule() -> None:
    assert {part_of(path) for path in modules()} <= MAY_IMPORT.keys() | {"front door"}


def test_nobody_imports_the_views_but_the_front_door_and_itself() -> None:
    importing = {part_of(path) for path in modules() if "views" in Imports(path).parts()}

    assert importing <= {"front door", "views"}


def test_the_front_door_imports_nothing_at_once() -> None:
    assert Imports(PACKAGE / "__init__.py").at_once == {"typing"}


@pytest.mark.parametrize("part", sorted(NO_WIDGETS))
def test_a_part_for_plain_python_knows_no_widgets(part: str) -> None:
    for path in modules():
        if part_of(path) == part:
            imports = Imports(path)
            tops = {name.split(".")[0] for name in imports.at_once | imports.later}
            assert not tops & (WIDGETS | {"IPython"}), path


def test_what_happened_is_kept_by_the_standard_library_alone() -> None:
    for path in modules():
        if part_of(path) == "record":
            tops = {name.split(".")[0] for name in Imports(path).at_once}
            assert tops <= sys.stdlib_module_names | {"mailtutor"}, path


def test_certificates_are_made_late() -> None:
    for path in modules():
        at_once = Imports(path).at_once
        assert not {"mailtutor.server.authority.Authority", "mailtutor.pure_tls"} & at_once, path
        assert "trustme" not in at_once or path.stem == "authority", path


def test_this_test_sees_every_form_of_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "mailtutor")
    module = tmp_path / "mailtutor" / "record" / "x.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "from typing import TYPE_CHECKING\n"
        "from ..server import tcp\n"
        "from mailtutor import cli\n"
        "import mailtutor.views.inbox\n"
        "from . import y\n"
        "if TYPE_CHECKING:\n    from mailtutor.clinic import Explanation\n"
        "async def later():\n    from mailtutor.mime import parts\n"
        "def asked():\n    from mailtutor import view\n"
    )

    imports = Imports(module)

    assert imports.parts() == {"server", "cli", "views", "record", "mime"}
    assert imports.later == {"mailtutor.mime.parts", "mailtutor.view"}
    assert imports.for_types == {"mailtutor.clinic.Explanation"}
