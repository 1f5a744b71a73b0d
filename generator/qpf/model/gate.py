"""Verdicts of the gates on emitted code."""

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["GateReport", "GateRow", "Verdict"]


class Verdict(StrEnum):
    """What a gate says."""

    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class GateRow:
    """One gate on one subject (a distribution or an agent id): what it wants, what it found."""

    gate: str
    subject: str
    threshold: str
    value: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class GateReport:
    """All rows of one distribution."""

    distribution: str
    rows: tuple[GateRow, ...] = field(default=())

    @property
    def has_passed(self) -> bool:
        """Whether no row failed."""
        return all(row.verdict is not Verdict.FAILED for row in self.rows)
