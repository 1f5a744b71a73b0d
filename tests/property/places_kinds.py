"""The register of kinds of faults: each plants one fault wherever a file can have it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from places_source import Edit, Node, Source, misspelled

__all__ = ["KINDS", "Kind", "Planting", "kind", "slip"]


@dataclass(frozen=True, slots=True)
class Planting:
    """What a kind has at hand: the file, the words of its workspace, and a seeded draw."""

    source: Source
    words: frozenset[str]
    draw: random.Random


Plant = Callable[[Planting], Iterator[Edit]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault, by the name that the table shows."""

    name: str
    plant: Plant


KINDS: dict[str, Kind] = {}
"""All kinds by name, in the order of the modules that define them."""


def kind(name: str) -> Callable[[Plant], Plant]:
    """Register a kind of fault."""

    def register(plant: Plant) -> Plant:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, plant)
        return plant

    return register


def slip(planting: Planting, node: Node) -> Iterator[Edit]:
    """A slip of the finger in a text that is one word, at the beginning of the text."""
    made = misspelled(node.text, planting.words, planting.draw)
    if made is not None and node.style in ("", '"', "'"):
        quote = node.style
        yield planting.source.value_edit(node, f"{quote}{made}{quote}", node.text)
