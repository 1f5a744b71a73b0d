"""What a datagram may hold, and what becomes of anything else."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qpf_organism.discovery import Announcement, BadPacket, Codec

HELLO = Announcement(id="node-1", grpc_port=8443, rest_port=8000, timestamp=1_700_000_000.25)
PLAIN = Codec()
SIGNED = Codec(key=b"shared secret")


def datagram(**changes: Any) -> bytes:
    """Return a plain announcement with changes; a change to `...` leaves the key out."""
    body = {"id": "node-1", "grpc_port": 8443, "rest_port": 8000, "timestamp": 1.0, **changes}
    return json.dumps({key: value for key, value in body.items() if value is not ...}).encode()


@pytest.mark.parametrize("codec", [PLAIN, SIGNED])
@pytest.mark.parametrize("goodbye", [False, True])
def test_what_is_said_is_heard(codec: Codec, goodbye: bool) -> None:
    said = Announcement(
        id=HELLO.id, grpc_port=0, rest_port=65535, timestamp=HELLO.timestamp, goodbye=goodbye
    )
    assert codec.decode(codec.encode(said)) == said
    assert codec.signs is (codec is SIGNED)


def test_packet_has_the_four_keys_and_no_more() -> None:
    assert json.loads(PLAIN.encode(HELLO)) == {
        "id": "node-1",
        "grpc_port": 8443,
        "rest_port": 8000,
        "timestamp": 1_700_000_000.25,
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no_json"),
        (b"\xff\xfe", "no_json"),
        (b"[" * 500, "no_json"),
        (b"[]", "no_object"),
        (b"1", "no_object"),
        (b"{}", "wrong_keys"),
        (datagram(more=1), "wrong_keys"),
        (datagram(id=...), "wrong_keys"),
        (datagram(id=""), "bad_id"),
        (datagram(id=1), "bad_id"),
        (datagram(id="x" * 65), "bad_id"),
        (datagram(id="../../etc"), "bad_id"),
        (datagram(id="\ud800"), "no_json"),
        (datagram(grpc_port=-1), "bad_port"),
        (datagram(grpc_port=65536), "bad_port"),
        (datagram(rest_port=True), "bad_port"),
        (datagram(rest_port=80.0), "bad_port"),
        (datagram(rest_port="80"), "bad_port"),
        (datagram(timestamp=-1), "bad_timestamp"),
        (datagram(timestamp=True), "bad_timestamp"),
        (datagram(timestamp="now"), "bad_timestamp"),
        (datagram(timestamp=10**400), "bad_timestamp"),
        (datagram(timestamp=float("nan")), "no_json"),
        (datagram(timestamp=float("inf")), "no_json"),
        (datagram().replace(b"1.0", b"1e999"), "no_json"),
        (datagram(goodbye=1), "bad_goodbye"),
        (datagram(mac="00"), "signed"),
        (b" " * 600, "too_long"),
    ],
)
def test_anything_else_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadPacket, match=f"^{reason}$"):
        PLAIN.decode(data)


@given(st.binary(max_size=700))
def test_random_bytes_are_refused(data: bytes) -> None:
    for codec in (PLAIN, SIGNED):
        with pytest.raises(BadPacket):
            codec.decode(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "grpc_port", "timestamp", "mac"]), inner)
    ),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {"id": JSON, "grpc_port": JSON, "rest_port": JSON, "timestamp": JSON},
        optional={"goodbye": JSON, "mac": JSON},
    )
)
def test_right_keys_with_wrong_values_never_do_more_than_be_refused(body: dict[str, Any]) -> None:
    for codec in (Codec(max_bytes=4096), Codec(key=b"k", max_bytes=4096)):
        try:
            heard = codec.decode(json.dumps(body).encode())
        except BadPacket:
            continue
        assert heard.id and 0 <= heard.grpc_port <= 65535


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (PLAIN.encode(HELLO), "unsigned"),
        (datagram(mac=1), "unsigned"),
        (datagram(mac="é"), "unsigned"),
        (datagram(mac="00"), "wrong_signature"),
        (Codec(key=b"other").encode(HELLO), "wrong_signature"),
        (SIGNED.encode(HELLO).replace(b"8443", b"8444"), "wrong_signature"),
        (SIGNED.encode(HELLO).replace(b'"id"', b'"goodbye":true,"id"'), "wrong_signature"),
    ],
)
def test_with_a_key_only_what_it_signed_is_heard(data: bytes, reason: str) -> None:
    with pytest.raises(BadPacket, match=reason):
        SIGNED.decode(data)


def test_announcement_that_is_too_long_is_never_sent() -> None:
    with pytest.raises(ValueError, match="exceeds 40"):
        Codec(max_bytes=40).encode(HELLO)
