"""What the steps of an agent's operations do, read from the steps themselves.

Compiling gives the same facts, but only of operations without faults; rules that say "nothing does
this" must not be misled by a fault elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qpf.language.interface import references, walk
from qpf.language.operation_spec import OperationSpec
from qpf.model.spec import AgentSpec
from qpf.sections.operations.spec import OperationsSpec

__all__ = ["StepEffects", "effects_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEffects:
    """Names by what is done with them."""

    published: frozenset[str]
    escalated: frozenset[str]
    measured: frozenset[str]
    sent: frozenset[str]
    audited: frozenset[str]
    asked: frozenset[str]


def effects_of(agent: AgentSpec) -> StepEffects | None:
    """The effects of all operations; None when `operations` has faults that hide them."""
    if "operations" in agent.broken:
        return None
    spec = agent.find("operations", OperationsSpec)
    operations: Sequence[OperationSpec] = spec.operations if spec is not None else ()
    audited = {one.audit for one in operations if one.audit is not None}
    return StepEffects(
        published=_named(operations, "publish"),
        escalated=_named(operations, "escalate"),
        measured=frozenset(
            name
            for one in operations
            for step in walk(one.steps)
            for name in getattr(step, "measure", ())
        ),
        sent=_named(operations, "send"),
        audited=_named(operations, "audit") | audited,
        asked=_named(operations, "ask"),
    )


def _named(operations: Sequence[OperationSpec], verb: str) -> frozenset[str]:
    return frozenset(name for one in operations for name in references(one, verb))
