"""Firefox, driven by WebDriver BiDi.

Playwright can drive only a Firefox that it built itself, which not every computer can get.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import websocket

from tests.tools import missing

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self

_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
_SECONDS = 120


class Firefox:
    """A Firefox without a window, with one page.

    Args:
        folder: an empty folder for its profile.
    """

    def __init__(self, folder: Path) -> None:
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        if program is None:
            missing("Firefox isn't installed")
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});\n"
                 for key, value in _PREFERENCES.items()]  # fmt: skip
        (folder / "user.js").write_text("".join(lines), "utf-8")
        self._command = [program, "--headless", "--no-remote", "--profile", str(folder)]
        self._numbers = itertools.count(1)
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [*self._command, "--remote-debugging-port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._found = threading.Event()
        self._address, self._said = "", ""
        self._socket: websocket.WebSocket | None = None
        self._reader.start()
        if not self._found.wait(_SECONDS) or not self._address:
            self.__exit__()
            raise AssertionError(f"Firefox did not start:\n{self._said}")
        self._socket = websocket.create_connection(
            f"{self._address}/session", timeout=_SECONDS, suppress_origin=True
        )
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        (page,) = self._ask("browsingContext.getTree")["contexts"]
        self._page = page["context"]
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(10)
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _read(self) -> None:
        for line in self._process.stderr or ():
            self._said += line
            found = _LISTENING.search(line)
            if found:
                self._address = found[1]
                self._found.set()
        self._found.set()

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        assert self._socket is not None
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters}
        self._socket.send(json.dumps(command))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                result: dict[str, Any] = answer["result"]
                return result
            if answer.get("params", {}).get("level") == "error":
                self.errors.append(str(answer["params"]["text"]))

    def open(self, address: str) -> None:
        """Open a page, and wait until it has loaded."""
        self._ask("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression, once it's there if it's a promise."""
        answer = self._ask(
            "script.evaluate",
            expression=expression,
            target={"context": self._page},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return answer["result"].get("value")
