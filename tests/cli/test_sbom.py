"""`qpf sbom`: everything a distribution leads to, in a form that other tools read."""

import json

import pytest
from conftest import Run
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from qpf.tools import installed


def test_the_bill_is_valid_and_names_what_emitted_code_imports(qpf: Run, workspace: object) -> None:
    answer = qpf("sbom", "demo-agents")
    assert answer.code == 0, answer.err
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(answer.out) is None
    bill = json.loads(answer.out)
    assert bill["metadata"]["component"]["bom-ref"] == "pkg:pypi/demo-agents@1.0.0"
    names = {one["name"] for one in bill["components"]}
    assert {"qpf-core", "fastapi", "starlette", "pydantic-core"} <= names
    assert "demo-agents" not in names
    edges = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert "pkg:pypi/qpf-core@0.1.0" in edges["pkg:pypi/demo-agents@1.0.0"]
    known = {one["bom-ref"] for one in bill["components"]} | {"pkg:pypi/demo-agents@1.0.0"}
    assert edges.keys() == known
    assert {one for ends in edges.values() for one in ends} <= known


def test_the_same_packages_give_the_same_bytes(qpf: Run, workspace: object) -> None:
    assert qpf("sbom", "demo-agents").out == qpf("sbom", "demo-agents").out


def test_an_unknown_distribution_is_refused(qpf: Run, workspace: object) -> None:
    answer = qpf("sbom", "demo-agent")
    assert answer.code == 1
    assert "did you mean `demo-agents`" in answer.err


def test_what_is_not_installed_is_an_error(
    qpf: Run, workspace: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = installed.distribution

    def without_redis(name: str) -> object:
        if name == "redis":
            raise installed.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(installed, "distribution", without_redis)
    answer = qpf("sbom", "demo-agents")
    assert answer.code == 1
    assert "QPF807" in answer.err
    assert "`redis` is not installed here" in answer.err
