"""A service: the twelve mandatory sections around operations, and what it offers to others."""

from typing import Any

from drawn_conduct import drawn_governance, drawn_learning, drawn_reasoning, drawn_world
from drawn_memory import drawn_memory
from drawn_offers import drawn_endpoints
from drawn_operations import drawn_inputs, drawn_operation
from drawn_partners import accepted, drawn_messages, drawn_wirings
from drawn_rpc import drawn_rpc
from drawn_steps import sayable
from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, NAMES, Names, file_stem, prose
from scene import TAKEN, Scene
from serving import UNLIKE, Service, is_word

from qpf.sections.communicationstack.kinds import CHANNELS
from qpf.sections.metadata.spec import MetadataSpec

__all__ = ["drawn_service"]

_SCOPES = tuple(one for one in UNLIKE if len(one) <= 120)


def drawn_service(
    scene: Scene,
    id: str,
    *,
    functions: list[tuple[str, dict[str, str], str]],
    partners: list["Service"],
    offers: bool,
) -> Service:
    """Draw a service that can use `functions` and ask `partners`; `offers` adds rpc."""
    own = Service(scene, id)
    own.reach.functions = functions
    drawn_memory(own)
    _plan_effects(own, partners)
    operations = operations_of(own)
    schema = own.agent.schema
    if own.types.written:
        schema["types"] = own.types.written
        own.agent.module("models")
    schema["operations"] = [{k: v for k, v in one.items() if k != "#"} for one in operations]
    _communication(own)
    drawn_governance(own)
    drawn_learning(own)
    drawn_reasoning(own)
    drawn_world(own)
    drawn_wirings(own, partners)
    drawn_messages(own, partners)
    schema["metadata"] = _metadata(own)
    drawn_endpoints(scene, own.agent, own.types, own.known, own.reach)
    if offers and own.luck.chance(45) and not scene.find("rpc"):
        drawn_rpc(scene, own.agent, own.types, own.known)
    return own


def operations_of(own: Service) -> list[dict[str, Any]]:
    """Up to four operations; later ones may call earlier ones."""
    names, made = Names(own.luck, NAMES), []
    stems = list(own.luck.some([file_stem(own.luck) for _ in range(3)], 1, 2))
    homes = [own.agent.module(one) for one in stems if one not in TAKEN] or [
        own.agent.module("work")
    ]
    waiting: list[dict[str, Any]] = []
    count = own.luck.whole(1, 4)
    for number in range(count):
        name = names.fresh()
        if not is_word(name) and number == count - 1:
            name = Names(own.luck, ASCII_NAMES, [one["name"] for one in made]).fresh()
        calls, inputs = (waiting, None) if is_word(name) else ([], _callable(own))
        one = drawn_operation(
            own.luck, own.types, name, own.luck.one(homes), own.reach, inputs=inputs, must=calls
        )
        waiting = [] if is_word(name) else [*waiting, one["#"]]
        own.known.append(one["#"])
        if not one.get("audit"):
            own.reach.callable.append(one["#"])
        made.append(one)
    return made


def _callable(own: Service) -> dict[str, str]:
    """Inputs for which every caller has an expression."""
    drawn = drawn_inputs(own.luck, own.types)
    return {name: kind for name, kind in drawn.items() if sayable({name: kind}, own.types.enums)}


def _plan_effects(own: Service, partners: list[Service]) -> None:
    """What operations may publish, escalate, measure, send and audit."""
    luck, reach = own.luck, own.reach
    reach.audit = tuple(luck.some([*_SCOPES, "operations"], 1, 2))
    reach.events = tuple(luck.some(UNLIKE, 0, 2))
    reach.triggers = tuple(luck.some(["price_alarm", "low_confidence", "class_event"], 0, 2))
    reach.metrics = tuple(luck.some(["price", "drift_rate", "a", "model_score"], 0, 2))
    for other in partners:
        for known in own.luck.some(other.known, 0, 2):
            reach.partners.append((f"{other.id}.{known['name']}", known["inputs"], known["output"]))
        reach.packets += [(one, other.id) for one in luck.some(accepted(other), 0, 2)]


def _communication(own: Service) -> None:
    luck, reach = own.luck, own.reach
    channels = {one: luck.chance(60) for one in luck.some(CHANNELS, 0, 4)}
    channels |= {"structuredapi": True, "eventbus": True, "packetenvelope": True}
    stack: dict[str, Any] = {
        "input": ["structuredapi", *luck.some(["packetenvelope", "eventstream", "webhook"], 0, 2)],
        "output": luck.some(["structuredapi", "eventstream", "packetenvelope"], 1, 3),
        "channels": channels,
    }
    packets: dict[str, Any] = {}
    handled = [
        {"type": one, "operation": luck.one(own.known)["name"]}
        for one in luck.some(ASCII_NAMES, 0, 2)
    ]
    handled = [one for one in handled if is_word(one["operation"])]
    if handled:
        packets["in"] = handled
    events: dict[str, Any] = {"publishes": [one for one in reach.events if one in reach.touched]}
    stack |= {"packets": packets, "events": events}
    own.agent.schema["communicationstack"] = stack


def _metadata(own: Service) -> dict[str, Any]:
    luck = own.luck
    return Walk(luck).model(
        MetadataSpec,
        owner="Demo Team",
        versionhash=LEFT_OUT,
        created=luck.one([LEFT_OUT, "2024-02-29"]),
        updated=luck.one([LEFT_OUT, "2026-01-31"]),
        status=luck.one(["draft", "review", "production", "deprecated"]),
        tags=luck.some(["a tag", 'quo"te', "größe", "{{ x }}"], 0, 3),
        author=prose(luck, lines=False),
    )
