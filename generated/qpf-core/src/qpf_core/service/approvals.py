"""Where humans answer: the approvals that agents wait for."""

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel, Field

from qpf_core.agent.approval import pass_for
from qpf_core.agent.caller import GOVERNANCE_ROLE
from qpf_core.agent.scope import current_scope
from qpf_core.errors import NotFound
from qpf_core.governance import Approval, Approvals
from qpf_core.service.agents import AgentService
from qpf_core.service.auth import requires_roles
from qpf_core.service.bodies import JsonRoute


class Rejection(BaseModel):
    """Why not."""

    reason: str = Field(min_length=1, max_length=2000)


class Approved(BaseModel):
    """The answer yes: repeat the call with `approval_token` in the header X-Approval-Token."""

    approval_id: str
    approval_token: str


def approvals_router(agents: Sequence[AgentService]) -> APIRouter:
    """Return the routes; callers need the role `governance_token`."""
    router = APIRouter(
        tags=["governance"],
        dependencies=[requires_roles(GOVERNANCE_ROLE)],
        route_class=JsonRoute,
    )
    books = [agent.runtime.core.governance.approvals for agent in agents]

    @router.get("/approvals")
    async def list_approvals() -> list[Approval]:
        """Return the questions that wait for an answer, agent by agent, oldest first."""
        return [approval for book in books for approval in await book.pending()]

    @router.get("/approvals/{approval_id}")
    async def get_approval(approval_id: str) -> Approval:
        """Return one question and what became of it."""
        return await (await _holding(books, approval_id)).status(approval_id)

    @router.post("/approvals/{approval_id}/approve")
    async def approve(approval_id: str) -> Approved:
        """Say yes; nobody approves their own request."""
        book = await _holding(books, approval_id)
        token = await book.approve(approval_id, _approver())
        return Approved(approval_id=approval_id, approval_token=pass_for(approval_id, token))

    @router.post("/approvals/{approval_id}/reject")
    async def reject(approval_id: str, body: Rejection) -> Approval:
        """Say no."""
        book = await _holding(books, approval_id)
        await book.reject(approval_id, _approver(), body.reason)
        return await book.status(approval_id)

    return router


async def _holding(books: Sequence[Approvals], approval_id: str) -> Approvals:
    """Return the approvals of the agent that asked."""
    for book in books:
        try:
            await book.status(approval_id)
        except NotFound:
            continue
        return book
    raise NotFound("there is no such approval")


def _approver() -> str:
    scope = current_scope()
    assert scope is not None and scope.caller is not None  # the route requires a role
    return scope.caller.subject
