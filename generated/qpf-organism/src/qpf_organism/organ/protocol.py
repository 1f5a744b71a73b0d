"""The face of an organ, and what counts as its success."""

from typing import Protocol, TypeAlias, TypeVar

Result: TypeAlias = dict[str, object]
"""What one cycle of an organ gives: plain data with at least `organ`, `action` and `state`."""

_ERROR = "error"
HealthT = TypeVar("HealthT", contravariant=True)


class Organ(Protocol[HealthT]):
    """A part of an organism; `HealthT` is what it must be able to sense."""

    @property
    def name(self) -> str:
        """The name it has in results."""

    @property
    def key(self) -> str:
        """The base of the genome that weighs it."""

    @property
    def deadline_s(self) -> float:
        """Seconds after which a cycle counts as failed."""

    def cycle(self, health: HealthT) -> Result:
        """Look at the health, act, and tell what was done; safe to call from several threads."""


def failure(name: str, reason: str) -> Result:
    """What stands for the result of an organ that gave none."""
    return {"organ": name, "action": _ERROR, "state": "failed", "reason": reason}


def is_success(result: Result) -> bool:
    """Whether an organ did something; no action and the action `error` are failures."""
    action = result.get("action")
    return bool(action) and action != _ERROR
