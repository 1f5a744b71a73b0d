"""The store: transactions, snapshots, faults in the words of the core."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from qpf_core.clock import ManualClock
from qpf_core.errors import Conflict, InputError, Unavailable
from qpf_core.store import IdMint, Store, floor_id
from qpf_core.store.memory_tables import EDGES, NODES

pytestmark = pytest.mark.anyio


def node(id_: str) -> dict[str, Any]:
    """Return a row of the table of nodes."""
    return {"agent": "a", "id": id_, "kind": "k", "fields": {"size": 1}}


def add(connection: Connection, *ids: str) -> None:
    """Insert nodes."""
    connection.execute(insert(NODES), [node(id_) for id_ in ids])


async def names(store: Store) -> list[str]:
    """Return the identities of all nodes."""
    query = select(NODES.c.id).order_by(NODES.c.id)
    return await store.read(lambda connection: list(connection.execute(query).scalars()))


async def test_a_transaction_is_kept_when_the_work_returns(store: Store) -> None:
    """What was written is read by another connection."""
    await store.run(lambda connection: add(connection, "x", "y"))
    assert await names(store) == ["x", "y"]


async def test_a_transaction_is_undone_when_the_work_raises(store: Store) -> None:
    """Nothing stays of half a transaction."""

    def break_off(connection: Connection) -> None:
        add(connection, "x")
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await store.run(break_off)
    assert not await names(store)


async def test_a_duplicate_is_a_conflict(store: Store) -> None:
    """A broken key is told as Conflict."""
    await store.run(lambda connection: add(connection, "x"))
    with pytest.raises(Conflict):
        await store.run(lambda connection: add(connection, "x"))


async def test_foreign_keys_are_enforced(store: Store) -> None:
    """An edge needs both of its ends, on every backend."""
    edge = {"agent": "a", "source": "x", "kind": "k", "target": "y", "fields": {}}
    with pytest.raises(Conflict):
        await store.run(lambda connection: connection.execute(insert(EDGES), edge))


async def test_bad_sql_is_unavailable(store: Store) -> None:
    """A statement that the database refuses does not leak its text."""
    with pytest.raises(Unavailable, match="does not serve"):
        await store.read(lambda connection: connection.execute(text("SELECT * FROM nowhere")))


async def test_a_closed_store_is_unavailable(store: Store) -> None:
    """Reading and writing after close are refused."""
    await store.ready()
    store.close()
    with pytest.raises(Unavailable, match="closed"):
        await store.ready()
    with pytest.raises(Unavailable, match="closed"):
        await store.run(add)


async def test_tables_can_be_made_twice(store: Store) -> None:
    """Starting a second service on the same database changes nothing."""
    await store.run(lambda connection: add(connection, "x"))
    store.create_all()
    assert await names(store) == ["x"]


async def test_a_file_outlives_the_store(tmp_path: Path) -> None:
    """A second store on the same file sees what the first one wrote; folders are made."""
    url = f"sqlite:///{tmp_path}/a/b/c.db"
    first = Store(url)
    first.create_all()
    await first.run(lambda connection: add(connection, "x"))
    first.close()
    second = Store(url)
    assert await names(second) == ["x"]
    second.close()


async def test_the_disk_is_waited_for(tmp_path: Path) -> None:
    """A commit on a file is synchronous and goes through the write-ahead log."""
    store = Store(f"sqlite:///{tmp_path}/c.db")

    def pragmas(connection: Connection) -> tuple[object, object]:
        return (
            connection.exec_driver_sql("PRAGMA synchronous").scalar(),
            connection.exec_driver_sql("PRAGMA journal_mode").scalar(),
        )

    assert await store.read(pragmas) == (2, "wal")
    store.close()


@pytest.mark.parametrize("url", ["mysql://host/db", "not a url", ""])
def test_other_databases_are_refused(url: str) -> None:
    """The message names the setting."""
    with pytest.raises(InputError, match="database_url"):
        Store(url)


def test_the_url_hides_the_password() -> None:
    """What is shown of a URL holds no secret; opening does not connect."""
    store = Store("postgresql://me:secret@host/db")
    assert store.name == "postgresql"
    assert "secret" not in store.url
    assert store.backend.engine.url.drivername == "postgresql+psycopg"
    store.close()


def test_identities_grow_while_the_clock_stands_still() -> None:
    """A thousand identities of one microsecond are sorted, of one length, and all different."""
    clock = ManualClock()
    mint = IdMint(clock)
    made = [mint.new() for _ in range(1000)]
    assert made == sorted(set(made))
    assert {len(id_) for id_ in made} == {24}


def test_identities_sort_by_time() -> None:
    """The floor of a later moment lies between what was made before and after it."""
    clock = ManualClock()
    mint = IdMint(clock)
    early = mint.new()
    clock.advance(1)
    assert early < floor_id(clock.now()) <= mint.new()


async def test_a_database_without_tables_is_not_ready(tmp_path: Path) -> None:
    """Requests are not welcome before `migrate` ran; afterwards they are."""
    empty = Store(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(Unavailable, match="run the command `migrate`"):
        await empty.ready()
    empty.create_all()
    await empty.ready()
    await empty.ready()
    empty.close()
