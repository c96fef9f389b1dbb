"""One progress for all notebooks of a browser where each has a folder of its own, in memory.

That's so at addresses without https, such as a class's. What is shared is in the browser's
database, and lasts as long as the browser keeps it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from .files import write_atomically
from .progress import FILE, BrokenProgressError, parse, read

if TYPE_CHECKING:
    from pathlib import Path

_PARTS = ("exercises", "quizzes")
# Opens the database for one step; otherwise, the landing page couldn't delete it.
_IN_DATABASE = """async (step) => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const opening = indexedDB.open('mailtutor', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('files');
  const database = await done(opening);
  try {
    return await done(step(database.transaction('files', 'readwrite').objectStore('files')));
  } finally {
    database.close();
  }
}"""


class Store(Protocol):
    """A place for one text."""

    def get(self) -> str:
        """Return the text; empty if there is none."""

    def put(self, text: str) -> None:
        """Replace the text."""


class BrowserStore:
    """A text in the browser's database, which all pages of an address share."""

    _open: Any = None

    def get(self) -> str:
        """Return the text; empty if there is none."""
        return str(self._run(f"(files) => files.get({json.dumps(FILE)})") or "")

    def put(self, text: str) -> None:
        """Replace the text."""
        self._run(f"(files) => files.put({json.dumps(text)}, {json.dumps(FILE)})")

    def _run(self, step: str) -> Any:
        from pyodide.code import run_js  # type: ignore[import-not-found]
        from pyodide.ffi import run_sync  # type: ignore[import-not-found]

        if self._open is None:
            self._open = run_js(_IN_DATABASE)
        return run_sync(self._open(run_js(step)))


class SharedProgress:
    """The progress file of a folder that is kept the same as the shared one.

    Args:
        folder: the folder.
        store: has what is shared.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self._file = folder / FILE
        self._store = store
        self._base: dict[str, Any] = {}

    def sync(self) -> None:
        """Take over what changed on either side since the last time."""
        ours = self._ours()
        theirs: dict[str, Any] = {}
        with suppress(BrokenProgressError):
            theirs = parse((self._store.get() or "{}").encode()).content
        merged = merge(self._base, ours, theirs)
        if merged != theirs:
            self._store.put(json.dumps(merged))
        if merged != ours:
            content = json.dumps(merged, indent=1, sort_keys=True)
            write_atomically(self._file, content.encode(), private=True)
        self._base = merged

    def _ours(self) -> dict[str, Any]:
        try:
            return read(self._file.parent).content
        except BrokenProgressError:
            return {}


def merge(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Merge two contents of a progress file that were the same once.

    An entry that we changed or removed stays so, and everything else is as they have it.

    >>> merge({}, {"exercises": {"01.1": 1}}, {"exercises": {"01.2": 2}, "quizzes": {}})
    {'exercises': {'01.2': 2, '01.1': 1}, 'quizzes': {}}
    >>> merge({"exercises": {"01.1": 1}}, {"exercises": {}}, {"exercises": {"01.1": 1}})
    {'exercises': {}}
    """
    merged = theirs | ({} if ours == base else ours)
    for part in _PARTS:
        if part not in ours and part not in theirs:
            continue
        before, here, there = (
            each if isinstance(each := content.get(part), dict) else {}
            for content in (base, ours, theirs)
        )
        changed = {key: value for key, value in here.items() if before.get(key) != value}
        removed = {key for key in before if key not in here}
        kept = {key: value for key, value in there.items() if key not in removed}
        merged[part] = kept | changed
    times = [content["started"] for content in (ours, theirs) if content.get("started")]
    if times:
        merged["started"] = min(times)
    return merged
