"""The world model of one agent: connectors fed from the bus, models with their freshness."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from qpf_core.bus import Event, EventHandler
from qpf_core.clock import Clock
from qpf_core.errors import InputError
from qpf_core.plain import JsonValue

_KEPT_READINGS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldModelDeclaration:
    """What a schema says of the world and what the agent uses it for.

    `models` leads from a model to the greatest age of its data in seconds (None: no limit);
    `connectors` leads from a connector to the event that feeds it.
    """

    model_type: str
    models: Mapping[str, float | None] = field(default_factory=dict)
    connectors: Mapping[str, str] = field(default_factory=dict)
    use_cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that a connector delivered, and when (UTC)."""

    value: JsonValue
    at: datetime


class WorldModel:
    """Latest readings of each declared connector and versions of each declared model."""

    def __init__(self, declaration: WorldModelDeclaration, clock: Clock) -> None:
        """Start with no reading and no version."""
        self.declaration = declaration
        self._clock = clock
        self._readings: dict[str, deque[Reading]] = {
            name: deque(maxlen=_KEPT_READINGS) for name in declaration.connectors
        }
        self._versions: dict[str, tuple[str, datetime]] = {}

    def attach(self, observe: Callable[[str, EventHandler], None]) -> None:
        """Let events feed their connectors; `observe` subscribes to one event."""
        for connector, event in self.declaration.connectors.items():
            observe(event, self._feeder(connector))

    def feed(self, connector: str, value: JsonValue) -> None:
        """Keep a reading of a declared connector; raises InputError. The last hundred stay."""
        self._queue(connector).append(Reading(value, self._clock.now()))

    def readings(self, connector: str) -> tuple[Reading, ...]:
        """Return what a declared connector delivered, oldest first; raises InputError."""
        return tuple(self._queue(connector))

    def latest(self, connector: str, default: JsonValue = None) -> JsonValue:
        """Return the newest value of a declared connector, or `default` before the first one."""
        queue = self._queue(connector)
        return queue[-1].value if queue else default

    def register(self, model: str, version: str) -> None:
        """Record that a declared model was brought up to `version` now; raises InputError."""
        if model not in self.declaration.models:
            raise InputError("model", f"{model} is not declared in worldmodelintegration")
        self._versions[model] = (version, self._clock.now())

    def age_s(self, model: str) -> float | None:
        """Return the seconds since a model was registered, None when it never was."""
        known = self._versions.get(model)
        return None if known is None else (self._clock.now() - known[1]).total_seconds()

    def stale(self) -> tuple[str, ...]:
        """Return the models with a limit whose data is older, or was never registered."""
        return tuple(
            name
            for name, limit in self.declaration.models.items()
            if limit is not None and ((age := self.age_s(name)) is None or age > limit)
        )

    def status(self) -> Mapping[str, JsonValue]:
        """Return the versions and ages (seconds) of all models and the readings per connector."""
        return {
            "model_type": self.declaration.model_type,
            "models": {
                name: {
                    "version": self._versions.get(name, (None, None))[0],
                    "age_s": self.age_s(name),
                }
                for name in self.declaration.models
            },
            "stale": list(self.stale()),
            "connectors": {name: len(queue) for name, queue in self._readings.items()},
            "use_cases": list(self.declaration.use_cases),
        }

    def _feeder(self, connector: str) -> EventHandler:
        async def take(happened: Event) -> None:
            self.feed(connector, happened.event_data)

        return take

    def _queue(self, connector: str) -> deque[Reading]:
        if connector not in self._readings:
            raise InputError("connector", f"{connector} is not declared in worldmodelintegration")
        return self._readings[connector]
