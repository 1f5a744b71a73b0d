"""All policy texts of an agent as conditions: policy, triggers, shared triggers, alerts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.policy import Condition, parse_policy
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.governance.spec import GovernanceSpec
from qpf.sections.learningsystem.spec import LearningSystemSpec
from qpf.sections.written import written_names

__all__ = ["Source", "WrittenCondition", "conditions_of", "escalating"]


class Source(StrEnum):
    """Where a condition is written."""

    POLICY = "policy"
    TRIGGER = "trigger"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class WrittenCondition:
    """A condition, the text it is from, and the pointer of that text."""

    condition: Condition
    source: Source
    pointer: str


def conditions_of(agent: AgentSpec, found: Diagnostics) -> tuple[WrittenCondition, ...]:
    """Every condition in reading order; texts that do not parse are reported and left out."""
    return tuple(
        WrittenCondition(condition, source, pointer)
        for source, pointer, text in _texts(agent)
        for condition in _parsed(agent, pointer, text, found)
    )


def escalating(
    written: Iterable[WrittenCondition], shared: Iterable[tuple[str, Place]]
) -> tuple[Condition, ...]:
    """What calls the anchors, each condition once: policy and triggers, then shared events."""
    own = (one.condition for one in written if one.source is not Source.ALERT)
    events = (Condition(name=name, text=name, place=place) for name, place in shared)
    unique: dict[str, Condition] = {}
    for condition in (*own, *events):
        unique.setdefault(condition.name, condition)
    return tuple(unique.values())


def _texts(agent: AgentSpec) -> Iterator[tuple[Source, str, str]]:
    governance = agent.find("governance", GovernanceSpec)
    if governance is not None and governance.escalationpolicy.strip():
        yield Source.POLICY, "/governance/escalationpolicy", governance.escalationpolicy
    learning = agent.find("learningsystem", LearningSystemSpec)
    triggers = learning.autonomyprofile.escalationtriggers if learning is not None else ()
    base = "/learningsystem/autonomyprofile/escalationtriggers"
    for index, text in enumerate(triggers):
        yield Source.TRIGGER, child(base, index), text
    service = agent.find("deployment", DeploymentSpec)
    for index, text in enumerate(service.alerting if service is not None else ()):
        yield Source.ALERT, child("/deployment/alerting", index), text


def _parsed(agent: AgentSpec, pointer: str, text: str, found: Diagnostics) -> tuple[Condition, ...]:
    metrics = written_names(agent, "deployment", "telemetry", "metrics")
    return parse_policy(
        text,
        lambda start, length: agent.origins.within(pointer, start, length),
        found,
        metrics=metrics,
    )
