"""Rules over text fields: which ones hold, which comes first, what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from qpf_core.catalogue.protocols import Guarded


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule that holds when every listed field matches its pattern."""

    name: str
    where: dict[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that decided, whether any did, and the fields it looked at."""

    name: str
    matched: bool
    because: list[str]


def rule(name: str, where: dict[str, str]) -> Rule:
    """Make a rule."""
    return Rule(name, where)


def holds(fields: dict[str, str], where: dict[str, str]) -> bool:
    """Tell whether every listed field is present and matches.

    `*` stands for any text, `?` for one character.
    """
    return all(name in fields and fnmatchcase(fields[name], want) for name, want in where.items())


def first_match(fields: dict[str, str], rules: Sequence[Guarded], otherwise: str = "") -> Match:
    """Return the first rule that holds, or `otherwise` unmatched.

    A rule without conditions always holds.
    """
    for item in rules:
        if holds(fields, item.where):
            return Match(item.name, True, list(item.where))
    return Match(otherwise, False, [])


def all_matches(fields: dict[str, str], rules: Sequence[Guarded]) -> list[str]:
    """Return the names of all rules that hold, in order."""
    return [item.name for item in rules if holds(fields, item.where)]


def first_true(conditions: list[bool], names: list[str], otherwise: str = "") -> str:
    """Return the name beside the first true condition; the shorter list ends the search."""
    for condition, name in zip(conditions, names, strict=False):
        if condition:
            return name
    return otherwise
