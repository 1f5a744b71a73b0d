"""Which units name which: an operation that calls another, a wiring, a document."""

from collections import defaultdict
from collections.abc import Iterable

from qpf.model.document import split
from qpf.model.line_homes import Spot
from qpf.tools.held_values import HeldValue
from qpf.tools.line_words import words_of

__all__ = ["users_of"]

_NAMES = frozenset({"name", "id"})


def users_of(values: Iterable[HeldValue]) -> dict[Spot, tuple[Spot, ...]]:
    """Each unit with a name, and the units of its collection that hold the name in value or key.

    Of agents made from one schema each means its own unit of a name.
    """
    named: dict[str, dict[str, list[Spot]]] = defaultdict(lambda: defaultdict(list))
    words: dict[str, dict[Spot, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in values:
        inner = one.spot[1].removeprefix(one.unit[1])
        words[one.collection][one.unit].update(words_of(one.text), split(inner))
        parent, _, key = one.spot[1].rpartition("/")
        if key in _NAMES and parent == one.unit[1] and not one.is_part:
            units = named[one.collection][one.text]
            if one.unit not in units:
                units.append(one.unit)
    found: dict[Spot, tuple[Spot, ...]] = {}
    for collection, names in named.items():
        for name, units in names.items():
            holding = [unit for unit, held in words[collection].items() if name in held]
            for unit in units:
                others = {owner for owner, at in units if at == unit[1]} - {unit[0]}
                found[unit] = tuple(sorted(one for one in holding if one[0] not in others))
    return found
