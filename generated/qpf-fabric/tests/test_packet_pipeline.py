"""Layers in a row, traced and not, in the loop and apart from it."""

import threading
from itertools import count

import pytest
from packet_samples import CATALOGUE, GuardLayer, PackLayer, StampLayer

from qpf_core.errors import InputError
from qpf_fabric.errors import Blocked, NotEncoded
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Pipeline, pipeline_of
from qpf_fabric.replicas import Duplicates, copies_of, key_of
from qpf_fabric.testing import check_pipeline, check_pipeline_refusals, packets
from qpf_fabric.undo import UNDO

ALL = Pipeline("all", [StampLayer(), PackLayer(), GuardLayer()], title="All", summary="Each.")
WRITES = [path for layer in ALL.layers for path in layer.info.writes]


def test_nothing_is_lost() -> None:
    for packet in packets(WRITES):
        check_pipeline(ALL, packet)


def test_another_packet_is_refused() -> None:
    check_pipeline_refusals(ALL)
    with pytest.raises(NotEncoded):
        ALL.receive(Packet(1, b"x"))


def test_a_form_that_differs_is_noticed() -> None:
    class Wrong(Pipeline):
        """Fused by somebody careless."""

        __slots__ = ()

        def send(self, packet: Packet) -> Packet:
            """Forget a layer."""
            return StampLayer().encode(packet)

    with pytest.raises(AssertionError, match="differs"):
        check_pipeline(Wrong("wrong", [StampLayer(), PackLayer()]), Packet(1, b"x"))


def test_a_form_that_blocks_alone_is_noticed() -> None:
    class Wrong(Pipeline):
        """Fused by somebody careless."""

        __slots__ = ()

        def send(self, packet: Packet) -> Packet:
            """Block without a reason."""
            raise Blocked("x", "reject", f"packet {packet.id}")

    with pytest.raises(AssertionError, match="only one form blocks"):
        check_pipeline(Wrong("wrong", [StampLayer()]), Packet(1, b"x"))


def test_a_trace_shows_each_layer_and_its_time() -> None:
    ticks = count()
    traced = ALL.send_traced(Packet(1, b"x", {"a": 1}), timer=lambda: next(ticks) * 0.5)
    assert [frame.layer for frame in traced.frames] == ["stamp", "pack", "guard"]
    assert [frame.dt_ms for frame in traced.frames] == [500.0] * 3
    assert [sorted(frame.header) for frame in traced.frames] == [
        ["a", "stamp"],
        ["a", "stamp"],
        ["a", "guard", "stamp"],
    ]
    assert traced.frames is traced.frames
    assert traced.frames[0].to_json()["route"] == {"hop": 1}


def test_a_trace_of_decoding_goes_backwards() -> None:
    packet = Packet(1, b"x" * 900, {"stamp": "mine"}, {}, {UNDO: 1, "packed": 2})
    traced = ALL.receive_traced(ALL.send(packet))
    assert [frame.layer for frame in traced.frames] == ["guard", "pack", "stamp"]
    assert [sorted(frame.header) for frame in traced.frames] == [["stamp"], ["stamp"], ["stamp"]]
    assert traced.frames[-1].meta == {UNDO: 1, "packed": 2}
    assert traced.packet == packet


def test_frames_show_the_mark_only_from_its_layer_on() -> None:
    frames = ALL.send_traced(Packet(1, b"x" * 900)).frames
    assert ["packed" in frame.meta for frame in frames] == [False, True, True]


@pytest.mark.anyio
@pytest.mark.parametrize(("size", "is_apart"), [(100, False), (101, True)])
async def test_a_long_payload_runs_apart(size: int, is_apart: bool) -> None:
    seen: list[int] = []

    class Watching(Pipeline):
        """Remembers where it ran."""

        __slots__ = ()

        def send(self, packet: Packet) -> Packet:
            """Remember."""
            seen.append(threading.get_ident())
            return super().send(packet)

    pipeline = Watching("watching", [PackLayer()])
    packet = Packet(1, b"x" * size)
    encoded = await pipeline.asend(packet)
    assert (seen[0] != threading.get_ident()) is is_apart
    assert (await pipeline.asend_traced(packet)).packet == encoded
    assert await pipeline.areceive(encoded) == packet
    assert (await pipeline.areceive_traced(encoded)).packet == packet


@pytest.mark.anyio
async def test_without_a_limit_everything_stays_in_the_loop() -> None:
    pipeline = Pipeline("short", [StampLayer()])
    packet = Packet(1, b"x" * 500_000)
    assert await pipeline.areceive(await pipeline.asend(packet)) == packet


def test_a_pipeline_is_made_of_any_choice() -> None:
    made = pipeline_of(["guard", {"stamp": {"word": "x"}}], CATALOGUE, {})
    assert made.layer_names == ("guard", "stamp")
    assert made.describe()["layers"][1] == {"name": "stamp", "parameters": {"word": "x"}}
    assert (made.name, made.title) == ("custom", "custom")
    assert ALL.describe()["title"] == "All"


@pytest.mark.parametrize(
    "chosen",
    [
        None,
        "stamp",
        [],
        ["unknown"],
        [7],
        [{}],
        [{"stamp": {}, "pack": {}}],
        [{"stamp": 7}],
        [{"stamp": {"other": 1}}],
        ["stamp", "stamp"],
    ],
)
def test_what_is_no_choice_is_refused(chosen: object) -> None:
    with pytest.raises(InputError):
        pipeline_of(chosen, CATALOGUE, {})


def test_two_layers_that_write_one_name_are_refused() -> None:
    class Other(StampLayer):
        """Writes the same."""

        info = StampLayer.info.__class__(name="other", summary="-", writes=("route.hop",))

    with pytest.raises(InputError, match="write one name"):
        Pipeline("clash", [StampLayer(), Other()])


def test_copies_are_counted_and_dropped() -> None:
    assert copies_of(Packet(1, b"", meta={"copies": 2})) == 2
    strange = [None, "x", True, -5, 0, 1e9, 10**40]
    assert {copies_of(Packet(1, b"", meta={"copies": one})) for one in strange} == {1}
    assert copies_of(Packet(1, b"", meta={"copies": 1000})) == 16
    seen = Duplicates(limit=2)
    first, other = key_of(Packet(1, b"a")), key_of(Packet(2, b"a"))
    assert [seen.seen(first), seen.seen(first), seen.seen(other)] == [False, True, False]
    assert [seen.seen("third"), seen.seen(first)] == [False, False]
