"""What a discovery adds to the application of its collection: a part, commands, settings."""

from collections.abc import Iterator

from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.discovery.names import command_name, orchestrator_name, part_name
from qpf.sections.discovery.spec import DiscoverySpec
from qpf.views.hooks import CommandRef, PartRef, SettingRef

__all__ = ["commands", "parts", "settings"]

_PORTS = 65_535
_HOPS = 255


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """The peers are shown by the service."""
    del graph
    for agent, spec in _nodes(collection):
        home = f"{agent.package}.{spec.module}"
        yield PartRef(module=home, name=str(part_name(agent)), place=agent.spec.key("/discovery"))


def commands(collection: CollectionNode, graph: Graph) -> Iterator[CommandRef]:
    """The node and the orchestrator as processes."""
    del graph
    for agent, spec in _nodes(collection):
        yield CommandRef(
            word=spec.command.word,
            module=f"{agent.package}.{spec.module}",
            name=str(command_name(agent)),
            summary=spec.command.summary,
            place=agent.spec.at("/discovery/command"),
            unit=spec.command.unit,
        )
        asks = spec.orchestrator
        if asks is not None:
            yield CommandRef(
                word=asks.command.word,
                module=f"{agent.package}.{asks.module}",
                name=str(orchestrator_name(agent)),
                summary=asks.command.summary,
                place=agent.spec.at("/discovery/orchestrator/command"),
                unit=asks.command.unit,
            )


def settings(collection: CollectionNode, graph: Graph) -> Iterator[SettingRef]:
    """Where nodes meet, as whom, with which secret, and where the peers are kept."""
    del graph
    for agent, spec in _nodes(collection):
        yield from _meeting(agent, spec)
        yield from _identity(agent, spec)
        if spec.orchestrator is not None:
            yield SettingRef(
                name="orchestrator_port",
                annotation="int",
                default=spec.orchestrator.port,
                summary="Port of the orchestrator's own service.",
                place=agent.spec.at("/discovery/orchestrator/port"),
                ge=0,
                le=_PORTS,
            )


def _meeting(agent: AgentNode, spec: DiscoverySpec) -> Iterator[SettingRef]:
    at = agent.spec.at
    yield SettingRef(
        name="discovery_group",
        annotation="str",
        default=spec.group,
        summary="Multicast group in which nodes meet.",
        place=at("/discovery/group"),
    )
    yield SettingRef(
        name="discovery_port",
        annotation="int",
        default=spec.port,
        summary="UDP port of the group.",
        place=at("/discovery/port"),
        ge=1,
        le=_PORTS,
    )
    yield SettingRef(
        name="discovery_ttl",
        annotation="int",
        default=spec.ttl,
        summary="Networks that an announcement crosses; 1 is the own one.",
        place=at("/discovery/ttl"),
        ge=0,
        le=_HOPS,
    )
    yield SettingRef(
        name="discovery_interface",
        annotation="str",
        default="",
        summary="Name or address of the network interface; empty lets the system choose.",
        place=at("/discovery"),
    )


def _identity(agent: AgentNode, spec: DiscoverySpec) -> Iterator[SettingRef]:
    at = agent.spec.at
    yield SettingRef(
        name="discovery_id",
        annotation="str",
        default="",
        summary="Name of this node among its peers; one is made without it.",
        place=at("/discovery"),
    )
    yield SettingRef(
        name="discovery_key",
        annotation="SecretStr | None",
        default=None,
        summary="Secret that announcements are signed with; others are not believed.",
        place=at("/discovery"),
        imports=(Import("pydantic", "SecretStr"),),
    )
    yield SettingRef(
        name="discovery_embedded",
        annotation="bool",
        default=False,
        summary="Whether the service itself is the node, in place of a process of its own.",
        place=at("/discovery"),
    )
    yield SettingRef(
        name="peers_file",
        annotation="str",
        default=spec.peers.file,
        summary="File in which the node keeps its peers.",
        place=at("/discovery/peers/file"),
        shared_file="peers.json",
    )


def _nodes(collection: CollectionNode) -> Iterator[tuple[AgentNode, DiscoverySpec]]:
    for agent in collection.agents:
        spec = agent.spec.find("discovery", DiscoverySpec)
        if spec is not None:
            yield agent, spec
