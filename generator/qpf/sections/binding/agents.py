"""Which agent a name stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from qpf.diagnostics.catalogue import composition
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.spec import AgentSpec, CollectionSpec

__all__ = ["AgentTable", "folded"]


def folded(name: str) -> str:
    """A name without case, spaces and separators: `Main Agent`, `main_agent`, `MainAgent`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class AgentTable:
    """All agents of the workspace by id, and the ids by folded id or name.

    `absent` are names of the order whose schema is missing: that is reported once, where it is.
    """

    agents: dict[str, AgentSpec]
    aliases: dict[tuple[str, str], str]
    absent: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, specs: Sequence[CollectionSpec], found: Diagnostics) -> "AgentTable":
        """The table; a name that two agents of one collection have is reported."""
        agents: dict[str, AgentSpec] = {}
        aliases: dict[tuple[str, str], str] = {}
        for collection in specs:
            for agent in collection.agents:
                agents[agent.id] = agent
                for alias in (agent.id.partition("/")[2], agent.name):
                    key = (collection.name, folded(alias))
                    other = aliases.setdefault(key, agent.id)
                    if other != agent.id:
                        first = agents[other].at("/name")
                        found.add(composition.duplicate_agent_id(agent.at("/name"), alias, first))
        return cls(agents, aliases, _absent(specs, aliases))

    def find(self, collection: str, name: str) -> str | None:
        """The id behind an id or name: the own collection first, then the only one elsewhere."""
        if name in self.agents:
            return name
        own = self.aliases.get((collection, folded(name)))
        if own is not None:
            return own
        others = {id_ for (_, alias), id_ in self.aliases.items() if alias == folded(name)}
        return others.pop() if len(others) == 1 else None

    def bind(self, collection: str, name: str, place: Place, found: Diagnostics) -> str | None:
        """Like `find`, but an unknown name is reported."""
        agent_id = self.find(collection, name)
        local_name = folded(name.rpartition("/")[2])
        if agent_id is None and (collection, local_name) not in self.absent:
            local = [a.name for a in self.agents.values() if a.collection == collection]
            own = [id_.partition("/")[2] for id_ in self.agents if id_.startswith(f"{collection}/")]
            found.add(composition.unknown_agent(place, name, tuple(dict.fromkeys(local + own))))
        return agent_id


def _absent(
    specs: Sequence[CollectionSpec], aliases: dict[tuple[str, str], str]
) -> frozenset[tuple[str, str]]:
    names = {
        (spec.name, folded(entry.agent))
        for spec in specs
        for entry in spec.map.extraction_sequence.entries
        if (spec.name, folded(_stem(entry.schema_file))) not in _sources(spec)
    }
    names |= {(spec.name, folded(instance)) for spec in specs for instance in spec.map.instances}
    return frozenset(names - set(aliases))


def _sources(spec: CollectionSpec) -> set[tuple[str, str]]:
    return {(spec.name, folded(_stem(agent.source))) for agent in spec.agents}


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")
