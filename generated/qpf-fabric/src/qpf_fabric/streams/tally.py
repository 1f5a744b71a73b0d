"""What workers count, as Prometheus metrics."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, Counter, Gauge

from qpf_fabric.streams.work import Fate


class WorkerTally:
    """Counts the messages of one worker by fate; several workers may share a registry."""

    def __init__(self, registry: CollectorRegistry, worker: str) -> None:
        """Count under the name of the worker."""
        self._worker = worker
        self._fates, self._values = _instruments(registry)

    def count(self, fate: Fate, number: int = 1) -> None:
        """Count messages that met a fate."""
        self._fates.labels(self._worker, fate.value).inc(number)

    def gauge(self, values: Mapping[str, float]) -> None:
        """Set values by name."""
        for name, value in values.items():
            self._values.labels(self._worker, name).set(value)


_KNOWN: WeakKeyDictionary[CollectorRegistry, tuple[Counter, Gauge]] = WeakKeyDictionary()


def _instruments(registry: CollectorRegistry) -> tuple[Counter, Gauge]:
    """Return the instruments of a registry, registered once."""
    if registry not in _KNOWN:
        _KNOWN[registry] = (
            Counter(
                "qpf_worker_messages",
                "Messages by worker and fate.",
                ("worker", "fate"),
                registry=registry,
            ),
            Gauge(
                "qpf_worker_value",
                "What workers observe, by name.",
                ("worker", "name"),
                registry=registry,
            ),
        )
    return _KNOWN[registry]
