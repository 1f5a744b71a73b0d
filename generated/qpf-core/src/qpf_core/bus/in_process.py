"""The embedded bus: the same contract as Redis Streams, in the memory of one event loop."""

from collections.abc import Callable, Mapping, Sequence

import anyio
import anyio.lowlevel

from qpf_core.bus.codec import dead_body, dead_topic, decode_body, encode_body
from qpf_core.bus.message import Body, Message, PendingMessage, Settlement
from qpf_core.bus.protocol import UNBOUNDED
from qpf_core.bus.stream import Group, Stream
from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import NotFound, Unavailable
from qpf_core.plain import JsonObject

DEFAULT_MAXLEN = 100_000


class InProcessBus:
    """A bus whose topics live as long as the process and hold at most `maxlen` entries each."""

    def __init__(self, clock: Clock | None = None, maxlen: int = DEFAULT_MAXLEN) -> None:
        """Start empty; the clock measures idle time and blocking reads."""
        self._clock = clock or SystemClock()
        self._maxlen = maxlen
        self._streams: dict[str, Stream] = {}
        self._closed = False

    async def append(self, topic: str, body: JsonObject) -> str:
        """Add one message and return its identity."""
        return (await self.append_many(topic, (body,)))[0]

    async def append_many(
        self, topic: str, bodies: Sequence[Body], *, maxlen: int | None = None
    ) -> list[str]:
        """Add messages in order, at once, and return their identities."""
        encoded = [encode_body(body) for body in bodies]
        stream = self._stream(topic)
        ids = [_id_of(stream.append(data, maxlen)) for data in encoded]
        stream.announce()
        return ids

    async def ensure_group(self, topic: str, group: str) -> None:
        """Make sure that `group` exists; a new one starts at the oldest entry."""
        self._stream(topic).groups.setdefault(group, Group())

    async def read(
        self, topic: str, group: str, consumer: str, count: int = 64, block_s: float = 0.0
    ) -> list[Message]:
        """Return up to `count` unseen messages, waiting up to `block_s` seconds for the first."""

        def take() -> list[Message]:
            stream, members = self._group(topic, group)
            taken = stream.take(members, consumer, count, self._clock.monotonic())
            return self._messages(topic, stream, members, taken)

        return await self._waiting(topic, take, block_s)

    async def ack(self, topic: str, group: str, ids: Sequence[str]) -> int:
        """Acknowledge messages and return how many of them were pending."""
        _, members = self._group(topic, group)
        return sum(members.pending.pop(_sequence_of(id_), None) is not None for id_ in ids)

    async def settle(
        self,
        topic: str,
        group: str,
        outcomes: Sequence[Settlement],
        *,
        maxlen: Mapping[str, int] = UNBOUNDED,
    ) -> int:
        """Acknowledge messages and append what each pending one leads to, all at once."""
        ready = [
            (outcome.id, [(target, encode_body(body)) for target, body in outcome.appends])
            for outcome in outcomes
        ]
        members, settled = self._group(topic, group)[1], 0
        touched: dict[str, Stream] = {}
        for id_, appends in ready:
            if members.pending.pop(_sequence_of(id_), None) is None:
                continue
            settled += 1
            for target, data in appends:
                touched[target] = stream = self._stream(target)
                stream.append(data, maxlen.get(target))
        for stream in touched.values():
            stream.announce()
        return settled

    async def claim(  # pylint: disable=too-many-arguments
        self,
        topic: str,
        group: str,
        consumer: str,
        min_idle_s: float,
        count: int = 64,
        *,
        only: str | None = None,
    ) -> list[Message]:
        """Take over up to `count` messages that stayed pending for `min_idle_s` or longer."""
        stream, members = self._group(topic, group)
        idle = (min_idle_s, self._clock.monotonic())
        claimed = stream.claim(members, consumer, idle, count, only)
        return self._messages(topic, stream, members, claimed)

    async def dead_letter(self, topic: str, group: str, message: Message, reason: str) -> None:
        """Acknowledge `message` and append it with the reason to the topic's dead letters."""
        await self.append(dead_topic(topic), dead_body(group, message, reason))
        await self.ack(topic, group, (message.id,))

    async def pending(self, topic: str, group: str, count: int = 1000) -> list[PendingMessage]:
        """Return up to `count` messages that the group has not acknowledged, oldest first."""
        _, members = self._group(topic, group)
        now = self._clock.monotonic()
        return [
            PendingMessage(
                id=_id_of(sequence),
                consumer=delivery.consumer,
                idle_s=now - delivery.at,
                deliveries=delivery.count,
            )
            for sequence, delivery in sorted(members.pending.items())[:count]
        ]

    async def backlog(self, topic: str, group: str) -> int:
        """Return how many entries the group has not acknowledged or not even read."""
        stream, members = self._group(topic, group)
        unread = stream.last - max(members.last, stream.first - 1)
        return unread + len(members.pending)

    async def last_id(self, topic: str) -> str:
        """Return the identity of the newest entry, for `follow`."""
        self._require_open()
        stream = self._streams.get(topic)
        return _id_of(stream.last if stream else 0)

    async def follow(
        self, topic: str, after: str, count: int = 64, block_s: float = 0.0
    ) -> list[Message]:
        """Return up to `count` entries behind `after`, waiting up to `block_s` for the first."""

        def look() -> list[Message]:
            stream = self._stream(topic)
            start = max(_sequence_of(after) + 1, stream.first)
            found = range(start, min(start + count, stream.last + 1))
            return [Message(_id_of(n), topic, decode_body(stream.entries[n]), 1) for n in found]

        return await self._waiting(topic, look, block_s)

    async def length(self, topic: str) -> int:
        """Return the number of entries that a topic holds."""
        self._require_open()
        stream = self._streams.get(topic)
        return len(stream.entries) if stream else 0

    async def delete(self, topic: str) -> None:
        """Forget a topic with its groups."""
        self._require_open()
        self._streams.pop(topic, None)

    async def ping(self) -> None:
        """Return while the bus is open."""
        self._require_open()

    async def close(self) -> None:
        """Refuse further use; waiting readers return empty-handed."""
        self._closed = True
        for stream in self._streams.values():
            stream.announce()

    def _require_open(self) -> None:
        if self._closed:
            raise Unavailable("the bus is closed")

    def _stream(self, topic: str) -> Stream:
        self._require_open()
        return self._streams.setdefault(topic, Stream(self._maxlen))

    def _group(self, topic: str, group: str) -> tuple[Stream, Group]:
        self._require_open()
        stream = self._streams.get(topic)
        if stream is None or group not in stream.groups:
            raise NotFound(f"topic `{topic}` has no group `{group}`")
        return stream, stream.groups[group]

    async def _waiting(
        self, topic: str, attempt: Callable[[], list[Message]], block_s: float
    ) -> list[Message]:
        """Try until something is there, the time is over, or the bus is closed."""
        deadline = self._clock.monotonic() + block_s
        await anyio.lowlevel.checkpoint()
        while True:
            found = attempt()
            left = deadline - self._clock.monotonic()
            if found or left <= 0:
                return found
            await self._wait(self._stream(topic).arrival, left)
            if self._closed:
                return []

    async def _wait(self, arrival: anyio.Event, seconds: float) -> None:
        """Return at the arrival or after `seconds` of the injected clock."""

        async def time_out(scope: anyio.CancelScope) -> None:
            await self._clock.sleep(seconds)
            scope.cancel()

        async with anyio.create_task_group() as race:
            race.start_soon(time_out, race.cancel_scope)
            await arrival.wait()
            race.cancel_scope.cancel()

    @staticmethod
    def _messages(topic: str, stream: Stream, group: Group, taken: Sequence[int]) -> list[Message]:
        return [
            Message(
                _id_of(sequence),
                topic,
                decode_body(stream.entries[sequence]),
                group.pending[sequence].count,
            )
            for sequence in taken
        ]


def _id_of(sequence: int) -> str:
    return f"{sequence}-0"


def _sequence_of(message_id: str) -> int:
    return int(message_id.partition("-")[0])
