"""What a gRPC service adds to the application of its collection: a part and settings."""

from collections.abc import Iterator

from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.rpc.names import part_name
from qpf.sections.rpc.spec import RpcSpec
from qpf.views.hooks import PartRef, SettingRef

__all__ = ["parts", "settings"]

_PORTS = 65_535


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """The server joins the service."""
    del graph
    for agent, spec in _servers(collection):
        home = f"{agent.package}.{spec.module}"
        yield PartRef(module=home, name=str(part_name(agent)), place=agent.spec.key("/rpc"))


def settings(collection: CollectionNode, graph: Graph) -> Iterator[SettingRef]:
    """Where the server listens, and with which certificate."""
    del graph
    path = (Import("pathlib", "Path"),)
    for agent, spec in _servers(collection):
        place = agent.spec.key("/rpc")
        yield SettingRef(
            name="rpc_host",
            annotation="str",
            default="127.0.0.1",
            summary="Address on which the gRPC server listens.",
            place=place,
        )
        yield SettingRef(
            name="rpc_port",
            annotation="int",
            default=spec.port,
            summary="Port of the gRPC server; 0 takes a free one.",
            place=agent.spec.at("/rpc/port"),
            ge=0,
            le=_PORTS,
        )
        for what in ("certificate", "private_key"):
            yield SettingRef(
                name=f"rpc_{what}",
                annotation="Path | None",
                default=None,
                summary=f"PEM file of the {what.replace('_', ' ')}; gRPC speaks TLS with both.",
                place=place,
                imports=path,
            )


def _servers(collection: CollectionNode) -> Iterator[tuple[AgentNode, RpcSpec]]:
    for agent in collection.agents:
        spec = agent.spec.find("rpc", RpcSpec)
        if spec is not None:
            yield agent, spec
