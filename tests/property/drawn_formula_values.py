"""Values of formulas: expressions over numbers, records field by field, calls of earlier ones."""

import keyword
from typing import Any

from drawn_types import Types
from hostile_names import TEXTS
from luck import Luck

__all__ = ["Values"]

_SYNTAX = frozenset(keyword.kwlist)
"""Words that a call in an expression cannot have, unlike names that stand alone."""
_PLAIN: dict[str, tuple[Any, ...]] = {
    "float": (0.5, 3, -1),
    "int": (0, 7),
    "bool": (True, False),
    "list[str]": ([], ["class", ""], ['a"b', "größe"]),
}


class Values:
    """What one formula can say; `said` is everything that it said."""

    def __init__(
        self, luck: Luck, types: Types, names: list[str], earlier: list[dict[str, Any]]
    ) -> None:
        """`names` are its inputs, `earlier` the formulas that it can call."""
        self.luck, self.types, self.names, self.earlier = luck, types, names, earlier
        self.said: list[Any] = []

    def ways(self, kind: str) -> list[str]:
        """The keys under which a value of a type can stand."""
        both = kind in (*self.types.records, "str", "list[str]")
        return ["value", "emit"] if both else ["value", "value", "emit"]

    def of(self, kind: str, way: str) -> Any:
        """A value of a type as it stands under `value` or `emit`."""
        made = self._record(kind, way) if kind in self.types.records else self._part(kind, way)
        if not (way == "emit" and kind == "str"):
            self.said.append(made)
        return made

    def cases(self, kind: str) -> list[Any]:
        """Cases, the last of which may have a condition too."""
        made: list[Any] = []
        for bound in self.luck.some([0, 0.5, 10], 0, 2):
            when = self.luck.one([f"{self.names[0]} > {bound}", f"not {self.names[-1]} <= {bound}"])
            made.append({"when": when})
        made.append({"when": f"{self.names[0]} != 7"} if self.luck.chance(30) else {})
        for case in made:
            way = self.luck.one(self.ways(kind))
            case[way] = self.of(kind, way)
        self.said += [case.get("when") for case in made]
        return made

    def _record(self, kind: str, way: str) -> Any:
        called = self._called(kind)
        if called and self.luck.chance(50):
            return called
        return {name: self._part(one, way) for name, one in self.types.records[kind].items()}

    def _part(self, kind: str, way: str) -> Any:
        luck = self.luck
        if kind == "str":
            text = luck.one(TEXTS)
            return text if way == "emit" else self._text()
        if kind == "list[str]" or luck.chance(15):
            return luck.one(_PLAIN[kind])
        if kind == "float":
            return self._number()
        total = self._total()
        if kind == "int":
            rounded = luck.one([f"round({total})", f"ceil({total})", f"floor({total})"])
            return luck.one([rounded, f"int({self._number()})"])
        whole = f"{luck.one(['floor', 'ceil', 'round', 'int'])}({luck.one(self.names)})"
        few = luck.one([0, 0.5, 10])
        return luck.one([f"{total} > {few}", f"({self._number()}) <= {total}", f"{whole} < {few}"])

    def _text(self) -> str:
        one, other = self.luck.some(["'x'", "'größe'", "''", "'class'", "'it is'"], 2, 2)
        return self.luck.one([one, f"{one} if {self.names[0]} > 0 else {other}"])

    def _number(self) -> str:
        luck, total, name = self.luck, self._total(), self.luck.one(self.names)
        return luck.one(
            [
                total,
                f"sqrt(abs({total}))",
                f"({total}) / 3",
                f"sum(({name}) ** i for i in range(1, 4)) * 0.001 + {total}",
                f"{total} / {name}",
                f"log({name}) + {total}",
                f"min({total} / {name}, 1000)",
                f"{name} % 3 + {luck.one(self.names)} // 2",
                f"{total} if {name} - {name} == 0 else 0.5",
                f"max({name}, {total}) - min({name}, {total})",
                f"exp({name}) * 0.001 + {total}",
            ]
        )

    def _total(self) -> str:
        luck = self.luck
        parts = [luck.one([f"{one}", f"{one} * 0.5", f"abs({one})"]) for one in self.names]
        total = luck.one(["clip({}, -1000000.0, 1000000.0)", "({})"]).format(" + ".join(parts))
        called = self._called("float")
        return f"{total} + {called}" if called and luck.chance(40) else total

    def _called(self, kind: str) -> str:
        """A call of an earlier formula of a type, or nothing."""
        usable = [
            one
            for one in self.earlier
            if one.get("output", "float") in (kind, {"type": kind})
            and not {one["name"], *one["input"]} & _SYNTAX
        ]
        if not usable:
            return ""
        other = self.luck.one(usable)
        given = [f"{one}={self.luck.one([*self.names, '0.5'])}" for one in other["input"]]
        return f"{other['name']}({', '.join(given)})"
