"""The genome of an organism: its organs in order, what they weigh, and how that follows a sense."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = ["GenomeSpec", "ModeSpec", "Weights"]

Weights = Mapping[str, Annotated[float, Field(ge=0, le=1)]]
"""From the key of an organ, or of the wrap, to its share."""


class ModeSpec(SectionModel):
    """What holds below a bound; the last mode has none.

    It has `weights` of its own, or lies `between` two modes and moves from the one to the other.
    """

    name: Token
    below: float | None = None
    weights: Weights | None = None
    between: tuple[Token, Token] | None = None
    summary: str = ""


class GenomeSpec(SectionModel):
    """How the organs of a collection make one organism."""

    organs: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Agents with a `flow`, in the order they are reported."""
    wrap: Annotated[str, Field(min_length=1, max_length=8)]
    """The key that weighs the organism as a whole and no organ."""
    weights: Weights
    """The base genome; it sums to 1."""
    by: Token
    """The sense that decides the mode."""
    modes: Annotated[tuple[ModeSpec, ...], Field(min_length=1)]
    path: Annotated[str, Field(pattern=r"^/[a-z0-9_/-]*[a-z0-9_-]$")] | None = None
    """URL path at which the service beats on demand; nowhere unless given."""
    health: Mapping[Token, float | int | bool] = Field(default_factory=dict)
    """The health of a beat when nobody gives one; what is left out has the sense's default."""
