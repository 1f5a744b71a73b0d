"""Frames on topics as live items, and the part of the service that follows them."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.streams.offering import frame_topics, tap_name
from qpf.sections.streams.spec import StreamsSpec
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.hooks import PartRef
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ConstantName

__all__ = ["LiveView", "live", "live_tests", "parts"]

_BASE = "/streams"


@dataclass(frozen=True, slots=True, kw_only=True)
class TapView:
    """A function that shows a topic of frames to a hub."""

    function: Identifier
    topic: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveView(ModuleView):
    """The module of live frames, or its tests."""

    slug: Literal
    taps: tuple[TapView, ...]
    has_runs: bool
    runs: Code


def live(agent: AgentNode, graph: Graph) -> Iterator[LiveView]:
    """The module of live frames."""
    wanted = {
        Import("qpf_core.service", "LiveHub"),
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_fabric.streams.live", "followers_of"),
        Import("qpf_fabric.streams.live", "show_frames"),
        Import(agent.package, "topics"),
    }
    if agent.spec.section("streams", StreamsSpec).runs is not None:
        wanted |= {
            Import("qpf_fabric.sinks", "sinks_of"),
            Import("qpf_fabric.streams.sinks", "FrameSink"),
        }
    yield from _live(agent, graph, f"Frames of {agent.name}, live.", wanted)


def live_tests(agent: AgentNode, graph: Graph) -> Iterator[LiveView]:
    """Tests that frames reach a hub."""
    wanted = {
        Import("anyio"),
        Import("pytest"),
        Import("qpf_core.service", "LiveHub"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.testing_time", "PATIENCE_S"),
        Import("qpf_fabric.pipeline", "Frame"),
        Import("qpf_fabric.streams.bodies", "frames_body"),
        Import("collections.abc", "Mapping"),
        Import("typing", "Any"),
        Import(agent.package, "live"),
        Import(agent.package, "topics"),
    }
    if agent.spec.section("streams", StreamsSpec).runs is not None:
        wanted |= {
            Import("qpf_fabric.packet", "Packet"),
            Import("qpf_fabric.sinks", "RunRecord"),
            Import("qpf_fabric.sinks", "sinks_of"),
        }
    yield from _live(agent, graph, f"Frames of {agent.name} reach every hub.", wanted)


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """What follows frames in the process of the service."""
    del graph
    for agent in collection.agents:
        spec = agent.spec.find("streams", StreamsSpec)
        if spec is not None and frame_topics(spec):
            place = agent.spec.key(_BASE)
            yield PartRef(module=f"{agent.package}.live", name="streams_part", place=place)


def _live(agent: AgentNode, graph: Graph, doc: str, wanted: set[Import]) -> Iterator[LiveView]:
    spec = agent.spec.section("streams", StreamsSpec)
    names = frame_topics(spec)
    if not names:
        return
    place = agent.spec.key(_BASE)
    yield LiveView(
        path_fields=agent_paths(agent, "live"),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        slug=Literal(agent.slug, place),
        taps=tuple(
            TapView(
                function=tap_name(name, place),
                topic=ConstantName(name, place),
            )
            for name in names
        ),
        has_runs=spec.runs is not None,
        runs=Code.from_text(f"topics.{ConstantName(spec.runs or 'none')}", place),
    )
