"""Every trigger of an agent: from its policy, its autonomy profile and the glue."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.policy import Condition
from qpf.language.unparse import source
from qpf.model.graph import AgentNode, Graph
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.governance.policies import conditions_of, escalating
from qpf.sections.governance.samples import satisfying
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.naming import FunctionName, Namer

__all__ = [
    "TriggerView",
    "in_units_of_metrics",
    "latency_metrics",
    "trigger_conditions",
    "triggers",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerView:
    """A trigger: a function over metrics, or the name of an event; `sample` makes it hold."""

    name: Literal
    function: Identifier
    docstring: DocText
    expression: Code
    metrics: Literal
    text: Literal
    sample: Literal
    mark: Literal
    is_condition: bool


def triggers(agent: AgentNode, graph: Graph) -> tuple[TriggerView, ...]:
    """The triggers in the order of their sources; a condition stated twice is one trigger."""
    namer = Namer()
    return tuple(_trigger(condition, namer) for condition in trigger_conditions(agent, graph))


def trigger_conditions(agent: AgentNode, graph: Graph) -> tuple[Condition, ...]:
    """The conditions and events behind the triggers."""
    # resolving has reported every fault of the texts; here they are only read again
    written = conditions_of(agent.spec, Diagnostics())
    return escalating(written, _shared(agent, graph))


def latency_metrics(agent: AgentNode) -> tuple[str, ...]:
    """Declared latency metrics that no operation measures: they get every call's duration."""
    declared = agent.spec.section("deployment", DeploymentSpec).telemetry.metrics
    measured = {name for operation in agent.operations for name in operation.effects.metrics}
    return tuple(name for name in declared if "latency" in name and name not in measured)


def in_units_of_metrics(condition: Condition) -> ast.expr | None:
    """The test with times in the metric's unit: milliseconds after `_ms`, seconds otherwise."""
    if condition.node is None:
        return None
    changed = _Seconds(condition).visit(copy.deepcopy(condition.node))
    assert isinstance(changed, ast.expr)
    return changed


def _shared(agent: AgentNode, graph: Graph) -> Iterator[tuple[str, Place]]:
    collection = graph.collection_of(agent.id)
    names = collection.glue.governance_harmonization.shared_escalation_triggers
    base = "/governance_harmonization/shared_escalation_triggers"
    for number, name in enumerate(names):
        yield name, collection.glue_origins.at(f"{base}/{number}")


def _trigger(condition: Condition, namer: Namer) -> TriggerView:
    place = condition.place
    node = in_units_of_metrics(condition)
    looked_up = _Lookup().visit(copy.deepcopy(node)) if node is not None else ast.Constant(True)
    function = namer.name(FunctionName, condition.name, place)
    return TriggerView(
        name=Literal(condition.name, place),
        function=Identifier(f"_{function}", place),
        docstring=DocText(f"Tell whether {condition.text.strip()}.", place),
        expression=Code.from_text(source(looked_up), place),
        metrics=Literal(condition.metrics, place),
        text=Literal(" ".join(condition.text.split()), place),
        sample=Literal(satisfying(node) if node is not None else {}, place),
        mark=Literal(f"trigger:{condition.name}", place),
        is_condition=node is not None,
    )


class _Seconds(ast.NodeTransformer):
    """Divides numbers of milliseconds where the metric counts seconds."""

    def __init__(self, condition: Condition) -> None:
        self._in_seconds = {
            name
            for name, unit in condition.units.items()
            if unit == "ms" and not name.endswith("_ms")
        }

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """A comparison of a metric with a number."""
        bound = node.comparators[0]
        is_time = isinstance(node.left, ast.Name) and node.left.id in self._in_seconds
        if is_time and isinstance(bound, ast.Constant) and isinstance(bound.value, float):
            node.comparators = [ast.Constant(bound.value / 1000)]
        return node


class _Lookup(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        """`metric` becomes `metrics["metric"]`."""
        return ast.Subscript(ast.Name("metrics"), ast.Constant(node.id))
