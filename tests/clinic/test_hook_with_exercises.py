"""`%load_ext mailtutor` shows an exercise although its code failed before its check."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from mailtutor.course import outcomes
from mailtutor.course.progress import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Printed = Callable[[str], str]

HEAD = "Exercise 03.1"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shell(folder: Path) -> Iterator[Any]:
    config = Config({"HistoryManager": {"enabled": False}})
    make: Any = InteractiveShell  # it has types in some versions of IPython only
    make.clear_instance()
    shell = make.instance(config=config, ipython_dir=str(folder / "ipython"), colors="nocolor")
    shell.run_cell("%load_ext mailtutor\nimport smtplib\nfrom mailtutor import check")
    yield shell
    shell.run_line_magic("unload_ext", "mailtutor")
    shell.reset()
    shell.restore_sys_module_state()
    make.clear_instance()
    for each in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, each):
            delattr(sys, each)


@pytest.fixture
def printed(shell: Any, capsys: pytest.CaptureFixture[str]) -> Printed:
    """Return a function that runs a cell and returns its output."""

    def run(cell: str) -> str:
        capsys.readouterr()
        shell.run_cell(cell, store_history=True)
        return capsys.readouterr().out

    return run


def tries(folder: Path, key: str = "03.1") -> int:
    return len(read(folder).exercise(key).tries)


def test_an_error_before_check_is_announced_by_its_class_alone(printed: Printed) -> None:
    announced: list[Any] = []
    stop = outcomes.listeners.add(announced.append)
    try:
        printed('secret = None\nsmtplib.SMTP("localhost", 1)\ncheck("03.1", secret)')
        printed('class Secret(Exception): ...\nraise Secret("secret")\ncheck("03.1", secret)')
    finally:
        stop()

    assert announced == [
        outcomes.Tried("03.1", "not yet", "stopped-ConnectionRefusedError", 1),
        outcomes.Tried("03.1", "not yet", "stopped", 2),
    ]


def test_an_error_before_check_shows_the_exercise_under_the_card(printed: Printed) -> None:
    said = printed('caught = None\n\nsmtplib.SMTP("localhost", 1)\ncheck("03.1", caught)')
    places = [
        said.index("ConnectionRefusedError"),
        said.index("Nothing is listening on port 1"),
        said.index(HEAD),
    ]
    assert places == sorted(places)
    assert (
        "not yet. Your code raised ConnectionRefusedError in line 3, so `check` wasn't reached. "
        "If this is the error to catch, put the line into a `try:` block" in said
    )


def test_name_that_python_deleted_after_except_is_explained(printed: Printed) -> None:
    cell = 'try:\n    smtplib.SMTP("localhost", 1)\nexcept OSError as refused:\n    pass\n'
    said = printed(f'{cell}\ncheck("03.1", refused)')
    assert "Python deletes `refused` at the end of its `except` block." in said
    assert "Write `as error:`, and `refused = error` inside the block." in said
    assert "comes from an earlier cell" not in said


def test_error_that_the_exercise_does_not_ask_for_must_be_fixed(printed: Printed) -> None:
    said = printed('smtplib.SMTP("localhost", 1)\ncheck("03.2", None)')
    assert "Fix the error and run the cell again." in said


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = )", "Your code has a SyntaxError in line 2, so `check`"),
        ("if True:\nx = 1", "Your code has an IndentationError in line 3, so `check`"),
        ("x = 'abc", "Your code has a SyntaxError in line 2, so `check`"),
        ("%matplotlb", "Your code raised UsageError"),
        ("exec('for')", "Your code raised SyntaxError in line 2"),
        (
            "caught = sever",
            (
                "raised NameError in line 2, so `check` wasn't reached. Fix the error and run the "
                "cell again. If `sever` comes from an earlier cell, run that cell first."
            ),
        ),
        ("import sys; sys.exit()", "Your code raised SystemExit in line 2"),
        ("raise SystemError()", "Your code raised SystemError in line 2"),
    ],
)
def test_any_error_shows_the_exercise(printed: Printed, code: str, sentence: str) -> None:
    said = printed(f'caught = None\n{code}\ncheck("03.1", caught)')
    assert said.count(HEAD) == 1
    assert sentence in said


def test_the_line_is_the_cells_own_even_if_an_earlier_function_raised(printed: Printed) -> None:
    printed("def fails():\n\n\n\n    raise OSError")
    assert "OSError in line 2," in printed('x = 1\nfails()\ncheck("03.1", 1)')


def test_the_line_is_in_the_cells_own_function(printed: Printed) -> None:
    cell = 'def act():\n    import json\n    json.loads("{")\nact()\ncheck("03.1", 1)'
    assert "JSONDecodeError in line 3," in printed(cell)


def test_the_same_error_twice_is_one_attempt(printed: Printed, folder: Path) -> None:
    for cell in ("1 / 0", "1 / 0", "x = )", "2 / 0"):
        printed(f'{cell}\ncheck("03.1", None)')
    assert tries(folder) == 3


def test_an_interrupt_shows_nothing_and_is_not_an_attempt(printed: Printed, folder: Path) -> None:
    assert HEAD not in printed('raise KeyboardInterrupt\ncheck("03.1", 1)')
    assert tries(folder) == 0


def test_a_check_that_was_reached_and_shown_is_not_shown_again(printed: Printed) -> None:
    said = printed('from IPython.display import display\ndisplay(check("03.1", 1))\n1 / 0')
    assert said.count(HEAD) == 1
    assert "wasn't reached" not in said


def test_a_check_that_was_reached_but_not_shown_is_shown_once(printed: Printed) -> None:
    said = printed('check("03.1", 1)\n1 / 0')
    assert said.count(HEAD) == 1
    assert "wasn't reached" not in said


def test_an_error_in_a_later_cell_shows_no_exercise_of_an_earlier_one(printed: Printed) -> None:
    printed('check("03.1", 1)')
    assert "Exercise" not in printed("1 / 0")
    assert "wasn't reached" in printed('1 / 0\ncheck("03.1", 1)')


@pytest.mark.parametrize(
    "cell",
    [
        "1 / 0",
        'check("99.9", 1)',
        '1 / 0\ncheck("99.9", 1)',
        '# check("03.1", 1)\n1 / 0',
        '# check("03.1", 1)\nx = )',
        'text = """\ncheck("03.1", 1)\n"""\n1 / 0',
        'key = "03.1"\n1 / 0\ncheck(key)',
        "1 / 0\ncheck()",
    ],
)
def test_a_cell_without_our_check_is_left_alone(printed: Printed, folder: Path, cell: str) -> None:
    said = printed(cell)
    assert "Exercise 03.1" not in said
    assert "wasn't reached" not in said
    assert "Error in callback" not in said
    assert not list(folder.glob(".mailtutor*"))


def test_a_learners_own_check_is_not_ours(printed: Printed) -> None:
    printed("def check(*_): ...")
    assert "Exercise" not in printed('1 / 0\ncheck("03.1", 1)')


def test_a_missing_import_of_check_is_not_an_attempt(printed: Printed, folder: Path) -> None:
    printed("del check")
    assert "Exercise" not in printed('caught = 1\ncheck("03.1", caught)')
    assert tries(folder) == 0


def test_check_is_found_by_its_modules_name_and_over_several_lines(printed: Printed) -> None:
    assert "03.1" in printed('import mailtutor\n1 / 0\nmailtutor.check(\n    "03.1",\n    1)')
    assert "Exercise 03.1" in printed('x = )\ncheck(\n    "03.1", 1)')


def test_only_the_first_check_that_was_not_reached_is_shown(printed: Printed) -> None:
    said = printed('1 / 0\ncheck("03.1", 1)\ncheck("03.2", 1)')
    assert said.count("Exercise 03.") == 1


def test_unloaded_it_shows_no_exercise(shell: Any, printed: Printed) -> None:
    shell.run_line_magic("unload_ext", "mailtutor")
    assert "Exercise" not in printed('1 / 0\ncheck("03.1", 1)')
    shell.run_line_magic("load_ext", "mailtutor")


def test_an_error_that_cannot_be_printed_still_shows_the_exercise(printed: Printed) -> None:
    cell = 'class Odd(Exception):\n    def __str__(self): 1 / 0\nraise Odd\ncheck("03.1", 1)'
    said = printed(cell)
    assert said.count(HEAD) == 1
    assert "Error in callback" not in said
