"""Emitted operations pass the gates that the emitted packages must pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from language_emitted import write_package
from language_workbench import SOURCES, compiled
from test_language_operations import AGENT

EFFECTS = """
types:
  Note: {text: str, weight: {type: float, default: 1}}
operations:
  - name: everything
    summary: Touches every layer.
    input: {note: Note, names: "list[str]", limit: {type: "float?", default: null}}
    output: "list[str]"
    errors: {empty: There is nothing}
    steps:
      - require: len(names) > 0
        error: empty
      - recall: {layer: workingmemory, key: note.text}
        type: Note
        as: before
      - recall: {layer: episodicmemory, kind: seen, where: {subject: "names[0]"}, limit: 5}
        type: Note
        as: notes
      - recall: {layer: semanticmemory, neighbours_of: note.text}
        as: near
      - recall: {layer: causalmemory, causes_of: note.text}
        as: causes
      - recall: {layer: longtermpersistence, name: note.text}
        type: list[float]
        as: archived
      - recall: {layer: workingmemory, key: "'raw'"}
        as: raw
      - let: {total: "sum(pluck(notes, weight)) + sum(archived)"}
      - choose: weight
        rules:
          - {when: before is not None and before.weight > 1, value: before.weight}
          - {when: limit is not None, value: limit}
        else: 0
      - measure: {model_confidence: total, criticality: weight}
      - escalate: low_confidence
        when: total < 0.5
        detail: {note: note, raw: raw}
      - remember: {layer: workingmemory, key: note.text, value: note}
      - remember: {layer: episodicmemory, kind: seen, value: {note: note, total: total}}
      - remember: {layer: semanticmemory, node: note.text, kind: note, fields: {weight: total}}
      - remember: {layer: causalmemory, effect: note.text, factors: names, evidence: {raw: raw}}
      - remember: {layer: longtermpersistence, name: note.text, value: [total]}
      - send: insight
        to: l9/main
        payload: {note: note, mixed: [1, "'a'", null]}
      - audit: decisions
        detail: {total: total}
      - approve: It matters
        when: total > 9
      - publish: inference_called
        payload: notes
      - each: cause
        in: causes
        emit: upper(cause) + join(near, ',')
        when: starts_with(cause, 'a') and not contains(near, cause)
        as: shouted
      - return: shouted + names
    examples:
      - {given: {note: {text: a}, names: []}, expect_error: empty}
"""


@pytest.fixture(scope="module", params=[AGENT, EFFECTS], ids=["mixed", "effects"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with tests, formatted as the factory formats."""
    target = tmp_path_factory.mktemp("quality")
    outcome = compiled(request.param)
    assert outcome.found == ()
    write_package(outcome, target)
    _run("ruff", "format", "--line-length", "100", ".", folder=target)
    _run("ruff", "check", "--select", "I", "--fix", ".", folder=target)
    return target


def _run(tool: str, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "MYPYPATH": f"{SOURCES}:{folder}",
        "PYTHONPATH": f"{SOURCES}:{folder}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", tool, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_mypy_strict_finds_nothing(folder: Path) -> None:
    """Types of operations and of derived tests are complete."""
    ran = _run("mypy", "--strict", "--config-file", os.devnull, ".", folder=folder)
    assert ran.returncode == 0, ran.stdout


def test_pylint_finds_nothing(folder: Path) -> None:
    """No finding but those about size, which belong to the schema."""
    sizes = ",".join(
        f"too-many-{what}"
        for what in ("arguments", "locals", "branches", "statements", "return-statements")
    )
    options = ["--max-line-length=100", f"--disable={sizes}", "--score=n"]
    files = sorted(path.name for path in folder.glob("test_*.py"))
    ran = _run("pylint", *options, "sample_agent", *files, folder=folder)
    assert ran.returncode == 0, ran.stdout


def test_black_would_change_nothing(folder: Path) -> None:
    """What ruff formats, black accepts."""
    ran = _run("black", "--check", "-q", "--line-length", "100", ".", folder=folder)
    assert ran.returncode == 0
