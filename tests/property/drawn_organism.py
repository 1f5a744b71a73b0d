"""The genome over organs, pulses and meshes."""

from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import TEXTS, WORDS, Names, prose
from luck import Luck
from scene import Agent, Scene

from qpf.sections.genome.spec import GenomeSpec
from qpf.sections.loop.spec import (
    AdaptiveSpec,
    BudgetSpec,
    HealthSpec,
    LogSpec,
    LoopSpec,
    VitalsSpec,
)
from qpf.sections.mesh.spec import BotsSpec, MeshFeedSpec, MeshSpec

__all__ = ["drawn_genome", "drawn_loop", "drawn_mesh"]

_LOGS = ("logs/heart.log", "class", "a-b/c.d/X_1")


def drawn_genome(scene: Scene, organs: list[Agent], senses: dict[str, Any]) -> Agent:
    """The genome over organs."""
    luck = scene.luck
    agent = scene.home("genome", "house", "House", organs)
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
        if luck.chance(50):
            mode["summary"] = luck.one(["", prose(luck)])
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
    scene.link(agent, organs)
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
                HealthSpec, cool_c=luck.one([-10.5, 50]), critical_c=luck.one([95, 50.25, 1e9])
            )
        scene.link(agent, [driven])
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
        "log": luck.one([LEFT_OUT, Walk(luck).model(LogSpec, path=luck.one(_LOGS))]),
        "command": LEFT_OUT,
    }
    if any(not one.is_library for one in scene.agents) and luck.chance(50):
        given["command"] = {
            "word": scene.once("command", luck.one(["beat", "a-b", "class"])),
            "summary": luck.one(TEXTS),
        }
        if luck.chance(50):
            given["command"]["unit"] = scene.once("unit", "demo-pulse")
    agent.schema["loop"] = Walk(luck).model(LoopSpec, **given)
    return agent


def drawn_mesh(scene: Scene, source: Agent | None) -> Agent:
    """A mesh, fed by a pulse when there is one."""
    luck = scene.luck
    agent = scene.home("mesh", "tissue", "Tissue", [source] if source is not None else [])
    scene.kits.add("organism")
    module = scene.stem_of(agent, ["mesh", "str"])
    bots = scene.stem_of(agent, ["cells", "bots", "int"])
    agent.module(f"{module}_part")
    roles = {one: luck.one([1, 3, 100_000]) for one in luck.some(WORDS, 1, 4)}
    feed: Any = LEFT_OUT
    if source is not None and luck.chance(60):
        feed = Walk(luck).model(MeshFeedSpec, source=source.id)
        scene.link(agent, [source])
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
