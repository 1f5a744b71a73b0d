"""What pulses add to the application of their collection: parts, commands, settings."""

from collections.abc import Iterator

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.loop.names import command_name, part_name
from qpf.sections.loop.rules import part_of
from qpf.sections.loop.spec import LoopSpec
from qpf.views.hooks import CommandRef, PartRef, PulseRef, SettingRef

__all__ = ["commands", "parts", "pulses_that_end", "settings"]


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """Every pulse joins the service."""
    del graph
    for agent, spec in _pulses(collection):
        yield PartRef(module=_home(agent, spec), name=str(part_name(agent)), place=_at(agent))


def commands(collection: CollectionNode, graph: Graph) -> Iterator[CommandRef]:
    """Every pulse with a command can run as a service of its own."""
    del graph
    for agent, spec in _pulses(collection):
        if spec.command is not None:
            yield CommandRef(
                word=spec.command.word,
                module=_home(agent, spec),
                name=str(command_name(agent)),
                summary=spec.command.summary,
                place=agent.spec.at("/loop/command"),
                unit=spec.command.unit,
                realtime=spec.priority,
            )


def pulses_that_end(collection: CollectionNode, graph: Graph) -> Iterator[PulseRef]:
    """Pulses for which missing too many beats is failing."""
    del graph
    for agent, spec in _pulses(collection):
        if spec.on_miss == "fail":
            place = agent.spec.at("/loop/on_miss")
            yield PulseRef(module=f"{agent.package}.{spec.module}", place=place)


def settings(collection: CollectionNode, graph: Graph) -> Iterator[SettingRef]:
    """A pulse in a process may be one that another service runs."""
    del graph
    for agent, spec in _pulses(collection):
        if spec.runs_in == "process":
            yield SettingRef(
                name=f"{agent.slug}_board",
                annotation="Path | None",
                default=None,
                summary=f"Board of the {agent.slug} command; unset, the service beats itself.",
                place=_at(agent),
                imports=(Import("pathlib", "Path"),),
                shared_file=f"{agent.slug}.board" if _has_unit(spec) else None,
            )


def _pulses(collection: CollectionNode) -> Iterator[tuple[AgentNode, LoopSpec]]:
    for agent in collection.agents:
        spec = agent.spec.find("loop", LoopSpec)
        if spec is not None:
            yield agent, spec


def _has_unit(spec: LoopSpec) -> bool:
    return spec.command is not None and spec.command.unit is not None


def _home(agent: AgentNode, spec: LoopSpec) -> str:
    return f"{agent.package}.{part_of(spec)}"


def _at(agent: AgentNode) -> Place:
    return agent.spec.key("/loop")
