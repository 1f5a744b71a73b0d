"""A task for some peer, and what became of it."""

from dataclasses import dataclass, field

from qpf_core.plain import JsonObject, JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An operation to run somewhere: its name, its arguments, the seconds it may take."""

    func: str
    args: JsonObject = field(default_factory=dict)
    deadline_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a task, the peer that gave it, and how many peers were tried."""

    result: JsonValue
    peer: str
    attempts: int
