"""The audit log over HTTP: its entries, and whether they are whole."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, JsonValue

from qpf_core.agent.caller import GOVERNANCE_ROLE
from qpf_core.governance import AuditEntry
from qpf_core.governance.audit import MOST_ENTRIES
from qpf_core.service.agents import AgentService
from qpf_core.service.auth import requires_roles
from qpf_core.service.bodies import JsonRoute
from qpf_core.service.platform import Platform


class AuditLine(BaseModel):
    """One entry of the audit log; `hash` seals it and `previous`, the hash of the entry before."""

    seq: int
    at: str
    scope: str
    actor: str
    action: str
    detail: JsonValue
    correlation_id: str
    previous: str
    hash: str


class AuditVerdict(BaseModel):
    """Whether the chain of the audit log is whole, and the first entry that is not."""

    intact: bool
    first_broken: int | None


def audit_router(agents: Sequence[AgentService], platform: Platform) -> APIRouter:
    """Return the routes; callers need the role `governance_token`.

    What agents of this process still have to write is written before an answer.
    """
    router = APIRouter(
        prefix="/audit",
        tags=["governance"],
        dependencies=[requires_roles(GOVERNANCE_ROLE)],
        route_class=JsonRoute,
    )

    @router.get("/entries")
    async def list_audit_entries(
        scope: str | None = None,
        correlation_id: str | None = None,
        after: Annotated[int, Query(ge=0, le=2**62)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_ENTRIES)] = 100,
    ) -> list[AuditLine]:
        """Return entries in their order, from beyond the place `after`."""
        await _written(agents)
        entries = await platform.audit.entries(
            scope, correlation_id=correlation_id, after=after, limit=limit
        )
        return [_line(entry) for entry in entries]

    @router.get("/verify")
    async def verify_audit() -> AuditVerdict:
        """Check the hashes of the audit log from its first entry to its last."""
        await _written(agents)
        broken = await platform.audit.verify()
        return AuditVerdict(intact=broken is None, first_broken=broken)

    return router


async def _written(agents: Sequence[AgentService]) -> None:
    """Wait a moment for the entries of calls that were answered already."""
    await asyncio.gather(*(agent.runtime.flush() for agent in agents))


def _line(entry: AuditEntry) -> AuditLine:
    return AuditLine(
        seq=entry.seq,
        at=entry.at,
        scope=entry.scope,
        actor=entry.actor,
        action=entry.action,
        detail=entry.detail,
        correlation_id=entry.correlation_id,
        previous=entry.previous,
        hash=entry.hash,
    )
