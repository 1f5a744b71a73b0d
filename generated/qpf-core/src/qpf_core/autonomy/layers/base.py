"""The contract of a safety layer and what it is given to look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from qpf_core.clock import Clock
from qpf_core.errors import CoreError

Bounds = Mapping[str, tuple[float, float]]


class SafetyViolation(CoreError):
    """An operation produced something that must not leave the agent."""

    status = 500
    code = "safety_violation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One operation as a safety layer sees it.

    `bounds` limit result fields by name; `audited` tells that the call is put on record anyway.
    """

    operation: str
    subject: str
    correlation_id: str
    mutating: bool = False
    audited: bool = False
    arguments: Mapping[str, object] | None = None
    bounds: Bounds = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSetup:
    """What layers are built from.

    `rate_per_s` and `burst` hold per caller; `max_numbers` bounds the numbers in one call's
    arguments; `audit` queues an entry (scope is the layer's own) and must not block; `governed`
    tells whether governance can record what is about to happen.
    """

    clock: Clock
    audit: Callable[[Check, str, Mapping[str, object]], None]
    governed: Callable[[], bool]
    rate_per_s: float = 1000.0
    burst: int = 2000
    max_numbers: int = 2_000_000
    max_depth: int = 16


class SafetyLayer(Protocol):
    """Looks at an operation before and after it runs; raises a CoreError to stop it.

    Both methods run on the event loop for every call: they neither wait nor do I/O.
    """

    def before(self, check: Check) -> None:
        """Look at the arguments."""

    def after(self, check: Check, result: object) -> None:
        """Look at the result."""
