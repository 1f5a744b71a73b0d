"""The runtime: the only way into an operation, and everything that stands in it."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from agent_samples import ADMIN, DEPLOY, READ, SAMPLE, SLOW, WRITE, echo, with_policy, with_profile

from qpf_core.agent import (
    AgentRuntime,
    Caller,
    CallScope,
    Context,
    OperationDeclaration,
    current_scope,
    embedded,
    entered,
)
from qpf_core.autonomy import SafetyViolation
from qpf_core.clock import ManualClock
from qpf_core.errors import (
    ApprovalRequired,
    Conflict,
    DeadlineExceeded,
    Forbidden,
    InputError,
    NotFound,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from qpf_core.governance import AuditEntry

pytestmark = pytest.mark.anyio

ANONYMOUS = CallScope(correlation_id="c-1")


def sample_value(runtime: AgentRuntime, name: str, **labels: str) -> float | None:
    return runtime.core.metrics.registry.get_sample_value(name, {"agent": "sample"} | labels)


async def forever(_ctx: Context) -> None:
    await asyncio.Event().wait()


async def test_an_operation_runs_with_its_context() -> None:
    runtime = embedded(SAMPLE)

    async def body(ctx: Context, value: int) -> tuple[str, str, int]:
        scope = current_scope()
        assert scope is not None and scope.operation == "read"
        return ctx.agent, ctx.subject, value

    assert await runtime.run(READ, body, value=3) == ("sample", "embedded", 3)
    assert current_scope() is None


async def test_the_given_correlation_id_is_the_calls() -> None:
    async def body(ctx: Context) -> str:
        return ctx.correlation_id

    runtime = embedded(SAMPLE)
    assert await runtime.perform(READ, body, correlation_id="mine") == "mine"
    with entered(ANONYMOUS):
        assert await runtime.perform(READ, body) == "c-1"
        assert await runtime.perform(READ, body, correlation_id="mine") == "mine"
    assert len(await runtime.perform(READ, body)) == 32


async def test_an_undeclared_operation_is_refused() -> None:
    runtime = embedded(SAMPLE)
    with pytest.raises(Forbidden, match="does not declare the operation guess"):
        await runtime.run(OperationDeclaration(name="guess"), echo)
    with pytest.raises(Forbidden):
        runtime.pause("guess")


async def test_roles_are_checked_for_whoever_is_known() -> None:
    runtime = AgentRuntime(embedded(SAMPLE).core)
    with pytest.raises(Unauthenticated):
        await runtime.run(ADMIN, echo)
    with pytest.raises(Forbidden):
        await runtime.perform(ADMIN, echo, caller=Caller("ada", frozenset(("reader",))))
    governor = Caller("igor", frozenset(("governance_token",)))
    assert await runtime.perform(ADMIN, echo, caller=governor) == 1.0
    with entered(replace(ANONYMOUS, caller=governor)):
        assert await runtime.run(ADMIN, echo) == 1.0


async def test_a_partner_in_the_same_process_acts_as_a_service_for_its_caller() -> None:
    served = OperationDeclaration(name="read", roles=("service_token",))
    inner = AgentRuntime(embedded(replace(SAMPLE, name="inner", operations=(served,))).core)
    outer = AgentRuntime(embedded(SAMPLE).core)

    async def body(ctx: Context) -> str:
        return ctx.subject

    async def ask_partner(_ctx: Context) -> str:
        return await inner.run(served, body)

    with pytest.raises(Unauthenticated):
        await inner.run(served, body)
    with entered(replace(ANONYMOUS, caller=Caller("ada"))):
        assert await outer.run(READ, ask_partner) == "ada via sample"
    with entered(replace(ANONYMOUS, origin="@host")):
        assert await outer.run(READ, ask_partner) == "anonymous@host via sample"


async def test_an_operation_ends_at_its_deadline() -> None:
    runtime = embedded(SAMPLE)
    with pytest.raises(DeadlineExceeded):
        await runtime.run(SLOW, forever)
    assert sample_value(
        runtime, "qpf_operations_total", operation="slow", outcome="deadline_exceeded"
    ) == pytest.approx(1.0)
    assert runtime.in_flight == 0


async def test_the_deadline_of_the_caller_counts_too() -> None:
    runtime = embedded(SAMPLE)
    over = replace(ANONYMOUS, deadline_at=asyncio.get_running_loop().time())
    with entered(over), pytest.raises(DeadlineExceeded):
        await runtime.run(READ, forever)


async def test_a_cancelled_call_is_counted_and_leaves() -> None:
    runtime = embedded(SAMPLE)
    task = asyncio.create_task(runtime.run(READ, forever))
    await asyncio.sleep(0)
    assert runtime.in_flight == 1
    task.cancel()
    await asyncio.wait((task,))
    assert runtime.in_flight == 0
    assert sample_value(
        runtime, "qpf_operations_total", operation="read", outcome="cancelled"
    ) == pytest.approx(1.0)


async def test_more_than_the_task_limit_wait_and_more_than_the_queue_are_refused() -> None:
    runtime = embedded(SAMPLE)
    tasks = [asyncio.create_task(runtime.run(READ, forever)) for _ in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await runtime.run(READ, echo)
    for task in tasks:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {asyncio.CancelledError}
    assert await runtime.run(READ, echo) == 1.0


async def test_an_agent_that_calls_itself_needs_no_second_place() -> None:
    runtime = embedded(with_profile(task_limit=1))

    async def body(_ctx: Context) -> float:
        return await runtime.run(READ, echo, 2.0)

    assert await runtime.run(WRITE, body) == 2.0


async def test_safety_layers_look_at_arguments_and_result() -> None:
    runtime = embedded(SAMPLE)

    async def shout(_ctx: Context) -> dict[str, float]:
        return {"confidence": 3.0}

    with pytest.raises(InputError):
        await runtime.run(READ, echo, value=float("nan"))
    with pytest.raises(InputError):
        await runtime.run(READ, echo, float("inf"))
    with pytest.raises(SafetyViolation):
        await runtime.run(READ, shout)


async def test_an_agent_with_an_unknown_safety_layer_does_not_start() -> None:
    with pytest.raises(ValueError, match="unknown safety layers: luck"):
        embedded(with_profile(safety_layers=("luck",)))


async def test_a_paused_operation_waits_until_it_is_resumed() -> None:
    runtime = embedded(SAMPLE)
    runtime.pause("read")
    with pytest.raises(Unavailable, match="read is paused"):
        await runtime.run(READ, echo)
    runtime.resume("read")
    assert await runtime.run(READ, echo) == 1.0


async def test_what_autonomy_excludes_is_refused() -> None:
    runtime = embedded(with_profile(external_actions="none"))
    with pytest.raises(Forbidden, match="outside of the agent's autonomy"):
        await runtime.run(DEPLOY, echo)


async def test_without_human_override_a_gated_operation_runs() -> None:
    assert await embedded(with_policy(human_override=False)).run(DEPLOY, echo) == 1.0


async def test_a_gated_operation_runs_once_with_the_approval_of_a_human() -> None:
    runtime = embedded(SAMPLE)
    with pytest.raises(ApprovalRequired) as caught:
        await runtime.run(DEPLOY, echo, value=7.0)
    approvals = runtime.core.governance.approvals
    token = await approvals.approve(caught.value.approval_id, "igor")
    approved = replace(ANONYMOUS, approval=f"{caught.value.approval_id}:{token}")
    with entered(approved):
        with pytest.raises(Forbidden):
            await runtime.run(DEPLOY, echo, value=8.0)
        assert await runtime.run(DEPLOY, echo, value=7.0) == 7.0
        with pytest.raises(Conflict):
            await runtime.run(DEPLOY, echo, value=7.0)
    with entered(replace(ANONYMOUS, approval="whatever")), pytest.raises(Unauthenticated):
        await runtime.run(DEPLOY, echo, value=7.0)


async def test_supervised_agents_ask_before_they_change_anything() -> None:
    runtime = embedded(with_policy(mode="supervised"))
    assert await runtime.run(READ, echo) == 1.0
    with pytest.raises(ApprovalRequired):
        await runtime.run(WRITE, echo)


async def test_latency_reaches_governance_and_metrics() -> None:
    clock = ManualClock()
    runtime = embedded(SAMPLE, clock)

    async def body(_ctx: Context) -> None:
        clock.advance(0.6)

    await runtime.run(READ, body)
    assert sample_value(runtime, "read_latency_ms_sum") == pytest.approx(600.0)
    assert sample_value(runtime, "qpf_escalations_total", trigger="too_slow") == pytest.approx(1.0)
    assert await runtime.core.governance.escalations.counts() == {
        "pending": 1,
        "delivered": 0,
        "dead": 0,
    }


async def test_a_decision_that_takes_too_long_is_counted() -> None:
    clock = ManualClock()
    patient = replace(READ, timeout_s=60.0)
    runtime = embedded(replace(SAMPLE, operations=(patient,)), clock)

    async def body(_ctx: Context) -> None:
        clock.advance(31.0)

    await runtime.run(patient, body)
    assert sample_value(
        runtime, "qpf_decision_latency_breaches_total", operation="read"
    ) == pytest.approx(1.0)


async def test_calls_are_on_record_with_who_and_how_they_ended() -> None:
    runtime = embedded(SAMPLE)

    async def fail(_ctx: Context) -> None:
        raise NotFound("nothing here")

    await runtime.run(WRITE, echo)
    with pytest.raises(NotFound):
        await runtime.run(READ, fail)
    await runtime.run(ADMIN, echo)
    await runtime.drain()
    entries = await runtime.core.governance.log.entries()
    assert [(entry.scope, entry.actor, entry.action, entry.detail) for entry in entries] == [
        ("writes", "embedded", "write", {"outcome": "ok"}),
        ("reads", "embedded", "read", {"outcome": "not_found"}),
        ("operations", "embedded", "performed", {"operation": "admin", "mutating": False}),
    ]


async def test_a_fault_nobody_declared_passes_through_and_is_counted() -> None:
    runtime = embedded(SAMPLE)

    async def fail(_ctx: Context) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await runtime.run(READ, fail)
    assert sample_value(
        runtime, "qpf_operations_total", operation="read", outcome="error"
    ) == pytest.approx(1.0)


async def test_a_draining_agent_finishes_and_takes_nothing_new() -> None:
    runtime = embedded(SAMPLE)
    release = asyncio.Event()

    async def wait(_ctx: Context) -> str:
        await release.wait()
        return "done"

    task = asyncio.create_task(runtime.run(READ, wait))
    await asyncio.sleep(0)
    drained = asyncio.create_task(runtime.drain())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="shutting down"):
        await runtime.run(READ, echo)
    release.set()
    assert await drained == 0
    assert await task == "done"
    await runtime.close()


async def test_draining_tells_how_many_did_not_finish() -> None:
    runtime = embedded(SAMPLE)
    task = asyncio.create_task(runtime.run(READ, forever))
    await asyncio.sleep(0)
    assert await runtime.drain(timeout_s=0.001) == 1
    task.cancel()
    await asyncio.wait((task,))


async def test_what_cannot_be_recorded_at_once_is_recorded_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = ManualClock()
    runtime = embedded(with_profile(safety_layers=("governance_constraint_check",)), clock)
    log = runtime.core.governance.log
    record, faults = log.record, [Unavailable("the disk is full")] * 2

    async def flaky(*entry: Any) -> AuditEntry:
        if faults:
            raise faults.pop()
        return await record(*entry)

    monkeypatch.setattr(log, "record", flaky)
    assert await runtime.run(WRITE, echo) == 1.0
    async with asyncio.timeout(5.0):
        while not clock.sleepers:
            await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="governance cannot record"):
        await runtime.run(WRITE, echo)
    clock.advance(1.0)
    await runtime.drain()
    assert [entry.action for entry in await log.entries("writes")] == ["write", "write"]


async def test_a_fault_in_governance_does_not_change_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runtime = embedded(SAMPLE)

    async def fail(*_values: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(runtime.core.governance, "measure", fail)
    assert await runtime.run(READ, echo) == 1.0


async def test_arguments_may_have_any_name() -> None:
    async def body(_ctx: Context, operation: str, body: str) -> str:
        return operation + body

    assert await embedded(SAMPLE).run(READ, body, operation="a", body="b") == "ab"
