"""`qpf gate`: the gates on what is published, a row each."""

import json
from collections.abc import Iterator, Sequence

from qpf.cli.desk import NO, YES, Desk, served
from qpf.cli.options import Form, Gates, Jobs, Selectors, Strategy, Workspace
from qpf.cli.requests import request_at
from qpf.cli.table import aligned
from qpf.model.gate import GateReport
from qpf.model.request import GateLevel

__all__ = ["command"]


def command(
    selectors: Selectors = None,
    gates: Gates = GateLevel.FULL,
    strategy: Strategy = None,
    jobs: Jobs = 0,
    form: Form = "text",
    workspace: Workspace = None,
) -> int:
    """Judge the published code; exit 1 when a gate fails or when it is out of date."""

    def work(desk: Desk) -> int:
        from qpf.diagnostics.catalogue import usage
        from qpf.inspection import judge

        desk.open(workspace)
        request = request_at(desk, selectors, strategy=strategy, gates=gates, jobs=jobs)
        if not request.output.is_dir():
            desk.found.add(usage.nothing_published(request.output_folder))
            desk.found.stop_if_errors()
        reports = judge(request, desk.found)
        shown = _text(reports) if desk.console.is_text else _json(reports)
        desk.console.result(shown)
        return YES if all(report.has_passed for report in reports) else NO

    return served(form, work)


def _text(reports: Sequence[GateReport]) -> str:
    return "\n".join(aligned(("subject", "gate", "wants", "is", "verdict"), _rows(reports)))


def _rows(reports: Sequence[GateReport]) -> Iterator[tuple[str, ...]]:
    for report in reports:
        for row in report.rows:
            yield (row.subject, row.gate, row.threshold, row.value, row.verdict.value)


def _json(reports: Sequence[GateReport]) -> str:
    names = ("subject", "gate", "threshold", "value", "verdict")
    listed = [dict(zip(names, row, strict=True)) for row in _rows(reports)]
    return json.dumps(listed, indent=2, ensure_ascii=False)
