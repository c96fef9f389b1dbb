"""Names that a module doesn't have: in another one, removed from Python, or never there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, python_docs

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_SMTPLIB = python_docs("smtplib", "smtplib.html")
_EMAIL = python_docs("email", "email.html")

_cause = partial(Cause, error=AttributeError, standalone=True, reading=(_SMTPLIB, _EMAIL))


def _is_unlike_any(evidence: Evidence) -> bool:
    """Return whether a module lacks a name, and other cards don't say more about it."""
    spelling, names = evidence.spelling, evidence.names
    if names.import_line or names.python_2_name or spelling.is_method_of_client:
        return False
    # For a name like no other, "no such attribute" explains more.
    is_named = bool(spelling.nearest) or not names.lacks_on_mail_or_its_module
    return bool(spelling.module_asked) and evidence.is_raised_by_learner and is_named


CAUSES = (
    _cause(
        name="module hidden by a variable",
        error=AttributeError,
        fits=lambda evidence: bool(evidence.names.hidden_by_variable),
        layer="environment",
        headline="`{hidden_by_variable}` is {lacking_shown} here, not Python's module",
        why=(
            "A variable or a parameter of that name hides the module, so `{hidden_by_variable}."
            "{missing}` looks for `{missing}` in your value. Give the variable another name."
        ),
        code="import {hidden_by_variable}\n\nprint({hidden_by_variable}.{missing})",
    ),
    _cause(
        name="name of another module",
        fits=lambda evidence: bool(evidence.spelling.home) and evidence.is_raised_by_learner,
        layer="environment",
        headline="`{missing}` is in `{home}`, not in `{module_asked}`",
        why=(
            "A module has only the names that it defines or imports itself, and what it imports "
            "can change with each version of Python. So take a name from the module that it "
            "belongs to."
        ),
        code="import {home}\n\nprint({home}.{missing})",
    ),
    _cause(
        name="name that Python removed",
        error=(AttributeError, ImportError),
        fits=lambda evidence: bool(evidence.spelling.replacement) and evidence.is_raised_by_learner,
        layer="environment",
        headline="Python no longer has `{missing_name}`: use `{replacement}`",
        why=(
            "The program, or the library that it uses, was written for an older Python. If the "
            "line is in a library, a newer version of that library is the fix."
        ),
        code="import {module_of_replacement}\n\nprint({replacement})",
    ),
    _cause(
        name="name that a module lacks",
        fits=_is_unlike_any,
        layer="environment",
        headline="`{module_asked}` has no attribute `{missing}`",
        why=(
            "Python only finds a name that's spelled exactly right, including capitals. "
            "{nearest_words}Old programs also use names that Python no longer has."
        ),
        code="import {module_asked}\n\nprint(dir({module_asked}))",
    ),
)
