"""What a service offers over HTTP: endpoints, and the deployment around them."""

import re
from typing import Any

from drawn_steps import Reach
from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, Names
from scene import Agent, Scene

from qpf.sections.deployment.spec import DeploymentSpec, Endpoint, TelemetrySpec

__all__ = ["drawn_endpoints"]

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
        healthcheck=luck.one([LEFT_OUT, LEFT_OUT, *(one["path"] for one in endpoints)]),
        telemetry=Walk(luck).model(
            TelemetrySpec,
            metrics=metrics,
            dashboard=luck.one([LEFT_OUT, "monitoring/a-b.json", f"{agent.id}.json"]),
        ),
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
