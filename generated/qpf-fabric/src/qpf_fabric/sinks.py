"""Where runs of pipelines go: a store, live viewers, whoever asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol
from weakref import WeakKeyDictionary

from qpf_core.plain import JsonObject
from qpf_core.service import Platform
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One packet through one pipeline.

    `direction` is `send` or `recv`, `status` is `done`, `blocked` or `refused` with its reason;
    `packet` is what came out, None unless it is done. `config` makes the pipeline again; it is
    empty for one that was put together for this run alone.
    """

    pipeline: str
    direction: str
    packet_id: int
    source: Packet
    packet: Packet | None = None
    frames: Sequence[Frame] = ()
    status: str = "done"
    reason: str = ""
    config: JsonObject = field(default_factory=dict)


class RunSink(Protocol):
    """Takes records of runs."""

    async def record(self, run: RunRecord, run_id: int | None) -> int | None:
        """Take one; `run_id` is what a sink before gave. Returns the id, if this sink gives ids."""


class Sinks:
    """The sinks of one process, awaited in order."""

    def __init__(self) -> None:
        """Begin without a sink; runs are numbered as long as no sink gives ids."""
        self._sinks: tuple[RunSink, ...] = ()
        self._numbers = count(1)

    def add(self, sink: RunSink, *, first: bool = False) -> None:
        """Let a sink have every run from now on, before the others if it is to be `first`."""
        self._sinks = (sink, *self._sinks) if first else (*self._sinks, sink)

    async def record(self, run: RunRecord) -> int:
        """Hand a run to every sink and return its id."""
        run_id: int | None = None
        for sink in self._sinks:
            given = await sink.record(run, run_id)
            run_id = given if run_id is None else run_id
        return run_id if run_id is not None else next(self._numbers)


_OF_PLATFORM: WeakKeyDictionary[Platform, Sinks] = WeakKeyDictionary()


def sinks_of(platform: Platform) -> Sinks:
    """Return the sinks that all parts on one platform share."""
    return _OF_PLATFORM.setdefault(platform, Sinks())
