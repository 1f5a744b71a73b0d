"""What protocols add to a package, and to the application of its collection."""

from collections.abc import Iterator

from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.protocols.facts import part_name
from qpf.sections.protocols.protocol_view import protocol_modules, protocol_tests
from qpf.sections.protocols.registry_view import (
    http_modules,
    http_tests,
    registries,
    registry_tests,
)
from qpf.sections.protocols.spec import ProtocolsSpec
from qpf.views.hooks import PartRef, SettingRef

__all__ = [
    "http_modules",
    "http_tests",
    "parts",
    "protocol_modules",
    "protocol_tests",
    "registries",
    "registry_tests",
    "settings",
]

_BODY_BYTES = 4 * 1024 * 1024


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """The routes of protocols join the service."""
    del graph
    for agent in _agents(collection):
        place = agent.spec.key("/protocols")
        yield PartRef(module=f"{agent.package}.http", name=str(part_name(agent)), place=place)


def settings(collection: CollectionNode, graph: Graph) -> Iterator[SettingRef]:
    """Bodies may be as long as the JSON form of the longest packet."""
    del graph
    for agent in _agents(collection):
        yield SettingRef(
            name="max_body_bytes",
            annotation="int",
            default=_BODY_BYTES,
            summary="The longest body of a request, in bytes; packets are limited by themselves.",
            place=agent.spec.key("/protocols"),
            ge=1,
        )


def _agents(collection: CollectionNode) -> Iterator[AgentNode]:
    for agent in collection.agents:
        if agent.spec.find("protocols", ProtocolsSpec) is not None:
            yield agent
