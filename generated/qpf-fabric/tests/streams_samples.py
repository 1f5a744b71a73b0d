"""A pipeline of one small layer, a store of two tables, and workers over them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from qpf_core.bus import Body, Bus, Message
from qpf_fabric.errors import Blocked
from qpf_fabric.layer import Layer, LayerInfo
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Pipeline
from qpf_fabric.store.items import Item
from qpf_fabric.streams.bodies import packet_body
from qpf_fabric.streams.finishing import Finisher
from qpf_fabric.streams.limits import ReaderLimits
from qpf_fabric.streams.work import Effect, Fate, Handler
from qpf_fabric.streams.worker import StreamWorker

LIMITS = ReaderLimits(batch=4, block_s=0.02, claim_idle_s=60.0, max_deliveries=3)


@dataclass(frozen=True, slots=True)
class Mark(Layer):
    """Marks a packet, asks for two copies of it, and blocks an empty one."""

    info: ClassVar[LayerInfo] = LayerInfo(
        name="mark", summary="Mark.", writes=("meta.copies", "header.mark")
    )

    def apply(self, packet: Packet, source: bytes) -> None:
        """Mark."""
        if not packet.data:
            raise Blocked("mark", "dead_letter", "empty")
        packet.header["mark"] = True
        packet.meta["copies"] = 2

    def revert(self, packet: Packet) -> None:
        """Take the mark away."""
        del packet.header["mark"], packet.meta["copies"]


PIPELINE = Pipeline("marked", (Mark(),), title="Marked", summary="Marks packets.")


@dataclass
class Tallied:
    """A tally in memory."""

    fates: Counter[str] = field(default_factory=Counter)
    values: dict[str, float] = field(default_factory=dict)

    def count(self, fate: Fate, number: int = 1) -> None:
        """Count."""
        self.fates[fate.value] += number

    def gauge(self, values: Mapping[str, float]) -> None:
        """Set."""
        self.values.update(values)


class Memory:
    """An effect in memory: keys that count once, with faults to order."""

    def __init__(self, faults: Iterable[Exception] = (), refused: str = "") -> None:
        """Raise each of `faults` first; refuse every batch that holds the data `refused`."""
        self.rows: dict[str, Item] = {}
        self.faults = list(faults)
        self.refused = refused.encode()

    async def __call__(self, items: Sequence[Item]) -> frozenset[str]:
        """Write what is new."""
        if self.faults:
            raise self.faults.pop(0)
        if self.refused and any(item.packet.data == self.refused for item in items):
            raise ValueError("refused")
        fresh = {item.key: item for item in items if item.key not in self.rows}
        self.rows.update(fresh)
        return frozenset(fresh)


def worker(  # pylint: disable=too-many-arguments
    bus: Bus,
    topic: str,
    handle: Handler,
    *,
    effect: Effect | None = None,
    tally: Tallied | None = None,
    consumer: str = "w-1",
    limits: ReaderLimits = LIMITS,
    **more: Any,
) -> StreamWorker:
    """Return a worker whose dead letters go to `<topic>.dead`."""
    finisher = Finisher(
        bus,
        topic,
        "g",
        dead=topic + ".dead",
        max_deliveries=limits.max_deliveries,
        tally=tally or Tallied(),
        effect=effect,
    )
    return StreamWorker(bus, topic, consumer, handle, finisher, limits=limits, **more)


async def send(bus: Bus, topic: str, *texts: str) -> list[str]:
    """Put packets with these texts on a topic, numbered from 1."""
    bodies: list[Body] = [
        packet_body(None, "raw", Packet(number, text.encode()))
        for number, text in enumerate(texts, 1)
    ]
    return await bus.append_many(topic, bodies)


async def entries(bus: Bus, topic: str) -> list[Any]:
    """Return the bodies on a topic."""
    return [message.body for message in await bus.follow(topic, "0-0", 1000)]


def message(body: Any, deliveries: int = 1) -> Message:
    """Return a message as a handler gets it."""
    return Message("1-0", "t", body, deliveries)
