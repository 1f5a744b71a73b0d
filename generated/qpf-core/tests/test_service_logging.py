"""Logs: one JSON object a line, with the call, without secrets."""

import io
import json
from collections.abc import Iterator

import pytest
import structlog

from qpf_core.agent import CallScope, entered
from qpf_core.service import configure_logging
from qpf_core.service.logging import server_log_config


@pytest.fixture(name="stream")
def _stream() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    structlog.reset_defaults()


def test_a_line_carries_the_call_it_belongs_to(stream: io.StringIO) -> None:
    scope = CallScope(correlation_id="c-1", agent="sample", operation="read")
    with entered(scope):
        structlog.get_logger().info("seen", count=2)
    line = json.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "seen",
        "level": "info",
        "count": 2,
        "correlation_id": "c-1",
        "agent": "sample",
        "operation": "read",
    }


def test_outside_of_an_agent_only_the_correlation_id_is_known(stream: io.StringIO) -> None:
    with entered(CallScope(correlation_id="c-1")):
        structlog.get_logger().info("seen")
    assert "agent" not in json.loads(stream.getvalue())


def test_secrets_are_blanked_at_any_depth(stream: io.StringIO) -> None:
    structlog.get_logger().info("seen", api_key="k", request={"Authorization": "k", "x": 1})
    line = json.loads(stream.getvalue())
    assert line["api_key"] == "***"
    assert line["request"] == {"Authorization": "***", "x": 1}


def test_below_the_level_nothing_is_written(stream: io.StringIO) -> None:
    structlog.get_logger().debug("hidden")
    assert stream.getvalue() == ""


def test_the_server_logs_in_the_same_form() -> None:
    config = server_log_config("warning")
    assert config["loggers"]["uvicorn"]["level"] == "WARNING"
    assert config["handlers"]["stderr"]["formatter"] == "json"
