"""Formulas: what becomes of them, and what is said of faulty ones."""

import math

import numpy as np
import pytest
from formulas_workbench import codes, compiled, formula, reasons

RECORD = """
types:
  Split: {name: str, parts: "list[str]", size: float, count: int, even: bool}
formulas:
  - name: divided
    module: maths
    summary: A record by cases.
    input: {x: float, scale: 2}
    output: Split
    cases:
      - when: x > 10
        emit: {name: big, parts: [a, b], size: x / scale, count: 2, even: x % 2 == 0}
      - {when: x > 0, value: {name: "'small'", parts: [], size: x, count: floor(x), even: false}}
  - name: again
    module: maths
    summary: The same record, and parts of it.
    input: {x: float}
    output: Split
    cases:
      - {when: x < 5, value: divided(x=x)}
      - value:
          name: divided(x=x).name
          parts: divided(x=x).parts
          size: -x
          count: len(divided(x=x).parts)
          even: true
"""


@pytest.fixture
def core_errors() -> type[Exception]:
    compiled("formulas:\n" + formula("value: x")).modules()
    from qpf_core.errors import DomainError

    return DomainError


@pytest.mark.parametrize(
    ("value", "x", "expected"),
    [
        ("x + 1", 2.0, 3.0),
        ("-x ** 2", 3.0, -9.0),
        ("abs(x) * sqrt(x + 5)", 4.0, 12.0),
        ("exp(0) + log(1) + x", 2.5, 3.5),
        ("min(x, 1, 7) + max(x, 1) + clip(x, 0, 1)", 3.0, 5.0),
        ("x // 2 + x % 2", 5.0, 3.0),
        ("float(floor(x) + ceil(x) + int(-x) + round(x))", 2.5, 5.0),
        ("x if x > 1 and not x > 5 else 1 / x", 0.5, 2.0),
        ("1 if x == 1 or x == 2 else 0", 2.0, 1.0),
        ("1 if 0 < x < 3 else 0", 2.0, 1.0),
        ("0 if x == inf or x == 7 else 1", 2.0, 1.0),
        ("sum(x ** i for i in range(3))", 2.0, 7.0),
        ("sum(x * i for i in range(2, 4)) + 1", 2.0, 11.0),
    ],
)
def test_both_forms_give_the_value(value: str, x: float, expected: float) -> None:
    scalar, arrays = compiled("formulas:\n" + formula(f"value: {value!r}")).modules()
    assert scalar.f(x=x) == pytest.approx(expected, rel=1e-12)
    found = arrays.f(x=np.array([[x], [x]]))
    assert found.shape == (2, 1)
    assert found.tolist() == [[pytest.approx(expected, rel=1e-12)]] * 2


def test_records_text_lists_and_calls(core_errors: type[Exception]) -> None:
    scalar, arrays = compiled(RECORD).modules()
    big = scalar.divided(x=12.0)
    assert (big.name, big.parts, big.size, big.count, big.even) == ("big", ["a", "b"], 6.0, 2, True)
    xs = np.array([12.0, 3.5])
    split, again = arrays.divided(x=xs), arrays.again(x=xs)
    assert split.name.tolist() == ["big", "small"]
    assert split.parts.tolist() == [("a", "b"), ()]
    assert (split.size.tolist(), split.count.tolist()) == ([6.0, 3.5], [2, 3])
    assert split.even.tolist() == [True, False]
    assert again.name.tolist() == ["big", "small"]
    assert (again.size.tolist(), again.count.tolist()) == ([-12.0, 3.5], [2, 3])
    with pytest.raises(core_errors, match="again: no case holds"):
        scalar.again(x=-1.0)
    with pytest.raises(core_errors, match="1 outside, the first at index 1"):
        arrays.again(x=[1.0, -1.0])


def test_refusals_come_in_order_and_say_why(core_errors: type[Exception]) -> None:
    text = formula(
        """
domain:
  - {when: x <= 0, error: x must be above 0}
  - {when: log(x) > 2, error: x is too large}
value: log(x) / y * mode
""",
        "{x: float, y: 4, mode: {one_of: [1, -1]}, far: {default: inf, allow: [inf]}}",
    ).replace("* mode", "* mode + (0 if far == inf else far)")
    scalar, arrays = compiled("formulas:\n" + text).modules()
    cases = [
        ({"x": 0.0, "mode": 1.0}, "x must be above 0"),
        ({"x": 9.0, "mode": 1.0}, "x is too large"),
        ({"x": 1.0, "mode": 2.0}, "mode must be one of 1, -1"),
        ({"x": math.nan, "mode": 1.0}, "x must be finite"),
        ({"x": 2.0, "mode": 1.0, "y": 0.0}, "the result is not finite"),
        ({"x": 2.0, "mode": 1.0, "far": -math.inf}, "far must be finite"),
    ]
    for given, reason in cases:
        for form in (scalar.f, arrays.f):
            with pytest.raises(core_errors) as refused:
                form(**given)
            assert (refused.value.formula, refused.value.reason) == ("f", reason)
    assert arrays.f(x=[1.0, 2.0], mode=-1.0).tolist() == [scalar.f(x=x, mode=-1.0) for x in (1, 2)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("value: y", "QPF501"),
        ("value: x +", "QPF500"),
        ("value: g(x=x)", "QPF503"),
        ("value: x == 1", "QPF506"),
        ("value: 1.5", "QPF522"),
        ("value: sum(x for j in range(x))", "QPF504"),
        ("value: sum(x for j in range(2, 1))", "QPF504"),
        ("value: sum(x for j in range(5000))", "QPF504"),
        ("value: sum(x for x in range(5))", "QPF521"),
        ("value: sum(x > 1 for j in range(5))", "QPF508"),
        ("value: x ** x", "QPF504"),
        ("value: round(x, 2)", "QPF571"),
        ("value: 1 if lower('a') in 'abc' and x > 1 else 0", "QPF571"),
        ("output: json\nvalue: x", "QPF570"),
        ("output: Unknown\nvalue: x", "QPF510"),
        ("cases: []", "QPF570"),
        ("cases: [{value: x}, {value: x}]", "QPF570"),
        ("cases: [{when: x > 1}]", "QPF570"),
        ("value: x\nemit: x", "QPF570"),
        ("domain: [{when: 1 > 0, error: never}]\nvalue: x", "QPF515"),
        ("value: x\nexamples: [{given: {x: 1}, expect: 2}]", "QPF572"),
        ("value: x\nexamples: [{given: {x: 1}, expect_error: no}]", "QPF572"),
        ("value: 1 / x\nexamples: [{given: {x: 0}, expect: 1}]", "QPF572"),
        ("value: x\nexamples: [{given: {}, expect: 1}]", "QPF572"),
        ("value: x\nexamples: [{given: {x: 1}}]", "QPF572"),
        ("value: x\nexamples: [{given: {x: 1, y: 1}, expect: 1}]", "QPF572"),
    ],
)
def test_faults_are_found(body: str, code: str) -> None:
    found = codes(formula(body))
    assert code in found, (found, reasons(formula(body)))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("g(x=x, y=1)", "QPF528"),
        ("g()", "QPF527"),
        ("g(x)", "QPF504"),
        ("g(x=x > 1)", "QPF506"),
    ],
)
def test_calls_of_formulas_are_checked(call: str, code: str) -> None:
    assert code in codes(formula("value: x", name="g"), formula(f"value: {call}"))


def test_a_formula_calls_only_earlier_ones() -> None:
    assert "QPF503" in codes(formula("value: g(x=x)"), formula("value: x", name="g"))


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ("{x: {one_of: [1, 2], default: 3}}", "QPF570"),
        ("{x: {one_of: [1, 1]}}", "QPF570"),
        ("{x: {one_of: [1, inf], allow: [inf]}}", "QPF570"),
        ("{x: {default: inf}}", "QPF570"),
    ],
)
def test_inputs_that_contradict_themselves_are_found(inputs: str, code: str) -> None:
    assert code in codes(formula("value: x", inputs))


def test_a_name_is_given_once() -> None:
    assert codes(formula("value: x"), formula("value: x")) == ["QPF521"]


def test_places_are_exact() -> None:
    told = reasons(formula("value: x + y1\nexamples: [{given: {x: 1}, expect: 1}]"))
    assert "agent.yaml:6:16: `y1` is not declared here" in told


def test_a_part_that_no_point_reaches_is_told() -> None:
    body = "cases: [{when: x > 0, value: x}, {when: x > 5, value: -x}, {value: 0}]"
    assert "no point that tests know reaches the case `x > 5` of `f`" in reasons(formula(body))
