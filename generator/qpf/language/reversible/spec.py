"""Layers as written."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from qpf.language.reversible.example_spec import LayerExampleSpec
from qpf.model.strict import StrictModel

__all__ = [
    "AppendSpec",
    "BlockSpec",
    "CaseSpec",
    "CompressSpec",
    "EffectSpec",
    "LayerSpec",
    "Name",
    "OffloadSpec",
    "ParameterSpec",
    "ReadSpec",
    "ReplicateSpec",
    "Scalar",
    "SetSpec",
    "TagSpec",
    "Text",
    "ValueSpec",
]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]
Scalar = bool | int | float | str


class ParameterSpec(StrictModel):
    """Something a protocol may choose about a layer."""

    type: Literal["bool", "int", "float", "str"]
    """What it is."""
    default: Scalar
    """Its value unless a protocol or the environment says otherwise."""
    summary: Text
    """What it means."""
    unit: str = ""
    """Its unit."""
    one_of: tuple[Scalar, ...] = ()
    """The values it may have."""
    range: tuple[int | float | None, int | float | None] = (None, None)
    """Its least and its greatest value."""
    environment: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    """The environment variable that sets it; read once, when a pipeline is made."""


class ReadSpec(StrictModel):
    """A typed look at a field of the packet, which may hold anything or nothing."""

    source: Annotated[str, Field(alias="from")]
    """The field, `header.x`, `route.x` or `meta.x`."""
    type: Literal["bool", "int", "float", "str"]
    """What it must be to count."""
    default: Scalar
    """What stands for it when it is absent or something else."""


class ValueSpec(StrictModel):
    """A value: an expression, a literal, a call of a kit function, or a choice among values."""

    to: str | None = None
    """An expression over `id`, `data`, `payload`, parameters, `reads` and `let`."""
    value: Scalar | None = None
    """A literal."""
    use: str | None = None
    """A function of the kit, `module.function`."""
    arguments: Annotated[Mapping[str, Scalar] | None, Field(alias="with")] = None
    """Its arguments: expressions or literals."""
    choose: tuple["CaseSpec", ...] | None = None
    """The first case that holds gives the value."""
    otherwise: Annotated["ValueSpec | None", Field(alias="else")] = None
    """The value when no case holds."""


class CaseSpec(ValueSpec):
    """A value under a condition."""

    when: str
    """The condition."""


class SetSpec(ValueSpec):
    """Write a field of the packet."""

    set: str
    """The field, `header.x`, `route.x` or `meta.x`."""
    when: str | None = None
    """Only then; otherwise the field is absent from the encoded packet."""


class TagSpec(StrictModel):
    """Write several fields of one part of the packet."""

    tag: Literal["header", "route", "meta"]
    """The part."""
    entries: Annotated[Mapping[Name, ValueSpec], Field(min_length=1)]
    """Field to value."""


class AppendSpec(StrictModel):
    """Add bytes to the end of the data."""

    append: Literal["data"]
    """Always the data."""
    text: str | None = None
    """What is added, in UTF-8."""
    hex: Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$")] | None = None
    """What is added, in hexadecimal digits."""


class CompressSpec(StrictModel):
    """Compress the data, unless that makes it longer."""

    compress: Literal["data"]
    """Always the data."""
    codec: Literal["zlib"] = "zlib"
    """How."""
    level: str | int = 6
    """The effort, an expression of type int."""
    when: str | None = None
    """Only then."""
    mark: str
    """The field that is true in a packet that was compressed."""
    limit: Annotated[int, Field(gt=0)] = 16_777_216
    """Longer data, in bytes, stays as it is; no receiver unpacks more."""


class ReplicateSpec(StrictModel):
    """Ask workers to send copies; receivers drop all but the first."""

    replicate: str
    """The field that holds their number."""
    copies: str | int
    """How many, an expression of type int."""


class OffloadSpec(StrictModel):
    """Let long payloads be worked on in an executor."""

    offload: str
    """The field that says so."""
    over: str | int
    """The length in bytes above which it happens, an expression over parameters."""
    value: Scalar
    """What the field holds."""


class BlockSpec(StrictModel):
    """Stop a packet."""

    block: str
    """The parameter that says what becomes of it: `mark`, `reject` or `dead_letter`."""
    when: str
    """The condition."""
    reason: Text
    """What is said about it."""


_KINDS = ("set", "tag", "append", "compress", "replicate", "offload", "block")


def _kind(value: object) -> str:
    """Which effect a mapping is, by the first of its keys that names one; the answer is no key."""
    if isinstance(value, StrictModel):
        return f"{type(value).__name__.removesuffix('Spec').lower()} effect"
    keys: Any = value if isinstance(value, Mapping) else ()
    return f"{next((key for key in keys if key in _KINDS), 'set')} effect"


EffectSpec = Annotated[
    Annotated[SetSpec, Tag("set effect")]
    | Annotated[TagSpec, Tag("tag effect")]
    | Annotated[AppendSpec, Tag("append effect")]
    | Annotated[CompressSpec, Tag("compress effect")]
    | Annotated[ReplicateSpec, Tag("replicate effect")]
    | Annotated[OffloadSpec, Tag("offload effect")]
    | Annotated[BlockSpec, Tag("block effect")],
    Discriminator(_kind),
]
"""One effect of a layer."""


class LayerSpec(StrictModel):
    """One layer: what encoding does; decoding is derived."""

    name: Name
    """Its name."""
    summary: Text
    """What it is for."""
    parameters: Mapping[Name, ParameterSpec] = {}
    """What protocols may choose."""
    reads: Mapping[Name, ReadSpec] = {}
    """Fields that expressions may use."""
    let: Mapping[Name, ValueSpec] = {}
    """Values that expressions may use; each may use those before it."""
    encode: Annotated[tuple[EffectSpec, ...], Field(min_length=1)]
    """The effects. Their values see the packet as it came to the layer."""
    examples: Annotated[tuple[LayerExampleSpec, ...], Field(min_length=1)]
    """Packets and what the layer makes of them; each becomes a test."""
