"""The lock: its entries, and which of them the lessons need."""

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


def test_an_entry_keeps_its_text_so_that_pip_checks_its_hashes() -> None:
    first, second, *_ = requirements.pins(TEXT)

    assert first.text.splitlines()[:3] == [
        "a==1.0 \\",
        "    --hash=sha256:01 \\",
        "    --hash=sha256:02",
    ]
    assert (second.name, second.version, second.conditional) == ("b-c", "2.0", True)


def test_indirect_dependencies_are_found_in_all_their_versions() -> None:
    picked = requirements.needed_by({"a"}, requirements.pins(TEXT))

    assert [(pin.name, pin.version) for pin in picked] == [
        ("a", "1.0"),
        ("b-c", "2.0"),
        ("b-c", "3.0"),
        ("d", "4.0"),
    ]


def test_the_lessons_do_not_need_the_packages_for_tests() -> None:
    lab = {pin.name for pin in requirements.locked(tests=False)}

    assert {"jupyterlab", "ipykernel", "pyzmq", "aiosmtpd"} <= lab
    assert not {"playwright", "mypy", "hypothesis", "ruff"} & lab
