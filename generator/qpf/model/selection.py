"""Selectors: which agents a command is about.

`genesis` is a collection, `genesis/regen_organ` an agent; `+x` adds what x needs, `x+` what
needs x. `changed` are the agents touched since the last extraction.
"""

from collections.abc import Iterable, Mapping, Sequence

from qpf.diagnostics.catalogue import references
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.graph import Graph

__all__ = ["CHANGED", "COMMAND_LINE", "select"]

CHANGED = "changed"
COMMAND_LINE = Place("command line")
"""Where faults of selectors are reported."""


def select(
    graph: Graph,
    selectors: Sequence[str],
    found: Diagnostics,
    changed: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Ids of the selected agents in the order of the graph; no selector selects every agent.

    `changed` are the agents that the selector of this name stands for; there may be none.
    """
    ids = tuple(agent.id for agent in graph.agents)
    if not selectors:
        return ids
    needs = _needs(graph)
    users = _turned(needs)
    chosen: set[str] = set()
    for text in selectors:
        core = text.removeprefix("+").removesuffix("+")
        named = set(changed) if core == CHANGED else _named(core, ids)
        if not named and core != CHANGED:
            known = (*(collection.name for collection in graph.collections), *ids)
            found.add(references.unknown_selector(COMMAND_LINE, text, known))
        chosen |= named
        chosen |= _closure(named, needs) if text.startswith("+") else set()
        chosen |= _closure(named, users) if text.endswith("+") else set()
    return tuple(agent_id for agent_id in ids if agent_id in chosen)


def _named(text: str, ids: Iterable[str]) -> set[str]:
    """A collection's agents, the agent with this id, or the only agent of this local name."""
    exact = {agent_id for agent_id in ids if text in (agent_id, agent_id.partition("/")[0])}
    local = {agent_id for agent_id in ids if agent_id.partition("/")[2] == text}
    return exact or (local if len(local) == 1 else set())


def _needs(graph: Graph) -> dict[str, set[str]]:
    libraries = [agent for agent in graph.agents if agent.spec.ships]
    return {
        agent.id: {*agent.needs, *(one.id for one in libraries if one.spec.collection in grounds)}
        for collection in graph.collections
        for grounds in [set(collection.requires)]
        for agent in collection.agents
    }


def _turned(needs: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = {}
    for agent_id, others in needs.items():
        for other in others:
            users.setdefault(other, set()).add(agent_id)
    return users


def _closure(start: Iterable[str], nexts: Mapping[str, Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        agent_id = waiting.pop()
        if agent_id not in seen:
            seen.add(agent_id)
            waiting.extend(nexts.get(agent_id, ()))
    return seen
