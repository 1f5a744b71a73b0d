"""Workers put together on a platform: what emitted functions call."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qpf_core.service import Platform
from qpf_fabric.streams.finishing import Finisher
from qpf_fabric.streams.limits import DEFAULT_LIMITS, ReaderLimits
from qpf_fabric.streams.producing import Make, Producer
from qpf_fabric.streams.publishing import publisher
from qpf_fabric.streams.tally import WorkerTally
from qpf_fabric.streams.topics import Topic
from qpf_fabric.streams.work import Effect, Handler
from qpf_fabric.streams.worker import StreamWorker


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a worker reads: topic, group, limits, and where the hopeless go.

    `bounds` are the lengths of all topics it may write to.
    """

    worker: str
    topic: Topic
    group: str
    dead: Topic
    limits: ReaderLimits = DEFAULT_LIMITS
    bounds: Mapping[str, int] = field(default_factory=dict)


def reader(
    platform: Platform,
    consumer: str,
    reading: Reading,
    handle: Handler,
    effect: Effect | None = None,
) -> StreamWorker:
    """Return a worker that reads, on the bus, store, clock and metrics of a platform."""
    finisher = Finisher(
        platform.bus,
        reading.topic.name,
        reading.group,
        dead=reading.dead.name,
        max_deliveries=reading.limits.max_deliveries,
        tally=WorkerTally(platform.metrics.registry, reading.worker),
        effect=effect,
        bounds=reading.bounds,
    )
    return StreamWorker(
        platform.bus,
        reading.topic.name,
        consumer,
        handle,
        finisher,
        limits=reading.limits,
        clock=platform.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a worker makes: for which topic and group, how many, and how often in seconds."""

    worker: str
    topic: Topic
    group: str
    every_s: float
    batch: int


def producer(platform: Platform, making: Making, make: Make) -> Producer:
    """Return a worker that makes messages, and waits where the group falls behind."""
    return Producer(
        publisher(platform.bus, making.topic, making.group, platform.clock),
        make,
        every_s=making.every_s,
        batch=making.batch,
        clock=platform.clock,
        tally=WorkerTally(platform.metrics.registry, making.worker),
    )
