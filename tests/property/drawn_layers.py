"""Layers, and protocols over them."""

from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import TEXTS, WORDS, Names
from luck import Luck
from scene import Agent, Scene

from qpf.language.reversible.facts import reserved
from qpf.language.reversible.pipeline_spec import PipelineSpec, ProtocolSpec
from qpf.language.reversible.spec import LayerSpec, ParameterSpec, ReadSpec

__all__ = ["drawn_layers", "drawn_protocols"]

_LOWER = tuple(one for one in WORDS if one == one.lower() and len(one) <= 60 and not reserved(one))


_FREE = tuple(one for one in _LOWER if one not in ("http", "models", "pipeline", "registry"))


_VALUES: dict[str, tuple[Any, ...]] = {
    "bool": (True, False),
    "int": (0, 1, 3, 2**62),
    "float": (0.5, 1.0, -2.5),
    "str": ("short", "größe", 'quo"te', "class"),
}


_EXPRESSIONS = {"bool": "not {}", "int": "{} % 7", "float": "{} * 0.5", "str": "{} + 'x'"}


_FIELDS = tuple(
    f"{part}.{name}"
    for part in ("header", "route", "meta")
    for name in ("x", "class", "A-b", "0", "größe"[:2], "a_b", "Self", "n" * 60)
    if name.isascii()
)


def drawn_layers(scene: Scene) -> Agent:
    """An agent with layers."""
    luck, agent = scene.luck, scene.home("layers", "engine", "Engine")
    scene.kits.add("fabric")
    names = Names(luck, _FREE, agent.stems)
    fields = Names(luck, _FIELDS)
    agent.schema["layers"] = [
        _Layer(luck, names.fresh(), fields).written() for _ in range(luck.whole(1, 3))
    ]
    return agent


class _Layer:
    """One layer under construction; every name that it declares is used."""

    def __init__(self, luck: Luck, name: str, fields: Names) -> None:
        self.luck, self.name, self.fields = luck, name, fields
        self.names = Names(luck, _LOWER, [name])
        self.known: dict[str, str] = {"id": "int"}
        self.encode: list[Any] = []
        self.expect: dict[str, Any] = {}

    def written(self) -> dict[str, Any]:
        luck = self.luck
        parameters = {self.names.fresh(): self._parameter() for _ in range(luck.whole(0, 3))}
        reads = {}
        for _ in range(luck.whole(0, 2)):
            kind = luck.one(_VALUES)
            default = luck.one(_VALUES[kind])
            source = luck.one(["header.in", "meta.gain", "route.r-1"])
            reads[self.names.fresh()] = Walk(luck).model(
                ReadSpec, **{"from": source, "type": kind, "default": default}
            )
        self.known |= {name: one["type"] for name, one in {**parameters, **reads}.items()}
        let = {}
        if luck.chance(40):
            name, text = self.names.fresh(), "id % 5"
            let[name] = {"to": text}
            self.known[name] = "int"
        for name, kind in list(self.known.items()):
            if name != "id":
                self._put({"to": luck.one([name, _EXPRESSIONS[kind].format(name)])})
        for effect in luck.some(["set", "tag", "compress", "append", "replicate", "choose"], 1, 4):
            getattr(self, f"_{effect}")()
        if "meta.first" not in str(self.encode):
            self.encode.append({"set": "meta.first", "value": 1})
        example = {"given": {"id": luck.one([0, 3, 2**31])}, "expect": {"meta.first": 1}}
        return Walk(luck).model(
            LayerSpec,
            name=self.name,
            parameters=parameters or LEFT_OUT,
            reads=reads or LEFT_OUT,
            let=let or LEFT_OUT,
            encode=self.encode,
            examples=[example],
        )

    def _parameter(self) -> dict[str, Any]:
        luck, kind = self.luck, self.luck.one(_VALUES)
        given: dict[str, Any] = {"default": luck.one(_VALUES[kind]), "one_of": LEFT_OUT}
        given["range"] = LEFT_OUT
        if kind in ("int", "float") and luck.chance(50):
            given |= {"default": 1, "range": luck.one([[0, 10], [None, 5], [1, None]])}
        elif kind == "str" and luck.chance(50):
            given["one_of"] = list(
                dict.fromkeys([given["default"], *luck.some(_VALUES["str"], 0, 2)])
            )
        environment = f"DRAWN_{self.name.upper()}_{luck.whole(1, 10**6)}"
        given["environment"] = luck.one([LEFT_OUT, LEFT_OUT, environment])
        return Walk(luck).model(ParameterSpec, type=kind, **given)

    def _put(self, value: dict[str, Any]) -> None:
        self.encode.append({"set": self.fields.fresh(), **value})

    def _set(self) -> None:
        when = {"when": "id > 3"} if self.luck.chance(50) else {}
        self._put({"value": self.luck.one(["x", 1, True, 0.5]), **when})

    def _tag(self) -> None:
        entries = {one: {"value": self.luck.one(TEXTS)} for one in self.luck.some(_LOWER, 1, 2)}
        part = self.luck.one(["header", "route", "meta"])
        taken = str(self.encode)
        free = {one: value for one, value in entries.items() if f"{part}.{one}'" not in taken}
        if free and not any("tag" in one for one in self.encode):
            self.encode.append({"tag": part, "entries": free})

    def _compress(self) -> None:
        mark = self.fields.fresh()
        level = self.luck.one([1, 9])
        when = {"when": "len(data) > 100"} if self.luck.chance(50) else {}
        self.encode.append({"compress": "data", "mark": mark, "level": level, **when})

    def _append(self) -> None:
        self.encode.append(
            {"append": "data", **self.luck.one([{"hex": "0004"}, {"text": "größe"}])}
        )

    def _replicate(self) -> None:
        self.encode.append({"replicate": self.fields.fresh(), "copies": self.luck.one([1, 3])})

    def _choose(self) -> None:
        cases = [{"when": "id > 10", "value": "a"}, {"when": "len(payload) > 3", "value": 'b"'}]
        cases = cases[: self.luck.whole(1, 2)]
        self._put({"choose": cases, "else": {"value": "c"}})


def drawn_protocols(scene: Scene, engine: Agent) -> Agent:
    """Protocols over the layers of another agent."""
    luck, agent = scene.luck, scene.home("protocols", "protocols", "Protocols", [engine])
    layers = [one["name"] for one in engine.schema["layers"]]
    names = Names(luck, _FREE, [*layers, *agent.stems])
    agent.schema["protocols"] = [
        Walk(luck).model(ProtocolSpec, name=names.fresh(), layers=_chosen(luck, engine))
        for _ in range(luck.whole(1, 2))
    ]
    agent.schema["pipeline"] = Walk(luck).model(PipelineSpec, layers=[layers[0]])
    scene.link(agent, [engine])
    return agent


def _chosen(luck: Luck, engine: Agent) -> list[Any]:
    """Layers that write different fields, with a parameter here and there."""
    made: list[Any] = [engine.schema["layers"][0]]
    chosen = []
    for one in made:
        parameters = one.get("parameters", {})
        picked = luck.some(parameters, 0, 1)
        values = {name: parameters[name]["default"] for name in picked}
        chosen.append({one["name"]: values} if values else one["name"])
    return chosen
