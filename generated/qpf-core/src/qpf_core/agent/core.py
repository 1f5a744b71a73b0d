"""What one agent stands on while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qpf_core.agent.declaration import AgentDeclaration
from qpf_core.agent.metrics import AgentMetrics
from qpf_core.bus import Bus, EventBus
from qpf_core.clock import Clock
from qpf_core.governance import Governance
from qpf_core.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCore:
    """Declaration and dependencies of an agent; `partners` are typed clients by their class.

    `approval_ttl_s` is how long a human has for an answer, in seconds.
    """

    declaration: AgentDeclaration
    memory: Memory
    governance: Governance
    bus: Bus
    events: EventBus
    clock: Clock
    metrics: AgentMetrics
    partners: Mapping[type, object] = field(default_factory=dict)
    approval_ttl_s: float = 3600.0
