"""Section `protocols`."""

from qpf.sections.protocols.rules import across, check, claims, offers, routes
from qpf.sections.protocols.spec import ProtocolsSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="protocols",
    spec=ProtocolsSpec,
    check=check,
    claims=claims,
    across=across,
    routes=routes,
    offers=offers,
    mandatory=False,
    keys=("protocols", "pipeline"),
)
