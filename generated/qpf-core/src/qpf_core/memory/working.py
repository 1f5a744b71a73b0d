"""Working memory: short-lived values by key, in the process."""

import json
from collections import OrderedDict
from typing import Protocol

from qpf_core.clock import Clock
from qpf_core.guards import require_length, require_range
from qpf_core.memory.topology import WorkingMemory
from qpf_core.plain import JsonValue, to_plain

MOST_KEYS = 100_000


class WorkingReader(Protocol):
    """The reading half of working memory."""

    async def get(self, key: str) -> JsonValue:
        """Return the value of `key`, or None when there is none or it expired."""

    async def keys(self, prefix: str = "") -> tuple[str, ...]:
        """Return the living keys that start with `prefix`, sorted."""


class Working(WorkingReader, Protocol):
    """Working memory, wherever it is kept."""

    async def put(self, key: str, value: object, ttl_s: float | None = None) -> None:
        """Keep the plain form of `value` for `ttl_s` seconds (None: as declared)."""

    async def delete(self, key: str) -> bool:
        """Forget `key`; tell whether it was there."""

    async def purge(self) -> int:
        """Drop what expired; return how many keys went."""

    async def close(self) -> None:
        """Let go of connections."""


class ProcessWorking:
    """Working memory in the process: the oldest key goes when there are too many."""

    def __init__(self, declared: WorkingMemory, clock: Clock, *, most: int = MOST_KEYS) -> None:
        """Keep at most `most` keys."""
        self._ttl_s = declared.ttl_s
        self._clock = clock
        self._most = most
        self._held: OrderedDict[str, tuple[bytes, float | None]] = OrderedDict()

    async def put(self, key: str, value: object, ttl_s: float | None = None) -> None:
        """Keep the plain form of `value` for `ttl_s` seconds (None: as declared).

        Raises InputError for an empty key, a lifetime that is not positive, a value without plain
        form.
        """
        lifetime = lifetime_of(key, self._ttl_s if ttl_s is None else ttl_s)
        until = None if lifetime is None else self._clock.monotonic() + lifetime
        self._held.pop(key, None)
        self._held[key] = (encode(value), until)
        if len(self._held) > self._most:
            self._held.popitem(last=False)

    async def get(self, key: str) -> JsonValue:
        """Return the value of `key`, or None when there is none or it expired."""
        held = self._held.get(key)
        if held is None:
            return None
        if self._expired(held):
            del self._held[key]
            return None
        return decode(held[0])

    async def delete(self, key: str) -> bool:
        """Forget `key`; tell whether it was there."""
        held = self._held.pop(key, None)
        return held is not None and not self._expired(held)

    async def keys(self, prefix: str = "") -> tuple[str, ...]:
        """Return the living keys that start with `prefix`, sorted."""
        return tuple(
            sorted(
                key
                for key, held in self._held.items()
                if key.startswith(prefix) and not self._expired(held)
            )
        )

    async def purge(self) -> int:
        """Drop what expired; return how many keys went."""
        gone = [key for key, held in self._held.items() if self._expired(held)]
        for key in gone:
            del self._held[key]
        return len(gone)

    async def close(self) -> None:
        """Forget everything."""
        self._held.clear()

    def _expired(self, held: tuple[bytes, float | None]) -> bool:
        return held[1] is not None and held[1] <= self._clock.monotonic()


def lifetime_of(key: str, ttl_s: float | None) -> float | None:
    """Return `ttl_s` after checking it and `key`; raises InputError."""
    require_length("key", key, 1, 400)
    if ttl_s is not None:
        require_range("ttl_s", ttl_s, 0.001)
    return ttl_s


def encode(value: object) -> bytes:
    """Return the bytes that stand for the plain form of `value`."""
    return json.dumps(to_plain(value), separators=(",", ":"), allow_nan=False).encode()


def decode(data: bytes) -> JsonValue:
    """Return the plain value that `encode` wrote."""
    value: JsonValue = json.loads(data)
    return value
