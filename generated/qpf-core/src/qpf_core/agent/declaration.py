"""What a schema says about an agent, as values that the runtime enforces."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qpf_core.autonomy.profile import AutonomyProfile
from qpf_core.errors import NotFound
from qpf_core.governance import GovernancePolicy
from qpf_core.memory import MemoryTopology

__all__ = ["AgentDeclaration", "AutonomyProfile", "OperationDeclaration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDeclaration:
    """One operation of an agent.

    `timeout_s` ends it (None: the agent's decision latency does); `roles` must all be held by the
    caller; `mutating` changes the agent's state, `external` reaches out of the system; `audit` is
    the audit scope of every call; `latency_metrics` receive the duration of every call (in ms
    where the name ends in `_ms`, in seconds otherwise); `bounds` are the inclusive ranges of
    result fields by name.
    """

    name: str
    timeout_s: float | None = None
    roles: tuple[str, ...] = ()
    mutating: bool = False
    external: bool = False
    needs_approval: bool = False
    audit: str | None = None
    latency_metrics: tuple[str, ...] = ()
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a timeout in which nothing can happen."""
        if self.timeout_s is not None and self.timeout_s <= 0:
            raise ValueError(f"{self.name}: timeout_s must be positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDeclaration:
    """One agent: what it does, remembers, hears and says, and who governs it.

    `observes` names events as `<agent>.<event>`; `channels` are those of `communicationstack`.
    """

    name: str
    module: str
    role: str
    version: str
    operations: tuple[OperationDeclaration, ...]
    policy: GovernancePolicy
    memory: MemoryTopology
    autonomy: AutonomyProfile = field(default_factory=AutonomyProfile)
    packets_in: tuple[str, ...] = ()
    packets_out: tuple[str, ...] = ()
    events_out: tuple[str, ...] = ()
    observes: tuple[str, ...] = ()
    channels: Mapping[str, bool] = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse operations that share a name or write to an audit scope nobody declared."""
        names = [operation.name for operation in self.operations]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: two operations share a name")
        for operation in self.operations:
            if operation.audit is not None and operation.audit not in self.policy.audit_scope:
                raise ValueError(f"{self.name}: audit scope `{operation.audit}` is not declared")

    def operation(self, name: str) -> OperationDeclaration:
        """Return the operation of that name; raises NotFound."""
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise NotFound(f"{self.name} has no operation {name}")

    def speaks(self, *channels: str) -> bool:
        """Tell whether at least one of `channels` is switched on."""
        return any(self.channels.get(channel, False) for channel in channels)
