"""Approvals: a gated operation asks, a human answers, a signed token carries the answer once."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from qpf_core.clock import Clock
from qpf_core.errors import Conflict, DeadlineExceeded, Forbidden, NotFound
from qpf_core.governance.approval_rows import Approval, ApprovalRows
from qpf_core.governance.audit import AuditLog
from qpf_core.governance.waiting import wait_for_news
from qpf_core.guards import require_length, require_range
from qpf_core.packet.tokens import TokenSigner
from qpf_core.plain import canonical_json, to_plain
from qpf_core.store import IdMint, Store
from qpf_core.store.governance_tables import APPROVALS

_T = APPROVALS.c
APPROVER_ROLE = "approver"
AUDIT_SCOPE = "approval"


class Approvals:  # pylint: disable=too-many-instance-attributes
    """Questions to humans for one agent; they survive a restart.

    `approve` answers with a handoff token; `redeem` accepts that token once, for the operation and
    the arguments that were asked for, until the approval expires.
    """

    def __init__(  # pylint: disable=too-many-arguments
        self,
        store: Store,
        clock: Clock,
        signer: TokenSigner,
        *,
        agent: str,
        audit: AuditLog | None = None,
        poll_s: float = 1.0,
    ) -> None:
        """Ask for `agent`; write every step to `audit` when given.

        `poll_s` is how often `wait` looks for an answer given to another process, in seconds.
        """
        self._rows = ApprovalRows(agent, store)
        self._clock = clock
        self._signer = signer
        self._agent = agent
        self._audit = audit
        self._poll_s = poll_s
        self._mint = IdMint(clock)
        self._answered: dict[str, asyncio.Event] = {}

    async def request(  # pylint: disable=too-many-arguments
        self,
        operation: str,
        arguments: Mapping[str, object],
        reason: str,
        ttl_s: float,
        *,
        requested_by: str = "",
    ) -> str:
        """Ask for `operation` with `arguments`; return the identity of the question."""
        require_length("operation", operation, 1, 200)
        require_range("ttl_s", ttl_s, 0.001)
        now = self._clock.now()
        values = {
            "id": self._mint.new(),
            "operation": operation,
            "arguments": to_plain(arguments),
            "reason": reason,
            "requested_by": requested_by,
            "state": "pending",
            "created_at": now,
            "expires_at": now + timedelta(seconds=ttl_s),
        }
        await self._rows.add(values)
        await self._write_down(requested_by or self._agent, "requested", values["id"], operation)
        return str(values["id"])

    async def approve(self, id_: str, by: str) -> str:
        """Say yes in the name of `by`; return the handoff token.

        Raises NotFound, Conflict when it is decided or expired, Forbidden for one's own question.
        """
        approval = await self._decide(id_, by, "approved", None)
        ttl_s = (approval.expires_at - self._clock.now()).total_seconds()
        return self._signer.issue(
            by,
            (APPROVER_ROLE,),
            _audience(id_),
            ttl_s,
            context={"approval": id_, "operation": approval.operation},
        )

    async def reject(self, id_: str, by: str, reason: str) -> None:
        """Say no in the name of `by`.

        Raises NotFound, Conflict when it is decided or expired.
        """
        await self._decide(id_, by, "rejected", reason)

    async def status(self, id_: str) -> Approval:
        """Return the question as it stands; raises NotFound."""
        approval = await self._rows.get(id_, self._clock.now())
        if approval is None:
            raise NotFound("there is no such approval")
        return approval

    async def pending(self, limit: int = 100) -> tuple[Approval, ...]:
        """Return up to `limit` questions that wait for an answer, oldest first."""
        return await self._rows.pending(self._clock.now(), limit)

    async def wait(self, id_: str, timeout_s: float) -> Approval:
        """Return the question once it is decided or expired.

        Raises NotFound, and DeadlineExceeded when that takes longer than `timeout_s` seconds.
        """
        until = self._clock.monotonic() + timeout_s
        answered = self._answered.setdefault(id_, asyncio.Event())
        try:
            while (approval := await self.status(id_)).state == "pending":
                left = until - self._clock.monotonic()
                if left <= 0:
                    raise DeadlineExceeded("nobody answered in time")
                await wait_for_news(answered, self._clock, min(left, self._poll_s))
        finally:
            self._answered.pop(id_, None)
        return approval

    async def redeem(
        self, id_: str, token: str, *, operation: str, arguments: Mapping[str, object]
    ) -> Approval:
        """Spend the handoff token on exactly what was asked; return the approval.

        Raises Unauthenticated for a token that is not genuine or late, Forbidden for another
        operation or other arguments, Conflict when it is spent or was never approved.
        """
        claims = self._signer.verify(token, _audience(id_))
        approval = await self.status(id_)
        asked = (approval.operation, canonical_json(approval.arguments))
        if (operation, canonical_json(arguments)) != asked:
            raise Forbidden("the approval is for something else")
        values = {"used_at": self._clock.now()}
        if not await self._rows.change(id_, values, _T.state == "approved", _T.used_at.is_(None)):
            raise Conflict("the approval is spent or was never given")
        await self._write_down(claims.subject, "redeemed", id_, operation)
        return await self.status(id_)

    async def _decide(self, id_: str, by: str, state: str, note: str | None) -> Approval:
        require_length("by", by, 1, 200)
        approval = await self.status(id_)
        if state == "approved" and by == approval.requested_by:
            raise Forbidden("nobody approves their own request")
        now = self._clock.now()
        values = {"state": state, "decided_at": now, "decided_by": by, "note": note}
        if not await self._rows.change(id_, values, _T.state == "pending", _T.expires_at > now):
            raise Conflict("the approval is decided already or expired")
        await self._write_down(by, state, id_, approval.operation)
        if (answered := self._answered.get(id_)) is not None:
            answered.set()
        return await self.status(id_)

    async def _write_down(self, by: str, action: str, id_: Any, operation: str) -> None:
        if self._audit is not None:
            detail = {"approval": id_, "operation": operation, "agent": self._agent}
            await self._audit.record(AUDIT_SCOPE, by, action, detail, str(id_))


def _audience(id_: str) -> str:
    return f"approval:{id_}"
