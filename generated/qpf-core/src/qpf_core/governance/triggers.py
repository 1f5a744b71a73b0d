"""Triggers at work: the last values of a correlation, and what they set off, once each."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qpf_core.governance.policy import Trigger

MOST_CORRELATIONS = 10_000


@dataclass(slots=True)
class _Correlation:
    values: dict[str, float] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)


class TriggerBoard:
    """Which triggers hold. It remembers the latest correlations and forgets the oldest."""

    def __init__(self, triggers: Sequence[Trigger], *, most: int = MOST_CORRELATIONS) -> None:
        """Watch `triggers`; remember `most` correlations."""
        self._named = {trigger.name: trigger for trigger in triggers}
        self._watching: dict[str, list[Trigger]] = {}
        for trigger in triggers:
            for metric in trigger.metrics:
                self._watching.setdefault(metric, []).append(trigger)
        self._most = most
        self._seen: OrderedDict[str, _Correlation] = OrderedDict()

    def named(self, name: str) -> Trigger | None:
        """Return the trigger called `name`."""
        return self._named.get(name)

    def measure(self, correlation_id: str, values: Mapping[str, float]) -> list[Trigger]:
        """Take in `values`; return the triggers that they set off now, in the policy's order.

        A trigger is looked at when all its metrics are known for the correlation and one of them
        is among `values`.
        """
        touched = {trigger.name for metric in values for trigger in self._watching.get(metric, ())}
        if not touched:
            return []
        known = self._correlation(correlation_id)
        known.values.update(
            {metric: value for metric, value in values.items() if metric in self._watching}
        )
        return [
            trigger
            for name, trigger in self._named.items()
            if name in touched and name not in known.fired and _holds(trigger, known.values)
        ]

    def fire(self, correlation_id: str, name: str) -> bool:
        """Note that the trigger fires; tell whether it is the first time for the correlation."""
        fired = self._correlation(correlation_id).fired
        first = name not in fired
        fired.add(name)
        return first

    def unfire(self, correlation_id: str, name: str) -> None:
        """Take a note back: the call for the anchors could not be written down."""
        self._correlation(correlation_id).fired.discard(name)

    def forget(self, correlation_id: str) -> None:
        """Forget a correlation that has ended."""
        self._seen.pop(correlation_id, None)

    def _correlation(self, correlation_id: str) -> _Correlation:
        known = self._seen.get(correlation_id)
        if known is None:
            known = self._seen[correlation_id] = _Correlation()
            if len(self._seen) > self._most:
                self._seen.popitem(last=False)
        return known


def _holds(trigger: Trigger, values: Mapping[str, float]) -> bool:
    if trigger.holds is None or any(metric not in values for metric in trigger.metrics):
        return False
    return trigger.holds(values)
