"""Remembers which parts of a state changed after which version, so that only these are sent."""

from __future__ import annotations


class Changes:
    """The version of each part of a state, the newest last.

    A part that changes a hundred times is remembered once, so this never grows beyond the
    number of parts, and asking costs as much as there are answers.

    Example:
        >>> changes = Changes()
        >>> changes.note("a"), changes.note("b"), changes.note("a")
        (1, 2, 3)
        >>> changes.since(1)
        ['a', 'b']
        >>> changes.since(3)
        []
    """

    def __init__(self) -> None:
        self.version = 0
        self._versions: dict[str, int] = {}

    def note(self, part: str) -> int:
        """Note that a part has changed now; return the new version."""
        self.version += 1
        self._versions.pop(part, None)
        self._versions[part] = self.version
        return self.version

    def version_of(self, part: str) -> int:
        """Return the version in which a part last changed."""
        return self._versions[part]

    def since(self, version: int) -> list[str]:
        """Return the parts that changed after a version, the newest first."""
        found = []
        for part, changed in reversed(self._versions.items()):
            if changed <= version:
                break
            found.append(part)
        return found
