"""Which values an emitted line holds in its text.

A view often prints a whole unit from one place. The text then tells more: a line that comes from
an operation and holds `0.83` comes from where that operation says 0.83.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from qpf.model.line_emission import Source
from qpf.model.line_homes import Homes, Spot, unit_of
from qpf.tools.held_values import HeldValue
from qpf.tools.line_choice import LineWords
from qpf.tools.line_words import begins_word, holds, keys_of, words_of

__all__ = ["Mentions"]

_NOWHERE: frozenset[str] = frozenset()


class Mentions:
    """The texts of values by unit."""

    __slots__ = ("_at", "_given", "_homes", "_values")

    def __init__(self, values: Iterable[HeldValue], homes: Homes) -> None:
        """Index every value by its unit, its spot and its place."""
        self._homes = homes
        self._values: dict[Spot, dict[str, list[HeldValue]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._at: dict[Spot, list[HeldValue]] = defaultdict(list)
        self._given: dict[tuple[Spot, Source], HeldValue] = {}
        for one in values:
            words = words_of(one.text)
            for text in keys_of(words):
                self._values[one.unit][text].append(one)
            if words:
                self._given[one.spot, one.source] = one
            self._at[one.spot].append(one)

    def _spots(self, source: Source, agent: str | None) -> tuple[Spot, ...]:
        return self._homes.spots(source.place.file, source.pointer, agent)

    def held(
        self,
        text: str,
        sources: Sequence[Source],
        agent: str | None = None,
        around: Callable[[], Collection[str]] = lambda: _NOWHERE,
    ) -> tuple[Source, ...]:
        """The values that a line's text holds, of some sources and of the values near them.

        `agent` is the one whose file the line stands in, `around` gives the words of the lines it
        stands inside of.
        """
        own = [one for one in sources if self._is_held(text, one, agent)]
        found = self._found(text, sources, own, agent, around)
        return tuple(dict.fromkeys((*own, *found)))

    def _is_held(self, text: str, source: Source, agent: str | None) -> bool:
        """Whether a line holds a source; a view prints headings and closing lines from it, too."""
        known = [self._given.get((spot, source)) for spot in self._spots(source, agent)]
        return any(one is None or _stands(one, text) for one in known)

    def _found(
        self,
        text: str,
        sources: Sequence[Source],
        own: Sequence[Source],
        agent: str | None,
        around: Callable[[], Collection[str]],
    ) -> Iterator[Source]:
        spots = dict.fromkeys(spot for one in sources for spot in self._spots(one, agent))
        for spot in spots:
            yield from self._parts(text, spot)
        near: dict[Spot, list[str]] = defaultdict(list)
        for owner, pointer in spots:
            near[owner, unit_of(pointer)].append(pointer)
        line = LineWords.of(text, around)
        printed = {word for one in self._printed(own, agent) for word in words_of(one)}
        for unit, pointers in near.items():
            told = set(printed)
            values = self._values.get(unit, {})
            for size in (3, 2, 1):
                for word, parts in _runs_with_words(line.words, size):
                    if word not in values or told.issuperset(parts):
                        continue
                    found = line.meant(word, values[word], pointers)
                    if size > 1 and found:
                        told.update(parts)
                    for one in found:
                        yield one.source
                        yield from self._parts(text, one.spot)

    def _printed(self, sources: Sequence[Source], agent: str | None) -> Iterator[str]:
        """The texts of the values that were printed."""
        for source in sources:
            for spot in self._spots(source, agent):
                if (spot, source) in self._given:
                    yield self._given[spot, source].text

    def _parts(self, text: str, spot: Spot) -> Iterator[Source]:
        """The places of a value that is written at several, where the line holds its text."""
        held = self._at.get(spot, ())
        if len(held) > 1:
            yield from (one.source for one in held if _stands(one, text))


def _stands(value: HeldValue, line: str) -> bool:
    """Whether a value that was printed stands in a line itself; a number may have another unit."""
    if isinstance(value.value, bool):
        return True
    if not isinstance(value.value, str):
        return any(sign.isdigit() for sign in line)
    return (begins_word if value.is_part else holds)(line, value.value)


def _runs_with_words(words: Sequence[str], size: int) -> Iterator[tuple[str, Sequence[str]]]:
    parts = [words[at : at + size] for at in range(len(words) - size + 1)]
    return iter({" ".join(part): part for part in parts}.items())
