"""A mesh beside the agents of a service, and the histogram that measures its signals."""

import anyio
import pytest

from qpf_core.clock import ManualClock
from qpf_core.service import Platform
from qpf_organism.histogram import Histogram
from qpf_organism.mesh import Mesh, NanoBot
from qpf_organism.mesh.part import Feed, part_of_mesh


def test_a_histogram_is_never_too_low_and_near() -> None:
    histogram = Histogram()
    assert histogram.quantile(0.99) == histogram.maximum == 0.0
    for micros in range(1, 1001):
        histogram.add(micros / 1e6)
    for share, exact in ((0.5, 500e-6), (0.99, 990e-6), (1.0, 1000e-6)):
        assert exact <= histogram.quantile(share) <= exact * 1.04
    for odd in (-1.0, float("inf"), 1e9):
        histogram.add(odd)
    assert histogram.count == 1003
    assert histogram.maximum == 1e9
    assert sum(histogram.octaves()) == 1003
    assert histogram.octaves(4)[:2] == [32, 32]
    histogram.clear()
    assert (histogram.count, histogram.maximum) == (0, 0.0)


@pytest.mark.anyio
async def test_it_delivers_while_the_service_runs_and_tells() -> None:
    platform, mesh = Platform.embedded(), Mesh()
    mesh.connect(NanoBot("nano_1", "generic", 3))
    part = part_of_mesh(platform, "mesh", mesh, "/mesh/vitals")
    assert part.run is not None and part.router is not None
    async with part.run():
        mesh.send("x", "nano_1", 1)
        assert platform.vitals()["mesh"]()["alive"] is True
    assert platform.vitals()["mesh"]()["messages_delivered"] == 1
    (route,) = part.router.routes
    assert await route.endpoint() == mesh.vitals()  # type: ignore[attr-defined]
    await platform.aclose()


@pytest.mark.anyio
async def test_every_node_hears_of_what_feeds_the_mesh() -> None:
    clock = ManualClock()
    platform, mesh = Platform.embedded(clock=clock), Mesh()
    bot = NanoBot("nano_1", "generic", 10)
    mesh.connect(bot)
    part = part_of_mesh(platform, "mesh", mesh, "/mesh/vitals", Feed("pulse", 0.25))
    assert part.run is not None
    beats = iter(range(10))
    async with part.run():
        await anyio.wait_all_tasks_blocked()
        platform.tell("pulse", lambda: {"beat": next(beats)})
        for _ in range(3):
            clock.advance(0.25)
            await anyio.wait_all_tasks_blocked()
    assert [one.data for one in bot.query_memory()] == [{"beat": 0}, {"beat": 1}, {"beat": 2}]
    assert {one.sender for one in bot.query_memory()} == {"pulse"}
    await platform.aclose()
