"""The files that operators deploy are accepted by the programs that read them."""

import subprocess
from pathlib import Path

import pytest
from e2e_environment import ROOT

pytestmark = pytest.mark.e2e

RULES = sorted(ROOT.glob("generated/*/deploy/prometheus/rules.yaml"))


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.parents[2].name)
def test_prometheus_accepts_the_alert_rules(file: Path) -> None:
    done = subprocess.run(
        ["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "SUCCESS" in done.stdout


def test_every_service_has_alert_rules() -> None:
    services = {file.parents[2].name for file in ROOT.glob("generated/*/src/*/__main__.py")}
    assert {file.parents[2].name for file in RULES} == services
