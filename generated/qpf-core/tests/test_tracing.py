"""The trace context travels with packets and with requests to partners."""

import anyio
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from qpf_core.bus import ConsumerLimits, InProcessBus
from qpf_core.clock import ManualClock
from qpf_core.packet import DerivationType, derive, new_packet
from qpf_core.partners import PacketServer, PacketTransport
from qpf_core.plain import JsonObject, JsonValue
from qpf_core.tracing import carried, continued

LIMITS = ConsumerLimits(block_s=0.2, min_idle_s=5)


@pytest.fixture(name="spans")
def _spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


def _parent_of(span: ReadableSpan) -> tuple[int, int]:
    assert span.parent is not None
    return span.parent.trace_id, span.parent.span_id


def test_outside_a_span_nothing_is_carried() -> None:
    assert carried() == {}
    packet = new_packet("sample", {}, agent="a", clock=ManualClock())
    assert "traceparent" not in (packet.metadata.model_extra or {})


def test_a_packet_carries_the_span_it_was_made_in(spans: InMemorySpanExporter) -> None:
    clock = ManualClock()
    with trace.get_tracer("test").start_as_current_span("sender") as sender:
        packet = new_packet("sample", {}, agent="a", clock=clock)
    with continued("receiver", packet.metadata.model_extra or {}):
        follow = derive(
            packet, payload={}, derivation=DerivationType.TRANSFORM, clock=clock, agent="b"
        )
    received = spans.get_finished_spans()[-1]
    assert received.name == "receiver"
    context = sender.get_span_context()
    assert _parent_of(received) == (context.trace_id, context.span_id)
    headers = (follow.metadata.model_extra or {})["traceparent"].split("-")
    assert int(headers[1], 16) == context.trace_id
    assert received.context is not None
    assert int(headers[2], 16) == received.context.span_id


@pytest.mark.parametrize("header", [{"traceparent": "nonsense"}, {"traceparent": 7}, {}])
def test_what_names_no_span_starts_a_trace(
    spans: InMemorySpanExporter, header: dict[str, object]
) -> None:
    with continued("receiver", header):
        assert trace.get_current_span().get_span_context().is_valid
    assert spans.get_finished_spans()[-1].parent is None


async def _echo(arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
    assert correlation_id
    assert deadline_s > 0
    return arguments["value"]


@pytest.mark.anyio
async def test_a_command_by_packets_belongs_to_the_trace_of_its_caller(
    spans: InMemorySpanExporter,
) -> None:
    bus = InProcessBus()
    server = PacketServer(bus, "commands.b", lambda _name: _echo, agent="b", limits=LIMITS)
    transport = PacketTransport(bus, "commands.b", agent="a")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.run)
        with trace.get_tracer("test").start_as_current_span("caller") as caller:
            answer = await transport.call("echo", {"value": 3}, correlation_id="c", deadline_s=5.0)
        await transport.close()
        await server.drain()
    assert answer == 3
    context = caller.get_span_context()
    command = next(one for one in spans.get_finished_spans() if one.name == "command echo")
    assert _parent_of(command) == (context.trace_id, context.span_id)
