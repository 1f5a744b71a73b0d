"""Packets: sealing, deriving, verifying, reading every version, answering to nonsense."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from qpf_core.clock import ManualClock
from qpf_core.errors import DeadlineExceeded, InputError, TooLarge
from qpf_core.packet import (
    SUPPORTED_VERSIONS,
    DerivationType,
    Lineage,
    PacketEnvelope,
    PacketKind,
    ReplayGuard,
    content_hash,
    derive,
    error_packet,
    new_packet,
    parse_packet,
    verify,
)
from qpf_core.plain import JsonObject, canonical_json, to_plain_object

OLD: JsonObject = {
    "packet_id": "00000000-0000-4000-8000-000000000001",
    "packet_type": "event",
    "payload": {"n": 1},
    "timestamp": "2026-01-01T00:00:00",
}


@pytest.fixture
def packet(clock: ManualClock) -> PacketEnvelope:
    """Return a sealed packet that lives for a minute."""
    return new_packet("query", {"n": 1}, agent="a", clock=clock, ttl_s=60, tags=("x",), trace="t")


def test_a_new_packet_is_whole(packet: PacketEnvelope, clock: ManualClock) -> None:
    """Version, thread, expiry and digest are there, and it verifies."""
    verify(packet, clock)
    assert packet.metadata.schema_version == "2.0.0"
    assert to_plain_object(packet.metadata)["trace"] == "t"
    assert packet.ttl == clock.now() + timedelta(seconds=60)
    assert (packet.lineage, packet.root_id) == (Lineage(), packet.packet_id)
    assert packet.thread_id is not None
    assert packet.tags == ("x",)


def test_a_packet_comes_back_from_the_wire_equal(packet: PacketEnvelope) -> None:
    """As bytes and as an object, also in the notation of pydantic."""
    assert parse_packet(canonical_json(packet)) == packet
    assert parse_packet(to_plain_object(packet)) == packet
    assert parse_packet(packet.model_dump(mode="json")) == packet


def test_a_packet_does_not_change(packet: PacketEnvelope) -> None:
    """Mutation is a new packet."""
    with pytest.raises(ValidationError):
        packet.packet_type = "event"


def test_derivation_keeps_root_thread_and_expiry(
    packet: PacketEnvelope, clock: ManualClock
) -> None:
    """Each step is one generation further from the same root."""
    child = derive(packet, payload={"n": 2}, derivation=DerivationType.MUTATION, clock=clock)
    grandchild = derive(
        child,
        payload={"n": 3},
        derivation=DerivationType.MERGE,
        clock=clock,
        agent="b",
        tool="blend",
        packet_type=PacketKind.RESULT,
        others=(packet,),
    )
    verify(grandchild, clock)
    assert child.lineage.parent_ids == (packet.packet_id,)
    assert grandchild.lineage == Lineage(
        parent_ids=(child.packet_id, packet.packet_id),
        derivation_type=DerivationType.MERGE,
        generation=2,
        root_packet_id=packet.packet_id,
    )
    assert (grandchild.thread_id, grandchild.ttl) == (packet.thread_id, packet.ttl)
    assert (child.metadata.agent, grandchild.metadata.agent) == ("a", "b")
    assert grandchild.provenance is not None
    assert grandchild.provenance.source_agent == "a"


@given(st.dictionaries(st.text("abc"), st.integers() | st.text("xyz"), max_size=3))
def test_the_digest_covers_the_payload(payload: dict[str, int | str]) -> None:
    """Equal content has an equal digest; any change of the payload shows."""
    made = new_packet("event", payload, agent="a", clock=ManualClock())
    again = made.model_copy(update={"payload": dict(reversed(payload.items()))})
    assert content_hash(again) == made.content_hash
    changed = made.model_copy(update={"payload": {**payload, "extra": 1}})
    with pytest.raises(InputError, match="content_hash"):
        verify(changed, ManualClock())


def test_verification_refuses_late_early_and_unsealed(
    packet: PacketEnvelope, clock: ManualClock
) -> None:
    """At the moment of expiry it is over; a version 2 packet needs its digest."""
    clock.advance(59.9)
    verify(packet, clock)
    clock.advance(0.1)
    with pytest.raises(DeadlineExceeded):
        verify(packet, clock)
    with pytest.raises(InputError, match="future"):
        verify(packet, ManualClock(packet.timestamp - timedelta(minutes=6)))
    with pytest.raises(InputError, match="mandatory"):
        verify(packet.model_copy(update={"content_hash": None}), clock)


@pytest.mark.parametrize("version", SUPPORTED_VERSIONS)
def test_every_supported_version_is_read(version: str, clock: ManualClock) -> None:
    """Older packets lack what version 2 adds; their time without a zone is UTC."""
    read = parse_packet({**OLD, "metadata": {"schema_version": version, "agent": "old", "k": 1}})
    assert read.metadata.schema_version == version
    assert read.timestamp == clock.now()
    if version != "2.0.0":
        verify(read, clock)


def test_a_packet_without_version_is_the_oldest(clock: ManualClock) -> None:
    """Metadata is optional in 1.x, and so are explicit nulls."""
    read = parse_packet({**OLD, "metadata": None, "confidence": None})
    assert read.metadata.schema_version == "1.0.0"
    verify(read, clock)
    assert parse_packet({**OLD, "confidence": {"score": 1, "rationale": "sure"}}).confidence


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"packettype": "event"}, "packettype"),
        ({"packet_type": ""}, "packet_type"),
        ({"packet_id": "x"}, "packet_id"),
        ({"metadata": []}, "metadata"),
        ({"metadata": {"schema_version": "3.0.0"}}, "metadata.schema_version"),
        ({"confidence": {"score": 1.1}}, "confidence.score"),
        ({"content_hash": "abc"}, "content_hash"),
        ({"lineage": {"generation": 1}}, "lineage"),
        ({"lineage": {"generation": 1, "parent_ids": [OLD["packet_id"]]}}, "value"),
        ({"provenance": {"parentId": 1}}, "provenance.parentId"),
    ],
)
def test_faults_are_named(change: JsonObject, field: str) -> None:
    """One field each, by its path."""
    document: JsonObject = {**OLD, **change}
    with pytest.raises(InputError) as caught:
        parse_packet(document)
    assert caught.value.field == field


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'{"a": NaN}', b"[" * 200_000, b"null"])
def test_nonsense_is_refused_and_answered(raw: bytes, clock: ManualClock) -> None:
    """An input error, and an error packet that does not repeat the input."""
    with pytest.raises(InputError):
        parse_packet(raw)
    answer = error_packet(raw, "not a packet", agent="a", clock=clock)
    verify(answer, clock)
    assert answer.packet_type == PacketKind.ERROR
    assert answer.payload["size_bytes"] == len(raw)
    assert answer.payload["packet_id"] is None


def test_a_packet_beyond_the_limit_is_refused(clock: ManualClock) -> None:
    """Before it is parsed."""
    raw = b" " * 1_048_577
    with pytest.raises(TooLarge):
        parse_packet(raw)
    assert error_packet(raw, "too large", agent="a", clock=clock).payload["size_bytes"] == len(raw)


def test_an_error_packet_keeps_the_thread(clock: ManualClock) -> None:
    """Where the input tells it, from bytes or an object; a broken identity is ignored."""
    thread = uuid4()
    broken: JsonObject = {**OLD, "thread_id": str(thread), "payload": "text"}
    for raw in (broken, json.dumps(broken).encode()):
        answer = error_packet(raw, "payload: must be an object", agent="a", clock=clock)
        assert answer.thread_id == thread
        assert answer.payload["packet_id"] == OLD["packet_id"]
    answer = error_packet({"packet_id": "x"}, "odd", agent="a", clock=clock)
    assert answer.payload["packet_id"] is None


def test_the_replay_guard_forgets_by_age_and_by_number(clock: ManualClock) -> None:
    """The same identity is seen within the window only; memory is bounded."""
    guard = ReplayGuard(2, clock, window_s=10)
    assert [guard.seen("a"), guard.seen("a"), guard.seen("b")] == [False, True, False]
    assert guard.seen("c") is False
    assert (len(guard), guard.seen("a")) == (2, False)
    clock.advance(10)
    assert guard.seen("c") is False
    assert len(guard) == 1
