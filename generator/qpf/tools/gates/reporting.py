"""Re-reports what is wrong in emitted code at the value of the schema it was printed from."""

from collections.abc import Callable, Iterable, Sequence

from qpf.diagnostics.catalogue import gates
from qpf.diagnostics.diagnostic import Diagnostic, Note, Place
from qpf.model.artifact import StagedFile, StagedTree
from qpf.model.gate import GateRow, Verdict
from qpf.tools.gates.evidence import Breach, Evidence
from qpf.tools.gates.exercised import Unexercised
from qpf.tools.gates.names import Gate, Scale, scale_of
from qpf.tools.gates.package import Package

__all__ = ["diagnose"]

Words = Callable[[Place, str, tuple[Note, ...]], Diagnostic]

_FACTS: dict[Gate, Words] = {
    Gate.COMPILE: gates.does_not_compile,
    Gate.IMPORTS: gates.unresolved_import,
    Gate.CYCLES: gates.import_cycle,
    Gate.BLACK: gates.not_black,
    Gate.ISORT: gates.not_isort,
    Gate.ANNOTATIONS: gates.missing_annotation,
    Gate.DOCSTRINGS: gates.missing_docstring,
    Gate.FORBIDDEN: gates.forbidden_construct,
    Gate.HEADER: gates.missing_header,
    Gate.LICENCE: gates.dated_licence,
    Gate.MYPY: gates.type_error,
    Gate.PYLINT: gates.low_pylint_score,
    Gate.TESTS: gates.failing_test,
    Gate.COVERAGE: gates.low_coverage,
}


def diagnose(
    staged: StagedTree,
    package: Package,
    evidence: Evidence,
    rows: Sequence[GateRow],
    missing: Sequence[Unexercised],
) -> Iterable[Diagnostic]:
    """A diagnostic for everything that made a row of the package fail."""
    files = {file.planned.path: file for file in staged.of(package.name)}
    here = next(iter(files.values())).planned.origin if files else Place(".")
    failed = [row for row in rows if row.verdict is Verdict.FAILED]
    for gate, reason in evidence.crashes:
        yield gates.gate_crashed(here, gate.value, package.name, reason)
    for breach in evidence.breaches:
        row = _row_of(breach, package, failed)
        if row is not None:
            yield _breach(breach, row, files.get(breach.path), here, package)
    if any(r.gate == Gate.TESTS and r.value == "0 of 0" for r in failed):
        yield gates.failing_test(here, f"the distribution `{package.name}` has no test", ())
    for one in missing:
        yield gates.not_exercised(one.place, one.mark, one.subject)


def _row_of(breach: Breach, package: Package, failed: Sequence[GateRow]) -> GateRow | None:
    """The failed row a breach belongs to: the package's own, or that of the file's agent."""
    subjects = (package.name, package.owners.get(breach.path))
    mine = [row for row in failed if row.gate == breach.gate and row.subject in subjects]
    return next(iter(sorted(mine, key=lambda row: row.subject != package.name)), None)


def _breach(
    breach: Breach, row: GateRow, file: StagedFile | None, here: Place, package: Package
) -> Diagnostic:
    where = f"generated/{package.name}/{breach.path}"
    line = f", line {breach.line}" if breach.line else ""
    notes = [Note(f"emitted in `{where}`{line}")]
    place = here
    if file is not None:
        place, more = _origin(file, breach.line)
        notes += more
    if scale_of(breach.gate) in (Scale.PERCENT, Scale.SCORE):
        notes.append(Note(f"`{row.subject}` has {row.value}, the threshold is {row.threshold}"))
    return _FACTS[breach.gate](place, breach.message, tuple(notes))


def _origin(file: StagedFile, line: int) -> tuple[Place, list[Note]]:
    """The schema's place of an emitted line, or the template's when it prints nothing of one."""
    if line < 1:
        return file.planned.origin, []
    origin = file.origin_of(line)
    if origin.places:
        return origin.places[0], [Note("also printed in this line", p) for p in origin.places[1:]]
    template = Place(f"templates/{origin.template}", max(1, origin.line))
    return template, [Note("the template was printed for this value", file.place_of(line))]
