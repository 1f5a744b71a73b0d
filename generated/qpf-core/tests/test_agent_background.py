"""What an agent does without being asked: packets, events, commands, jobs."""

import asyncio
from dataclasses import replace

import pytest
from agent_samples import READ, SAMPLE, echo

from qpf_core.agent import AgentRuntime, Context, current_scope, embedded, invocations
from qpf_core.bus import Event, EventBus, Message
from qpf_core.clock import ManualClock
from qpf_core.errors import Forbidden, InputError, Unavailable
from qpf_core.packet import PacketEnvelope, new_packet
from qpf_core.partners import PacketTransport
from qpf_core.plain import to_plain_object

pytestmark = pytest.mark.anyio
SOON = 5.0


def message(packet: PacketEnvelope, deliveries: int = 1) -> Message:
    return Message("1", "packets.sample", to_plain_object(packet), deliveries)


async def test_a_declared_packet_reaches_its_handler_in_the_scope_of_its_sender() -> None:
    runtime = embedded(SAMPLE)
    seen: list[tuple[object, str, str]] = []

    async def handle(packet: PacketEnvelope) -> None:
        scope = current_scope()
        assert scope is not None
        seen.append((packet.payload["n"], scope.subject, scope.correlation_id))

    runtime.background.on_packet("query", handle)
    await runtime.start()
    packet = new_packet(
        "query", {"n": 1}, agent="other", clock=runtime.core.clock, correlation_id="c-7"
    )
    await runtime.core.bus.append("packets.sample", to_plain_object(packet))
    async with asyncio.timeout(SOON):
        while not seen:
            await asyncio.sleep(0.001)
    await runtime.drain()
    await runtime.close()
    assert seen == [(1, "other", "c-7")]


async def test_only_declared_packet_types_may_have_a_handler() -> None:
    with pytest.raises(InputError):
        embedded(SAMPLE).background.on_packet("order", echo)  # type: ignore[arg-type]


async def test_packets_that_cannot_be_handled_are_answered_and_given_up() -> None:
    runtime = embedded(SAMPLE)
    inbox = runtime.background.inbox
    stale = new_packet("query", {}, agent="other", clock=runtime.core.clock)
    forged = stale.model_copy(update={"payload": {"n": 2}})
    with pytest.raises(InputError, match="does not match the content"):
        await inbox.handle(message(forged))
    with pytest.raises(InputError, match="does not take query"):
        await inbox.handle(message(stale))
    assert await runtime.core.bus.length("packets.sample.errors") == 2


async def test_a_replay_is_ignored_and_a_redelivery_is_not() -> None:
    runtime = embedded(SAMPLE)
    calls: list[str] = []

    async def handle(packet: PacketEnvelope) -> None:
        calls.append(str(packet.packet_id))
        if len(calls) == 1:
            raise Unavailable("try again")

    runtime.background.on_packet("query", handle)
    packet = new_packet("query", {}, agent="other", clock=runtime.core.clock)
    inbox = runtime.background.inbox
    with pytest.raises(Unavailable):
        await inbox.handle(message(packet))
    await inbox.handle(message(packet, deliveries=2))
    await inbox.handle(message(packet))
    assert len(calls) == 2


async def test_observed_events_arrive_with_their_trace() -> None:
    runtime = embedded(SAMPLE)
    seen: list[tuple[str, str]] = []

    async def handle(event: Event) -> None:
        scope = current_scope()
        assert scope is not None
        seen.append((event.event_type, scope.correlation_id))

    runtime.background.observe("other.changed", handle)
    with pytest.raises(Forbidden):
        runtime.background.observe("other.gossiped", handle)
    await EventBus(runtime.core.bus, owner="other").publish("other.changed", trace_id="c-3")
    await EventBus(runtime.core.bus, owner="other").publish("other.changed")
    assert await runtime.core.events.settle() == 2
    assert seen[0] == ("other.changed", "c-3")
    assert len(seen[1][1]) == 32
    await runtime.start()
    await runtime.drain()
    await runtime.close()


class Controller:
    """One operation, for partners."""

    def __init__(self, runtime: AgentRuntime) -> None:
        self.runtime = runtime

    async def read(self, value: float) -> float:
        return await self.runtime.run(READ, self.body, value=value)

    async def body(self, ctx: Context, value: float) -> float:
        assert ctx.subject == "partner"
        return value * 2


async def test_partners_may_call_operations_by_packet() -> None:
    served = replace(READ, roles=("service_token",))
    declaration = replace(SAMPLE, operations=(served,))
    runtime = AgentRuntime(embedded(declaration).core)
    runtime.background.serve(invocations(Controller(runtime), declaration))
    await runtime.start()
    transport = PacketTransport(runtime.core.bus, "commands.sample", agent="other")
    answer = await transport.call("read", {"value": 4.0}, correlation_id="c", deadline_s=SOON)
    assert answer == 8.0
    with pytest.raises(Exception, match="does not serve guess"):
        await transport.call("guess", {}, correlation_id="c", deadline_s=SOON)
    await transport.close()
    await runtime.drain()
    await runtime.close()


async def test_a_job_runs_at_its_interval_also_after_a_failure() -> None:
    clock = ManualClock()
    runtime = embedded(SAMPLE, clock)
    runs: list[float] = []

    async def job() -> None:
        runs.append(clock.monotonic())
        if len(runs) == 1:
            raise Unavailable("not yet")

    runtime.background.every(10.0, "look", job)
    await runtime.start()
    async with asyncio.timeout(SOON):
        while len(runs) < 2:
            await asyncio.sleep(0)
            clock.advance(1.0)
    await runtime.drain()
    await runtime.close()
    assert len(runs) == 2
