"""Rules of metadata."""

from datetime import date

from qpf.diagnostics.catalogue import deployment, identity
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_days, check_unique
from qpf.sections.metadata.spec import MetadataSpec
from qpf.sections.system.spec import SystemSpec

__all__ = ["check"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Owner, days, version mark."""
    spec = agent.section("metadata", MetadataSpec)
    system = agent.find("system", SystemSpec)
    check_days(agent, "/metadata", spec.created, spec.updated, found)
    if spec.generated is not None:
        try:
            date.fromisoformat(spec.generated)
        except ValueError:
            place = agent.at("/metadata/generated")
            found.add(identity.not_a_day(place, "generated", spec.generated))
    check_unique(agent, "/metadata/tags", spec.tags, found)
    if system is None:
        return
    if not spec.owner and not system.owner:
        found.add(deployment.no_owner(agent.at("/metadata")))
    if spec.versionhash and not spec.versionhash.endswith(f"v{system.version}"):
        place = agent.at("/metadata/versionhash")
        found.add(identity.versions_disagree(place, spec.versionhash, system.version))
