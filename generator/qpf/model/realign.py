"""Carries line origins over a formatter: which source lines became which formatted line.

Formatters move tokens between lines but keep their order, apart from imports, which are sorted as
whole lines. So equal lines are matched first, then the tokens of what lies between.
"""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from qpf.model.line_origin import LineOrigin

__all__ = ["realigned"]

_TOKEN = re.compile(r"\w+|[^\w\s,()'\"]")


@lru_cache(maxsize=32)
def realigned(before: str, after: str, lines: tuple[LineOrigin, ...]) -> tuple[LineOrigin, ...]:
    """The origin of each line of `after`, given those of `before`.

    The last results are kept: a checker asks for line after line of the same file.
    """
    old, new = before.splitlines(), after.splitlines()
    if before == after or not lines:
        return lines
    found: list[LineOrigin | None] = [None] * len(new)
    matcher = SequenceMatcher(None, [_key(x) for x in old], [_key(x) for x in new], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found[j1:j2] = lines[i1:i2]
        elif tag in {"replace", "insert"}:
            found[j1:j2] = _block(old[i1:i2], new[j1:j2], lines[i1:i2])
    return _filled(_moved(found, old, new, lines), lines[0])


def _key(line: str) -> str:
    return "".join(line.split())


def _block(
    old: Sequence[str], new: Sequence[str], lines: Sequence[LineOrigin]
) -> list[LineOrigin | None]:
    before = [(token, n) for n, line in enumerate(old) for token in _TOKEN.findall(line)]
    after = [(token, n) for n, line in enumerate(new) for token in _TOKEN.findall(line)]
    sources: list[dict[int, None]] = [{} for _ in new]
    left, right = [token for token, _ in before], [token for token, _ in after]
    for a, b, size in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for step in range(size):
            sources[after[b + step][1]][before[a + step][1]] = None
    return [_merged([lines[n] for n in used]) for used in sources]


def _merged(origins: Sequence[LineOrigin]) -> LineOrigin | None:
    if len(origins) <= 1:
        return origins[0] if origins else None
    places = dict.fromkeys(place for origin in origins for place in origin.places)
    return LineOrigin(origins[0].template, origins[0].line, tuple(places))


def _moved(
    found: list[LineOrigin | None],
    old: Sequence[str],
    new: Sequence[str],
    lines: Sequence[LineOrigin],
) -> list[LineOrigin | None]:
    """Give a line without a match the origin of an equal line elsewhere, when there is only one."""
    counted = Counter(map(_key, old))
    where = {_key(line): origin for line, origin in zip(old, lines, strict=False)}
    return [
        where.get(_key(line)) if origin is None and counted[_key(line)] == 1 else origin
        for origin, line in zip(found, new, strict=True)
    ]


def _filled(found: Sequence[LineOrigin | None], first: LineOrigin) -> tuple[LineOrigin, ...]:
    filled, last = [], LineOrigin(first.template, first.line)
    for origin in found:
        # A line of signs only, such as a closing bracket, belongs to the line above it.
        last = origin or last
        filled.append(last)
    return tuple(filled)
