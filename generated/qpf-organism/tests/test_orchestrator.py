"""Who gets a task: load, health, remaining time, the next one when it fails."""

from collections.abc import Callable, Iterable

import anyio
import pytest
from hypothesis import given, strategies as st

from qpf_core.clock import ManualClock
from qpf_core.errors import DeadlineExceeded, InputError, Unavailable
from qpf_core.plain import JsonValue
from qpf_organism.discovery import Peer
from qpf_organism.orchestrator import Diligence, LoadBook, Orchestrator, Task

pytestmark = pytest.mark.anyio


def peer(identity: str) -> Peer:
    """Return a peer."""
    return Peer(id=identity, addr="10.0.0.1", grpc_port=1, rest_port=1, last_seen=0.0)


class Field:
    """Peers that answer as told; `run` records who was asked and with how much time."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.ill: set[str] = set()
        self.asked: list[tuple[str, float]] = []
        self.kept: set[str] = set()
        self.answers: dict[str, Callable[[], JsonValue]] = {}
        self.gate: anyio.Event | None = None

    async def healthy(self, one: Peer, timeout_s: float) -> bool:
        """Tell whether a peer works."""
        assert timeout_s == 1.0
        return one.id not in self.ill

    async def run(self, one: Peer, task: Task, deadline_s: float) -> JsonValue:
        """Answer."""
        del task
        self.asked.append((one.id, deadline_s))
        if self.gate is not None:
            await self.gate.wait()
        return self.answers.get(one.id, lambda: one.id)()

    async def keep(self, peers: Iterable[Peer]) -> None:
        """Remember who is kept."""
        self.kept = {one.id for one in peers}

    async def close(self) -> None:
        """Forget everybody."""
        self.kept = set()


class World:
    """An orchestrator, what it sees, and what it asks."""

    def __init__(self, *known: str) -> None:
        self.clock = ManualClock()
        self.field = Field(self.clock)
        self.known = list(known)
        self.orchestrator = Orchestrator(self._source, self.field, self.clock)

    def _source(self) -> list[Peer]:
        if "broken" in self.known:
            raise InputError("peers_file", "is not JSON")
        return [peer(one) for one in self.known]

    async def gives(self, deadline_s: float = 5.0) -> str:
        """Return who gets a task."""
        task = Task(func="f", deadline_s=deadline_s)
        return (await self.orchestrator.dispatch(task)).peer


async def test_tasks_go_round_among_equals() -> None:
    world = World("a", "b", "c")
    await world.orchestrator.refresh()
    assert [await world.gives() for _ in range(6)] == ["a", "b", "c", "a", "b", "c"]


async def test_busy_peer_is_passed_over_until_its_task_ends() -> None:
    world = World("a", "b")
    await world.orchestrator.refresh()
    world.field.gate = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(world.gives)
        await anyio.wait_all_tasks_blocked()
        assert world.orchestrator.states()["a"].in_flight == 1
        group.start_soon(world.gives)
        await anyio.wait_all_tasks_blocked()
        assert [one for one, _ in world.field.asked] == ["a", "b"]
        world.field.gate.set()
    states = world.orchestrator.states()
    assert states["a"].in_flight == states["b"].in_flight == 0
    assert states["a"].load == pytest.approx(0.09)


async def test_ill_peers_get_nothing() -> None:
    world = World("a", "b")
    world.field.ill = {"a"}
    await world.orchestrator.refresh()
    assert {await world.gives() for _ in range(4)} == {"b"}
    assert not world.orchestrator.states()["a"].healthy


async def test_next_peer_is_tried_with_the_time_that_is_left() -> None:
    world = World("a", "b")
    await world.orchestrator.refresh()

    def broken() -> JsonValue:
        world.clock.advance(2.0)
        raise Unavailable("gone")

    world.field.answers["a"] = broken
    done = await world.orchestrator.dispatch(Task(func="f", deadline_s=5.0))
    assert (done.peer, done.result, done.attempts) == ("b", "b", 2)
    assert world.field.asked == [("a", 5.0), ("b", 3.0)]
    assert not world.orchestrator.states()["a"].healthy
    assert await world.gives() == "b"


async def test_time_ends_the_search() -> None:
    world = World("a", "b")
    await world.orchestrator.refresh()

    def slow() -> JsonValue:
        world.clock.advance(6.0)
        raise Unavailable("gone")

    world.field.answers = {"a": slow, "b": slow}
    with pytest.raises(DeadlineExceeded, match="f did not end in 5 s"):
        await world.gives()
    assert len(world.field.asked) == 1


async def test_number_of_attempts_is_limited() -> None:
    world = World("a", "b", "c", "d")
    await world.orchestrator.refresh()

    def broken() -> JsonValue:
        raise Unavailable("gone")

    world.field.answers = dict.fromkeys("abcd", broken)
    with pytest.raises(Unavailable, match="gone"):
        await world.gives()
    assert len(world.field.asked) == 3


async def test_fault_of_the_task_itself_is_not_tried_elsewhere() -> None:
    world = World("a", "b")
    await world.orchestrator.refresh()

    def refused() -> JsonValue:
        raise InputError("u", "must be positive")

    world.field.answers = {"a": refused, "b": refused}
    with pytest.raises(InputError):
        await world.gives()
    assert len(world.field.asked) == 1
    assert world.orchestrator.states()["a"].in_flight == 0


async def test_nobody_works() -> None:
    with pytest.raises(Unavailable, match="no peer works"):
        await World().gives()


async def test_vanished_peers_are_forgotten() -> None:
    world = World("a", "b")
    await world.orchestrator.refresh()
    await world.gives()
    world.known = ["b"]
    await world.orchestrator.refresh()
    assert set(world.orchestrator.states()) == world.field.kept == {"b"}
    world.known = ["a", "b"]
    await world.orchestrator.refresh()
    assert world.orchestrator.states()["a"].load == 0.0


async def test_broken_file_keeps_what_is_known() -> None:
    world = World("a")
    await world.orchestrator.refresh()
    world.known = ["broken"]
    await world.orchestrator.refresh()
    assert await world.gives() == "a"


async def test_watch_looks_again_and_again() -> None:
    world = World("a")
    turns: list[None] = []
    async with anyio.create_task_group() as group:
        group.start_soon(world.orchestrator.watch, lambda: turns.append(None))
        for _ in range(3):
            await anyio.wait_all_tasks_blocked()
            world.clock.advance(Diligence().health_every_s)
        await anyio.wait_all_tasks_blocked()
        group.cancel_scope.cancel()
    assert len(turns) == 4


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=200))
def test_load_is_never_negative_and_sinks_when_tasks_end(steps: list[tuple[str, bool]]) -> None:
    book = LoadBook()
    running = dict.fromkeys("abc", 0)
    for one, begins in steps:
        before = book.load(one)
        if begins:
            book.begin(one)
            running[one] += 1
        else:
            book.end(one)
            running[one] = max(0, running[one] - 1)
            assert book.load(one) <= max(before, running[one] * 1.0) + 1e-12
        assert book.in_flight(one) == running[one]
        assert 0.0 <= book.load(one) <= 200.0


def test_nobody_has_the_least_load() -> None:
    assert LoadBook().least([]) is None
