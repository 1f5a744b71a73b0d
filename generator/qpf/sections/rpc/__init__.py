"""Section `rpc`."""

from qpf.sections.rpc.rules import check, means, reaches
from qpf.sections.rpc.spec import RpcSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="rpc", spec=RpcSpec, check=check, reaches=reaches, means=means, mandatory=False
)
