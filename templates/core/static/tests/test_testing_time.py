"""Tests have time enough, and no more than a minute."""

import asyncio

import pytest

from qpf_core.agent import ask
from qpf_core.autonomy import Deadline
from qpf_core.partners import InProcessTransport
from qpf_core.plain import JsonObject, JsonValue
from qpf_core.testing_time import PATIENCE_S, unhurried


async def left_s(budget_s: float | None, inherited_s: float | None = None) -> float:
    """What is left of a deadline when the caller has one, in seconds; a day without any."""
    now = asyncio.get_running_loop().time()
    inherited_at = None if inherited_s is None else now + inherited_s
    return Deadline.earliest(budget_s, inherited_at).remaining_s(86400.0)


@pytest.mark.anyio
async def test_short_limits_are_a_minute_meanwhile() -> None:
    assert await left_s(0.001) <= 0.001
    with unhurried():
        assert PATIENCE_S - 1.0 < await left_s(0.001) <= PATIENCE_S
        assert await left_s(PATIENCE_S * 2) > PATIENCE_S
        assert await left_s(None) == 86400.0
        assert await left_s(0.001, 5.0) <= 5.0
    assert await left_s(0.001) <= 0.001


@pytest.mark.anyio
async def test_partners_have_the_minute_too() -> None:
    async def left(
        arguments: JsonObject, /, *, correlation_id: str, deadline_s: float
    ) -> JsonValue:
        del arguments, correlation_id
        return round(deadline_s, 3)

    transport = InProcessTransport(lambda _: left)
    assert await ask(transport, "read", {}, float, timeout_s=0.25) == 0.25
    with unhurried():
        assert await ask(transport, "read", {}, float, timeout_s=0.25) == PATIENCE_S
