"""A real JupyterHub with its proxy, the class as its service, and learners with real kernels."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import yaml
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from tests.ports import free_port
from tests.tools import npm_package, venv_with

if TYPE_CHECKING:
    from typing_extensions import Self

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "mailtutor" / "deploy"
ADMIN, TEACHER = "alan", "grace"  # who see the wall
VISITOR = "eve"  # a learner who may open the service, as on hubs that let everyone open all
AT_ONCE = 4  # servers that start at the same time
CONFIG = """
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {{"{admin}"}}
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = "cookie_secret"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.concurrent_spawn_limit = {at_once}
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.Spawner.args = ["--allow-root"]
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/home/{{username}}"
c.Spawner.environment = {{
    "MAILTUTOR_CLASS": "http://127.0.0.1:{class_port}/services/class",
    "PYTHONPATH": "{path}",
}}
c.JupyterHub.services += [
    {{
        "name": "class",
        "url": "http://127.0.0.1:{class_port}",
        "api_token": "{class_token}",
        "oauth_no_confirm": True,
    }},
    {{"name": "test", "api_token": "{token}"}},
]
c.JupyterHub.load_roles += [
    {{
        "name": "class-visitors",
        "users": ["{visitor}"],
        "scopes": ["access:services!service=class"],
    }},
    {{
        "name": "cluster-teachers",
        "groups": ["teachers"],
        "scopes": ["access:services!service=class"],
    }},
    {{
        "name": "test",
        "services": ["test"],
        "scopes": ["admin:users", "admin:servers", "access:servers", "tokens"],
    }},
]
"""


class RealHub:
    """A hub on this computer, whose users need no accounts of the system.

    It has two classes: `managed` is a process of the hub's, configured as the README says, and
    `class` is a process that gets its environment from the file for a cluster.

    Args:
        folder: an empty folder for it.
        path: folders that learners' Pythons search before the packages.
    """

    def __init__(self, folder: Path, *path: Path) -> None:
        python = venv_with("jupyterhub>=5")
        proxy = npm_package("configurable-http-proxy@5", "configurable-http-proxy")
        self.port, hub_port, proxy_port = (free_port() for _ in range(3))
        self.class_port, self.managed_port = class_port, managed_port = free_port(2), free_port(2)
        self._token = secrets.token_hex(16)
        class_token = secrets.token_hex(16)
        self.folder = folder
        config = folder / "jupyterhub_config.py"
        config.write_text(
            _of_the_readme(managed_port, python)
            + CONFIG.format(
                admin=ADMIN,
                visitor=VISITOR,
                at_once=AT_ONCE,
                port=self.port,
                hub_port=hub_port,
                proxy_port=proxy_port,
                class_port=class_port,
                class_token=class_token,
                managed_port=managed_port,
                proxy=proxy,
                folder=folder,
                path=os.pathsep.join(map(str, [ROOT, *path])),
                token=self._token,
            ),
            "utf-8",
        )
        self._hub = [str(python), "-m", "jupyterhub", "--config", str(config)]
        command, self._class_environment = _of_the_cluster(
            {
                "0.0.0.0:10101": f"127.0.0.1:{class_port}",
                "hub:8081": f"127.0.0.1:{hub_port}",
                "hub.services.class.apiToken": class_token,
            }
        )
        self._class = [str(python), "-m", *command]
        self.processes: list[subprocess.Popen[str]] = []
        self._readers: list[threading.Thread] = []
        self.said: list[str] = []

    def __enter__(self) -> Self:
        try:
            self._start(self._hub, {}, {"JupyterHub is now running", "open at /services/managed/"})
            self._start(self._class, self._class_environment, {"open at /services/class/"})
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.terminate()  # the hub stops its proxy, its class and every server
        for process, reader in zip(self.processes, self._readers, strict=True):
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            reader.join(10)
            if process.stdout is not None:
                process.stdout.close()

    def _start(self, command: list[str], extra: dict[str, str], signs: set[str]) -> None:
        """Start a process, and wait until it has printed all signs of being ready."""
        own = ("JUPYTER", "MAILTUTOR", "PYTEST", "CONFIGPROXY")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(own)}
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(ROOT)} | extra,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        ready = threading.Event()
        waiting = set(signs)

        def read() -> None:
            for line in process.stdout or ():
                self.said.append(line)
                waiting.difference_update({each for each in waiting if each in line})
                if not waiting:
                    ready.set()

        self.processes.append(process)
        self._readers.append(threading.Thread(target=read, daemon=True))
        self._readers[-1].start()
        if not ready.wait(100):
            raise AssertionError("".join(self.said))

    # -- learners

    def run_all(self, code: dict[str, str]) -> dict[str, str]:
        """Start a server and a kernel for each user, and run code; return what it printed."""

        async def run() -> dict[str, str]:
            free = asyncio.Semaphore(AT_ONCE)
            tasks = (self._start_and_run(name, text, free) for name, text in code.items())
            return dict(zip(code, await asyncio.gather(*tasks), strict=True))

        with ThreadPoolExecutor(1) as thread:  # Playwright's loop may be running in this one
            return thread.submit(asyncio.run, run()).result()

    async def _start_and_run(self, name: str, code: str, free: asyncio.Semaphore) -> str:
        async with free:
            api = f"/hub/api/users/{quote(name)}"
            with suppress(HTTPClientError):  # there's one already
                await self._ask("POST", api)
            await self._ask("POST", f"{api}/server")
            progress = await self._ask("GET", f"{api}/server/progress")  # until it's ready
            assert b'"ready": true' in progress, progress
            kernel = json.loads(await self._ask("POST", f"/user/{quote(name)}/api/kernels"))["id"]
            return await self._run(name, kernel, code)

    async def _ask(self, method: str, path: str) -> bytes:
        request = HTTPRequest(
            f"http://127.0.0.1:{self.port}{path}",
            method,
            self._headers,
            body="{}" if method == "POST" else None,
            request_timeout=150,
        )
        return (await AsyncHTTPClient().fetch(request)).body

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self._token}"}

    async def _run(self, name: str, kernel: str, code: str) -> str:
        url = f"ws://127.0.0.1:{self.port}/user/{quote(name)}/api/kernels/{kernel}/channels"
        channel = await websocket_connect(HTTPRequest(url, headers=self._headers))
        header = {"msg_id": "run", "msg_type": "execute_request", "session": "test"}
        content = {"code": code, "silent": False, "store_history": False}
        await channel.write_message(
            json.dumps(
                {
                    "channel": "shell",
                    "header": {**header, "username": name, "version": "5.3"},
                    "parent_header": {},
                    "metadata": {},
                    "content": content,
                }
            )
        )
        printed = ""
        while True:
            received = await channel.read_message()
            assert isinstance(received, str), "the kernel closed the channel"
            message = json.loads(received)
            if message["parent_header"].get("msg_id") != "run":
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "stream":
                printed += content["text"]
            elif kind == "error":
                printed += "\n".join(content["traceback"])
            elif kind == "status" and content["execution_state"] == "idle":
                channel.close()
                return printed


class Browser:
    """As much of a browser as logging in on a hub needs: cookies, redirects and one form.

    Args:
        hub: the hub.
        name: who logs in.
    """

    def __init__(self, hub: RealHub, name: str) -> None:
        self._port = hub.port
        self._cookies: dict[tuple[str, str], str] = {}  # by path and name
        self.get("/hub/login")
        form = {"username": name, "password": "", "_xsrf": self._xsrf("/hub/")}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _ = self._request("POST", "/hub/login", urlencode(form), kind)
        assert status == 302, status

    def get(self, path: str) -> tuple[int, str]:
        """Open a page, following redirects; return the status and the page."""
        for _ in range(10):
            status, body = self._request("GET", path, None, {"Sec-Fetch-Mode": "navigate"})
            if status not in {301, 302}:
                return status, body
            path = body
        raise AssertionError(f"redirected in circles: {path}")

    def fetch(
        self, path: str, wish: dict[str, Any] | None = None, *, with_token: bool = True
    ) -> tuple[int, str]:
        """Request something as a script on the wall does."""
        headers = {"Sec-Fetch-Mode": "cors", "Content-Type": "application/json"}
        if with_token:
            headers["X-XSRFToken"] = self._xsrf("/services/class/")
        body = None if wish is None else json.dumps(wish)
        return self._request("GET" if wish is None else "POST", path, body, headers)

    def _xsrf(self, path: str) -> str:
        return self._cookies[path, "_xsrf"]

    def _request(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        fitting = {key: value for key, value in self._cookies.items() if path.startswith(key[0])}
        headers["Cookie"] = "; ".join(f"{name}={value}" for (_, name), value in fitting.items())
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or ():
                found = re.match(r'([^=]+)="?([^;"]*).*; Path=([^;]+)', line)
                assert found is not None, line
                self._cookies[found[3], found[1]] = found[2]
            content = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        if response.status in {301, 302}:
            to = urlsplit(response.headers["Location"])
            return response.status, f"{to.path}?{to.query}" if to.query else to.path
        return response.status, content


def _of_the_readme(port: int, python: Path) -> str:
    """Return the configuration for one computer, for a class called `managed`."""
    text = (DEPLOY / "README.md").read_text("utf-8")
    _, block, _ = re.split(r"^ *```(?:python)?$", text, maxsplit=2, flags=re.MULTILINE)
    for theirs, ours in (
        ("10101", str(port)),
        ("services/class", "services/managed"),
        ('"name": "class"', '"name": "managed"'),
        ("service=class", "service=managed"),
        (
            "'mailtutor lessons; exec jupyterhub-singleuser",
            "'PY mailtutor lessons; exec PY jupyterhub.singleuser",
        ),
        ('"mailtutor", "class"', f'"{python}", "-m", "mailtutor", "class"'),
    ):
        assert theirs in block, theirs
        block = block.replace(theirs, ours)
    return textwrap.dedent(block).replace("PY", f'"{python}" -m')


def _of_the_cluster(places: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment of the class in a cluster, with places of ours."""
    text = (DEPLOY / "class.yaml").read_text("utf-8")
    deployment = next(yaml.safe_load_all(text))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    environment = {}
    for each in container["env"]:
        value = each.get("value") or each["valueFrom"]["secretKeyRef"]["key"]
        for place, ours in places.items():
            value = value.replace(place, ours)
        environment[each["name"]] = value
    return container["command"], environment
