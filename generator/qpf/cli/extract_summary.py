"""What an extraction did, in one line an agent."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from qpf.model.gate import GateReport, Verdict
from qpf.model.graph import CollectionNode
from qpf.model.outcome import Outcome, State

__all__ = ["summary_object", "summary_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    agent: str
    distribution: str
    files: int
    changed: int
    gates: str
    unbound: tuple[str, ...]


_UP_TO_DATE = "up to date"


def summary_text(outcome: Outcome | None) -> str:
    """A line for every emitted agent, then what was published; None is a run without work."""
    if outcome is None:
        return _UP_TO_DATE
    lines = [
        f"{row.agent}: {_files(row)}, gates {row.gates}"
        + (f", honest holes: {', '.join(row.unbound)}" if row.unbound else "")
        for row in _agents(outcome)
    ]
    return "\n".join([*lines, _published(outcome)])


def summary_object(outcome: Outcome | None) -> str:
    """The same as JSON; `work` counts the files that were rendered and the gated distributions."""
    value = {
        "agents": [asdict(row) for row in _agents(outcome)] if outcome else [],
        "switched": list(outcome.published.switched) if outcome else [],
        "files": {s.value: outcome.published.count(s) if outcome else 0 for s in State},
        "work": {
            "rendered": len(outcome.emitted.staged.files) if outcome else 0,
            "gated": len(outcome.reports) if outcome else 0,
        },
    }
    return json.dumps(value, indent=2, ensure_ascii=False)


def _agents(outcome: Outcome) -> Iterator[_Row]:
    staged = outcome.emitted.staged.files
    changed = {file.path for file in outcome.published.states if file.state is not State.SAME}
    files = Counter(file.planned.agent_id for file in staged)
    moved = Counter(file.planned.agent_id for file in staged if file.path in changed)
    for collection in _emitted(outcome):
        gates = _verdict(outcome.reports, collection)
        for agent in collection.agents:
            yield _Row(
                agent=agent.id,
                distribution=collection.distribution.name,
                files=files[agent.id],
                changed=moved[agent.id],
                gates=gates,
                unbound=agent.unbound,
            )


def _emitted(outcome: Outcome) -> Iterator[CollectionNode]:
    only = outcome.emitted.request.collections
    for collection in outcome.graph.collections:
        if not only or collection.name in only:
            yield collection


def _verdict(reports: tuple[GateReport, ...], collection: CollectionNode) -> str:
    own = [report for report in reports if report.distribution == collection.distribution.name]
    if not own:
        return "skipped on request"
    rows = [row for report in own for row in report.rows]
    passed = sum(1 for row in rows if row.verdict is Verdict.PASSED)
    return f"{passed} of {len(rows)} passed"


def _files(row: _Row) -> str:
    moved = f" ({row.changed} new or changed)" if row.changed else ""
    return f"{row.files} files{moved}"


def _published(outcome: Outcome) -> str:
    published = outcome.published
    if not published.switched:
        return "nothing changed"
    counts = Counter(file.state for file in published.states)
    removed = counts[State.ORPHAN] + counts[State.FOREIGN]
    written = sum(counts.values()) - removed - counts[State.SAME]
    return f"published: {written} files written, {removed} removed, {counts[State.SAME]} unchanged"
