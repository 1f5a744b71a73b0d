"""An agent for tests: one operation of each kind, every declaration used at least once."""

from dataclasses import replace

from qpf_core.agent import AgentDeclaration, AutonomyProfile, Context, OperationDeclaration
from qpf_core.governance import Anchor, GovernancePolicy, Trigger
from qpf_core.memory import EpisodicMemory, MemoryTopology

READ = OperationDeclaration(name="read", audit="reads", latency_metrics=("read_latency_ms",))
WRITE = OperationDeclaration(name="write", mutating=True, audit="writes")
ADMIN = OperationDeclaration(name="admin", roles=("governance_token",))
SLOW = OperationDeclaration(name="slow", timeout_s=0.01)
DEPLOY = OperationDeclaration(name="deploy", external=True)

PROFILE = AutonomyProfile(
    task_limit=2,
    decision_latency_max_s=30.0,
    safety_layers=("tensor_input_validation", "output_calibration", "audit_logging"),
)
POLICY = GovernancePolicy(
    agent="sample",
    human_override=True,
    anchors=(Anchor("Igor", ("governance_bus",)),),
    triggers=(
        Trigger("too_slow", ("read_latency_ms",), lambda seen: seen["read_latency_ms"] > 500.0),
        Trigger("low_confidence", ("confidence",), lambda seen: seen["confidence"] < 0.6),
        Trigger("override_requested"),
    ),
    audit_scope=("reads", "writes", "decisions"),
)
SAMPLE = AgentDeclaration(
    name="sample",
    module="coreservice",
    role="Stands for any agent.",
    version="6.0.0",
    operations=(READ, WRITE, ADMIN, SLOW, DEPLOY),
    policy=POLICY,
    memory=MemoryTopology(agent="sample", episodic=EpisodicMemory(index=("kind",))),
    autonomy=PROFILE,
    packets_in=("query",),
    packets_out=("insight",),
    events_out=("happened",),
    observes=("other.changed",),
    channels={"eventbus": True, "packetenvelope": True, "slack": False},
    metrics=("read_latency_ms", "confidence"),
)


def with_profile(**changes: object) -> AgentDeclaration:
    """Return the sample with another autonomy profile."""
    return replace(SAMPLE, autonomy=replace(PROFILE, **changes))  # type: ignore[arg-type]


def with_policy(**changes: object) -> AgentDeclaration:
    """Return the sample with another policy."""
    return replace(SAMPLE, policy=replace(POLICY, **changes))  # type: ignore[arg-type]


async def echo(_ctx: Context, value: float = 1.0) -> float:
    """Return the value."""
    return value
