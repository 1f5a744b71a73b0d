"""Keys in other spellings: case, separators, number, and the names other dialects have."""

from collections.abc import Sequence

from qpf.sections.importing.expected import ALIASES, OTHER_ALIASES
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report

__all__ = ["known_key", "respelled"]

_EXACT = frozenset({"type", "table", "stream", "modules", "names", "roles"})
"""Folded words that only seem to be the singular or plural of a key."""


def respelled(node: Node, known: Sequence[str], report: Report) -> None:
    """Rename the keys of a mapping that are other spellings of known ones."""
    for key, member in list(node.members.items()):
        right = known_key(key, known)
        if key in known or right is None:
            continue
        del node.members[key]
        if right in node.members:
            words = f"`{key}`: `{right}` stands beside it"
            if node.members[right].plain() != member.plain():
                words += f"; left out: {member.shown}"
            report.dropped(member, words)
            continue
        node.members[right] = member
        report.changed(member, f"`{key}` is written `{right}`")


def known_key(word: str, known: Sequence[str]) -> str | None:
    """The known key that a word is another spelling of: case, separators, number, other names."""
    meant = {folded(key): key for key in known}
    plain = folded(word)
    single = {_singular(key): right for key, right in meant.items()}
    for one in (plain, folded(ALIASES.get(plain, "")), folded(OTHER_ALIASES.get(plain, ""))):
        if one in meant:
            return meant[one]
    return single.get(_singular(plain)) if plain not in _EXACT else None


def _singular(plain: str) -> str:
    if plain.endswith("ies"):
        return f"{plain[:-3]}y"
    return plain.removesuffix("s")
