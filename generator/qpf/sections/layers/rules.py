"""Rules of layers: the language checks what each effect means."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.reversible.compile import compile_layers
from qpf.model.spec import AgentSpec
from qpf.sections.layers.spec import LayersSpec

__all__ = ["check"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Every layer compiles."""
    compile_layers(agent.section("layers", LayersSpec).layers, agent.origins, found)
