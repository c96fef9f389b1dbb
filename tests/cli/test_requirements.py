"""Reading the lock."""

from __future__ import annotations

from mailtutor.cli import requirements

TEXT = r"""a==1.0 \
    --hash=sha256:01 \
    --hash=sha256:02
    # via mailtutor (pyproject.toml)
b-c==2.0 ; python_version < '3.11' \
    --hash=sha256:03
    # via
    #   a
    #   other
b-c==3.0 ; python_version >= '3.11' \
    --hash=sha256:04
    # via
    #   a
    #   other
d==4.0 \
    --hash=sha256:05
    # via b-c
other==5.0 \
    --hash=sha256:06
    # via mailtutor (pyproject.toml)
"""


def test_an_entry_keeps_its_text_so_that_pip_checks_the_hashes() -> None:
    first, second, *_ = requirements.pins(TEXT)

    assert first.text.splitlines()[:3] == [
        "a==1.0 \\",
        "    --hash=sha256:01 \\",
        "    --hash=sha256:02",
    ]
    assert (second.name, second.version, second.conditional) == ("b-c", "2.0", True)


def test_what_a_package_needs_is_found_through_others_and_in_all_its_versions() -> None:
    picked = requirements.needed_by({"a"}, requirements.pins(TEXT))

    assert [(pin.name, pin.version) for pin in picked] == [
        ("a", "1.0"),
        ("b-c", "2.0"),
        ("b-c", "3.0"),
        ("d", "4.0"),
    ]


def test_lessons_are_spared_the_tests_tools() -> None:
    every = requirements.pins(requirements.LOCK.read_text("utf-8"))
    lab = {pin.name for pin in requirements.needed_by(set(requirements.LAB), every)}

    assert {"jupyterlab", "ipykernel", "pyzmq", "aiosmtpd"} <= lab
    assert not {"playwright", "mypy", "pytest", "hypothesis", "ruff"} & lab
