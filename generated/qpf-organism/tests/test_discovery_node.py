"""Nodes that hear each other over real multicast on loopback, and whoever disturbs them."""

import json
import random
import socket
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from discovery_samples import free_group, ids, node_at, until
from pydantic import SecretStr
from starlette.testclient import TestClient

from qpf_core.clock import Clock, ManualClock
from qpf_core.errors import Unavailable
from qpf_core.service import CoreSettings, Part, Platform, create_service
from qpf_organism.discovery import (
    Announcement,
    Codec,
    DiscoveryNode,
    Group,
    GroupTransport,
    NodeOptions,
    Peer,
    PeersFile,
    discover_on_command,
    part_of_discovery,
)
from qpf_organism.rpc import RpcOptions, rpc_part
from qpf_organism.testing_discovery import ended_after, free_port

pytestmark = pytest.mark.anyio


async def test_nodes_find_each_other_and_say_goodbye(tmp_path: Path) -> None:
    group, file = free_group(), PeersFile(tmp_path / "peers.json")
    first, second = node_at(group, "a", file=file), node_at(group, "b")
    async with first.running():
        async with second.running():
            await until(lambda: ids(first) == ids(second) == {"a", "b"})
            await until(lambda: {peer.id for peer in file.read()} == {"a", "b"})
            assert [peer.is_local for peer in first.peers()] == [True, False]
            assert second.is_announcing
        await until(lambda: ids(first) == {"a"})
        assert first.table.counters()["goodbye"] == 1
    assert not second.is_announcing


async def test_silent_node_is_dropped() -> None:
    group = free_group()
    first, second = node_at(group, "a"), node_at(group, "b")
    async with first.running():
        first.received(Codec().encode(_said("ghost")), "127.0.0.9")
        assert "ghost" in ids(first)
        await until(lambda: "ghost" not in ids(first))
    assert not second.is_announcing


def _said(identity: str) -> Announcement:
    return Announcement(id=identity, grpc_port=1, rest_port=1, timestamp=1.0)


async def test_nodes_with_different_keys_stay_strangers() -> None:
    group = free_group()
    first = node_at(group, "a", key=b"one")
    second = node_at(group, "b", key=b"two")
    third = node_at(group, "c", key=b"one")
    async with first.running(), second.running(), third.running():
        await until(lambda: ids(first) == {"a", "c"})
        await until(lambda: first.table.counters().get("wrong_signature", 0) > 3)
        assert ids(second) == {"b"}


async def test_second_bearer_of_an_id_is_noticed_and_ignored() -> None:
    group = free_group()
    first, second = node_at(group, "a"), node_at(group, "a")
    async with first.running(), second.running():
        await until(lambda: first.table.counters().get("own_id", 0) > 3)
        assert ids(first) == {"a"}


def test_hostile_datagrams_neither_raise_nor_grow_anything() -> None:
    node = node_at(Group(), "me", clock=ManualClock())
    dice = random.Random(7)
    valid = Codec().encode(Announcement(id="x", grpc_port=1, rest_port=1, timestamp=1.0))
    for number in range(20_000):
        flipped = bytearray(valid)
        flipped[dice.randrange(len(flipped))] = dice.randrange(256)
        for data in (dice.randbytes(dice.randrange(64)), bytes(flipped), b"x" * 65_507):
            node.received(data, f"10.0.{number % 256}.{dice.randrange(256)}")
    assert len(node.peers()) <= 256
    assert node.table.counters()["throttled"] > 10_000
    assert len(node.table.counters()) < 20
    assert json.dumps(node.vitals())


async def test_flood_over_the_network_does_not_hide_a_peer() -> None:
    group = free_group()
    first, second = node_at(group, "a"), node_at(group, "b")
    async with first.running(), second.running():
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as flood:
            flood.bind(("127.0.0.66", 0))
            flood.setsockopt(
                socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1")
            )
            for number in range(3000):
                said = _said(f"f{number}")
                flood.sendto(Codec().encode(said), (group.address, group.port))
        await until(lambda: {"a", "b"} <= ids(first))
        assert len(ids(first)) <= 2 + 16


async def test_hundred_lives_leave_no_thread_and_no_socket() -> None:
    group = free_group()
    await _live(group)
    process = psutil.Process()
    before = (threading.active_count(), process.num_fds())
    for _ in range(100):
        await _live(group)
    assert (threading.active_count(), process.num_fds()) == before


@pytest.mark.parametrize(
    "group", [Group(interface="no-such-if"), Group(address="127.0.0.1"), Group(address="10.1.2.3")]
)
async def test_group_that_cannot_be_joined_is_named(group: Group) -> None:
    with pytest.raises(Unavailable, match=f"cannot join {group.address}"):
        async with node_at(group, "a").running():
            raise AssertionError("joined")


async def test_interface_may_be_named() -> None:
    group = Group(address="239.255.77.2", port=free_group().port, interface="lo")
    node = node_at(group, "a")
    async with node.running():
        await until(lambda: ids(node) == {"a"})


async def test_transport_counts_what_the_network_refuses() -> None:
    transport = GroupTransport(free_group(), lambda _data, _addr: None)
    transport.send(b"before it is open")
    transport.close()
    transport.error_received(OSError(101, "unreachable"))
    assert transport.errors == 1


async def test_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("in the way")
    file = PeersFile(tmp_path / "folder" / "peers.json")
    node = node_at(free_group(), "a", file=file)
    turns: list[None] = []
    async with node.running(lambda: turns.append(None)):
        await until(lambda: len(turns) > 8)
        (tmp_path / "folder").unlink()
        await until(file.path.exists)


def test_node_without_an_id_makes_one() -> None:
    made = DiscoveryNode(NodeOptions(grpc_port=1, rest_port=1), ManualClock())
    assert made.id.startswith("node-") and not made.is_announcing
    with pytest.raises(ValueError, match="exceeds 50"):
        DiscoveryNode(NodeOptions(grpc_port=1, rest_port=1, max_packet_bytes=50), ManualClock())


OPTIONS = NodeOptions(id="a", grpc_port=1, rest_port=2, group=free_group(), announce_every_s=0.05)


class Told(CoreSettings):
    """Settings as a package adds them."""

    discovery_embedded: bool = False
    peers_file: str = ""
    rpc_port: int = 8443
    discovery_interface: str = "127.0.0.1"
    discovery_key: SecretStr | None = None


def platform_at(path: Path, *, embedded: bool, clock: Clock | None = None) -> Platform:
    """Return a platform whose peers are in a file."""
    told = Told(
        database_url="sqlite://",
        archive_url="memory://told",
        port=8000,
        discovery_embedded=embedded,
        peers_file=str(path),
    )
    return Platform(told, clock=clock)


def part_of(platform: Platform) -> Part:
    """Return discovery as a part."""
    return part_of_discovery("discovery", platform, OPTIONS, path="/peers")


def test_settings_say_where_and_as_whom() -> None:
    plain = OPTIONS.told(Told(port=8000), max_skew_s=30.0)
    assert (plain.grpc_port, plain.rest_port, plain.id) == (8443, 8000, "a")
    assert plain.group.interface == "127.0.0.1" and plain.limits.max_skew_s is None
    signed = OPTIONS.told(Told(discovery_key=SecretStr("s")), max_skew_s=30.0)
    assert (signed.key, signed.limits.max_skew_s) == (b"s", 30.0)


def test_service_shows_the_peers_of_the_file(tmp_path: Path) -> None:
    file = PeersFile(tmp_path / "peers.json")
    platform = platform_at(file.path, embedded=False, clock=ManualClock())
    seen = platform.clock.now().timestamp()
    file.write([Peer(id="b", addr="10.0.0.2", grpc_port=1, rest_port=2, last_seen=seen)])
    part = part_of(platform)
    assert part.run is None
    with TestClient(create_service("Sample", "1.0.0", (), platform, (part,))) as client:
        assert client.get("/peers").json()["b"]["addr"] == "10.0.0.2"
        file.path.write_text("?")
        broken = client.get("/peers")
        assert (broken.status_code, broken.json()["detail"]) == (
            503,
            "the file of peers is not JSON",
        )


async def test_service_may_be_the_node_itself(tmp_path: Path) -> None:
    path = tmp_path / "peers.json"
    platform = platform_at(path, embedded=True)
    part = part_of(platform)
    assert part.run is not None
    with pytest.raises(Unavailable):
        await part.probes["announcing"]()
    async with part.run():
        await part.probes["announcing"]()
        await until(path.exists)
        assert platform.vitals()["discovery"]()["id"] == "a"
    await platform.aclose()


def test_service_that_is_the_node_shows_what_it_hears(tmp_path: Path) -> None:
    platform = platform_at(tmp_path / "peers.json", embedded=True)
    part = part_of(platform)
    with TestClient(create_service("Sample", "1.0.0", (), platform, (part,))) as client:
        assert set(client.get("/peers").json()) <= {"a"}


async def test_port_that_was_left_open_is_announced_as_it_was_bound(tmp_path: Path) -> None:
    platform = platform_at(tmp_path / "peers.json", embedded=True)
    options = replace(OPTIONS, grpc_port=0)
    part = part_of_discovery("discovery", platform, options, path="/peers")
    server = rpc_part("rpc", (), platform, RpcOptions(grace_s=0.1), 5.0)
    assert part.run is not None and server.run is not None
    file = PeersFile(tmp_path / "peers.json")
    async with part.run(), server.run():
        port = platform.vitals()["rpc"]()["port"]
        await until(lambda: [peer.grpc_port for peer in file.read()] == [port])
    assert isinstance(port, int) and port > 0
    await platform.aclose()


def test_process_runs_until_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "peers.json"
    assert ended_after(path, lambda: discover_on_command("d", OPTIONS, str(path), [])) == 0
    assert json.loads(capsys.readouterr().out) == {"event": "announcing", "id": "a"}


def test_helper_of_emitted_tests_leaves_what_ended_alone(tmp_path: Path) -> None:
    path = tmp_path / "peers.json"
    assert ended_after(path, lambda: 7) == 7
    assert 0 < free_port() < 65536


async def _live(group: Group) -> None:
    node = node_at(group, "a")
    async with node.running():
        assert "b" not in ids(node)
