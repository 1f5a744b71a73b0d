"""Whatever a schema says, compiling answers with findings or with code that runs."""

import ast
import json
import math
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
from language_workbench import compiled

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.expressions import parse_expression
from qpf.language.names import Names
from qpf.language.policy import parse_policy
from qpf.language.types import BOOL, FLOAT, INT, STR, list_of, optional
from qpf.language.unparse import source

_PROFILE = settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NAMES = {"x": FLOAT, "n": INT, "s": STR, "b": BOOL, "xs": list_of(FLOAT), "m": optional(FLOAT)}
ATOMS = ["x", "n", "s", "b", "xs", "m", "1", "2.5", "'a'", "None", "xs[0]", "true", "y", "0"]
FUNCTIONS = ["len", "max", "round", "str", "sqrt", "sum", "mean", "clip", "lower", "pluck", "abs"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "<", ">=", "==", "and", "or", "in", "is not", "&"]


def expressions() -> st.SearchStrategy[str]:
    """Texts that look like expressions, most of them wrong somewhere."""
    return st.recursive(
        st.sampled_from(ATOMS),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(OPERATORS), inner).map(" ".join),
            st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
            st.tuples(st.sampled_from(FUNCTIONS), st.lists(inner, max_size=3)).map(
                lambda t: f"{t[0]}({', '.join(t[1])})"
            ),
            inner.map(lambda t: f"not {t}"),
            inner.map(lambda t: f"({t})"),
            st.lists(inner, max_size=3).map(lambda t: f"[{', '.join(t)}]"),
        ),
        max_leaves=6,
    )


def _read(text: str) -> tuple[Any, Diagnostics]:
    found = Diagnostics()
    place = lambda start, length: Place("f", 1, start + 1, 1, start + length + 1)  # noqa: E731
    return parse_expression(text, Names.of_types(NAMES), place, found), found


@_PROFILE
@given(
    st.one_of(expressions(), st.text(max_size=40), st.text("xns()[]'\"+.,:\\ #\n{}", max_size=30))
)
def test_any_text_is_an_expression_or_a_finding(text: str) -> None:
    """No exception; what is accepted is Python of known names, and its text parses to itself."""
    expression, found = _read(text)
    if expression is None:
        assert found.has_errors
        assert all(one.place.column >= 1 for one in found.found)
        return
    emitted = source(expression.node)
    tree = ast.parse(emitted, mode="eval")
    assert source(tree.body) == emitted
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    allowed = {*NAMES, "math", "element", "len", "max", "min", "round", "str", "sum", "abs"}
    assert names <= allowed
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Lambda | ast.Await)]


@_PROFILE
@given(expressions(), st.floats(-9, 9), st.integers(-9, 9), st.text(max_size=3), st.booleans())
def test_accepted_expressions_have_their_type(text: str, x: float, n: int, s: str, b: bool) -> None:
    """Evaluated, an expression gives a value of its type, or fails as it was warned of."""
    expression, found = _read(text)
    if expression is None:
        return
    values = {"x": x, "n": n, "s": s, "b": b, "xs": [x, 1.0], "m": None, "math": math}
    try:
        result = eval(source(expression.node), {}, values)
    except (ArithmeticError, ValueError):
        assert "QPF514" in [one.code for one in found.found] or "**" in text
        return
    kinds = {"bool": bool, "int": int, "float": (int, float), "str": str}
    wanted = kinds.get(str(expression.type))
    assert wanted is None or isinstance(result, wanted)


@_PROFILE
@given(st.text(max_size=60) | st.text("ab<>=,0159_%$ \n-ANDor.", max_size=60))
def test_any_text_is_a_policy_or_a_finding(text: str) -> None:
    """No exception, and never silence."""
    found = Diagnostics()
    conditions = parse_policy(text, lambda *_: Place("f"), found)
    assert conditions or found.has_errors


HOSTILE = [
    '"""\nimport os',
    "{{ 7*7 }}",
    "\\",
    "'",
    '"',
    "#",
    "${x}",
    "\\N{DASH}",
    "%s",
]


TEXTS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)


def _shape(text: str) -> list[str]:
    tree = ast.parse(text)
    return [type(node).__name__ for node in ast.walk(tree)]


def _schema(word: str) -> str:
    quoted = json.dumps(word, ensure_ascii=False)
    return f"""
operations:
  - name: op
    summary: {quoted}
    input: {{x: {{type: str, summary: {quoted}, unit: {quoted}, one_of: [{quoted}, b]}}}}
    output: {{type: str, summary: {quoted}, unit: {quoted}}}
    constants: {{c: {{value: {quoted}, unit: {quoted}}}}}
    errors: {{e: {quoted}}}
    steps:
      - {{require: "x != c", error: e, reason: {quoted}}}
      - choose: y
        rules: [{{when: "x == 'b'", emit: {quoted}}}]
        else: {quoted}
      - {{translate: x, table: {{{quoted}: a, b: {quoted}}}, else: {quoted}, as: z}}
      - {{return: y + z}}
    examples:
      - {{given: {{x: b}}, expect: {json.dumps(word + word, ensure_ascii=False)}}}
"""


@settings(_PROFILE, max_examples=60)
@given(st.sampled_from(HOSTILE) | TEXTS)
def test_hostile_text_never_changes_the_shape(word: str) -> None:
    """Any text in every text leaf gives the same tree as a plain word."""
    if word == "b":
        return
    outcome = compiled(_schema(word))
    assert outcome.found == ()
    wanted, seen = compiled(_schema("plain")).source, outcome.source
    assert _shape(seen) == _shape(wanted)


NAME = st.sampled_from(
    [
        "class",
        "list",
        "len",
        "ctx",
        "text",
        "given",
        "item",
        "element",
        "a",
        "b",
        "to_plain",
        "match",
    ]
)


@st.composite
def operations(draw: st.DrawFn) -> str:
    """Operations over hostile names, with steps that are right more often than not."""
    inputs = draw(
        st.dictionaries(NAME, st.sampled_from(["int", "float", "list[float]"]), min_size=1)
    )
    known = list(inputs)
    steps = []
    for index in range(draw(st.integers(0, 3))):
        one = draw(st.sampled_from(known))
        form = draw(st.integers(0, 4))
        size = f"len({one})" if inputs.get(one, "").startswith("list") else one
        made = f"r{index}" if draw(st.booleans()) else draw(NAME)
        steps.append(
            [
                {"let": {made: f"{size} + 1"}},
                {"collect": made, "rules": [{"when": f"{size} > 2", "emit": "many"}]},
                {"choose": made, "rules": [{"when": f"{size} > 2", "value": size}], "else": 0},
                {"band": made, "of": size, "bands": [{"below": 1, "emit": 1}], "else": 2},
                {"each": "i", "in": one, "emit": "i * 2", "as": made},
            ][form]
        )
        known.append(made)
    total = " + ".join(f"len(str({name}))" for name in dict.fromkeys(known) if name not in inputs)
    parts = [f"len({n})" if k.startswith("list") else f"int({n})" for n, k in inputs.items()]
    steps.append({"return": " + ".join([total, *parts]) if total else " + ".join(parts)})
    name = draw(NAME)
    return json.dumps(
        {"operations": [{"name": name, "input": inputs, "output": "int", "steps": steps}]}
    )


@settings(_PROFILE, max_examples=100)
@given(operations())
def test_any_operation_compiles_or_is_refused(text: str) -> None:
    """What has no error is one Python function that runs and gives an int."""
    outcome = compiled(text)
    if not outcome.operations:
        assert any(one.severity == "error" for one in outcome.found)
        return
    operation = outcome.operations[0]
    tree = ast.parse(outcome.source)
    assert [type(node) for node in tree.body] == [ast.FunctionDef]
    scope: dict[str, Any] = {}
    exec(compile(tree, "emitted", "exec"), scope)
    values = {"int": 3, "float": 2.5, "list[float]": [1.0, 4.0]}
    given_values = {one.identifier: values[str(one.type)] for one in operation.parameters}
    assert isinstance(scope[operation.function](**given_values), int)
