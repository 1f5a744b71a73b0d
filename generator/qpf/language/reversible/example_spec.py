"""Examples of layers as written."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

from qpf.model.strict import StrictModel

__all__ = ["BytesSpec", "LayerExampleSpec"]


def _as_text(value: object) -> object:
    """Accept the short form of bytes: their text."""
    return {"text": value} if isinstance(value, str) else value


def _encodable(text: str) -> str:
    """Refuse half of a surrogate pair, which no bytes stand for."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"{text[error.start]!r} is no character; write `hex`") from error
    return text


class BytesSpec(StrictModel):
    """Bytes of an example."""

    text: Annotated[str, AfterValidator(_encodable)] = ""
    """In UTF-8."""
    hex: Annotated[str, Field(pattern=r"^([0-9a-f]{2})*$")] = ""
    """Or in hexadecimal digits."""
    times: Annotated[int, Field(ge=1, le=2_000_000)] = 1
    """How often."""


Bytes = Annotated[BytesSpec, BeforeValidator(_as_text)]


def _readable(expect: Mapping[str, object]) -> Mapping[str, object]:
    """Refuse `data` that is not bytes; the other fields take what they are compared with."""
    try:
        TypeAdapter(Bytes).validate_python(expect.get("data", ""))
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise ValueError(f"`data` is text, or `text` or `hex` with `times`: {reason}") from error
    return expect


class GivenSpec(StrictModel):
    """A packet that goes in, and the parameters of the layer."""

    id: int
    """Its id."""
    data: Bytes = BytesSpec()
    """Its data."""
    header: Mapping[str, object] = {}
    """Its header."""
    route: Mapping[str, object] = {}
    """Its route."""
    meta: Mapping[str, object] = {}
    """Its metadata."""
    parameters: Annotated[Mapping[str, bool | int | float | str], Field(alias="with")] = {}
    """Parameters that differ from their defaults."""


class LayerExampleSpec(StrictModel):
    """A packet and what the layer makes of it."""

    given: GivenSpec
    """What goes in."""
    expect: Annotated[Mapping[str, object], Field(min_length=1), AfterValidator(_readable)]
    """Field to value; null for a field that must be absent; `data` to bytes."""
