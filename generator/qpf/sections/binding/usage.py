"""Declarations that no operation makes true: an event never published, a scope never audited."""

from collections.abc import Iterable, Mapping, Sequence

from qpf.diagnostics.catalogue import binding, communication, deployment, governance, wiring
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.interface import references
from qpf.model.document import child
from qpf.model.graph import WiringNode
from qpf.model.spec import AgentSpec
from qpf.sections.binding.effects import StepEffects
from qpf.sections.binding.partners import partner_aliases
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.governance.built_in import RUNTIME_SCOPES, runtime_metrics
from qpf.sections.governance.spec import GovernanceSpec
from qpf.sections.operations.spec import OperationsSpec
from qpf.sections.registry import sections

__all__ = ["check_reached", "check_usage", "check_wiring_use"]


def check_usage(agent: AgentSpec, effects: StepEffects, found: Diagnostics) -> None:
    """Events are published, packets sent, scopes audited, metrics measured."""
    stack = agent.find("communicationstack", CommunicationStackSpec)
    if stack is not None:
        base = "/communicationstack"
        for index, name in enumerate(stack.events.publishes):
            if name not in effects.published:
                place = agent.at(child(f"{base}/events/publishes", index))
                found.add(communication.event_never_published(place, name))
        for index, packet in enumerate(stack.packets.sent):
            if packet.type not in effects.sent:
                place = agent.at(child(f"{base}/packets/out", index))
                found.add(communication.packet_never_sent(place, packet.type))
    spec = agent.find("governance", GovernanceSpec)
    for index, name in enumerate(spec.auditscope if spec is not None else ()):
        if name not in effects.audited and name not in RUNTIME_SCOPES:
            place = agent.at(child("/governance/auditscope", index))
            found.add(governance.scope_never_audited(place, name))
    service = agent.find("deployment", DeploymentSpec)
    measured = effects.measured | set(runtime_metrics(agent))
    for index, name in enumerate(service.telemetry.metrics if service is not None else ()):
        if name not in measured:
            place = agent.at(child("/deployment/telemetry/metrics", index))
            found.add(deployment.metric_never_measured(place, name))


def check_reached(agent: AgentSpec, incoming: Iterable[WiringNode], found: Diagnostics) -> None:
    """Every operation is reached by a section, a wiring, or a step of one that is."""
    spec = agent.find("operations", OperationsSpec)
    if spec is None or agent.broken or agent.is_library:
        return
    reached = {name for section in sections() for name in section.reaches(agent)}
    reached |= {n for w in incoming if w.connection_type == "api_call" for n in w.names}
    calls = {one.name: references(one, "call") for one in spec.operations}
    waiting = list(reached)
    while waiting:
        for name in calls.get(waiting.pop(), ()):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    for index, operation in enumerate(spec.operations):
        if operation.name not in reached:
            place = agent.at(f"/operations/{index}/name")
            found.add(binding.unreachable_operation(place, operation.name))


def check_wiring_use(
    agent: AgentSpec,
    effects: StepEffects,
    wirings: Sequence[WiringNode],
    targets: Mapping[str, AgentSpec],
    found: Diagnostics,
) -> None:
    """What a wiring brings is used by a step of the caller."""
    for node in wirings:
        target = targets[node.to_id]
        for name in node.names:
            if node.connection_type == "api_call":
                is_used = any(f"{a}.{name}" in effects.asked for a in partner_aliases(target))
            else:
                is_used = node.connection_type != "packet_send" or name in effects.sent
            if not is_used:
                found.add(wiring.unused_wiring(node.origin, name, agent.id))
