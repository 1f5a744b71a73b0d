"""How a typed client asks its partner: one line per operation."""

from collections.abc import Mapping
from typing import TypeVar

from qpf_core.agent.scope import current_scope, new_correlation_id
from qpf_core.autonomy import Deadline
from qpf_core.partners import Transport
from qpf_core.plain import from_plain, to_plain_object

T = TypeVar("T")


async def ask(
    transport: Transport,
    operation: str,
    arguments: Mapping[str, object],
    answer: type[T],
    *,
    timeout_s: float = 30.0,
) -> T:
    """Call `operation` and return its result as `answer`.

    Correlation id and deadline are those of the call that runs; `timeout_s` holds if it has no
    deadline or a later one. Raises what the partner answered, InputError for a result that is no
    `answer`.
    """
    scope = current_scope()
    deadline = Deadline.earliest(timeout_s, None if scope is None else scope.deadline_at)
    plain = await transport.call(
        operation,
        to_plain_object(arguments),
        correlation_id=new_correlation_id() if scope is None else scope.correlation_id,
        deadline_s=deadline.remaining_s(timeout_s),
    )
    return from_plain(answer, plain, extra="ignore")
