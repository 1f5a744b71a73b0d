"""What a parent tells the process that beats, as one line of JSON."""

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from qpf_organism.pulse.beatlog import LogSettings
from qpf_organism.pulse.heart import Drive
from qpf_organism.pulse.policy import MissBudget, MissPolicy, PulsePolicy

__all__ = ["DriveFactory", "Order", "name_of"]

DriveFactory = Callable[..., Drive]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Build a drive with `factory` (`module:function`) and `arguments`, then beat."""

    factory: str
    policy: PulsePolicy
    arguments: Mapping[str, Any] = field(default_factory=dict)
    log: LogSettings | None = None
    earlier: int = 0

    def to_line(self) -> bytes:
        """Return the order as a line; TypeError when an argument has no JSON form."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Read a line that `to_line` made."""
        values = json.loads(line)
        policy, log = values["policy"], values["log"]
        policy["on_miss"] = MissPolicy(policy["on_miss"])
        policy["budget"] = MissBudget(**policy["budget"])
        return cls(
            factory=values["factory"],
            policy=PulsePolicy(**policy),
            arguments=values["arguments"],
            log=LogSettings(**log) if log is not None else None,
            earlier=values["earlier"],
        )

    def drive(self) -> Drive:
        """Import the factory and build the drive."""
        module, _, function = self.factory.partition(":")
        factory: DriveFactory = getattr(importlib.import_module(module), function)
        return factory(**self.arguments)


def name_of(factory: DriveFactory) -> str:
    """Return `module:function`; ValueError for what another process could not import."""
    module = getattr(factory, "__module__", "__main__")
    name = getattr(factory, "__qualname__", "")
    if module == "__main__" or not name.isidentifier():
        raise ValueError("a pulse of its own process needs a factory at the top of a module")
    return f"{module}:{name}"
