"""Working memory in Redis: shared by every process of the agent."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from qpf_core.errors import Unavailable
from qpf_core.memory.topology import WorkingMemory
from qpf_core.memory.working import decode, encode, lifetime_of
from qpf_core.plain import JsonValue

T = TypeVar("T")


class RedisWorking:
    """Working memory under the keyspace of the agent; Redis itself forgets what expired."""

    def __init__(self, declared: WorkingMemory, url: str) -> None:
        """Connect at the first use; every answer is awaited for at most five seconds."""
        self._prefix = declared.keyspace.removesuffix("*")
        self._ttl_s = declared.ttl_s
        self._redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)

    async def put(self, key: str, value: object, ttl_s: float | None = None) -> None:
        """Keep the plain form of `value` for `ttl_s` seconds (None: as declared)."""
        lifetime = lifetime_of(key, self._ttl_s if ttl_s is None else ttl_s)
        milliseconds = None if lifetime is None else max(1, round(lifetime * 1000))
        with _translated():
            await self._redis.set(self._prefix + key, encode(value), px=milliseconds)

    async def get(self, key: str) -> JsonValue:
        """Return the value of `key`, or None when there is none or it expired."""
        with _translated():
            data = await cast(Awaitable[bytes | None], self._redis.get(self._prefix + key))
        return None if data is None else decode(data)

    async def delete(self, key: str) -> bool:
        """Forget `key`; tell whether it was there."""
        with _translated():
            return await self._redis.delete(self._prefix + key) > 0

    async def keys(self, prefix: str = "") -> tuple[str, ...]:
        """Return the living keys that start with `prefix`, sorted."""
        start = self._prefix + prefix
        with _translated():
            found = [key async for key in self._redis.scan_iter(match=_literal(start) + "*")]
        return tuple(sorted(key.decode()[len(self._prefix) :] for key in found))

    async def purge(self) -> int:
        """Return 0: Redis drops what expired by itself."""
        return 0

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise Unavailable("working memory does not serve") from error


def _literal(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "*?[]\\^" else sign for sign in text)
