"""Infinity, bounded sums and calls of declared functions in expressions."""

import math

import pytest

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.array_form import ArrayForm, NoArrayForm
from qpf.language.evaluate_expression import Values, evaluate_text
from qpf.language.expressions import Expression, parse_expression
from qpf.language.names import Local, Names
from qpf.language.signatures import Signature, SignatureParameter
from qpf.language.types import FLOAT, INT
from qpf.language.unparse import source

HALF = Signature(
    name="half",
    function="half",
    module="m",
    parameters=(
        SignatureParameter("of", "of_", FLOAT),
        SignatureParameter("times", "times", FLOAT, required=False),
    ),
    returns=FLOAT,
)
KNOWN = {"x": Local("x", "x", FLOAT), "n": Local("n", "n", INT)}


def read(text: str, known: dict[str, Local] | None = None) -> tuple[Expression | None, list[str]]:
    """The expression and the codes of what is wrong with it."""
    found = Diagnostics()
    names = Names(known if known is not None else KNOWN, functions={"half": HALF})
    place_of = lambda start, length: Place("t", 1, start + 1, 1, start + length)  # noqa: E731
    expression = parse_expression(text, names, place_of, found)
    return expression, [one.code for one in found.found if one.code != "QPF514"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("inf", "math.inf"),
        ("-inf < x", "-math.inf < x"),
        ("sum(i * x for i in range(3))", "sum(i * x for i in range(3))"),
        ("sum(x ** i for i in range(1, 9))", "sum(math.pow(x, i) for i in range(1, 9))"),
        ("half(of=x)", "half(of_=x)"),
        ("half(times=2, of=x + 1)", "half(of_=x + 1.0, times=2.0)"),
    ],
)
def test_they_are_written_as_python(text: str, written: str) -> None:
    expression, codes = read(text)
    assert codes == []
    assert expression is not None
    assert source(expression.node) == written


def test_only_real_names_are_used_and_only_declared_ones_win() -> None:
    expression, _ = read("sum(i * x for i in range(3)) + n")
    assert expression is not None
    assert expression.names == ("x", "n")
    infinite, _ = read("inf + 1", {"inf": Local("inf", "inf_", INT)})
    assert infinite is not None
    assert source(infinite.node) == "inf_ + 1"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sum(i for i in range(n))", "QPF504"),
        ("sum(i for i in range(-1, 3))", "QPF504"),
        ("sum(i for i in range(0, 9, 2))", "QPF504"),
        ("sum(i for i in range(9) if i)", "QPF504"),
        ("sum(i for i in [1, 2])", "QPF504"),
        ("sum(i for i in range(2) for j in range(2))", "QPF504"),
        ("sum(x for x in range(2))", "QPF521"),
        ("sum(i > 1 for i in range(2))", "QPF508"),
        ("sum(i for i in range(2)) + i", "QPF501"),
        ("x ** n", "QPF504"),
        ("[i for i in range(3)]", "QPF504"),
        ("half(x)", "QPF504"),
        ("half(of=x, off=1)", "QPF528"),
        ("half(times=1)", "QPF527"),
        ("half(of=x > 1)", "QPF506"),
    ],
)
def test_what_is_not_bounded_or_not_declared_is_refused(text: str, code: str) -> None:
    assert read(text) == (None, [code])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(x ** i for i in range(3))", 13.0),
        ("sum(i for i in range(2, 5))", 9),
        ("half(of=x) + 1", 2.5),
        ("x < inf", True),
    ],
)
def test_they_can_be_evaluated(text: str, value: object) -> None:
    values = Values({"x": 3.0}, functions={"half": lambda of: of / 2})
    assert evaluate_text(text, values) == value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x + 1", "x[at] + 1"),
        ("-log(x) ** 2", "-np.power(np.log(x[at]), 2)"),
        ("max(x, n, 1)", "np.maximum(np.maximum(x[at], n), 1)"),
        ("x if n > 1 else 0", "np.where(n > 1, x[at], 0)"),
        ("1 < x < 3 or not n == 1", "(1.0 < x[at]) & (x[at] < 3.0) | (n != 1)"),
        ("x == 1 or x == 2", "among(x[at], (1.0, 2.0))"),
        ("half(of=x)", "half(of_=x[at])"),
        ("sum(x * i for i in range(3))", "sum(x[at] * i for i in range(3))"),
    ],
)
def test_they_have_a_form_for_arrays(text: str, written: str) -> None:
    expression, codes = read(text)
    assert (expression is not None, codes) == (True, [])
    assert expression is not None
    assert source(ArrayForm({"x"}, {"half"}, "at").of(expression.node)) == written


@pytest.mark.parametrize("text", ["~n", "n << 2", "str(n)", "upper('a')", "[n]", "round(x, 2)"])
def test_what_has_no_form_for_arrays_is_told(text: str) -> None:
    expression, _ = read(text)
    assert expression is not None
    with pytest.raises(NoArrayForm):
        ArrayForm({"x"}, set()).of(expression.node)


def test_infinity_is_that_of_floats() -> None:
    expression, _ = read("inf")
    assert expression is not None
    assert eval(source(expression.node), {"math": math}) == math.inf
