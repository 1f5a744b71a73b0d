"""Reads on past misspelled keys, so that one slip does not hide the other faults of a section.

An unknown key is reported where it stands. Then its value counts as that of the key that was meant,
where one is near and free, and is left out otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, cast

from pydantic import BaseModel, ValidationError

from qpf.diagnostics.suggest import nearest
from qpf.model.document import Origins, Plain, child
from qpf.model.strict import freeze
from qpf.sections.fields import keys_at
from qpf.sections.locations import merged_unions, walk

__all__ = ["meant", "renamed"]

Change: TypeAlias = Callable[[dict[str, Plain]], dict[str, Plain]]

_ROUNDS = 4
"""A key that is meant may hold other slips; deeper ones are found once these are mended."""


def meant(
    kind: type[BaseModel], value: dict[str, Plain], origins: Origins, base: str = ""
) -> tuple[dict[str, Plain], Origins]:
    """The value without unknown keys, and its origins; `base` is its pointer in `origins`."""
    for _ in range(_ROUNDS):
        slips = _unknown(kind, value)
        if not slips:
            break
        for steps in slips:
            value, origins = _without(kind, value, origins, base, steps)
    return value, origins


def _unknown(kind: type[BaseModel], value: Mapping[str, Plain]) -> list[tuple[str | int, ...]]:
    """The steps to every key that no model knows."""
    try:
        kind.model_validate(freeze(value))
    except ValidationError as error:
        errors = merged_unions(error.errors(include_url=False), value)
        return [
            tuple(walk(value, one["loc"])[0]) for one in errors if one["type"] == "extra_forbidden"
        ]
    return []


def _without(
    kind: type[BaseModel],
    value: dict[str, Plain],
    origins: Origins,
    base: str,
    steps: Sequence[str | int],
) -> tuple[dict[str, Plain], Origins]:
    known, name = keys_at(kind, steps[:-1]), str(steps[-1])
    pointer = base
    for step in steps[:-1]:
        pointer = child(pointer, step)

    def mended(owner: dict[str, Plain]) -> dict[str, Plain]:
        nonlocal origins
        made, origins = renamed(owner, origins, pointer, name, known)
        return made

    return cast("dict[str, Plain]", _changed(value, steps[:-1], mended)), origins


def renamed(
    owner: dict[str, Plain], origins: Origins, pointer: str, name: str, known: Sequence[str]
) -> tuple[dict[str, Plain], Origins]:
    """A mapping with the key `name` called what it was meant to be, or without it."""
    to = nearest(name, [one for one in known if one not in owner])
    if to is None:
        return {key: item for key, item in owner.items() if key != name}, origins
    old, new = child(pointer, name), child(pointer, to)
    moved = origins.under(old).placed(new)
    made = {to if key == name else key: item for key, item in owner.items()}
    return made, origins.merged(moved)


def _changed(value: Plain, steps: Sequence[str | int], change: Change) -> Plain:
    """A copy in which the mapping that `steps` lead to is changed."""
    if not steps:
        return change(value) if isinstance(value, dict) else value
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict) and step in value:
        name = str(step)
        return {**value, name: _changed(value[name], rest, change)}
    if isinstance(value, list) and isinstance(step, int):
        return [_changed(one, rest, change) if n == step else one for n, one in enumerate(value)]
    return value
