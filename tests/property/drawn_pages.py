"""Pages, feeds and the card of a service; they are drawn when all agents of the collection are."""

from collections.abc import Iterator
from typing import Any

from drawn_blocks import Blocks
from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, prose
from scene import Agent, Scene

from qpf.sections.pages.spec import FeedSpec, PageSpec, ServiceCardSpec
from qpf.views.naming import FunctionName

__all__ = ["drawn_pages"]

_PATHS = ("/", "/more", "/a.b/c-d", "/Class", "/-", "/_/.x", "/site", "/" + "n" * 200)


def drawn_pages(scene: Scene, agent: Agent) -> None:
    """Pages, feeds and a card."""
    luck = scene.luck
    feeds = [
        Walk(luck).model(
            FeedSpec,
            path=scene.path("/ws/a"),
            name=name,
            taps=_taps(scene),
            filters=luck.one([LEFT_OUT, {luck.one(ASCII_NAMES[:60]): "/guest", "b": "/a~1b/0"}]),
        )
        for name in luck.some(ASCII_NAMES, 0, 2)
    ]
    served = [path for method, path in _routes(scene) if method == "GET" and "{" not in path]
    paths = [
        scene.once("page", one) for one in luck.some([*_PATHS, *luck.some(served, 0, 2)], 1, 3)
    ]
    names = [feed["name"] for feed in feeds]
    agent.schema["pages"] = [_page(scene, path, paths, names) for path in paths]
    if feeds:
        agent.schema["feeds"] = feeds
    if luck.chance(50):
        card = Walk(luck).model(
            ServiceCardSpec, path=scene.path("/card.json"), events=luck.some(["a", "größe"], 0, 2)
        )
        agent.schema["servicecard"] = card


def _page(scene: Scene, path: str, paths: list[str], feeds: list[str]) -> dict[str, Any]:
    luck = scene.luck
    live = luck.one([LEFT_OUT, *feeds])
    schemas = {one.id: one.schema for one in scene.agents}
    made = Blocks(luck, paths, _routes(scene), schemas, live=live is not LEFT_OUT)
    blocks = [made.block() for _ in range(luck.whole(1, 4))]
    if live is not LEFT_OUT:
        blocks.append({"kind": "values", "title": "Live", "items": [{"label": "It"}]})
    return Walk(luck).model(
        PageSpec, path=path, live=live, blocks=blocks, title=prose(luck, lines=False)
    )


def _routes(scene: Scene) -> list[tuple[str, str]]:
    """What blocks may ask: routes of every service, and endpoints of those drawn so far."""
    core = [("GET", "/livez"), ("GET", "/audit/entries"), ("GET", "/approvals/{approval_id}")]
    posts = [("POST", "/approvals/{approval_id}/approve")]
    endpoints = [
        (one["method"], one["path"])
        for agent in scene.agents
        for one in agent.schema.get("deployment", {}).get("endpoints", ())
    ]
    return [*core, *posts, *endpoints]


def _taps(scene: Scene) -> Any:
    """What connects frames of a stream, which may have none so far, or one that is always there."""
    luck = scene.luck
    for one in scene.find("streams"):
        if luck.chance(60):
            one.schema["streams"].setdefault("runs", luck.one(one.schema["streams"]["topics"]))
    known = [tap for one in scene.agents for tap in _offered(one)]
    known = [one for one in known if one == one.lower()]
    return luck.some([*known, "logging.debug"], 0, 3) if luck.chance(60) else LEFT_OUT


def _offered(agent: Agent) -> Iterator[str]:
    streams = agent.schema.get("streams", {})
    written = [streams.get("runs"), *(w.get("publishes", {}) for w in streams.get("workers", ()))]
    topics = [one.get("frames") if isinstance(one, dict) else one for one in written]
    for topic in dict.fromkeys(one for one in topics if one):
        yield f"{agent.folder.replace('/', '.')}.live.{FunctionName(f'tap {topic}')}"
