"""The context: what an operation may do, and that everything undeclared is refused."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from agent_samples import READ, SAMPLE

from qpf_core.agent import CallScope, Context, embedded, entered
from qpf_core.clock import ManualClock
from qpf_core.errors import ApprovalRequired, Forbidden
from qpf_core.packet import parse_packet, verify

pytestmark = pytest.mark.anyio
T = TypeVar("T")


class Ledger:
    """A client of a partner."""


async def within(
    body: Callable[[Context], Awaitable[T]], correlation_id: str = "c-1", approval: str = ""
) -> T:
    """Run `body` inside an operation of a new sample agent."""
    runtime = embedded(SAMPLE, ManualClock(), partners={Ledger: Ledger()})
    with entered(CallScope(correlation_id=correlation_id, approval=approval or None)):
        return await runtime.run(READ, body)


async def test_it_knows_the_call() -> None:
    async def body(ctx: Context) -> None:
        assert (ctx.agent, ctx.correlation_id, ctx.subject) == ("sample", "c-1", "embedded")
        assert ctx.clock.monotonic() == 0.0
        assert 0.0 < ctx.remaining_s() <= 30.0
        ctx.log.info("first")
        log = ctx.log
        assert ctx.log is log

    await within(body)


async def test_without_a_deadline_the_remaining_time_is_the_given_one() -> None:
    core = embedded(SAMPLE).core
    assert Context(core, CallScope(correlation_id="c"), {}).remaining_s(7.0) == 7.0


async def test_memory_is_the_declared_one() -> None:
    async def body(ctx: Context) -> None:
        await ctx.memory.episodic.append("seen", {"x": 1}, index={"kind": "test"})
        assert [found.value for found in await ctx.memory.episodic.find("seen")] == [{"x": 1}]
        with pytest.raises(Forbidden):
            _ = ctx.memory.semantic

    await within(body)


async def test_measuring_fires_the_trigger_whose_condition_holds() -> None:
    async def body(ctx: Context) -> None:
        assert await ctx.measure(confidence=0.9) == ()
        assert await ctx.measure(confidence=0.5) == ("low_confidence",)
        assert await ctx.measure(confidence=0.4) == ()

    await within(body)


async def test_measured_values_show_in_the_metrics_that_the_schema_names() -> None:
    runtime = embedded(SAMPLE)

    async def body(ctx: Context) -> None:
        await ctx.measure(confidence=0.75, undeclared=3.0)

    await runtime.run(READ, body)
    value = runtime.core.metrics.registry.get_sample_value
    assert value("confidence", {"agent": "sample"}) == 0.75
    assert value("undeclared", {"agent": "sample"}) is None


async def test_escalating_calls_the_anchors_once_for_a_correlation() -> None:
    async def body(ctx: Context) -> None:
        assert await ctx.escalate("override_requested", by="ada")
        assert not await ctx.escalate("override_requested", by="ada")
        with pytest.raises(Forbidden):
            await ctx.escalate("panic")

    await within(body)


async def test_audit_entries_name_who_asked() -> None:
    runtime = embedded(SAMPLE)

    async def body(ctx: Context) -> None:
        await ctx.audit("decisions", "chose", option="a")
        with pytest.raises(Forbidden):
            await ctx.audit("secrets", "looked")

    await runtime.run(READ, body)
    (entry,) = await runtime.core.governance.log.entries("decisions")
    assert (entry.actor, entry.action, entry.detail) == ("embedded", "chose", {"option": "a"})


async def test_events_carry_agent_and_trace() -> None:
    runtime = embedded(SAMPLE)

    async def body(ctx: Context) -> None:
        await ctx.publish("happened", {"n": 1})
        with pytest.raises(Forbidden, match="does not declare the event rumour"):
            await ctx.publish("rumour")

    with entered(CallScope(correlation_id="c-9")):
        await runtime.run(READ, body)
    bus = runtime.core.bus
    await bus.ensure_group("events.sample.happened", "test")
    (message,) = await bus.read("events.sample.happened", "test", "me")
    assert message.body["trace_id"] == "c-9"
    assert message.body["event_data"] == {"n": 1}


async def test_packets_are_sealed_and_reach_the_inbox_of_their_receiver() -> None:
    runtime = embedded(SAMPLE)

    async def body(ctx: Context) -> str:
        with pytest.raises(Forbidden, match="does not declare the packet type order"):
            await ctx.send("order", {}, "other")
        return await ctx.send("insight", {"n": 1}, "other")

    packet_id = await runtime.run(READ, body)
    bus = runtime.core.bus
    await bus.ensure_group("packets.other", "test")
    (message,) = await bus.read("packets.other", "test", "me")
    packet = parse_packet(message.body)
    verify(packet, runtime.core.clock)
    assert str(packet.packet_id) == packet_id
    assert (packet.packet_type, packet.payload) == ("insight", {"n": 1})


async def test_channels_that_are_off_are_refused() -> None:
    runtime = embedded(replace(SAMPLE, channels={"eventbus": False}))

    async def body(ctx: Context) -> None:
        with pytest.raises(Forbidden, match="no channel among eventbus"):
            await ctx.publish("happened")
        with pytest.raises(Forbidden, match="no channel among packetenvelope"):
            await ctx.send("insight", {}, "other")

    await runtime.run(READ, body)


async def test_partners_are_found_by_the_class_of_their_client() -> None:
    async def body(ctx: Context) -> None:
        assert isinstance(ctx.partner(Ledger), Ledger)
        with pytest.raises(Forbidden, match="no partner int"):
            ctx.partner(int)

    await within(body)


async def test_an_operation_may_ask_for_an_approval_of_its_own() -> None:
    runtime = embedded(SAMPLE)

    async def body(ctx: Context, amount: int) -> int:
        if amount > 10:
            await ctx.approve("a large amount")
            await ctx.approve("the same call is not asked twice")
        return amount

    assert await runtime.run(READ, body, amount=5) == 5
    with pytest.raises(ApprovalRequired) as caught:
        await runtime.run(READ, body, amount=50)
    approvals = runtime.core.governance.approvals
    assert (await approvals.status(caught.value.approval_id)).reason == "a large amount"
    token = await approvals.approve(caught.value.approval_id, "igor")
    approval = f"{caught.value.approval_id}:{token}"
    with entered(CallScope(correlation_id="c", approval=approval)):
        assert await runtime.run(READ, body, amount=50) == 50
