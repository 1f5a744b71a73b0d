"""Asking a human, and recognising the answer when the caller comes back with it."""

from collections.abc import Mapping

from qpf_core.agent.core import AgentCore
from qpf_core.agent.scope import CallScope
from qpf_core.errors import ApprovalRequired, Unauthenticated

_SEPARATOR = ":"


def pass_for(approval_id: str, token: str) -> str:
    """Return what a caller shows to repeat an approved call."""
    return f"{approval_id}{_SEPARATOR}{token}"


async def require_approval(
    core: AgentCore, scope: CallScope, operation: str, arguments: Mapping[str, object], reason: str
) -> None:
    """Return when the call carries an approval for exactly this operation with these arguments.

    Otherwise the question is put on record and ApprovalRequired raised. Raises Unauthenticated,
    Forbidden or Conflict for an approval that is not genuine, for something else, or spent.
    """
    approvals = core.governance.approvals
    if scope.approval is None:
        approval_id = await approvals.request(
            operation, arguments, reason, core.approval_ttl_s, requested_by=scope.subject
        )
        raise ApprovalRequired(approval_id)
    approval_id, separator, token = scope.approval.partition(_SEPARATOR)
    if not separator:
        raise Unauthenticated("the approval is not valid here")
    await approvals.redeem(approval_id, token, operation=operation, arguments=arguments)
