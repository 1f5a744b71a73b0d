"""Section `streams`."""

from qpf.sections.section import Section
from qpf.sections.streams.offering import offers
from qpf.sections.streams.rules import check, check_across, claims, reaches
from qpf.sections.streams.spec import StreamsSpec

__all__ = ["SECTION"]

SECTION = Section(
    name="streams",
    spec=StreamsSpec,
    check=check,
    across=check_across,
    reaches=reaches,
    offers=offers,
    claims=claims,
    mandatory=False,
    requires=("anyio>=4.11",),
)
