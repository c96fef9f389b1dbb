"""The files for a cluster fit the chart, each other, and what they configure."""

from __future__ import annotations

import copy
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

from mailtutor.classroom import hub
from mailtutor.cli import main
from tests.tools import venv_with

HERE = Path(__file__).parent
DEPLOY = HERE.parents[1] / "mailtutor" / "deploy"
TYPOS = (
    "singleuser",
    "singleuser.image.name",
    "singleuser.memory.guarantee",
    "singleuser.memory.limit",
    "singleuser.cpu.guarantee",
    "singleuser.storage.capacity",
    "singleuser.defaultUrl",
    "singleuser.extraEnv",
    "singleuser.lifecycleHooks.postStart",
    "singleuser.extraFiles.kernels.mountPath",
    "singleuser.networkPolicy.egress",
    "hub",
    "hub.config",
    "hub.services",
    "hub.loadRoles",
)


@cache
def chart() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / "chart.yaml").read_text("utf-8"))
    return content


def values() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "values.yaml").read_text("utf-8"))
    return content


def of_the_class() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the Deployment and the Service of the class."""
    deployment, service = yaml.safe_load_all((DEPLOY / "class.yaml").read_text("utf-8"))
    return deployment, service


def merged(defaults: Any, ours: Any) -> Any:
    """Merge values over defaults as Helm does: only mappings are merged."""
    if not isinstance(defaults, dict) or not isinstance(ours, dict):
        return ours
    both = {key: merged(defaults.get(key), value) for key, value in ours.items()}
    return {**copy.deepcopy(defaults), **both}


def errors(ours: dict[str, Any]) -> list[str]:
    checker = jsonschema.Draft7Validator(chart()["schema"])
    return [each.message for each in checker.iter_errors(merged(chart()["defaults"], ours))]


def test_the_values_fit_the_schema_of_the_chart() -> None:
    assert errors(values()) == []


@pytest.mark.parametrize("path", TYPOS)
def test_a_typo_in_the_values_is_found(path: str) -> None:
    ours = values()
    inner: Any = ours
    *outer, last = path.split(".")
    for key in outer:
        inner = inner[key]
    inner[last + "x"] = inner.pop(last)

    assert any(f"'{last}x' was unexpected" in each for each in errors(ours))


def test_a_value_of_the_wrong_type_is_found() -> None:
    ours = values()
    ours["singleuser"]["memory"]["limit"] = ["768M"]

    assert errors(ours) != []


def test_learners_get_the_memory_that_the_readme_names() -> None:
    assert values()["singleuser"]["memory"] == {"guarantee": "192M", "limit": "768M"}
    assert "192 MB" in (DEPLOY / "README.md").read_text("utf-8")


def test_jupyter_knows_the_options_that_end_idle_kernels() -> None:
    options = values()["singleuser"]["extraFiles"]["kernels"]["data"]["MappingKernelManager"]

    assert options.keys() <= set(MappingKernelManager.class_trait_names())
    manager = MappingKernelManager(**options)  # type: ignore[no-untyped-call]
    assert manager.cull_connected
    assert 0 < manager.cull_interval < manager.cull_idle_timeout


def test_learners_servers_find_the_class_and_may_reach_it() -> None:
    single = values()["singleuser"]
    deployment, service = of_the_class()
    port, mail_port = service["spec"]["ports"]
    address = f"http://{service['metadata']['name']}:{port['port']}"
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    (rule,) = single["networkPolicy"]["egress"]

    assert single["extraEnv"] == {hub.CLASS: f"{address}/services/class"}
    assert values()["hub"]["services"]["class"]["url"] == address
    assert rule["to"][0]["podSelector"]["matchLabels"].items() <= labels.items()
    assert rule["ports"] == [{"port": port["port"]}, {"port": mail_port["port"]}]
    assert service["spec"]["selector"].items() <= labels.items()
    assert deployment["spec"]["selector"]["matchLabels"].items() <= labels.items()


def test_the_class_listens_where_its_service_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    (container,) = of_the_class()[0]["spec"]["template"]["spec"]["containers"]
    for each in container["env"]:
        monkeypatch.setenv(each["name"], each.get("value", "secret"))
    found = hub.service()

    assert found == hub.Service("/services/class/", "0.0.0.0", 10101)
    opened = {each["name"]: each["containerPort"] for each in container["ports"]}
    assert opened == {"http": found.port, "smtp": found.mail_port}
    for each in of_the_class()[1]["spec"]["ports"]:  # a learner's server is told the class's port
        assert opened[each["targetPort"]] == each["port"]


def test_everything_runs_in_one_image_and_one_group_teaches() -> None:
    (container,) = of_the_class()[0]["spec"]["template"]["spec"]["containers"]
    image = values()["singleuser"]["image"]
    configured = values()["hub"]

    assert container["image"] == f"{image['name']}:{image['tag']}"
    group = container["command"][-1]
    assert list(configured["config"]["JupyterHub"]["load_groups"]) == [group]
    assert configured["loadRoles"]["class-teachers"]["groups"] == [group]


def test_the_image_has_the_version_of_mailtutor() -> None:
    import mailtutor

    assert values()["singleuser"]["image"]["tag"] == mailtutor.__version__
    assert f"mailtutor:{mailtutor.__version__} ." in (DEPLOY / "Dockerfile").read_text("utf-8")


def test_the_start_hook_copies_lessons_to_where_the_hub_opens_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    single = values()["singleuser"]
    assert "mailtutor lessons" in single["lifecycleHooks"]["postStart"]["exec"]["command"][-1]
    monkeypatch.chdir(tmp_path)

    assert main(["lessons"]) == 0
    assert (tmp_path / single["defaultUrl"].removeprefix("/lab/tree/")).is_file()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_kubernetes_accepts_the_class_and_not_a_typo(tmp_path: Path) -> None:
    python = venv_with("kubernetes-validate>=1.34")

    def validate(file: Path) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-m", "kubernetes_validate", "--strict", str(file)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    right = validate(DEPLOY / "class.yaml")
    assert right.returncode == 0, right.stdout + right.stderr
    assert right.stdout.count("passed") + right.stderr.count("passed") == 2
    text = (DEPLOY / "class.yaml").read_text("utf-8")
    for word in ("replicas", "readinessProbe", "containerPort", "secretKeyRef", "targetPort"):
        assert f"{word}:" in text
        typo = tmp_path / "class.yaml"
        typo.write_text(text.replace(f"{word}:", f"{word}x:"), "utf-8")
        assert validate(typo).returncode == 1, word
