"""Steps of every verb, over names with types and whatever an agent can reach."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from drawn_types import Expressions, Types, more_names
from hostile_names import TEXTS
from luck import Luck

__all__ = ["Reach", "Steps", "sayable"]


@dataclass(slots=True)
class Reach:
    """What the steps of an agent's operations may touch, and what they did touch."""

    audit: tuple[str, ...] = ()
    layers: dict[str, Any] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    nodes: dict[str, list[str]] = field(default_factory=dict)
    edges: dict[str, list[str]] = field(default_factory=dict)
    indices: tuple[str, ...] = ()
    callable: list[dict[str, Any]] = field(default_factory=list)
    functions: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    partners: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    packets: list[tuple[str, str]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


class Steps:
    """The steps of one operation."""

    def __init__(self, luck: Luck, types: Types, inputs: dict[str, str], reach: Reach) -> None:
        self.luck, self.types, self.reach = luck, types, reach
        self.words = Expressions(luck, types, dict(inputs))
        self.locals = more_names(luck, inputs)
        self.steps: list[Any] = []
        self.errors: dict[str, Any] = {}
        if not inputs:
            self.steps.append({"let": {self.named("int"): "3"}})

    def named(self, kind: str) -> str:
        """A new local of a type."""
        name = self.locals.fresh()
        self.words.names[name] = kind
        return name

    def let(self) -> None:
        """A value under a name."""
        kind = self.luck.one(["int", "float", "str", "bool"])
        text = self.words.of(kind)
        self.steps.append({"let": {self.named(kind): text}})

    def choose(self) -> None:
        """One of some words."""
        rules = [
            {"when": self.words.truth(2), "emit": word}
            for word in self.luck.some(["many", "class", "", "größe", "it's", "{x}"], 1, 3)
        ]
        self.steps.append({"choose": self.named("str"), "rules": rules, "else": "few"})

    def choose_value(self) -> None:
        """One of some values."""
        kind = self.luck.one(["int", "float", "str"])
        rules = [
            {"when": self.words.truth(1), "value": self.words.of(kind)}
            for _ in range(self.luck.whole(1, 2))
        ]
        last = self.words.of(kind)
        self.steps.append({"choose": self.named(kind), "rules": rules, "else_value": last})

    def collect(self) -> None:
        """All words whose rules hold."""
        rules = [
            {"when": self.words.truth(2), "emit": word}
            for word in self.luck.some(["a", "class", "größe", 'quo"te'], 1, 3)
        ]
        self.steps.append({"collect": self.named("list[str]"), "rules": rules})

    def band(self) -> None:
        """A value by where a number lies."""
        of = self.words.of("int", 1)
        bounds = sorted(self.luck.some([-1, 0, 3, 7, 100], 1, 3))
        bands = [{"below": below, "value": self.words.of("float", 1)} for below in bounds]
        step = {"of": of, "bands": bands, "else_value": "0.5"}
        self.steps.append({"band": self.named("float"), **step})

    def translate(self) -> None:
        """A word in place of another."""
        of = self.words.of("str", 1)
        table = {
            key: self.luck.one(TEXTS) for key in self.luck.some(["a", "A", "class", "ß"], 1, 3)
        }
        step = {"translate": of, "table": table, "else": "other"}
        self.steps.append({**step, "as": self.named("str")})

    def each(self) -> None:
        """Something for every item of a list."""
        lists = [n for n, k in self.words.names.items() if k.startswith("list[") and k[-1] == "]"]
        if not lists:
            return
        source = self.luck.one(lists)
        self.words.used.add(source)
        item, inner = self.locals.fresh(), self.words.names[source][5:-1]
        outer = dict(self.words.names)
        self.words.names[item] = inner
        emit = self.words.size() if inner != "int" else f"{item} + 1"
        step: dict[str, Any] = {"each": item, "in": source, "emit": f"len(str({item})) + {emit}"}
        if self.luck.chance(40):
            step["limit"] = self.luck.one([1, 10, 1000])
        if self.luck.chance(40):
            step["when"] = f"len(str({item})) > 1"
        self.words.names.clear()
        self.words.names.update(outer)
        self.steps.append({**step, "as": self.named("list[int]")})

    def require(self) -> None:
        """Something that must hold."""
        name = self.locals.fresh()
        self.errors[name] = self.luck.one(TEXTS)
        self.steps.append({"require": self.words.truth(2), "error": name})

    def call(self) -> None:
        """Another operation, if one can be called."""
        usable = [
            one for one in self.reach.callable if self.can_say(one["inputs"], self.types.enums)
        ]
        if not usable:
            return
        self.call_of(self.luck.one(usable))

    def call_of(self, other: dict[str, Any]) -> None:
        """A call of an operation."""
        given = {name: self.words.of(kind, 1) for name, kind in other["inputs"].items()}
        step: dict[str, Any] = {"call": other["name"], "with": given}
        self.steps.append({**step, "as": self.named(other["output"])})
        self.reach.touched.add(other["name"])

    def use(self) -> None:
        """A function of a library."""
        name, inputs, output = self.luck.one(
            [
                ("stats.mean", {"values": "list[float]"}, "float"),
                *self.reach.functions,
                *self.reach.functions,
            ]
        )
        given = {one: self.words.of(kind, 1) for one, kind in inputs.items()}
        if name == "stats.mean":
            given = {"values": f"[{self.words.of('float', 1)}, 1.0]"}
        self.steps.append({"use": name, "with": given, "as": self.named(output)})
        self.reach.touched.add(name)

    def ask(self) -> None:
        """A partner, if there is one to ask."""
        usable = [one for one in self.reach.partners if self.can_say({**one[1], "": one[2]}, ())]
        if not usable:
            return
        name, inputs, output = self.luck.one(usable)
        given = {one: self.words.of(kind, 1) for one, kind in inputs.items()}
        self.steps.append({"ask": name, "with": given, "as": self.named(output)})
        self.reach.touched.add(name)

    def can_say(self, kinds: dict[str, str], enums: Iterable[str]) -> bool:
        """Whether there is an expression for values of the types."""
        return sayable(kinds, enums)

    def effects(self) -> None:
        """Some of the effects that the agent can have."""
        luck, reach = self.luck, self.reach
        for layer in luck.some(reach.layers, 0, len(reach.layers)):
            self.steps.append(self._when({"remember": self._remembered(layer)}))
            reach.touched.add(layer)
        for event in luck.some(reach.events, 0, len(reach.events)):
            payload = {luck.one(["size", "class", "a b"]): self.words.of("int", 1)}
            self.steps.append(self._when({"publish": event, "payload": payload}))
            reach.touched.add(event)
        for trigger in luck.some(reach.triggers, 0, 2):
            detail = {"why": self.words.of("str", 1)} if luck.chance(50) else {}
            self.steps.append(self._when({"escalate": trigger, "detail": detail}))
            reach.touched.add(trigger)
        for metric in luck.some(reach.metrics, 0, 2):
            self.steps.append(self._when({"measure": {metric: self.words.of("float", 1)}}))
            reach.touched.add(metric)
        for packet, to in luck.some(reach.packets, 0, 1):
            step = {"send": packet, "to": to, "payload": {"size": self.words.of("int", 1)}}
            self.steps.append(self._when(step))
            reach.touched.add(f"{packet}>{to}")
        if reach.audit and luck.chance(25):
            self.steps.append(self._when({"audit": luck.one(reach.audit), "action": "did it"}))

    def _when(self, step: dict[str, Any]) -> dict[str, Any]:
        return {**step, "when": self.words.truth(2)} if self.luck.chance(35) else step

    def _remembered(self, layer: str) -> dict[str, Any]:
        value, key = self.words.of("int", 1), f"'k' + {self.words.of('str', 1)}"
        entry: dict[str, Any] = {"layer": layer}
        if layer == "workingmemory":
            return {**entry, "key": key, "value": value}
        if layer == "episodicmemory":
            index = {name: self.words.text(1) for name in self.reach.indices}
            return {**entry, "kind": "seen", "value": value, **({"index": index} if index else {})}
        if layer == "semanticmemory":
            kind = self.luck.one(self.reach.nodes)
            fields = {name: self.words.of("str", 1) for name in self.reach.nodes[kind]}
            return {**entry, "node": key, "kind": kind, "fields": fields}
        if layer == "causalmemory":
            return {**entry, "effect": key, "factors": f"[{self.words.text(1)}]"}
        return {**entry, "name": '"n"', "value": value}

    def recall(self) -> None:
        """What was remembered, if anything can be."""
        if "workingmemory" not in self.reach.layers:
            return
        recalled = {"layer": "workingmemory", "key": f"'k' + {self.words.of('str', 1)}"}
        step = {"recall": recalled, "type": "int", "else": 0}
        self.reach.touched.add("workingmemory")
        self.steps.append({**step, "as": self.named("int")})


def sayable(kinds: dict[str, str], enums: Iterable[str]) -> bool:
    """Whether there is an expression for values of the types, whatever else is known."""
    known = {"int", "float", "str", "bool", *enums}
    return all(kind in known or kind[-1] in "?]" for kind in kinds.values())
