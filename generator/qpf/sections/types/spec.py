"""Types that operations exchange."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from qpf.language.operation_spec import TypeSpec
from qpf.sections.spec_base import SectionModel

__all__ = ["TypeName", "TypesSpec"]


def _widened(value: object) -> object:
    """Accept the short form of a record: its fields without the key `fields`."""
    if not isinstance(value, Mapping):
        return value
    is_long = isinstance(value.get("enum"), tuple) or isinstance(value.get("fields"), Mapping)
    return value if is_long else {"fields": value}


TypeName = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*$")]


class TypesSpec(SectionModel):
    """Records and enumerations of an agent."""

    types: Mapping[TypeName, Annotated[TypeSpec, BeforeValidator(_widened)]]
    """By PascalCase name: `{field: type}`, `{enum: [a, b]}` or `{summary, fields}`."""
