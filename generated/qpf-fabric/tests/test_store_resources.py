"""Rows for routes: pages, one with its parts, a new one."""

import pytest
from store_samples import Base, Kind, Step, fresh

from qpf_core.clock import ManualClock
from qpf_core.errors import Conflict, NotFound
from qpf_core.store import Store
from qpf_fabric.store.columns import table_of
from qpf_fabric.store.resources import Resource
from qpf_fabric.store.samples import add_samples, remove_rows

pytestmark = pytest.mark.anyio


async def test_pages_go_back_from_the_newest(store: Store) -> None:
    """By key, with values that rows must have."""
    kinds = Resource(fresh(store), table_of(Kind), ManualClock())
    keys = [(await kinds.add({"name": str(n), "config": {"n": n}}))["id"] for n in range(5)]
    first = await kinds.page(limit=2)
    assert [row["id"] for row in first] == keys[:2:-1]
    second = await kinds.page(limit=2, before=first[-1]["id"])
    assert [row["config"] for row in second] == [{"n": 2}, {"n": 1}]
    assert [row["name"] for row in await kinds.page(limit=9, name="3", config=None)] == ["3"]


async def test_a_row_is_found_or_not(store: Store) -> None:
    """A second one with a unique value is a conflict."""
    kinds = Resource(fresh(store), table_of(Kind), ManualClock())
    row = await kinds.add({"name": "a", "config": {}})
    assert await kinds.one(row["id"]) == row
    with pytest.raises(NotFound, match="sample_kinds has no 99"):
        await kinds.one(99)
    with pytest.raises(Conflict):
        await kinds.add({"name": "a", "config": {}})


async def test_samples_fill_every_table(store: Store) -> None:
    """In an order that references allow, and leave it again."""
    keys = add_samples(fresh(store), Base.metadata)
    assert set(keys) == set(Base.metadata.tables)
    assert len(await Resource(store, table_of(Step), ManualClock()).page(limit=9)) == 1
    remove_rows(store, Base.metadata)
    assert await Resource(store, table_of(Kind), ManualClock()).page(limit=9) == []
