"""The run that has nothing to do imports nothing heavy, and is never taken for another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run, edit

from qpf.cli.quick import is_up_to_date

HEAVY = ("typer", "rich", "pydantic", "jinja2", "networkx", "yaml", "black", "copier", "asyncio")
GENERATOR = Path(__file__).parents[2] / "generator"


def test_nothing_heavy_is_imported(extracted: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "qpf", "extract", "--gates", "none"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(GENERATOR)},
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "up to date" in done.stderr
    assert {name.partition(".")[0] for name in imported} & set(HEAVY) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["extract", "--gates", "none"],
        ["extract", "--gates=none", "--jobs", "2"],
        ["extract", "--workspace", ".", "--gates", "none"],
        ["extract", "-w", ".", "-j", "1", "--gates", "none"],
    ],
)
def test_an_extraction_of_everything_is_recognised(extracted: Path, words: list[str]) -> None:
    assert is_up_to_date(words)


@pytest.mark.parametrize("command", ["check", "plan", "gate --gates fast", "validate"])
def test_a_run_that_publishes_nothing_leaves_nothing_to_look_for(
    qpf: Run, extracted: Path, command: str
) -> None:
    qpf(*command.split())
    assert not (extracted / ".qpf/staging").exists()
    assert is_up_to_date(["extract", "--gates", "none"])


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["check"],
        ["extract"],
        ["extract", "--gates", "fast"],
        ["extract", "demo", "--gates", "none"],
        ["extract", "--gates", "none", "--force"],
        ["extract", "--gates", "none", "--strategy", "other"],
        ["extract", "--gates", "none", "--format", "json"],
        ["extract", "--gates", "none", "--plan", "plan.json"],
        ["extract", "--gates", "no"],
        ["extract", "--gates"],
        ["extract", "--gates", "none", "--jobs", "x"],
        ["extract", "--gates", "none", "-w", "nowhere"],
    ],
)
def test_anything_else_is_left_to_the_command_line(extracted: Path, words: list[str]) -> None:
    assert not is_up_to_date(words)


def test_any_moved_byte_ends_it(extracted: Path) -> None:
    words = ["extract", "--gates", "none"]
    schema = extracted / "schemas/demo/greeter.yaml"
    original = schema.read_text()
    edit(schema, "purpose: To greet.", "purpose: To welcome.")
    assert not is_up_to_date(words)
    schema.write_text(original)
    assert is_up_to_date(words)
    next((extracted / "generated").rglob("README.md")).write_text("x")
    assert not is_up_to_date(words)


def test_broken_settings_are_reported_by_the_command(extracted: Path) -> None:
    (extracted / "pyproject.toml").write_text("[tool.qpf]\nouput = 'x'\n")
    assert not is_up_to_date(["extract", "--gates", "none"])
