"""gate: staged tree -> verdicts. Every finding is reported at the schema's value it came from.

Promise: nothing in the staged tree changes, and no process outlives the call.
"""

from collections.abc import Mapping

from qpf.diagnostics.catalogue import gates as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.artifact import StagedTree
from qpf.model.extraction_map import SuccessCriteria
from qpf.model.gate import GateReport, GateRow
from qpf.model.graph import Graph
from qpf.model.request import GateLevel, Request
from qpf.tools.gates.exercised import Unexercised, exercised
from qpf.tools.gates.gather import GateBroken
from qpf.tools.gates.judge import Judged, judge
from qpf.tools.gates.names import Gate
from qpf.tools.gates.package import Package, packages_of
from qpf.tools.gates.reporting import diagnose
from qpf.tools.gates.rows import Subject, rows_of

__all__ = ["gate"]

_DEFAULT = SuccessCriteria()


def gate(
    staged: StagedTree,
    graph: Graph,
    found: Diagnostics,
    request: Request,
    required: Mapping[str, Mapping[str, Place]] | None = None,
) -> tuple[GateReport, ...]:
    """One report for each staged distribution; raises `Stopped` when a row fails.

    `required` maps an agent id to the marks its tests must carry, and the place that wants each;
    without it there is no row for what is exercised.
    Thresholds are the `success_criteria` of the collection's map. Raises `MissingTool`.
    """
    if request.gates is GateLevel.NONE:
        return ()
    packages = packages_of(staged, request.output)
    try:
        cache = request.private / "cache"
        seen = judge(packages, staged.first_party, cache, request.gates, request.jobs)
    except GateBroken as error:
        found.add(facts.gate_crashed(Place("."), "files", "all distributions", str(error)))
        found.stop_if_errors()
        return ()
    criteria = {one.distribution.name: one.map.success_criteria for one in graph.collections}
    reports = []
    for package in (package for package in packages if package.is_judged):
        judged = seen[package.name]
        limits = criteria.get(package.name, _DEFAULT)
        rows, missing = _rows(package, judged, limits, required)
        found.extend(diagnose(staged, package, judged.evidence, rows, missing))
        reports.append(GateReport(package.name, rows))
    found.stop_if_errors()
    return tuple(reports)


def _rows(
    package: Package,
    judged: Judged,
    limits: SuccessCriteria,
    required: Mapping[str, Mapping[str, Place]] | None,
) -> tuple[tuple[GateRow, ...], tuple[Unexercised, ...]]:
    agents = sorted(set(package.owners.values()))
    subjects = [Subject(package.name, frozenset(), True)]
    subjects += [Subject(agent, package.owned(agent), False) for agent in agents]
    rows = [
        row
        for subject in subjects
        for row in rows_of(subject, judged.evidence, judged.gates, limits)
    ]
    if required is None or Gate.TESTS not in judged.gates:
        return tuple(sorted(rows)), ()
    more, missing = exercised(package, judged.evidence, required)
    return tuple(sorted([*rows, *more])), missing
