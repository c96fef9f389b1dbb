"""The result of a connection check: plain data, shown as text or as a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .blocks import Layers
from .document import Document

if TYPE_CHECKING:
    from .explanation import Explanation, Outcome


@dataclass(frozen=True)
class Check:
    """The result for one layer.

    Args:
        name: the layer: ``"name"``, ``"connect"``, ``"TLS"``, ``"certificate"``, ``"greeting"``...
        outcome: whether it works.
        seconds: how long it took; 0 if it was not tried.
        words: the details.
    """

    name: str
    outcome: Outcome
    seconds: float
    words: str

    @property
    def took(self) -> str:
        """The time with its unit; empty if it was not tried.

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
    """The result of `check_connection`. It holds no password.

    Args:
        host: the server.
        port: its port.
        checks: the results, in the order of the layers.
        explanation: the explanation of the failed layer; None if none failed.
    """

    host: str
    port: int
    checks: tuple[Check, ...]
    explanation: Explanation | None = None

    @property
    def ok(self) -> bool:
        """Return whether every layer that was tried works."""
        return all(check.outcome != "failed" for check in self.checks)

    @property
    def headline(self) -> str:
        """The result in one line."""
        if self.ok:
            return f"{self.host} port {self.port} works. No message was sent."
        failed = next(check.name for check in self.checks if check.outcome == "failed")
        return f"{self.host} port {self.port}: it fails at {failed}. No message was sent."

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
