"""The names an expression may use, and what is known about their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qpf.diagnostics.diagnostic import Place
from qpf.language.facts import Facts
from qpf.language.signatures import Signature
from qpf.language.types import TypeRef

__all__ = ["Local", "Names"]


@dataclass(frozen=True, slots=True)
class Local:
    """A name in reach: how Python spells it, its type, where it was given."""

    name: str
    identifier: str
    type: TypeRef
    place: Place | None = None
    what: str = "name"


@dataclass(frozen=True, slots=True)
class Names:
    """Names in reach, names that only later steps define, facts about values, own functions."""

    known: Mapping[str, Local] = field(default_factory=dict)
    later: Mapping[str, Place] = field(default_factory=dict)
    facts: Facts = frozenset()
    functions: Mapping[str, Signature] = field(default_factory=dict)

    @classmethod
    def of_types(cls, types: Mapping[str, TypeRef]) -> "Names":
        """Names whose Python spelling is their own; for texts outside operations."""
        return cls({name: Local(name, name, kind) for name, kind in types.items()})

    def knowing(self, facts: Facts) -> "Names":
        """The same names where `facts` hold as well."""
        return replace(self, facts=self.facts | facts)
