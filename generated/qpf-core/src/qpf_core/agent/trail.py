"""Audit entries that need not be waited for: queued, written together, never dropped."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass

import structlog

from qpf_core.errors import Unavailable

_CAPACITY = 10_000
_BATCH = 256
_RETRY_S = 1.0


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One line of the audit log that is still to be written."""

    scope: str
    actor: str
    action: str
    detail: dict[str, object]
    correlation_id: str


Write = Callable[[TrailEntry], Awaitable[object]]
Sleep = Callable[[float], Awaitable[None]]


class AuditTrail:
    """A bounded queue in front of the audit log.

    `healthy` turns false when writing fails, and true again when it succeeds; entries stay queued
    meanwhile. When the queue is full, calls that must be audited are refused rather than forgotten.
    """

    def __init__(self, write: Write, sleep: Sleep, *, capacity: int = _CAPACITY) -> None:
        """Write through `write`; after a failure try again after a `sleep`."""
        self._write = write
        self._sleep = sleep
        self._capacity = capacity
        self._entries: deque[TrailEntry] = deque()
        self._flusher: asyncio.Task[None] | None = None
        self.healthy = True

    @property
    def waiting(self) -> int:
        """Number of entries that are not durable yet."""
        return len(self._entries)

    def add(self, entry: TrailEntry) -> None:
        """Queue an entry; raises Unavailable when the queue is full."""
        if len(self._entries) >= self._capacity:
            raise Unavailable("the audit log is behind")
        self._entries.append(entry)
        if self._flusher is None:
            self._flusher = asyncio.get_running_loop().create_task(
                self._run(),
                context=Context(),  # not the scope of the call that happened to be first
            )

    async def flush(self, timeout_s: float = 5.0) -> int:
        """Wait up to `timeout_s` until everything is durable; return how many entries are not."""
        if self._flusher is not None:
            await asyncio.wait((self._flusher,), timeout=timeout_s)
        return len(self._entries)

    async def close(self, timeout_s: float = 5.0) -> None:
        """Write what waits, then stop trying."""
        await self.flush(timeout_s)
        if self._flusher is not None:
            self._flusher.cancel()
            await asyncio.wait((self._flusher,))

    async def _run(self) -> None:
        try:
            while self._entries:
                await self._write_some()
        finally:
            self._flusher = None

    async def _write_some(self) -> None:
        batch = [self._entries.popleft() for _ in range(min(_BATCH, len(self._entries)))]
        results = await asyncio.gather(*map(self._write, batch), return_exceptions=True)
        failed = [
            entry for entry, result in zip(batch, results, strict=True) if _is_failure(result)
        ]
        self.healthy = not failed
        if failed:
            self._entries.extendleft(reversed(failed))
            log = structlog.get_logger("qpf_core.audit")
            log.error("audit_not_written", entries=len(failed), retry_in_s=_RETRY_S)
            await self._sleep(_RETRY_S)


def _is_failure(result: object) -> bool:
    return isinstance(result, BaseException)
