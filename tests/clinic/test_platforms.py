"""The listed error numbers, compared with this system's."""

from __future__ import annotations

import errno
import platform

from mailtutor.clinic.platforms import REFUSED


def test_the_number_for_this_system_is_its_own() -> None:
    system = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    name = "WSAECONNREFUSED" if system == "Windows" else "ECONNREFUSED"
    numbers = {face.system: face.number for face in REFUSED}
    assert numbers[system] == getattr(errno, name)


def test_what_is_shown_holds_the_number() -> None:
    assert [face.system for face in REFUSED] == ["Linux", "macOS", "Windows"]
    for face in REFUSED:
        assert f" {face.number}]" in face.shown
