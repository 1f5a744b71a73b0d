"""What a service offers over gRPC: methods, and how values travel in the fields of messages."""

import re
from collections.abc import Mapping
from typing import Any

from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import Names
from luck import Luck
from scene import Agent, Scene
from serving import is_word

from qpf.sections.rpc.spec import RequestField, ResponseField, RpcSpec

__all__ = ["drawn_rpc"]

_SCALARS = ("int", "float", "str", "bool")
_NUMBERS = (1, 2, 3, 4, 5, 15, 16, 18_999, 20_000, 536_870_911)
_METHODS = ("Quote", "Get", "List", "Class", "None", "M", "X1", "Status", "Q" * 64)
_FIELDS = ("words", "class", "a_b", "x1", "self", "status", "value", "n" * 64, "request", "a_1b_2c")


def drawn_rpc(scene: Scene, agent: Agent, types: Types, known: list[dict[str, Any]]) -> None:
    """Methods for the operations whose inputs travel; of results, what travels."""
    luck = scene.luck
    names = Names(luck, _METHODS)
    written = {one["name"]: one for one in agent.schema["operations"]}
    methods = [
        _method(luck, types, names.fresh(), one, written[one["name"]]["input"])
        for one in known
        if is_word(one["name"]) and _travels(types, one["inputs"])
    ]
    if methods:
        scene.kits.add("organism")
        service = luck.one(["ShopService", "S", "Class", "List"])
        agent.schema["rpc"] = Walk(luck).model(
            RpcSpec,
            methods=methods,
            service=service if service not in [one["name"] for one in methods] else "OtherService",
            package=luck.one(["shop.v1", "a", "my.class.v1", "x.y.z"]),
            module=luck.one([LEFT_OUT, "grpc_face"]),
        )


def _travels(types: Types, inputs: Mapping[str, str]) -> bool:
    """Whether every input can be a field of one request."""
    return (
        all(_is_field(name) for name in inputs)
        and all(_is_wired(types, kind) for kind in inputs.values())
        and len({name.replace("_", "") for name in inputs}) == len(inputs)
    )


def _is_field(name: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)) and len(name) <= 64


def _is_wired(types: Types, kind: str) -> bool:
    inner = kind.removesuffix("?")
    inner = inner[5:-1] if kind == inner and inner.startswith("list[") else inner
    return inner in _SCALARS or inner in types.enums


def _method(
    luck: Luck, types: Types, name: str, known: dict[str, Any], written: Mapping[str, Any]
) -> dict[str, Any]:
    fields = list(known["inputs"])
    numbers = luck.some(_NUMBERS, len(fields), len(fields))
    method: dict[str, Any] = {"name": name, "operation": known["name"]}
    request = {
        field: _request(luck, number, written[field])
        for field, number in zip(fields, numbers, strict=True)
        if not (_has_default(written[field]) and luck.chance(20))
    }
    if request:
        method["request"] = request
    response = _response(luck, types, known["output"])
    if response:
        method["response"] = response
    return method


def _has_default(detail: Any) -> bool:
    return isinstance(detail, Mapping) and "default" in detail


def _request(luck: Luck, number: int, detail: Any) -> Any:
    """A number alone or with more; what has a default may be absent."""
    may = _has_default(detail) and not detail["type"].startswith("list[")
    if luck.chance(50) and not may:
        return number
    optional = luck.chance(60) if may else luck.one([LEFT_OUT, False])
    return Walk(luck).model(RequestField, number=number, optional=optional)


def _response(luck: Luck, types: Types, output: str) -> dict[str, Any]:
    """The result as a whole, or fields of it, each under its name or another; a value beside it."""
    names, numbers = Names(luck, _FIELDS, spelled=lambda one: one.replace("_", "")), [*_NUMBERS]
    made: dict[str, Any] = {}
    if output in types.records:
        kinds = types.records[output]
        sources = [one for one, kind in kinds.items() if _is_wired(types, kind)]
        for source in luck.some(sources, 0, 4):
            number, name = numbers.pop(0), names.fresh()
            given = {"number": number, "value": LEFT_OUT, "from": source}
            if _is_field(source) and luck.chance(40) and source not in made:
                made[source] = number
            else:
                made[name] = Walk(luck).model(ResponseField, **given)
        made = {one: made[one] for one in _unlike(made)}
    elif _is_wired(types, output):
        made[names.fresh()] = numbers.pop(0)
    if luck.chance(50) and "exact" not in made:
        value = luck.one([True, "x", 1, 1.5, False, 0, "", 'quo"te', 2**63 - 1, -0.0])
        made["exact"] = {"number": numbers.pop(), "value": value}
    return made


def _unlike(names: Mapping[str, Any]) -> list[str]:
    """Names that differ by more than underscores."""
    return list({one.replace("_", ""): one for one in names}.values())
