"""Rules of governance that one agent can break alone."""

from qpf.diagnostics.catalogue import governance
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_path, check_unique
from qpf.sections.governance.spec import GovernanceSpec
from qpf.sections.learningsystem.spec import LearningSystemSpec

__all__ = ["check"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Anchors, override, audit scope."""
    spec = agent.section("governance", GovernanceSpec)
    if not spec.anchors and spec.mode != "autonomous":
        found.add(governance.no_anchors(agent.at("/governance/anchors"), spec.mode))
    if not spec.humanoverride and spec.mode == "supervised":
        place = agent.at("/governance/humanoverride")
        found.add(governance.override_contradiction(place, spec.mode))
    if not spec.auditscope:
        found.add(governance.empty_audit_scope(agent.at("/governance/auditscope")))
    for key in ("complianceauditor", "performancereporting"):
        path = getattr(spec, key)
        if path is not None:
            check_path(agent, f"/governance/{key}", path, found)
    check_unique(agent, "/governance/anchors", spec.anchors, found)
    check_unique(agent, "/governance/auditscope", spec.auditscope, found)
    _check_escalation(agent, spec, found)


def _check_escalation(agent: AgentSpec, spec: GovernanceSpec, found: Diagnostics) -> None:
    learning = agent.find("learningsystem", LearningSystemSpec)
    if learning is None or not spec.humanoverride or spec.escalationpolicy.strip():
        return
    if not learning.autonomyprofile.escalationtriggers:
        place = agent.at("/governance/humanoverride")
        found.add(governance.no_escalation_policy(place))
