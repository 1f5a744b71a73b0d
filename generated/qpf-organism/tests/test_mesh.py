"""The mesh: bounded, counted, in order, without a thread left behind."""

import gc
import threading
from collections.abc import Iterator

import psutil
import pytest

from qpf_organism.mesh import EVERYBODY, Mesh, MeshPolicy, Signal


class Sink:
    """A node that keeps what it gets; it may be held, refuse or fail."""

    def __init__(self, node_id: str) -> None:
        self.node_id = node_id
        self.got: list[Signal] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def receive(self, signal: Signal) -> bool:
        self.entered.set()
        self.gate.wait(10.0)
        self.got.append(signal)
        if signal.data == "fail":
            raise OSError("numb")
        return bool(signal.data != "refuse")


@pytest.fixture(name="mesh")
def started_mesh() -> Iterator[Mesh]:
    """A started mesh with room for four signals a node."""
    with Mesh(MeshPolicy(queue=4, history=5), now=lambda: 7.0) as started:
        yield started


def connected(to: Mesh, *names: str) -> list[Sink]:
    sinks = [Sink(name) for name in names]
    for sink in sinks:
        to.connect(sink)
    return sinks


def test_a_signal_reaches_its_node_and_no_other(mesh: Mesh) -> None:
    a, b = connected(mesh, "a", "b")
    assert mesh.node_ids() == ("a", "b")
    assert mesh.send("x", "a", {"dose": 1})
    assert mesh.settle()
    assert [(one.sender, one.data, one.timestamp) for one in a.got] == [("x", {"dose": 1}, 7.0)]
    assert b.got == []


def test_a_broadcast_reaches_all_but_its_sender(mesh: Mesh) -> None:
    sinks = connected(mesh, "a", "b", "c")
    assert mesh.broadcast("b", "food") == 2
    assert mesh.settle()
    assert [len(sink.got) for sink in sinks] == [1, 0, 1]
    assert mesh.broadcast("outside", "food") == 3


def test_signals_arrive_in_the_order_they_were_sent() -> None:
    with Mesh() as mesh:
        (sink,) = connected(mesh, "a")
        for number in range(500):
            mesh.send("x", "a", number)
        assert mesh.settle()
    assert [one.data for one in sink.got] == list(range(500))


def test_an_unknown_recipient_is_counted(mesh: Mesh) -> None:
    assert not mesh.send("x", "nobody", 1)
    assert mesh.vitals()["unknown_recipient"] == 1
    assert mesh.vitals()["dropped"] == 0


def test_a_full_queue_drops_and_counts_and_spares_other_nodes() -> None:
    with Mesh(MeshPolicy(queue=4)) as mesh:
        slow, quick = connected(mesh, "slow", "quick")
        slow.gate.clear()
        mesh.send("x", "slow", 0)
        assert slow.entered.wait(10.0)
        sent = [mesh.send("x", "slow", number) for number in range(1, 10)]
        assert sent == [True] * 3 + [False] * 6
        assert mesh.broadcast("x", "all") == 1
        vitals = mesh.vitals()
        assert (vitals["dropped"], vitals["queued"], vitals["longest_queue"]) == (7, 5, 4)
        slow.gate.set()
        assert mesh.settle()
        assert [one.data for one in slow.got] == [0, 1, 2, 3]
        assert [one.data for one in quick.got] == ["all"]
        assert mesh.vitals()["queued"] == 0


def test_a_node_that_fails_or_refuses_is_counted_and_others_go_on(mesh: Mesh) -> None:
    (sink,) = connected(mesh, "a")
    for word in ("fail", "refuse", "good"):
        mesh.send("x", "a", word)
    assert mesh.settle()
    vitals = mesh.vitals()
    counted = [vitals[name] for name in ("failed", "refused", "messages_delivered")]
    assert counted == [1, 1, 1]
    assert len(sink.got) == 3


def test_the_last_signals_are_remembered_and_no_more(mesh: Mesh) -> None:
    connected(mesh, "a", "b")
    for number in range(7):
        mesh.send("x", "a", number)
        assert mesh.settle()
    mesh.broadcast("a", "all")
    mesh.send("x", "nobody", "lost")
    records = mesh.signals()
    assert len(records) == 5
    assert [one.data for one in records] == [4, 5, 6, "all", "lost"]
    assert (records[3].recipient, records[3].accepted, records[3].lost) == (EVERYBODY, 1, 0)
    assert (records[4].recipient, records[4].accepted, records[4].lost) == ("nobody", 0, 1)
    assert mesh.signals(2) == records[-2:]
    assert mesh.signals(0) == ()


def test_names_are_taken_once_and_given_back(mesh: Mesh) -> None:
    connected(mesh, "a")
    for name in ("a", EVERYBODY):
        with pytest.raises(ValueError, match="already connected"):
            mesh.connect(Sink(name))
    assert mesh.disconnect("a")
    assert not mesh.disconnect("a")
    assert not mesh.send("x", "a", 1)


def test_what_is_sent_before_the_start_waits_and_what_waits_at_the_end_arrives() -> None:
    mesh = Mesh()
    (sink,) = connected(mesh, "a")
    mesh.send("x", "a", 1)
    assert mesh.vitals()["queued"] == 1
    assert mesh.vitals()["alive"] is False
    mesh.start()
    mesh.start()
    mesh.send("x", "a", 2)
    mesh.stop()
    mesh.stop()
    assert [one.data for one in sink.got] == [1, 2]


def test_a_node_may_answer_and_even_stop_the_mesh_it_lives_on() -> None:
    mesh = Mesh()
    (sink,) = connected(mesh, "a")
    done = threading.Event()

    class Relay(Sink):
        def receive(self, signal: Signal) -> bool:
            mesh.send("relay", "a", signal.data + 1)
            mesh.stop()
            done.set()
            return True

    mesh.connect(Relay("relay"))
    mesh.start()
    mesh.send("x", "relay", 1)
    assert done.wait(10.0)
    mesh.start()
    assert mesh.settle()
    mesh.stop()
    assert [one.data for one in sink.got] == [2]


def test_nothing_is_left_after_a_hundred_starts() -> None:
    gc.collect()
    me, mesh = psutil.Process(), Mesh()
    connected(mesh, "a")
    before = (me.num_fds(), threading.active_count(), len(me.children(recursive=True)))
    for number in range(100):
        with mesh:
            mesh.send("x", "a", number)
    gc.collect()
    assert (me.num_fds(), threading.active_count(), len(me.children(recursive=True))) == before
    assert mesh.vitals()["messages_delivered"] == 100


def test_many_senders_lose_nothing_that_was_accepted() -> None:
    with Mesh(MeshPolicy(queue=50)) as mesh:
        sinks = connected(mesh, *(f"n{number}" for number in range(5)))
        accepted = [0] * 4

        def send(number: int) -> None:
            for turn in range(500):
                accepted[number] += mesh.send(f"s{number}", f"n{turn % 5}", turn)

        senders = [threading.Thread(target=send, args=(number,)) for number in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert mesh.settle()
    vitals = mesh.vitals()
    assert sum(len(sink.got) for sink in sinks) == sum(accepted) == vitals["messages_delivered"]
    assert vitals["messages_delivered"] + vitals["dropped"] == vitals["messages_sent"] == 2000


@pytest.mark.parametrize("bounds", [{"queue": 0}, {"history": 0}])
def test_bounds_that_hold_nothing_are_refused(bounds: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        MeshPolicy(**bounds)


def test_the_way_of_a_signal_is_measured() -> None:
    times = iter([1.0, 1.002, 2.0, 2.004])
    mesh = Mesh(clock=lambda: next(times))
    connected(mesh, "a")
    with mesh:
        for number in range(2):
            mesh.send("x", "a", number)
            assert mesh.settle()
    vitals = mesh.vitals()
    assert vitals["latency_p50_ms"] == pytest.approx(2.0, rel=0.03)
    assert vitals["latency_max_ms"] == pytest.approx(4.0)
