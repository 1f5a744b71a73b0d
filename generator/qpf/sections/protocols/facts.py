"""What the views of protocols share: pipelines, names, what can be seen."""

from collections.abc import Iterator

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.model import CompiledLayer
from qpf.language.reversible.pipeline_spec import PipelineSpec
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.layers.facts import layer_class, layer_stem
from qpf.sections.packet_layers import needed_agents, visible_layers
from qpf.sections.protocols.spec import ProtocolsSpec
from qpf.views.naming import ClassName, FunctionName

__all__ = ["PIPELINE", "class_import", "part_name", "pipelines", "protocol_class", "seen_layers"]

PIPELINE = "pipeline"
"""The name of the pipeline that runs by default, and of its module."""


def pipelines(agent: AgentNode) -> Iterator[tuple[str, PipelineSpec, str]]:
    """Name, spec and pointer of each protocol, and of the pipeline at last."""
    spec = agent.spec.section("protocols", ProtocolsSpec)
    for index, one in enumerate(spec.protocols):
        yield one.name, one, f"/protocols/{index}"
    yield PIPELINE, spec.pipeline, "/pipeline"


def seen_layers(agent: AgentNode, graph: Graph) -> dict[str, CompiledLayer]:
    """The layers an agent sees, by name."""
    return visible_layers(agent.spec, tuple(needed_agents(agent, graph)))


def protocol_class(name: str, place: Place) -> ClassName:
    """The class of a protocol."""
    return ClassName("whole pipeline" if name == PIPELINE else f"{name} protocol", place)


def class_import(layer: CompiledLayer) -> Import:
    """The import of a layer's class."""
    return Import(f"{layer.home}.{layer_stem(layer)}", str(layer_class(layer)))


def part_name(agent: AgentNode) -> FunctionName:
    """The function that makes the part of the service."""
    return FunctionName(f"{agent.slug} part", agent.spec.key("/protocols"))
