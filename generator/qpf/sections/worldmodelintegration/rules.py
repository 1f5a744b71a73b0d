"""Rules of world models."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_duration, check_unique
from qpf.sections.worldmodelintegration.spec import ActiveModel, WorldModelIntegrationSpec

__all__ = ["check"]

_BASE = "/worldmodelintegration"


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Names are unique, ages parse."""
    spec = agent.section("worldmodelintegration", WorldModelIntegrationSpec)
    check_unique(agent, f"{_BASE}/activemodels", [m.name for m in spec.models], found)
    check_unique(agent, f"{_BASE}/dataconnectors", [c.name for c in spec.connectors], found)
    check_unique(agent, f"{_BASE}/usecases", spec.usecases, found)
    for index, model in enumerate(spec.activemodels):
        if isinstance(model, ActiveModel):
            pointer = f"{_BASE}/activemodels/{index}/freshness"
            check_duration(agent, pointer, model.freshness, found)
