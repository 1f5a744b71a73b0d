"""Rules of strategies, scope and blend."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import deployment, memory
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_operation, check_unique
from qpf.sections.durations import duration_s, scope_days
from qpf.sections.memorytopology.spec import MemoryTopologySpec
from qpf.sections.reasoningengine.spec import ReasoningEngineSpec
from qpf.sections.spec_base import bound

__all__ = ["check", "reaches"]

_BASE = "/reasoningengine"
_DAY = 86_400


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Scope parses, modes are bound, nothing stands twice."""
    spec = agent.section("reasoningengine", ReasoningEngineSpec)
    if spec.temporalscope:
        _check_scope(agent, spec.temporalscope, found)
    modes = [bound(mode) for mode in spec.strategymodes]
    check_unique(agent, f"{_BASE}/strategymodes", [mode.name for mode in modes], found, key="/name")
    check_unique(agent, f"{_BASE}/secondarymodels", spec.secondarymodels, found)
    for index, mode in enumerate(modes):
        pointer = f"{_BASE}/strategymodes/{index}/operation"
        check_operation(agent, pointer, f"mode `{mode.name}`", mode.operation, found)
    if spec.knowledgefusionlayer is not None:
        names = [source.source for source in spec.knowledgefusionlayer.sources]
        check_unique(agent, f"{_BASE}/knowledgefusionlayer/sourceblend", names, found)


def _check_scope(agent: AgentSpec, scope: str, found: Diagnostics) -> None:
    place = agent.at(f"{_BASE}/temporalscope")
    days = scope_days(scope)
    if days is None:
        found.add(deployment.bad_scope(place, scope))
        return
    topology = agent.find("memorytopology", MemoryTopologySpec)
    if topology is None or topology.episodicmemory is None:
        return
    retention = topology.episodicmemory.retention
    try:
        kept = duration_s(retention)
    except ValueError:
        return
    if kept is not None and kept < days * _DAY:
        found.add(memory.scope_outlives_memory(place, scope, retention))


def reaches(agent: AgentSpec) -> Iterator[str]:
    """Operations that strategy modes select."""
    spec = agent.find("reasoningengine", ReasoningEngineSpec)
    yield from (bound(mode).operation for mode in (spec.strategymodes if spec is not None else ()))
