"""Build the browser edition: JupyterLite, Pyodide, our packages, the lessons, a landing page."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from mailtutor.cli.errors import SetupError
from mailtutor.course.lessons import shipped_folder

from . import wheels

HERE = Path(__file__).parent
PYODIDE = "pyodide@314.0.7"
_PYODIDE_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
# What JupyterLite's kernel would install if Pyodide's settings didn't list it. IPython completes
# names without jedi, which is as large as all the other packages together.
_PACKED = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython"]
_NOT_IN_THE_BROWSER = shutil.ignore_patterns("TEACHING.md", "screenshots", "*.unfinished", ".*")
_OLD_FONTS = (".eot", ".svg", ".ttf", ".woff")
_KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"


def fetch_pyodide(folder: Path, given: Path | None) -> None:
    """Put the core of Pyodide into a folder.

    Args:
        folder: the folder.
        given: a folder that has it already; None to get it with npm.

    Raises:
        SetupError: it can't be had.
    """
    folder.mkdir(parents=True)
    if given is None:
        given = _pack_with_npm(folder.parent)
    for name in _PYODIDE_FILES:
        if not (given / name).is_file():
            raise SetupError(
                f"{given} isn't a Pyodide folder: {name} is missing.\n"
                f"Download {PYODIDE} from npm, unpack it, and pass its folder with --pyodide."
            )
        shutil.copy(given / name, folder)


def _pack_with_npm(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError(
            f"The browser edition needs {PYODIDE}, which comes from npm, and npm isn't installed.\n"
            "Install Node.js (https://nodejs.org), or pass the folder of Pyodide with --pyodide."
        )
    _run([npm, "pack", PYODIDE, "--silent"], cwd=folder)
    (archive,) = folder.glob("pyodide-*.tgz")
    with tarfile.open(archive) as package:
        names = {f"package/{name}" for name in _PYODIDE_FILES}
        for member in package.getmembers():
            if member.name in names and member.isfile():
                package.extract(member, folder, filter="data")
    return folder / "package"


def fetch_wheels(pyodide: Path, builder: Path) -> None:
    """Put the packages of the browser edition next to Pyodide.

    Args:
        pyodide: the folder of Pyodide.
        builder: the folder with JupyterLite, whose kernel brings packages along.
    """
    options = ["--only-binary=:all:", "--python-version=3.14", "--implementation=py", "--abi=none"]
    requirements = HERE / "browser.txt"
    run_pip(
        "download", "--no-deps", "--platform=any", *options, f"--dest={pyodide}", "-r", requirements
    )
    for wheel in pyodide.glob("*.whl"):
        wheels.trim(wheel)
    wheels.write_ours(pyodide)
    wheels.copy_from_kernel(builder, pyodide)


def pack(pyodide: Path) -> None:
    """Pack the wheels that are next to Pyodide, with bytecode, and let Pyodide start with them.

    Raises:
        SetupError: Node.js isn't installed.
    """
    node = shutil.which("node")
    if node is None:
        raise SetupError(
            "To compile the packages of the browser edition, mailtutor needs Node.js.\n"
            "Install it from https://nodejs.org, and run the command again."
        )
    (pyodide / "pyodide.mjs").rename(pyodide / "pyodide-core.mjs")
    _run([node, str(HERE / "pack.mjs"), str(pyodide)])
    shutil.copy(HERE / "pyodide.mjs", pyodide)
    for wheel in pyodide.glob("*.whl"):
        wheel.unlink()
    lock = pyodide / "pyodide-lock.json"
    info = json.loads(lock.read_text("utf-8"))["info"]
    _write_json(lock, {"info": info, "packages": {}})


def install_builder(folder: Path) -> None:
    """Install JupyterLite into a folder of its own."""
    run_pip("install", f"--target={folder}", "-r", HERE / "builder.txt")


def build_lite(builder: Path, source: Path, target: Path) -> None:
    """Build JupyterLite from a folder that has `static/pyodide`.

    Args:
        builder: the folder with JupyterLite.
        source: the folder to build from; the lessons are copied into it.
        target: the folder to write the site to.
    """
    lessons = source / "lessons"
    shutil.copytree(shipped_folder(), lessons, ignore=_NOT_IN_THE_BROWSER)
    for drawing in lessons.rglob("*.svg"):
        # JupyterLite shows a drawing through btoa(), which fails at other letters.
        text = drawing.read_text("utf-8").encode("ascii", "xmlcharrefreplace")
        drawing.write_bytes(text)
    settings = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": _PACKED},
    }
    _write_json(
        source / "jupyter-lite.json",
        {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": {
                "appName": "mailtutor",
                "enableServiceWorkerCache": "true",
                "exposeAppInBrowser": True,
                "litePluginSettings": {_KERNEL: settings},
                "disabledExtensions": ["@jupyterlab/apputils-extension:announcements"],
            },
        },
    )
    _write_json(
        source / "jupyter_lite_config.json",
        {
            "LiteBuildConfig": {
                "apps": ["lab", "notebooks", "tree"],
                "contents": [str(lessons)],
                "ignore_sys_prefix": ["federated_extensions"],
                "no_sourcemaps": True,
                "no_unused_shared_packages": True,
                "output_dir": str(target),
            },
            "FederatedExtensionAddon": {
                "extra_labextensions_path": [str(builder / "share" / "jupyter" / "labextensions")],
            },
        },
    )
    _run(
        [sys.executable, "-m", "jupyterlite_core", "build"],
        cwd=source,
        environment=os.environ | {"PYTHONPATH": str(builder)},
    )
    _drop_old_fonts(target / "build")


def _drop_old_fonts(folder: Path) -> None:
    """Delete the forms of a font that browsers without WebAssembly asked for."""
    for font in folder.glob("*.woff2"):
        for ending in _OLD_FONTS:
            font.with_suffix(ending).unlink(missing_ok=True)


def replace(site: Path, built: Path) -> None:
    """Replace an older build by a new one."""
    if site.exists():
        shutil.rmtree(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, site)


def run_pip(command: str, *arguments: object) -> None:
    """Run pip quietly.

    Raises:
        SetupError: it failed.
    """
    quiet = ["--quiet", "--disable-pip-version-check"]
    _run([sys.executable, "-m", "pip", command, *quiet, *map(str, arguments)])


def _run(
    command: list[str], *, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> None:
    """Run a command.

    Raises:
        SetupError: it failed; the text has the last lines that it printed.
    """
    result = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode:
        end = "\n".join(f"  {line}" for line in result.stdout.strip().splitlines()[-8:])
        raise SetupError(f"Building the site failed in `{' '.join(command[:4])}`:\n{end}")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
