"""Packets and events reach operations, metrics are read back, functions run as operations."""

from dataclasses import replace
from typing import Any

import pytest
from agent_samples import READ, SAMPLE

from qpf_core.agent import AgentRuntime, Caller, CallScope, Context
from qpf_core.agent.configuration import AgentConfiguration
from qpf_core.agent.handlers import event_to, packet_to
from qpf_core.bus import Event
from qpf_core.errors import Forbidden, InputError, NotFound
from qpf_core.memory import (
    ArchiveMemory,
    CausalMemory,
    EpisodicMemory,
    MemoryTopology,
    SemanticMemory,
    WorkingMemory,
)
from qpf_core.testing import (
    CannedTransport,
    PreparedAnswers,
    Recorder,
    call_context,
    collected,
    deliver_event,
    deliver_packet,
    inbox_types,
    observed,
    running,
)
from qpf_core.testing_effects import Effects, watched

pytestmark = pytest.mark.anyio

ANOTHER = CallScope(
    correlation_id="another", caller=Caller.trusted("test"), agent="sample", operation="write"
)


async def test_a_packet_calls_its_operation() -> None:
    calls = Recorder(["read"])
    async with running(SAMPLE) as runtime:
        runtime.background.on_packet("query", packet_to(calls["read"]))
        await deliver_packet(runtime, "query", {"value": 2.0}, calls)
    assert calls.seen == [("read", {"value": 2.0})]
    assert list(calls) == ["read"]
    assert len(calls) == 1


async def test_an_event_calls_its_operation() -> None:
    calls = Recorder(["read"])
    async with running(SAMPLE) as runtime:
        runtime.background.observe("other.changed", event_to(calls["read"]))
        await deliver_event(runtime, "other.changed", 1, calls)
    assert calls.seen == [("read", {"event": "changed", "source": "other", "payload": 1})]


async def test_an_event_without_source_is_refused() -> None:
    calls = Recorder(["read"])
    async with running(SAMPLE) as runtime:
        happened = Event(
            event_type="changed",
            agent="other",
            timestamp=runtime.core.clock.now(),
            event_data=None,
            trace_id="",
        )
    with pytest.raises(InputError):
        await event_to(calls["read"])(happened)


async def test_published_and_observed_events_are_collected() -> None:
    async with running(SAMPLE) as runtime:
        async with collected(runtime, "happened") as seen:
            await call_context(runtime).publish("happened", {"value": 1})
        async with observed(
            runtime, lambda take: runtime.background.observe("other.changed", take)
        ) as changed:
            await runtime.core.events.publish("other.changed", 2)
    assert [one.event_data for one in seen] == [{"value": 1}]
    assert [one.event_data for one in changed] == [2]


async def test_sent_packets_wait_in_the_inbox() -> None:
    async with running(SAMPLE) as runtime:
        await call_context(runtime).send("insight", {"value": 1}, "other")
        assert await inbox_types(runtime, "other") == ["insight"]


async def _do_everything(ctx: Context, value: int) -> None:
    await ctx.publish("happened", value)
    await ctx.send("insight", {"value": value}, "other")
    await ctx.escalate("override_requested")
    await ctx.audit("writes", "sample")
    await ctx.audit("reads", "sample")
    await ctx.measure(confidence=0.5)
    await ctx.memory.working.put("same", 1)
    await ctx.memory.working.put("other", value)
    await ctx.memory.episodic.append("sample", value)
    await ctx.memory.semantic.add_node("a", "thing", {"value": value})
    await ctx.memory.semantic.add_node("b", "thing")
    await ctx.memory.semantic.add_edge("a", "near", "b")
    await ctx.memory.causal.link("effect", ["factor"])
    await ctx.memory.archive.store("file", str(value).encode())


async def test_a_watched_agent_tells_what_it_did() -> None:
    whole = MemoryTopology(
        agent="sample",
        working=WorkingMemory("sample:*"),
        episodic=EpisodicMemory(),
        semantic=SemanticMemory(),
        causal=CausalMemory(),
        archive=ArchiveMemory("sample"),
    )
    async with running(replace(SAMPLE, memory=whole)) as runtime:
        await _do_everything(call_context(runtime), 1)
        async with watched(runtime, "other", "other") as seen:
            await _do_everything(Context(runtime.core, ANOTHER), 2)
    assert (seen.published, seen.sent) == (["happened"], ["insight"])
    assert seen.escalated == ["low_confidence", "override_requested"]
    assert seen.audited == ["reads", "writes"]
    assert seen.remembered == {
        "working": 1,
        "episodic": 1,
        "semantic": 1,
        "causal": 1,
        "archive": 1,
    }
    assert seen.measured == {"read_latency_ms": 0.0, "confidence": 0.5}


async def test_a_watched_agent_that_does_nothing() -> None:
    bare = MemoryTopology(agent="sample")
    async with running(replace(SAMPLE, memory=bare)) as runtime, watched(runtime) as seen:
        assert runtime.in_flight == 0
    assert seen == Effects(measured={"read_latency_ms": 0.0, "confidence": 0.0})


async def test_canned_answers_are_given_in_order() -> None:
    transport = CannedTransport({"score": [1, 2]})
    given: dict[str, Any] = {"correlation_id": "c", "deadline_s": 1.0}
    assert [await transport.call("score", {}, **given) for _ in range(2)] == [1, 2]
    with pytest.raises(NotFound):
        await transport.call("score", {}, **given)
    assert len(transport.asked) == 3


async def test_prepared_answers_belong_to_their_partner() -> None:
    answers = PreparedAnswers()
    transport = answers.of("scorer")
    answers({"scorer.score": [1], "router.route": [2]})
    given: dict[str, Any] = {"correlation_id": "c", "deadline_s": 1.0}
    assert await transport.call("score", {}, **given) == 1
    assert await answers.of("router").call("route", {}, **given) == 2


async def test_a_function_without_effects_runs_as_an_operation() -> None:
    def twice(value: float) -> float:
        return 2 * value

    async with running(SAMPLE) as runtime:
        assert await runtime.compute(READ, twice, value=1.5) == 3.0
        assert await runtime.compute(READ, twice, 2.0) == 4.0


async def test_metrics_are_read_back() -> None:
    async with running(SAMPLE) as runtime:
        metrics, ctx = runtime.core.metrics, call_context(runtime)
        assert _values(runtime) == (0.0, 0.0)
        await ctx.measure(confidence=0.9, read_latency_ms=10.0)
        await ctx.measure(read_latency_ms=20.0)
        assert _values(runtime) == (0.9, 15.0)
        assert metrics.value("another", "confidence") == 0.0


async def test_the_context_refuses_what_is_not_declared() -> None:
    async with running(SAMPLE) as runtime:
        ctx: Context = call_context(runtime)
        with pytest.raises(Forbidden):
            await ctx.publish("not declared")


def test_configuration_is_a_value() -> None:
    given = {
        "agent": "sample",
        "environment": "production",
        "runtime": "async_event_loop",
        "api_mode": "private",
        "memory": "1Gi",
        "disk": "",
        "health_path": "/readyz",
        "dashboard": "",
    }
    assert AgentConfiguration(**given, replicas=1, cpu=2) == AgentConfiguration(
        **given, replicas=1, cpu=2
    )


def _values(runtime: AgentRuntime) -> tuple[float, float]:
    metrics = runtime.core.metrics
    return metrics.value("sample", "confidence"), metrics.value("sample", "read_latency_ms")
