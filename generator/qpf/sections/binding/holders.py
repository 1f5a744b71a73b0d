"""Which modules of an agent hold what a wiring names."""

from collections.abc import Iterator

from qpf.language.interface import DEFAULT_MODULE, references
from qpf.model.glue import ConnectionType
from qpf.model.graph import Role
from qpf.model.spec import AgentSpec
from qpf.sections.binding.roles import role_by_name
from qpf.sections.binding.roots import files_of
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.operations.spec import OperationsSpec

__all__ = ["holders_of"]


def holders_of(kind: ConnectionType, name: str, agent: AgentSpec) -> tuple[str, ...]:
    """Paths of the generated modules in which a connection finds `name`.

    A call finds its operation. A packet finds the operation that takes it, and the packet handler;
    an observer finds the operations that publish the event, and the event publisher.
    """
    stems = dict.fromkeys(_stems(kind, name, agent))
    return tuple(path for path, stem in files_of(agent).items() if stem in stems)


def _stems(kind: ConnectionType, name: str, agent: AgentSpec) -> Iterator[str]:
    spec = agent.find("operations", OperationsSpec)
    operations = spec.operations if spec is not None else ()
    if kind == "api_call":
        held = {name}
    elif kind == "packet_send":
        yield from _named(agent, Role.PACKET_HANDLER)
        stack = agent.find("communicationstack", CommunicationStackSpec)
        inbound = stack.packets.inbound if stack is not None else ()
        held = {packet.operation for packet in inbound if packet.type == name}
    else:
        yield from _named(agent, Role.EVENT_PUBLISHER)
        held = {one.name for one in operations if name in references(one, "publish")}
    for operation in operations:
        if operation.name in held:
            yield operation.module or DEFAULT_MODULE


def _named(agent: AgentSpec, role: Role) -> Iterator[str]:
    yield from (stem for stem in files_of(agent).values() if role_by_name(stem) is role)
