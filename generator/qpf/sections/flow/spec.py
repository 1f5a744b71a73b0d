"""An organ: what it senses, what it remembers, its stages over operations, what it reports."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from qpf.language.operation_spec import InputSpec
from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = [
    "ActStage",
    "BeatSpec",
    "EachStage",
    "EndStage",
    "FlowExample",
    "FlowSpec",
    "KeepStage",
    "LawSpec",
    "PortSpec",
    "RunStage",
    "SenseSpec",
    "Stage",
    "StateSpec",
]

Given = Annotated[Mapping[str, object], Field(default_factory=dict, alias="with")]
Words = Mapping[str, object]


class SenseSpec(SectionModel):
    """One value of the health: its type, what holds when it is absent, its range."""

    type: Literal["float", "int", "bool"]
    default: float | int | bool
    range: tuple[float | None, float | None] | None = None
    outside: Literal["refuse", "clamp"] = "refuse"
    """What happens to a number outside the range."""
    unit: str = ""
    summary: Text


class StateSpec(SectionModel):
    """What stays from one beat to the next; a list with a `limit` keeps its newest items."""

    type: Literal["int", "float", "bool", "str", "list[str]", "list[int]", "list[float]"]
    default: object
    limit: Annotated[int, Field(ge=1)] | None = None
    summary: Text


class PortSpec(SectionModel):
    """Something the organ acts through: values it takes, the value it gives, what it is by itself.

    `default` names a function or `Class.method` of the ports of the organism kit.
    """

    summary: Text
    input: Mapping[Token, str] = Field(default_factory=dict)
    output: str = ""
    default: Text


class RunStage(SectionModel):
    """Runs an operation; inputs that `with` does not give are taken from what has the same name."""

    run: Token
    given: Given
    result: Token = Field(alias="as")


class ActStage(SectionModel):
    """Acts through a port, under a condition if there is one."""

    act: Token
    given: Given
    result: Token | None = Field(default=None, alias="as")
    when: str | None = None


class EachStage(SectionModel):
    """Acts once for every item of a list; `emit` collects a value of each for which `where` holds.

    `outcome` is the name of what the port gave.
    """

    each: Token
    items: str = Field(alias="in")
    act: Token
    given: Given
    when: str | None = None
    outcome: Token | None = None
    where: str | None = None
    emit: object = None
    result: Token | None = Field(default=None, alias="as")


class KeepStage(SectionModel):
    """Gives states new values."""

    keep: Annotated[Mapping[Token, object], Field(min_length=1)]
    when: str | None = None


class EndStage(SectionModel):
    """Ends the beat early with a report."""

    end: Annotated[Words, Field(min_length=1)]
    when: str


_STAGES = {"run": RunStage, "act": ActStage, "each": EachStage, "keep": KeepStage, "end": EndStage}


def _form(value: object) -> str:
    """The name of the form, which is no key; `each` holds an `act`, so it is looked for first."""
    keys = value if isinstance(value, Mapping) else {}
    found = next((verb for verb in ("each", "keep", "end", "run", "act") if verb in keys), "run")
    return f"{found if isinstance(value, Mapping) else _verb_of(value)} stage"


def _verb_of(value: object) -> str:
    return next((verb for verb, kind in _STAGES.items() if isinstance(value, kind)), "run")


Stage = Annotated[
    Annotated[RunStage, Tag("run stage")]
    | Annotated[ActStage, Tag("act stage")]
    | Annotated[EachStage, Tag("each stage")]
    | Annotated[KeepStage, Tag("keep stage")]
    | Annotated[EndStage, Tag("end stage")],
    Discriminator(_form),
]
"""One stage; its verb is `run`, `act`, `each`, `keep` or `end`."""


class BeatSpec(SectionModel):
    """One beat of an example: what is sensed, and the report it gives."""

    given: Mapping[Token, float | int | bool] = Field(default_factory=dict)
    answers: Mapping[Token, object] = Field(default_factory=dict)
    """What ports give in this beat; a port without an answer gives an empty value."""
    expect: Mapping[str, object]
    acts: tuple[str, ...] | None = None
    """The ports that are called, in order; unstated when absent."""


class FlowExample(SectionModel):
    """Beats of one organ, in order."""

    summary: Text
    beats: Annotated[tuple[BeatSpec, ...], Field(min_length=1)]


class LawSpec(SectionModel):
    """A condition over senses and the final report that holds after every beat."""

    law: Text
    holds: Text


class FlowSpec(SectionModel):
    """An organ of an organism."""

    organ: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    """Its name in reports."""
    key: Annotated[str, Field(min_length=1, max_length=8)]
    """The base of the genome that weighs it."""
    module: Token = "organ"
    """The generated module."""
    deadline: Text = "5s"
    """How long a beat may take."""
    senses: Annotated[Mapping[Token, SenseSpec], Field(min_length=1)]
    state: Mapping[Token, StateSpec] = Field(default_factory=dict)
    ports: Mapping[Token, PortSpec] = Field(default_factory=dict)
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    result: Annotated[Words, Field(min_length=1)]
    """The report: `{is: text}` is a word, anything else a value; it has `action` and `state`."""
    laws: tuple[LawSpec, ...] = ()
    examples: tuple[FlowExample, ...] = ()


def sense_input(spec: SenseSpec) -> InputSpec:
    """A sense as the input of an operation, for what is known of it and how values are drawn."""
    return InputSpec(type=spec.type, range=spec.range)
