"""Overrides of a strategy: a JSON pointer into an agent, and the value it takes there."""

import copy
from dataclasses import dataclass

from qpf.diagnostics.catalogue import composition
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Origins, Plain, child, split
from qpf.model.extraction_map import MapSpec

__all__ = ["Override", "apply_override", "chosen_strategy"]

Tree = dict[str, Plain] | list[Plain]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One override; `written_at` is its pointer in the map."""

    agent: str
    pointer: str
    value: Plain
    written_at: str


def chosen_strategy(spec: MapSpec, asked: str | None) -> str:
    """The strategy to observe: the asked one when this map has it, else its default."""
    if spec.strategies is None:
        return ""
    is_known = asked is not None and asked in spec.strategies.named
    return asked if asked is not None and is_known else spec.strategies.default


def apply_override(
    override: Override,
    value: dict[str, Plain],
    origins: Origins,
    map_origins: Origins,
    found: Diagnostics,
) -> tuple[dict[str, Plain], Origins]:
    """Set one value; a pointer without target or without effect is reported."""
    place = map_origins.key(override.written_at)
    steps = split(override.pointer)
    reason = _obstacle(value, override.pointer, steps)
    if reason:
        found.add(
            composition.override_without_target(place, override.pointer, override.agent, reason)
        )
        return value, origins
    changed = dict(value)
    node: Tree = changed
    for step in steps[:-1]:
        node = _own_child(node, step)
    if isinstance(node, list):
        node[int(steps[-1])] = override.value
    else:
        if steps[-1] in node and node[steps[-1]] == override.value:
            found.add(composition.override_changes_nothing(place, override.pointer, override.agent))
        node[steps[-1]] = override.value
    moved = map_origins.under(override.written_at).placed(override.pointer)
    return changed, origins.without(override.pointer).merged(moved)


def _own_child(node: Tree, step: str) -> Tree:
    """Copy a child and put the copy in its place; the rest of the tree stays shared."""
    copied: Tree
    if isinstance(node, list):
        node[int(step)] = copied = copy.copy(node[int(step)])  # type: ignore[assignment]
    else:
        node[step] = copied = copy.copy(node[step])  # type: ignore[assignment]
    return copied


def _obstacle(value: Plain, pointer: str, steps: tuple[str, ...]) -> str:
    """Why a pointer cannot be set, or nothing; the last key of a mapping may be new."""
    if not pointer.startswith("/"):
        return "a pointer begins with `/`"
    node, at = value, ""
    for number, step in enumerate(steps):
        is_last = number == len(steps) - 1
        if isinstance(node, list):
            if not step.isdigit() or int(step) >= len(node):
                return f"`{at}` has no item `{step}`"
            node = node[int(step)]
        elif isinstance(node, dict):
            if step not in node and not is_last:
                return f"`{at or '/'}` has no key `{step}`"
            node = node.get(step)
        else:
            return f"`{at}` has no keys"
        at = child(at, step)
    return ""
