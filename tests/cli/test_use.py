"""Wrong use, help, and faults of the factory itself: told in words, never as a traceback."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run

from qpf.cli.arguments import normalised
from qpf.cli.table import aligned

COMMANDS = [
    "init",
    "new",
    "validate",
    "plan",
    "extract",
    "check",
    "gate",
    "graph",
    "trace",
    "import",
    "rules",
    "explain",
]


def test_help_names_every_command(qpf: Run) -> None:
    answer = qpf("--help")
    assert answer.code == 0
    assert all(re.search(rf"\b{name}\b", answer.out) for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(qpf: Run, name: str) -> None:
    answer = qpf(name, "--help")
    assert answer.code == 0
    assert f"qpf {name}" in answer.out


def test_no_command_shows_help_and_is_wrong_use(qpf: Run) -> None:
    answer = qpf()
    assert answer.code == 3
    assert "Usage: qpf" in answer.out


def test_version(qpf: Run) -> None:
    answer = qpf("--version")
    assert (answer.code, answer.out) == (0, "qpf 0.1.0\n")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["extrat"], "did you mean `extract`?", id="command"),
        pytest.param(["extract", "--gate", "none"], "--gates", id="option"),
        pytest.param(["extract", "--gates", "some"], "some", id="choice"),
        pytest.param(["extract", "--jobs", "many"], "--jobs", id="number"),
        pytest.param(["explain"], "CODE", id="missing argument"),
        pytest.param(["explain", "QPF2033"], "QPF203", id="code"),
        pytest.param(["rules", "--area", "moon"], "behaviour", id="area"),
        pytest.param(["--workspace"], "qpf --help", id="no command"),
    ],
)
def test_wrong_use_exits_3_and_says_what_is_right(
    qpf: Run, words: list[str], expected: str
) -> None:
    answer = qpf(*words)
    assert answer.code == 3
    assert expected in answer.err
    assert "Traceback" not in answer.err


def test_another_engine_is_refused(qpf: Run, workspace: Path) -> None:
    answer = qpf("extract", "--engine", "dask")
    assert answer.code == 3
    assert "error QPF911" in answer.err
    assert not (workspace / "generated").exists()


def test_a_defect_of_the_factory_is_a_finding(
    qpf: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("the moon is full")

    monkeypatch.setattr("qpf.understanding.expand", broken)
    answer = qpf("validate")
    assert answer.code == 1
    assert "error QPF990" in answer.err
    assert "the moon is full" in answer.err
    assert "QPF_DEBUG=1" in answer.err
    assert "Traceback" not in answer.err
    monkeypatch.setenv("QPF_DEBUG", "1")
    assert "Traceback" in qpf("validate").err


def test_a_missing_tool_exits_4_and_names_it(
    qpf: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qpf.tools.missing import MissingTool

    def missing(*_: object) -> None:
        raise MissingTool("ruff")

    monkeypatch.setattr("qpf.pipeline.tidy", missing)
    answer = qpf("extract", "--gates", "none")
    assert answer.code == 4
    assert "`ruff`" in answer.err


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    command = f"{sys.executable} -m qpf rules | head -n 1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, env=_environment()
    )
    assert done.stdout.startswith("code")
    assert done.stderr == ""


def test_no_colour_without_a_terminal(qpf: Run, workspace: Path) -> None:
    (workspace / "glue/demo.yaml").write_text("x: 1\n")
    assert "\x1b" not in qpf("validate").err


def test_a_leading_workspace_moves_behind_the_command() -> None:
    assert normalised(["-w", "d", "plan", "l9"]) == ("plan", "-w", "d", "l9")
    assert normalised(["--workspace=d", "plan"]) == ("plan", "--workspace=d")
    assert normalised(["plan", "-w", "d"]) == ("plan", "-w", "d")
    assert normalised(["-w"]) == ("-w",)
    assert normalised([]) == ()


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert list(aligned(("a", "b"), [("long", "x"), ("y", "")])) == ["a     b", "long  x", "y"]


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "generator")}
