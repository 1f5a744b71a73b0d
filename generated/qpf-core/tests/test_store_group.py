"""Group commit: rows share transactions, fail alone, and are acknowledged when durable."""

# pylint: disable=too-few-public-methods

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from qpf_core.errors import Conflict, Unavailable
from qpf_core.store import GroupWriter, Store
from qpf_core.store.memory_tables import NODES

pytestmark = pytest.mark.anyio


class NodeSink:
    """Writes nodes and counts the groups; it can be told to wait."""

    def __init__(self) -> None:
        """Start open."""
        self.groups: list[int] = []
        self.open = threading.Event()
        self.open.set()

    def write(self, connection: Connection, rows: Sequence[str]) -> Sequence[str]:
        """Insert a node for each row."""
        self.open.wait(5)
        self.groups.append(len(rows))
        connection.execute(
            insert(NODES), [{"agent": "a", "id": id_, "kind": "k", "fields": {}} for id_ in rows]
        )
        return [id_.upper() for id_ in rows]


async def submit(store: Store, sink: NodeSink, row: str) -> str:
    """Submit a row and wait."""
    return await store.submit(sink, row)


async def count(store: Store) -> int:
    """Return how many nodes there are."""
    return await store.read(lambda connection: len(connection.execute(select(NODES)).all()))


async def submit_behind_a_wait(store: Store, sink: NodeSink, rows: list[str]) -> list[Any]:
    """Submit the first row, and the others while its transaction is under way."""
    sink.open.clear()
    tasks = [asyncio.ensure_future(store.submit(sink, row)) for row in rows]
    await asyncio.sleep(0)
    sink.open.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_concurrent_rows_share_transactions(store: Store) -> None:
    """A hundred rows take a handful of groups; everyone gets their own result."""
    sink = NodeSink()
    rows = [f"n{place}" for place in range(100)]
    assert await submit_behind_a_wait(store, sink, rows) == [row.upper() for row in rows]
    assert sum(sink.groups) == 100
    assert len(sink.groups) <= 3
    assert await count(store) == 100


async def test_a_row_is_durable_when_acknowledged(store: Store) -> None:
    """Another connection sees it at once."""
    await store.submit(NodeSink(), "x")
    assert await count(store) == 1


async def test_a_bad_row_fails_alone(store: Store) -> None:
    """The others of the same transaction are written all the same."""
    sink = NodeSink()
    await store.submit(sink, "taken")
    outcome = await submit_behind_a_wait(store, sink, ["a", "taken", "b"])
    assert (outcome[0], outcome[2]) == ("A", "B")
    assert isinstance(outcome[1], Conflict)
    assert await count(store) == 3


async def test_sinks_of_one_transaction_do_not_mix(store: Store) -> None:
    """Each sink gets its own rows."""
    first, second = NodeSink(), NodeSink()
    await asyncio.gather(store.submit(first, "x"), store.submit(second, "y"))
    assert (sum(first.groups), sum(second.groups)) == (1, 1)


async def test_a_caller_who_left_does_not_disturb(store: Store) -> None:
    """The row of a cancelled caller is written; the writer goes on."""
    sink = NodeSink()
    sink.open.clear()
    leaving = asyncio.ensure_future(store.submit(sink, "x"))
    await asyncio.sleep(0)
    leaving.cancel()
    sink.open.set()
    assert await store.submit(sink, "y") == "Y"
    assert await count(store) == 2


async def test_closing_finishes_what_was_accepted(store: Store) -> None:
    """Rows in waiting are written before the store is closed; later ones are refused."""
    sink = NodeSink()
    sink.open.clear()
    tasks = [asyncio.ensure_future(store.submit(sink, f"n{place}")) for place in range(5)]
    await asyncio.sleep(0)
    sink.open.set()
    await asyncio.to_thread(store.close)
    assert await asyncio.gather(*tasks) == [f"N{place}" for place in range(5)]
    with pytest.raises(Unavailable, match="closed"):
        await store.submit(sink, "late")


async def test_too_many_waiting_rows_are_refused() -> None:
    """Memory is bounded: the row beyond the capacity is told to come back."""
    gate = threading.Event()

    def transact(work: Callable[[Connection], list[Any]]) -> list[Any]:
        gate.wait(5)
        return work(None)  # type: ignore[arg-type]

    class Echo:
        """Returns what it gets."""

        def write(self, _connection: Connection, rows: Sequence[int]) -> Sequence[int]:
            """Return the rows."""
            return rows

    async def send(place: int) -> int:
        return await writer.submit(echo, place)

    with ThreadPoolExecutor(1) as executor:
        writer = GroupWriter(transact, executor, most=2, capacity=3)
        echo = Echo()
        tasks = [asyncio.ensure_future(send(place)) for place in range(9)]
        await asyncio.sleep(0)
        gate.set()
        outcome = await asyncio.gather(*tasks, return_exceptions=True)
    refused = [item for item in outcome if isinstance(item, Unavailable)]
    assert 4 <= len(refused) <= 6
    accepted = [item for item in outcome if isinstance(item, int)]
    assert accepted[:3] == [0, 1, 2]
    assert accepted == sorted(accepted)


def test_a_loop_that_died_does_not_stop_the_writer() -> None:
    """A row submitted from a loop that is closed by now is written and forgotten."""
    store = Store()
    sink = NodeSink()
    sink.open.clear()
    loop = asyncio.new_event_loop()

    async def leave() -> None:
        store.submit(sink, "x")

    loop.run_until_complete(leave())
    loop.close()
    sink.open.set()
    assert asyncio.run(submit(store, sink, "y")) == "Y"
    assert asyncio.run(count(store)) == 2
    store.close()
