"""The lines in which two emitted trees differ."""

from difflib import SequenceMatcher
from typing import TypeAlias

__all__ = ["Lines", "changes"]

Lines: TypeAlias = set[tuple[str, int]]
"""Emitted lines: a path below the output folder, and a 1-based number."""


def changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> tuple[Lines, Lines]:
    """The lines only the one tree has, and those only the other has; blank ones do not count."""
    lost: Lines = set()
    won: Lines = set()
    renamed = _renamed(before, after)
    for path in before.keys() | (after.keys() - renamed.keys()):
        there = next((new for new, old in renamed.items() if old == path), path)
        old, new = before.get(path, []), after.get(there, [])
        if old == new:
            continue
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag != "equal":
                lost |= {(path, n + 1) for n in range(i1, i2) if old[n].strip()}
                won |= {(there, n + 1) for n in range(j1, j2) if new[n].strip()}
    return lost, won


def _renamed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, str]:
    """New path to old path where one file of a folder took the place of another."""
    gone = {path.rpartition("/")[0]: path for path in sorted(before.keys() - after.keys())}
    come = {path.rpartition("/")[0]: path for path in sorted(after.keys() - before.keys())}
    return {come[folder]: gone[folder] for folder in come.keys() & gone.keys()}
