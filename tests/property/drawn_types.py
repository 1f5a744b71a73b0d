"""Types of a schema, values of them, and typed expressions over names."""

from dataclasses import dataclass, field
from typing import Any

from hostile_names import FIELDS, TEXTS, TYPE_NAMES, VARIABLES, Names
from luck import Luck

from qpf.language.identifiers import class_identifier, constant_identifier, field_identifier

__all__ = ["Expressions", "Types", "drawn_types"]

_PLAIN = ("int", "float", "str", "bool")
_VALUES: dict[str, tuple[Any, ...]] = {
    "int": (0, 1, -1, 7, 2**31, 10**15),
    "float": (0.0, 1.5, -2.25, 1e-9, 123456.789),
    "str": ("", "x", "größe", *TEXTS[:8]),
    "bool": (True, False),
    "json": ({"any": [None, 1, "x"]}, [], "x", 3),
}
_MEMBERS = (
    *("plain", "class", "None", "true", "1st", "for-ever", "NAME", "value", "mro", "name", "_x"),
    *("__init__", "a.b", "x/y", "ä", "", " ", "a b", "'", '"', "\\", "{x}", "x" * 120, "yes", "0"),
)


@dataclass(slots=True)
class Types:
    """Declared records (fields with their types) and enumerations (members)."""

    luck: Luck
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    enums: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)

    def any(self, depth: int = 2) -> str:
        """The text of a type."""
        kinds = [*_PLAIN, *_PLAIN, "json", *self.records, *self.enums]
        if depth and self.luck.chance(30):
            inner = self.any(depth - 1)
            return self.luck.one([f"list[{inner}]", f"dict[str, {inner}]", f"{inner.rstrip('?')}?"])
        return self.luck.one(kinds)

    def value(self, kind: str) -> Any:
        """A plain value of a type."""
        if kind.endswith("?"):
            return None if self.luck.chance(40) else self.value(kind[:-1])
        if kind.startswith("list["):
            return self.luck.list_of(lambda: self.value(kind[5:-1]), 0, 2)
        if kind.startswith("dict["):
            keys = self.luck.some(["a", "", "class", "größe", "x y"], 0, 2)
            return {key: self.value(kind[10:-1]) for key in keys}
        if kind in self.records:
            return {name: self.value(one) for name, one in self.records[kind].items()}
        if kind in self.enums:
            return self.luck.one(self.enums[kind])
        return self.luck.one(_VALUES[kind])


def drawn_types(luck: Luck) -> Types:
    """Up to four types; later ones hold earlier ones."""
    made = Types(luck)
    names = Names(luck, TYPE_NAMES)
    for _ in range(luck.whole(0, 4)):
        name = names.fresh()
        if class_identifier(name) in [class_identifier(one) for one in made.written]:
            continue
        if luck.chance(35):
            drawn = luck.some(_MEMBERS, 1, 5)
            members = list({constant_identifier(one): one for one in drawn}.values())
            made.written[name] = {"enum": members}
            made.enums[name] = members
        else:
            made.written[name], made.records[name] = _record(luck, made)
        if luck.chance(30) and name in made.enums:
            made.written[name]["summary"] = luck.one(TEXTS)
    return made


def _record(luck: Luck, known: Types) -> tuple[dict[str, Any], dict[str, str]]:
    names, kinds = Names(luck, FIELDS), {}
    written: dict[str, Any] = {}
    optional = False
    for _ in range(luck.whole(1, 5)):
        name, kind = names.fresh(), known.any()
        if field_identifier(name) in [field_identifier(one) for one in kinds]:
            continue
        kinds[name] = kind
        optional = optional or luck.chance(25)
        detail: dict[str, Any] = {"type": kind}
        if luck.chance(30):
            detail["summary"] = luck.one(TEXTS)
        if luck.chance(20):
            detail["unit"] = luck.one(["m", "%", "1", "µs", '"'])
        if optional:
            detail["default"] = known.value(kind)
        written[name] = detail if len(detail) > 1 else kind
    is_long = luck.chance(50) or {"fields", "enum"} & set(written)
    return ({"summary": luck.one(TEXTS), "fields": written} if is_long else written), kinds


@dataclass(slots=True)
class Expressions:
    """Expressions of a wanted type over names with types."""

    luck: Luck
    types: Types
    names: dict[str, str]
    used: set[str] = field(default_factory=set)

    def of(self, kind: str, depth: int = 2) -> str:
        """An expression of a type; a constant when nothing else is at hand."""
        known = [name for name, one in self.names.items() if one == kind]
        if known and self.luck.chance(55):
            return self.name(self.luck.one(known))
        makers = {"int": self.whole, "float": self.number, "str": self.text, "bool": self.truth}
        if kind in makers:
            return f"({makers[kind](depth)})" if depth else makers[kind](depth)
        return self.constant(kind)

    def name(self, name: str) -> str:
        """A use of a name."""
        self.used.add(name)
        return name

    def constant(self, kind: str) -> str:
        """A literal of a type."""
        if kind.endswith("?"):
            return "None"
        if kind.startswith("list["):
            return "[]"
        if kind == "json":
            return self.luck.one(["1", "'x'", "None", "[1, 2]", "{'a': 1}"])
        return "{}" if kind.startswith("dict[") else repr(self.types.value(kind))

    def whole(self, depth: int) -> str:
        """An expression of type int."""
        if not depth:
            return self.luck.one(["0", "1", "7", "1000000"])
        one, other = self.of("int", depth - 1), self.of("int", depth - 1)
        return self.luck.one(
            [
                f"{one} + {other}",
                f"({one}) - ({other})",
                f"({one}) * 2",
                f"({one}) % 7",
                f"({one}) // 3",
                f"abs({one})",
                f"max({one}, {other})",
                f"{one} if {self.truth(depth - 1)} else {other}",
                f"len({self.text(depth - 1)})",
                self.size(),
            ]
        )

    def number(self, depth: int) -> str:
        """An expression of type float."""
        if not depth:
            return self.luck.one(["0.5", "1.0", "2.25"])
        one = self.of("float", depth - 1)
        return self.luck.one(
            [
                f"({one}) * 0.5",
                f"({one}) + ({self.of('int', depth - 1)})",
                f"clip({one}, 0.0, 1.0)",
                f"float({self.of('int', depth - 1)})",
                f"({one}) / 4",
                f"min({one}, 2.5)",
                f"sqrt(abs({one}))",
                f"round({one}, 2)",
                f"{one} if {self.truth(depth - 1)} else 1.5",
            ]
        )

    def text(self, depth: int) -> str:
        """An expression of type str."""
        if not depth:
            return repr(self.luck.one(["", "x", "größe", *TEXTS[:10]]))
        one = self.of("str", depth - 1)
        return self.luck.one(
            [
                f"{one} + {self.of('str', depth - 1)}",
                f"lower({one})",
                f"str({self.of('int', depth - 1)})",
                f"{one} if {self.truth(depth - 1)} else 'no'",
                *[f"str({self.name(name)})" for name in self.luck.some(self.names, 0, 1)],
            ]
        )

    def truth(self, depth: int) -> str:
        """An expression of type bool."""
        if not depth:
            return f"{self.size()} > {self.luck.one([0, 3, 9])}"
        return self.luck.one(
            [
                f"{self.size()} + {self.of('int', depth - 1)} > {self.luck.one([0, 3, 100])}",
                f"{self.size()} * {self.of('float', depth - 1)} <= {self.luck.one([0.5, 1.0])}",
                f"str({self.size()}) + {self.of('str', depth - 1)} == 'x'",
                f"not ({self.truth(depth - 1)})",
                f"({self.truth(depth - 1)}) and {self.of('int', depth - 1)} < {self.size()} + 9",
                f"0 < {self.size()} - {self.of('int', depth - 1)} <= 10",
                f"({self.truth(depth - 1)}) or {self.size()} - {self.of('int', depth - 1)} == 4",
                f"({self.truth(depth - 1)}) or abs({self.of('int', depth - 1)}) == 4",
                *[self.name(name) for name, kind in self.names.items() if kind == "bool"],
            ]
        )

    def size(self) -> str:
        """How long something is, or how long its text is."""
        if not self.names:
            return "len('abc')"
        name = self.luck.one(self.names)
        kind = self.names[name]
        self.used.add(name)
        if kind == "str" or (kind.startswith(("list[", "dict[")) and not kind.endswith("?")):
            return f"len({name})"
        return f"len(str({name}))"


def more_names(luck: Luck, taken: dict[str, str]) -> Names:
    """Names for locals beside known ones."""
    return Names(luck, VARIABLES, taken)
