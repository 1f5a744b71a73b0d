"""The governance policy of an agent: anchors, triggers as functions, audit scope, and its tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.governance.conditions import TriggerView, triggers
from qpf.sections.governance.spec import GovernanceSpec
from qpf.views.encode import DocText, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["PolicyView", "bridge_tests", "bridges"]

_BASE = "/governance"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorView:
    """An anchor and its channels."""

    name: Literal
    channels: Literal
    mark: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView(ModuleView):
    """The policy of an agent."""

    agent: Literal
    mode: Literal
    human_override: Literal
    anchors: tuple[AnchorView, ...]
    triggers: tuple[TriggerView, ...]
    has_anchors: bool
    has_triggers: bool
    has_scopes: bool
    audit_scope: Literal


def bridges(agent: AgentNode, graph: Graph) -> Iterator[PolicyView]:
    """The policy module."""
    found = triggers(agent, graph)
    wanted = [Import("qpf_core.governance", "GovernancePolicy")]
    if found:
        wanted.append(Import("qpf_core.governance", "Trigger"))
    if agent.anchors:
        wanted.append(Import("qpf_core.governance", "Anchor"))
    if any(one.is_condition for one in found):
        wanted.append(Import("collections.abc", "Mapping"))
    yield _policy(agent, graph, f"Who answers for {agent.name}, and when they are called.", wanted)


def bridge_tests(agent: AgentNode, graph: Graph) -> Iterator[PolicyView]:
    """Every trigger fires and reaches every anchor; every audit scope is written."""
    module = f"{agent.package}.{agent.stem_of(Role.GOVERNANCE_BRIDGE)}"
    wanted = [
        Import("pytest"),
        Import("qpf_core.agent", "Context"),
        Import("qpf_core.errors", "Forbidden"),
    ]
    has_triggers = bool(triggers(agent, graph))
    if has_triggers:
        wanted.append(Import("collections.abc", "Mapping"))
        wanted.append(Import("qpf_core.governance", "Trigger"))
    if has_triggers or agent.spec.section("governance", GovernanceSpec).auditscope:
        wanted.append(Import("qpf_core.agent", "AgentRuntime"))
        wanted.append(Import(module, "POLICY"))
    yield _policy(agent, graph, f"The policy of {agent.name} is no theatre.", wanted)


def _policy(agent: AgentNode, graph: Graph, doc: str, wanted: list[Import]) -> PolicyView:
    spec = agent.spec.section("governance", GovernanceSpec)
    place, at = agent.spec.key(_BASE), agent.spec.at
    found = triggers(agent, graph)
    return PolicyView(
        path_fields=agent_paths(agent, agent.stem_of(Role.GOVERNANCE_BRIDGE) or ""),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        agent=Literal(agent.slug, at("/name")),
        mode=Literal(spec.mode, at(f"{_BASE}/mode")),
        human_override=Literal(spec.humanoverride, at(f"{_BASE}/humanoverride")),
        anchors=tuple(
            AnchorView(
                name=Literal(one.name, one.origin),
                channels=Literal(one.channels, one.origin),
                mark=Literal(f"anchor:{one.name}", one.origin),
            )
            for one in agent.anchors
        ),
        triggers=found,
        has_anchors=bool(agent.anchors),
        has_triggers=bool(found),
        has_scopes=bool(spec.auditscope),
        audit_scope=Literal(spec.auditscope, at(f"{_BASE}/auditscope")),
    )
