"""What the runtime itself measures and audits, so that no step has to."""

from qpf.model.spec import AgentSpec
from qpf.sections.written import written_names

__all__ = ["RUNTIME_SCOPES", "runtime_metrics"]

RUNTIME_SCOPES = frozenset({"approval", "escalation", "operations"})
"""Audit scopes that the runtime writes."""


def runtime_metrics(agent: AgentSpec) -> tuple[str, ...]:
    """Declared metrics that the runtime measures: those of latency get every call's duration."""
    metrics = written_names(agent, "deployment", "telemetry", "metrics")
    return tuple(name for name in metrics if "latency" in name)
