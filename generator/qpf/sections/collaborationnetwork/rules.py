"""Rules of partners and scope."""

from qpf.diagnostics.catalogue import governance, references
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_paths
from qpf.sections.collaborationnetwork.spec import CollaborationNetworkSpec
from qpf.sections.integration.spec import IntegrationSpec
from qpf.sections.learningsystem.spec import LearningSystemSpec
from qpf.sections.section import Meant

__all__ = ["check", "means"]

_BASE = "/collaborationnetwork"


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Partners are connected; autonomy and scope agree."""
    spec = agent.section("collaborationnetwork", CollaborationNetworkSpec)
    check_paths(agent, f"{_BASE}/partners", spec.partners, found)
    integration = agent.find("integration", IntegrationSpec)
    for index, partner in enumerate(spec.partners if integration is not None else ()):
        if integration is not None and partner not in integration.connectto:
            place = agent.at(child(f"{_BASE}/partners", index))
            connected = agent.at("/integration/connectto")
            own = connected if connected.file == agent.source else None
            found.add(references.partner_not_connected(place, partner, own))
    decisions = spec.autonomyscope.internaldecisions
    if agent.is_library and decisions != "full":
        place = agent.at(f"{_BASE}/autonomyscope/internaldecisions")
        found.add(governance.idle_in_library(place, "internaldecisions", decisions, "full"))
    learning = agent.find("learningsystem", LearningSystemSpec)
    is_full = learning is not None and learning.autonomyprofile.mode == "full_autonomy"
    if is_full and spec.autonomyscope.externalactions == "gated_by_governance":
        place = agent.at(f"{_BASE}/autonomyscope/externalactions")
        found.add(governance.full_autonomy_gated(place))


def means(own: Meant, found: Diagnostics) -> None:
    """No operation of a service is refused whatever happens."""
    spec = own.agent.section("collaborationnetwork", CollaborationNetworkSpec).autonomyscope
    if own.agent.is_library:
        return
    for one in own.operations:
        key = "externalactions" if one.spec.external else "internaldecisions"
        is_judged = one.spec.external or bool(one.effects.writes)
        if is_judged and getattr(spec, key) == "none":
            scope = own.agent.at(f"{_BASE}/autonomyscope/{key}")
            found.add(governance.never_allowed(one.place, one.name, key, scope))
