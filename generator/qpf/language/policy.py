"""Policy texts (`escalationpolicy`, `escalationtriggers`, `alerting`) as conditions that can fire.

A comma, a line, a dash or OR separates conditions; AND binds tighter. A condition compares metrics
with numbers, or names an event. What does not parse is reported: it would never fire.
"""

import ast
import copy
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from qpf.diagnostics.catalogue.behaviour_policy import policy_mixture, policy_syntax, policy_unit
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.policy_text import Part, conditions_in, conjuncts_in
from qpf.language.type_text import PlaceOf
from qpf.language.units import UNITS, Quantity, UnknownUnit, read_quantity

__all__ = ["Condition", "parse_policy"]

_ALERT = re.compile(r"alert_([a-z]+)_if_", re.IGNORECASE)
_COMPARISON = re.compile(
    r"(?P<metric>.*?)[\s_]*"
    r"(?P<sign><=|>=|==|!=|≤|≥|=|<|>|\b(?:above|exceeds|over|below|under)\b)"
    r"\s*(?P<value>.*)",
    re.IGNORECASE,
)
_EVENT = re.compile(r"[^\W\d][\w '/-]*")
_STRANGE = re.compile(r"[^\w '/-]")
_SIGNS: Mapping[str, tuple[type[ast.cmpop], str]] = {
    "<": (ast.Lt, "lt"),
    "<=": (ast.LtE, "le"),
    "≤": (ast.LtE, "le"),
    ">": (ast.Gt, "gt"),
    ">=": (ast.GtE, "ge"),
    "≥": (ast.GtE, "ge"),
    "=": (ast.Eq, "eq"),
    "==": (ast.Eq, "eq"),
    "!=": (ast.NotEq, "ne"),
    "above": (ast.Gt, "gt"),
    "exceeds": (ast.Gt, "gt"),
    "over": (ast.Gt, "gt"),
    "below": (ast.Lt, "lt"),
    "under": (ast.Lt, "lt"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a policy.

    `name` is stable (`model_confidence_lt_0_6_and_criticality_gt_0_8`); `node` compares names of
    metrics with numbers and is None for a named event. `units` gives the base unit each metric is
    compared in: `ms`, `bytes`, `1` for a share, "" for a plain number; `places` where its name
    stands. `recipient` is who an alert is for.
    """

    name: str
    text: str
    place: Place
    metrics: tuple[str, ...] = ()
    node: ast.expr | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    recipient: str = ""

    @property
    def is_event(self) -> bool:
        """Whether the condition is a named event, fired by a step instead of a metric."""
        return self.node is None

    def over(self, subject: str) -> ast.expr | None:
        """The test with each metric looked up in a mapping called `subject`."""
        if self.node is None:
            return None
        looked_up = _Lookup(subject).visit(copy.deepcopy(self.node))
        assert isinstance(looked_up, ast.expr)
        return looked_up


class _Lookup(ast.NodeTransformer):
    def __init__(self, subject: str) -> None:
        self._subject = subject

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """`metric` becomes `subject["metric"]`."""
        return ast.Subscript(ast.Name(self._subject), ast.Constant(node.id))


@dataclass(frozen=True, slots=True)
class _Comparison:
    metric: str
    sign: type[ast.cmpop]
    word: str
    quantity: Quantity
    place: Place

    @property
    def name(self) -> str:
        value = self.quantity.value
        size = str(int(abs(value))) if value.is_integer() else f"{abs(value):.12f}".rstrip("0")
        return f"{self.metric}_{self.word}_{'minus_' if value < 0 else ''}{_slug(size)}"

    @property
    def node(self) -> ast.expr:
        value = self.quantity.value
        number: ast.expr = ast.Constant(abs(value))
        if value < 0:
            number = ast.UnaryOp(ast.USub(), number)
        return ast.Compare(ast.Name(self.metric), [self.sign()], [number])


def parse_policy(
    text: str, place_of: PlaceOf, found: Diagnostics, *, metrics: Collection[str] = ()
) -> tuple[Condition, ...]:
    """Every condition of a policy text in reading order; faulty ones are reported and left out.

    A metric that `metrics` only knows with its unit (`latency_ms`) is found by its bare name too.
    """
    conditions = []
    parts = list(conditions_in(text))
    for part in parts:
        condition = _condition(part, place_of, found, metrics)
        if condition is not None:
            conditions.append(condition)
    if not parts:
        place = place_of(0, max(len(text), 1))
        found.add(policy_syntax(place, text.strip(), "it holds no condition"))
    return tuple(conditions)


def _condition(
    part: Part, place_of: PlaceOf, found: Diagnostics, metrics: Collection[str]
) -> Condition | None:
    place = place_of(part.start, len(part.text))
    alert = _ALERT.match(part.text)
    recipient = alert[1].lower() if alert is not None else ""
    body = part
    if alert is not None:
        body = Part(part.text[alert.end() :], part.start + alert.end())
    comparisons: list[_Comparison] = []
    events: list[str] = []
    for conjunct in conjuncts_in(body):
        read = _conjunct(conjunct, place_of, found, metrics)
        if read is None:
            return None
        if isinstance(read, str):
            events.append(read)
        else:
            comparisons.append(read)
    if events and len(events) + len(comparisons) > 1:
        found.add(policy_mixture(place, part.text, events[0]))
        return None
    if events:
        return Condition(name=events[0], text=part.text, place=place, recipient=recipient)
    if not comparisons:
        found.add(policy_syntax(place, part.text, "nothing is compared"))
        return None
    return _compared(comparisons, part.text, place, recipient)


def _compared(comparisons: list[_Comparison], text: str, place: Place, recipient: str) -> Condition:
    nodes = [one.node for one in comparisons]
    node = nodes[0] if len(nodes) == 1 else ast.BoolOp(ast.And(), nodes)
    return Condition(
        name="_and_".join(one.name for one in comparisons),
        text=text,
        place=place,
        metrics=tuple(dict.fromkeys(one.metric for one in comparisons)),
        node=ast.fix_missing_locations(node),
        units={one.metric: one.quantity.unit for one in comparisons},
        places={one.metric: one.place for one in reversed(comparisons)},
        recipient=recipient,
    )


def _conjunct(
    part: Part, place_of: PlaceOf, found: Diagnostics, metrics: Collection[str]
) -> _Comparison | str | None:
    place = place_of(part.start, len(part.text))
    hit = _COMPARISON.fullmatch(part.text)
    if hit is None:
        if _EVENT.fullmatch(part.text):
            return _slug(part.text)
        strange = _STRANGE.search(part.text)
        if strange is not None:
            place = place_of(part.start + strange.start(), 1)
        found.add(policy_syntax(place, part.text, "neither a comparison nor an event"))
        return None
    metric = _slug(hit["metric"])
    if not metric or metric[0].isdigit():
        found.add(policy_syntax(place, part.text, f"no metric before `{hit['sign']}`"))
        return None
    try:
        quantity = read_quantity(hit["value"])
    except UnknownUnit as fault:
        start = part.start + hit.start("value") + hit["value"].find(str(fault))
        found.add(policy_unit(place_of(start, len(str(fault))), str(fault), UNITS))
        return None
    if quantity is None:
        value = place_of(part.start + hit.start("value"), max(len(hit["value"]), 1))
        reason = f"`{hit['value']}` is not a number"
        found.add(policy_syntax(value if hit["value"] else place, part.text, reason))
        return None
    sign, word = _SIGNS[hit["sign"].lower()]
    named = place_of(part.start + hit.start("metric"), max(len(hit["metric"]), 1))
    return _Comparison(_known(metric, quantity.unit, metrics), sign, word, quantity, named)


def _known(metric: str, unit: str, metrics: Collection[str]) -> str:
    """The metric's declared name: itself, or with the unit at its end."""
    suffixes = {"1": ("ratio", "share", "fraction"), "": ()}.get(unit, (unit,))
    if metric in metrics:
        return metric
    return next((f"{metric}_{one}" for one in suffixes if f"{metric}_{one}" in metrics), metric)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower().replace("'", "")).strip("_")
