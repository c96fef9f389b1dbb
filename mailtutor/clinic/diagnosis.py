"""Explains an exception: collects the evidence, picks the cause, fills in the texts."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from .causes import CAUSES, UNKNOWN
from .evidence import Evidence, chain
from .explanation import Alternative, Explanation, Outcome, Step
from .placeholders import Facts
from .session_lookup import last_lines
from .shadowing import standard_modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cause import Cause
    from .explanation import StepName


def explain(exception: BaseException) -> Explanation | None:
    """Explain an error of email code: what happened, why, and what to do next.

    The errors that led to it (``raise ... from ...``, or an error while another was being
    handled) are considered, too.

    Args:
        exception: the error, as caught by ``except ... as``.

    Returns:
        The explanation, to be printed or shown in a notebook; None if the error has
        nothing to do with email, or nothing is known about it.

    Example:
        >>> explain(ZeroDivisionError("division by zero")) is None
        True
        >>> import smtplib
        >>> try:
        ...     smtplib.SMTP("localhost", 1)
        ... except OSError as error:
        ...     print(explain(error).headline)
        Nothing is listening on port 1 of this computer
    """
    with standard_modules():
        return _explained(exception)


def _explained(exception: BaseException) -> Explanation | None:
    evidences = _first_error_first([Evidence(error) for error in chain(exception)])
    # An error counts as unknown only after all errors that led to it were checked.
    for table in (CAUSES, UNKNOWN):
        for evidence in evidences:
            for cause in table:
                if _matches(cause, evidence):
                    return _explanation(
                        cause, evidence, is_earlier=evidence.raised is not exception
                    )
    return None


def _first_error_first(evidences: list[Evidence]) -> list[Evidence]:
    """Put the error that ended a connection before the one that it is closed.

    `try: send() finally: client.quit()` raises `SMTPServerDisconnected` while the real error
    is its context.
    """
    if not isinstance(evidences[0].error, smtplib.SMTPServerDisconnected):
        return evidences
    beneath = evidences[0].beneath
    earlier = [each for each in evidences[1:] if each.is_about_mail and each.error is not beneath]
    tried = evidences[0].variables("smtplib", "login").get("last_exception")
    if isinstance(tried, smtplib.SMTPException):  # the server closed after its reply to AUTH
        earlier.insert(0, Evidence(tried))
    return [*earlier, *(each for each in evidences if each not in earlier)]


def _matches(cause: Cause, evidence: Evidence) -> bool:
    # The class first: most errors have nothing to do with email, and checking the class
    # spares a walk through their frames.
    return (
        isinstance(evidence.error, cause.error)
        and (cause.standalone or evidence.is_about_mail)
        and cause.fits(evidence)
    )


def _explanation(cause: Cause, evidence: Evidence, *, is_earlier: bool) -> Explanation:
    facts = Facts(cause, evidence)

    def filled(text: str) -> str:
        return " ".join(text.format_map(facts).split())

    earlier = f"This is about the `{type(evidence.raised).__name__}`, which came first. "
    # A reply means the same, but the code to run next is for smtplib.
    library = f" With `{evidence.library}`, write `await` before each call of the client."
    is_of_library = evidence.library and "client." in cause.code and "await" not in cause.code
    return Explanation(
        cause=cause.name,
        layer=cause.layer,
        headline=filled(cause.headline),
        steps=tuple(_steps(cause, evidence, facts)),
        why=(earlier if is_earlier else "")
        + filled(cause.why)
        + (library if is_of_library else ""),
        code=cause.code.format_map(facts),
        quote=filled(cause.quote),
        platforms=cause.platforms,
        alternatives=tuple(
            Alternative(filled(other.cause), filled(other.how_to_tell))
            for other in _others(cause, evidence)
        ),
        reading=cause.reading,
        is_certain=cause.is_certain,
        transcript=tuple(_transcript(evidence))
        if cause.failed_step not in {"", "name", "connect"}
        else (),
    )


def _transcript(evidence: Evidence) -> list[str]:
    if evidence.endpoint.session is None:
        return []
    return last_lines(evidence.endpoint.session, evidence.without_secrets)


def _steps(cause: Cause, evidence: Evidence, facts: Facts) -> Iterator[Step]:
    outcome: Outcome = "done"
    failed = _where(cause, evidence)
    way = _way(failed, evidence) if failed else []
    for name in way:
        if name == failed:
            yield Step(name, "failed", " ".join(cause.step.format_map(facts).split()))
            outcome = "not reached"
        elif name == "name" and outcome == "done":
            # An IP address needs no lookup, and without a host there was none.
            if evidence.endpoint.host and evidence.endpoint.host not in evidence.endpoint.addresses:
                yield Step(name, outcome, evidence.without_secrets(_found(evidence)))
        else:
            yield Step(name, outcome)


def _found(evidence: Evidence) -> str:
    if not evidence.endpoint.addresses:
        return evidence.endpoint.host
    return f"{evidence.endpoint.host} is {' and '.join(evidence.endpoint.addresses)}"


def _others(cause: Cause, evidence: Evidence) -> list[Alternative]:
    """Rank the other causes: first those that the evidence supports."""
    says = [
        (None if each.fits is None else each.fits(evidence), each) for each in cause.alternatives
    ]
    for_it = sorted((pair for pair in says if pair[0]), key=lambda pair: -float(pair[0] or 0))
    return [*(each for _, each in for_it), *(each for says_so, each in says if says_so is None)]


def _where(cause: Cause, evidence: Evidence) -> StepName:
    """Return the step that failed: by smtplib's exception or function, else by the cause."""
    if cause.failed_step in {"", "name", "connect", "TLS", "recipient"}:
        return cause.failed_step
    replied = isinstance(evidence.error, smtplib.SMTPResponseException)
    if replied and not evidence.exchange.stage:
        return ""  # a reply to RSET or NOOP, or raised by the learner's own code
    return evidence.exchange.stage or cause.failed_step


def _way(failed: StepName, evidence: Evidence) -> list[str]:
    """List the steps up to the one that failed, and those that would have come next."""
    way = ["name", "connect"]
    if evidence.exchange.implicit_tls:
        way.append("TLS")
    way += ["greeting", "EHLO"]
    if failed == "STARTTLS" or (
        evidence.exchange.encrypted
        and not evidence.exchange.implicit_tls
        and failed not in {"TLS", *way}
    ):
        way.append("STARTTLS")
    if failed == "TLS" and not evidence.exchange.implicit_tls:
        way += ["STARTTLS", "TLS"]
    if failed == "login" or (evidence.exchange.logged_in and failed not in way):
        way.append("login")
    if failed in {"login", "sender", "recipient", "content"}:
        way += ["sender", "recipient", "content"]
    return way
