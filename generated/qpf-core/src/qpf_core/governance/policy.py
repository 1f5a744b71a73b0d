"""Declarations: who answers for an agent, when they are called, what is written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from qpf_core.errors import InputError
from qpf_core.guards import require_one_of

Mode = Literal["hybrid", "autonomous", "supervised"]
MODES: tuple[Mode, ...] = ("hybrid", "autonomous", "supervised")
Holds = Callable[[Mapping[str, float]], bool]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Someone who answers for the agent, and the channels that reach them."""

    name: str
    channels: tuple[str, ...] = ()
    """Names such as `email` or `slack`; none means the log."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """When the anchors are called: a condition on metrics, or an event by name."""

    name: str
    metrics: tuple[str, ...] = ()
    """Every metric that `holds` reads."""
    holds: Holds | None = None
    """The condition over the metrics; None: the trigger is an event that operations fire."""
    origin: str = ""
    """The words of the policy that the trigger comes from."""

    def __post_init__(self) -> None:
        """Refuse a condition without metrics and an event with them."""
        if (self.holds is None) == bool(self.metrics):
            raise InputError(
                f"triggers.{self.name}", "needs metrics exactly when it has a condition"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernancePolicy:
    """The governance section of one agent."""

    agent: str
    mode: Mode = "hybrid"
    human_override: bool = False
    """True when gated operations wait for a human."""
    anchors: tuple[Anchor, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    audit_scope: tuple[str, ...] = ()
    """Areas that may be audited; any other is refused."""

    def __post_init__(self) -> None:
        """Refuse an unknown mode and names that occur twice."""
        require_one_of("mode", self.mode, MODES)
        for field, names in (
            ("anchors", [anchor.name for anchor in self.anchors]),
            ("triggers", [trigger.name for trigger in self.triggers]),
        ):
            if len(set(names)) < len(names):
                raise InputError(field, "names something twice")
