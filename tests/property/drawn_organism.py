"""Organs, the genome over them, pulses, meshes, and the discovery of neighbours."""

from typing import Any

from drawn_operations import Reach, drawn_operation, mentioned
from drawn_types import Expressions, Types
from from_specs import LEFT_OUT, Walk
from hostile_names import TEXTS, WORDS, Names, prose
from luck import Luck
from scene import Agent, Scene

from qpf.language.identifiers import identifier
from qpf.sections.discovery.spec import (
    DiscoveryCommandSpec,
    DiscoverySpec,
    OrchestratorSpec,
    PeersSpec,
)
from qpf.sections.flow.spec import FlowSpec, LawSpec, PortSpec, SenseSpec, StateSpec
from qpf.sections.genome.spec import GenomeSpec
from qpf.sections.loop.spec import AdaptiveSpec, BudgetSpec, HealthSpec, LoopSpec, VitalsSpec
from qpf.sections.mesh.spec import BotsSpec, MeshFeedSpec, MeshSpec

__all__ = ["drawn_discovery", "drawn_genome", "drawn_loop", "drawn_mesh", "drawn_organ"]

_PORTS = (
    ("Levers.pull", {"valve": "str"}, "bool"),
    ("Requests.ask", {"reason": "str"}, "bool"),
    ("collect_garbage", {}, "int"),
    ("Caches.clear", {}, "int"),
)
_KEYS = ("Le", "Ro", 'k"', "größe", "a b", "{x}", "class", "x" * 8)
_OWN = ("health", "organ", "cycle", "deadline_s", "key", "lock", "name", "ports", "field", "self")
_ORGANS = ("ORGAN", "A", "CLASS", "O_1", "X" * 60)
_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "int": (0, 7, -1),
    "float": (0.0, 0.5, 50.0),
    "bool": (True, False),
    "str": ("", "x", 'quo"te'),
    "list[str]": ([], ["class", ""]),
    "list[int]": ([], [1, 2]),
    "list[float]": ([], [0.5]),
}


def drawn_organ(scene: Scene, id: str, name: str, shared: dict[str, Any]) -> Agent:
    """An organ; `shared` are the senses that all organs of the collection have in common."""
    luck, agent = scene.luck, scene.agent(id, name)
    scene.kits.add("organism")
    senses = {one: shared[one] for one in luck.some(shared, 1, len(shared))}
    names = Names(luck, WORDS, [*senses, *_OWN], identifier)
    types = Types(luck)
    kinds = {one: detail["type"] for one, detail in senses.items()}
    flow = _Flow(luck, types, kinds, names, agent)
    stages = flow.stages()
    key = next(one for one in luck.some(_KEYS, 8, 8) if one not in _taken(scene, "key"))
    result = {"action": {"is": luck.one(["resting", "größe", 'a"b'])}, "state": "'moist'"}
    for one in luck.some(flow.words.names, 0, 3):
        result[one if one not in result else f"{one}2"] = one
    result |= flow.left_over(result)
    agent.schema["flow"] = Walk(luck).model(
        FlowSpec,
        organ=luck.one([one for one in _ORGANS if one not in _taken(scene, "organ")]),
        key=key,
        module=agent.module(luck.one(["organ", "drinking", "flow", "list"])),
        deadline=luck.one(["5s", "250ms", "1m", LEFT_OUT]),
        senses=senses,
        state=flow.states or LEFT_OUT,
        ports=flow.ports or LEFT_OUT,
        stages=stages,
        result=result,
        laws=_laws(luck, flow, senses),
        examples=LEFT_OUT,
    )
    return agent


def _taken(scene: Scene, field: str) -> list[str]:
    return [one.schema["flow"][field] for one in scene.find("flow")]


class _Flow:
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
            value = f"{name} + {name}" if kind.startswith("list") else self.words.of(kind)
            keep: dict[str, Any] = {"keep": {name: value}}
            if luck.chance(40):
                keep["when"] = self.words.truth(2)
            made.append(keep)
        return made or [self._run()]

    def _run(self) -> dict[str, Any]:
        kinds = {n: k for n, k in self.words.names.items() if k in ("int", "float", "bool", "str")}
        inputs = {one: kinds[one] for one in self.luck.some(kinds, 0, 2)}
        taken = [*(one["name"] for one in self.operations), "health", "self"]
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
        return {"run": name, "as": result}

    def _act(self) -> dict[str, Any]:
        name, inputs, output = self._port()
        given = {one: self.words.of(kind, 1) for one, kind in inputs.items()}
        step: dict[str, Any] = {"act": name, "with": given}
        if self.luck.chance(50):
            step["when"] = self.words.truth(2)
        elif self.luck.chance(60):
            step["as"] = self.names.fresh()
            self.words.names[step["as"]] = output
        return step

    def _each(self) -> dict[str, Any]:
        name, inputs, output = self._port()
        lists = [one for one, kind in self.words.names.items() if kind == "list[str]"]
        item = self.names.fresh()
        given = dict.fromkeys(inputs, item)
        step = {"each": item, "in": self.luck.one(lists), "act": name, "with": given}
        if self.luck.chance(60):
            step |= {"outcome": self.names.fresh(), "emit": item, "as": self.names.fresh()}
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


def _laws(luck: Luck, flow: _Flow, senses: dict[str, Any]) -> Any:
    if luck.chance(60):
        return LEFT_OUT
    return [Walk(luck).model(LawSpec, holds=f"len(str({luck.one(senses)})) > 0")]


def drawn_senses(luck: Luck) -> dict[str, Any]:
    """Senses that organs share; one of them can decide a mode."""
    names = Names(luck, WORDS, ["health", "as_mapping", "from_mapping"], identifier)
    made = {}
    for number in range(luck.whole(1, 4)):
        kind = "float" if number == 0 else luck.one(["float", "int", "bool"])
        given: dict[str, Any] = {"range": LEFT_OUT, "outside": LEFT_OUT}
        if number == 0 or (kind != "bool" and luck.chance(50)):
            given["range"] = [0, luck.one([100, 100.5, 1e6])]
            given["outside"] = luck.one(["refuse", "clamp"]) if kind == "float" else "refuse"
        default = luck.one({"bool": [True, False], "int": [0, 7], "float": [0.0, 50.0, 0.5]}[kind])
        made[names.fresh()] = Walk(luck).model(
            SenseSpec, type=kind, default=default, unit=luck.one(["", "%", 'a"b', "µs"]), **given
        )
    return made


def drawn_genome(scene: Scene, organs: list[Agent], senses: dict[str, Any]) -> Agent:
    """The genome over organs."""
    luck = scene.luck
    agent = scene.agent("house", "House")
    for stem in ("health", "genome", "arbiter"):
        agent.module(stem)
    keys = [one.schema["flow"]["key"] for one in organs]
    wrap = next(one for one in ("Glass", "W", "Z") if one not in keys)
    by = next(iter(senses))
    weighed = [*keys, wrap]
    names = Names(luck, WORDS)
    bounds = sorted(luck.some([1, 10.5, 50, 99], 0, 3))
    modes: list[dict[str, Any]] = []
    for below in [*bounds, None]:
        mode = {"name": names.fresh(), "weights": _weights(luck, weighed)}
        modes.append({**mode, "below": below} if below is not None else mode)
    folded = {one["name"].casefold(): one for one in modes}
    modes = [one for one in modes if folded[one["name"].casefold()] is one]
    if len(modes) > 2 and luck.chance(50):
        del modes[1]["weights"]
        modes[1]["between"] = [modes[0]["name"], modes[-1]["name"]]
    path = luck.one([LEFT_OUT, scene.path("/beat"), scene.path("/a-b/c_d")])
    if path is not LEFT_OUT:
        agent.module("arbiter_part")
    health = {one: senses[one]["default"] for one in luck.some(_sensed(organs), 0, 2)}
    agent.schema["genome"] = Walk(luck).model(
        GenomeSpec,
        organs=[one.id for one in organs],
        wrap=wrap,
        weights=_weights(luck, weighed),
        by=by,
        modes=modes,
        path=path,
        health=health,
    )
    agent.needs = [one.id for one in organs]
    agent.schema["integration"] = {"connectto": [one.folder for one in organs]}
    return agent


def _sensed(organs: list[Agent]) -> list[str]:
    return list(dict.fromkeys(name for one in organs for name in one.schema["flow"]["senses"]))


def _weights(luck: Luck, keys: list[str]) -> dict[str, float]:
    """Shares that sum to 1."""
    shares = [luck.whole(0, 4) for _ in keys[1:]]
    shares = [one / 16 for one in shares]
    return dict(zip(keys, [1 - sum(shares), *shares], strict=True))


def drawn_loop(scene: Scene, driven: Agent | None) -> Agent:
    """A pulse over a genome, or over an operation of its own."""
    luck, agent = scene.luck, scene.agent("heart", "Heart")
    scene.kits.add("organism")
    module = agent.module(luck.one(["pulse", "list", "print"]))
    agent.module(f"{module}_part")
    given: dict[str, Any] = {"drives": LEFT_OUT, "health": LEFT_OUT}
    if driven is not None and luck.chance(70):
        given = {"drives": driven.id, "beat": LEFT_OUT, "health": LEFT_OUT}
        if luck.chance(50):
            given["health"] = Walk(luck).model(
                HealthSpec, cool_c=luck.one([-10.5, 50]), critical_c=95
            )
        agent.needs = [driven.id]
        agent.schema["integration"] = {"connectto": [driven.folder]}
    else:
        name = Names(luck, WORDS).fresh()
        step = {"return": luck.one(["'tick'", "1", "[1, 2]", "0.5"])}
        output = {"'tick'": "str", "1": "int", "[1, 2]": "list[int]", "0.5": "float"}[
            step["return"]
        ]
        agent.schema["operations"] = [
            {
                "name": name,
                "module": agent.module("tempo"),
                "summary": prose(luck),
                "output": output,
                "steps": [step],
            }
        ]
        given |= {"beat": name}
    cycle = luck.one([1, 5, 0.5])
    on_miss = luck.one(["skip", "catch_up", "fail"])
    given |= {
        "module": module,
        "cycle_ms": cycle,
        "on_miss": on_miss,
        "burst": luck.one([LEFT_OUT, 1, 100_000]) if on_miss == "catch_up" else LEFT_OUT,
        "adaptive": Walk(luck).model(
            AdaptiveSpec, floor_ms=luck.one([cycle, 0.25]), ceiling_ms=luck.one([cycle, 60_000])
        ),
        "budget": Walk(luck).model(BudgetSpec, missed=luck.one([0, 3]), window=luck.one([4, 1000])),
        "vitals": Walk(luck).model(
            VitalsSpec, path=scene.path("/heart/vitals"), every_ms=luck.one([10, 10_000, 50.5])
        ),
        "log": luck.one(
            [LEFT_OUT, {"path": "logs/heart.log", "every_s": 1, "max_bytes": 1000, "files": 100}]
        ),
        "command": LEFT_OUT,
    }
    if any(not one.is_library for one in scene.agents) and luck.chance(50):
        given["command"] = {"word": luck.one(["beat", "a-b", "class"]), "summary": luck.one(TEXTS)}
        if luck.chance(50):
            given["command"]["unit"] = "demo-pulse"
    agent.schema["loop"] = Walk(luck).model(LoopSpec, **given)
    return agent


def drawn_mesh(scene: Scene, source: Agent | None) -> Agent:
    """A mesh, fed by a pulse when there is one."""
    luck, agent = scene.luck, scene.agent("tissue", "Tissue")
    scene.kits.add("organism")
    module, bots = agent.module(luck.one(["mesh", "str"])), agent.module(
        luck.one(["cells", "bots", "int"])
    )
    agent.module(f"{module}_part")
    roles = {one: luck.one([1, 3, 100_000]) for one in luck.some(WORDS, 1, 4)}
    feed: Any = LEFT_OUT
    if source is not None and luck.chance(60):
        feed = Walk(luck).model(MeshFeedSpec, source=source.id)
        agent.needs = [source.id]
        agent.schema["integration"] = {"connectto": [source.folder]}
    agent.schema["mesh"] = Walk(luck).model(
        MeshSpec,
        module=module,
        path=scene.path("/tissue/vitals"),
        feed=feed,
        bots=Walk(luck).model(
            BotsSpec,
            count=luck.one([len(roles), 5, 100]) if len(roles) < 5 else 100,
            module=bots,
            roles=roles,
            default_role=luck.one(roles),
        ),
    )
    return agent


def drawn_discovery(scene: Scene, served: Agent) -> Agent:
    """Neighbours of a service, and perhaps an orchestrator."""
    luck, agent = scene.luck, scene.agent("neighbours", "Neighbours")
    scene.kits.add("organism")
    walk = Walk(luck, {(DiscoveryCommandSpec, "unit"): lambda _: LEFT_OUT})
    orchestrator: Any = LEFT_OUT
    agent.module("discovery")
    if luck.chance(60):
        agent.module("orchestrator")
        command = walk.model(DiscoveryCommandSpec, word="orchestrate")
        orchestrator = walk.model(
            OrchestratorSpec,
            module=LEFT_OUT,
            health_every_s=2,
            health_timeout_s=luck.one([2, 0.5]),
            command=command,
        )
    agent.schema["discovery"] = walk.model(
        DiscoverySpec,
        module=LEFT_OUT,
        serves=served.id,
        group=luck.one(["239.255.77.80", "239.0.0.0", "239.255.255.255"]),
        announce_every_s=luck.one([3, 0.5]),
        suspect_after_s=luck.one([6, 3.5]),
        drop_after_s=luck.one([6, 86_400]),
        peers=walk.model(
            PeersSpec, path=scene.path("/neighbours"), limit=64, per_address=luck.one([1, 64])
        ),
        command=walk.model(DiscoveryCommandSpec, word="announce"),
        orchestrator=orchestrator,
    )
    agent.needs = [served.id]
    agent.schema["integration"] = {"connectto": [served.folder]}
    return agent
