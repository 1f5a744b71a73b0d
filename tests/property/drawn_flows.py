"""The states, ports and stages of an organ."""

from typing import Any

from drawn_operations import drawn_operation
from drawn_steps import Reach
from drawn_types import Expressions, Types
from from_specs import LEFT_OUT, Walk
from hostile_names import VARIABLES, WORDS, Names
from luck import Luck
from mentions import mentioned
from scene import Agent

from qpf.sections.flow.spec import PortSpec, StateSpec

__all__ = ["Flow"]

_PORTS = (
    ("Levers.pull", {"valve": "str"}, "bool"),
    ("Requests.ask", {"reason": "str"}, "bool"),
    ("collect_garbage", {}, "int"),
    ("Caches.clear", {}, "int"),
    ("Shares.set", {"shares": "dict[str, int]"}, ""),
)


_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "int": (0, 7, -1),
    "float": (0.0, 0.5, 50.0),
    "bool": (True, False),
    "str": ("", "x", 'quo"te'),
    "list[str]": ([], ["class", ""]),
    "list[int]": ([], [1, 2]),
    "list[float]": ([], [0.5]),
}

_NEW = {"list[str]": "['a']", "list[int]": "[1]", "list[float]": "[0.5]"}
"""Lists that a state without a limit can become in every beat."""

_GIVEN = ("int", "float", "bool", "str", "list[str]")
"""Types of what a stage hands to an operation."""

_AROUND = ("dataclass", "field", "health", "kit", "self")


class Flow:
    """States, ports and stages of one organ."""

    def __init__(
        self, luck: Luck, types: Types, kinds: dict[str, str], names: Names, agent: Agent
    ) -> None:
        self.luck, self.names, self.agent = luck, names, agent
        self.words = Expressions(luck, types, dict(kinds))
        self.types = types
        self.states: dict[str, Any] = {}
        self.ports: dict[str, Any] = {}
        self.operations: list[dict[str, Any]] = []
        self.said: list[Any] = []

    def stages(self) -> list[Any]:
        """The stages in their order."""
        luck, made = self.luck, self.said
        for _ in range(luck.whole(0, 2)):
            kind = luck.one(_DEFAULTS)
            detail = Walk(luck).model(
                StateSpec, type=kind, default=luck.one(_DEFAULTS[kind]), limit=LEFT_OUT
            )
            if kind.startswith("list") and luck.chance(50):
                detail["limit"] = luck.one([2, 3, 100])
            name = self.names.fresh()
            self.states[name] = detail
            self.words.names[name] = kind
        for _ in range(luck.whole(0, 2)):
            made.append(self._run())
        if luck.chance(40):
            made.append(self._act())
        if luck.chance(40):
            made.append(
                {"end": {"action": {"is": "resting"}, "state": "'x'"}, "when": self.words.truth(2)}
            )
        if luck.chance(50) and any(k == "list[str]" for k in self.words.names.values()):
            made.append(self._each())
        for name in self.states:
            kind = self.states[name]["type"]
            value = self.words.of(kind) if kind in ("int", "float", "bool", "str") else _NEW[kind]
            if "limit" in self.states[name]:
                value = f"{name} + {name}"
            keep: dict[str, Any] = {"keep": {name: value}}
            if luck.chance(40):
                keep["when"] = self.words.truth(2)
            made.append(keep)
        return made or [self._run()]

    def _run(self) -> dict[str, Any]:
        kinds = {n: k for n, k in self.words.names.items() if k in ("int", "float", "bool", "str")}
        inputs = {one: kinds[one] for one in self.luck.some(kinds, 0, 2)}
        given = {one: self.words.of(inputs[one], 1) for one in self.luck.some(inputs, 0, 1)}
        for kind in self.luck.some([*_GIVEN], 0, 2) if self.luck.chance(50) else ():
            own = Names(self.luck, VARIABLES, [*inputs, *self.words.names]).fresh()
            inputs[own], given[own] = kind, self.words.of(kind, 1)
        taken = [*(one["name"] for one in self.operations), *_AROUND]
        name = Names(self.luck, WORDS, taken).fresh()
        one = drawn_operation(
            self.luck,
            self.types,
            name,
            self.agent.module("working"),
            Reach(),
            pure=True,
            inputs=inputs,
        )
        known = one.pop("#")
        for written in one["input"].values():
            if isinstance(written, dict):
                for limit in ("range", "pattern", "one_of", "min_length", "max_length", "finite"):
                    written.pop(limit, None)
        self.operations.append(known)
        self.agent.schema.setdefault("operations", []).append(one)
        result = self.names.fresh()
        self.words.names[result] = known["output"]
        return {"run": name, "as": result} | ({"with": given} if given else {})

    def _act(self) -> dict[str, Any]:
        name, inputs, output = self._port()
        given = {one: self.words.of(kind, 1) for one, kind in inputs.items()}
        step: dict[str, Any] = {"act": name, "with": given}
        if self.luck.chance(50) or not output:
            step["when"] = self.words.truth(2)
        elif self.luck.chance(60):
            step["as"] = self.names.fresh()
            self.words.names[step["as"]] = output
        return step

    def _each(self) -> dict[str, Any]:
        name, inputs, output = self._port()
        lists = [one for one, kind in self.words.names.items() if kind == "list[str]"]
        item = self.names.fresh()
        given = {one: item if kind == "str" else "{}" for one, kind in inputs.items()}
        step = {"each": item, "in": self.luck.one(lists), "act": name, "with": given}
        if self.luck.chance(50):
            step["when"] = self.luck.one(
                [f"{item} != 'class'", f"len({item}) > 0", self.words.truth(1)]
            )
        if output and self.luck.chance(60):
            step |= {"outcome": self.names.fresh(), "as": self.names.fresh()}
            step["emit"] = self.luck.one([item, f"{item} + '!'", f"str(len({item}))"])
            if self.luck.chance(70):
                step["where"] = step["outcome"] if output == "bool" else f"{step['outcome']} > 1"
            self.words.names[step["as"]] = "list[str]"
        return step

    def _port(self) -> tuple[str, dict[str, str], str]:
        default, inputs, output = self.luck.one(_PORTS)
        name = self.names.fresh()
        words = Names(self.luck, WORDS)
        named = {words.fresh(): kind for kind in inputs.values()}
        named = {
            one: kind for one, kind in named.items() if one.isascii() and one[0].isalpha()
        } or ({"reason": "str"} if inputs else {})
        if not (name.isascii() and name[0].isalpha()):
            name = "a_port" if "a_port" not in self.ports else "b_port"
        self.ports[name] = Walk(self.luck).model(
            PortSpec, input=named or LEFT_OUT, output=output, default=default
        )
        return name, named, output

    def left_over(self, result: dict[str, Any]) -> dict[str, Any]:
        """Something that uses every name that nothing used yet."""
        said = [self.said, list(result.values())]
        idle = [one for one in self.words.names if not mentioned(one, said)]
        return {"sizes": " + ".join(f"len(str({one}))" for one in self.words.names)} if idle else {}
