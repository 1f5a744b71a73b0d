"""Validation: composed agents become typed ones, and each section's rules are checked."""

from collections.abc import Iterable

from qpf.diagnostics.catalogue import composition, identity
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Document
from qpf.model.extraction_map import MapSpec
from qpf.model.glue import GlueSpec
from qpf.model.spec import CollectionSpec, ComposedCollection
from qpf.sections.composing.default_values import check_defaults
from qpf.sections.composing.glue import glue_spec
from qpf.sections.composing.tolerant import map_spec
from qpf.sections.typed_agent import typed_agent

__all__ = ["MOST_AGENTS", "validate"]

DIALECT = "6.0.0"
"""The dialect of maps and glue files that is read."""

MOST_AGENTS = 10
"""Agents a collection may have."""


def validate(
    composed: Iterable[ComposedCollection], found: Diagnostics
) -> tuple[CollectionSpec, ...]:
    """Type every collection; a section with faults is reported and left out of its agent."""
    return tuple(_collection(collection, found) for collection in composed)


def _collection(composed: ComposedCollection, found: Diagnostics) -> CollectionSpec:
    names = tuple(agent.id.partition("/")[2] for agent in composed.agents)
    spec = map_spec(composed.map, names, found)
    _check_size(composed, spec, found)
    _check_dialect(composed.map, spec.version, found)
    check_defaults(composed.map, found)
    glue, document = GlueSpec(), composed.glue
    if document is not None:
        glue, document = glue_spec(document, found)
        _check_dialect(document, glue.version, found)
    return CollectionSpec(
        name=composed.name,
        map=spec,
        map_document=composed.map,
        glue=glue,
        glue_document=document,
        agents=tuple(typed_agent(agent, found) for agent in composed.agents),
        strategy=composed.strategy,
    )


def _check_dialect(document: Document, version: str, found: Diagnostics) -> None:
    place = document.origins.at("/version")
    written, read = ([int(part) for part in one.split(".")] for one in (version, DIALECT))
    if written < read:
        found.add(identity.version_too_low(place, version))
    elif written > read:
        found.add(composition.newer_dialect(place, version, DIALECT))


def _check_size(composed: ComposedCollection, spec: MapSpec, found: Diagnostics) -> None:
    origins = composed.map.origins
    if spec.collection != composed.name:
        place = origins.at("/collection")
        found.add(composition.collection_mismatch(place, spec.collection, composed.name))
    count = len(composed.agents)
    if count > MOST_AGENTS:
        place = origins.at("/extraction_sequence/order")
        found.add(composition.too_many_agents(place, count, MOST_AGENTS))
