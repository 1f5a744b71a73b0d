"""The layers of packets that an agent declares or can see; for sections that use them."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.reversible.compile import compile_layers
from qpf.language.reversible.fold import bound
from qpf.language.reversible.model import CompiledLayer, Put
from qpf.language.reversible.trees import tests_of
from qpf.model.graph import AgentNode, Graph
from qpf.model.spec import AgentSpec
from qpf.sections.binding.across import needed_by
from qpf.sections.binding.roots import package_of
from qpf.sections.layers.spec import LayersSpec

__all__ = ["layers_of", "needed_agents", "thresholds", "visible_layers"]

_LONGEST = 1_048_576


def layers_of(agent: AgentSpec) -> tuple[CompiledLayer, ...]:
    """The layers an agent declares; those with faults, reported elsewhere, are left out."""
    spec = agent.find("layers", LayersSpec)
    if spec is None:
        return ()
    return compile_layers(spec.layers, agent.origins, Diagnostics(), package_of(agent))


def visible_layers(agent: AgentSpec, needed: Sequence[AgentSpec]) -> dict[str, CompiledLayer]:
    """Layers by name: those of needed agents, then its own, which hide others of their name."""
    found: dict[str, CompiledLayer] = {}
    for one in (*needed, agent):
        found.update({layer.name: layer for layer in layers_of(one)})
    return found


def needed_agents(agent: AgentNode, graph: Graph) -> Iterator[AgentSpec]:
    """What an agent needs, directly first, then through others."""
    targets = {one.id: one.needs for one in graph.agents}
    for agent_id in needed_by(agent.id, targets):
        yield graph.agent(agent_id).spec


def thresholds(layer: CompiledLayer, given: Mapping[str, object]) -> tuple[int, ...]:
    """Lengths of data just below, at and above every limit that conditions of a layer name."""
    defaults = {name: one.default for name, one in layer.spec.parameters.items()}
    known = {name: ast.Constant(_plain(value)) for name, value in {**defaults, **given}.items()}
    found: set[int] = set()
    for test in _tests(layer):
        for node in ast.walk(bound(test, known)):
            if isinstance(node, ast.Compare):
                found |= set(_limits(node))
    near = {limit + step for limit in found for step in (-1, 0, 1)}
    return tuple(sorted({0, 1, *(one for one in near if 0 <= one <= _LONGEST)}))


def _plain(value: object) -> bool | int | float | str:
    assert isinstance(value, bool | int | float | str)  # parameters are scalars
    return value


def _tests(layer: CompiledLayer) -> Iterator[ast.expr]:
    for effect in layer.effects:
        when = getattr(effect, "when", None)
        if when is not None:
            yield when
        if isinstance(effect, Put):
            yield from tests_of(effect.value)
    for _, value in layer.lets:
        yield from tests_of(value)
    if layer.offload_over is not None:
        length = ast.Call(ast.Name("len"), [ast.Name("data")], [])
        yield ast.Compare(length, [ast.Gt()], [layer.offload_over])


def _limits(node: ast.Compare) -> Iterator[int]:
    """The whole numbers that a length is compared with."""
    operands = [node.left, *node.comparators]
    has_length = any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "len"
        for one in operands
    )
    for one in operands if has_length else ():
        if isinstance(one, ast.Constant) and isinstance(one.value, int):
            yield one.value
