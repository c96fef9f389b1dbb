"""The browser edition, built once for all tests of this folder."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli.site import build_site
from mailtutor.cli.site.serve import make_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "mailtutor-site"
    build_site(folder, None)
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site as any static server would, and lend its address."""
    server = make_server(site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(10)
