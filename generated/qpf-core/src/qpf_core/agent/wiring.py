"""From a declaration to a running agent: which parts there are and how they hang together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qpf_core.agent.caller import Caller
from qpf_core.agent.core import AgentCore
from qpf_core.agent.declaration import AgentDeclaration
from qpf_core.agent.metrics import AgentMetrics
from qpf_core.agent.runtime import AgentRuntime
from qpf_core.autonomy import LayerFactory
from qpf_core.bus import Bus, EventBus, InProcessBus
from qpf_core.clock import Clock, SystemClock
from qpf_core.governance import (
    Approvals,
    AuditLog,
    ChannelBook,
    ChannelSettings,
    Escalations,
    Governance,
)
from qpf_core.memory import Memory
from qpf_core.packet import TokenSigner
from qpf_core.store import Store

_EMBEDDED_SECRET = "embedded agents sign for nobody else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What agents of one process share; times in seconds."""

    store: Store
    bus: Bus
    clock: Clock
    audit: AuditLog
    signer: TokenSigner
    metrics: AgentMetrics = field(default_factory=AgentMetrics)
    channels: ChannelSettings = field(default_factory=ChannelSettings)
    archive_url: str = "memory://qpf-archive"
    redis_url: str | None = None
    approval_ttl_s: float = 3600.0


def assemble(
    declaration: AgentDeclaration,
    foundation: Foundation,
    *,
    partners: Mapping[type, object] | None = None,
    layers: Mapping[str, LayerFactory] | None = None,
    default_caller: Caller | None = None,
    rate_per_s: float = 1000.0,
    burst: int = 2000,
) -> AgentRuntime:
    """Return the runtime of an agent; see AgentRuntime for the limits.

    Raises ValueError for an unknown safety layer and InputError for a URL that nothing serves.
    """
    core = AgentCore(
        declaration=declaration,
        memory=Memory.open(
            declaration.memory,
            foundation.store,
            clock=foundation.clock,
            archive_url=foundation.archive_url,
            redis_url=foundation.redis_url,
        ),
        governance=_govern(declaration, foundation),
        bus=foundation.bus,
        events=EventBus(foundation.bus, owner=declaration.name, clock=foundation.clock),
        clock=foundation.clock,
        metrics=foundation.metrics,
        partners=partners or {},
        approval_ttl_s=foundation.approval_ttl_s,
    )
    return AgentRuntime(
        core, default_caller=default_caller, rate_per_s=rate_per_s, burst=burst, layers=layers
    )


def embedded(
    declaration: AgentDeclaration,
    clock: Clock | None = None,
    *,
    partners: Mapping[type, object] | None = None,
    layers: Mapping[str, LayerFactory] | None = None,
) -> AgentRuntime:
    """Return an agent with everything in memory, whose caller is trusted: for tests and trials."""
    time = clock or SystemClock()
    store = Store()
    foundation = Foundation(
        store=store,
        bus=InProcessBus(time),
        clock=time,
        audit=AuditLog(store, time),
        signer=TokenSigner(_EMBEDDED_SECRET, "embedded", time),
    )
    return assemble(
        declaration,
        foundation,
        partners=partners,
        layers=layers,
        default_caller=Caller.trusted("embedded"),
    )


def _govern(declaration: AgentDeclaration, foundation: Foundation) -> Governance:
    agent, metrics = declaration.name, foundation.metrics
    policy, store, clock = declaration.policy, foundation.store, foundation.clock
    channels = ChannelBook.open(policy, foundation.channels, bus=foundation.bus)
    return Governance(
        policy,
        audit=foundation.audit,
        escalations=Escalations(store, clock, channels, agent=agent),
        approvals=Approvals(store, clock, foundation.signer, agent=agent, audit=foundation.audit),
        clock=clock,
        metrics_hook=lambda trigger: metrics.escalations.labels(agent, trigger).inc(),
    )
