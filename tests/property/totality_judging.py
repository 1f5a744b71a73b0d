"""Takes drawn workspaces through the factory, and judges many together with its own gates."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest.mock import patch

from emitting import emitted_tree, graph_of, read
from scene import Workspace

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.model.artifact import StagedTree
from qpf.model.extraction_map import SuccessCriteria
from qpf.model.gate import Verdict
from qpf.model.request import GateLevel
from qpf.sections.exercises import required_exercises
from qpf.tools.gates import judge as judging
from qpf.tools.gates.exercised import exercised
from qpf.tools.gates.heavy import TOOLS, Yard
from qpf.tools.gates.judge import Judged, judge
from qpf.tools.gates.names import Gate
from qpf.tools.gates.package import Package, packages_of
from qpf.tools.gates.rows import Subject, rows_of

__all__ = ["LEVELS", "Attempt", "attempt", "judged"]

ROOT = Path(__file__).resolve().parents[2]
STANDS_ON = ("qpf-core", "qpf-fabric", "qpf-organism")
LEVELS = ("none", "fast", "typed", "tested", "full")
_TOOLS = {"typed": ("mypy",), "tested": ("mypy", "tests")}


@dataclass(slots=True)
class Attempt:
    """One workspace: refused with reasons, or emitted as a tree, or a counterexample.

    `wrong` tells why it is one: a traceback, an error without a place, or an error of a workspace
    that was valid.
    """

    name: str
    refused: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    tree: StagedTree | None = None
    required: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)


def attempt(name: str, drawn: Workspace, folder: Path) -> Attempt:
    """Write a workspace and take it from its files to its formatted tree."""
    made = Attempt(name)
    workspace = folder / "workspaces" / name
    drawn.write(workspace)
    found = Diagnostics()
    try:
        graph = graph_of(read(workspace, found), found, glue=workspace / "glue")
    except Stopped:
        made.refused = tuple(f"{one.code} {one.message}" for one in found.errors)
        made.wrong = tuple(_misplaced(found.errors, workspace))
        return made
    except Exception:
        made.wrong = (f"validate: {_last(traceback.format_exc())}",)
        return made
    try:
        made.tree = emitted_tree(graph, folder / "trees" / name, found, kits=False)
        made.required = required_exercises(graph)
    except Stopped:
        made.wrong = tuple(f"emit: {one.code} {one.message}" for one in found.errors)
    except Exception:
        made.wrong = (f"emit: {_last(traceback.format_exc())}",)
    return made


def _misplaced(errors: Sequence[Diagnostic], workspace: Path) -> list[str]:
    """Errors that name no line of a document."""
    return [
        f"place: {one.code} {one.message}"
        for one in errors
        if one.place.line < 1 or not (workspace / one.place.file).is_file()
    ]


def _last(trace: str) -> str:
    """The innermost frames of a traceback."""
    return " | ".join(line.strip() for line in trace.splitlines()[-5:])


def judged(
    attempts: Sequence[Attempt], folder: Path, level: str, jobs: int
) -> dict[str, tuple[str, ...]]:
    """What the gates say of each emitted workspace, as lines; an empty tuple for a clean one.

    `level` is `fast`, `typed` (and mypy), `tested` (and the tests) or `full` (and pylint, which
    takes half of the time). The workspaces differ in the names of their
    distributions, so one run judges all. Coverage is not asked for: what tests reach depends on
    the examples that a schema has.
    """
    trees = [one.tree for one in attempts if one.tree is not None]
    packages: list[Package] = []
    for tree in trees:
        packages += packages_of(tree, folder / "nothing")
    known = [
        p for p in packages_of(StagedTree(folder, ()), ROOT / "generated") if p.name in STANDS_ON
    ]
    first_party = sorted({name for tree in trees for name in tree.first_party})
    gates = GateLevel.FAST if level == "fast" else GateLevel.FULL
    tools = {name: TOOLS[name] for name in _TOOLS.get(level, TOOLS)}
    unmeasured = partial(Yard, is_measured=False)
    with patch.object(judging, "TOOLS", tools), patch.object(judging, "Yard", unmeasured):
        seen = judge([*packages, *known], first_party, folder / "cache", gates, jobs)
    said: dict[str, tuple[str, ...]] = {}
    for one in attempts:
        if one.tree is not None:
            lines: list[str] = []
            for package in packages_of(one.tree, folder / "nothing"):
                lines += _lines(package, seen[package.name], one)
            said[one.name] = tuple(lines)
    return said


def _lines(package: Package, seen: Judged, one: Attempt) -> list[str]:
    rows = rows_of(
        Subject(package.name, frozenset(), True), seen.evidence, seen.gates, SuccessCriteria()
    )
    failed = [row for row in rows if row.verdict is Verdict.FAILED and row.gate != Gate.COVERAGE]
    lines = [f"{row.gate}: {row.value}, not {row.threshold}" for row in failed]
    gates = {row.gate for row in failed}
    lines += [
        f"{b.gate.value} {b.path}:{b.line} {b.message}"
        for b in seen.evidence.breaches
        if b.gate.value in gates
    ]
    lines += [f"{gate.value} crashed: {reason}" for gate, reason in seen.evidence.crashes]
    if Gate.TESTS in seen.gates:
        _, missing = exercised(package, seen.evidence, one.required)
        lines += [f"exercised: {item}" for item in missing]
    return lines
