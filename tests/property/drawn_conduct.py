"""How a service is governed, learns, reasons and sees the world."""

from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES
from scene import Agent
from serving import UNLIKE, Service, is_word

from qpf.sections.governance.spec import GovernanceSpec
from qpf.sections.learningsystem.safety import SAFETY_LAYERS
from qpf.sections.learningsystem.spec import AutonomyProfileSpec, LearningSystemSpec
from qpf.sections.reasoningengine.spec import (
    FeedbackLoopSpec,
    FusionSpec,
    ReasoningEngineSpec,
    WeightedSource,
)
from qpf.sections.spec_base import Bound
from qpf.sections.worldmodelintegration.spec import WorldModelIntegrationSpec

__all__ = ["drawn_governance", "drawn_learning", "drawn_reasoning", "drawn_world"]


def drawn_governance(own: Service) -> None:
    """Anchors, a mode, and what is escalated and audited."""
    luck, scene = own.luck, own.scene
    mode = luck.one(["hybrid", "autonomous", "supervised"])
    anchors = luck.some(["Owner", 'The "Board"', "größe", "class"], 1, 2)
    scene.anchors = list(dict.fromkeys([*scene.anchors, *anchors]))
    conditions = _conditions(own)
    scopes = [*_audited(own.agent), *luck.some(["operations", "approval", "escalation"], 0, 1)]
    own.agent.schema["governance"] = Walk(luck).model(
        GovernanceSpec,
        anchors=anchors,
        mode=mode,
        humanoverride=(
            True if mode == "supervised" and conditions else bool(conditions) and luck.chance(50)
        ),
        escalationpolicy=", ".join(conditions) if conditions else LEFT_OUT,
        auditscope=list(dict.fromkeys(scopes)) or ["operations"],
        complianceauditor=luck.one([LEFT_OUT, own.agent.folder, "an/auditor"]),
        performancereporting=luck.one([LEFT_OUT, "reports/A-b.md", "class.py"]),
    )
    if mode == "supervised" and not conditions:
        own.agent.schema["governance"]["mode"] = "hybrid"
    own.agent.schema["integration"] = {"connectto": ["qpf_core"]}


def _conditions(own: Service) -> list[str]:
    """What can escalate: events and metrics that operations touch."""
    luck, reach = own.luck, own.reach
    return [one for one in reach.triggers if one in reach.touched] + [
        f"{one} > {luck.one(['0.5', '1000', '5%'])}"
        for one in reach.metrics
        if one in reach.touched
    ]


def _audited(agent: Agent) -> list[str]:
    """Scopes that operations write to."""
    found: list[str] = []
    for one in agent.schema["operations"]:
        found += [one["audit"]] if "audit" in one else []
        found += [step["audit"] for step in one["steps"] if "audit" in step]
    return list(dict.fromkeys(found))


def drawn_learning(own: Service) -> None:
    """An autonomy profile, and the scope that goes with it."""
    luck = own.luck
    mode = luck.one(["controlled_autonomy", "semi_autonomous", "full_autonomy"])
    safety = luck.some(SAFETY_LAYERS, 1 if mode == "controlled_autonomy" else 0, 3)
    profile = Walk(luck).model(
        AutonomyProfileSpec,
        mode=mode,
        tasklimit=luck.one(["unlimited", "1_parallel", "5_parallel", "999_parallel_tasks"]),
        decisionlatencymaxms=luck.one([LEFT_OUT, 500, 600_000]),
        escalationtriggers=luck.some(_conditions(own), 0, 2),
        safetylayer=safety,
    )
    own.agent.schema["learningsystem"] = Walk(luck).model(
        LearningSystemSpec,
        autonomyprofile=profile,
        feedbackchannels=_bound(own),
        modules=luck.some(UNLIKE, 0, 2),
    )
    operations = own.agent.schema["operations"]
    inside, outside = ["full", "gated_by_governance"], ["full"]
    if mode != "full_autonomy":
        outside.append("gated_by_governance")
    if "'remember':" not in str(operations):
        inside.append("none")
    if not any(one.get("external") for one in operations):
        outside.append("none")
    own.agent.schema["collaborationnetwork"] = {
        "autonomyscope": {
            "internaldecisions": luck.one(inside),
            "externalactions": luck.one(outside),
        }
    }


def _bound(own: Service) -> Any:
    """Names bound to operations."""
    words = [one["name"] for one in own.known if is_word(one["name"])]
    if not words or own.luck.chance(60):
        return LEFT_OUT
    name = own.luck.one(ASCII_NAMES[:80])
    bound = Walk(own.luck).model(Bound, name=name, operation=own.luck.one(words))
    return own.luck.one([[bound], [own.luck.one(words)]])


def drawn_reasoning(own: Service) -> None:
    """Strategies, sources, and rewards over what is measured."""
    luck = own.luck
    metrics = [one for one in own.reach.metrics if one in own.reach.touched]
    feedback: Any = LEFT_OUT
    if metrics and luck.chance(50):
        feedback = Walk(luck).model(
            FeedbackLoopSpec,
            rewardfunction=f"{metrics[0]} * 2.0",
            penaltyfunction=f"abs({metrics[0]})",
        )
    sources: list[Any] = [
        luck.one([one, Walk(luck).model(WeightedSource, source=one)])
        for one in luck.some(UNLIKE, 1, 3)
    ]
    fusion = Walk(luck).model(FusionSpec, sourceblend=sources)
    own.agent.schema["reasoningengine"] = Walk(luck).model(
        ReasoningEngineSpec,
        strategymodes=_bound(own),
        temporalscope=luck.one([LEFT_OUT, "rolling_1_days"]),
        knowledgefusionlayer=luck.one([LEFT_OUT, fusion]),
        reasoningfeedbackloop=feedback,
        secondarymodels=luck.some(["a model", "größe", "m"], 0, 2),
    )


def drawn_world(own: Service) -> None:
    """Models of the world and what they are for."""
    luck = own.luck
    models = [
        luck.one([name, {"name": name, "freshness": luck.one(["24 hours", "1 week"])}])
        for name in luck.some(UNLIKE, 0, 2)
    ]
    own.agent.schema["worldmodelintegration"] = Walk(luck).model(
        WorldModelIntegrationSpec,
        activemodels=models,
        dataconnectors=[
            luck.one([name, {"name": name, "event": luck.one(UNLIKE)}])
            for name in luck.some(UNLIKE, 0, 2)
        ],
        usecases=luck.some(UNLIKE, 0, 2),
    )
