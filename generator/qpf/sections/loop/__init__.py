"""Section `loop`."""

from qpf.sections.loop.rules import check, claims, makes, means, reaches, routes
from qpf.sections.loop.spec import LoopSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="loop",
    spec=LoopSpec,
    check=check,
    reaches=reaches,
    means=means,
    makes=makes,
    routes=routes,
    claims=claims,
    mandatory=False,
    requires=("fastapi>=0.135",),
)
