"""The gate that asks whether tests exercise what the schema declares.

A test shows what it exercises by `@pytest.mark.exercises("kind:name")`; only passing tests count,
and those of an agent's own files only for that agent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.gate import GateRow, Verdict
from qpf.tools.gates.evidence import Evidence
from qpf.tools.gates.names import Gate
from qpf.tools.gates.package import Package

__all__ = ["Required", "Unexercised", "exercised"]

Required = Mapping[str, Mapping[str, Place]]
"""Agent id (or the distribution's name) -> mark -> the value that wants a test."""


@dataclass(frozen=True, slots=True)
class Unexercised:
    """A mark that no passing test of the subject carries."""

    subject: str
    mark: str
    place: Place


def exercised(
    package: Package, evidence: Evidence, required: Required
) -> tuple[tuple[GateRow, ...], tuple[Unexercised, ...]]:
    """A row for the package and one for each agent of whom something is required."""
    missing: list[Unexercised] = []
    rows = []
    total = 0
    for subject in (*sorted(set(package.owners.values())), package.name):
        wanted = required.get(subject, {})
        own = None if subject == package.name else package.owned(subject)
        shown = {mark for path, mark in evidence.marks if own is None or path in own}
        lost = [Unexercised(subject, m, place) for m, place in wanted.items() if m not in shown]
        total += len(wanted)
        missing += lost
        if wanted and own is not None:
            rows.append(_row(subject, len(wanted), len(lost)))
    return (*rows, _row(package.name, total, len(missing))), tuple(missing)


def _row(subject: str, total: int, missing: int) -> GateRow:
    return GateRow(
        gate=Gate.EXERCISED.value,
        subject=subject,
        threshold="all",
        value=f"{total - missing} of {total}",
        verdict=Verdict.FAILED if missing else Verdict.PASSED,
    )
