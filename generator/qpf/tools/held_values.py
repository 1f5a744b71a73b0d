"""The scalars of agents as they were expanded, and of the other documents as they were written.

A value has all places it was written at: a text with a parameter in it, and the argument.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qpf.model.document import Document, DocumentKind, Plain, child
from qpf.model.extraction_map import Scalar
from qpf.model.line_emission import Source
from qpf.model.line_homes import Homes, Spot, unit_of
from qpf.model.spec import AgentSpec
from qpf.tools.input_nodes import SourceFinder

__all__ = ["HeldValue", "held_values", "homes_of"]


@dataclass(frozen=True, slots=True)
class HeldValue:
    """What a line may hold: a scalar that stands at a spot, and where it is written.

    `is_part` is true for an argument that is only a part of the text at the spot.
    """

    collection: str
    spot: Spot
    value: Scalar
    source: Source
    is_part: bool = False

    @property
    def text(self) -> str:
        """The value as text."""
        return str(self.value)

    @property
    def unit(self) -> Spot:
        """What its value is made together with."""
        return self.spot[0], unit_of(self.spot[1])


def held_values(
    documents: Iterable[Document], agents: Iterable[AgentSpec], finder: SourceFinder
) -> tuple[HeldValue, ...]:
    """Every scalar but null, of agents in place of the schemas they were made from."""
    agents = tuple(agents)
    made = {agent.source for agent in agents}
    others = (document for document in documents if document.path not in made)
    of_agents = (one for agent in agents for one in _of_agent(agent, finder))
    return (*of_agents, *(one for document in others for one in _of_document(document)))


def _of_document(document: Document) -> Iterator[HeldValue]:
    for pointer, value in _scalars("", document.value):
        source = Source(document.origins.at(pointer), pointer)
        yield HeldValue(document.collection, (document.path, pointer), value, source)


def _of_agent(agent: AgentSpec, finder: SourceFinder) -> Iterator[HeldValue]:
    for pointer, value in _scalars("", agent.value):
        spot, uses = (agent.id, pointer), agent.uses.get(pointer, ())
        place = uses[0].leaf if uses else agent.at(pointer)
        yield HeldValue(agent.collection, spot, value, finder.source(place))
        for use in uses:
            source, is_part = finder.source(use.given), use.value != value
            yield HeldValue(agent.collection, spot, use.value, source, is_part=is_part)


def homes_of(
    documents: Iterable[Document], agents: Iterable[AgentSpec], finder: SourceFinder
) -> Homes:
    """What the values of schemas and maps became part of."""
    made: dict[str, list[str]] = defaultdict(list)
    moved: dict[Spot, dict[Spot, None]] = defaultdict(dict)
    used: dict[tuple[str, str], dict[Spot, None]] = defaultdict(dict)
    for agent in agents:
        made[agent.source].append(agent.id)
        places = {**agent.origins.keys, **agent.origins.nodes}
        foreign = [(p, place) for p, place in places.items() if place.file != agent.source]
        given = [(p, use.given) for p, uses in agent.uses.items() for use in uses]
        for pointer, place in (*foreign, *given):
            source = finder.source(place)
            moved[source.place.file, source.pointer][agent.id, pointer] = None
        for pointer, uses in agent.uses.items():
            for use in uses:
                used[agent.collection, use.name][agent.id, pointer] = None
    for document in documents:
        if document.kind is DocumentKind.MAP:
            for pointer, spots in _declared(document, used):
                moved.setdefault((document.path, pointer), spots)
    return Homes(
        {schema: tuple(ids) for schema, ids in made.items()},
        {spot: tuple(others) for spot, others in moved.items()},
    )


def _declared(
    document: Document, used: dict[tuple[str, str], dict[Spot, None]]
) -> Iterator[tuple[str, dict[Spot, None]]]:
    """Each value of the declaration of a parameter, and where the parameter is used."""
    parameters = document.value.get("parameters")
    for name, declared in parameters.items() if isinstance(parameters, dict) else ():
        spots = used.get((document.collection, name), {})
        at = child("/parameters", name)
        for pointer, _ in (("", None), *_scalars("", declared)) if spots else ():
            yield f"{at}{pointer}", spots


def _scalars(pointer: str, value: Plain) -> Iterator[tuple[str, Scalar]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(child(pointer, key), inner)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _scalars(child(pointer, number), item)
    elif value is not None:
        yield pointer, value
