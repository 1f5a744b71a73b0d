"""How the agent decides and how it learns whether it decided well."""

from typing import Annotated

from pydantic import Field, Tag

from qpf.sections.spec_base import SHORT_OR_LONG, NamedOrBound, SectionModel, Text, Token

__all__ = ["FeedbackLoopSpec", "FusionSpec", "ReasoningEngineSpec", "WeightedSource"]


class WeightedSource(SectionModel):
    """A source of knowledge and its weight."""

    source: Token
    """Name of the source."""
    weight: Annotated[float, Field(gt=0, le=1)]
    """Share in the blend, above 0 and up to 1."""


class FusionSpec(SectionModel):
    """How several sources become one."""

    mode: Token
    """Name of the blend."""
    sourceblend: Annotated[
        tuple[
            Annotated[
                Annotated[Token, Tag("name")] | Annotated[WeightedSource, Tag("detail")],
                SHORT_OR_LONG,
            ],
            ...,
        ],
        Field(min_length=1),
    ]
    """Sources; a bare name weighs 1."""

    @property
    def sources(self) -> tuple[WeightedSource, ...]:
        """Sources in their long form."""
        return tuple(
            item if isinstance(item, WeightedSource) else WeightedSource(source=item, weight=1.0)
            for item in self.sourceblend
        )


class FeedbackLoopSpec(SectionModel):
    """Reward and penalty of outcomes."""

    policy: Token
    """Name of the loop."""
    rewardfunction: Text
    """Expression over metrics; higher is better."""
    penaltyfunction: Text
    """Expression over metrics; higher is worse."""
    retrainintervalhours: Annotated[int, Field(gt=0)]
    """Hours between two trainings."""


class ReasoningEngineSpec(SectionModel):
    """Framework, models and strategies of an agent."""

    framework: Token
    """Name of the reasoning framework."""
    model: Text
    """Primary model."""
    secondarymodels: tuple[Text, ...] = ()
    """Supporting models."""
    strategymodes: tuple[NamedOrBound, ...] = ()
    """Strategies: a name (the operation of the same name) or `{name, operation}`."""
    temporalscope: str = ""
    """How far back it looks, `rolling_<n>_days`."""
    knowledgefusionlayer: FusionSpec | None = None
    """Blend of sources."""
    reasoningfeedbackloop: FeedbackLoopSpec | None = None
    """Reward and penalty."""
