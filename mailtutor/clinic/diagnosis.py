"""From an exception to its explanation: gather, choose from the table, fill in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .causes import CAUSES
from .evidence import Evidence, chain
from .explanation import Explanation, Other, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .causes import Cause


def explain(exception: BaseException) -> Explanation | None:
    """Explain an error of mail: what happened, why, and what to do next.

    The errors that led to it (``raise ... from ...``, or an error while another was being
    handled) are looked at too.

    Args:
        exception: the error, as caught by ``except ... as``.

    Returns:
        The explanation, to be printed or shown in a notebook; None if the error has
        nothing to do with mail, or nothing is known about it.

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
    for error in chain(exception):
        evidence = Evidence(error)
        for cause in CAUSES:
            # The class first: most errors have nothing to do with mail, and their
            # frames need not be walked to know it.
            if isinstance(error, cause.error) and evidence.is_about_mail and cause.fits(evidence):
                return _told(cause, evidence, is_earlier=error is not exception)
    return None


def _told(cause: Cause, evidence: Evidence, *, is_earlier: bool) -> Explanation:
    facts = _facts(cause, evidence)
    earlier = f"This is about the `{type(evidence.error).__name__}`, which came first. "
    return Explanation(
        cause=cause.name,
        layer=cause.layer,
        headline=cause.headline.format_map(facts),
        steps=tuple(_steps(cause, evidence, facts)),
        why=(earlier if is_earlier else "") + cause.why.format_map(facts),
        code=cause.code.format_map(facts),
        faces=cause.faces,
        others=tuple(
            Other(other.cause.format_map(facts), other.how_to_tell.format_map(facts))
            for other in cause.others
        ),
        reading=cause.reading,
    )


def _facts(cause: Cause, evidence: Evidence) -> dict[str, str]:
    """Say what the words in braces stand for."""
    return {
        "host": evidence.host,
        "host_code": json.dumps(evidence.host),
        "port": str(evidence.port),
        "real_port": str(evidence.real_port),
        "numbers": ", ".join(f"{face.number} on {face.system}" for face in cause.faces),
        "server": evidence.silent_server,
        "other_server": evidence.other_server or "server",
        "other_port": str(evidence.other_port),
        "asked": f"{evidence.host} port {evidence.port}",
        "asked_code": f"{json.dumps(evidence.host)}, {evidence.port}",
        "answered": " and ".join(f"{host} port {port}" for host, port in evidence.answered),
    }


def _steps(cause: Cause, evidence: Evidence, facts: dict[str, str]) -> Iterator[Step]:
    outcome: Outcome = "done"
    for name in _way(evidence):
        if name == cause.broke:
            yield Step(name, "failed", cause.step.format_map(facts))
            outcome = "not reached"
        elif name == "name" and outcome == "done":
            # An address needs no looking up.
            if evidence.host not in evidence.addresses:
                yield Step(name, outcome, _found(evidence))
        else:
            yield Step(name, outcome)


def _found(evidence: Evidence) -> str:
    if not evidence.addresses:
        return evidence.host
    return f"{evidence.host} is {' and '.join(evidence.addresses)}"


def _way(evidence: Evidence) -> list[str]:
    if evidence.implicit_tls:
        return ["name", "connect", "TLS", "greeting", "EHLO"]
    return ["name", "connect", "greeting", "EHLO"]
