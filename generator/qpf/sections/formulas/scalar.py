"""The scalar form of a formula: a keyword function, its refusals first, then its cases."""

import ast
from collections.abc import Iterator, Mapping

from qpf.diagnostics.diagnostic import Place
from qpf.language.body import HELPERS, Body, call
from qpf.language.docstrings import docstring, sentence
from qpf.language.literals import plain_tree
from qpf.language.scope import OperationScope
from qpf.language.unparse import source
from qpf.model.code import CodeLine, Import
from qpf.sections.formulas.compiled import CompiledCase, CompiledFormula, CompiledInput
from qpf.sections.formulas.names import SCALAR
from qpf.sections.formulas.refusals import NOT_FINITE, must_be_among, must_be_finite

__all__ = ["described_inputs", "importable", "number_tree", "scalar_form"]

_INDENT = "    "


def scalar_form(
    formula: CompiledFormula, known: Mapping[str, CompiledFormula], scope: OperationScope
) -> tuple[tuple[CodeLine, ...], frozenset[Import]]:
    """The lines of the function, and the imports they need."""
    body = Body(importable(known, scope))
    for one in formula.inputs:
        if one.spec.one_of:
            choices = ast.Tuple([number_tree(value) for value in one.spec.choices])
            test = ast.Compare(ast.Name(one.identifier), [ast.NotIn()], [choices])
            with body.when(test, one.place):
                _refuse(body, formula, ast.Constant(must_be_among(one)), one.place)
        if one.refused_infinity is not None:
            infinity = number_tree(one.refused_infinity)
            with body.when(
                ast.Compare(ast.Name(one.identifier), [ast.Eq()], [infinity]), one.place
            ):
                _refuse(body, formula, ast.Constant(must_be_finite(one)), one.place)
    for rule in formula.rules:
        with body.when(rule.node, rule.place):
            _refuse(body, formula, ast.Constant(rule.error), rule.place)
    for case in formula.cases:
        if case.node is None:
            body.returns(_result(formula, case, scope), case.place)
        else:
            with body.when(case.node, case.place):
                body.returns(_result(formula, case, scope), case.place)
    if formula.cases[-1].node is not None:
        _refuse(body, formula, ast.Name("NO_CASE"), formula.place)
    return (*_head(formula, scope, body), *body.lines), frozenset(body.imports)


def importable(
    known: Mapping[str, CompiledFormula], scope: OperationScope, arrays: bool = False
) -> dict[str, Import]:
    """Where names of trees come from: helpers, earlier formulas, declared types."""
    found: dict[str, Import] = {**HELPERS, **SCALAR}
    for one in known.values():
        found[one.function] = Import(one.arrays if arrays else one.dotted, one.function)
    for declared in scope.types.known.values():
        name = scope.types.python_name(declared.ref)
        alias = name if name != declared.ref.name else None
        found[name] = Import(declared.ref.module, declared.ref.name, alias)
    return found


def number_tree(value: float) -> ast.expr:
    """A float as Python writes it, infinities too."""
    if value in (float("inf"), float("-inf")):
        infinity = ast.Attribute(ast.Name("math"), "inf")
        return infinity if value > 0 else ast.UnaryOp(ast.USub(), infinity)
    return plain_tree(value)


def _refuse(body: Body, formula: CompiledFormula, reason: ast.expr, place: Place) -> None:
    body.raises(call("DomainError", ast.Constant(formula.function), reason), place)


def _result(formula: CompiledFormula, case: CompiledCase, scope: OperationScope) -> ast.expr:
    if not formula.is_record:
        return case.parts[""]
    if case.whole is not None:
        return case.whole
    name = scope.types.python_name(formula.returns)
    keywords = [ast.keyword(formula.attributes[field], tree) for field, tree in case.parts.items()]
    return ast.Call(ast.Name(name), [], keywords)


def _head(formula: CompiledFormula, scope: OperationScope, body: Body) -> Iterator[CodeLine]:
    annotation = formula.returns.annotation(scope.types.python_name)
    infinite = [ast.Constant(one.identifier) for one in formula.inputs if one.spec.infinities]
    decorator = call("formula", **({"infinite": ast.Tuple(list(infinite))} if infinite else {}))
    body.use(annotation)
    body.use(decorator)
    parameters = ", ".join(_parameter(one, body) for one in formula.inputs)
    header = [
        f"@{source(decorator)}",
        f"def {formula.function}(*, {parameters}) -> {source(annotation)}:",
    ]
    yield from (CodeLine(line, formula.place) for line in header)
    summary = sentence(formula.spec.summary, formula.name)
    sections = (
        ("Args", described_inputs(formula)),
        ("Returns", [_returned(formula)] if _returned(formula) else []),
        ("Raises", [f"DomainError: {'; '.join(_reasons(formula))}."]),
    )
    place = scope.origins.at(f"{formula.pointer}/summary")
    yield from (CodeLine(line, place) for line in docstring(summary, sections, _INDENT))


def _parameter(one: CompiledInput, body: Body) -> str:
    if one.default is None:
        return f"{one.identifier}: float"
    tree = number_tree(one.default)
    body.use(tree)
    return f"{one.identifier}: float = {source(tree)}"


def described_inputs(formula: CompiledFormula) -> list[str]:
    """What a docstring says about each input."""
    told = []
    for one in formula.inputs:
        unit = f"in {one.spec.unit}" if one.spec.unit and one.spec.unit != "1" else ""
        choices = must_be_among(one).partition(" must be ")[2] if one.spec.one_of else ""
        words = [one.spec.summary.rstrip("."), unit, choices]
        text = ", ".join(word for word in words if word)
        told += [f"{one.identifier}: {text}."] if text else []
    return told


def _returned(formula: CompiledFormula) -> str:
    output = formula.spec.output
    unit = f"in {output.unit}" if output.unit and output.unit != "1" else ""
    if not (output.summary or unit):
        return ""
    return (
        " ".join(word for word in (output.summary.rstrip(".") or "The value", unit) if word) + "."
    )


def _reasons(formula: CompiledFormula) -> list[str]:
    told = [must_be_among(one) for one in formula.inputs if one.spec.one_of]
    told += [rule.error.rstrip(".") for rule in formula.rules]
    return [*told, "inputs must be finite" if told else "Inputs must be finite", NOT_FINITE]
