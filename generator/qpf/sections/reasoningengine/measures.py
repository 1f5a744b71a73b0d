"""Reward and penalty of outcomes: expressions over metrics as Python functions."""

import ast
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.expressions import parse_expression
from qpf.language.names import Names
from qpf.language.types import FLOAT
from qpf.language.unparse import source
from qpf.model.graph import AgentNode
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.reasoningengine.spec import ReasoningEngineSpec
from qpf.views.encode import Code, DocText, Identifier

__all__ = ["MeasureView", "measures"]

_BASE = "/reasoningengine/reasoningfeedbackloop"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureView:
    """One function from an outcome to a number; `role` is `reward` or `penalty`."""

    role: str
    function: Identifier
    docstring: DocText
    expression: Code
    metrics: tuple[str, ...]


def measures(agent: AgentNode) -> tuple[MeasureView, ...]:
    """The functions for `rewardfunction` and `penaltyfunction`, in this order."""
    loop = agent.spec.section("reasoningengine", ReasoningEngineSpec).reasoningfeedbackloop
    if loop is None:
        return ()
    known = agent.spec.section("deployment", DeploymentSpec).telemetry.metrics
    names = Names.of_types(dict.fromkeys(known, FLOAT))
    written = {"reward": loop.rewardfunction, "penalty": loop.penaltyfunction}
    views = (_measure(agent, role, text, names) for role, text in written.items())
    return tuple(view for view in views if view is not None)


def _measure(agent: AgentNode, role: str, text: str, names: Names) -> MeasureView | None:
    place = agent.spec.at(f"{_BASE}/{role}function")
    # resolving has checked the text; here it is only read again
    parsed = parse_expression(text.strip(), names, lambda *_: place, Diagnostics(), expected=FLOAT)
    if parsed is None:
        return None
    node = _Lookup().visit(parsed.node)
    return MeasureView(
        role=role,
        function=Identifier(f"_{role}", place),
        docstring=DocText(f"Return {text.strip()}.", place),
        expression=Code.from_text(source(node), place),
        metrics=parsed.names,
    )


class _Lookup(ast.NodeTransformer):
    """Turns the name of a metric into its value in the outcome."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Keep the function's own name; only its arguments are metrics."""
        node.args = [self.visit(one) for one in node.args]
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """`accuracy` becomes `outcome["accuracy"]`."""
        return ast.Subscript(ast.Name("outcome"), ast.Constant(node.id))
