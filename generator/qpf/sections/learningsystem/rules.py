"""Rules of learning and autonomy."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import deployment, governance
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_operation, check_unique
from qpf.sections.durations import task_limit
from qpf.sections.learningsystem.safety import SAFETY_LAYERS
from qpf.sections.learningsystem.spec import AutonomyProfileSpec, LearningSystemSpec
from qpf.sections.spec_base import Bound, bound

__all__ = ["check", "reaches"]

_BASE = "/learningsystem"


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Limits parse, safety layers exist, feedback is bound."""
    spec = agent.section("learningsystem", LearningSystemSpec)
    if agent.is_library and spec.architecture != "none":
        place = agent.at(f"{_BASE}/architecture")
        found.add(governance.idle_in_library(place, "architecture", spec.architecture, "none"))
    check_unique(agent, f"{_BASE}/modules", spec.modules, found)
    names = [bound(channel).name for channel in spec.feedbackchannels]
    check_unique(agent, f"{_BASE}/feedbackchannels", names, found, key="/name")
    for index, channel in enumerate(spec.feedbackchannels):
        if isinstance(channel, Bound):
            pointer = f"{_BASE}/feedbackchannels/{index}/operation"
            check_operation(agent, pointer, f"feedback `{channel.name}`", channel.operation, found)
    _check_profile(agent, spec.autonomyprofile, found)


def _check_profile(agent: AgentSpec, profile: AutonomyProfileSpec, found: Diagnostics) -> None:
    base = f"{_BASE}/autonomyprofile"
    try:
        task_limit(profile.tasklimit)
    except ValueError:
        found.add(deployment.bad_task_limit(agent.at(f"{base}/tasklimit"), profile.tasklimit))
    if not profile.safetylayer and profile.mode == "controlled_autonomy":
        found.add(deployment.no_safety_layer(agent.at(base), profile.mode))
    for index, name in enumerate(profile.safetylayer):
        if name not in SAFETY_LAYERS:
            place = agent.at(child(f"{base}/safetylayer", index))
            found.add(deployment.unknown_safety_layer(place, name, SAFETY_LAYERS))
    check_unique(agent, f"{base}/safetylayer", profile.safetylayer, found)
    check_unique(agent, f"{base}/escalationtriggers", profile.escalationtriggers, found)


def reaches(agent: AgentSpec) -> Iterator[str]:
    """Operations that feedback leads to."""
    spec = agent.find("learningsystem", LearningSystemSpec)
    channels = spec.feedbackchannels if spec is not None else ()
    yield from (bound(channel).operation for channel in channels)
