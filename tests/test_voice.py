"""Wording that readers stumbled over, held out of the prose, docstrings, comments and messages."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# What not to write, and what to write instead.
STUMBLES = {
    r"\bwanted (is|was|are)\b": "expected x, but got y",
    # Servers say it, so the clinic's patterns for their replies have (messages|mails).
    r"(?<!\|)\bmails\b(?!\|)": "messages; email is uncountable",
    r"\ba mail\b(?! (server|client|program|user|provider|account|catcher|system|host|list))": (
        "a message, an email"
    ),
    r"\be-mails?\b": "email",
    r"\bwhat (came|comes|became|becomes) of\b": "the result of",
    r"\bin (the )?place of\b": "instead of, for",
    r"\bfor good\b": "permanently",
    r"\bto be had\b": "available",
    r"\bwhoever\b": "anyone who, the learner",
    r"\bstands? (in|on|there|beside|above|below)\b": "is in, is next to",
    r"\b(hang|hangs|hanging|hung) up\b": "close the connection",
    r"\ball is well\b": "everything looks good",
    r"\bwithout a word\b": "silently, without output",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\b(say|says|said|saying) goodbye\b": "send QUIT, close the connection",
    r"\b(is|are|was|were|be) let in\b": "can log in, is accepted",
    r"\btakes? none\b": "accepts no ...",
    r"\bconversations?\b": "transcript, session",
    r"\bcross(ed|es)? the wire\b": "raw bytes, was sent",
    r"\bcolours?\b|\bbehaviours?\b": "color, behavior",
}
# PEP 257: a docstring says what the thing is or does.
RIDDLES = {"What", "Which", "Whether", "Who", "Whose", "Where", "How", "That", "Those", "Why"}

COMMENT = re.compile(r"[^\"']*#")
CODE = re.compile(r"`+[^`]*`+")
DOCUMENTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")


@cache
def files() -> tuple[Path, ...]:
    """Return the documents, and the package's Python, JavaScript and stylesheets."""
    package = ROOT / "mailtutor"
    kinds = ("*.py", "*.js", "*.css")
    return (
        *map(ROOT.joinpath, DOCUMENTS),
        *(file for kind in kinds for file in package.rglob(kind)),
    )


@cache
def texts_of(path: Path) -> list[tuple[int, str]]:
    """Return the strings and comments of a Python file, or the lines of any other, numbered."""
    source = path.read_text("utf-8")
    lines = list(enumerate(source.splitlines(), 1))
    if path.suffix != ".py":
        return lines
    strings = [
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return strings + [
        (n, line.split("#", 1)[1]) for n, line in lines if re.match(r"[^\"']*#", line)
    ]


def stumbles(path: Path, pattern: str) -> list[str]:
    """Find a wording in the texts of a file; code between backticks may have any."""
    return [
        f"{path.name}:{number}: {found[0]}"
        for number, text in texts_of(path)
        for found in re.finditer(pattern, CODE.sub("", text), re.IGNORECASE)
    ]


def is_property(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", ())
    return any(ast.unparse(each) in {"property", "cached_property"} for each in decorators)


@pytest.mark.parametrize("pattern", STUMBLES, ids=STUMBLES.values())
def test_write_instead(pattern: str) -> None:
    found = [line for path in files() for line in stumbles(path, pattern)]
    assert not found, f"Write instead: {STUMBLES[pattern]}\n" + "\n".join(found)


def test_docstrings_say_what_a_thing_is_or_does() -> None:
    riddles = [
        f"{path.name}: {text}"
        for path in files()
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if not is_property(node)  # "Whether ..." describes an attribute well
        if (text := (ast.get_docstring(node) or "").split("\n")[0])
        if text.split(" ")[0] in RIDDLES
    ]
    assert not riddles, "\n".join(riddles)


def test_stumbles_are_found_in_docstrings_messages_comments_and_prose(tmp_path: Path) -> None:
    code = tmp_path / "module.py"
    code.write_text(
        '"""Count mails."""\nx = f"{y} mails"  # of mails\nmails = 2  # mails\n', "utf-8"
    )
    prose = tmp_path / "README.md"
    prose.write_text("3 messages, kept in `mails`\n3 mails\n", "utf-8")

    assert stumbles(code, r"\bmails\b") == [
        "module.py:1: mails",
        "module.py:2: mails",
        "module.py:3: mails",
    ]
    assert stumbles(prose, r"\bmails\b") == ["README.md:2: mails"]
