"""Which values of a document an emitted line holds in its text, and which units name each other.

A view often prints a whole unit from one place. The text then tells more: a line that comes from
an operation and holds `0.83` comes from where that operation says 0.83.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from qpf.model.document import Document, Plain, child
from qpf.model.line_map import Source, unit_of

__all__ = ["Mentions"]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?")
_MOST = 12
"""A text that more values near a line share tells nothing of any of them."""

_PROSE = 3
"""From this many words on a value is taken for a text."""

_Unit = tuple[str, str]
_NAMES = frozenset({"name", "id"})


class Mentions:
    """The texts of documents by unit."""

    __slots__ = ("_known", "_texts", "_values", "users")

    def __init__(self, documents: Iterable[Document]) -> None:
        """Index every scalar; `users` maps a unit to the units of its collection that name it."""
        self._values: dict[_Unit, dict[str, list[Source]]] = defaultdict(lambda: defaultdict(list))
        self._texts: dict[tuple[str, str], str] = {}
        self._known: dict[tuple[str, tuple[Source, ...]], tuple[Source, ...]] = {}
        named: dict[str, dict[str, _Unit]] = defaultdict(dict)
        words: dict[str, dict[_Unit, set[str]]] = defaultdict(lambda: defaultdict(set))
        for document in documents:
            for pointer, value in _scalars("", document.value):
                unit = (document.path, unit_of(pointer))
                source = Source(document.origins.at(pointer), pointer)
                held = _words(str(value))
                if isinstance(value, str) and held:
                    self._texts[document.path, pointer] = value
                for text in _keys(held):
                    self._values[unit][text].append(source)
                words[document.collection][unit].update(held)
                parent, _, key = pointer.rpartition("/")
                if key in _NAMES and parent == unit[1]:
                    named[document.collection].setdefault(str(value), unit)
        self.users = {
            unit: tuple(sorted(other for other, held in words[collection].items() if name in held))
            for collection, names in named.items()
            for name, unit in names.items()
        }

    def fitting(self, text: str, source: Source) -> Source:
        """A source, or its unit when it is a text of which the line holds not a word.

        A view prints headings and closing lines from the same place as what stands between.
        """
        held = self._texts.get((source.place.file, source.pointer))
        if held is None or _holds(text, held):
            return source
        return Source(source.place, unit_of(source.pointer))

    def of(self, text: str, sources: Sequence[Source]) -> tuple[Source, ...]:
        """The values near some sources that a line's text holds, apart from those sources."""
        key = (text, tuple(sources))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(self._found(text, sources))
        return known

    def _found(self, text: str, sources: Sequence[Source]) -> Iterator[Source]:
        units = dict.fromkeys((one.place.file, unit_of(one.pointer)) for one in sources)
        words = _words(text)
        said = dict.fromkeys(run for size in (1, 2, 3) for run in _runs(words, size))
        told = set(sources)
        for unit in units:
            values = self._values.get(unit, {})
            near = [one.pointer for one in sources if one.place.file == unit[0]]
            for word in said:
                for one in _nearest(word, values.get(word, ()), near):
                    if one not in told:
                        told.add(one)
                        yield one


def _scalars(pointer: str, value: Plain) -> Iterator[tuple[str, str | int | float | bool]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(child(pointer, key), inner)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _scalars(child(pointer, number), item)
    elif value is not None:
        yield pointer, value


def _words(text: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    if not word[0].isdigit():
        return word.rstrip("_")
    try:
        return repr(float(word))
    except ValueError:
        return word


def _keys(words: Sequence[str]) -> Sequence[str]:
    """What a value is known by: its word or two, or each three that follow each other."""
    size = min(3, len(words))
    return tuple(dict.fromkeys(_runs(words, size))) if size else ()


def _runs(words: Sequence[str], size: int) -> Iterator[str]:
    return (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def _nearest(word: str, values: Sequence[Source], near: Sequence[str]) -> Sequence[Source]:
    if not values or (len(values) == 1 and not _is_common(word)):
        return values
    depths = [max(_shared(one.pointer, pointer) for pointer in near) for one in values]
    deepest = max(depths)
    if _is_common(word) and deepest <= unit_of(near[0]).count("/") + 1:
        return ()
    kept = [one for one, depth in zip(values, depths, strict=True) if depth == deepest]
    return kept if len(kept) <= _MOST else ()


def _holds(line: str, text: str) -> bool:
    """Whether a line holds a word of a text, or a short one in any spelling of names."""
    words = _words(text)
    if len(words) >= _PROSE:
        return not set(words).isdisjoint(_words(line))
    return _squashed(text) in _squashed(line)


def _squashed(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _is_common(word: str) -> bool:
    """Whether a text stands in too many lines to tell anything by itself."""
    return len(word) <= 2 or (word[0].isdigit() and len(word.strip("0").rstrip(".")) <= 1)


def _shared(left: str, right: str) -> int:
    """How many steps two pointers begin with in common."""
    count = 0
    for one, other in zip(left.split("/"), right.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
