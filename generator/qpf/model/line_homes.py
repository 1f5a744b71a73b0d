"""Where written values are in effect: the agents, and the places in them, that they became part of.

Defaults, overrides and parameters are written in a map and become values of agents; a schema with
instances becomes several agents. What is made together is made from an agent, not from a file.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from qpf.model.line_emission import Source

__all__ = ["Homes", "Spot", "unit_of"]

Spot: TypeAlias = "tuple[str, str]"
"""A value by its owner and its pointer there: an agent by its id, another document by its path."""


def unit_of(pointer: str) -> str:
    """The part of an owner whose lines are made together: an item of a section, or a section."""
    steps = pointer.split("/", 3)[1:3]
    is_item = len(steps) == 2 and steps[1].isdigit()
    return "/" + "/".join(steps if is_item else steps[:1]) if pointer else ""


@dataclass(frozen=True, slots=True)
class Homes:
    """`agents` maps a schema to the agents made from it, `moved` what a map says to their values.

    Both sides of `moved` are pointers: in the map, by file, and in the agent.
    """

    agents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved: Mapping[Spot, tuple[Spot, ...]] = field(default_factory=dict)

    def spots(self, file: str, pointer: str, agent: str | None = None) -> tuple[Spot, ...]:
        """Where a written value is in effect, for a line of a file of `agent` or of all agents."""
        owners = self.agents.get(file)
        if owners is not None:
            found = tuple((owner, pointer) for owner in owners)
        else:
            found = self.moved.get((file, pointer), ()) or ((file, pointer),)
        own = tuple(spot for spot in found if spot[0] == agent)
        return own or found

    def units(self, source: Source, agent: str | None) -> tuple[Spot, ...]:
        """The units of a value, for a line of a file of `agent` or of all agents."""
        spots = self.spots(source.place.file, source.pointer, agent)
        return tuple((owner, unit_of(pointer)) for owner, pointer in spots)

    def files(self, owners: Collection[str]) -> frozenset[str]:
        """The files in which values of some owners are written."""
        schemas = (file for file, ids in self.agents.items() if any(one in owners for one in ids))
        maps = (
            file
            for (file, _), spots in self.moved.items()
            if any(owner in owners for owner, _ in spots)
        )
        return frozenset((*owners, *schemas, *maps))

    def below(self, file: str, pointer: str) -> tuple[Spot, ...]:
        """Where a written value, or anything below it, is in effect."""
        return tuple(dict.fromkeys((*self.spots(file, pointer), *self._inner(file, pointer))))

    def _inner(self, file: str, pointer: str) -> Iterator[Spot]:
        for (other, inner), spots in self.moved.items():
            if other == file and inner.startswith(f"{pointer}/"):
                yield from spots
