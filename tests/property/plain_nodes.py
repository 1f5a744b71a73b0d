"""The nodes of plain values and the steps that lead to them: what every law about values walks."""

from collections.abc import Iterator
from typing import TypeAlias

from qpf.model.document import Plain, child

__all__ = ["Scalar", "Steps", "nodes", "pointer_of", "replaced", "scalars"]

Steps: TypeAlias = tuple[str | int, ...]
Scalar: TypeAlias = str | int | float | bool | None


def nodes(value: Plain, steps: Steps = ()) -> Iterator[tuple[Steps, Plain]]:
    """The value itself and all within it, what holds before what is held."""
    yield steps, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from nodes(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nodes(item, (*steps, index))


def scalars(value: Plain) -> Iterator[tuple[Steps, Scalar]]:
    """What holds nothing else."""
    for steps, one in nodes(value):
        if not isinstance(one, dict | list):
            yield steps, one


def replaced(node: Plain, steps: Steps, value: Plain) -> Plain:
    """A node with another value where the steps lead; what they do not touch is shared."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(node, dict):
        assert isinstance(step, str)
        return {**node, step: replaced(node[step], rest, value)}
    assert isinstance(node, list) and isinstance(step, int)
    return [*node[:step], replaced(node[step], rest, value), *node[step + 1 :]]


def pointer_of(steps: Steps) -> str:
    """The steps as a JSON pointer."""
    pointer = ""
    for step in steps:
        pointer = child(pointer, step)
    return pointer
