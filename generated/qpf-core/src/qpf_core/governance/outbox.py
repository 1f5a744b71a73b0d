"""The outbox table: exactly one row for each (trigger, correlation, anchor, channel)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from qpf_core.errors import NotFound
from qpf_core.governance.channels.notice import Notice
from qpf_core.store import Store
from qpf_core.store.backend import insert_or_skip
from qpf_core.store.governance_tables import OUTBOX

_T = OUTBOX.c
PENDING, DELIVERED, DEAD = "pending", "delivered", "dead"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that this process may try to deliver now, and how often it was tried before."""

    notice: Notice
    attempts: int


@dataclass(frozen=True, slots=True)
class DeadNotice:
    """A notice that was given up, and the last error."""

    notice: Notice
    error: str


class Outbox:
    """The rows of one agent."""

    def __init__(self, agent: str, store: Store) -> None:
        """Keep the rows of `agent` in `store`."""
        self._agent = agent
        self._store = store
        self._insert = insert_or_skip(store.backend, OUTBOX).returning(_T.id)

    async def add(self, notices: Sequence[Notice]) -> int:
        """Add notices that are new; return how many were."""
        rows = [_row(notice) for notice in notices]

        def add(connection: Connection) -> int:
            return sum(len(connection.execute(self._insert, row).all()) for row in rows)

        return await self._store.run(add)

    async def claim(self, now: datetime, lease_s: float, limit: int) -> tuple[Claimed, ...]:
        """Take up to `limit` due notices; no other process gets them for `lease_s` seconds."""
        due = (
            select(OUTBOX)
            .where(_T.agent == self._agent, _T.state == PENDING, _T.next_at <= now)
            .order_by(_T.next_at, _T.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )

        def claim(connection: Connection) -> tuple[Claimed, ...]:
            rows = connection.execute(due).all()
            if rows:
                until = now + timedelta(seconds=lease_s)
                ids = [row.id for row in rows]
                connection.execute(update(OUTBOX).where(_T.id.in_(ids)).values(next_at=until))
            return tuple(Claimed(_notice(row), row.attempts) for row in rows)

        return await self._store.run(claim)

    async def settle(self, id_: str, **changes: Any) -> None:
        """Write the outcome of an attempt."""
        statement = update(OUTBOX).where(_T.id == id_).values(**changes)
        await self._store.run(lambda connection: connection.execute(statement))

    async def revive(self, id_: str, now: datetime) -> None:
        """Let a dead notice be tried again from the start; raises NotFound."""
        where = (_T.agent == self._agent, _T.id == id_, _T.state == DEAD)
        values = {"state": PENDING, "attempts": 0, "next_at": now, "settled_at": None}
        statement = update(OUTBOX).where(*where).values(values)
        changed = await self._store.run(lambda connection: connection.execute(statement).rowcount)
        if not changed:
            raise NotFound("there is no such dead notice")

    async def dead(self, limit: int) -> tuple[DeadNotice, ...]:
        """Return up to `limit` notices that were given up, oldest first."""
        query = (
            select(OUTBOX)
            .where(_T.agent == self._agent, _T.state == DEAD)
            .order_by(_T.id)
            .limit(limit)
        )
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return tuple(DeadNotice(_notice(row), row.error or "") for row in rows)

    async def counts(self) -> Mapping[str, int]:
        """Return how many notices are `pending`, `delivered` and `dead`."""
        query = (
            select(_T.state, func.count().label("amount"))  # pylint: disable=not-callable
            .where(_T.agent == self._agent)
            .group_by(_T.state)
        )
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return {PENDING: 0, DELIVERED: 0, DEAD: 0} | {row.state: row.amount for row in rows}

    async def purge(self, before: datetime) -> int:
        """Delete notices delivered before a moment; return how many."""
        statement = delete(OUTBOX).where(
            _T.agent == self._agent, _T.state == DELIVERED, _T.settled_at < before
        )
        return await self._store.run(lambda connection: connection.execute(statement).rowcount)


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "agent": notice.agent,
        "trigger": notice.trigger,
        "correlation_id": notice.correlation_id,
        "anchor": notice.anchor,
        "channel": notice.channel,
        "origin": notice.origin,
        "detail": notice.detail,
        "raised_at": notice.raised_at,
        "state": PENDING,
        "attempts": 0,
        "next_at": notice.raised_at,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        agent=row.agent,
        trigger=row.trigger,
        anchor=row.anchor,
        channel=row.channel,
        correlation_id=row.correlation_id,
        origin=row.origin,
        detail=row.detail,
        raised_at=row.raised_at,
    )
