"""Recording: each effect once, in one transaction, on every database in reach."""

from datetime import UTC, datetime, timedelta, timezone

import anyio
import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from store_samples import Base, Batch, Kind, Parcel, Step, fresh, parcel, write
from streams_samples import PIPELINE

from qpf_core.clock import ManualClock
from qpf_core.errors import Conflict, InputError
from qpf_core.store import Store
from qpf_fabric.packet import Packet
from qpf_fabric.sinks import RunRecord
from qpf_fabric.store.columns import table_of
from qpf_fabric.store.items import Source
from qpf_fabric.store.recording import Recorder, RunSink, source_of
from qpf_fabric.store.resources import Resource
from qpf_fabric.store.writing import RowWriter

pytestmark = pytest.mark.anyio
SOURCE = Source("demo", {"layers": []})


def recorder(store: Store) -> Recorder:
    """Return a recorder on fresh tables."""
    return Recorder(fresh(store), write, ManualClock())


async def test_rows_refer_to_each_other(store: Store) -> None:
    """From the source down to the layers, with aware times."""
    written = await recorder(store).write(SOURCE, [parcel("a"), parcel("b", layers=0)])
    assert written.items == {"a", "b"}
    batch = await Resource(store, table_of(Batch), ManualClock()).one(
        written.first("sample_batches") or 0
    )
    assert batch["at"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert batch["metrics"] == {"packets": 2, "bytes": 8, "blocked": 0, "dt_ms": 1.0}
    parcels = await Resource(store, table_of(Parcel), ManualClock()).page(limit=9)
    assert [row["origin"] for row in parcels] == ["b", "a"]
    assert parcels[0]["payload"] == "ZGF0YQ==" and parcels[0]["weight"] is None
    steps = Resource(store, table_of(Step), ManualClock())
    found = await steps.parts("parcel_id", parcels[1]["id"], limit=9)
    assert [(row["layer"], row["view"]["header"]) for row in found] == [
        ("l0", {"n": 0}),
        ("l1", {"n": 1}),
    ]
    assert written.first("unknown") is None


async def test_an_effect_counts_once(store: Store) -> None:
    """Within a batch, and over batches; the source is one row."""
    effect = recorder(store).effect(SOURCE)
    assert await effect([parcel("a"), parcel("a"), parcel("b")]) == {"a", "b"}
    assert await effect([parcel("b"), parcel("c")]) == {"c"}
    assert await effect([parcel("b")]) == frozenset()
    assert len(await Resource(store, table_of(Parcel), ManualClock()).page(limit=9)) == 3
    assert len(await Resource(store, table_of(Kind), ManualClock()).page(limit=9)) == 1
    assert len(await Resource(store, table_of(Batch), ManualClock()).page(limit=9)) == 2


async def test_many_rows_keep_their_keys(store: Store) -> None:
    """More than one statement holds."""
    items = [parcel(f"k{number}", layers=3) for number in range(1200)]
    effect = recorder(store).effect(SOURCE)
    assert len(await effect(items)) == 1200
    assert len(await effect(items)) == 0
    last = (await Resource(store, table_of(Parcel), ManualClock()).page(limit=1, origin="k1199"))[0]
    steps = await Resource(store, table_of(Step), ManualClock()).parts(
        "parcel_id", last["id"], limit=9
    )
    assert len(steps) == 3


async def test_a_broken_constraint_undoes_the_whole_batch(store: Store) -> None:
    """The rows before it are gone too."""
    records = recorder(store)
    await records.write(SOURCE, [parcel("a")])

    def twice(writer: RowWriter, source: Source, items: object) -> None:
        """Forget to leave out what is known."""
        writer.ensure(table_of(Kind), {"name": "other"}, {"config": {}})
        row = {"batch_id": 1, "origin": "a", "payload": b"", "weight": 1.0}
        writer.insert(table_of(Parcel), [row])

    with pytest.raises(Conflict):
        await Recorder(store, twice, ManualClock()).write(SOURCE, [])  # type: ignore[arg-type]
    assert [
        row["name"] for row in await Resource(store, table_of(Kind), ManualClock()).page(limit=9)
    ] == ["demo"]


async def test_what_postgresql_cannot_hold_is_refused(store: Store) -> None:
    """A NUL in text; SQLite takes it."""
    item = parcel("nul\0")
    if store.name == "postgresql":
        with pytest.raises(InputError):
            await recorder(store).write(SOURCE, [item])
    else:
        assert (await recorder(store).write(SOURCE, [item])).items == {"nul\0"}


async def test_runs_of_routes_are_recorded(store: Store) -> None:
    """Each is an effect of its own and gets the key of its run; one that has it keeps it."""
    names = iter(("1", "2"))
    sink = RunSink(recorder(store), "sample_batches", lambda: next(names))
    source = Packet(3, b"a")
    traced = PIPELINE.send_traced(source)
    run = RunRecord(
        pipeline="marked",
        direction="send",
        packet_id=3,
        source=source,
        packet=traced.packet,
        frames=traced.frames,
        config=PIPELINE.config(),
    )
    refused = RunRecord(
        pipeline="odd", direction="recv", packet_id=3, source=source, status="refused", reason="no"
    )
    first, second = await sink.record(run, None), await sink.record(refused, None)
    assert first is not None and second is not None and first != second
    assert await sink.record(run, 77) == 77
    kinds = await Resource(store, table_of(Kind), ManualClock()).page(limit=9)
    assert [(row["name"], bool(row["config"])) for row in kinds] == [
        ("odd", False),
        ("marked", True),
    ]
    assert source_of(PIPELINE).config == {"layers": [{"mark": {}}]}


async def test_runs_at_the_same_time_share_a_transaction(store: Store) -> None:
    """More of them than keys are reserved at once; each has a run, a packet and its layers."""
    sink = RunSink(recorder(store), "sample_batches")
    source = Packet(3, b"a")
    traced = PIPELINE.send_traced(source)
    run = RunRecord(
        pipeline="marked",
        direction="send",
        packet_id=3,
        source=source,
        packet=traced.packet,
        frames=traced.frames,
    )
    given: list[int | None] = []

    async def record() -> None:
        given.append(await sink.record(run, None))

    for _ in range(2):
        async with anyio.create_task_group() as tasks:
            for _ in range(40):
                tasks.start_soon(record)
    runs = set(given)
    assert (len(given), len(runs)) == (80, 80)
    parcels = await Resource(store, table_of(Parcel), ManualClock()).page(limit=100)
    assert {row["batch_id"] for row in parcels} == runs
    steps = await Resource(store, table_of(Step), ManualClock()).page(limit=100)
    assert {row["parcel_id"] for row in steps} == {row["id"] for row in parcels}
    kinds = await Resource(store, table_of(Kind), ManualClock()).page(limit=9)
    assert [row["name"] for row in kinds] == ["marked"]


async def test_moments_need_a_time_zone(store: Store) -> None:
    """And come back in UTC, whatever zone they were given in."""
    kinds = Resource(fresh(store), table_of(Kind), ManualClock())
    kind = await kinds.add({"name": "a", "config": {}})
    batches = Resource(store, table_of(Batch), ManualClock())
    noon = datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    row = await batches.add({"kind_id": kind["id"], "metrics": {}})
    assert row["at"] == datetime(2026, 1, 1, tzinfo=UTC)
    row = await batches.add({"kind_id": kind["id"], "at": noon, "metrics": {}})
    assert row["at"] == noon and row["at"].utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="time zone"):
        naive = datetime(2026, 6, 1)
        await batches.add({"kind_id": kind["id"], "at": naive, "metrics": {}})


async def test_nothing_to_insert_is_fine(store: Store) -> None:
    """No statement, no fault."""
    fresh(store)
    with store.backend.engine.begin() as connection:
        RowWriter(store.backend, connection, datetime.now(UTC)).append(table_of(Kind), [])
        assert connection.execute(select(table_of(Kind))).all() == []
    assert "sample_kinds" in Base.metadata.tables
