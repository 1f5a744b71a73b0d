"""The health of an organism: everything its organs sense, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qpf.diagnostics.catalogue.genome import sense_conflict
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.flow.spec import FlowSpec, SenseSpec

__all__ = ["SharedSense", "agent_named", "shared_senses"]

_COMPARED = ("type", "default", "range", "outside", "unit")


@dataclass(frozen=True, slots=True)
class SharedSense:
    """One field of the health: its name, its sense, and where the first organ declares it."""

    name: str
    spec: SenseSpec
    place: Place


def agent_named(name: str, peers: Mapping[str, AgentSpec], collection: str) -> AgentSpec | None:
    """The agent of the collection that a genome names by its last part, or None."""
    return peers.get(f"{collection}/{name}")


def shared_senses(
    organs: Sequence[AgentSpec], found: Diagnostics | None = None
) -> tuple[SharedSense, ...]:
    """All senses in the order of the organs; contradictions are reported where `found` is given."""
    shared: dict[str, SharedSense] = {}
    for agent in organs:
        for name, sense in agent.section("flow", FlowSpec).senses.items():
            at = child("/flow/senses", name)
            first = shared.setdefault(name, SharedSense(name, sense, agent.key(at)))
            for key in _COMPARED if found is not None else ():
                one, other = getattr(first.spec, key), getattr(sense, key)
                if one != other and found is not None:
                    place = agent.at(child(at, key))
                    found.add(sense_conflict(place, name, key, f"{one}", f"{other}", first.place))
    return tuple(shared.values())
