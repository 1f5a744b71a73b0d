"""What handlers make of messages: packets, operations, measures, and the runs of routes."""

import json

import pytest
from prometheus_client import CollectorRegistry
from streams_samples import PIPELINE, entries, message

from qpf_core.bus import InProcessBus
from qpf_core.errors import InputError
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Frame
from qpf_fabric.sinks import RunRecord
from qpf_fabric.streams.bodies import frames_body, frames_of, packet_body
from qpf_fabric.streams.measuring import Measure, MeasureHandler
from qpf_fabric.streams.operations import OperationHandler
from qpf_fabric.streams.packets import PacketHandler, PacketTopics, packet_of
from qpf_fabric.streams.sinks import FrameSink
from qpf_fabric.streams.tally import WorkerTally
from qpf_fabric.streams.topics import Topic
from qpf_fabric.streams.work import Fate

pytestmark = pytest.mark.anyio

ENTRY = {"packet_id": 1, "layers": [{"layer": "a", "dt_ms": 2.0}, {"layer": "b", "dt_ms": 3.0}]}


async def test_a_packet_keeps_the_key_of_its_sender() -> None:
    """Without one it is the identity of the message; without topics nothing is published."""
    handle = PacketHandler(PIPELINE, "send", PacketTopics(), traced=False)
    plain = {"packet": Packet(1, b"a").to_json()}
    work = await handle(message(plain))
    assert work.item is not None and (work.item.key, work.appends) == ("send:t/1-0", ())
    assert work.item.frames == ()
    work = await handle(message({**plain, "key": "mine"}))
    assert work.item is not None and work.item.key == "send:mine"
    with pytest.raises(InputError, match="must be text"):
        await handle(message({**plain, "key": 1}))


async def test_what_is_not_json_is_refused() -> None:
    """Before it reaches a topic."""
    with pytest.raises(InputError, match="JSON"):
        packet_body(None, "p", Packet(1, b"", header={"x": float("nan")}))
    with pytest.raises(InputError, match="JSON"):
        packet_body("key", "p", Packet(1, b"", header={"x": object()}))


async def test_frames_tell_what_changed_and_come_back_whole() -> None:
    """What layers set, overwrite and take away; also values that are equal but not the same."""
    frames = [
        Frame("a", 0.123456, {"x": 1}, {}, {"kept": []}),
        Frame("b", 1.0, {"x": 2, "y": True}, {"cell": 1}, {"kept": []}),
        Frame("c", 2.0, {"y": True}, {}, {}),
    ]
    body = json.loads(frames_body("key", ("p", "recv", 1), frames, 5))
    assert (body["run_id"], body["direction"]) == (5, "recv")
    whole = [{**frame.to_json(), "dt_ms": round(frame.dt_ms, 5)} for frame in frames]
    assert list(frames_of(body)) == whole
    assert "set" not in body["layers"][2]


async def test_a_record_becomes_a_packet() -> None:
    """Everything but id and data goes to the header."""
    assert packet_of({"id": 1, "data": "ä", "device": "helm"}) == Packet(
        1, "ä".encode(), {"device": "helm"}
    )
    with pytest.raises(InputError):
        packet_of({"data": "a"})
    with pytest.raises(InputError):
        packet_of({"id": 1})
    handle = OperationHandler(lambda body: {"id": 1, "data": "a"}, "out", as_packet=True)
    ((_, out),) = (await handle(message({}))).appends
    assert isinstance(out, bytes)
    assert json.loads(out)["packet"]["data"] == "YQ=="


async def test_an_operation_runs_on_bodies() -> None:
    """Its result is published, or dropped."""
    handle = OperationHandler(lambda body: {"twice": body["n"] * 2}, "out")  # type: ignore[operator]
    assert (await handle(message({"n": 2}))).appends == (("out", {"twice": 4}),)
    quiet = OperationHandler(lambda body: body, None)
    assert (await quiet(message({"n": 2}))).appends == ()


async def test_measures_become_metrics() -> None:
    """One by one of a list, or one a message; labels come from fields."""
    registry = CollectorRegistry()
    handle = MeasureHandler(
        (
            Measure(name="packets", summary="Packets.", kind="counter", labels={}),
            Measure(
                name="layer_ms",
                summary="Time of a layer.",
                kind="histogram",
                each="layers",
                value="dt_ms",
                labels={"layer": "layer"},
            ),
        ),
        registry,
    )
    await handle(message(ENTRY))
    await handle(message({"layers": []}))
    assert registry.get_sample_value("packets_total") == 2.0
    assert registry.get_sample_value("layer_ms_sum", {"layer": "b"}) == 3.0
    for layers, word in (
        (None, "list"),
        ([{"layer": "a", "dt_ms": "x"}], "number"),
        ([{"dt_ms": 1.0}], "missing"),
    ):
        with pytest.raises(InputError, match=word):
            await handle(message({"layers": layers}))
    assert registry.get_sample_value("packets_total") == 2.0


async def test_workers_share_a_registry() -> None:
    """Told apart by a label."""
    registry = CollectorRegistry()
    first, second = WorkerTally(registry, "a"), WorkerTally(registry, "b")
    first.count(Fate.DONE, 3)
    second.count(Fate.DEAD)
    second.gauge({"backlog": 7})
    name = "qpf_worker_messages_total"
    assert registry.get_sample_value(name, {"worker": "a", "fate": "done"}) == 3.0
    assert registry.get_sample_value(name, {"worker": "b", "fate": "dead"}) == 1.0
    labels = {"worker": "b", "name": "backlog"}
    assert registry.get_sample_value("qpf_worker_value", labels) == 7.0


async def test_runs_of_routes_join_the_stream() -> None:
    """One entry a packet; a run without frames publishes nothing."""
    bus = InProcessBus()
    sink = FrameSink(bus, Topic("frames", 10))
    traced = PIPELINE.send_traced(Packet(7, b"a"))
    run = RunRecord(
        pipeline="p",
        direction="send",
        packet_id=7,
        source=Packet(7, b"a"),
        frames=traced.frames,
    )
    assert await sink.record(run, 3) is None
    await sink.record(run, None)
    await sink.record(
        RunRecord(pipeline="p", direction="send", packet_id=1, source=Packet(1, b"")), 4
    )
    assert [entry["key"] for entry in await entries(bus, "frames")] == ["run/3", "packet/7"]
