"""Every exercise accepts right answers, and says what is wrong with wrong ones."""

from __future__ import annotations

import gc
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest

from mailtutor.course import catalog
from tests.course.notebook_cells import (
    EXERCISES,
    FOLDER,
    Answers,
    asked_in,
    filled_in,
    notebook,
    outcome_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor.course.exercise import Exercise

pytest_plugins = ["mailtutor.pytest_plugin"]  # answers to lesson 10 use its marker

OTHER_RIGHT, WRONG = 3, 12

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.id)
# Each answer of lesson 10 is a test, which pytest runs on every program with a bug.
with_answers = pytest.mark.parametrize(
    "exercise",
    [
        pytest.param(each, marks=pytest.mark.slow) if each.id.startswith("10.") else each
        for each in EXERCISES
    ],
    ids=lambda each: each.id,
)


# A learner's program may leave connections open.
leaves_connections_open = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)


@pytest.fixture
def tidy() -> Iterator[None]:
    """Close what answers left open, so that no later test gets their warnings."""
    yield
    gc.collect()


def corpus(exercise: Exercise) -> tuple[str, Answers]:
    """Return the code before an exercise, and its answers."""
    number = catalog.lesson_number(exercise.id)
    module = import_module(f"tests.course.answers.lesson_{number}")
    answers: Answers = module.ANSWERS[exercise.id]
    if find_spec(f"tests.course.answers.learners_{number}"):
        more = import_module(f"tests.course.answers.learners_{number}")
        wrong = tuple((code, words) for _, code, words in more.WRONG.get(exercise.id, ()))
        right = (*answers.right, *more.RIGHT.get(exercise.id, ()))
        answers = Answers(right, (*answers.wrong, *wrong))
    # In a project, each exercise builds on the one before.
    setups: dict[str, str] = getattr(module, "SETUPS", {})
    return setups.get(exercise.id) or module.SETUP, answers


def cell(exercise: Exercise) -> str:
    """Return an exercise cell as shipped."""
    return asked_in(notebook(catalog.lesson_number(exercise.id)))[0][exercise.id]


@each_exercise
def test_shipped_cell_is_not_tried(exercise: Exercise) -> None:
    setup, _ = corpus(exercise)
    assert outcome_of(exercise, setup, cell(exercise)).outcome == "not tried"


@with_answers
@leaves_connections_open
@pytest.mark.usefixtures("tidy")
def test_solution_and_other_right_answers_are_accepted(exercise: Exercise) -> None:
    setup, answers = corpus(exercise)
    assert len(set(answers.right) - {exercise.solution}) >= OTHER_RIGHT
    for answer in (exercise.solution, *answers.right):
        result = outcome_of(exercise, setup, filled_in(cell(exercise), answer))
        assert result.outcome == "done", f"{answer}\n{result.sentence}"


@with_answers
@leaves_connections_open
@pytest.mark.usefixtures("tidy")
def test_wrong_answers_are_rejected_and_nine_of_ten_get_their_mistake_named(
    exercise: Exercise,
) -> None:
    setup, answers = corpus(exercise)
    for answer, words in answers.wrong:
        result = outcome_of(exercise, setup, filled_in(cell(exercise), answer))
        assert result.outcome == "not yet", f"{answer}\n{result.sentence}"
        assert words in result.sentence, f"{answer}\n{result.sentence}"
    named = [answer for answer, words in answers.wrong if words]
    assert len({answer for answer, _ in answers.wrong}) >= WRONG
    assert len(named) >= 0.9 * len(answers.wrong)


class Hostile:
    """A value that raises an exception whenever it's used."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError


@each_exercise
@pytest.mark.parametrize(
    "thing",
    [0, 1.5, "", "Hello", b"", b"\xff\n", [], [None], {}, object, print, MagicMock(), Hostile()],
    ids=lambda thing: type(thing).__name__,
)
def test_any_value_gets_a_sentence(exercise: Exercise, thing: Any) -> None:
    for things in ((thing,), (thing, b"raw"), (thing, thing), (thing, 1, 2, 3)):
        result = exercise.result(*things)
        assert result.outcome != "done"
        assert result.sentence.endswith((".", ")", "?")) or ":" in result.sentence


@each_exercise
def test_none_is_not_tried(exercise: Exercise) -> None:
    assert exercise.result(None).outcome == "not tried"
    assert exercise.result(...).outcome == "not tried"


@each_exercise
def test_hints_do_not_contain_the_solution_and_the_solution_is_short(exercise: Exercise) -> None:
    assert 2 <= len(exercise.hints) <= 4
    assert all(len(hint.split()) <= 30 for hint in exercise.hints)
    assert exercise.solution not in exercise.hints
    most = 20 if exercise.id.startswith("case.") else 12  # there it's a whole program
    assert len(exercise.solution.splitlines()) <= most
    assert "check(" not in exercise.solution


def test_exercises_can_be_listed_without_installed_packages() -> None:
    # `python3 -m mailtutor progress` runs with any Python, on the teacher's computer.
    code = """
import sys
for package in ("aiosmtpd", "trustme", "ipywidgets", "anywidget"):
    sys.modules[package] = None
from mailtutor.course import catalog
print(sum(len(catalog.lesson(number).exercises) for number in catalog.NUMBERS))
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert int(ended.stdout) == len(EXERCISES)


@pytest.mark.parametrize("number", catalog.NUMBERS)
def test_notebook_has_every_exercise_and_quiz_of_its_lesson(number: str) -> None:
    lesson = catalog.lesson(number)
    cells, quizzes = asked_in(notebook(number))
    assert lesson.number == number
    assert list(cells) == [each.id for each in lesson.exercises]
    assert quizzes == [each.id for each in lesson.quizzes]
    assert len(cells) >= 5
    assert all(each.startswith(f"{number}.") for each in (*cells, *quizzes))


@pytest.mark.parametrize("number", catalog.NUMBERS)
def test_quiz_has_one_right_option_and_a_reason_for_each(number: str) -> None:
    for quiz in catalog.lesson(number).quizzes:
        assert [each.right for each in quiz.options].count(True) == 1, quiz.id
        texts = {each.text for each in quiz.options}
        assert len(texts) == len(quiz.options) >= 2
        assert all(each.reason.endswith(".") for each in quiz.options), quiz.id


def test_unknown_exercise_is_named_in_the_error() -> None:
    for ask, key in ((catalog.exercise, "01.77"), (catalog.quiz, "01.z")):
        with pytest.raises(ValueError, match=key):
            ask(key)
    with pytest.raises(ValueError, match="lesson '77' has no exercises"):
        catalog.exercise("77.1")
