"""Rounds of an attack: which payload stands in which leaf, so that all of them meet.

In a round every leaf holds a payload, each another one; in the next round each leaf holds the
payload its neighbour held. After as many rounds as there are payloads, every payload stood in every
leaf. A short run steps from class to class instead of from payload to payload.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from injecting import Target
from leaves import Leaf
from payloads import PAYLOADS, Payload, Sort
from sinks import Context

__all__ = ["SORTED", "TEXTS", "Tally", "by_class", "covering", "rotated", "run_round"]

SORTED = {sort: tuple(one for one in PAYLOADS if one.sort is sort) for sort in Sort}
"""The payloads of each sort; one round holds payloads of one sort, for it is compared as such."""

TEXTS = {
    kind: tuple(one for one in SORTED[Sort.TEXT] if one.kind == kind)
    for kind in dict.fromkeys(one.kind for one in PAYLOADS)
}
"""The payloads that may be nothing but texts, by class."""


def rotated(leaves: Sequence[Leaf], payloads: Sequence[Payload], turn: int) -> dict[Leaf, Payload]:
    """The round with a number: leaf `n` holds payload `n + turn`."""
    return {leaf: payloads[(n + turn) % len(payloads)] for n, leaf in enumerate(leaves)}


def covering(target: Target, tally: "Tally", turn: int) -> dict[Leaf, Payload]:
    """A round in which each leaf holds a class that one of its contexts has not met yet.

    Empty when every class has met every context that the target's leaves are printed in.
    """
    planned = {*tally.accepted, *tally.refused}
    attack = {}
    for leaf in target.leaves:
        reach = target.reach[leaf]
        missing = [kind for kind in TEXTS if any((one, kind) not in planned for one in reach)]
        if missing:
            attack[leaf] = TEXTS[missing[0]][turn % len(TEXTS[missing[0]])]
            planned.update((one, missing[0]) for one in reach)
    return attack


def by_class(payloads: Sequence[Payload]) -> list[Payload]:
    """The payloads ordered so that neighbours are of different classes."""
    counts = Counter(one.kind for one in payloads)
    seen: Counter[str] = Counter()
    keyed = []
    for one in payloads:
        keyed.append(((seen[one.kind] + 0.5) / counts[one.kind], one.kind, one))
        seen[one.kind] += 1
    return [one for _, _, one in sorted(keyed, key=lambda item: item[:2])]


@dataclass(slots=True)
class Tally:
    """What came of rounds, by context and class of payload."""

    accepted: Counter[tuple[Context, str]] = field(default_factory=Counter)
    refused: Counter[tuple[Context, str]] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    bent: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another one in."""
        self.accepted.update(other.accepted)
        self.refused.update(other.refused)
        self.pairs.update(other.pairs)
        self.bent += other.bent

    def contexts(self) -> Iterator[Context]:
        """The contexts that were attacked, sorted."""
        yield from sorted({context for context, _ in (*self.accepted, *self.refused)})


def run_round(target: Target, attack: Mapping[Leaf, Payload]) -> Tally:
    """Attack once; what is bent names its leaves."""
    verdict, tally = target.attack(attack), Tally()
    for leaves, counted in ((verdict.accepted, tally.accepted), (verdict.refused, tally.refused)):
        word = "accepted" if counted is tally.accepted else "refused"
        for leaf in leaves:
            tally.pairs[word] += 1
            counted.update((context, attack[leaf].kind) for context in target.reach[leaf])
    if verdict.bent:
        tally.bent += target.culprits(attack, verdict.accepted) or list(verdict.bent)
    return tally
