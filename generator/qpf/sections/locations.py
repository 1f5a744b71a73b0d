"""Pydantic locations: steps into a value, mixed with names of union members."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from qpf.diagnostics.suggest import nearest
from qpf.sections.fields import keys_at
from qpf.sections.wording import expected_type

__all__ = ["merged_unions", "walk", "walk_to_lack", "without_echoes"]

_ABSENT = object()


def _member(value: object, step: int | str) -> object:
    if isinstance(value, Mapping):
        return value.get(step, _ABSENT)
    is_index = isinstance(value, list | tuple) and isinstance(step, int) and step < len(value)
    return value[step] if is_index else _ABSENT  # type: ignore[index]


def walk(value: object, location: Sequence[int | str]) -> tuple[tuple[int | str, ...], object]:
    """Follow a pydantic location through the value; names of union members are skipped."""
    steps: list[int | str] = []
    for index, step in enumerate(location):
        inner = _member(value, step)
        if inner is not _ABSENT and not _is_tag(value, inner, location[index + 1 : index + 2]):
            value = inner
            steps.append(step)
    return tuple(steps), value


def walk_to_lack(
    value: object, location: Sequence[int | str]
) -> tuple[tuple[int | str, ...], object]:
    """The same for what lacks the last step: a key is lacking in a mapping and nowhere else."""
    steps, inner = walk(value, location[:-1])
    if isinstance(location[-1], str) and not isinstance(inner, Mapping):
        return walk(value, steps[:-1])
    return steps, inner


def _is_tag(value: object, inner: object, following: Sequence[int | str]) -> bool:
    """Whether a step is the name of a union member that is the name of a key as well."""
    is_leaf = not isinstance(inner, Mapping | list | tuple)
    return is_leaf and any(_member(value, step) is not _ABSENT for step in following)


def merged_unions(errors: Iterable[ErrorDetails], value: object) -> list[ErrorDetails]:
    """One error for a value that fits no member of a union, instead of one a member.

    The error that says most wins: a broken rule before a wrong type; the types are then listed.
    """
    groups: dict[tuple[int | str, ...], list[ErrorDetails]] = {}
    for details in errors:
        is_own = details["type"] in ("missing", "extra_forbidden")
        steps, _ = walk(value, details["loc"])
        key = (*details["loc"], details["type"]) if is_own else (*steps, "")
        groups.setdefault(key, []).append(details)
    return [_merged(group) for group in groups.values()]


def _merged(group: list[ErrorDetails]) -> ErrorDetails:
    rules = [details for details in group if not expected_type(details)]
    if rules or len(group) == 1:
        return (rules or group)[0]
    words = list(dict.fromkeys(expected_type(details) for details in group))
    first = group[0].copy()
    first["ctx"] = {**first.get("ctx", {}), "expected_types": " or ".join(words)}
    return first


def without_echoes(
    kind: type[BaseModel], value: object, errors: Sequence[ErrorDetails]
) -> list[ErrorDetails]:
    """The errors that no other one explains.

    A missing key may be the unknown one beside it; a list may be short only of its faulty items.
    """
    meant: set[tuple[int | str, ...]] = set()
    for details in errors:
        if details["type"] == "extra_forbidden":
            steps, _ = walk(value, details["loc"])
            known = keys_at(kind, steps[:-1])
            meant.add((*steps[:-1], nearest(str(steps[-1]), known) or ""))
    kept = []
    for details in errors:
        is_missing = details["type"] == "missing"
        steps = walk_to_lack(value, details["loc"])[0] if is_missing else ()
        is_echo = is_missing and (*steps, details["loc"][-1]) in meant
        if not is_echo and not _is_short_of_faulty(details, errors):
            kept.append(details)
    return kept


def _is_short_of_faulty(details: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """Whether a list has too few items only because faulty ones do not count."""
    at = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(at) and other["loc"][: len(at)] == at for other in errors
    )
