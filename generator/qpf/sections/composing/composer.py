"""Composes the agents of one collection from its map and its schemas."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qpf.diagnostics.catalogue import composition
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Document, Origins, Plain, ancestors, child
from qpf.model.extraction_map import MapSpec, Scalar
from qpf.model.spec import ComposedAgent, ComposedCollection
from qpf.sections.composing.defaults import defaults_of
from qpf.sections.composing.idle import idle_defaults
from qpf.sections.composing.merge import merge
from qpf.sections.composing.parameters import Substitution, arguments_of
from qpf.sections.composing.strategies import Override, apply_override

__all__ = ["Composer", "stem_of"]


@dataclass(slots=True)
class Composer:
    """Composes the agents of one collection."""

    document: Document
    map: MapSpec
    schemas: dict[str, Document]
    found: Diagnostics
    strategy: str

    def compose(self, glue: Document | None) -> ComposedCollection:
        """All agents of the collection, in the order of the sequence."""
        defaults, default_origins = defaults_of(self.document, self.map, self.found)
        used: set[str] = set()
        agents = []
        written = []
        for agent_id, schema, pointer in self._agents():
            written.append(schema.value)
            substitution = self._substitution(agent_id, pointer)
            value, origins = merge(defaults, default_origins, schema.value, schema.origins)
            agents.append(self._agent(agent_id, schema, substitution, value, origins))
            used |= substitution.used
        is_complete = len(agents) == self._expected() and all(a.is_readable for a in agents)
        for name in self.map.parameters:
            if is_complete and name not in used:
                place = self.document.origins.key(f"/parameters/{name}")
                self.found.add(composition.unused_parameter(place, name))
        for pointer in idle_defaults(defaults, written) if is_complete else ():
            place = default_origins.key(pointer)
            self.found.add(composition.idle_default(place, pointer[1:].replace("/", ".")))
        return ComposedCollection(
            name=self.document.collection,
            map=self.document,
            glue=glue,
            agents=self._overridden(agents),
            strategy=self.strategy,
        )

    def _substitution(self, agent_id: str, pointer: str) -> Substitution:
        given, origins = self._given(agent_id), self.document.origins
        return Substitution(
            agent=agent_id,
            arguments=arguments_of(self.map.parameters, given, origins, pointer, self.found),
            declared=tuple(self.map.parameters),
            found=self.found,
        )

    def _agent(
        self,
        agent_id: str,
        schema: Document,
        substitution: Substitution,
        value: dict[str, Plain],
        origins: Origins,
    ) -> ComposedAgent:
        is_readable = schema.is_whole or bool(schema.value)
        value, origins = substitution.run(value, origins)
        return ComposedAgent(
            id=f"{self.document.collection}/{agent_id}",
            collection=self.document.collection,
            source=schema.path,
            value=value if is_readable else {},
            origins=origins if is_readable else schema.origins,
            is_readable=is_readable,
            uses=substitution.uses,
        )

    def _agents(self) -> Iterable[tuple[str, Document, str]]:
        """Agent id, schema, and the pointer of its parameters, in the order of the sequence."""
        shared = {instance.schema_file for instance in self.map.instances.values()}
        known = {stem: stem for stem in self.schemas if stem not in shared}
        for name, instance in self.map.instances.items():
            stem = stem_of(instance.schema_file)
            if stem in self.schemas:
                known[name] = stem
            else:
                place = self.document.origins.at(f"/instances/{name}/schema")
                self._missing_schema(place, instance.schema_file)
        order = [entry.agent for entry in self.map.extraction_sequence.entries]
        ranks = {name: rank for rank, name in enumerate(order)}
        for name in sorted(known, key=lambda n: (ranks.get(n, len(ranks)), n)):
            yield name, self.schemas[known[name]], f"/instances/{name}/parameters"

    def _announced(self) -> set[str]:
        """Agents of the map, also those whose schema is missing: that is reported elsewhere."""
        order = {entry.agent for entry in self.map.extraction_sequence.entries}
        return order | set(self.map.instances)

    def _expected(self) -> int:
        """How many agents there would be if every schema was at hand."""
        shared = {instance.schema_file for instance in self.map.instances.values()}
        return len(self.map.instances) + len(set(self.schemas) - shared)

    def _given(self, agent_id: str) -> dict[str, Scalar]:
        instance = self.map.instances.get(agent_id)
        return dict(instance.parameters) if instance is not None else {}

    def _missing_schema(self, place: Place, name: str) -> None:
        folder = f"schemas/{self.document.collection}"
        path = f"{folder}/{stem_of(name)}.yaml"
        if all(d.place.file != path for d in self.found.errors):
            known = tuple(sorted(self.schemas))
            self.found.add(composition.schema_not_found(place, name, folder, known))

    def _overridden(self, agents: list[ComposedAgent]) -> tuple[ComposedAgent, ...]:
        """Apply the observed strategy; the others are tried, so that their faults are found too."""
        strategies = self.map.strategies
        if strategies is None:
            return tuple(agents)
        known = {agent.id.partition("/")[2]: agent for agent in agents}
        result = dict(known)
        for name, spec in strategies.named.items():
            tried = dict(known)
            for agent_name, pairs in spec.overrides.items():
                at = child(f"/strategies/{name}/overrides", agent_name)
                if agent_name not in known and agent_name in self._announced():
                    continue
                if agent_name not in known:
                    place = self.document.origins.key(at)
                    self.found.add(composition.unknown_agent(place, agent_name, tuple(known)))
                    continue
                for pointer, value in pairs.items():
                    override = Override(
                        agent=agent_name,
                        pointer=pointer,
                        value=self._written(name, agent_name, pointer, value),
                        written_at=child(at, pointer),
                    )
                    tried[agent_name] = self._apply(override, tried[agent_name])
            if name == self.strategy:
                result = tried
        return tuple(result.values())

    def _written(self, strategy: str, agent: str, pointer: str, value: object) -> Plain:
        """The override as it was read: the typed map holds tuples where the document has lists."""
        node: object = self.document.value
        for key in ("strategies", strategy, "overrides", agent, pointer):
            node = node.get(key, value) if isinstance(node, dict) else value
        return node  # type: ignore[return-value]

    def _apply(self, override: Override, agent: ComposedAgent) -> ComposedAgent:
        value, origins = apply_override(
            override, agent.value, agent.origins, self.document.origins, self.found
        )
        uses = {p: u for p, u in agent.uses.items() if override.pointer not in ancestors(p)}
        return replace(agent, value=value, origins=origins, uses=uses)


def stem_of(path: str) -> str:
    """The file name of a schema without its folder and ending."""
    return path.rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")
