"""Infinities that a formula allows, and numbers that overflow: both forms do the same with them."""

import math
from collections.abc import Iterator
from types import ModuleType

import pytest
from formulas_workbench import Outcome, compiled, formula

from qpf.sections.formulas import testing
from qpf.sections.formulas.arrays import array_form
from qpf.sections.formulas.evaluating import evaluate_formula
from qpf.sections.formulas.points import points_of
from qpf.sections.formulas.regular import is_regular

_X = "x: {allow: [inf, -inf]}"


def one(value: str, inputs: str = "", **more: str) -> Outcome:
    """A formula that says whether something holds."""
    inputs = inputs or f"{{{_X}{', y: 0' if 'y' in value else ''}}}"
    lines = [f"output: {more.get('output', 'bool')}", f"value: {value}"]
    lines += [f"{key}: {text}" for key, text in more.items() if key != "output"]
    return compiled("formulas:\n" + formula("\n".join(lines), inputs))


def kernel(made: Outcome) -> str:
    """The lines of the form for arrays."""
    known = {one.name: one for one in made.formulas}
    lines, _ = array_form(made.formulas[-1], known, made.scope)
    return "\n".join(line.text for line in lines)


def answers(modules: tuple[ModuleType, ModuleType], x: float, **more: float) -> Iterator[object]:
    """What both forms give, or why they do not."""
    for module in modules:
        try:
            found = module.f(x=x, **more)
            yield getattr(found, "item", lambda found=found: found)()
        except Exception as fault:
            yield getattr(fault, "reason", fault)


@pytest.mark.parametrize("x", [math.inf, -math.inf, 0.0, 3.5])
@pytest.mark.parametrize(
    "value",
    [
        "floor(x) > 2",
        "ceil(x) <= 2",
        "round(x) != 1",
        "int(x) > 5",
        "x / y > 3",
        "x // 2 > y",
        "x % 3 >= 0",
        "x - x == y",
        "x * y > 0",
        "sum(x ** i for i in range(1, 4)) > 0",
        "min(x ** 2, 9) > 0",
    ],
)
def test_both_forms_do_the_same_with_an_infinity(value: str, x: float) -> None:
    """numpy rounds an infinity and divides it by 0; the scalar form refused that."""
    made = one(value)
    scalar, array = answers(made.modules(), x)
    assert scalar == array
    assert not is_regular(made.formulas[0], {})


@pytest.mark.parametrize(
    "value", ["x > 2", "x + y > 2", "1 / x > 0", "x * 2 > 1", "abs(x) / 2 > y"]
)
def test_an_infinity_that_does_no_harm_stays_in_the_kernel(value: str) -> None:
    """Only where both forms differ is a block left to the scalar form."""
    made = one(value)
    assert is_regular(made.formulas[0], {})
    assert "isinf" not in kernel(made)


def test_only_the_rows_of_a_case_are_left() -> None:
    """A case before it may have taken the infinities."""
    cases = "[{when: x > 9, value: 'true'}, {value: floor(x) > 2}]"
    text = formula(f"output: bool\ncases: {cases}", f"{{{_X}}}")
    assert "refuse(np.isinf(x[rest]))" in kernel(compiled("formulas:\n" + text))


@pytest.mark.parametrize(("value", "x"), [("x * x", 1e200), ("1 / x", 5e-324)])
def test_a_point_that_overflows_on_the_way_is_no_point_of_the_table(value: str, x: float) -> None:
    """A kernel leaves it to the scalar form, which tests of the table forbade."""
    examples = f"[{{given: {{x: {x!r}}}, expect: true}}, {{given: {{x: 3.5}}, expect: true}}]"
    made = one(f"{value} > 0.1", "{x: float}", examples=examples)
    assert not made.found.has_errors
    points = [point.given["x"] for point in points_of(made.formulas[0], made.formulas)]
    assert 3.5 in points
    assert x not in points


@pytest.mark.parametrize("name", ["formula", "known", "overflows"])
def test_an_input_is_called_as_it_likes(name: str) -> None:
    """The evaluator took it for an argument of its own, and foretold a refusal."""
    inner = formula(f"value: {name} * 2", f"{{{name}: float}}", "inner")
    outer = formula(
        f"value: inner({name}=x)\nexamples: [{{given: {{x: 3}}, expect: 6.0}}]", "{x: float}"
    )
    assert not compiled("formulas:\n" + inner + outer).found.has_errors


@pytest.mark.parametrize(("x", "y"), [(-math.inf, math.nan), (math.nan, math.nan)])
def test_what_no_formula_takes_is_refused_first(x: float, y: float) -> None:
    """An infinity of the wrong sign was foretold as the reason, not the number that is none."""
    made = one("x > y", "{x: {allow: [inf]}, y: float}")
    answer = evaluate_formula(made.formulas[0], {"x": x, "y": y}, made.formulas)
    said = [*answers(made.modules(), x, y=y)]
    assert answer is not None
    assert [getattr(answer.value, "reason", None)] * 2 == said


def test_points_are_written_in_the_order_of_the_signature() -> None:
    """Of two inputs that are no numbers the first is told, and an example began with the second."""
    examples = "[{given: {y: nan, x: nan}, expect_error: x must be finite}]"
    made = one("x > y", "{x: float, y: float}", examples=examples)
    lines, _ = testing.tests_of(made.formulas[0], made.formulas)
    assert not made.found.has_errors
    assert any('{"x": math.nan, "y": math.nan}' in one.text for one in lines)
