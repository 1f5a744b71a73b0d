"""The audit log: a chain that shows every alteration."""

# pylint: disable=redefined-outer-name

import asyncio

import pytest
from sqlalchemy import delete, insert, select, update

from qpf_core.clock import ManualClock
from qpf_core.errors import InputError
from qpf_core.governance import AuditLog
from qpf_core.governance.audit_chain import GENESIS
from qpf_core.store import Store
from qpf_core.store.governance_tables import AUDIT, AUDIT_HEADS

pytestmark = pytest.mark.anyio


@pytest.fixture
def log(store: Store, clock: ManualClock) -> AuditLog:
    """Return an empty log."""
    return AuditLog(store, clock)


async def fill(log: AuditLog, count: int = 5) -> None:
    """Record `count` entries, one after the other."""
    for place in range(1, count + 1):
        await log.record("pricing", "scorer", "quoted", {"price": place}, f"c{place}")


async def test_entries_are_chained(log: AuditLog, clock: ManualClock) -> None:
    """Each seals the one before; the first seals the beginning."""
    first = await log.record("pricing", "scorer", "quoted", {"price": 1.5}, "c1")
    second = await log.record("pricing", "scorer", "quoted", None, "c2")
    assert (first.seq, first.previous, first.at) == (1, GENESIS, clock.now().isoformat())
    assert (second.seq, second.previous) == (2, first.hash)
    assert await log.entries() == (first, second)
    assert await log.verify() is None


async def test_an_empty_log_is_sound(log: AuditLog) -> None:
    """There is nothing to find and nothing broken."""
    assert await log.entries() == ()
    assert await log.verify() is None


async def test_entries_are_found(log: AuditLog) -> None:
    """By scope, by correlation, by place, in order."""
    await fill(log)
    await log.record("access", "scorer", "opened", None, "c1")
    assert [entry.seq for entry in await log.entries("pricing", after=2, limit=2)] == [3, 4]
    assert [entry.seq for entry in await log.entries(correlation_id="c1")] == [1, 6]
    with pytest.raises(InputError, match="limit"):
        await log.entries(limit=0)


async def test_concurrent_entries_form_one_chain(log: AuditLog) -> None:
    """A hundred callers, no gap, no fork."""
    entries = await asyncio.gather(
        *(log.record("pricing", "scorer", "quoted", place, f"c{place}") for place in range(100))
    )
    assert sorted(entry.seq for entry in entries) == list(range(1, 101))
    assert await log.verify() is None


async def test_two_logs_write_one_chain(store: Store, clock: ManualClock) -> None:
    """Services that share a chain do not fork it; another chain begins on its own."""
    here, there = AuditLog(store, clock), AuditLog(store, clock)
    await asyncio.gather(
        *(log.record("s", "a", "did", place, "c") for place in range(20) for log in (here, there))
    )
    assert len(await here.entries(limit=100)) == 40
    assert await there.verify() is None
    other = AuditLog(store, clock, chain="other")
    assert (await other.record("s", "a", "did", None, "c")).seq == 1


@pytest.mark.parametrize(
    "change",
    [
        {"detail": '{"price":99}'},
        {"actor": "somebody"},
        {"at": "2020-01-01T00:00:00+00:00"},
        {"correlation_id": "other"},
        {"hash": "f" * 64},
        {"previous": "f" * 64},
    ],
)
async def test_an_altered_entry_is_found(
    log: AuditLog, store: Store, change: dict[str, str]
) -> None:
    """Whatever part of it was changed."""
    await fill(log)
    statement = update(AUDIT).where(AUDIT.c.seq == 3).values(**change)
    await store.run(lambda connection: connection.execute(statement))
    assert await log.verify() == 3


@pytest.mark.parametrize("place", [1, 3, 5])
async def test_a_missing_entry_is_found(log: AuditLog, store: Store, place: int) -> None:
    """At the beginning, in the middle, and cut off the end."""
    await fill(log)
    statement = delete(AUDIT).where(AUDIT.c.seq == place)
    await store.run(lambda connection: connection.execute(statement))
    assert await log.verify() == place


async def test_a_smuggled_entry_is_found(log: AuditLog, store: Store) -> None:
    """One behind the end that the log never wrote, and one in a log without a beginning."""
    await fill(log, 2)
    copy = select(AUDIT).where(AUDIT.c.seq == 2)
    row = await store.read(lambda connection: dict(connection.execute(copy).mappings().one()))
    await store.run(lambda connection: connection.execute(insert(AUDIT), row | {"seq": 3}))
    assert await log.verify() == 3
    await store.run(lambda connection: connection.execute(delete(AUDIT_HEADS)))
    assert await log.verify() == 1


async def test_a_wrong_head_is_found(log: AuditLog, store: Store) -> None:
    """The last entry must be the one that the head names."""
    await fill(log, 3)
    statement = update(AUDIT_HEADS).values(hash="f" * 64)
    await store.run(lambda connection: connection.execute(statement))
    assert await log.verify() == 3


async def test_a_long_chain_is_checked_in_pieces(log: AuditLog) -> None:
    """More entries than one piece holds."""
    await asyncio.gather(*(log.record("s", "a", "did", None, "c") for _ in range(1005)))
    assert await log.verify() is None


async def test_a_key_makes_the_chain_unforgeable(store: Store, clock: ManualClock) -> None:
    """Without the key the same entries do not verify."""
    log = AuditLog(store, clock, key=b"secret")
    await fill(log, 2)
    assert await log.verify() is None
    assert await AuditLog(store, clock, key=b"guess").verify() == 1
    assert await AuditLog(store, clock).verify() == 1


async def test_bad_entries_are_refused(log: AuditLog) -> None:
    """Empty names and details without a plain form leave no trace."""
    for scope, actor, action in (("", "a", "b"), ("s", "", "b"), ("s", "a", "")):
        with pytest.raises(InputError):
            await log.record(scope, actor, action, None, "c")
    with pytest.raises(InputError):
        await log.record("s", "a", "b", object(), "c")
    assert await log.entries() == ()
