"""Section `rpc`."""

from qpf.sections.rpc.rules import check, claims, means, reaches
from qpf.sections.rpc.spec import RpcSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="rpc",
    spec=RpcSpec,
    check=check,
    claims=claims,
    reaches=reaches,
    means=means,
    mandatory=False,
)
