"""Functions of library agents: who may use them, what is said of wrong uses, that all runs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/golden"))

from emitting import emitted, graph_of, read  # noqa: E402

from qpf.diagnostics.diagnostic import Diagnostics, Stopped  # noqa: E402
from qpf.model.graph import Role  # noqa: E402

CASE = ROOT / "tests/golden/formulas"
CORE = ROOT / "templates/core/static/src"


def workspace(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the golden case; an edit is a file, a text in it, and what stands there instead."""
    shutil.copytree(CASE, folder, ignore=shutil.ignore_patterns("expected"))
    for file, text, other in edits:
        path = folder / file
        assert text in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(text, other), "utf-8")
    return folder


def findings(folder: Path) -> list[tuple[str, str]]:
    """Codes and messages of the errors of a workspace."""
    found = Diagnostics()
    try:
        graph_of(read(folder, found), found, glue=folder / "glue")
    except Stopped:
        return [(one.code, f"{one.message}; {one.help}") for one in found.errors]
    return []


DESK, MAP = "schemas/demo/desk.yaml", "extractor_maps/demo.yaml"


@pytest.mark.parametrize(
    ("file", "text", "other", "code", "message"),
    [
        (DESK, "use: optics.pair_power", "use: optics.pair_powr", "QPF526", "`optics.pair_power`"),
        (DESK, "with: {focal: focal", "with: {vocal: focal", "QPF528", "has no argument `vocal`"),
        (DESK, "one: left, ", "", "QPF527", "needs the argument `one`"),
        (DESK, "focal: focal,", "focal: true,", "QPF506", "takes `float`, found `bool`"),
        (DESK, "output: Image", "output: Picture", "QPF510", "`Picture` is not a type"),
        (MAP, "desk -> optics", "optics -> desk", "QPF574", "add the edge `-> optics`"),
        (
            "schemas/demo/optics.yaml",
            "combining.py]",
            "combining.py, lenses.py]",
            "QPF",
            "lenses.py",
        ),
        (
            "schemas/demo/optics.yaml",
            "coating_arrays.py, ",
            "",
            "QPF570",
            "add `coating_arrays.py`",
        ),
        (
            "schemas/demo/optics.yaml",
            "module: combining",
            "module: lenses",
            "QPF",
            "`pair_power` belongs to module `lenses`",
        ),
    ],
)
def test_a_wrong_use_is_told(
    tmp_path: Path, file: str, text: str, other: str, code: str, message: str
) -> None:
    found = findings(workspace(tmp_path / "w", (file, text, other)))
    assert any(one.startswith(code) and message in told for one, told in found), found


def test_modules_of_formulas_have_a_role_of_their_own(tmp_path: Path) -> None:
    found = Diagnostics()
    folder = workspace(tmp_path / "w")
    graph = graph_of(read(folder, found), found, glue=folder / "glue")
    roles = {one.stem: one.role for one in graph.agent("demo/optics").modules.values()}
    assert [stem for stem, role in roles.items() if role is Role.FORMULAS] == [
        "lenses",
        "lenses_arrays",
        "coating",
        "coating_arrays",
    ]
    assert roles["combining"] is Role.OPERATIONS
    assert roles["models"] is Role.MODELS
    assert "optics.image_of" in graph.agent("demo/desk").scope.functions


def test_emitted_tests_pass(tmp_path: Path) -> None:
    found = Diagnostics()
    graph = graph_of(read(CASE, found), found, glue=CASE / "glue")
    for path, text in emitted(graph, tmp_path / "emission", found).files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    project = tmp_path / "demo-agents"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/optics"],
        cwd=project,
        env={"PYTHONPATH": f"src:{CORE}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " passed" in ran.stdout
