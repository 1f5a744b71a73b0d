"""What the templates of an organism's tests print."""

from dataclasses import dataclass

from qpf.views.encode import Code, Literal, Number
from qpf.views.modules import ModuleView
from qpf.views.naming import ClassName, FunctionName

__all__ = ["ArbiterTestsView", "GenomeTestsView", "HealthTestsView", "PairView", "RowView"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """A row of a table with two values."""

    first: Literal
    second: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """What the genome says at a value."""

    value: Number
    mode: Literal
    weights: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthTestsView(ModuleView):
    """Tests of the health."""

    defaults: Literal
    given: Literal
    refused: tuple[PairView, ...]
    inside: tuple[PairView, ...]
    clamped: tuple[PairView, ...]
    strategies: Code
    has_clamped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GenomeTestsView(ModuleView):
    """Tests of the genome."""

    by: Literal
    base: Literal
    rows: tuple[RowView, ...]
    keys: Literal
    modes: Literal
    low: Number
    high: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbiterTestsView(ModuleView):
    """Tests of the arbiter."""

    counts: bool
    class_name: ClassName
    build: FunctionName
    names: Literal
    by: Literal
    low: Number
    high: Number
    mode: Literal
    weights: Literal
    base: Literal
    score: Literal
    has_scores: bool
    failing: tuple[PairView, ...]
