"""Deployment files of the published packages are what the tools that read them accept."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = sorted(ROOT.glob("generated/*/deploy"))
ANALYZE = shutil.which("systemd-analyze")


def named(path: Path) -> str:
    return path.relative_to(ROOT / "generated").as_posix()


def test_there_is_something_to_check() -> None:
    assert DEPLOY


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        pytest.param(schema, folder / name, id=named(folder / name))
        for folder in DEPLOY
        for schema, name in (
            ("vendor.compose-spec", "compose.yaml"),
            ("vendor.github-workflows", "workflow.yaml"),
        )
    ],
)
def test_compose_file_and_workflow_fit_their_schemas(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", DEPLOY, ids=named)
def test_alerts_and_dashboards_name_metrics_of_their_agent(folder: Path) -> None:
    rules = yaml.safe_load((folder / "prometheus" / "rules.yaml").read_text())
    agents = {path.stem for path in (folder / "grafana").glob("*.json")}
    for rule in rules["groups"][0]["rules"]:
        assert rule["labels"]["agent"] in agents
        assert f'agent="{rule["labels"]["agent"]}"' in rule["expr"]
    for path in (folder / "grafana").glob("*.json"):
        panels = json.loads(path.read_text())["panels"]
        assert all(panel["targets"][0]["expr"] for panel in panels)


@pytest.mark.parametrize("folder", DEPLOY, ids=named)
def test_the_chart_reads_only_values_that_exist(folder: Path) -> None:
    values = yaml.safe_load((folder / "helm" / "values.yaml").read_text())
    for template in (folder / "helm" / "templates").glob("*.yaml"):
        for part in template.read_text().split(".Values.")[1:]:
            name = part.split("}")[0].split("|")[0].split()[0]
            assert name in values, f"{template.name} reads {name}"


@pytest.mark.parametrize(
    "unit", [p for folder in DEPLOY for p in (folder / "systemd").glob("*.service")] * bool(ANALYZE)
)
def test_the_unit_has_no_unknown_or_invalid_key(unit: Path) -> None:
    assert ANALYZE is not None
    done = subprocess.run(
        [ANALYZE, "verify", str(unit)], capture_output=True, text=True, check=False
    )
    # the command is not installed here; anything else said about the unit is a fault
    said = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert not [line for line in said if unit.name in line]
