"""Runs the gates on a small staged distribution and keeps what they said, also when they refuse."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate_samples import NAME, SOUND, graph, staged

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.model.extraction_map import SuccessCriteria
from qpf.model.gate import GateReport, GateRow, Verdict
from qpf.model.request import GateLevel, Request
from qpf.stages import gate as stage

REQUIRED = {"demo/greeter": {"endpoint:greet": Place("schemas/demo/greeter.yaml", 40, 5)}}


@dataclass(frozen=True)
class Judgement:
    """The rows, and what was found."""

    rows: tuple[GateRow, ...]
    found: tuple[Diagnostic, ...]

    @property
    def codes(self) -> list[str]:
        """Codes of what was found, each once."""
        return sorted({one.code for one in self.found})

    @property
    def failed(self) -> set[str]:
        """Gates with a failed row of the distribution."""
        return {r.gate for r in self.rows if r.verdict is Verdict.FAILED and r.subject == NAME}

    def value(self, gate: str, subject: str = NAME) -> str:
        """The value of one row."""
        return next(r.value for r in self.rows if (r.gate, r.subject) == (gate, subject))


@dataclass(frozen=True)
class Bench:
    """A workspace whose cache may be shared with other tests."""

    workspace: Path
    patch: Any

    def judge(
        self,
        files: Mapping[str, str] = SOUND,
        level: GateLevel = GateLevel.FAST,
        criteria: SuccessCriteria | None = None,
        jobs: int = 2,
    ) -> Judgement:
        """Stage the files and gate them; a refusal is part of the judgement."""
        found = Diagnostics()
        reports: list[GateReport] = []
        kept = stage.GateReport

        def keep(distribution: str, rows: tuple[GateRow, ...]) -> GateReport:
            reports.append(kept(distribution, rows))
            return reports[-1]

        self.patch.setattr(stage, "GateReport", keep)
        request = Request(workspace=self.workspace, gates=level, jobs=jobs)
        tree = staged(self.workspace, files)
        with suppress(Stopped):
            stage.gate(tree, graph(criteria), found, request, REQUIRED)  # type: ignore[arg-type]
        self.patch.setattr(stage, "GateReport", kept)
        return Judgement(tuple(row for report in reports for row in report.rows), found.found)
