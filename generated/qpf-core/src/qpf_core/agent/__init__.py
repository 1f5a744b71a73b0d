'''The kit of an agent: declare what it is, and let a runtime hold it to that.

A whole agent, served over HTTP together with its governance, its memory and its metrics::

    """An agent that ranks numbers by their distance to a query."""

    SCORE = OperationDeclaration(name="score", timeout_s=0.5, audit="inference_calls")
    RETRAIN = OperationDeclaration(name="retrain", roles=("governance_token",), mutating=True)
    SCORER = AgentDeclaration(
        name="scorer",
        module="coreservice",
        role="Ranks numbers by their distance to a query.",
        version="6.0.0",
        operations=(SCORE, RETRAIN),
        policy=GovernancePolicy(
            agent="scorer",
            anchors=(Anchor("Igor", ("governance_bus",)),),
            triggers=(Trigger("nothing_near"),),
            audit_scope=("inference_calls",),
        ),
        memory=MemoryTopology(agent="scorer", episodic=EpisodicMemory(index=("kind",))),
        autonomy=AutonomyProfile(task_limit=100, safety_layers=("tensor_input_validation",)),
        events_out=("scored",),
        channels={"eventbus": True},
    )


    async def score(ctx: Context, query: float, candidates: list[float]) -> list[float]:
        """Return the candidates, nearest first; call the anchors when none is near."""
        ranked = sorted(candidates, key=lambda candidate: abs(candidate - query))
        if not ranked or abs(ranked[0] - query) > 100.0:
            await ctx.escalate("nothing_near", query=query)
        await ctx.memory.episodic.append("ranking", ranked, index={"kind": "score"})
        await ctx.publish("scored", {"count": len(ranked)})
        return ranked


    async def retrain(ctx: Context) -> str:
        """Pretend to learn."""
        ctx.log.info("retrained")
        return ctx.correlation_id


    class ScorerController:
        """The operations of the agent, each behind its runtime."""

        def __init__(self, runtime: AgentRuntime) -> None:
            self.runtime = runtime

        async def score(self, query: float, candidates: list[float]) -> list[float]:
            return await self.runtime.run(SCORE, score, query=query, candidates=candidates)

        async def retrain(self) -> str:
            return await self.runtime.run(RETRAIN, retrain)


    class ScoreRequest(BaseModel):
        """Body of a request to score."""

        query: float
        candidates: list[float] = Field(max_length=1000)


    def build(platform: Platform) -> FastAPI:
        """Put the service together: this is what `main(argv, build)` serves."""
        controller = ScorerController(platform.agent(SCORER))
        router = APIRouter(tags=["scorer"])

        @router.post("/scorer/v6/score", dependencies=[requires(SCORE)])
        async def score_candidates(body: ScoreRequest) -> list[float]:
            return await controller.score(body.query, body.candidates)

        @router.post("/scorer/v6/retrain", dependencies=[requires(RETRAIN)])
        async def trigger_retraining() -> str:
            return await controller.retrain()

        agent = AgentService(controller.runtime, router, invocations(controller, SCORER))
        return create_service("Scorer", "6.0.0", (agent,), platform)

Everything else comes from the declaration: who may call, for how long, how many at once, what is
checked, measured, audited, escalated and remembered; what is not declared is refused.
'''

from qpf_core.agent.ask import ask
from qpf_core.agent.caller import GOVERNANCE_ROLE, SERVICE_ROLE, Caller, require_roles
from qpf_core.agent.context import Context
from qpf_core.agent.core import AgentCore
from qpf_core.agent.declaration import AgentDeclaration, AutonomyProfile, OperationDeclaration
from qpf_core.agent.invoke import invocable, invocations
from qpf_core.agent.metrics import AgentMetrics, metric_kind
from qpf_core.agent.runtime import AgentRuntime
from qpf_core.agent.scope import CallScope, current_scope, entered, new_correlation_id
from qpf_core.agent.wiring import Foundation, assemble, embedded

__all__ = [
    "GOVERNANCE_ROLE",
    "SERVICE_ROLE",
    "AgentCore",
    "AgentDeclaration",
    "AgentMetrics",
    "AgentRuntime",
    "AutonomyProfile",
    "CallScope",
    "Caller",
    "Context",
    "Foundation",
    "OperationDeclaration",
    "ask",
    "assemble",
    "current_scope",
    "embedded",
    "entered",
    "invocable",
    "invocations",
    "metric_kind",
    "new_correlation_id",
    "require_roles",
]
