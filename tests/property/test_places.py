"""A planted fault is named at its place; several in different files are all named in one run.

A seeded cut of what `make places` runs over all collections as well.
"""

from functools import cache

import pytest
from places_kinds import KINDS
from places_planted import Fault, Verdict, drawn, judged, suggested, together
from places_workspaces import Findings, Workspace, golden_workspaces

SEED = 1


@cache
def single() -> tuple[tuple[Fault, Findings], ...]:
    """One fault of every kind, each in a run of its own."""
    return tuple((one, one.workspace.findings(one.changed)) for one in drawn(workspaces(), 1, SEED))


@cache
def workspaces() -> tuple[Workspace, ...]:
    """The golden cases."""
    return golden_workspaces()


def told(fault: Fault, findings: Findings) -> str:
    """What a reader of a failure needs."""
    said = [f"{one.place} {one.code} {one.message}" for one in findings.found]
    line = fault.text.splitlines()[fault.places[0][0] - 1].strip()
    return f"{fault.kind} in {fault.workspace.name} {fault.path}:{fault.places}: {line}\n  {said}"


def test_there_are_many_kinds_and_all_workspaces_are_sound() -> None:
    assert len(KINDS) >= 170
    assert len(single()) >= 140
    for workspace in workspaces():
        findings = workspace.findings({})
        assert not findings.crash
        assert not [one for one in findings.found if one.severity == "error"], workspace.name


def test_a_planted_fault_is_named_at_its_place() -> None:
    judgements = [(judged(*one), told(*one)) for one in single()]
    missed = [text for verdict, text in judgements if verdict is not Verdict.EXACT]
    assert len(missed) <= 0.02 * len(judgements), "\n".join(missed)
    assert not [text for verdict, text in judgements if verdict is Verdict.CRASH]


def test_a_slip_of_the_finger_is_corrected() -> None:
    slips = [one for one in single() if one[0].original]
    silent = [told(*one) for one in slips if not suggested(*one)]
    assert len(silent) <= 0.1 * len(slips), "\n".join(silent)


def test_faults_in_several_files_are_named_in_one_run() -> None:
    able = [one for one in workspaces() if len(one.sources) >= 3]
    judgements = []
    for seed in range(36):
        faults = together(able[seed % len(able)], 3 + seed % 3, seed)
        assert len({one.path for one in faults}) == len(faults) >= 3
        changed = {path: data for one in faults for path, data in one.changed.items()}
        findings = faults[0].workspace.findings(changed)
        judgements += [(judged(one, findings), told(one, findings)) for one in faults]
    missed = [text for verdict, text in judgements if verdict is not Verdict.EXACT]
    assert len(missed) <= 0.05 * len(judgements), "\n".join(missed)


@pytest.mark.parametrize("verdict", ["line", "elsewhere", "missed"])
def test_a_wrong_place_is_not_taken_for_the_right_one(verdict: str) -> None:
    fault, findings = single()[0]
    line, column = fault.places[0]
    moved = {"line": (line, column + 500), "elsewhere": (line + 500, column)}
    other = Fault(
        fault.workspace,
        fault.kind,
        fault.path,
        fault.text,
        (moved.get(verdict, fault.places[0]),),
    )
    shown = Findings() if verdict == "missed" else findings
    assert judged(other, shown) is Verdict(verdict)
