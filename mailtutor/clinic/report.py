"""What the check of a connection found: plain data, and the same as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .document import Document, Layers

if TYPE_CHECKING:
    from .explanation import Explanation, Outcome


@dataclass(frozen=True)
class Check:
    """One layer.

    Args:
        name: ``"name"``, ``"connect"``, ``"TLS"``, ``"certificate"``, ``"greeting"``...
        outcome: whether it works.
        seconds: how long it took; 0 if it was not tried.
        words: what came of it.
    """

    name: str
    outcome: Outcome
    seconds: float
    words: str

    @property
    def took(self) -> str:
        """The time in words; empty if it was not tried.

        Example:
            >>> Check("connect", "done", 0.0031, "").took
            '3 ms'
        """
        if self.outcome not in {"done", "failed"}:
            return ""
        if self.seconds >= 1:
            return f"{self.seconds:.1f} s"
        return f"{self.seconds * 1000:.0f} ms"


@dataclass(frozen=True, repr=False)
class Report:
    """What `check_connection` found. It holds no password.

    Args:
        host: the server.
        port: its port.
        checks: the layers, in their order.
        explanation: of the layer that failed; None if none did.
    """

    host: str
    port: int
    checks: tuple[Check, ...]
    explanation: Explanation | None = None

    @property
    def ok(self) -> bool:
        """Whether every layer that was tried works."""
        return all(check.outcome != "failed" for check in self.checks)

    @property
    def headline(self) -> str:
        """The whole finding in one line."""
        if self.ok:
            return f"{self.host} port {self.port} works. No mail was sent."
        failed = next(check.name for check in self.checks if check.outcome == "failed")
        return f"{self.host} port {self.port}: it stops at {failed}. No mail was sent."

    @property
    def document(self) -> Document:
        """Return the table of the layers, to be rendered."""
        rows = [(check.name, check.outcome, check.took, check.words) for check in self.checks]
        label = "mailtutor checked a connection"
        return Document(label, self.headline, (Layers(tuple(rows)),), good=self.ok)

    def __str__(self) -> str:
        explained = [str(self.explanation)] if self.explanation is not None else []
        return "\n\n".join([self.document.text(), *explained])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        explained = self.explanation._repr_html_() if self.explanation is not None else ""
        return f"{self.document.html()}\n{explained}".rstrip()
