"""Operations: hostile names, inputs with constraints, steps of every verb, results of any type."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from drawn_types import Expressions, Types, more_names
from hostile_names import TEXTS, VARIABLES, Names, prose
from luck import Luck

__all__ = ["Reach", "drawn_inputs", "drawn_operation", "mentioned", "sayable"]

_PATTERNS = (r"^[a-z]+$", r"\d{2}-\d{2}", r"^(a|b\")c*$", r"[^\\]+")
_UNITS = ("m", "%", "EUR", "1", "µs")


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


class _Steps:
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
        kind = self.luck.one(["int", "float", "str", "bool"])
        text = self.words.of(kind)
        self.steps.append({"let": {self.named(kind): text}})

    def choose(self) -> None:
        rules = [
            {"when": self.words.truth(2), "emit": word}
            for word in self.luck.some(["many", "class", "", "größe", "it's", "{x}"], 1, 3)
        ]
        self.steps.append({"choose": self.named("str"), "rules": rules, "else": "few"})

    def choose_value(self) -> None:
        kind = self.luck.one(["int", "float", "str"])
        rules = [
            {"when": self.words.truth(1), "value": self.words.of(kind)}
            for _ in range(self.luck.whole(1, 2))
        ]
        last = self.words.of(kind)
        self.steps.append({"choose": self.named(kind), "rules": rules, "else_value": last})

    def collect(self) -> None:
        rules = [
            {"when": self.words.truth(2), "emit": word}
            for word in self.luck.some(["a", "class", "größe", 'quo"te'], 1, 3)
        ]
        self.steps.append({"collect": self.named("list[str]"), "rules": rules})

    def band(self) -> None:
        of = self.words.of("int", 1)
        bounds = sorted(self.luck.some([-1, 0, 3, 7, 100], 1, 3))
        bands = [{"below": below, "value": self.words.of("float", 1)} for below in bounds]
        step = {"of": of, "bands": bands, "else_value": "0.5"}
        self.steps.append({"band": self.named("float"), **step})

    def translate(self) -> None:
        of = self.words.of("str", 1)
        table = {
            key: self.luck.one(TEXTS) for key in self.luck.some(["a", "A", "class", "ß"], 1, 3)
        }
        step = {"translate": of, "table": table, "else": "other"}
        self.steps.append({**step, "as": self.named("str")})

    def each(self) -> None:
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
        name = self.locals.fresh()
        self.errors[name] = self.luck.one(TEXTS)
        self.steps.append({"require": self.words.truth(2), "error": name})

    def call(self) -> None:
        usable = [
            one for one in self.reach.callable if self.can_say(one["inputs"], self.types.enums)
        ]
        if not usable:
            return
        self.call_of(self.luck.one(usable))

    def call_of(self, other: dict[str, Any]) -> None:
        given = {name: self.words.of(kind, 1) for name, kind in other["inputs"].items()}
        step: dict[str, Any] = {"call": other["name"], "with": given}
        self.steps.append({**step, "as": self.named(other["output"])})
        self.reach.touched.add(other["name"])

    def use(self) -> None:
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


_PURE = ("let", "choose", "choose_value", "collect", "band", "translate", "each", "require", "call")


def drawn_operation(
    luck: Luck,
    types: Types,
    name: str,
    module: str,
    reach: Reach,
    *,
    pure: bool = False,
    inputs: dict[str, str] | None = None,
    must: list[dict[str, Any]] = [],  # noqa: B006
) -> dict[str, Any]:
    """An operation as written, and under `#` what others need to know of it.

    `must` are operations that it calls in any case.
    """
    kinds = drawn_inputs(luck, types) if inputs is None else inputs
    steps = _Steps(luck, types, kinds, reach)
    for other in must:
        steps.call_of(other)
    verbs = [*_PURE, "use"] if pure else [*_PURE, "use", "recall", "ask"]
    for verb in luck.some(verbs, 0, 4):
        getattr(steps, verb)()
    if not pure:
        steps.effects()
    told = [n for n, kinds_of in types.records.items() if steps.can_say(kinds_of, types.enums)]
    output = luck.one(["int", "float", "str", "bool", "list[str]", *told, *types.enums])
    result = _result(luck, types, steps, output, kinds)
    written = {one: _input(luck, types, kind) for one, kind in kinds.items()}
    if not luck.chance(50):
        written = dict(_defaults_last(written))
    made: dict[str, Any] = {
        "name": name,
        "module": module,
        "summary": prose(luck),
        "input": dict(_defaults_last(written)),
        "output": {"type": output, "unit": "m"} if luck.chance(20) else output,
        "steps": [*steps.steps, {"return": result}],
    }
    if steps.errors:
        made["errors"] = steps.errors
    if reach.audit and not pure:
        made["audit"] = luck.one(reach.audit)
    known = {"name": name, "inputs": kinds, "output": output}
    return {**made, "#": known}


def drawn_inputs(luck: Luck, types: Types) -> dict[str, str]:
    """Names of inputs with their types."""
    names = Names(luck, VARIABLES)
    return {names.fresh(): types.any() for _ in range(luck.whole(0, 4))}


def _defaults_last(written: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(
        written.items(), key=lambda item: isinstance(item[1], dict) and "default" in item[1]
    )


def _input(luck: Luck, types: Types, kind: str) -> Any:
    detail: dict[str, Any] = {"type": kind}
    if luck.chance(30):
        detail["summary"] = luck.one(TEXTS)
    if luck.chance(20):
        detail["unit"] = luck.one(_UNITS)
    free = True
    if kind in ("int", "float") and luck.chance(40):
        low = luck.one([None, 0, -5, 1])
        detail["range"] = [low, luck.one([10, 1000, None] if low is not None else [10, 1000])]
        free = False
    elif kind == "str" and luck.chance(40):
        extra = luck.one(["min_length", "max_length", "pattern", "one_of"])
        values = {"min_length": luck.one([0, 1, 3]), "max_length": luck.one([1, 80])}
        detail[extra] = values.get(extra, luck.one(_PATTERNS))
        if extra == "one_of":
            detail[extra] = luck.some(["a", "", "class", 'x"y'], 1, 3)
        free = False
    elif kind.startswith("list[") and kind.endswith("]") and luck.chance(40):
        detail |= luck.one([{"min_items": 1}, {"max_items": 3}, {"min_items": 0, "max_items": 1}])
        free = False
    if kind == "float" and luck.chance(30):
        detail["finite"] = True
    if free and luck.chance(25):
        detail["default"] = types.value(kind)
    return detail if len(detail) > 1 or luck.chance(50) else kind


def _result(luck: Luck, types: Types, steps: _Steps, output: str, inputs: dict[str, str]) -> Any:
    """What is returned; everything that nothing used yet goes into it."""
    words = steps.words
    if output in types.records:
        result: Any = {name: words.of(kind) for name, kind in types.records[output].items()}
    elif output == "list[str]":
        result = f"[{words.text(2)}, {words.text(1)}]"
    else:
        result = words.of(output)
    del inputs
    idle = [name for name in words.names if not mentioned(name, [steps.steps, result])]
    if idle:
        sizes = " + ".join(f"len(str({name}))" for name in idle)
        steps.steps.append({"require": f"{sizes} >= 0", "error": "never_idle"})
        steps.errors["never_idle"] = "It is always there."
    return result


_PLAIN_KEYS = frozenset(
    ["emit", "else", "table", "as", "error", "action", "audit", "publish", "escalate", "to"]
) | {
    *(
        "layer",
        "kind",
        "use",
        "call",
        "ask",
        "each",
        "send",
        "choose",
        "collect",
        "band",
        "below",
        "run",
    ),
}
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")


def mentioned(name: str, value: Any) -> bool:
    """Whether an expression uses a name; one that only calls a function of the name does not."""
    if isinstance(value, str):
        bare = _QUOTED.sub("''", value)
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w|\()", bare) is not None
    if isinstance(value, dict):
        return any(mentioned(name, one) for key, one in value.items() if key not in _PLAIN_KEYS)
    if isinstance(value, list):
        return any(mentioned(name, one) for one in value)
    return False
