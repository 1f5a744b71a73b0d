"""Which keys a model knows at a location; reads the model's fields, never guesses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args, get_origin

from pydantic import BaseModel

__all__ = ["keys_at", "keys_of"]


def keys_of(kind: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as they are written, in declaration order."""
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def keys_at(kind: type[BaseModel], steps: Sequence[int | str]) -> tuple[str, ...]:
    """The keys known at a location inside a model."""
    models: list[object] = [kind]
    for step in steps:
        models = [inner for model in models for inner in _descend(model, step)]
    known = {key: None for model in models for m in _models(model) for key in keys_of(m)}
    return tuple(known)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Every model class among the members of an annotation, one level deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) not in (tuple, list, dict, Mapping):
        for member in get_args(annotation):
            yield from _models(member)


def _descend(annotation: object, step: int | str) -> Iterator[object]:
    """The annotations one step further into an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _field(annotation, step)
        return
    arguments = get_args(annotation)
    origin = get_origin(annotation)
    if origin in (tuple, list) and isinstance(step, int):
        yield arguments[0]
    elif origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        yield arguments[1]
    else:
        for member in arguments:
            yield from _descend(member, step)


def _field(model: type[BaseModel], step: int | str) -> Iterator[object]:
    for name, field in model.model_fields.items():
        if step in (name, field.alias):
            yield field.annotation
            return
    extra = getattr(model, "__annotations__", {}).get("__pydantic_extra__")
    if extra is not None:
        yield get_args(extra)[1]
