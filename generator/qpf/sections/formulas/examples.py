"""Examples are executable, and every rule and case of a formula is shown by some point."""

from collections.abc import Mapping, Sequence

from qpf.diagnostics.catalogue.behaviour_steps import no_example
from qpf.diagnostics.catalogue.formulas import unshown_part, wrong_example
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.diagnostics.suggest import did_you_mean, listed
from qpf.language.scope import OperationScope
from qpf.model.document import child
from qpf.sections.formulas.compiled import CompiledFormula
from qpf.sections.formulas.evaluating import Refusal, evaluate_formula
from qpf.sections.formulas.points import points_of
from qpf.sections.formulas.spec import FormulaExample, number

__all__ = ["check_examples"]

_DIGITS = 1e-12


def check_examples(
    formula: CompiledFormula,
    known: Sequence[CompiledFormula],
    scope: OperationScope,
    found: Diagnostics,
) -> None:
    """Report examples that are wrong, and parts that no point reaches."""
    if not formula.spec.examples:
        found.add(no_example(formula.place, formula.name))
    before = len(found.errors)
    for index, example in enumerate(formula.spec.examples):
        _check(formula, example, known, scope, f"{formula.pointer}/examples/{index}", found)
    if len(found.errors) > before:
        return
    shown = {point.answer.part for point in points_of(formula, known)}
    for index, rule in enumerate(formula.rules):
        if f"rule {index}" not in shown:
            found.add(unshown_part(rule.place, formula.name, f"the rule `{rule.text}`"))
    for index, case in enumerate(formula.cases):
        if f"case {index}" not in shown:
            told = f"the case `{case.text}`" if case.text else "the value"
            found.add(unshown_part(case.place, formula.name, told))


def _check(
    formula: CompiledFormula,
    example: FormulaExample,
    known: Sequence[CompiledFormula],
    scope: OperationScope,
    at: str,
    found: Diagnostics,
) -> None:
    names = [one.name for one in formula.inputs]
    for name in example.given:
        if name not in names:
            place = scope.origins.key(child(f"{at}/given", name))
            remedy = did_you_mean(name, names) or f"inputs: {listed(names)}"
            found.add(wrong_example(place, formula.name, f"gives `{name}`, no input", remedy))
            return
    missing = [
        one.name for one in formula.inputs if one.default is None and one.name not in example.given
    ]
    if missing:
        place = scope.origins.at(f"{at}/given")
        found.add(wrong_example(place, formula.name, f"lacks the inputs {listed(missing)}"))
        return
    written = {"expect", "expect_error"} & example.model_fields_set
    if len(written) != 1:
        place = scope.origins.at(at)
        remedy = "write `expect` or `expect_error`"
        found.add(wrong_example(place, formula.name, "expects not exactly one thing", remedy))
        return
    _compare(formula, example, known, scope, at, found)


def _compare(
    formula: CompiledFormula,
    example: FormulaExample,
    known: Sequence[CompiledFormula],
    scope: OperationScope,
    at: str,
    found: Diagnostics,
) -> None:
    given = {name: number(value) for name, value in example.given.items()}
    answer = evaluate_formula(formula, given, known)
    if answer is None:
        return
    if isinstance(answer.value, Refusal):
        if example.expect_error != answer.value.reason:
            key = "expect_error" if example.expect_error is not None else "expect"
            reason = f"is refused: {answer.value.reason}"
            place = scope.origins.at(f"{at}/{key}")
            found.add(wrong_example(place, formula.name, reason, "say this as `expect_error`"))
    elif example.expect_error is not None:
        place = scope.origins.at(f"{at}/expect_error")
        found.add(wrong_example(place, formula.name, f"has a value: {_shown(answer.value)}"))
    elif not _is_same(_attributed(formula, example.expect), answer.value):
        place = scope.origins.at(f"{at}/expect")
        found.add(wrong_example(place, formula.name, f"gives {_shown(answer.value)}"))


def _attributed(formula: CompiledFormula, value: object) -> object:
    if not formula.is_record or not isinstance(value, Mapping):
        return value
    return {formula.attributes.get(name, name): one for name, one in value.items()}


def _is_same(expected: object, given: object) -> bool:
    if isinstance(given, Mapping):
        return (
            isinstance(expected, Mapping)
            and set(expected) == set(given)
            and all(_is_same(expected[name], one) for name, one in given.items())
        )
    if isinstance(given, bool) or isinstance(expected, bool):
        return given is expected
    if isinstance(given, int | float) and isinstance(expected, int | float):
        return abs(given - expected) <= _DIGITS * max(abs(given), abs(expected))
    if isinstance(given, list | tuple) and isinstance(expected, list | tuple):
        return tuple(given) == tuple(expected)
    return given == expected


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_shown(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(str(one) for one in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
