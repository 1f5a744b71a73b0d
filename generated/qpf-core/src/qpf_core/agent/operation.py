"""One operation of a running agent: everything about it that does not change between calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qpf_core.agent.core import AgentCore
from qpf_core.agent.declaration import OperationDeclaration
from qpf_core.agent.metrics import OperationMetrics
from qpf_core.autonomy import AutonomyScopes, LatencyBudget, Verdict
from qpf_core.errors import Forbidden


@dataclass(slots=True, kw_only=True)
class RunningOperation:
    """An operation bound to its verdict, budget and instruments; `paused` holds it back."""

    declaration: OperationDeclaration
    verdict: Verdict
    budget: LatencyBudget
    metrics: OperationMetrics
    paused: bool = field(default=False)


def bind_operations(core: AgentCore) -> Mapping[str, RunningOperation]:
    """Return the operations of an agent by name."""
    declaration = core.declaration
    scopes = AutonomyScopes(declaration.autonomy, declaration.policy.human_override)
    slowest_s = declaration.autonomy.decision_latency_max_s
    return {
        operation.name: RunningOperation(
            declaration=operation,
            verdict=scopes.judge(
                mutating=operation.mutating,
                external=operation.external,
                needs_approval=core.governance.needs_approval(operation),
            ),
            budget=LatencyBudget.of(operation.timeout_s, slowest_s),
            metrics=core.metrics.operation(declaration.name, operation.name),
        )
        for operation in declaration.operations
    }


def latency_values(names: tuple[str, ...], elapsed_s: float) -> dict[str, float]:
    """Return a duration under each name, in the unit that the name tells."""
    return {name: elapsed_s * 1000 if name.endswith("_ms") else elapsed_s for name in names}


def undeclared(agent: str, operation: str) -> Forbidden:
    """Return the error for an operation that no schema declares."""
    return Forbidden(f"{agent} does not declare the operation {operation}")
