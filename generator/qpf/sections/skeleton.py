"""The lines of a section that an author has yet to write: its required keys, each with a hole."""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from qpf.sections.section import Section

__all__ = ["HOLE", "skeleton"]

HOLE = "TODO"
"""What stands where a person has to write; no rule takes it for a value."""

_INDENT = "  "
_WIDEST = 100


def skeleton(section: Section) -> tuple[str, ...]:
    """The section as YAML, its required keys only; nothing of it is guessed."""
    lines = list(_model(section.spec, "" if section.flat else _INDENT))
    if section.flat:
        return tuple(lines)
    return (f"{section.name}:", *lines) if lines else (f"{section.name}: {{}}",)


def _model(model: type[BaseModel], indent: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if field.is_required():
            yield from _field(field.alias or name, field, indent)


def _field(key: str, field: FieldInfo, indent: str) -> Iterator[str]:
    kind = _bare(field.annotation)
    origin = get_origin(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        inner = list(_model(kind, indent + _INDENT))
        yield f"{indent}{key}:" if inner else f"{indent}{key}: {{}}"
        yield from inner
    elif origin in (tuple, list):
        yield f"{indent}{key}: [{HOLE}]{_said(field, kind)}"
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        yield f"{indent}{key}: {{{HOLE}: {HOLE}}}{_said(field, kind)}"
    else:
        line = f"{indent}{key}: {HOLE}"
        said = _said(field, kind)
        yield line + said if len(line + said) <= _WIDEST else line


def _bare(kind: object) -> object:
    """An annotation without its metadata and without None."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        inner = [one for one in get_args(kind) if one is not type(None)]
        return _bare(inner[0]) if len(inner) == 1 else kind
    return kind


def _said(field: FieldInfo, kind: object) -> str:
    """A comment: the words that may stand there, or what the key means."""
    if get_origin(kind) is Literal:
        return f"  # {', '.join(str(one) for one in get_args(kind))}"
    text = " ".join((field.description or "").split()).split(". ")[0].rstrip(".")
    return f"  # {text}" if text else ""
