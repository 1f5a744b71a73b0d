"""Reasoning strategies of one agent: modes that select operations, and the blend of sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qpf_core.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategies:
    """What a schema says of reasoning.

    `modes` leads from a strategy mode to the operation it selects; `sources` leads from a knowledge
    source to its weight in the blend; `scope_days` is how far back the agent looks.
    """

    framework: str
    model: str
    secondary_models: tuple[str, ...] = ()
    modes: Mapping[str, str] = field(default_factory=dict)
    fusion: str = ""
    sources: Mapping[str, float] = field(default_factory=dict)
    scope_days: int | None = None

    def operation(self, mode: str) -> str:
        """Return the operation that a mode selects; raises InputError for an undeclared mode."""
        operation = self.modes.get(mode)
        if operation is None:
            raise InputError("mode", f"is not declared; choose one of: {', '.join(self.modes)}")
        return operation

    def blend(self, values: Mapping[str, float]) -> float:
        """Return the weighted mean over the sources that have a value.

        Raises InputError for an undeclared source, or without any.
        """
        for name in values:
            if name not in self.sources:
                raise InputError("sources", f"{name} is not a declared knowledge source")
        if not values:
            raise InputError("sources", "at least one source must have a value")
        total = sum(self.sources[name] for name in values)
        return sum(self.sources[name] * value for name, value in values.items()) / total
