"""Runs as live items: one for each frame, whoever made the run."""

from typing import Any

import pytest

from qpf_core.service import LiveHub, Platform
from qpf_fabric.live import frame_items, tap_runs
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Frame
from qpf_fabric.sinks import RunRecord, sinks_of

pytestmark = pytest.mark.anyio


class Noted(LiveHub):
    """A hub that keeps what is published."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[dict[str, Any]] = []

    def publish(self, item: Any) -> None:
        self.items.append(dict(item))


async def test_every_frame_of_a_run_is_an_item() -> None:
    platform, hub = Platform.embedded(), Noted()
    tap_runs(platform, hub)
    frames = (
        Frame("perlin", 0.5, {"noise": 0.1}, {}, {}),
        Frame("voronoi", 0.25, {"noise": 0.1}, {"cell": 3}, {}),
    )
    record = RunRecord(
        pipeline="qp", direction="send", packet_id=7, source=Packet(7, b""), frames=frames
    )
    assert await sinks_of(platform).record(record) == 1
    assert [item["layer"] for item in hub.items] == ["perlin", "voronoi"]
    assert hub.items[1] == {
        "packet_id": 7,
        "run_id": None,
        "pipeline": "qp",
        "direction": "send",
        "step": 1,
        "steps": 2,
        "layer": "voronoi",
        "dt_ms": 0.25,
        "header": {"noise": 0.1},
        "route": {"cell": 3},
        "meta": {},
    }
    platform.close()


def test_what_a_frame_does_not_tell_is_left_out() -> None:
    [item] = frame_items(
        packet_id=1, pipeline="qp", run_id=5, frames=[{"layer": "scale", "dt_ms": 0.0}]
    )
    assert item["run_id"] == 5
    assert not {"header", "route", "meta"} & set(item)
