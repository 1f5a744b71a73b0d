"""Approvals as rows: one question to a human each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, insert, select, update

from qpf_core.plain import JsonValue
from qpf_core.store import Store
from qpf_core.store.governance_tables import APPROVALS

ApprovalState = Literal["pending", "approved", "rejected", "expired"]
_T = APPROVALS.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:  # pylint: disable=too-many-instance-attributes
    """A question to a human and what became of it."""

    id: str
    agent: str
    operation: str
    arguments: Mapping[str, JsonValue]
    reason: str
    requested_by: str
    state: ApprovalState
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str | None = None
    """What the human said to a rejection."""
    used_at: datetime | None = None
    """When the operation redeemed the approval."""


class ApprovalRows:
    """The approvals of one agent."""

    def __init__(self, agent: str, store: Store) -> None:
        """Keep the approvals of `agent` in `store`."""
        self._agent = agent
        self._store = store

    async def add(self, values: dict[str, Any]) -> None:
        """Add a question."""
        row = values | {"agent": self._agent}
        await self._store.run(lambda connection: connection.execute(insert(APPROVALS), row))

    async def get(self, id_: str, now: datetime) -> Approval | None:
        """Return the approval `id_` as it stands at `now`."""
        query = select(APPROVALS).where(_T.agent == self._agent, _T.id == id_)
        row = await self._store.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _approval(row, now)

    async def pending(self, now: datetime, limit: int) -> tuple[Approval, ...]:
        """Return up to `limit` questions that nobody answered yet, oldest first."""
        query = (
            select(APPROVALS)
            .where(_T.agent == self._agent, _T.state == "pending", _T.expires_at > now)
            .order_by(_T.id)
            .limit(limit)
        )
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return tuple(_approval(row, now) for row in rows)

    async def change(self, id_: str, values: dict[str, Any], *where: ColumnElement[bool]) -> bool:
        """Change the approval `id_` if `where` still holds; tell whether it did."""
        statement = (
            update(APPROVALS).where(_T.agent == self._agent, _T.id == id_, *where).values(values)
        )
        changed = await self._store.run(lambda connection: connection.execute(statement).rowcount)
        return changed == 1


def _approval(row: Row[Any], now: datetime) -> Approval:
    late = row.state == "pending" and row.expires_at <= now
    return Approval(
        id=row.id,
        agent=row.agent,
        operation=row.operation,
        arguments=row.arguments,
        reason=row.reason,
        requested_by=row.requested_by,
        state="expired" if late else row.state,
        created_at=row.created_at,
        expires_at=row.expires_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        note=row.note,
        used_at=row.used_at,
    )
