"""Rules of layers: the language checks what each effect means."""

from collections.abc import Iterator

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.reversible.compile import compile_layers
from qpf.model.spec import AgentSpec
from qpf.sections.layers.spec import LayersSpec
from qpf.sections.module_claims import module_claims
from qpf.sections.section import Claim
from qpf.views.naming import ModuleName

__all__ = ["check", "claims"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Every layer compiles."""
    compile_layers(agent.section("layers", LayersSpec).layers, agent.origins, found)


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """A module for each layer; two layers of one name are told by the language."""
    stems: set[str] = set()
    for index, layer in enumerate(agent.section("layers", LayersSpec).layers):
        stem = str(ModuleName(layer.name))
        if stem not in stems:
            yield from module_claims(agent, f"/layers/{index}/name", stem, f"test_layer_{stem}")
        stems.add(stem)
