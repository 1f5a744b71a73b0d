"""Autonomy and learning of an agent as the expressions that declare them."""

from dataclasses import dataclass

from qpf.model.graph import AgentNode
from qpf.sections.collaborationnetwork.spec import CollaborationNetworkSpec
from qpf.sections.durations import task_limit
from qpf.sections.learningsystem.spec import LearningSystemSpec
from qpf.sections.reasoningengine.measures import MeasureView, measures
from qpf.sections.reasoningengine.spec import ReasoningEngineSpec
from qpf.sections.spec_base import bound
from qpf.views.encode import Code, Literal

__all__ = ["LearningView", "autonomy", "learning"]

_BASE = "/learningsystem"


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningView:
    """The measures of outcomes as functions, and the policy that uses them."""

    measures: tuple[MeasureView, ...]
    policy: Code


def autonomy(agent: AgentNode) -> Code:
    """`AutonomyProfile(...)`."""
    spec = agent.spec.section("learningsystem", LearningSystemSpec)
    scope = agent.spec.section("collaborationnetwork", CollaborationNetworkSpec).autonomyscope
    profile, base = spec.autonomyprofile, f"{_BASE}/autonomyprofile"
    latency = profile.decisionlatencymaxms
    values: dict[str, tuple[object, str]] = {
        "mode": (profile.mode, f"{base}/mode"),
        "task_limit": (task_limit(profile.tasklimit), f"{base}/tasklimit"),
        "decision_latency_max_s": (
            None if latency is None else latency / 1000,
            f"{base}/decisionlatencymaxms",
        ),
        "escalation_triggers": (profile.escalationtriggers, f"{base}/escalationtriggers"),
        "safety_layers": (profile.safetylayer, f"{base}/safetylayer"),
        "internal_decisions": (scope.internaldecisions, "/collaborationnetwork/autonomyscope"),
        "external_actions": (scope.externalactions, "/collaborationnetwork/autonomyscope"),
    }
    return _call(agent, "AutonomyProfile", values, {})


def learning(agent: AgentNode) -> LearningView:
    """`LearningPolicy(...)` and the functions for reward and penalty."""
    spec = agent.spec.section("learningsystem", LearningSystemSpec)
    loop = agent.spec.section("reasoningengine", ReasoningEngineSpec).reasoningfeedbackloop
    update, growth = spec.modelupdatepolicy, spec.cognitivegrowthvector
    judged = measures(agent)
    read = tuple(dict.fromkeys(name for one in judged for name in one.metrics))
    values: dict[str, tuple[object, str]] = {
        "architecture": (spec.architecture, f"{_BASE}/architecture"),
        "mode": (update.mode if update else "offline", f"{_BASE}/modelupdatepolicy"),
        "modules": (spec.modules, f"{_BASE}/modules"),
        "feedback_channels": (
            tuple(bound(one).name for one in spec.feedbackchannels),
            f"{_BASE}/feedbackchannels",
        ),
        "metrics": (read, "/reasoningengine/reasoningfeedbackloop"),
        "retrain_interval_s": (
            loop.retrainintervalhours * 3600.0 if loop else None,
            "/reasoningengine/reasoningfeedbackloop",
        ),
        "stability_threshold": (
            growth.stabilitythreshold if growth else 0.0,
            f"{_BASE}/cognitivegrowthvector",
        ),
        "optimisation_target": (
            growth.optimizationtarget if growth else "accuracy",
            f"{_BASE}/cognitivegrowthvector",
        ),
        "auto_tune": (bool(update and update.autotunehyperparams), f"{_BASE}/modelupdatepolicy"),
        "rollback_on_regression": (
            update.rollbackonregression if update else True,
            f"{_BASE}/modelupdatepolicy",
        ),
    }
    functions = {one.role: str(one.function) for one in judged}
    policy = _call(agent, "LearningPolicy", values, functions)
    return LearningView(measures=judged, policy=policy)


def _call(
    agent: AgentNode, kind: str, values: dict[str, tuple[object, str]], names: dict[str, str]
) -> Code:
    place = agent.spec.key(_BASE)
    lines = [*Code.from_text(f"{kind}(", place).lines]
    for name, (value, pointer) in values.items():
        lines += Code.from_text(f"    {name}={Literal(value)},", agent.spec.at(pointer)).lines
    for name, function in names.items():
        lines += Code.from_text(f"    {name}={function},", place).lines
    return Code([*lines, *Code.from_text(")", place).lines], place)
