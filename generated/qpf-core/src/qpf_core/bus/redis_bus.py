"""The bus on Redis Streams (or any server that speaks them)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from qpf_core.bus.codec import dead_body, dead_topic, decode_body, encode_body
from qpf_core.bus.in_process import DEFAULT_MAXLEN
from qpf_core.bus.message import Body, Message, PendingMessage, Settlement
from qpf_core.bus.protocol import UNBOUNDED
from qpf_core.bus.redis_scripts import APPEND, READ, SETTLE, settling, unpacked
from qpf_core.errors import InputError, NotFound, Unavailable
from qpf_core.plain import JsonObject

_FIELD = b"body"
_SPARE_S = 5.0


class RedisBus:
    """A bus whose topics are streams of a Redis server."""

    def __init__(
        self,
        url: str,
        *,
        maxlen: int = DEFAULT_MAXLEN,
        max_block_s: float = 30.0,
        client: object = None,
    ) -> None:
        """Connect lazily to `url`; a read blocks for at most `max_block_s` seconds.

        A `client` with the asynchronous interface of redis-py takes the place of the URL.
        """
        # pylint: disable=import-outside-toplevel
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import ExponentialWithJitterBackoff

        # The client's own socket timeout must outlast a blocking read, or breaks every quiet one.
        timeout = max_block_s + _SPARE_S
        retry = Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), retries=2)
        self._redis: Any = client or Redis.from_url(url, socket_timeout=timeout, retry=retry)
        self._closed = False
        self._maxlen = maxlen
        self._max_block_s = max_block_s

    async def append(self, topic: str, body: JsonObject) -> str:
        """Add one message and return its identity."""
        return (await self.append_many(topic, (body,)))[0]

    async def append_many(
        self, topic: str, bodies: Sequence[Body], *, maxlen: int | None = None
    ) -> list[str]:
        """Add messages in order, in one step, and return their identities."""
        encoded = [encode_body(body) for body in bodies]
        if not encoded:
            return []
        async with self._translated():
            ids = await self._redis.eval(APPEND, 1, topic, maxlen or self._maxlen, *encoded)
        return _text(ids).split()

    async def ensure_group(self, topic: str, group: str) -> None:
        """Make sure that `group` exists; a new one starts at the oldest entry."""
        from redis.exceptions import ResponseError  # pylint: disable=import-outside-toplevel

        async with self._translated():
            try:
                await self._redis.xgroup_create(topic, group, id="0", mkstream=True)
            except ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise

    async def read(
        self, topic: str, group: str, consumer: str, count: int = 64, block_s: float = 0.0
    ) -> list[Message]:
        """Return up to `count` unseen messages, waiting up to `block_s` seconds for the first."""
        async with self._translated():
            answer = await self._redis.eval(READ, 1, topic, group, consumer, count)
            if answer or block_s <= 0:
                return unpacked(topic, answer)
            found = await self._redis.xreadgroup(
                group, consumer, {topic: ">"}, count=count, block=self._block_ms(block_s)
            )
        return _entries(topic, found)

    async def ack(self, topic: str, group: str, ids: Sequence[str]) -> int:
        """Acknowledge messages and return how many of them were pending."""
        if not ids:
            return 0
        async with self._translated():
            return int(await self._redis.xack(topic, group, *ids))

    async def settle(
        self,
        topic: str,
        group: str,
        outcomes: Sequence[Settlement],
        *,
        maxlen: Mapping[str, int] = UNBOUNDED,
    ) -> int:
        """Acknowledge messages and append what each pending one leads to, in one step."""
        keys, said = settling(topic, group, outcomes, maxlen, self._maxlen)
        async with self._translated():
            return int(await self._redis.eval(SETTLE, len(keys), *keys, *said))

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
        idle_ms = int(min_idle_s * 1000)
        async with self._translated():
            rows = await self._redis.xpending_range(
                topic, group, "-", "+", count, consumername=only, idle=idle_ms
            )
            if not rows:
                return []
            times = {_text(row["message_id"]): int(row["times_delivered"]) for row in rows}
            # The server checks the idle time again, so that two claimants never share a message.
            entries = await self._redis.xclaim(topic, group, consumer, idle_ms, list(times))
        return [_message(topic, entry, times[_text(entry[0])] + 1) for entry in entries]

    async def dead_letter(self, topic: str, group: str, message: Message, reason: str) -> None:
        """Acknowledge `message` and append it with the reason to the topic's dead letters."""
        data = encode_body(dead_body(group, message, reason))
        async with self._translated(), self._redis.pipeline(transaction=True) as pipe:
            pipe.xadd(dead_topic(topic), {_FIELD: data}, maxlen=self._maxlen, approximate=True)
            pipe.xack(topic, group, message.id)
            await pipe.execute()

    async def pending(self, topic: str, group: str, count: int = 1000) -> list[PendingMessage]:
        """Return up to `count` messages that the group has not acknowledged, oldest first."""
        async with self._translated():
            rows = await self._redis.xpending_range(topic, group, "-", "+", count)
        return [
            PendingMessage(
                id=_text(row["message_id"]),
                consumer=_text(row["consumer"]),
                idle_s=int(row["time_since_delivered"]) / 1000,
                deliveries=int(row["times_delivered"]),
            )
            for row in rows
        ]

    async def backlog(self, topic: str, group: str) -> int:
        """Return how many entries the group has not acknowledged or not even read."""
        from redis.exceptions import ResponseError  # pylint: disable=import-outside-toplevel

        async with self._translated():
            try:
                rows = await self._redis.xinfo_groups(topic)
            except ResponseError as error:
                raise NotFound("the topic does not exist") from error
            for row in rows:
                if _text(row["name"]) == group:
                    # Unknown after deletions in the middle: then at most what the topic holds.
                    unread = row.get("lag")
                    if unread is None:
                        unread = await self._redis.xlen(topic)
                    return int(unread) + int(row["pending"])
        raise NotFound("the topic has no such group")

    async def last_id(self, topic: str) -> str:
        """Return the identity of the newest entry, for `follow`."""
        async with self._translated():
            newest = await self._redis.xrevrange(topic, count=1)
        return _text(newest[0][0]) if newest else "0-0"

    async def follow(
        self, topic: str, after: str, count: int = 64, block_s: float = 0.0
    ) -> list[Message]:
        """Return up to `count` entries behind `after`, waiting up to `block_s` for the first."""
        block = self._block_ms(block_s) if block_s > 0 else None
        async with self._translated():
            found = await self._redis.xread({topic: after}, count=count, block=block)
        return _entries(topic, found)

    async def length(self, topic: str) -> int:
        """Return the number of entries that a topic holds."""
        async with self._translated():
            return int(await self._redis.xlen(topic))

    async def delete(self, topic: str) -> None:
        """Forget a topic with its groups."""
        async with self._translated():
            await self._redis.delete(topic)

    async def ping(self) -> None:
        """Return when the server answers."""
        async with self._translated():
            await self._redis.ping()

    async def close(self) -> None:
        """Close every connection and refuse further use."""
        self._closed = True
        await self._redis.aclose()

    def _block_ms(self, block_s: float) -> int:
        # For the server a block of 0 milliseconds means for ever.
        return max(1, int(min(block_s, self._max_block_s) * 1000))

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        """Answer in the terms of the contract instead of the client library's."""
        from redis import exceptions  # pylint: disable=import-outside-toplevel

        if self._closed:
            raise Unavailable("the bus is closed")
        try:
            yield
        except (exceptions.ConnectionError, exceptions.TimeoutError, OSError) as error:
            raise Unavailable("the message server does not answer") from error
        except exceptions.ResponseError as error:
            if "NOGROUP" in str(error):
                raise NotFound("the topic has no such group") from error
            raise InputError("bus", "the message server refused the command") from error


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _entries(topic: str, found: Any) -> list[Message]:
    return [_message(topic, entry, 1) for entry in found[0][1]] if found else []


def _message(topic: str, entry: tuple[bytes, dict[bytes, bytes]], deliveries: int) -> Message:
    return Message(_text(entry[0]), topic, decode_body(entry[1][_FIELD]), deliveries)
