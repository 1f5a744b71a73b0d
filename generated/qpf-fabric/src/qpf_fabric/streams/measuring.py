"""A worker that measures: it turns the entries of a topic into Prometheus metrics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram

from qpf_core.bus import Message
from qpf_core.errors import InputError
from qpf_core.plain import JsonObject, JsonValue
from qpf_fabric.streams.work import Work

_MILLISECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 50.0, 250.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One metric of a topic.

    `each` names a list of the entry whose items are measured one by one; `value` the field to
    observe, or to add up in a counter (1 without it); `labels` maps labels to fields.
    """

    name: str
    summary: str
    kind: Literal["counter", "histogram"]
    each: str | None = None
    value: str | None = None
    labels: Mapping[str, str]


class MeasureHandler:  # pylint: disable=too-few-public-methods
    """Feeds metrics from each message."""

    def __init__(self, measures: Sequence[Measure], registry: CollectorRegistry) -> None:
        """Register the metrics."""
        self._instruments = [(one, _instrument(one, registry)) for one in measures]

    async def __call__(self, message: Message) -> Work:
        """Measure one message; raises InputError for a field that is missing or no number."""
        found = [
            (instrument, _labels(one, row), _value(one, row))
            for one, instrument in self._instruments
            for row in _rows(one, message.body)
        ]
        for instrument, labels, value in found:
            bound = instrument.labels(*labels) if labels else instrument
            if isinstance(bound, Counter):
                bound.inc(value)
            else:
                bound.observe(value)
        return Work(message)


def _instrument(one: Measure, registry: CollectorRegistry) -> Counter | Histogram:
    labels = tuple(one.labels)
    if one.kind == "counter":
        return Counter(one.name, one.summary, labels, registry=registry)
    return Histogram(one.name, one.summary, labels, registry=registry, buckets=_MILLISECONDS)


def _rows(one: Measure, body: JsonObject) -> Iterable[JsonObject]:
    if one.each is None:
        return (body,)
    rows = body.get(one.each)
    if not isinstance(rows, list):
        raise InputError(one.each, "must be a list")
    return [row for row in rows if isinstance(row, dict)]


def _labels(one: Measure, row: JsonObject) -> tuple[str, ...]:
    return tuple(str(_field(row, field)) for field in one.labels.values())


def _value(one: Measure, row: JsonObject) -> float:
    if one.value is None:
        return 1.0
    value = _field(row, one.value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(one.value, "must be a number")
    return float(value)


def _field(row: JsonObject, name: str) -> JsonValue:
    if name not in row:
        raise InputError(name, "is missing")
    return row[name]
