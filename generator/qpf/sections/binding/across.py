"""Rules of sections that look at the agents their own agent needs."""

from collections.abc import Mapping, Sequence

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import CollectionSpec
from qpf.sections.registry import sections

__all__ = ["check_across", "needed_by"]


def check_across(
    specs: Sequence[CollectionSpec], needs: Sequence[tuple[str, str]], found: Diagnostics
) -> None:
    """Run them for every agent; `needs` are pairs of agent ids."""
    agents = {agent.id: agent for spec in specs for agent in spec.agents}
    targets: dict[str, list[str]] = {}
    for source, target in needs:
        targets.setdefault(source, []).append(target)
    for agent in agents.values():
        needed = [agents[one] for one in needed_by(agent.id, targets) if one in agents]
        for section in sections():
            if section.name in agent.sections:
                section.across(agent, needed, found)


def needed_by(agent_id: str, needs: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Everything an agent needs, directly first, then through others."""
    seen: dict[str, None] = {}
    waiting = list(needs.get(agent_id, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in seen and one != agent_id:
            seen[one] = None
            waiting += needs.get(one, ())
    return tuple(seen)
