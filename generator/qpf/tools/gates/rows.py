"""From evidence to rows: tallies and breaches of a subject against the limit of each gate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qpf.model.extraction_map import SuccessCriteria
from qpf.model.gate import GateRow, Verdict
from qpf.tools.gates.evidence import Evidence, Tally
from qpf.tools.gates.names import Gate, Scale, scale_of

__all__ = ["Subject", "rows_of"]

_FULL = {Scale.PERCENT: 100, Scale.SCORE: 10}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose row it is: a distribution or an agent id, with the paths that belong to it."""

    name: str
    paths: frozenset[str]
    is_whole: bool


def rows_of(
    subject: Subject, evidence: Evidence, gates: Iterable[Gate], criteria: SuccessCriteria
) -> tuple[GateRow, ...]:
    """One row for each gate that says something of the subject, in the order of their names."""
    own = evidence if subject.is_whole else evidence.of_paths(subject.paths)
    limits = {
        Gate.ANNOTATIONS: criteria.annotations,
        Gate.DOCSTRINGS: criteria.docstrings,
        Gate.COVERAGE: criteria.coverage,
        Gate.PYLINT: criteria.pylint,
    }
    made = (_row(gate, subject, own, limits) for gate in sorted(gates))
    return tuple(row for row in made if row is not None)


def _row(
    gate: Gate, subject: Subject, own: Evidence, limits: Mapping[Gate, float]
) -> GateRow | None:
    scale = scale_of(gate)
    tallies = [tally for tally in own.tallies if tally.gate is gate]
    total, bad = sum(t.total for t in tallies), _bad(tallies)
    if not subject.is_whole and not _speaks(scale, total, subject):
        return None
    if any(crashed is gate for crashed, _ in own.crashes):
        return _made(gate, subject, _wanted(scale, limits.get(gate, 0)), "no verdict", False)
    if scale is Scale.NONE:
        count = sum(1 for breach in own.breaches if breach.gate is gate)
        return _made(gate, subject, _wanted(scale, 0), str(count), count == 0)
    if scale is Scale.ALL:
        is_enough = bad == 0 and (total > 0 or gate is not Gate.TESTS)
        return _made(gate, subject, _wanted(scale, 0), f"{total - bad} of {total}", is_enough)
    full, limit = _FULL[scale], limits[gate]
    is_enough = (total - bad) * full >= limit * total
    # Rounded down: 99.996 must not read as 100.
    hundredths = max(0, (total - bad) * full * 100 // total) if total else full * 100
    value = f"{hundredths // 100}.{hundredths % 100:02d}"
    return _made(gate, subject, _wanted(scale, limit), value, is_enough)


def _wanted(scale: Scale, limit: float) -> str:
    return {Scale.NONE: "0", Scale.ALL: "all"}.get(scale, f"{limit:g}")


def _bad(tallies: Iterable[Tally]) -> int:
    return sum(tally.bad for tally in tallies)


def _speaks(scale: Scale, total: int, subject: Subject) -> bool:
    if scale is Scale.NONE:
        return any(path.endswith(".py") for path in subject.paths)
    return total > 0


def _made(gate: Gate, subject: Subject, limit: str, value: str, is_enough: bool) -> GateRow:
    verdict = Verdict.PASSED if is_enough else Verdict.FAILED
    return GateRow(
        gate=gate.value, subject=subject.name, threshold=limit, value=value, verdict=verdict
    )
