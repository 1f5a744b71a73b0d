"""The audit log: append-only, hash-chained, acknowledged when durable."""

from asyncio import Future
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from qpf_core.clock import Clock
from qpf_core.governance.audit_chain import GENESIS, AuditEntry, Draft, entry_hash, sealed
from qpf_core.guards import require_length, require_range
from qpf_core.store import Store
from qpf_core.store.backend import upsert
from qpf_core.store.documents import sorted_document
from qpf_core.store.governance_tables import AUDIT, AUDIT_HEADS

_T = AUDIT.c
_CHUNK = 1000
MOST_ENTRIES = 10_000


class AuditLog:
    """One chain of entries. Services that share a database may share a chain.

    Entries of concurrent callers go into one transaction; each caller waits for its own.
    """

    def __init__(
        self, store: Store, clock: Clock, *, chain: str = "main", key: bytes = b""
    ) -> None:
        """Write to `chain` in `store`; a `key` turns the hashes into HMACs."""
        self._store = store
        self._clock = clock
        self._chain = chain
        self._key = key
        self._sink = _ChainSink(store, chain, key)

    def record(
        self, scope: str, actor: str, action: str, detail: object, correlation_id: str
    ) -> "Future[AuditEntry]":
        """Append an entry; await the future, which gives it once it is durable.

        Raises InputError for an empty scope, actor or action and a detail without plain form.
        """
        require_length("scope", scope, 1, 120)
        require_length("actor", actor, 1, 200)
        require_length("action", action, 1, 200)
        require_length("correlation_id", correlation_id, 0, 200)
        draft = Draft(
            at=self._clock.now().isoformat(),
            scope=scope,
            actor=actor,
            action=action,
            detail=sorted_document(detail),
            correlation_id=correlation_id,
        )
        return self._store.submit(self._sink, draft)

    async def verify(self) -> int | None:
        """Return the place of the first entry that is altered or missing, or None when all is well.

        An entry cut off the end counts as missing, one smuggled in after the end as altered.
        """
        heads = AUDIT_HEADS.c
        last = select(func.max(_T.seq)).where(_T.chain == self._chain).scalar_subquery()
        query = select(heads.seq, heads.hash, last).where(heads.chain == self._chain)
        row = await self._store.read(lambda connection: connection.execute(query).one_or_none())
        head, head_hash, end = row if row is not None else (0, GENESIS, await self._end())
        previous = GENESIS
        for start in range(1, head + 1, _CHUNK):
            stop = min(start + _CHUNK, head + 1)
            broken, previous = self._check(await self._rows(start, stop), start, stop, previous)
            if broken is not None:
                return broken
        if previous != head_hash:
            return int(head)
        return None if (end or 0) <= head else int(head) + 1

    async def entries(
        self,
        scope: str | None = None,
        *,
        correlation_id: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> tuple[AuditEntry, ...]:
        """Return up to `limit` entries in order, from beyond the place `after`."""
        require_range("limit", limit, 1, MOST_ENTRIES)
        query = select(AUDIT).where(_T.chain == self._chain, _T.seq > after)
        if scope is not None:
            query = query.where(_T.scope == scope)
        if correlation_id is not None:
            query = query.where(_T.correlation_id == correlation_id)
        query = query.order_by(_T.seq).limit(limit)
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return tuple(_entry(row) for row in rows)

    async def _end(self) -> int | None:
        query = select(func.max(_T.seq)).where(_T.chain == self._chain)
        return await self._store.read(lambda connection: connection.execute(query).scalar())

    async def _rows(self, start: int, stop: int) -> Sequence[Row[Any]]:
        query = (
            select(AUDIT)
            .where(_T.chain == self._chain, _T.seq >= start, _T.seq < stop)
            .order_by(_T.seq)
        )
        return await self._store.read(lambda connection: connection.execute(query).all())

    def _check(
        self, rows: Sequence[Row[Any]], start: int, stop: int, previous: str
    ) -> tuple[int | None, str]:
        for place, row in zip(range(start, stop), rows, strict=False):
            right = entry_hash(_draft(row), place, previous, self._key)
            if (row.seq, row.previous, row.hash) != (place, previous, right):
                return place, previous
            previous = row.hash
        missing = start + len(rows)
        return (missing if missing < stop else None), previous


class _ChainSink:  # pylint: disable=too-few-public-methods
    """Gives drafts their places and seals them; the lock keeps other writers of the chain out."""

    def __init__(self, store: Store, chain: str, key: bytes) -> None:
        self._store = store
        self._chain = chain
        self._key = key
        self._save_head = upsert(store.backend, AUDIT_HEADS, ("seq", "hash"))

    def write(self, connection: Connection, rows: Sequence[Draft]) -> Sequence[AuditEntry]:
        """Append every draft; return the entries."""
        self._store.backend.lock(connection, f"qpf:audit:{self._chain}")
        heads = AUDIT_HEADS.c
        query = select(heads.seq, heads.hash).where(heads.chain == self._chain)
        head = connection.execute(query).one_or_none()
        seq, previous = (0, GENESIS) if head is None else (head.seq, head.hash)
        entries: list[AuditEntry] = []
        for draft in rows:
            entries.append(sealed(draft, seq + 1, previous, self._key))
            seq, previous = entries[-1].seq, entries[-1].hash
        self._store.backend.insert_many(
            connection,
            AUDIT,
            [self._row(entry, draft) for entry, draft in zip(entries, rows, strict=True)],
        )
        connection.execute(self._save_head, {"chain": self._chain, "seq": seq, "hash": previous})
        return entries

    def _row(self, entry: AuditEntry, draft: Draft) -> dict[str, Any]:
        return {
            "chain": self._chain,
            "seq": entry.seq,
            "at": draft.at,
            "scope": draft.scope,
            "actor": draft.actor,
            "action": draft.action,
            "detail": draft.detail,
            "correlation_id": draft.correlation_id,
            "previous": entry.previous,
            "hash": entry.hash,
        }


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        at=row.at,
        scope=row.scope,
        actor=row.actor,
        action=row.action,
        detail=row.detail,
        correlation_id=row.correlation_id,
    )


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        scope=row.scope,
        actor=row.actor,
        action=row.action,
        detail_json=row.detail,
        correlation_id=row.correlation_id,
        previous=row.previous,
        hash=row.hash,
    )
