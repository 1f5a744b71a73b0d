"""Asking a human, and recognising the answer when the caller comes back with it."""

import builtins
import keyword
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

    Whoever decides sees the arguments by the names of the schema. Without an approval the question
    is put on record and ApprovalRequired raised. Raises Unauthenticated, Forbidden or Conflict for
    an approval that is not genuine, for something else, or spent.
    """
    approvals = core.governance.approvals
    told = {_written(name): value for name, value in arguments.items()}
    if scope.approval is None:
        approval_id = await approvals.request(
            operation, told, reason, core.approval_ttl_s, requested_by=scope.subject
        )
        raise ApprovalRequired(approval_id)
    approval_id, separator, token = scope.approval.partition(_SEPARATOR)
    if not separator:
        raise Unauthenticated("the approval is not valid here")
    await approvals.redeem(approval_id, token, operation=operation, arguments=told)


def _written(identifier: str) -> str:
    """Return the name behind an identifier: one that Python has taken got an underscore."""
    name = identifier.removesuffix("_")
    return name if keyword.iskeyword(name) or hasattr(builtins, name) else identifier
