"""The score of a beat with the health that the genome gives, found without the emitted code."""

from collections.abc import Iterable, Mapping

from qpf.language import sums
from qpf.sections.flow.evaluate import Failed, Machine, Unknown
from qpf.sections.flow.reading import flow_of
from qpf.sections.genome.reading import Genome

__all__ = ["ill_organs", "share"]


def ill_organs(genome: Genome) -> frozenset[str] | None:
    """The keys of organs that fail in the first beat; None when that cannot be told of one."""
    ill = set()
    for agent in genome.organs:
        flow = flow_of(agent)
        if flow is None:
            return None
        try:
            Machine(flow).beat(genome.spec.health)
        except Failed:
            ill.add(flow.spec.key)
        except Unknown:
            return None
    return frozenset(ill)


def share(weights: Mapping[str, float], organs: Iterable[str], failed: frozenset[str]) -> float:
    """What the organs that do not fail weigh of all of them; nothing when no organ has a weight."""
    keys = tuple(organs)
    total = sums.total(weights[key] for key in keys)
    lost = sums.total(weights[key] for key in keys if key in failed)
    return (total - lost) / total if total else 0.0
