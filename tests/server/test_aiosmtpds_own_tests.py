"""aiosmtpd's own tests, which come in its wheel, pointed at our session."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Not the ones about what is not its SMTP class: its controllers, its command line, its
# event loop, and the PROXY protocol, which nobody speaks on loopback.
FILES = ["smtp", "smtps", "smtpsmuggling", "starttls", "handlers", "lmtp"]


@pytest.mark.slow  # from Python 3.12 on, their controller waits 30 s for a client over TLS
@pytest.mark.timeout(300)
def test_aiosmtpds_own_tests_pass_except_for_documented_differences(
    tmp_path: Path,
) -> None:
    spec = find_spec("aiosmtpd.tests")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\naddopts = --strict-config -p no:cacheprovider\n")

    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", "--show-capture=no", "--maxfail=5"]
        + [
            "--timeout=90",
            "-c",
            str(settings),
            "--rootdir",
            str(folder),
            "-p",
            "tests.server.aiosmtpds_own_tests",
        ]
        + [str(folder / f"test_{name}.py") for name in FILES],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert " passed" in result.stdout
