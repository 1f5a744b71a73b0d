"""The typed form of `operations` and `types` as written; `compile` checks their meaning."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from qpf.language.step import StepSpec
from qpf.language.steps import AnyStep
from qpf.model.strict import StrictModel

__all__ = [
    "AnyType",
    "ConstantSpec",
    "EffectsSpec",
    "ErrorSpec",
    "ExampleSpec",
    "FieldSpec",
    "InputSpec",
    "OperationSpec",
    "OutputSpec",
    "TypeSpec",
]


def _under(key: str) -> BeforeValidator:
    """Accept the short form of a mapping: a bare value stands for its `key`."""

    def widen(value: object) -> object:
        return value if isinstance(value, dict | StrictModel) else {key: value}

    return BeforeValidator(widen)


class FieldSpec(StrictModel):
    """A field of a record type; JSON has it under the name that stands here."""

    type: str
    summary: str = ""
    unit: str = ""
    default: object = None


class TypeSpec(StrictModel):
    """A record (`fields`) or an enumeration (`enum`)."""

    summary: str = ""
    enum: tuple[str, ...] = ()
    fields: dict[str, Annotated[FieldSpec, _under("type")]] = Field(default_factory=dict)


def _read_type(value: object) -> object:
    """Accept the short form of a record: its fields without the key `fields`."""
    if not isinstance(value, dict):
        return value
    is_enum = isinstance(value.get("enum"), list | tuple)
    return value if is_enum or isinstance(value.get("fields"), dict) else {"fields": value}


AnyType = Annotated[TypeSpec, BeforeValidator(_read_type)]
"""A declared type in its long or short form; the value type of the `types` section."""


class InputSpec(StrictModel):
    """A parameter: its type, its constraints, what it means and in which unit."""

    type: str
    summary: str = ""
    unit: str = ""
    default: object = None
    range: tuple[float | None, float | None] | None = None
    min_items: Annotated[int, Field(ge=0)] | None = None
    max_items: Annotated[int, Field(ge=0)] | None = None
    min_length: Annotated[int, Field(ge=0)] | None = None
    max_length: Annotated[int, Field(ge=0)] | None = None
    pattern: str | None = None
    one_of: tuple[str | int, ...] | None = None
    finite: bool = False


class OutputSpec(StrictModel):
    """What an operation returns."""

    type: str
    summary: str = ""
    unit: str = ""


class ConstantSpec(StrictModel):
    """A named value used in the steps."""

    value: object
    type: str = ""
    unit: str = ""
    summary: str = ""


class ErrorSpec(StrictModel):
    """A failure that a `require` step declares."""

    summary: Annotated[str, Field(min_length=1)]


class EffectsSpec(StrictModel):
    """What an operation does beyond its result, exactly; what is left out is not stated.

    Lists hold a name for each time, in any order; `remembered` counts entries that are new or
    changed, `measured` are the values afterwards.
    """

    published: tuple[str, ...] | None = None
    escalated: tuple[str, ...] | None = None
    audited: tuple[str, ...] | None = None
    sent: tuple[str, ...] | None = None
    remembered: dict[str, Annotated[int, Field(ge=0)]] | None = None
    measured: dict[str, float] | None = None


class ExampleSpec(StrictModel):
    """An executable example: inputs, and the result or the error they lead to.

    `memory` prepares layers: `{workingmemory: {key: value}, longtermpersistence: {name: value}}`;
    `episodicmemory: {kind: [value, ..]}`, each also `{value, index, embedding}`;
    `semanticmemory: {node: kind}`, each also `{kind, fields}`, or `{nodes: {node: kind}, edges:
    [{source, edge, target, fields}]}`; `causalmemory: {effect: [factor, ..]}` or `{links: [{effect,
    factors, weight, evidence}]}`.
    `partners` gives canned answers (`{agent.operation: [answer, ..]}`) in the order of the calls,
    also to what called operations ask. `effects` states what happens besides; effects that every
    success has are asserted without it.
    """

    summary: str = ""
    given: dict[str, object] = Field(default_factory=dict)
    expect: object = None
    expect_error: str | None = None
    memory: dict[str, dict[str, object]] = Field(default_factory=dict)
    partners: dict[str, tuple[object, ...]] = Field(default_factory=dict)
    effects: EffectsSpec | None = None


class OperationSpec(StrictModel):
    """One behaviour of an agent: typed inputs, steps, a typed result, examples."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    module: str = ""
    summary: str = ""
    input: dict[str, Annotated[InputSpec, _under("type")]] = Field(default_factory=dict)
    output: Annotated[OutputSpec, _under("type")] | None = None
    constants: dict[str, Annotated[ConstantSpec, _under("value")]] = Field(default_factory=dict)
    errors: dict[str, Annotated[ErrorSpec, _under("summary")]] = Field(default_factory=dict)
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1)]
    examples: tuple[ExampleSpec, ...] = ()
    roles: tuple[str, ...] = ()
    approval: bool = False
    external: bool = False
    audit: str | None = None


StepSpec.model_rebuild()
