"""Alert rules for Prometheus from the conditions of `alerting`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.policy import Condition
from qpf.language.unparse import source
from qpf.model.graph import AgentNode
from qpf.sections.deployment.dashboards import is_distribution
from qpf.sections.governance.conditions import in_units_of_metrics
from qpf.sections.governance.policies import Source, conditions_of
from qpf.views.encode import YamlValue
from qpf.views.naming import ClassName

__all__ = ["AlertView", "alerts"]

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """One alert rule; `team` is who it is for, where the policy says so."""

    name: YamlValue
    expression: YamlValue
    agent: YamlValue
    has_team: bool
    team: YamlValue
    summary: YamlValue


def alerts(agent: AgentNode) -> Iterator[AlertView]:
    """One rule for each condition; a named event alerts when its trigger fired."""
    # resolving has reported every fault of the texts; here they are only read again
    for written in conditions_of(agent.spec, Diagnostics()):
        if written.source is not Source.ALERT:
            continue
        condition, place = written.condition, agent.spec.at(written.pointer)
        yield AlertView(
            name=YamlValue(str(ClassName(f"{agent.slug} {condition.name}")), place),
            expression=YamlValue(_query(agent, condition), place),
            agent=YamlValue(agent.slug, place),
            has_team=bool(condition.recipient),
            team=YamlValue(condition.recipient, place),
            summary=YamlValue(f"{agent.name}: {condition.text.strip()}", place),
        )


def _query(agent: AgentNode, condition: Condition) -> str:
    label = f'agent="{agent.slug}"'
    node = in_units_of_metrics(condition)
    if node is None:
        return f'increase(qpf_escalations_total{{{label}, trigger="{condition.name}"}}[5m]) > 0'
    parts = node.values if isinstance(node, ast.BoolOp) else [node]
    return " and ".join(_compared(part, label) for part in parts)


def _compared(part: ast.expr, label: str) -> str:
    assert isinstance(part, ast.Compare) and isinstance(part.left, ast.Name)
    metric, sign = part.left.id, _SIGNS[type(part.ops[0])]
    value = source(part.comparators[0])
    if is_distribution(metric):
        buckets = f"sum by (le) (rate({metric}_bucket{{{label}}}[5m]))"
        return f"histogram_quantile(0.95, {buckets}) {sign} {value}"
    return f"{metric}{{{label}}} {sign} {value}"
