"""Plain values to typed models; pydantic's errors become located diagnostics."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qpf.diagnostics.catalogue import structure
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place
from qpf.model.document import Origins, Plain, child
from qpf.model.strict import freeze
from qpf.sections.fields import keys_at
from qpf.sections.locations import merged_unions, walk, walk_to_lack, without_echoes
from qpf.sections.wording import described, expected_form, expected_type, quoted

__all__ = ["read_model"]

M = TypeVar("M", bound=BaseModel)


def read_model(
    kind: type[M],
    value: Mapping[str, Plain],
    origins: Origins,
    found: Diagnostics,
    *,
    base: str = "",
    owner: str = "",
) -> M | None:
    """Validate `value` as `kind`; on faults add one diagnostic each and return None.

    `base` is the pointer of `value` in `origins`, `owner` its name in messages.
    """
    try:
        return kind.model_validate(freeze(value))
    except ValidationError as error:
        errors = merged_unions(error.errors(include_url=False), value)
        for details in without_echoes(kind, value, errors):
            found.add(_diagnostic(kind, value, origins, base, owner, details))
        return None


def _diagnostic(
    kind: type[BaseModel],
    value: Mapping[str, Plain],
    origins: Origins,
    base: str,
    owner: str,
    details: ErrorDetails,
) -> Diagnostic:
    location = details["loc"]
    is_missing = details["type"] == "missing"
    steps, inner = walk_to_lack(value, location) if is_missing else walk(value, location)
    pointer = base
    for step in steps:
        pointer = child(pointer, step)
    place = origins.at(pointer)
    name = _named(owner, steps)
    if is_missing and isinstance(location[-1], int):
        return structure.too_few(place, name, location[-1] + 1, "items")
    if is_missing:
        return structure.missing_key(place, str(location[-1]), name)
    if details["type"] == "extra_forbidden":
        known = keys_at(kind, steps[:-1])
        return structure.unknown_key(
            origins.key(pointer), str(steps[-1]), _named(owner, steps[:-1]), known
        )
    if location and location[-1] == "[key]":
        key = str(details["input"])
        at = origins.key(child(base, key)) if not steps else origins.key(pointer)
        if details["type"] == "string_too_long":
            most = int(details["ctx"]["max_length"])
            return structure.too_many(at, f"a key of {quoted(name)}", most, "characters")
        return structure.pattern_mismatch(at, f"a key of {name}", key, expected_form(details))
    return _about_value(details, place, name, inner)


def _about_value(details: ErrorDetails, place: Place, name: str, inner: object) -> Diagnostic:
    error, context = details["type"], details.get("ctx", {})
    if error == "literal_error":
        choices = tuple(
            part.strip("'") for part in str(context["expected"]).replace(" or ", ", ").split(", ")
        )
        return structure.not_one_of(place, name, quoted(inner), choices)
    if error == "union_tag_invalid":
        tags = tuple(tag.strip("'") for tag in str(context["expected_tags"]).split(", "))
        key = str(context["discriminator"]).strip("'")
        return structure.not_one_of(place, f"{name}.{key}", quoted(context["tag"]), tags)
    if error == "union_tag_not_found":
        return structure.missing_key(place, str(context["discriminator"]).strip("'"), name)
    if error in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return structure.out_of_range(place, name, quoted(inner), expected_form(details))
    if error == "string_pattern_mismatch":
        return structure.pattern_mismatch(place, name, quoted(inner), expected_form(details))
    if error in ("too_short", "string_too_short"):
        what = "items" if error == "too_short" else "characters"
        return structure.too_few(place, name, int(context["min_length"]), what)
    if error in ("too_long", "string_too_long"):
        what = "items" if error == "too_long" else "characters"
        return structure.too_many(place, name, int(context["max_length"]), what)
    expected = expected_type(details)
    if expected:
        return structure.wrong_type(place, name, expected, described(inner))
    return structure.invalid_value(place, name, details["msg"].removeprefix("Value error, "))


def _named(owner: str, steps: Sequence[int | str]) -> str:
    """How a message calls a node: its dotted path under its owner."""
    text = owner
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
