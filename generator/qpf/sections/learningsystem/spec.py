"""How the agent improves and within which limits it acts."""

from typing import Annotated, Literal

from pydantic import Field

from qpf.sections.spec_base import NamedOrBound, SectionModel, Text, Token

__all__ = [
    "AutonomyProfileSpec",
    "GrowthSpec",
    "LearningSystemSpec",
    "UpdatePolicySpec",
]


class UpdatePolicySpec(SectionModel):
    """When and how a model is replaced."""

    mode: Literal["online", "semi_online", "offline"]
    """When updates happen."""
    autotunehyperparams: bool = False
    """Whether hyperparameters are searched."""
    rollbackonregression: bool = True
    """Whether a worse model is taken back."""


class GrowthSpec(SectionModel):
    """What an update must keep stable."""

    stabilitythreshold: Annotated[float, Field(gt=0, lt=1)]
    """Largest accepted loss of the target, a share above 0 and below 1."""
    optimizationtarget: Literal["efficiency", "accuracy", "compliance"]
    """What updates aim at."""


class AutonomyProfileSpec(SectionModel):
    """Limits at run time."""

    mode: Literal["controlled_autonomy", "semi_autonomous", "full_autonomy"]
    """How far the agent goes alone."""
    tasklimit: Text
    """Operations at the same time: `<n>_parallel` or `unlimited`."""
    decisionlatencymaxms: Annotated[int, Field(gt=0)] | None = None
    """Deadline of an operation in milliseconds; none when null."""
    escalationtriggers: tuple[Text, ...] = ()
    """Conditions or events that escalate."""
    safetylayer: tuple[Token, ...] = ()
    """Checks before and after every operation."""


class LearningSystemSpec(SectionModel):
    """Learning and autonomy of an agent."""

    architecture: Token
    """Name of the learning architecture; `none` for an agent that does not learn."""
    modules: tuple[Token, ...] = ()
    """Learning modules."""
    feedbackchannels: tuple[NamedOrBound, ...] = ()
    """Sources of feedback: a name (the operation of the same name) or `{name, operation}`."""
    modelupdatepolicy: UpdatePolicySpec | None = None
    """When and how a model is replaced."""
    cognitivegrowthvector: GrowthSpec | None = None
    """What an update must keep stable."""
    autonomyprofile: AutonomyProfileSpec
    """Limits at run time."""
