"""The trace context of OpenTelemetry across what is no HTTP request of a server."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import propagate, trace


def carried() -> dict[str, str]:
    """Return the headers that name the current span (`traceparent`); none outside a span."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


@contextmanager
def continued(name: str, headers: Mapping[str, object]) -> Iterator[None]:
    """Run a block in a consumer span `name`, the child of the span that `headers` name."""
    given = {key: value for key, value in headers.items() if isinstance(value, str)}
    tracer = trace.get_tracer("qpf_core")
    parent = propagate.extract(given)
    with tracer.start_as_current_span(name, context=parent, kind=trace.SpanKind.CONSUMER):
        yield
