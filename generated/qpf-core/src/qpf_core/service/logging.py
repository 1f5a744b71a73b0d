"""Structured logs: one JSON object a line, with the call it belongs to, without secrets."""

import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from qpf_core.agent.scope import current_scope

_SECRET_WORDS = ("secret", "password", "token", "authorization", "api_key", "apikey", "cookie")


def add_call(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Add the correlation id, the agent and the operation of the call that runs."""
    scope = current_scope()
    if scope is not None:
        event.setdefault("correlation_id", scope.correlation_id)
        if scope.agent is not None:
            event.setdefault("agent", scope.agent)
            event.setdefault("operation", scope.operation)
    return event


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the values whose key sounds like a secret, at any depth of mappings."""
    for key, value in event.items():
        if any(word in key.lower() for word in _SECRET_WORDS):
            event[key] = "***"
        elif isinstance(value, dict):
            event[key] = redact(_logger, _method, dict(value))
    return event


def processors() -> list[Processor]:
    """Return the chain that every event passes before it is written."""
    return [
        add_call,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]


def configure_logging(level: str = "info", stream: TextIO | None = None) -> None:
    """Write events of `level` and above to `stream` (standard error by default)."""
    structlog.configure(
        processors=[*processors(), structlog.processors.JSONRenderer(sort_keys=True)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def server_log_config(level: str) -> dict[str, Any]:
    """Return the logging configuration of the HTTP server: lines of the same form."""
    formatter = {
        "()": "structlog.stdlib.ProcessorFormatter",
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        "foreign_pre_chain": processors(),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {
            "uvicorn": {"handlers": ["stderr"], "level": level.upper(), "propagate": False}
        },
    }
