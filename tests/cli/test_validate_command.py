"""`qpf validate`: all faults of all files in one run, in every form, and never a traceback."""

import json
from pathlib import Path

import pytest
from conftest import Run, edit

SCHEMA = "schemas/demo/greeter.yaml"
MAP = "extractor_maps/demo.yaml"
GLUE = "glue/demo.yaml"


@pytest.fixture
def faulty(workspace: Path) -> Path:
    """Five faults in three files."""
    edit(workspace / SCHEMA, "  mode: hybrid", "  mode: hybird")
    edit(workspace / SCHEMA, "method: POST", "method: PUSH")
    edit(workspace / SCHEMA, "version: 6.0.0", "version: six")
    edit(workspace / MAP, "  coverage: 90", "  coverage: 900")
    edit(workspace / GLUE, "wirings: []", "wiring: []")
    return workspace


def test_a_clean_workspace_says_so_and_exits_0(qpf: Run, workspace: Path) -> None:
    answer = qpf("validate")
    assert (answer.code, answer.out) == (0, "")
    assert "no errors" in answer.err


def test_five_faults_in_three_files_are_five_located_findings(qpf: Run, faulty: Path) -> None:
    answer = qpf("validate", "--format", "json")
    found = json.loads(answer.out)
    assert answer.code == 1
    assert [one["severity"] for one in found] == ["error"] * 5
    assert {one["file"] for one in found} == {SCHEMA, MAP, GLUE}
    for one in found:
        line = (faulty / one["file"]).read_text().splitlines()[one["line"] - 1]
        assert any(word in line for word in ("hybird", "PUSH", "six", "900", "wiring"))
    assert "Traceback" not in answer.out + answer.err


def test_text_begins_with_the_place_and_shows_the_line(qpf: Run, faulty: Path) -> None:
    answer = qpf("validate")
    assert answer.out == ""
    assert f"{GLUE}:2:1: error QPF" in answer.err
    assert "    2 | wiring: []" in answer.err
    assert answer.err.rstrip().endswith("5 errors")


def test_other_forms_are_results(qpf: Run, faulty: Path) -> None:
    sarif = json.loads(qpf("validate", "--format", "sarif").out)
    assert len(sarif["runs"][0]["results"]) == 5
    annotations = qpf("validate", "--format", "github").out.splitlines()
    assert len(annotations) == 5
    assert all(line.startswith("::error file=") for line in annotations)


def test_a_clean_workspace_is_an_empty_list(qpf: Run, workspace: Path) -> None:
    assert json.loads(qpf("validate", "--format", "json").out) == []


@pytest.mark.parametrize("words", [("demo",), ("demo/greeter",), ("+greeter",), ("core+",)])
def test_selectors(qpf: Run, workspace: Path, words: tuple[str, ...]) -> None:
    assert qpf("validate", *words).code == 0


def test_an_unknown_selector_is_wrong_use_with_a_suggestion(qpf: Run, workspace: Path) -> None:
    answer = qpf("validate", "demo/greter")
    assert answer.code == 3
    assert "did you mean `demo/greeter`?" in answer.err


def test_a_severity_of_the_workspace_decides(qpf: Run, extracted: Path) -> None:
    manifest = extracted / "manifests/demo/greeter/manifest.json"
    manifest.write_text("{}")
    with (extracted / "pyproject.toml").open("a") as file:
        file.write('\n[tool.qpf.severity]\nQPF657 = "note"\n')
    found = json.loads(qpf("check", "--format", "json").out)
    assert [one["severity"] for one in found if one["code"] == "QPF657"] == ["note"]


def test_no_workspace_is_wrong_use(
    qpf: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("validate", "plan", "extract", "check", "gate", "graph"):
        answer = qpf(command)
        assert answer.code == 3
        assert "error QPF160" in answer.err
    assert qpf("validate", "--workspace", tmp_path / "nowhere").code == 3


def test_a_workspace_is_found_upwards_and_by_name(
    qpf: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / "schemas" / "demo")
    assert qpf("validate").code == 0
    monkeypatch.chdir(workspace.parent)
    assert qpf("validate", "-w", workspace).code == 0
    assert qpf("--workspace", workspace, "validate").code == 0
