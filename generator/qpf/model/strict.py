"""The base of every typed description: strict, frozen, no key beyond the declared ones.

Values are frozen with `freeze` before validation, so that strict tuples accept YAML sequences.
"""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

__all__ = ["StrictModel", "freeze"]


class StrictModel(BaseModel):
    """A frozen pydantic model that refuses unknown keys and silent conversions."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        protected_namespaces=(),
    )


def freeze(value: object) -> object:
    """Return the same plain value with tuples in place of lists, all the way down."""
    if isinstance(value, Mapping):
        return {key: freeze(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value
