"""What agents count: calls, durations, and the metrics that their schemas name."""

from collections.abc import Mapping
from threading import Lock
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    60.0,
)


def metric_kind(name: str) -> Literal["histogram", "gauge"]:
    """Say how a schema's metric is kept: durations as distributions, others by last value."""
    return "histogram" if "latency" in name or name.endswith(("_ms", "_seconds")) else "gauge"


class OperationMetrics:
    """The instruments of one operation, looked up once."""

    __slots__ = ("_breaches", "_counter", "_in_flight", "_labels", "_outcomes", "_seconds")

    def __init__(self, metrics: "AgentMetrics", agent: str, operation: str) -> None:
        """Bind the labels."""
        self._labels = (agent, operation)
        self._counter = metrics.outcomes
        self._in_flight = metrics.in_flight.labels(agent, operation)
        self._seconds = metrics.seconds.labels(agent, operation)
        self._breaches = metrics.breaches.labels(agent, operation)
        self._outcomes: dict[str, Counter] = {}

    def started(self) -> None:
        """Count one more in flight."""
        self._in_flight.inc()

    def finished(self, outcome: str, elapsed_s: float) -> None:
        """Count one fewer in flight, its outcome and its duration."""
        self._in_flight.dec()
        self._seconds.observe(elapsed_s)
        counter = self._outcomes.get(outcome)
        if counter is None:
            counter = self._outcomes[outcome] = self._counter.labels(*self._labels, outcome)
        counter.inc()

    def breached(self) -> None:
        """Count one decision that took too long."""
        self._breaches.inc()


class AgentMetrics:
    """All instruments of the agents of one service, in one registry."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        """Create the common instruments in `registry` (a new one by default)."""
        self.registry = registry if registry is not None else CollectorRegistry()
        labels = ("agent", "operation")
        self.seconds = Histogram(
            "qpf_operation_seconds",
            "Duration of operations.",
            labels,
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.in_flight = Gauge(
            "qpf_operations_in_flight", "Operations that run now.", labels, registry=self.registry
        )
        self.outcomes = Counter(
            "qpf_operations",
            "Finished operations by outcome.",
            (*labels, "outcome"),
            registry=self.registry,
        )
        self.breaches = Counter(
            "qpf_decision_latency_breaches",
            "Operations slower than the declared decision latency.",
            labels,
            registry=self.registry,
        )
        self.escalations = Counter(
            "qpf_escalations",
            "Governance triggers that fired.",
            ("agent", "trigger"),
            registry=self.registry,
        )
        self._named: dict[str, Gauge | Histogram] = {}
        self._lock = Lock()

    def operation(self, agent: str, operation: str) -> OperationMetrics:
        """Return the instruments of one operation."""
        return OperationMetrics(self, agent, operation)

    def declare(self, name: str) -> None:
        """Create the instrument of a schema's metric, once for all agents that name it."""
        with self._lock:
            if name in self._named:
                return
            if metric_kind(name) == "histogram":
                factor = 1000.0 if name.endswith("_ms") else 1.0
                self._named[name] = Histogram(
                    name,
                    "Declared by a schema.",
                    ("agent",),
                    registry=self.registry,
                    buckets=tuple(bound * factor for bound in _SECONDS),
                )
            else:
                self._named[name] = Gauge(
                    name, "Declared by a schema.", ("agent",), registry=self.registry
                )

    def value(self, agent: str, name: str) -> float:
        """Return a metric's last value, the mean of a distribution; 0 before the first."""
        read = self.registry.get_sample_value
        if metric_kind(name) == "gauge":
            return read(name, {"agent": agent}) or 0.0
        count = read(f"{name}_count", {"agent": agent}) or 0.0
        return (read(f"{name}_sum", {"agent": agent}) or 0.0) / count if count else 0.0

    def observe(self, agent: str, values: Mapping[str, float]) -> None:
        """Record the values whose names were declared and ignore the others."""
        for name, value in values.items():
            instrument = self._named.get(name)
            if isinstance(instrument, Histogram):
                instrument.labels(agent).observe(value)
            elif instrument is not None:
                instrument.labels(agent).set(value)
