"""A running class for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailtutor.classroom import joining
from tests.classroom.running_class import RunningClass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def running() -> Iterator[RunningClass]:
    with RunningClass() as made:
        yield made


@pytest.fixture
def learner_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work as a learner in an empty folder, and leave the class at the end."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for each in joining.joined():  # without telling, because the class may have ended
        each.teller.stop(leaving=False)
        each.teller.wait_until_stopped(10)
    joining.leave()
