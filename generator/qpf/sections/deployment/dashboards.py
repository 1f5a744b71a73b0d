"""A Grafana dashboard of an agent: rates, durations, escalations, declared metrics."""

from qpf.model.graph import AgentNode
from qpf.sections.deployment.spec import DeploymentSpec

__all__ = ["dashboard", "is_distribution"]

_WIDTH, _HEIGHT = 12, 8


def dashboard(agent: AgentNode) -> dict[str, object]:
    """The dashboard as a JSON value; panels in the order of the schema."""
    spec = agent.spec.section("deployment", DeploymentSpec)
    label = f'agent="{agent.slug}"'
    panels = [
        (
            "Operations per second",
            f"sum by (operation, outcome) (rate(qpf_operations_total{{{label}}}[5m]))",
        ),
        (
            "Duration p95 (s)",
            "histogram_quantile(0.95, sum by (operation, le) "
            f"(rate(qpf_operation_seconds_bucket{{{label}}}[5m])))",
        ),
        ("Operations in flight", f"sum by (operation) (qpf_operations_in_flight{{{label}}})"),
        (
            "Escalations per hour",
            f"sum by (trigger) (increase(qpf_escalations_total{{{label}}}[1h]))",
        ),
    ]
    panels += [(metric, _query(metric, label)) for metric in spec.telemetry.metrics]
    return {
        "title": f"{agent.name}",
        "uid": f"qpf-{agent.slug}"[:40],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "panels": [_panel(number, title, query) for number, (title, query) in enumerate(panels)],
    }


def is_distribution(metric: str) -> bool:
    """Whether the runtime keeps a metric as a distribution rather than by its last value."""
    return "latency" in metric or metric.endswith(("_ms", "_seconds"))


def _query(metric: str, label: str) -> str:
    if is_distribution(metric):
        return f"histogram_quantile(0.95, sum by (le) (rate({metric}_bucket{{{label}}}[5m])))"
    return f"{metric}{{{label}}}"


def _panel(number: int, title: str, query: str) -> dict[str, object]:
    return {
        "id": number + 1,
        "title": title,
        "type": "timeseries",
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "gridPos": {
            "x": number % 2 * _WIDTH,
            "y": number // 2 * _HEIGHT,
            "w": _WIDTH,
            "h": _HEIGHT,
        },
        "targets": [{"expr": query, "refId": "A"}],
    }
