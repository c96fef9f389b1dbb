"""Lesson 10, test code that sends email: the checks, which run tests against broken programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .expectations import Mistake
from .failures import explain_failure
from .lesson_10_bugs import ALL, ATTACHMENT, CONTENT, GREETING, REJECTED, SECRET
from .lesson_10_mailer import Mailer
from .time_limit import TimeUp
from .wording import describe
from .written_tests import WrittenTest, require_test, results

if TYPE_CHECKING:
    from collections.abc import Sequence


def secret(thing: Any) -> str:
    """Check 10.1: a test of the secret copy."""
    _require_notice([require_test(thing)], SECRET)
    return "It notices a boss who gets nothing, and three ways of telling the team."


def content(thing: Any) -> str:
    """Check 10.2: a test of the headers and the text."""
    test = require_test(thing)
    _require_notice([test], CONTENT)
    strict = results([test], GREETING.functions).failed
    also = " It also fails when someone adds a greeting: `in` is less strict." if strict else ""
    return f"It notices every change of sender, subject and text.{also}"


def attachment(thing: Any) -> str:
    """Check 10.3: a test of the attached file."""
    _require_notice([require_test(thing)], ATTACHMENT)
    return "It notices a wrong name, a wrong type, and every byte that's missing."


def rejected(thing: Any) -> str:
    """Check 10.4: a test of a rejected recipient."""
    test = require_test(thing)
    right = Mailer()
    for _, error in results([test], right.functions).failed:
        _require_end(error)
    if right.calls and not right.rejections:
        raise Mistake(
            "The server of your test rejects nobody. Its marker needs an argument: "
            '`refuse={"bob@example.com": "550 5.1.1 No such user"}`.'
        )
    _require_notice([test], REJECTED)
    return "It knows who was rejected, and that the others got the report."


def suite(thing: Any) -> str:
    """Check 10.5: tests that together notice every bug."""
    if not isinstance(thing, (list, tuple, set)) or not thing:
        raise Mistake(
            f"Expected a list of test functions, `[test_one, test_two]`, but got {describe(thing)}."
        )
    tests = [require_test(each) for each in thing]
    names = [test.name for test in tests]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Mistake(
            f"Two of your tests are called `{twice}`. In a file, the second replaces the first, "
            "so give each its own name."
        )
    _require_notice(tests, ALL)
    return f"Nine bugs, and none of them gets past {len(tests)} tests. Well done!"


def _require_notice(tests: Sequence[WrittenTest], bugs: Sequence[Mailer]) -> None:
    """Check that the tests pass with the right program and fail with each broken one."""
    right = Mailer()
    found = results(tests, right.functions)
    for name, error in found.failed:
        _require_end(error)
        raise Mistake(explain_failure(name, error))
    if found.skipped:
        raise Mistake(f"`{found.skipped[0]}` was skipped, so it tests nothing.")
    for test in tests:
        if test.name not in found.passed:
            raise Mistake(
                f"pytest doesn't run `{test.name}`. It only runs functions whose names begin with "
                "`test`."
            )
        if why := test.why_it_cannot_fail:
            raise Mistake(why)
    if not right.calls:
        raise Mistake("Your test never calls `send_report`, so nothing arrives that it can test.")
    if right.mocked == right.calls:
        raise Mistake(
            "Your test replaces `smtplib.SMTP` with a mock, so no server gets the report. Send it "
            "to `smtp_server.port`, and check what arrived."
        )
    subject = f"`{tests[0].name}` passes" if len(tests) == 1 else "All of your tests pass"
    for bug in bugs:
        found = results(tests, bug.functions, ("--exitfirst",))
        if not found.failed:
            same = "What `build_report` returns has the same bug: write what you expect yourself."
            advice = same if right.builds and bug.change else bug.advice
            raise Mistake(f"{subject} even if `send_report` {bug.bug}. {advice}")
        _require_end(found.failed[0][1], f" That's when `send_report` {bug.bug}.")


def _require_end(error: BaseException, when: str = "") -> None:
    """Check that a test failed by itself, and not because it never ended."""
    if isinstance(error, TimeUp):
        raise Mistake(f"{error}{when}")
