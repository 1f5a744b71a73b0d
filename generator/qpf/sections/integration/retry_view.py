"""How a client of a partner repeats failed calls, as the glue says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qpf.model.graph import WiringNode
from qpf.views.encode import Literal

__all__ = ["RetryView", "retries_of"]

_JITTER_S, _USUAL_S = 0.1, 1.0
"""What the core adds to a wait at most, and how long it waits at most where nothing says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryView:
    """A policy of the core, in its units."""

    attempts: Literal
    first: Literal
    factor: Literal
    longest: Literal


def retries_of(wirings: Iterable[WiringNode]) -> Iterator[RetryView]:
    """The policy of a client: one, or none where the glue leaves it to the core."""
    node = next((one.retry for one in wirings if one.retry is not None), None)
    if node is None:
        return
    policy = node.policy
    first = policy.initial_delay_ms / 1000
    last = first * policy.backoff_multiplier ** max(0, policy.max_retries - 1)
    yield RetryView(
        attempts=Literal(policy.max_retries + 1, node.max_retries),
        first=Literal(first, node.initial_delay_ms),
        factor=Literal(policy.backoff_multiplier, node.backoff_multiplier),
        longest=Literal(max(_USUAL_S, round(last + _JITTER_S, 3)), node.initial_delay_ms),
    )
