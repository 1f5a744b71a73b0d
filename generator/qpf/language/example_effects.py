"""Effects that examples state: their kinds, and whether the operation can have them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from qpf.diagnostics.catalogue.behaviour_steps import example_arity, undeclared
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.compiled import Reach
from qpf.language.operation_spec import EffectsSpec
from qpf.language.scope import OperationScope
from qpf.language.step import StepSpec
from qpf.language.steps.remember import Remembered
from qpf.model.document import child

__all__ = ["EFFECT_KINDS", "EffectKind", "check_effects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectKind:
    """One key of `effects`: the verb of its steps, words for messages, where names are declared."""

    key: str
    verb: str
    noun: str
    does: str
    section: str
    declared: Callable[[OperationScope], Mapping[str, object]]

    def stated(self, effects: EffectsSpec | None) -> object:
        """What an example says, None when it says nothing."""
        return getattr(effects, self.key, None)

    def names(self, steps: tuple[StepSpec, ...]) -> Iterator[str]:
        """What steps do, a name for each time."""
        for step in steps:
            if self.verb in type(step).model_fields:
                yield from _names(getattr(step, self.verb))


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, Remembered):
        return (value.layer,)
    return tuple(value) if isinstance(value, Mapping) else (str(value),)


EFFECT_KINDS = (
    EffectKind(
        key="published",
        verb="publish",
        noun="event",
        does="publishes",
        section="communicationstack.events.publishes",
        declared=lambda scope: scope.events,
    ),
    EffectKind(
        key="escalated",
        verb="escalate",
        noun="trigger",
        does="escalates",
        section="governance.escalationpolicy",
        declared=lambda scope: scope.triggers,
    ),
    EffectKind(
        key="audited",
        verb="audit",
        noun="audit scope",
        does="audits",
        section="governance.auditscope",
        declared=lambda scope: scope.audit_scopes,
    ),
    EffectKind(
        key="sent",
        verb="send",
        noun="packet type",
        does="sends",
        section="communicationstack.packets.out",
        declared=lambda scope: scope.packets,
    ),
    EffectKind(
        key="remembered",
        verb="remember",
        noun="memory layer",
        does="remembers",
        section="memorytopology",
        declared=lambda scope: scope.layers,
    ),
    EffectKind(
        key="measured",
        verb="measure",
        noun="metric",
        does="measures",
        section="deployment.telemetry.metrics",
        declared=lambda scope: scope.metrics,
    ),
)


def check_effects(
    effects: EffectsSpec, scope: OperationScope, reach: Reach, at: str, found: Diagnostics
) -> None:
    """Report names that nothing declares or that no step can bring about; `at` is `effects`."""
    for kind in EFFECT_KINDS:
        for name, pointer, happens in _stated(kind, effects, at):
            place = scope.origins.at(pointer)
            known = kind.declared(scope)
            if name not in known:
                found.add(undeclared(place, kind.noun, name, known, kind.section))
            elif happens and not _can(kind, name, reach):
                reason = f"expects the {kind.noun} `{name}`, which no step {kind.does}"
                found.add(example_arity(place, reason))


def _stated(kind: EffectKind, effects: EffectsSpec, at: str) -> Iterator[tuple[str, str, bool]]:
    """Each name with its pointer, and whether it is said to happen."""
    stated = kind.stated(effects)
    pointer = child(at, kind.key)
    if isinstance(stated, Mapping):
        for name, value in stated.items():
            yield name, child(pointer, name), value != 0
    elif isinstance(stated, tuple):
        yield from ((name, f"{pointer}/{index}", True) for index, name in enumerate(stated))


def _can(kind: EffectKind, name: str, reach: Reach) -> bool:
    if kind.key == "escalated" and any("measure" in type(one).model_fields for one in reach.steps):
        return True  # metrics fire the triggers whose condition they meet
    return name in kind.names(reach.steps)
