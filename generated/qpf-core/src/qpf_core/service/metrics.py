"""What a service counts at its edge, and how it shows everything it counts."""

from fastapi import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)


class HttpMetrics:
    """Requests by route and status; routes are templates, so their number is bounded."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Create the instruments in `registry`."""
        self._registry = registry
        self._requests = Counter(
            "qpf_http_requests",
            "Answered requests.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "qpf_http_request_seconds",
            "Duration of requests.",
            ("method", "route"),
            registry=registry,
        )

    def finished(self, method: str, route: str, status: int, elapsed_s: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(elapsed_s)

    def exposition(self) -> Response:
        """Return all metrics of the registry in the text format."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
