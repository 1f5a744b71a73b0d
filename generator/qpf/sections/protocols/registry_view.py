"""The registry of layers and protocols, their HTTP face, and the tests of both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.layers.facts import layer_class
from qpf.sections.protocols.facts import (
    PIPELINE,
    class_import,
    part_name,
    pipelines,
    protocol_class,
    seen_layers,
)
from qpf.sections.protocols.spec import ProtocolsSpec
from qpf.views.encode import DocText, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName, FunctionName, ModuleName

__all__ = [
    "EntryView",
    "HttpView",
    "RegistryView",
    "http_modules",
    "http_tests",
    "registries",
    "registry_tests",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A line of the registry."""

    name: Literal
    class_name: ClassName


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryView(ModuleView):
    """All layers and protocols by name."""

    layers: tuple[EntryView, ...]
    protocols: tuple[EntryView, ...]
    pipeline: ClassName


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpView(ModuleView):
    """The part that serves protocols."""

    function: FunctionName
    part_name: Literal
    protocol: Literal


def registries(agent: AgentNode, graph: Graph) -> Iterator[RegistryView]:
    """The registry of an agent's protocols and the layers it sees."""
    layers = seen_layers(agent, graph)
    place = agent.spec.key("/protocols")
    named = [(name, protocol_class(name, place)) for name, _, _ in pipelines(agent)]
    wanted = [
        Import("os"),
        Import("collections.abc", "Mapping"),
        Import("types", "MappingProxyType"),
        Import("qpf_fabric.layer", "Layer"),
        Import("qpf_fabric.layer", "LayerInfo"),
        Import("qpf_fabric.pipeline", "Pipeline"),
        Import("qpf_fabric.pipeline", "layers_of"),
        Import("qpf_fabric.pipeline", "pipeline_of", "composed"),
        *(class_import(layer) for layer in layers.values()),
        *(Import(f"{agent.package}.{ModuleName(n)}", str(made)) for n, made in named),
    ]
    yield RegistryView(
        path_fields=agent_paths(agent, "registry"),
        origin=place,
        docstring=DocText(f"Layers and protocols of {agent.name} by name.", place, indent=0),
        imports=imports_of(graph, wanted, f"{agent.package}.registry"),
        layers=tuple(
            EntryView(name=Literal(one.name, one.place), class_name=layer_class(one))
            for one in layers.values()
        ),
        protocols=tuple(
            EntryView(name=Literal(name, place), class_name=made)
            for name, made in named
            if name != PIPELINE
        ),
        pipeline=protocol_class(PIPELINE, place),
    )


def registry_tests(agent: AgentNode, graph: Graph) -> Iterator[RegistryView]:
    """Every name leads to its protocol; a pipeline of any choice can be made."""
    wanted = [
        Import("pytest"),
        Import("qpf_core.errors", "InputError"),
        Import("qpf_fabric.packet", "Packet"),
        *(
            Import(f"{agent.package}.registry", name)
            for name in (
                *("CATALOGUE", "LAYERS", "PIPELINE", "PROTOCOLS"),
                *("build", "check_config", "pipeline_of"),
            )
        ),
    ]
    for view in registries(agent, graph):
        yield replace(view, imports=imports_of(graph, wanted))


def http_modules(agent: AgentNode, graph: Graph) -> Iterator[HttpView]:
    """The part that joins the service."""
    wanted = [
        Import("os"),
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_fabric.http", "Faces"),
        Import("qpf_fabric.http", "protocol_router"),
        Import("qpf_fabric.sinks", "sinks_of"),
        *(
            Import(f"{agent.package}.registry", name)
            for name in ("CATALOGUE", "PIPELINE", "PROTOCOLS")
        ),
    ]
    yield _http(agent, graph, "Protocols over HTTP.", wanted)


def http_tests(agent: AgentNode, graph: Graph) -> Iterator[HttpView]:
    """What the part answers."""
    wanted = [
        Import("base64"),
        Import("json"),
        Import("collections.abc", "Iterator"),
        Import("pytest"),
        Import("qpf_fabric.testing_http", "Client"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_fabric.testing_http", "served"),
        Import(f"{agent.package}.http", str(part_name(agent))),
        Import(f"{agent.package}.registry", "PROTOCOLS"),
    ]
    yield _http(agent, graph, "What protocols answer over HTTP.", wanted)


def _http(agent: AgentNode, graph: Graph, doc: str, wanted: list[Import]) -> HttpView:
    place = agent.spec.key("/protocols")
    spec = agent.spec.section("protocols", ProtocolsSpec)
    return HttpView(
        path_fields=agent_paths(agent, "http"),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        function=part_name(agent),
        part_name=Literal(agent.slug, place),
        protocol=Literal(spec.protocols[0].name, agent.spec.at("/protocols/0/name")),
    )
