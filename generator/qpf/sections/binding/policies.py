"""Policies that can fire: every metric is measured, every event is raised."""

from collections.abc import Iterable, Mapping, Sequence

from qpf.diagnostics.catalogue import governance
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.expressions import parse_expression
from qpf.language.names import Names
from qpf.language.type_text import PlaceOf
from qpf.language.types import FLOAT
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.binding.effects import StepEffects
from qpf.sections.governance.built_in import runtime_metrics
from qpf.sections.governance.policies import (
    Source,
    WrittenCondition,
    escalating,
)
from qpf.sections.reasoningengine.spec import ReasoningEngineSpec
from qpf.sections.written import written_names

__all__ = [
    "check_measures",
    "check_policies",
    "check_shared_triggers",
    "shared_triggers",
    "triggers_of",
]

_LOOP = "/reasoningengine/reasoningfeedbackloop"


def shared_triggers(spec: CollectionSpec) -> tuple[tuple[str, Place], ...]:
    """Events of the glue that every agent may escalate."""
    names = spec.glue.governance_harmonization.shared_escalation_triggers
    pointer = "/governance_harmonization/shared_escalation_triggers"
    return tuple((name, spec.glue_at(f"{pointer}/{i}")) for i, name in enumerate(names))


def triggers_of(spec: CollectionSpec, written: Sequence[WrittenCondition]) -> Mapping[str, Place]:
    """Named events that steps of an agent may escalate, and where each is written."""
    conditions = escalating(written, shared_triggers(spec))
    return {one.name: one.place for one in conditions if one.is_event}


def check_policies(
    agent: AgentSpec,
    written: Sequence[WrittenCondition],
    effects: StepEffects,
    found: Diagnostics,
) -> None:
    """Each condition reads measured metrics, each event is escalated, nothing stands twice."""
    measured = tuple(sorted(effects.measured | set(runtime_metrics(agent))))
    first: dict[tuple[Source, str], Place] = {}
    for one in written:
        condition = one.condition
        key = (one.source, condition.name)
        if key in first:
            found.add(governance.duplicate_condition(condition.place, condition.name, first[key]))
        first.setdefault(key, condition.place)
        for metric in condition.metrics:
            if metric not in measured:
                place = condition.places.get(metric, condition.place)
                found.add(governance.policy_never_fires(place, metric, measured))
        if condition.is_event and condition.name not in effects.escalated:
            raised = tuple(sorted(effects.escalated))
            found.add(governance.event_never_raised(condition.place, condition.name, raised))


def check_shared_triggers(
    spec: CollectionSpec, effects: Iterable[StepEffects | None], found: Diagnostics
) -> None:
    """Each shared trigger is escalated by some agent of the collection."""
    known = list(effects)
    is_complete = len(known) >= len(spec.map.extraction_sequence.order)
    if None in known or not is_complete:
        return
    raised = {name for one in known if one is not None for name in one.escalated}
    for name, place in shared_triggers(spec):
        if name not in raised:
            found.add(governance.event_never_raised(place, name, tuple(sorted(raised))))


def check_measures(agent: AgentSpec, found: Diagnostics) -> None:
    """Reward and penalty are expressions over declared metrics."""
    reasoning = agent.find("reasoningengine", ReasoningEngineSpec)
    if reasoning is None or reasoning.reasoningfeedbackloop is None:
        return
    metrics = written_names(agent, "deployment", "telemetry", "metrics")
    names = Names.of_types(dict.fromkeys(metrics, FLOAT))
    loop = reasoning.reasoningfeedbackloop
    for key, text in (
        ("rewardfunction", loop.rewardfunction),
        ("penaltyfunction", loop.penaltyfunction),
    ):
        lead = len(text) - len(text.lstrip())
        parse_expression(
            text.strip(),
            names,
            _place_of(agent, f"{_LOOP}/{key}", lead),
            found,
            expected=FLOAT,
            what=f"`{key}`",
        )


def _place_of(agent: AgentSpec, pointer: str, lead: int) -> PlaceOf:
    return lambda start, length: agent.origins.within(pointer, start + lead, length)
