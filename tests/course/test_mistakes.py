"""Names of mistakes: stable, ours, and without anything a learner wrote."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mailtutor.course import catalog, mistakes
from mailtutor.course.expectations import Mistake

SECRET = "correct-horse-battery"
COURSE = Path(mistakes.__file__).parent


def name_for(key: str, *answer: object) -> str:
    return catalog.exercise(key).result(*answer).mistake


def test_the_same_mistake_with_other_values_has_the_same_name() -> None:
    assert name_for("01.1", SECRET) == name_for("01.1", 42) != mistakes.OTHER


def test_different_mistakes_have_different_names() -> None:
    assert name_for("01.2", "a str") != name_for("01.2", b"From: me\n\nHi\n")


@pytest.mark.parametrize("answer", [SECRET, SECRET.encode(), {SECRET: SECRET}, [SECRET]])
def test_no_name_and_no_sentence_for_it_quotes_the_answer(answer: object) -> None:
    for number in catalog.NUMBERS:
        for exercise in catalog.lesson(number).exercises:
            result = exercise.result(answer)
            assert SECRET not in result.mistake
            assert SECRET not in mistakes.sentences().get(result.mistake, "")


def test_the_name_leads_back_to_the_sentence_with_gaps_for_the_values() -> None:
    sentence = mistakes.sentences()[name_for("01.1", 42)]

    assert sentence == "Expected an EmailMessage, but got …."


def test_every_mistake_that_the_course_can_find_has_a_name_with_a_sentence() -> None:
    raised = [
        node
        for path in COURSE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise)
        if node.exc is not None and ast.unparse(node.exc).startswith("Mistake(")
    ]
    named = {name for name in mistakes.sentences() if name[-7:-6] == "-"}

    assert len(raised) > 400
    assert len(named) > 0.9 * len(raised)
    assert all(len(sentence) > 10 for sentence in mistakes.sentences().values())


def test_a_mistake_raised_elsewhere_has_no_name_of_its_own() -> None:
    with pytest.raises(Mistake) as raised:
        raise Mistake(SECRET)

    assert mistakes.name_of(raised.value) == mistakes.OTHER
    assert mistakes.name_of(Mistake(SECRET)) == mistakes.OTHER


def test_a_learners_own_exception_is_not_named() -> None:
    class MySecretError(Exception):
        pass

    class NameError(Exception):  # noqa: A001 - a learner may do this
        pass

    assert mistakes.name_of_stop(MySecretError()) == mistakes.name_of_stop(NameError())
    assert mistakes.name_of_stop(ConnectionRefusedError()) == "stopped-ConnectionRefusedError"
