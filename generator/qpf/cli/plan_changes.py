"""What an extraction would change, as data: agents with their surface, then files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qpf.model.outcome import Preview, State
from qpf.model.surface import KINDS, Surface, surface_of

__all__ = ["SIGNS", "AgentChange", "agent_changes", "has_changes", "plan_changes"]

SIGNS = {
    State.MISSING: "+",
    State.OUTDATED: "~",
    State.ORPHAN: "-",
    State.EDITED: "!",
    State.FOREIGN: "?",
    State.SAME: " ",
}
"""How a file's state is shown: new, changed, removed, edited by hand, foreign, as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChange:
    """An agent and how its surface moves; `sign` is `+`, `~`, `-` or a blank."""

    agent: str
    sign: str
    now: Mapping[str, int] = field(default_factory=dict)
    added: Surface = field(default_factory=dict)
    removed: Surface = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Sign, kind and text of each line that comes or goes, by kind."""
        for kind in KINDS:
            yield from (("-", kind, line) for line in self.removed.get(kind, ()))
            yield from (("+", kind, line) for line in self.added.get(kind, ()))


def agent_changes(preview: Preview) -> tuple[AgentChange, ...]:
    """Every agent the plan is about, in the order of the graph, then those that leave."""
    made = preview.emitted
    only = made.request.collections
    touched = _touched(preview)
    changes = []
    for agent in made.graph.agents:
        if not only or agent.id.partition("/")[0] in only:
            then = made.recorded.surfaces.get(agent.id)
            now = surface_of(agent.spec)
            changes.append(_change(agent.id, then, now, is_touched=agent.id in touched))
    known = {agent.id for agent in made.graph.agents}
    for gone in sorted(set(made.recorded.surfaces) - known):
        if not only or gone.partition("/")[0] in only:
            changes.append(AgentChange(agent=gone, sign="-"))
    return tuple(changes)


def has_changes(preview: Preview) -> bool:
    """Whether an extraction would write or remove anything."""
    return bool(preview.manifests) or any(f.state is not State.SAME for f in preview.states)


def plan_changes(preview: Preview) -> dict[str, object]:
    """Agents, files and manifests as plain values."""
    return {
        "changes": has_changes(preview),
        "agents": [
            {
                "agent": change.agent,
                "change": change.sign.strip() or "=",
                "counts": dict(change.now),
                "added": {kind: list(lines) for kind, lines in change.added.items()},
                "removed": {kind: list(lines) for kind, lines in change.removed.items()},
            }
            for change in agent_changes(preview)
        ],
        "files": [
            {"path": file.path, "state": file.state.value}
            for file in preview.states
            if file.state is not State.SAME
        ],
        "manifests": list(preview.manifests),
    }


def _touched(preview: Preview) -> set[str | None]:
    changed = {file.path for file in preview.states if file.state is not State.SAME}
    staged = preview.emitted.staged.files
    return {file.planned.agent_id for file in staged if file.path in changed}


def _change(agent: str, then: Surface | None, now: Surface, *, is_touched: bool) -> AgentChange:
    counts = {kind: len(now.get(kind, ())) for kind in KINDS}
    if then is None:
        return AgentChange(agent=agent, sign="+", now=counts)
    added = {k: tuple(x for x in now.get(k, ()) if x not in then.get(k, ())) for k in KINDS}
    removed = {k: tuple(x for x in then.get(k, ()) if x not in now.get(k, ())) for k in KINDS}
    is_moved = is_touched or any(added.values()) or any(removed.values())
    sign = "~" if is_moved else " "
    return AgentChange(agent=agent, sign=sign, now=counts, added=added, removed=removed)
