"""Parts of a service: their routes, their probes, and when they run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter
from starlette.testclient import TestClient

from qpf_core.errors import Unavailable
from qpf_core.service import Part, Platform, create_service


def test_a_part_runs_while_the_service_does() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        seen.append("entered")
        yield
        seen.append("left")

    app = create_service("t", "1", (), Platform.embedded(), (Part(name="clock", run=run),))
    with TestClient(app):
        assert seen == ["entered"]
    assert seen == ["entered", "left"]


def test_routes_and_probes_of_a_part_are_those_of_the_service() -> None:
    router = APIRouter()

    @router.get("/tick")
    async def tick() -> int:
        """Return the count."""
        return 3

    async def probe() -> None:
        raise Unavailable("the spring is not wound")

    part = Part(name="clock", router=router, probes={"spring": probe})
    app = create_service("t", "1", (), Platform.embedded(), (part,))
    with TestClient(app) as client:
        assert client.get("/tick").json() == 3
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["clock_spring"] == "Unavailable"


def test_an_early_part_comes_before_the_core() -> None:
    router, late = APIRouter(), APIRouter()

    @router.get("/livez")
    async def early() -> str:
        """Answer first."""
        return "early"

    @late.get("/readyz")
    async def never() -> str:
        """Answer nobody."""
        return "late"

    parts = (Part(name="late", router=late), Part(name="early", router=router, early=True))
    with TestClient(create_service("t", "1", (), Platform.embedded(), parts)) as client:
        assert client.get("/livez").json() == "early"
        assert client.get("/readyz").json() != "late"
