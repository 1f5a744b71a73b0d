"""Recording what pipelines did: effects of workers and the runs of routes, each once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol
from uuid import uuid4

from sqlalchemy import Connection

from qpf_core.clock import Clock
from qpf_core.store import Store
from qpf_fabric.pipeline import Pipeline
from qpf_fabric.sinks import RunRecord
from qpf_fabric.store.grouping import RunsSink
from qpf_fabric.store.items import Item, Source
from qpf_fabric.store.writing import RowWriter


@dataclass(frozen=True, slots=True)
class Written:
    """What one call recorded: the keys of its items, and those of the rows by table."""

    items: frozenset[str] = frozenset()
    rows: Mapping[str, Sequence[int]] | None = None

    def first(self, table: str) -> int | None:
        """Return the key of the first row of a table, None when there is none."""
        keys = (self.rows or {}).get(table, ())
        return keys[0] if keys else None


class Write(Protocol):
    """An emitted function: it lays items out as rows."""

    def __call__(self, writer: RowWriter, source: Source, items: Sequence[Item]) -> Written:
        """Write the items that are not written yet."""


class Recorder:
    """Records items of one source in a store."""

    def __init__(self, store: Store, write: Write, clock: Clock) -> None:
        """Write through `write`."""
        self._store = store
        self._write = write
        self._clock = clock
        self._runs = RunsSink(store, write, clock)

    async def write_run(self, source: Source, item: Item) -> Written:
        """Write one item, whose key nobody had before, in a transaction shared with others."""
        written: Written = await self._store.submit(self._runs, (source, item))
        return written

    async def write(self, source: Source, items: Sequence[Item]) -> Written:
        """Write in one transaction; raises Conflict or Unavailable."""
        now = self._clock.now()

        def work(connection: Connection) -> Written:
            return self._write(RowWriter(self._store.backend, connection, now), source, items)

        return await self._store.run(work)

    def effect(self, source: Source) -> "RecordEffect":
        """Return the effect of a worker."""
        return RecordEffect(self, source)


class RecordEffect:  # pylint: disable=too-few-public-methods
    """What a worker does with its items before it acknowledges them."""

    def __init__(self, recorder: Recorder, source: Source) -> None:
        """Record items of `source`."""
        self._recorder = recorder
        self._source = source

    async def __call__(self, items: Sequence[Item]) -> frozenset[str]:
        """Write what is not written yet; return the keys of these items."""
        return (await self._recorder.write(self._source, items)).items


class RunSink:  # pylint: disable=too-few-public-methods
    """Records the runs of routes: each call is an effect of its own."""

    def __init__(
        self,
        recorder: Recorder,
        table: str,
        name: Callable[[], str] | None = None,
    ) -> None:
        """`table` is the one whose key is the identity of a run.

        `name` gives each run a name that no other run ever has.
        """
        self._recorder = recorder
        self._table = table
        self._name = name or _distinct_names()

    async def record(self, run: RunRecord, run_id: int | None) -> int | None:
        """Record a run and return its identity, or the one it has already."""
        if run_id is not None:
            return run_id
        item = Item(
            key=f"run:{self._name()}",
            direction=run.direction,
            packet=run.packet if run.packet is not None else run.source,
            frames=run.frames,
            status=run.status,
            reason=run.reason,
        )
        written = await self._recorder.write_run(Source(run.pipeline, run.config), item)
        return written.first(self._table)


def _distinct_names() -> Callable[[], str]:
    series, numbers = uuid4().hex, count(1)
    return lambda: f"{series}-{next(numbers)}"


def source_of(pipeline: Pipeline) -> Source:
    """Return a pipeline as the source of items; its configuration makes it again."""
    return Source(pipeline.name, pipeline.config())
