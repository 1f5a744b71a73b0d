"""A site with every kind of block, full of hostile texts, over a small service."""

import base64
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from qpf_core.errors import NotFound
from qpf_core.service import LiveHub, Part, Platform, create_service
from qpf_core.service.pages import (
    Bars,
    Card,
    Cards,
    Fact,
    Feed,
    Form,
    FormField,
    Histogram,
    Item,
    Link,
    Page,
    Recent,
    Series,
    ServiceCard,
    Site,
    Table,
    Text,
    Trace,
    Values,
    site_part,
)

HOSTILE = "</script><script>alert(1)</script>\"'&\ue000nonce\ue000{}{0}\0"
ITEM = Item(label=HOSTILE, source="/a", unit=HOSTILE, digits=1)
BLOCKS = (
    Text(title=HOSTILE, paragraphs=(HOSTILE,), links=(Link(label=HOSTILE, href="/run"),)),
    Text(title="Only words", hint=HOSTILE, paragraphs=("One.",)),
    Values(title=HOSTILE, items=(ITEM,), wide=True),
    Bars(title=HOSTILE, source="/weights", unit=HOSTILE, most=1.0),
    Histogram(title=HOSTILE, source="/late", edges=(1.0, 2.0), unit="µs"),
    Series(title=HOSTILE, lines=(ITEM,), shows="rate"),
    Cards(
        title=HOSTILE,
        cards=(
            Card(title=HOSTILE, text=HOSTILE, key=HOSTILE, facts=(Fact(label="a", text=HOSTILE),)),
            Card(title="Without facts"),
        ),
        recent=Recent(key="/layer", columns=(ITEM,)),
    ),
    Cards(title="Plain", cards=(Card(title="Alone"),)),
    Table(title=HOSTILE, columns=(ITEM,)),
    Trace(title=HOSTILE, name="/layer", group="/id"),
)
SEND = Form(
    title="Send",
    action="/send/{name}",
    fields=(
        FormField(
            name="name", label=HOSTILE, control="choice", goes="path", options=("a b", HOSTILE)
        ),
        FormField(
            name="text", label="Text", control="area", value=HOSTILE, longest=99, base64=True
        ),
        FormField(name="count", label="Count", control="number", least=0, most=9.5, hint=HOSTILE),
        FormField(name="loud", label="Loud", control="check", value="true", hint="Shout."),
        FormField(name="tag", label="Tag", goes="query", required=True),
        FormField(name="sure", label="Sure", control="check", goes="query"),
    ),
    result=(
        Trace(title="Steps", name="/layer", source="/frames", before="text", after="/text"),
        Values(title="Result", items=(ITEM,)),
    ),
)
RAW = Form(
    title="Raw",
    action="/raw",
    body="bytes",
    method="PUT",
    fields=(FormField(name="data", label="Data"),),
)
ASK = Form(
    title="Ask",
    action="/things/{id}",
    method="GET",
    fields=(FormField(name="id", label="Thing", goes="path"),),
)
OPEN = Form(
    title="Open", action="/", method="GET", opens=True, fields=(FormField(name="q", label="Q"),)
)
SITE = Site(
    name=f"Site {HOSTILE}",
    pages=(
        Page(path="/", title=HOSTILE, summary=HOSTILE, live="/ws/items", blocks=BLOCKS),
        Page(path="/run", title="Run", blocks=(OPEN, SEND, RAW, ASK)),
    ),
)


class Body(BaseModel):
    """What `/send` takes."""

    text: str = ""
    count: float | None = None
    loud: bool


def tap(platform: Platform, hub: LiveHub) -> None:
    """Tell a hub that it was tapped."""
    platform.tell("tapped", hub.counters)


FEEDS = (
    Feed(path="/ws/items", name="items", filters={"id": "/id"}, taps=(tap,)),
    Feed(path="/ws/vitals", name="vitals", every_s=0.01),
)
CARD = ServiceCard(path="/card.json", category="test", scopes=("read",), events=("born",))


def build(platform: Platform, site: Site = SITE) -> FastAPI:
    """Return the service: the site, and the endpoints that its forms ask."""
    router = APIRouter()

    @router.get("/")
    async def home() -> dict[str, str]:
        """Answer programs at the path of a page."""
        return {"for": "programs"}

    @router.post("/send/{name}")
    async def send(name: str, body: Body, tag: str, sure: bool = False) -> dict[str, Any]:
        """Return what came."""
        text = base64.b64decode(body.text).decode()
        return {"name": name, "text": text, "rest": [body.count, body.loud, tag, sure]}

    @router.put("/raw")
    async def raw(request: Request) -> dict[str, int]:
        """Return the length of what came."""
        return {"length": len(await request.body())}

    @router.get("/things/{name}")
    async def thing(name: str) -> PlainTextResponse:
        """Find one thing."""
        if name != "words":
            raise NotFound(f"no thing {name}")
        return PlainTextResponse("plain words")

    parts = (site_part(platform, site, FEEDS, CARD), Part(name="own", router=router))
    return create_service("Sample", "1.2.3", (), platform, parts)
