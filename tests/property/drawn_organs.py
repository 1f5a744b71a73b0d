"""Organs: what they sense, keep, run and report."""

from typing import Any

from drawn_beats import drawn_beats
from drawn_flows import Flow
from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import WORDS, Names
from luck import Luck
from scene import Agent, Scene

from qpf.language.identifiers import identifier
from qpf.sections.flow.spec import FlowSpec, LawSpec, SenseSpec

__all__ = ["drawn_organ", "drawn_senses"]

_KEYS = ("Le", "Ro", 'k"', "größe", "a b", "{x}", "class", "x" * 8)


_OWN = ("health", "organ", "cycle", "deadline_s", "key", "lock", "name", "ports", "field", "self")


_ORGANS = ("ORGAN", "A", "CLASS", "O_1", "X" * 60)


def drawn_organ(scene: Scene, id: str, name: str, shared: dict[str, Any]) -> Agent:
    """An organ; `shared` are the senses that all organs of the collection have in common."""
    luck, agent = scene.luck, scene.agent(id, name)
    scene.kits.add("organism")
    senses = {one: shared[one] for one in luck.some(shared, 1, len(shared))}
    names = Names(luck, WORDS, [*senses, *_OWN], identifier)
    types = Types(luck)
    kinds = {one: detail["type"] for one, detail in senses.items()}
    flow = Flow(luck, types, kinds, names, agent)
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
    examples = drawn_beats(luck, agent.schema)
    if examples:
        agent.schema["flow"]["examples"] = examples
    return agent


def _taken(scene: Scene, field: str) -> list[str]:
    return [one.schema["flow"][field] for one in scene.find("flow")]


def _laws(luck: Luck, flow: Flow, senses: dict[str, Any]) -> Any:
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
