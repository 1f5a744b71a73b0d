"""What a service offers: endpoints and gRPC methods."""

import re
from typing import Any

from drawn_steps import Reach
from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, Names
from scene import Agent, Scene

from qpf.sections.deployment.spec import DeploymentSpec, Endpoint
from qpf.sections.rpc.spec import RpcSpec

__all__ = ["drawn_endpoints", "drawn_rpc"]

_SIMPLE = ("int", "float", "str", "bool")


def drawn_endpoints(
    scene: Scene, agent: Agent, types: Types, known: list[dict[str, Any]], reach: Reach
) -> None:
    """An endpoint for each operation, and the deployment around them."""
    luck, names = scene.luck, Names(scene.luck, ASCII_NAMES)
    deadline = agent.schema["learningsystem"]["autonomyprofile"].get("decisionlatencymaxms")
    endpoints = []
    for one in known:
        path, method = _route(scene, agent, types, one)
        endpoints.append(
            Walk(luck).model(
                Endpoint,
                name=names.fresh(),
                operation=one["name"] if _is_word(one["name"]) else LEFT_OUT,
                path=path,
                method=method,
                timeout_ms=luck.one([1_000, 400, deadline or 600_000]) if not deadline else 400,
            )
        )
        if not _is_word(one["name"]):
            endpoints.pop()
    metrics = [one for one in reach.metrics if one in reach.touched]
    metrics += luck.some(["latency_ms", "request_latency"], 0, 1)
    agent.schema["deployment"] = Walk(luck).model(
        DeploymentSpec,
        endpoints=endpoints,
        healthcheck=LEFT_OUT,
        telemetry={"metrics": metrics} if metrics else LEFT_OUT,
        alerting=[f"{one} > 5" for one in metrics if luck.chance(40)],
        apimode=luck.one(["private", "internal", "public"]),
    )


def _is_word(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name))


def _route(scene: Scene, agent: Agent, types: Types, one: dict[str, Any]) -> tuple[str, str]:
    luck = scene.luck
    path = scene.path(f"/{agent.id}/{luck.one(['a', 'class', 'x.y', 'A-b', 'status'])}")
    simple = [name for name, kind in one["inputs"].items() if kind in (*_SIMPLE, *types.enums)]
    is_plain = len(simple) == len(one["inputs"])
    method = luck.one(
        ["GET", "DELETE", "POST", "PUT", "PATCH"] if is_plain else ["POST", "PUT", "PATCH"]
    )
    words = [name for name in simple if re.fullmatch(r"[a-z_][a-z0-9_]*", name)]
    words = [name for name in words if not _has_default(agent, one["name"], name)]
    if words and luck.chance(40):
        path += f"/{{{luck.one(words)}}}"
    return path, method


def _has_default(agent: Agent, operation: str, name: str) -> bool:
    written = next(one for one in agent.schema["operations"] if one["name"] == operation)
    detail = written["input"][name]
    return isinstance(detail, dict) and "default" in detail


def drawn_rpc(scene: Scene, agent: Agent, types: Types, known: list[dict[str, Any]]) -> None:
    """Methods for the operations whose inputs and results travel."""
    luck, methods = scene.luck, []
    names = Names(luck, ["Quote", "Get", "List", "Class", "None", "M", "X1", "Status", "Q" * 64])
    for one in known:
        fields = list(one["inputs"])
        is_field = all(
            re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) and len(name) <= 64
            for name in fields
        )
        kinds = [kind in _WIRED or kind in types.enums for kind in one["inputs"].values()]
        if not (_is_word(one["name"]) and is_field and all(kinds)) or _collide(fields):
            continue
        numbers = luck.some(
            [1, 2, 3, 4, 5, 15, 16, 18_999, 20_000, 536_870_911], len(fields), len(fields)
        )
        method: dict[str, Any] = {"name": names.fresh(), "operation": one["name"]}
        if fields:
            method["request"] = dict(zip(fields, numbers, strict=False))
        if one["output"] in _WIRED:
            answer = {"words": 1}
            extra = luck.one([{}, {"exact": {"number": 2, "value": luck.one([True, "x", 1, 1.5])}}])
            method["response"] = {**answer, **extra}
        methods.append(method)
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


_WIRED = ("int", "float", "str", "bool", "int?", "str?", "list[str]", "list[int]", "list[float]")


def _collide(names: list[str]) -> bool:
    return len({one.replace("_", "") for one in names}) < len(names)
