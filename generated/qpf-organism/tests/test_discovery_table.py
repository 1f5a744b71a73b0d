"""Who is there: a table that strangers cannot fill, rob or confuse."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from qpf_organism.discovery import Announcement, Limits, Peer, PeerTable, Throttle, fresh

HELLO = Announcement(id="a", grpc_port=8443, rest_port=8000, timestamp=100.0)
BYE = replace(HELLO, goodbye=True)


def heard(table: PeerTable, said: Announcement, addr: str = "10.0.0.1", now: float = 0.0) -> bool:
    """Let a table hear something at a moment."""
    return table.hear(said, addr, now=now, unix=1000.0 + now)


def test_peer_is_met_seen_suspected_and_dropped() -> None:
    table = PeerTable("me")
    assert heard(table, HELLO)
    assert not heard(table, HELLO, now=3.0)
    expected = Peer(id="a", addr="10.0.0.1", grpc_port=8443, rest_port=8000, last_seen=1003.0)
    assert table.peers(9.0) == (expected,)
    assert table.peers(9.1) == (replace(expected, healthy=False),)
    assert table.sweep(13.0) == ()
    assert table.sweep(13.1) == ("a",)
    assert len(table) == 0
    assert table.counters() == {"dropped": 1, "heard": 1, "met": 1}


def test_moved_ports_are_a_change() -> None:
    table = PeerTable("me")
    heard(table, HELLO)
    assert heard(table, replace(HELLO, rest_port=9000))
    assert table.peers(0.0)[0].rest_port == 9000


def test_own_announcement_is_the_local_peer() -> None:
    table = PeerTable("a")
    heard(table, HELLO)
    assert table.peers(0.0)[0].is_local


def test_goodbye_is_believed_from_the_peer_alone() -> None:
    table = PeerTable("me")
    heard(table, HELLO)
    assert not heard(table, BYE, addr="10.0.0.66")
    assert len(table) == 1
    assert heard(table, BYE)
    assert not heard(table, BYE)
    assert len(table) == 0
    assert table.counters() == {"goodbye": 1, "met": 1, "spoofed": 1, "stranger_left": 1}


def test_id_belongs_to_its_first_address_until_it_is_silent() -> None:
    table = PeerTable("me")
    heard(table, HELLO)
    assert not heard(table, replace(HELLO, grpc_port=666), addr="10.0.0.66", now=1.0)
    assert table.peers(1.0)[0].addr == "10.0.0.1"
    table.sweep(11.0)
    assert heard(table, HELLO, addr="10.0.0.2", now=11.0)


def test_flood_of_ids_stays_within_the_limits() -> None:
    table = PeerTable("me", Limits(max_peers=50, max_peers_per_address=10))
    for number in range(2000):
        heard(table, replace(HELLO, id=f"n{number}"), addr=f"10.0.{number % 7}.1")
    assert len(table) == 50
    assert table.counters() == {"full": 1950, "met": 50}


def test_one_address_cannot_fill_the_table() -> None:
    table = PeerTable("me", Limits(max_peers=50, max_peers_per_address=10))
    for number in range(100):
        heard(table, replace(HELLO, id=f"n{number}"))
    assert len(table) == 10
    assert table.counters() == {"crowded": 90, "met": 10}


def test_signed_packets_are_young_and_never_repeated() -> None:
    table = PeerTable("me", Limits(max_skew_s=30.0, max_peers=2))
    young = replace(HELLO, timestamp=1000.0)
    assert heard(table, young)
    assert not heard(table, young, now=1.0)
    assert not heard(table, replace(young, timestamp=900.0))
    assert not heard(table, replace(young, timestamp=1100.0))
    assert heard(table, replace(young, timestamp=1001.0, goodbye=True), now=1.0)
    assert not heard(table, young, now=2.0)
    assert len(table) == 0
    assert table.counters() == {"goodbye": 1, "met": 1, "replayed": 2, "skewed": 2}


def test_remembered_timestamps_are_bounded() -> None:
    table = PeerTable("me", Limits(max_skew_s=1e9, max_peers=2))
    for number in range(50):
        said = replace(HELLO, id=f"n{number}", timestamp=1000.0 + number)
        heard(table, said)
        heard(table, replace(said, goodbye=True, timestamp=said.timestamp + 0.5))
    assert heard(table, replace(HELLO, id="n0", timestamp=1000.0))


def test_refusals_are_counted() -> None:
    table = PeerTable("me")
    table.refuse("no_json")
    assert table.counters() == {"no_json": 1}


class Crowd(RuleBasedStateMachine):
    """Any mixture of announcements, goodbyes and silence."""

    def __init__(self) -> None:
        super().__init__()
        self.limits = Limits(max_peers=4, max_peers_per_address=2)
        self.table = PeerTable("a", self.limits)
        self.now = 0.0

    @rule(
        identity=st.sampled_from("abcdefgh"),
        addr=st.sampled_from(["1", "2", "3"]),
        goodbye=st.booleans(),
    )
    def packet(self, identity: str, addr: str, goodbye: bool) -> None:
        """Somebody says something."""
        before = {peer.id: peer.addr for peer in self.table.peers(self.now)}
        heard(self.table, replace(HELLO, id=identity, goodbye=goodbye), addr, self.now)
        after = {peer.id: peer.addr for peer in self.table.peers(self.now)}
        for known, where in before.items():
            assert after.get(known, where) == where
            assert known in after or (goodbye and known == identity and where == addr)

    @rule(seconds=st.floats(0.0, 20.0))
    def silence(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds
        gone = self.table.sweep(self.now)
        assert not {peer.id for peer in self.table.peers(self.now)} & set(gone)

    @invariant()
    def bounded(self) -> None:
        """The limits hold."""
        peers = self.table.peers(self.now)
        assert len(peers) == len(self.table) <= self.limits.max_peers
        for addr in ("1", "2", "3"):
            assert sum(1 for peer in peers if peer.addr == addr) <= 2


TestCrowd = Crowd.TestCase


def test_throttle_limits_each_source_and_all_together() -> None:
    throttle = Throttle(total_per_s=30, source_per_s=10, sources=4)
    assert sum(throttle.admits("a", 0.0) for _ in range(100)) == 10
    assert sum(throttle.admits(f"s{number}", 0.0) for number in range(100)) == 20
    assert throttle.admits("a", 0.2)
    assert throttle.remembered == 4


@given(st.lists(st.tuples(st.text(max_size=3), st.floats(0.0, 0.5)), max_size=200))
def test_throttle_remembers_a_bounded_number_of_sources(
    packets: list[tuple[str, float]],
) -> None:
    throttle, now = Throttle(sources=8), 0.0
    for source, pause in packets:
        now += pause
        throttle.admits(source, now)
    assert throttle.remembered <= 8


@pytest.mark.parametrize(
    ("age", "healthy"), [(0.0, True), (6.0, True), (6.1, False), (10.0, False)]
)
def test_peers_of_an_old_file_are_not_healthy(age: float, healthy: bool) -> None:
    peer = Peer(id="a", addr="10.0.0.1", grpc_port=1, rest_port=2, last_seen=1000.0)
    assert [one.healthy for one in fresh([peer], 1000.0 + age, Limits())] == [healthy]
    assert fresh([peer], 1010.5, Limits()) == ()
    assert not fresh([replace(peer, healthy=False)], 1000.0, Limits())[0].healthy
