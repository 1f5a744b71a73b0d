"""What the tests of an agent must exercise: all that its schema and wirings promise."""

from collections.abc import Iterator, Mapping

from qpf.diagnostics.diagnostic import Place
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.communicationstack.facts import observed_by_source
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.governance.conditions import trigger_conditions
from qpf.sections.memorytopology.spec import MemoryTopologySpec

__all__ = ["marks_of", "required_exercises"]


def required_exercises(graph: Graph) -> Mapping[str, Mapping[str, Place]]:
    """Agent id -> mark of `pytest.mark.exercises` -> the value that wants the test."""
    return {
        agent.id: marks_of(agent, graph) for agent in graph.agents if agent.stem_of(Role.CONTROLLER)
    }


def marks_of(agent: AgentNode, graph: Graph) -> Mapping[str, Place]:
    """The marks of one agent, in the order of its sections."""
    return dict(_marks(agent, graph))


def _marks(agent: AgentNode, graph: Graph) -> Iterator[tuple[str, Place]]:
    at = agent.spec.at
    memory = agent.spec.section("memorytopology", MemoryTopologySpec)
    for layer in memory.layers:
        yield f"memory:{layer}", at(f"/memorytopology/{layer}")
    for condition in trigger_conditions(agent, graph):
        yield f"trigger:{condition.name}", condition.place
    for anchor in agent.anchors:
        yield f"anchor:{anchor.name}", anchor.origin
    deployment = agent.spec.section("deployment", DeploymentSpec)
    for number, one in enumerate(deployment.endpoints):
        yield f"endpoint:{one.method} {one.path}", at(f"/deployment/endpoints/{number}")
    yield from _messages(agent, graph)
    for wiring in agent.wirings:
        if wiring.client_module is not None:
            target = wiring.to_id.partition("/")[2]
            for name in wiring.names:
                yield f"wiring:{wiring.connection_type}:{target}.{name}", wiring.origin


def _messages(agent: AgentNode, graph: Graph) -> Iterator[tuple[str, Place]]:
    spec = agent.spec.section("communicationstack", CommunicationStackSpec)
    base = "/communicationstack"
    for channel in spec.channels:
        yield f"channel:{channel}", agent.spec.at(f"{base}/channels/{channel}")
    for number, packet in enumerate(spec.packets.inbound):
        yield f"packet:{packet.type}", agent.spec.at(f"{base}/packets/in/{number}")
    for number, event in enumerate(spec.events.publishes):
        yield f"event:{event}", agent.spec.at(f"{base}/events/publishes/{number}")
    handled = {one.event for one in spec.events.observed}
    for full, event in observed_by_source(agent, graph):
        if event in handled:
            yield f"observes:{full}", agent.spec.at(f"{base}/events/observes")
