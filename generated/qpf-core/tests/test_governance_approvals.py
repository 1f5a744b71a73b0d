"""Approvals: persisted, decided once, handed over by a token that is good once."""

# pylint: disable=redefined-outer-name

import asyncio
from collections.abc import Callable

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import (
    Conflict,
    DeadlineExceeded,
    Forbidden,
    InputError,
    NotFound,
    Unauthenticated,
)
from qpf_core.governance import Approvals, AuditLog
from qpf_core.packet.tokens import TokenSigner
from qpf_core.store import Store

pytestmark = pytest.mark.anyio

Maker = Callable[[], Approvals]
ARGUMENTS = {"model": "m1", "share": 0.5}


@pytest.fixture
def make(store: Store, clock: ManualClock) -> Maker:
    """Return a maker of approvals on one store, as restarts would have them."""
    signer = TokenSigner("k" * 32, "scorer", clock)
    return lambda: Approvals(
        store, clock, signer, agent="scorer", audit=AuditLog(store, clock), poll_s=5
    )


async def ask(approvals: Approvals, ttl_s: float = 100) -> str:
    """Ask for a promotion."""
    return await approvals.request(
        "promote", ARGUMENTS, "gated", ttl_s, requested_by="agent:trainer"
    )


async def test_a_question_is_kept(make: Maker, clock: ManualClock) -> None:
    """Another process sees it whole."""
    id_ = await ask(make())
    approval = await make().status(id_)
    assert (approval.state, approval.operation) == ("pending", "promote")
    assert (approval.arguments, approval.reason) == (ARGUMENTS, "gated")
    assert approval.created_at == clock.now()
    assert await make().pending() == (approval,)


async def test_yes_gives_a_token_that_is_good_once(make: Maker) -> None:
    """For what was asked; the second time it is spent."""
    approvals = make()
    id_ = await ask(approvals)
    token = await approvals.approve(id_, "igor")
    done = await make().redeem(id_, token, operation="promote", arguments=ARGUMENTS)
    assert (done.state, done.decided_by) == ("approved", "igor")
    assert done.used_at is not None
    with pytest.raises(Conflict, match="spent"):
        await approvals.redeem(id_, token, operation="promote", arguments=ARGUMENTS)


async def test_a_token_is_spent_by_one_of_many(make: Maker) -> None:
    """Ten processes try at once, one wins."""
    id_ = await ask(make())
    token = await make().approve(id_, "igor")
    outcome = await asyncio.gather(
        *(make().redeem(id_, token, operation="promote", arguments=ARGUMENTS) for _ in range(10)),
        return_exceptions=True,
    )
    assert sum(isinstance(item, Conflict) for item in outcome) == 9


async def test_a_token_is_good_only_for_what_was_asked(make: Maker, clock: ManualClock) -> None:
    """Not for another operation, other arguments, another question, or a later day."""
    approvals = make()
    id_, other = await ask(approvals), await ask(approvals)
    token = await approvals.approve(id_, "igor")
    await approvals.approve(other, "igor")
    with pytest.raises(Forbidden):
        await approvals.redeem(id_, token, operation="rollback", arguments=ARGUMENTS)
    with pytest.raises(Forbidden):
        await approvals.redeem(id_, token, operation="promote", arguments={"model": "m2"})
    with pytest.raises(Unauthenticated):
        await approvals.redeem(other, token, operation="promote", arguments=ARGUMENTS)
    with pytest.raises(Unauthenticated):
        await approvals.redeem(id_, "forged", operation="promote", arguments=ARGUMENTS)
    clock.advance(200)
    with pytest.raises(Unauthenticated):
        await approvals.redeem(id_, token, operation="promote", arguments=ARGUMENTS)


async def test_no_is_no(make: Maker) -> None:
    """With the reason; nothing can be decided twice."""
    approvals = make()
    id_ = await ask(approvals)
    await approvals.reject(id_, "igor", "too early")
    approval = await approvals.status(id_)
    assert (approval.state, approval.note) == ("rejected", "too early")
    with pytest.raises(Conflict):
        await approvals.approve(id_, "igor")
    assert await approvals.pending() == ()


async def test_nobody_approves_their_own_request(make: Maker) -> None:
    """The requester may withdraw by rejecting."""
    approvals = make()
    id_ = await ask(approvals)
    with pytest.raises(Forbidden):
        await approvals.approve(id_, "agent:trainer")
    await approvals.reject(id_, "agent:trainer", "withdrawn")
    assert (await approvals.status(id_)).state == "rejected"


async def test_questions_expire(make: Maker, clock: ManualClock) -> None:
    """At the end of their time nobody can say yes."""
    approvals = make()
    id_ = await ask(approvals)
    clock.advance(100)
    assert (await approvals.status(id_)).state == "expired"
    assert await approvals.pending() == ()
    with pytest.raises(Conflict):
        await approvals.approve(id_, "igor")


async def test_unknown_questions_are_not_found(make: Maker) -> None:
    """And questions without sense are refused."""
    with pytest.raises(NotFound):
        await make().status("nope")
    with pytest.raises(NotFound):
        await make().approve("nope", "igor")
    with pytest.raises(InputError, match="ttl_s"):
        await ask(make(), ttl_s=0)
    id_ = await ask(make())
    with pytest.raises(InputError, match="by"):
        await make().approve(id_, "")


async def test_waiting_ends_with_the_answer(make: Maker, clock: ManualClock) -> None:
    """At once in the same process."""
    approvals = make()
    id_ = await ask(approvals)
    waiting = asyncio.ensure_future(approvals.wait(id_, 50))
    while not clock.sleepers:
        await asyncio.sleep(0)
    await approvals.approve(id_, "igor")
    assert (await waiting).state == "approved"


async def test_waiting_sees_an_answer_given_elsewhere(make: Maker, clock: ManualClock) -> None:
    """At the next look."""
    here, there = make(), make()
    id_ = await ask(here)
    waiting = asyncio.ensure_future(here.wait(id_, 50))
    while not clock.sleepers:
        await asyncio.sleep(0)
    await there.reject(id_, "igor", "no")
    clock.advance(5)
    assert (await waiting).state == "rejected"


async def test_waiting_has_an_end(make: Maker) -> None:
    """A deadline that nobody met."""
    approvals = make()
    id_ = await ask(approvals)
    with pytest.raises(DeadlineExceeded):
        await approvals.wait(id_, 0)


async def test_every_step_is_audited(make: Maker, store: Store, clock: ManualClock) -> None:
    """Asked, decided, spent: by whom. Without an audit log it works as well."""
    approvals = make()
    id_ = await ask(approvals)
    token = await approvals.approve(id_, "igor")
    await approvals.redeem(id_, token, operation="promote", arguments=ARGUMENTS)
    steps = [
        (entry.actor, entry.action)
        for entry in await AuditLog(store, clock).entries("approval", correlation_id=id_)
    ]
    expected = [("agent:trainer", "requested"), ("igor", "approved"), ("igor", "redeemed")]
    assert steps == expected
    silent = Approvals(store, clock, TokenSigner("k" * 32, "x", clock), agent="scorer")
    await silent.request("promote", {}, "gated", 10)
    assert len(await AuditLog(store, clock).entries()) == 3
