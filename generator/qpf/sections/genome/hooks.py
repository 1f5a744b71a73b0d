"""What a genome adds to the application of its collection: a beat on demand."""

from collections.abc import Iterator

from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.genome.spec import GenomeSpec
from qpf.views.encode import Identifier
from qpf.views.hooks import PartRef
from qpf.views.naming import FunctionName

__all__ = ["PART", "part_name", "parts"]

PART = "arbiter_part"
"""The module that joins the service."""


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """The arbiter beats when it is asked over HTTP, where the genome has a `path`."""
    del graph
    for agent in collection.agents:
        spec = agent.spec.find("genome", GenomeSpec)
        if spec is not None and spec.path is not None:
            place = agent.spec.at("/genome/path")
            home = f"{agent.package}.{PART}"
            yield PartRef(module=home, name=str(part_name(agent)), place=place)


def part_name(agent: AgentNode) -> Identifier:
    """The function that makes the part of the service."""
    return FunctionName(f"{agent.slug} part", agent.spec.key("/genome"))
