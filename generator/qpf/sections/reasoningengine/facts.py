"""The strategies of an agent as the expression that declares them."""

from qpf.model.graph import AgentNode
from qpf.sections.durations import scope_days
from qpf.sections.reasoningengine.spec import ReasoningEngineSpec
from qpf.sections.spec_base import bound
from qpf.views.encode import Code, Literal

__all__ = ["strategies"]

_BASE = "/reasoningengine"


def strategies(agent: AgentNode) -> Code:
    """`Strategies(...)` with every value the section states, one to a line, each with its place."""
    spec = agent.spec.section("reasoningengine", ReasoningEngineSpec)
    fusion = spec.knowledgefusionlayer
    modes = {bound(mode).name: bound(mode).operation for mode in spec.strategymodes}
    sources = {one.source: one.weight for one in fusion.sources} if fusion else {}
    values: dict[str, tuple[object, str]] = {
        "framework": (spec.framework, "framework"),
        "model": (spec.model, "model"),
        "secondary_models": (spec.secondarymodels, "secondarymodels"),
        "modes": (modes, "strategymodes"),
        "fusion": (fusion.mode if fusion else "", "knowledgefusionlayer"),
        "sources": (sources, "knowledgefusionlayer/sourceblend"),
        "scope_days": (scope_days(spec.temporalscope), "temporalscope"),
    }
    lines = [
        line
        for name, (value, key) in values.items()
        for line in Code.from_text(
            f"    {name}={Literal(value)},", agent.spec.at(f"{_BASE}/{key}")
        ).lines
    ]
    place = agent.spec.key(_BASE)
    head, tail = Code.from_text("Strategies(", place), Code.from_text(")", place)
    return Code([*head.lines, *lines, *tail.lines], place)
