"""A genome with its organs, read from a bound graph."""

from collections.abc import Mapping
from dataclasses import dataclass

from qpf.model.graph import AgentNode, Graph
from qpf.sections.flow.spec import FlowSpec
from qpf.sections.genome.health import SharedSense, shared_senses
from qpf.sections.genome.spec import GenomeSpec, ModeSpec, Weights

__all__ = ["Genome", "genome_of"]


@dataclass(frozen=True, slots=True)
class Genome:
    """What templates need of a genome: its spec, its organs, everything they sense."""

    spec: GenomeSpec
    organs: tuple[AgentNode, ...]
    senses: tuple[SharedSense, ...]
    low: float
    high: float

    @property
    def keys(self) -> tuple[str, ...]:
        """The bases in the order of the organs, the wrap last."""
        flows = (one.spec.section("flow", FlowSpec) for one in self.organs)
        return (*(one.key for one in flows), self.spec.wrap)

    def ordered(self, weights: Weights) -> dict[str, float]:
        """Weights in the order of the bases."""
        return {key: float(weights[key]) for key in self.keys}

    def mode(self, name: str) -> ModeSpec:
        """The mode with a name; `KeyError` when there is none."""
        return {one.name: one for one in self.spec.modes}[name]

    def start(self, index: int) -> float:
        """Where a mode begins."""
        below = self.spec.modes[index - 1].below if index else None
        return self.low if below is None else below

    def at(self, value: float) -> tuple[str, dict[str, float]]:
        """The mode at a value and its weights, found without the emitted code."""
        held = min(max(value, self.low), self.high)
        bounds = [one.below for one in self.spec.modes]
        index = next((n for n, end in enumerate(bounds) if end is None or held < end), 0)
        mode = self.spec.modes[index]
        if mode.weights is not None:
            return mode.name, self.ordered(mode.weights)
        first, last = self.ends(mode)
        width = (mode.below or self.high) - self.start(index)
        share = (held - self.start(index)) / width
        return mode.name, {key: first[key] + (last[key] - first[key]) * share for key in self.keys}

    def ends(self, mode: ModeSpec) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """The weights a mode moves from and to."""
        names = mode.between or (mode.name, mode.name)
        first, last = (self.mode(name).weights or {} for name in names)
        return self.ordered(first), self.ordered(last)


def genome_of(agent: AgentNode, graph: Graph) -> Genome:
    """The genome of an agent that has one."""
    spec = agent.spec.section("genome", GenomeSpec)
    home = agent.id.partition("/")[0]
    organs = tuple(graph.agent(f"{home}/{name}") for name in spec.organs)
    senses = shared_senses([one.spec for one in organs])
    decider = next(one.spec for one in senses if one.name == spec.by)
    low, high = decider.range or (0.0, 1.0)
    return Genome(spec, organs, senses, float(low or 0.0), float(1.0 if high is None else high))
