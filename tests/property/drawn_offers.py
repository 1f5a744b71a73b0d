"""What a service offers over HTTP: endpoints, pages."""

import re
from typing import Any

from drawn_steps import Reach
from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, Names, prose
from luck import Luck
from scene import Agent, Scene

from qpf.sections.deployment.spec import DeploymentSpec, Endpoint, TelemetrySpec
from qpf.sections.pages.block_spec import (
    BarsSpec,
    CardsSpec,
    FormSpec,
    HistogramSpec,
    SeriesSpec,
    TableSpec,
    TextSpec,
    TraceSpec,
    ValuesSpec,
)
from qpf.sections.pages.part_spec import CardSpec, FormFieldSpec, ItemSpec, LinkSpec, RecentSpec
from qpf.sections.pages.spec import FeedSpec, PageSpec, ServiceCardSpec

__all__ = ["drawn_endpoints", "drawn_pages"]

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


def drawn_pages(scene: Scene, agent: Agent) -> None:
    """Pages, feeds and a card."""
    luck = scene.luck
    feeds = [
        Walk(luck).model(
            FeedSpec, path=scene.path("/ws/a"), name=name, taps=LEFT_OUT, filters=_filters(luck)
        )
        for name in luck.some(ASCII_NAMES, 0, 2)
    ]
    paths = [scene.path(one) for one in luck.some(["/", "/more", "/a.b/c-d", "/Class"], 1, 3)]
    pages = [_page(scene, path, paths, [feed["name"] for feed in feeds]) for path in paths]
    agent.schema["pages"] = pages
    if feeds:
        agent.schema["feeds"] = feeds
    if luck.chance(50):
        card = Walk(luck).model(
            ServiceCardSpec, path=scene.path("/card.json"), events=luck.some(["a", "größe"], 0, 2)
        )
        agent.schema["servicecard"] = card


def _filters(luck: Luck) -> Any:
    return luck.one([LEFT_OUT, {luck.one(ASCII_NAMES[:60]): "/guest", "b": "/a~1b/0"}])


def _page(scene: Scene, path: str, paths: list[str], feeds: list[str]) -> dict[str, Any]:
    luck = scene.luck
    live = luck.one([LEFT_OUT, *feeds])
    blocks = [_block(luck, paths, live is not LEFT_OUT) for _ in range(luck.whole(1, 4))]
    if live is not LEFT_OUT:
        blocks.append({"kind": "values", "title": "Live", "items": [{"label": "It"}]})
    return Walk(luck).model(
        PageSpec, path=path, live=live, blocks=blocks, title=prose(luck, lines=False)
    )


def _block(luck: Luck, paths: list[str], live: bool) -> dict[str, Any]:
    walk = Walk(
        luck, {(LinkSpec, "href"): lambda _: luck.one([*paths, "https://example.org/?a=b&c"])}
    )
    walk = Walk(
        luck,
        {
            **_ITEMS(luck),
            (LinkSpec, "href"): lambda _: luck.one([*paths, "https://example.org/?a=b&c"]),
        },
    )
    shown = luck.one([ValuesSpec, BarsSpec, HistogramSpec, SeriesSpec, TableSpec, TraceSpec])
    kind = luck.one([TextSpec, CardsSpec, FormSpec, shown, shown])
    if kind is FormSpec:
        return _form(luck, walk)
    if kind is CardsSpec:
        recent = walk.model(RecentSpec) if live and luck.chance(50) else LEFT_OUT
        cards = [walk.model(CardSpec) for _ in range(luck.whole(1, 2))]
        return walk.model(
            kind, cards=cards, of=LEFT_OUT, recent=recent, fetch=LEFT_OUT, every_s=LEFT_OUT
        )
    given: dict[str, Any] = {"fetch": LEFT_OUT, "every_s": LEFT_OUT}
    if kind is not TextSpec and not live:
        given = {"fetch": "/livez", "every_s": luck.one([LEFT_OUT, 5, 3600])}
    if kind is BarsSpec:
        given |= luck.one([{"key": "/a", "value": "/b"}, {"key": LEFT_OUT, "value": LEFT_OUT}])
    if kind is HistogramSpec:
        given["edges"] = sorted(luck.some([-1, 0, 0.5, 10, 20.25, 1e6], 1, 4))
    if kind is SeriesSpec:
        given |= {"shows": luck.one(["value", "rate"])}
    if kind is TraceSpec:
        given |= {"before": LEFT_OUT, "group": LEFT_OUT}
    return walk.model(kind, **given)


def _ITEMS(luck: Luck) -> dict[Any, Any]:
    return {(ItemSpec, "source"): lambda _: luck.one(["/a", "", "/a~1b/0", '/quo"te', "/größe"])}


def _form(luck: Luck, walk: Walk) -> dict[str, Any]:
    method = "GET"
    names, fields = Names(luck, ASCII_NAMES), []
    goes = "query" if method == "GET" else "body"
    for _ in range(luck.whole(0, 3)):
        control = luck.one(["text", "area", "number", "choice", "check"])
        is_text = control in ("text", "area")
        options = luck.some(["Hall", 'quo"te', "größe"], 1, 3) if control == "choice" else LEFT_OUT
        fields.append(
            walk.model(
                FormFieldSpec,
                name=names.fresh(),
                control=control,
                goes=goes,
                value=LEFT_OUT,
                required=LEFT_OUT if control in ("check", "choice") else luck.chance(50),
                options=options,
                options_of=LEFT_OUT,
                least=luck.one([LEFT_OUT, -1.5]) if control == "number" else LEFT_OUT,
                most=luck.one([LEFT_OUT, 9]) if control == "number" else LEFT_OUT,
                longest=luck.one([LEFT_OUT, 80]) if is_text else LEFT_OUT,
                base64=luck.chance(20) if is_text and goes == "body" else LEFT_OUT,
            )
        )
    shown = {"kind": "values", "title": "Said", "items": [walk.model(ItemSpec)]}
    return walk.model(
        FormSpec,
        action="/livez",
        fields=fields,
        method=method,
        body="json",
        opens=False,
        result=[shown] if luck.chance(50) else LEFT_OUT,
        fetch=LEFT_OUT,
        every_s=LEFT_OUT,
    )
