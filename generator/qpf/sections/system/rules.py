"""Rules of identity."""

import re

from qpf.diagnostics.catalogue import identity
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_days, check_path, check_unique
from qpf.sections.system.spec import SystemSpec

__all__ = ["check"]

_LEAST_ROLE = 20
_LEAST_VERSION = (6, 0, 0)


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Version, name, role, folder and days."""
    spec = agent.section("system", SystemSpec)
    if tuple(int(part) for part in spec.version.split(".")) < _LEAST_VERSION:
        found.add(identity.version_too_low(agent.at("/version"), spec.version))
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", spec.name):
        better = "".join(part[:1].upper() + part[1:] for part in spec.name.split("_"))
        found.add(identity.name_not_pascal_case(agent.at("/name"), spec.name, better))
    length = len(" ".join(spec.role.split()))
    if length < _LEAST_ROLE:
        found.add(identity.short_role(agent.at("/role"), length, _LEAST_ROLE))
    check_path(agent, "/rootpath", spec.rootpath, found)
    check_unique(agent, "/tags", spec.tags, found)
    check_days(agent, "", spec.created, spec.updated, found)
