"""Named formulas: typed expressions that become functions of numbers and of arrays."""

import math
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from qpf.language.operation_spec import OutputSpec
from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = [
    "ARRAYS",
    "DEFAULT_MODULE",
    "FormulaCase",
    "FormulaDomain",
    "FormulaExample",
    "FormulaInput",
    "FormulaSpec",
    "FormulasSpec",
    "Infinite",
    "Number",
    "number",
]

DEFAULT_MODULE = "formulas"
ARRAYS = "_arrays"
"""What the name of the module with the forms for arrays ends in."""

Infinite = Literal["inf", "-inf"]
Number = float | Infinite
"""A finite number, or an infinity as a word."""


def number(value: float | str) -> float:
    """The float behind a written number; `nan` is one too."""
    return value if isinstance(value, float) else float(value)


def _widened(value: object) -> object:
    """Accept the short forms of an input: a bare number is its default, a word its type."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return {"default": value}
    return {"type": value} if isinstance(value, str) else value


def _typed(value: object) -> object:
    return {"type": value} if isinstance(value, str) else value


class FormulaInput(SectionModel):
    """A number that a formula takes; not-a-number and infinities are refused."""

    type: Literal["float"] = "float"
    """Every input is a float."""
    summary: str = ""
    """What it stands for."""
    unit: str = ""
    """The unit it is given in."""
    default: Number | None = None
    """The value it has unless it is given; without one it must be."""
    one_of: tuple[Number, ...] = ()
    """The only values it may have; infinities among them are allowed."""
    allow: tuple[Infinite, ...] = ()
    """Infinities that it may have."""

    @property
    def choices(self) -> tuple[float, ...]:
        """The only values, or nothing when there are others."""
        return tuple(number(one) for one in self.one_of)

    @property
    def infinities(self) -> frozenset[float]:
        """The infinities it may have."""
        allowed = {number(one) for one in self.allow}
        return frozenset(allowed | {one for one in self.choices if math.isinf(one)})


class FormulaDomain(SectionModel):
    """A rule: where `when` holds, the formula has no value."""

    when: Text
    """An expression of the inputs."""
    error: Text
    """Why there is no value; what the caller is told."""


class FormulaCase(SectionModel):
    """A case and its value; the last one may have no condition."""

    when: Text | None = None
    """An expression of the inputs; the first case whose condition holds is taken."""
    value: object = None
    """An expression, or one for each field of a record."""
    emit: object = None
    """Like `value`, but text stands for itself where the result is text."""


class FormulaExample(SectionModel):
    """A point, and the value there or the reason why there is none."""

    summary: str = ""
    """What the example shows."""
    given: Mapping[str, Number | Literal["nan"]] = Field(default_factory=dict)
    """Inputs by name; the others have their defaults."""
    expect: object = None
    """The value, a mapping for a record."""
    expect_error: Text | None = None
    """The `error` of a rule, `<input> must be finite`, or `the result is not finite`."""


class FormulaSpec(SectionModel):
    """One formula: what it takes, where it has a value, and which."""

    name: Token
    """Name of the function; later formulas may call it, with arguments by name."""
    module: Token = DEFAULT_MODULE
    """The module it lives in; its form for arrays lives in the module `<module>_arrays`."""
    summary: Text
    """What it computes, one sentence."""
    input: Annotated[
        Mapping[Token, Annotated[FormulaInput, BeforeValidator(_widened)]], Field(min_length=1)
    ]
    """Inputs by name, in the order of the signature: `{default: 100}`, `100`, or `float`."""
    output: Annotated[OutputSpec, BeforeValidator(_typed)] = OutputSpec(type="float")
    """Its result: `float`, `int`, `bool`, `str`, `list[str]`, or a record of these."""
    domain: tuple[FormulaDomain, ...] = ()
    """Where it has no value; checked in this order, before any case."""
    value: object = None
    """Its value everywhere, as an expression; or `emit`, or `cases`."""
    emit: object = None
    """Like `value`, but text stands for itself."""
    cases: tuple[FormulaCase, ...] = ()
    """Its value case by case."""
    examples: tuple[FormulaExample, ...] = ()
    """Points with their values: checked when the schema is, and tests of what is emitted."""


class FormulasSpec(SectionModel):
    """The formulas of an agent, in the order in which they may call each other."""

    formulas: tuple[FormulaSpec, ...]
    """The formulas; a later one may call an earlier one."""
