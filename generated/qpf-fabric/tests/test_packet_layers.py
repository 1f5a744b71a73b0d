"""Layers alone: encoding, decoding, parameters, and the parts they are made of."""

import zlib

import pytest
from packet_samples import GuardLayer, PackLayer, StampLayer

from qpf_core.errors import InputError
from qpf_fabric.codec import deflated, inflated, without_end
from qpf_fabric.errors import Blocked, NotEncoded
from qpf_fabric.layer import Layer
from qpf_fabric.packet import Packet
from qpf_fabric.parameters import ParameterInfo
from qpf_fabric.testing import check_example, check_layer, check_refusals, packets
from qpf_fabric.undo import UNDO, Names, merge
from qpf_fabric.values import flag, is_number, number, text, whole

WRITES = (*StampLayer.info.writes, *PackLayer.info.writes, *GuardLayer.info.writes)
LAYERS = [StampLayer(), PackLayer(), GuardLayer()]


@pytest.mark.parametrize("layer", LAYERS)
def test_nothing_is_lost(layer: Layer) -> None:
    for packet in packets(WRITES):
        check_layer(layer, packet)


@pytest.mark.parametrize("layer", LAYERS)
def test_another_packet_is_refused(layer: Layer) -> None:
    check_refusals(layer)


def test_an_example_tells_fields_and_data() -> None:
    fields = {"header.stamp": "seen", "route.hop": 2}
    check_example(StampLayer(), Packet(1, b"ab"), fields, b"ab")
    with pytest.raises(AssertionError, match="stamp wrote"):
        check_example(StampLayer(), Packet(1, b"ab"), {"route.hop": 3}, None)


def test_what_was_overwritten_is_in_the_packet() -> None:
    encoded = StampLayer().encode(Packet(1, b"", {"stamp": "old"}, {}, {UNDO: "older"}))
    assert encoded.header == {"stamp": "seen"}
    assert encoded.meta == {UNDO: {"header": {"stamp": "old"}, "meta": {UNDO: "older"}}}


def test_a_packet_without_collisions_has_no_record() -> None:
    assert UNDO not in StampLayer().encode(Packet(1, b"", {"other": 1})).meta


def test_merging_afterwards_is_making_room_before() -> None:
    for packet in packets(WRITES):
        written = Packet(packet.id, packet.data, {"stamp": "seen"}, {"hop": len(packet.data)})
        merge(Names.of(StampLayer.info.writes), packet, written)
        assert written == StampLayer().encode(packet)


def test_a_blocked_packet_says_what_becomes_of_it() -> None:
    with pytest.raises(Blocked) as blocked:
        GuardLayer.of({"action": "dead_letter"}, {}).encode(Packet(1, b""))
    assert (blocked.value.action, blocked.value.reason) == ("dead_letter", "it is empty")
    assert blocked.value.extras() == {"name": "guard", "reason": "it is empty"}


def test_a_refusal_names_layer_and_part() -> None:
    with pytest.raises(NotEncoded) as refused:
        StampLayer().decode(Packet(1, b""))
    assert refused.value.extras() == {"name": "stamp", "field": "route.hop"}
    assert refused.value.status == 422


def test_parameters_come_from_the_protocol_then_the_environment() -> None:
    assert PackLayer.of({}, {}).over == 100
    assert PackLayer.of({}, {"PACK_OVER": "7"}).over == 7
    assert PackLayer.of({"over": 8}, {"PACK_OVER": "7"}).over == 8
    assert PackLayer.of({"over": 8}, {}).settings() == {"over": 8}


@pytest.mark.parametrize(
    ("given_parameters", "environ"),
    [
        ({"other": 1}, {}),
        ({"over": "8"}, {}),
        ({"over": 1.5}, {}),
        ({"over": True}, {}),
        ({"over": -1}, {}),
        ({"over": 10_000}, {}),
        ({"over": 10**30}, {}),
        ({}, {"PACK_OVER": "many"}),
        ({}, {"PACK_OVER": "-1"}),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(
    given_parameters: dict[str, object], environ: dict[str, str]
) -> None:
    with pytest.raises(InputError):
        PackLayer.of(given_parameters, environ)
    with pytest.raises(InputError):
        StampLayer.of({"other": 1}, {})


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [("bool", "yes", True), ("bool", "0", False), ("float", "2", 2.0), ("str", "7", "7")],
)
def test_text_of_the_environment_has_a_type(kind: str, written: str, value: object) -> None:
    assert ParameterInfo(name="x", type=kind, default=0).from_text(written, "X") == value


@pytest.mark.parametrize(("kind", "written"), [("bool", "maybe"), ("float", "x"), ("float", "nan")])
def test_text_that_stands_for_nothing_is_refused(kind: str, written: str) -> None:
    with pytest.raises(InputError):
        ParameterInfo(name="x", type=kind, default=0).from_text(written, "X")


def test_a_choice_is_one_of_its_values() -> None:
    with pytest.raises(InputError, match="one of reject, dead_letter"):
        GuardLayer.of({"action": "ignore"}, {})


def test_a_layer_describes_itself() -> None:
    described = PackLayer.info.to_json()
    assert described["writes"] == ["meta.packed"]
    assert described["parameters"][0]["environment"] == "PACK_OVER"
    assert StampLayer().offload_over is None


def test_compression_that_saves_nothing_is_skipped() -> None:
    assert deflated(b"abc", 6, 100) is None
    assert deflated(b"a" * 101, 6, 100) is None
    packed = deflated(b"a" * 100, 6, 100)
    assert packed is not None
    assert inflated(packed, 100, "x") == b"a" * 100


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        zlib.compress(b"a" * 101),
        zlib.compress(b"a") + b"x",
        zlib.compress(b"a" * 50)[:-1],
    ],
)
def test_what_is_not_compressed_data_is_refused(data: bytes) -> None:
    with pytest.raises(NotEncoded):
        inflated(data, 100, "x")


def test_an_end_is_taken_from_the_end_only() -> None:
    assert without_end(b"!a!", b"!", "x") == b"!a"
    with pytest.raises(NotEncoded):
        without_end(b"!a", b"!", "x")


def test_values_of_another_type_count_as_absent() -> None:
    part = {"int": 3, "big": 2**70, "float": 1.5, "inf": float("inf"), "str": "x", "bool": True}
    assert [whole(part, name, 9) for name in part] == [3, 9, 9, 9, 9, 9]
    assert [number(part, name, 9.0) for name in part] == [3.0, 9.0, 1.5, 9.0, 9.0, 9.0]
    assert [text(part, name, "-") for name in part] == ["-", "-", "-", "-", "x", "-"]
    assert [flag(part, name, False) for name in part] == [False] * 5 + [True]
    assert [is_number(one) for one in (1, 1.5, True, None, float("nan"))] == [1, 1, 0, 0, 0]
