"""Rules of integration; whether a neighbour exists is a matter of the whole workspace."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_paths, check_unique
from qpf.sections.integration.spec import IntegrationSpec

__all__ = ["check"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Paths and repetitions."""
    spec = agent.section("integration", IntegrationSpec)
    check_paths(agent, "/integration/connectto", spec.connectto, found, glob=True)
    check_unique(agent, "/integration/shareddomains", spec.shareddomains, found)
