"""What a gate saw: breaches with their emitted line, and tallies from which the verdict follows.

Evidence is independent of thresholds, so it can be cached; it is plain data, so that it can cross
a pipe.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from qpf.tools.gates.names import Gate

__all__ = ["Breach", "Evidence", "Tally", "merged"]

Plain: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One fault in an emitted line; `path` is below the distribution, 0 means the whole file."""

    gate: Gate
    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True, order=True)
class Tally:
    """Of `total` things counted in a file, `bad` do not pass (pylint: penalty points)."""

    gate: Gate
    path: str
    total: int
    bad: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything seen, in a fixed order.

    `marks` are (test file, mark) of passing tests; `crashes` are (gate, reason) of tools that gave
    no verdict, and are never cached.
    """

    breaches: tuple[Breach, ...] = ()
    tallies: tuple[Tally, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    crashes: tuple[tuple[Gate, str], ...] = ()

    def plain(self) -> Plain:
        """JSON values."""
        return {
            "breaches": [[b.gate.value, b.path, b.line, b.message] for b in self.breaches],
            "tallies": [[t.gate.value, t.path, t.total, t.bad] for t in self.tallies],
            "marks": [[path, mark] for path, mark in self.marks],
        }

    @classmethod
    def of_plain(cls, plain: Plain) -> "Evidence":
        """The inverse of `plain`; `KeyError`, `ValueError` or `TypeError` for anything else."""
        return cls(
            tuple(Breach(Gate(g), str(p), int(n), str(m)) for g, p, n, m in plain["breaches"]),
            tuple(Tally(Gate(g), str(p), int(t), int(b)) for g, p, t, b in plain["tallies"]),
            tuple((str(path), str(mark)) for path, mark in plain["marks"]),
        )

    def under(self, path: str) -> "Evidence":
        """The same evidence, all of it about one path."""
        return Evidence(
            tuple(Breach(b.gate, path, b.line, b.message) for b in self.breaches),
            tuple(Tally(t.gate, path, t.total, t.bad) for t in self.tallies),
        )

    def of_paths(self, paths: frozenset[str]) -> "Evidence":
        """The part about some paths."""
        return Evidence(
            tuple(b for b in self.breaches if b.path in paths),
            tuple(t for t in self.tallies if t.path in paths),
            tuple(m for m in self.marks if m[0] in paths),
            self.crashes,
        )


def merged(parts: Iterable[Evidence]) -> Evidence:
    """All parts together, sorted, equal breaches and marks once."""
    known: Sequence[Evidence] = tuple(parts)
    return Evidence(
        tuple(sorted({breach for part in known for breach in part.breaches})),
        tuple(sorted(tally for part in known for tally in part.tallies)),
        tuple(sorted({mark for part in known for mark in part.marks})),
        tuple(sorted({crash for part in known for crash in part.crashes})),
    )
