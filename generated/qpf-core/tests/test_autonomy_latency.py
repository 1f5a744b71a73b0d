"""Deadlines and latency budgets."""

import asyncio

import pytest

from qpf_core.autonomy import Deadline, LatencyBudget
from qpf_core.errors import DeadlineExceeded


def test_decision_latency_is_the_deadline_of_an_operation_without_its_own() -> None:
    assert LatencyBudget.of(None, 0.5) == LatencyBudget(hard_s=0.5, decision_s=0.5)


def test_a_longer_timeout_makes_decision_latency_a_limit_that_is_observed() -> None:
    budget = LatencyBudget.of(60.0, 0.5)
    assert budget.hard_s == 60.0
    assert not budget.breached(0.5)
    assert budget.breached(0.51)


def test_without_limits_nothing_is_breached() -> None:
    assert not LatencyBudget.of(None, None).breached(1e9)


@pytest.mark.anyio
async def test_the_earlier_deadline_wins() -> None:
    now = asyncio.get_running_loop().time()
    assert Deadline.earliest(None, None).at is None
    assert Deadline.earliest(None, now + 3).at == now + 3
    assert Deadline.earliest(100.0, now + 3).at == now + 3
    own = Deadline.earliest(1.0, now + 100)
    assert own.at is not None and own.at < now + 50
    assert 0.0 < own.remaining_s(9.0) <= 1.0
    assert Deadline(None).remaining_s(9.0) == 9.0
    assert Deadline(now - 1).remaining_s(9.0) == 0.0


@pytest.mark.anyio
async def test_work_past_its_deadline_is_cancelled() -> None:
    deadline = Deadline.earliest(0.001, None)
    with pytest.raises(DeadlineExceeded):
        await deadline.run(asyncio.Event().wait())


@pytest.mark.anyio
async def test_a_timeout_of_the_work_itself_is_not_the_deadline() -> None:
    async def fail() -> None:
        raise TimeoutError("a database")

    with pytest.raises(TimeoutError, match="a database"):
        await Deadline.earliest(10.0, None).run(fail())
    with pytest.raises(TimeoutError, match="a database"):
        await Deadline(None).run(fail())
