"""The tests of a formula: a table of points, and both forms at drawn points."""

import ast
import math
from collections.abc import Iterator, Mapping, Sequence

from qpf.language.body import Body, call
from qpf.language.docstrings import docstring, sentence
from qpf.language.literals import plain_tree
from qpf.language.unparse import quoted, source
from qpf.model.code import CodeLine, Import
from qpf.sections.formulas.compiled import CompiledFormula, CompiledInput
from qpf.sections.formulas.evaluating import Refusal
from qpf.sections.formulas.names import spelled
from qpf.sections.formulas.points import Point, points_of, thresholds
from qpf.sections.formulas.regular import is_regular
from qpf.sections.formulas.scalar import number_tree
from qpf.sections.formulas.spec import ARRAYS, number

__all__ = ["tests_of"]

_EXAMPLES = 25
_FAR = 1e6
_IMPORTS = {
    "math": Import("math"),
    "pytest": Import("pytest"),
    "given": Import("hypothesis", "given"),
    "settings": Import("hypothesis", "settings"),
    "st": Import("hypothesis", "strategies", "st"),
    "Refused": Import("qpf_core.testing_formulas", "Refused"),
    "check_point": Import("qpf_core.testing_formulas", "check_point"),
    "check_twin": Import("qpf_core.testing_formulas", "check_twin"),
}


def tests_of(
    formula: CompiledFormula, known: Sequence[CompiledFormula]
) -> tuple[tuple[CodeLine, ...], frozenset[Import]]:
    """The lines of both tests, and the imports they need."""
    package, _, stem = formula.dotted.rpartition(".")
    scalars = spelled(stem)
    modules = {
        scalars: Import(package, stem, scalars if scalars != stem else None),
        stem + ARRAYS: Import(package, stem + ARRAYS),
    }
    body = Body({**_IMPORTS, **modules})
    for name in modules:
        body.use(ast.Name(name))
    forms = f"{scalars}.{formula.function}, {stem}{ARRAYS}.{formula.function}"
    lines = [
        *_table(formula, points_of(formula, known), {one.name: one for one in known}, forms, body),
        CodeLine(""),
        CodeLine(""),
        *_drawn(formula, forms, body),
    ]
    return tuple(lines), frozenset(body.imports)


def _table(
    formula: CompiledFormula,
    points: Sequence[Point],
    known: Mapping[str, CompiledFormula],
    forms: str,
    body: Body,
) -> Iterator[CodeLine]:
    for name in ("pytest", "check_point"):
        body.use(ast.Name(name))
    yield CodeLine("@pytest.mark.parametrize(", formula.place)
    yield CodeLine('    ("point", "expected"),', formula.place)
    yield CodeLine("    [", formula.place)
    for point in points:
        # in the order of the signature: the first input that is none tells why there is no value
        taken = [one for one in formula.inputs if one.name in point.given]
        keys: list[ast.expr | None] = [ast.Constant(one.identifier) for one in taken]
        given = ast.Dict(keys, [_number(point.given[one.name]) for one in taken])
        expected = _expected(point.answer.value)
        row: ast.expr = ast.Tuple([given, expected])
        summary = _summary(formula, point)
        if summary:
            param = ast.Attribute(ast.Name("pytest"), "param")
            row = call(param, given, expected, id=ast.Constant(summary))
        body.use(row)
        yield CodeLine(f"        {source(row)},", point.place)
    yield CodeLine("    ],", formula.place)
    yield CodeLine(")", formula.place)
    name = f"test_{formula.function.strip('_')}_at_points"
    header = f"def {name}(point: dict[str, float], expected: object) -> None:"
    yield CodeLine(header, formula.place)
    summary = f"`{formula.name}` gives what the schema says, alone and over arrays"
    yield from _documented(formula, summary)
    regular = "" if is_regular(formula, known) else ", is_regular=False"
    yield CodeLine(f"    check_point({forms}, point, expected{regular})", formula.place)


def _summary(formula: CompiledFormula, point: Point) -> str:
    """What the schema says of the example that a point is, or nothing."""
    for example in formula.spec.examples:
        if {name: number(value) for name, value in example.given.items()} == point.given:
            return example.summary
    return ""


def _drawn(formula: CompiledFormula, forms: str, body: Body) -> Iterator[CodeLine]:
    for name in ("given", "settings", "st", "check_twin"):
        body.use(ast.Name(name))
    strategies = [_strategy(formula, one) for one in formula.inputs]
    for one in strategies:
        body.use(one)
    drawn = ", ".join(source(one) for one in strategies)
    settings = f"max_examples={_EXAMPLES}, derandomize=True, database=None, deadline=None"
    yield CodeLine(f"@settings({settings})", formula.place)
    listed = f"st.lists(st.tuples({drawn}), min_size=1, max_size=8)"
    yield CodeLine(f"@given(points={listed})", formula.place)
    name = f"test_{formula.function.strip('_')}_over_arrays"
    annotation = f"list[tuple[{', '.join('float' for _ in formula.inputs)}]]"
    yield CodeLine(f"def {name}(points: {annotation}) -> None:", formula.place)
    summary = f"`{formula.name}` over arrays has the values and refusals of every single point"
    yield from _documented(formula, summary)
    names = ", ".join(quoted(one.identifier) for one in formula.inputs)
    yield CodeLine(f"    check_twin({forms}, ({names},), points)", formula.place)


def _documented(formula: CompiledFormula, summary: str) -> Iterator[CodeLine]:
    for line in docstring(sentence(summary, formula.name), (), "    "):
        yield CodeLine(line, formula.place)


def _strategy(formula: CompiledFormula, one: CompiledInput) -> ast.expr:
    """Numbers near and far, the default, and those that conditions compare with."""
    owner = ast.Name("st")
    if one.spec.one_of:
        choices = ast.Tuple([number_tree(value) for value in one.spec.choices])
        return call(ast.Attribute(owner, "sampled_from"), choices)
    known = [value for other, value, _ in thresholds(formula) if other.name == one.name]
    known += [one.default] if one.default is not None else []
    known += sorted(one.spec.infinities)
    special = [number_tree(value) for value in dict.fromkeys(known)]
    bounds = {"min_value": number_tree(-_FAR), "max_value": number_tree(_FAR)}
    floats = call(ast.Attribute(owner, "floats"), **bounds)
    if not special:
        return floats
    sampled = call(ast.Attribute(owner, "sampled_from"), ast.Tuple(special))
    return ast.BinOp(sampled, ast.BitOr(), floats)


def _number(value: float) -> ast.expr:
    return ast.Attribute(ast.Name("math"), "nan") if math.isnan(value) else number_tree(value)


def _expected(value: object) -> ast.expr:
    if isinstance(value, Refusal):
        return call("Refused", ast.Constant(value.reason))
    if isinstance(value, list | tuple):
        return ast.Tuple([plain_tree(one) for one in value])
    if isinstance(value, dict):
        keys: list[ast.expr | None] = [ast.Constant(name) for name in value]
        return ast.Dict(keys, [_expected(one) for one in value.values()])
    return plain_tree(value)
