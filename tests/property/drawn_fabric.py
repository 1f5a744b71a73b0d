"""Layers, protocols, tables and streams."""

from typing import Any

from drawn_operations import Reach, drawn_operation
from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import TEXTS, WORDS, Names, prose
from luck import Luck
from scene import Agent, Scene

from qpf.language.reversible.facts import reserved
from qpf.language.reversible.pipeline_spec import PipelineSpec, ProtocolSpec
from qpf.language.reversible.spec import LayerSpec, ParameterSpec, ReadSpec
from qpf.sections.streams.spec import ReadsSpec, StreamMeasureSpec, TopicSpec, WorkerSpec

__all__ = ["drawn_layers", "drawn_protocols", "drawn_streams"]

_LOWER = tuple(one for one in WORDS if one == one.lower() and not reserved(one))
_FREE = tuple(one for one in _LOWER if one not in ("http", "models", "pipeline", "registry"))
_VALUES: dict[str, tuple[Any, ...]] = {
    "bool": (True, False),
    "int": (0, 1, 3, 2**62),
    "float": (0.5, 1.0, -2.5),
    "str": ("short", "größe", 'quo"te', "class"),
}
_EXPRESSIONS = {"bool": "not {}", "int": "{} % 7", "float": "{} * 0.5", "str": "{} + 'x'"}


def drawn_layers(scene: Scene) -> Agent:
    """An agent with layers."""
    luck, agent = scene.luck, scene.agent("engine", "Engine")
    scene.kits.add("fabric")
    names = Names(luck, _FREE)
    fields = Names(luck, _FIELDS)
    agent.schema["layers"] = [
        _Layer(luck, names.fresh(), fields).written() for _ in range(luck.whole(1, 3))
    ]
    return agent


_FIELDS = tuple(
    f"{part}.{name}"
    for part in ("header", "route", "meta")
    for name in ("x", "class", "A-b", "0", "größe"[:2], "a_b", "Self", "n" * 60)
    if name.isascii()
)


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
    luck, agent = scene.luck, scene.agent("protocols", "Protocols")
    layers = [one["name"] for one in engine.schema["layers"]]
    names = Names(luck, _FREE, layers)
    agent.schema["protocols"] = [
        Walk(luck).model(ProtocolSpec, name=names.fresh(), layers=_chosen(luck, engine))
        for _ in range(luck.whole(1, 2))
    ]
    agent.schema["pipeline"] = Walk(luck).model(PipelineSpec, layers=[layers[0]])
    agent.needs = [engine.id]
    agent.schema["integration"] = {"connectto": [engine.folder]}
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


def drawn_streams(scene: Scene, protocols: Agent | None) -> Agent:
    """Topics, a worker that makes entries, one that reads them, one that measures."""
    luck, agent = scene.luck, scene.agent("streaming", "Streaming")
    scene.kits.add("fabric")
    types = Types(luck)
    topics = luck.some(["mail.in", "a", "a_b.c_1", "class.def", "x" * 60], 3, 3)
    makes = drawn_operation(
        luck, types, "write", "devices", Reach(), pure=True, inputs={"number": "int"}
    )
    takes = drawn_operation(
        luck,
        types,
        luck.one(["sort", "class", "print"]),
        "devices",
        Reach(),
        pure=True,
        inputs={luck.one(WORDS): "str"},
    )
    for one in (makes, takes):
        one.pop("#")
        one["steps"] = [step for step in one["steps"] if "require" not in step]
    agent.module("devices")
    names = Names(luck, WORDS)
    text = next(iter(takes["input"]))
    types.written["Made"] = {text: "str"}
    types.written["Took"] = {"size": "int"}
    agent.module("models")
    makes |= {
        "output": "Made",
        "steps": [{"return": {text: "'n' + str(number)"}}],
        "input": {"number": {"type": "int", "range": [0, 2**53]}},
    }
    takes |= {
        "output": "Took",
        "steps": [{"return": {"size": f"len({text})"}}],
        "input": {text: "str"},
    }
    for one in (makes, takes):
        one.pop("errors", None)
    makes["examples"] = [{"given": {"number": 7}, "expect": {text: "n7"}}]
    takes["examples"] = [{"given": {text: "abc"}, "expect": {"size": 3}}]
    agent.schema |= {"types": types.written, "operations": [makes, takes]}
    reads = Walk(luck, {(ReadsSpec, "block"): _time(luck), (ReadsSpec, "claim_idle"): _time(luck)})
    writer = Walk(luck).model(
        WorkerSpec,
        name=names.fresh(),
        reads=LEFT_OUT,
        every=luck.one(["500ms", "1s", "1 hour"]),
        handler={"operation": "write"},
        writes=LEFT_OUT,
        publishes={"output": topics[0]},
        dead=LEFT_OUT,
    )
    sorter = reads.model(
        WorkerSpec,
        name=names.fresh(),
        reads=reads.model(ReadsSpec, topic=topics[0]),
        every=LEFT_OUT,
        batch=LEFT_OUT,
        handler={"operation": takes["name"]},
        writes=LEFT_OUT,
        publishes={"output": topics[1]},
        dead=topics[2],
    )
    workers = [writer, sorter]
    if luck.chance(60):
        workers.append(
            reads.model(
                WorkerSpec,
                name=names.fresh(),
                reads=reads.model(ReadsSpec, topic=topics[1]),
                every=LEFT_OUT,
                batch=LEFT_OUT,
                handler={"measures": _measures(luck)},
                writes=LEFT_OUT,
                publishes=LEFT_OUT,
                dead=topics[2],
            )
        )
    if protocols is not None and luck.chance(60):
        agent.needs.append(protocols.id)
        agent.schema["integration"] = {"connectto": [protocols.folder]}
        protocol = luck.one(["pipeline", *[one["name"] for one in protocols.schema["protocols"]]])
        handler = {"protocol": protocol, "direction": luck.one(["send", "receive"])}
        workers.append(
            reads.model(
                WorkerSpec,
                name=names.fresh(),
                reads=reads.model(ReadsSpec, topic=topics[1]),
                every=LEFT_OUT,
                batch=LEFT_OUT,
                handler={**handler, "traced": luck.chance(50)},
                writes=LEFT_OUT,
                publishes=LEFT_OUT,
                dead=topics[2],
            )
        )
    streams: dict[str, Any] = {
        "topics": {one: Walk(luck).model(TopicSpec) for one in topics},
        "workers": workers,
    }
    if luck.chance(40):
        streams["command"] = luck.one(["work", "x"])
    agent.schema["streams"] = streams
    return agent


def _time(luck: Luck) -> Any:
    return lambda _: luck.one([LEFT_OUT, "2s", "500ms", "1 hour"])


def _measures(luck: Luck) -> list[dict[str, Any]]:
    names = Names(luck, ["letters", "a", "class", "x_total", "le", "m" * 40])
    made = []
    for _ in range(luck.whole(1, 2)):
        kind = luck.one(["counter", "histogram"])
        labels = {luck.one(["box", "class", "le_", "a1"]): luck.one(["size", "number", "class"])}
        made.append(
            Walk(luck).model(
                StreamMeasureSpec,
                name=names.fresh(),
                kind=kind,
                each=LEFT_OUT,
                value="size" if kind == "histogram" else luck.one([LEFT_OUT, "size"]),
                labels=luck.one([LEFT_OUT, labels]),
                summary=prose(luck),
            )
        )
    return made
