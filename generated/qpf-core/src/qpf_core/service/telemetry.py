"""Tracing: off until the environment configures an exporter."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig

from qpf_core.service.settings import CoreSettings

QUIET_PATHS = frozenset(("/livez", "/readyz", "/metrics"))


def telemetry_config(settings: CoreSettings) -> TelemetryConfig:
    """Return what FastAPI's own telemetry is told.

    Spans exist once a tracer provider does; with `telemetry` on, exporters are set up from the
    standard `OTEL_*` variables. Metrics have their own endpoint, and log records could carry
    input.
    """
    return TelemetryConfig(
        auto_configure=settings.telemetry, metrics=False, logs=False, exclude=_quiet
    )


def _quiet(scope: MutableMapping[str, Any]) -> bool:
    return scope.get("path") in QUIET_PATHS
