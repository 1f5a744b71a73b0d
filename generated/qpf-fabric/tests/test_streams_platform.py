"""Workers on a platform, as a process, and what they show live."""

import os
import signal
from collections.abc import Mapping
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from streams_samples import PIPELINE, entries, send

from qpf_core.service import LiveHub, Platform, embedded_settings
from qpf_core.testing_time import PATIENCE_S
from qpf_fabric.pipeline import Frame
from qpf_fabric.streams.assembling import Making, Reading, producer, reader
from qpf_fabric.streams.bodies import frames_body
from qpf_fabric.streams.following import Follower
from qpf_fabric.streams.live import followers_of, show_frames
from qpf_fabric.streams.packets import PacketHandler, PacketTopics
from qpf_fabric.streams.process import run_worker
from qpf_fabric.streams.topics import Topic

IN, DEAD = Topic("in", 1000), Topic("dead", 1000)


class Told:
    """A worker that tells its own process to end."""

    def __init__(self, fault: Exception | None = None) -> None:
        """Raise `fault` instead, if there is one."""
        self.drained = anyio.Event()
        self.fault = fault

    async def run(self) -> None:
        """Ask for the end and wait until it is told."""
        if self.fault is not None:
            raise self.fault
        os.kill(os.getpid(), signal.SIGTERM)
        await self.drained.wait()

    def drain(self) -> None:
        """End."""
        self.drained.set()


def test_a_process_drains_at_a_signal(capsys: pytest.CaptureFixture[str]) -> None:
    """Its consumer is named by worker, host and slot; tables are prepared first."""
    prepared: list[Platform] = []
    names: list[str] = []

    def build(platform: Platform, consumer: str) -> Told:
        names.append(consumer)
        assert prepared == [platform]
        return Told()

    words = ["sorter", "--slot", "3", "--host", "here", "--metrics-port", "0"]
    settings = embedded_settings(log_level="error")
    code = run_worker(settings, words, {"sorter": build}, prog="x", prepare=(prepared.append,))
    assert (code, names) == (0, ["sorter-here-3"])
    said = capsys.readouterr().out
    assert '"event": "working"' in said and '"event": "drained"' in said


def test_a_worker_that_breaks_breaks_its_process() -> None:
    """Whoever started it is to know."""
    with pytest.raises(BaseExceptionGroup):
        run_worker(
            embedded_settings(log_level="error"),
            ["sorter"],
            {"sorter": lambda platform, consumer: Told(ValueError("broken"))},
            prog="x",
        )


@pytest.mark.anyio
async def test_workers_stand_on_a_platform() -> None:
    """What one makes, the other reads."""
    platform = Platform.embedded()
    making = Making(worker="maker", topic=IN, group="g", every_s=1.0, batch=3)
    maker = producer(platform, making, lambda number: {"number": number})
    assert await maker.step() == 3
    reading = Reading(worker="reader", topic=IN, group="g", dead=DEAD)
    handler = PacketHandler(PIPELINE, "send", PacketTopics(output="out"), traced=False)
    one = reader(platform, "c", reading, handler)
    assert await one.step() == 3
    assert len(await entries(platform.bus, "dead")) == 3
    await send(platform.bus, "in", "a")
    assert await one.step() == 1
    assert len(await entries(platform.bus, "out")) == 2
    await platform.aclose()


class Seen(LiveHub):
    """A hub that keeps what is published."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.items: list[Mapping[str, Any]] = []

    @property
    def is_watched(self) -> bool:
        """Whether anybody reads: the test does."""
        return True

    def publish(self, item: Mapping[str, Any]) -> None:
        """Keep an item."""
        self.items.append(item)


class Gate:
    """An audience that comes when it is told to."""

    def __init__(self) -> None:
        """Begin without anybody."""
        self.came = anyio.Event()

    @property
    def is_watched(self) -> bool:
        """Whether it came."""
        return self.came.is_set()

    async def watched(self) -> None:
        """Wait for it."""
        await self.came.wait()


@pytest.mark.anyio
async def test_nothing_is_read_for_nobody() -> None:
    """What came before the audience is left out, what comes after it is told."""
    platform, gate = Platform.embedded(), Gate()
    told: list[Mapping[str, Any]] = []
    follower = Follower(platform.bus, "in", told.append, clock=platform.clock, audience=gate)
    async with follower.running():
        await platform.bus.append("in", {"n": 1})
        for _ in range(10):
            await anyio.lowlevel.checkpoint()
        gate.came.set()
        for _ in range(10):
            await anyio.lowlevel.checkpoint()
        await platform.bus.append("in", {"n": 2})
        with anyio.fail_after(PATIENCE_S):
            while not told:
                await anyio.sleep(0.001)
    assert told == [{"n": 2}]
    await platform.aclose()


@pytest.mark.anyio
async def test_every_hub_sees_every_layer() -> None:
    """However many there are."""
    platform, hubs = Platform.embedded(), (Seen(), Seen())
    for hub in hubs:
        show_frames(platform, IN, hub)
    frames = (Frame("a", 0.5, {"n": 1}, {}, {}), Frame("b", 0.5, {"n": 2}, {}, {}))
    async with followers_of(platform).running():
        await platform.bus.append_many("in", [frames_body("k", ("p", "send", 7), frames, 5)])
        with anyio.fail_after(PATIENCE_S):
            while any(len(hub.items) < 2 for hub in hubs):
                await anyio.sleep(0.001)
    for hub in hubs:
        assert [(item["layer"], item["header"], item["step"]) for item in hub.items] == [
            ("a", {"n": 1}, 0),
            ("b", {"n": 2}, 1),
        ]
        assert {item["run_id"] for item in hub.items} == {5}
    await platform.aclose()
