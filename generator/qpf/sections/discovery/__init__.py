"""Section `discovery`."""

from qpf.sections.discovery.rules import check, claims, makes, means, routes
from qpf.sections.discovery.spec import DiscoverySpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="discovery",
    spec=DiscoverySpec,
    check=check,
    means=means,
    makes=makes,
    routes=routes,
    claims=claims,
    mandatory=False,
)
