"""Packets and their form in JSON."""

import json

import pytest
from packet_samples import StampLayer

from qpf_core.errors import InputError
from qpf_fabric.packet import LARGEST_ID, Packet, blank
from qpf_fabric.plain import DEEPEST, check_plain
from qpf_fabric.testing import packets


def test_a_packet_is_the_same_after_json() -> None:
    for packet in packets(StampLayer.info.writes):
        text = json.dumps(packet.to_json(), allow_nan=False)
        assert Packet.from_json(json.loads(text)) == packet


def test_packets_to_try_are_the_same_each_time() -> None:
    first, second = list(packets(["header.x"])), list(packets(["header.x"]))
    assert first == second
    assert len(first) == 300
    assert sum("x" in one.header for one in first) > 30


def test_a_copy_has_dictionaries_of_its_own() -> None:
    packet = Packet(1, b"x", {"a": 1})
    copy = packet.copied()
    copy.header["a"] = 2
    assert packet.header == {"a": 1}


def test_a_blank_packet_has_no_fields_yet() -> None:
    packet = blank()
    packet.id, packet.data, packet.header, packet.route, packet.meta = 1, b"x", {}, {}, {}
    assert packet == Packet(1, b"x")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (None, "packet"),
        ([], "packet"),
        ({"id": 1, "data": "", "more": 1}, "packet"),
        ({"data": ""}, "id"),
        ({"id": True, "data": ""}, "id"),
        ({"id": 1.5, "data": ""}, "id"),
        ({"id": LARGEST_ID + 1, "data": ""}, "id"),
        ({"id": 1}, "data"),
        ({"id": 1, "data": 7}, "data"),
        ({"id": 1, "data": "a"}, "data"),
        ({"id": 1, "data": "a$=="}, "data"),
        ({"id": 1, "data": "é"}, "data"),
        ({"id": 1, "data": "", "header": []}, "header"),
        ({"id": 1, "data": "", "route": "x"}, "route"),
        ({"id": 1, "data": "", "meta": {"a": float("inf")}}, "meta"),
    ],
)
def test_what_is_no_packet_is_refused(value: object, field: str) -> None:
    with pytest.raises(InputError) as refused:
        Packet.from_json(value)
    assert refused.value.field == field


def nested(levels: int) -> object:
    """A list in a list in a list."""
    value: object = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [float("nan"), "\ud800", {"\udfff": 1}, {1: 2}, {"a": (1,)}, [b"x"], nested(DEEPEST)],
)
def test_what_is_not_plain_json_is_refused(value: object) -> None:
    with pytest.raises(InputError):
        check_plain(value, "value")


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "é", [1, {"a": [None]}], nested(9)])
def test_plain_json_passes(value: object) -> None:
    check_plain(value, "value")
