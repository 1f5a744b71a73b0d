"""Rules of the library; whether a module exists is checked where the static files are known."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_unique
from qpf.sections.library.spec import LibrarySpec

__all__ = ["check"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """No module stands twice."""
    spec = agent.section("library", LibrarySpec)
    check_unique(agent, "/library/modules", spec.modules, found)
