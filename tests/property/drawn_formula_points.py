"""Examples of formulas: points, and what the factory itself foretells there."""

from collections.abc import Mapping, Sequence
from typing import Any

from from_specs import LEFT_OUT, Walk
from luck import Luck

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.declare import declare_types
from qpf.language.operation_spec import AnyType
from qpf.language.scope import OperationScope
from qpf.language.type_table import TypeTable
from qpf.model.document import Origins
from qpf.model.strict import StrictModel, freeze
from qpf.sections.formulas.compiled import CompiledFormula, CompiledInput
from qpf.sections.formulas.compiling import compile_formulas
from qpf.sections.formulas.evaluating import Answer, evaluate_formula
from qpf.sections.formulas.spec import FormulaExample, FormulasSpec, number

__all__ = ["with_examples"]

_NUMBERS = (0, 1, -1, 0.5, 0.1, 7, 10, 49.5, 123456.789, -1e6, 1e15, 1e-9, 5e-324, 1e200)
_ENDLESS = ("inf", "-inf", "nan")


class _Types(StrictModel):
    types: Mapping[str, AnyType] = {}


def with_examples(luck: Luck, written: list[dict[str, Any]], types: dict[str, Any]) -> None:
    """Give formulas examples that are true; one that does not compile gets none."""
    formulas = _compiled(written, types)
    by_name = {one.name: one for one in formulas}
    for formula in written:
        one = by_name.get(formula["name"])
        if one is None or luck.chance(25):
            continue
        made = [_example(luck, one, formulas) for _ in range(luck.whole(1, 4))]
        formula["examples"] = [example for example in made if example is not None]


def _compiled(written: list[dict[str, Any]], types: dict[str, Any]) -> Sequence[CompiledFormula]:
    spec = FormulasSpec.model_validate(freeze({"formulas": written}))
    declared = _Types.model_validate(freeze({"types": types})).types
    origins, found = Origins({}), Diagnostics()
    table = declare_types(declared, TypeTable(), "drawn.models", origins, found)
    scope = OperationScope(agent="drawn", package="drawn", origins=origins, types=table)
    return compile_formulas(spec.formulas, scope, found)


def _example(
    luck: Luck, formula: CompiledFormula, known: Sequence[CompiledFormula]
) -> dict[str, Any] | None:
    """A point and what is there; None where nobody can tell."""
    given = {
        one.name: _number(luck, one)
        for one in luck.some(formula.inputs, 9, 9)
        if one.default is None or luck.chance(50)
    }
    answer = evaluate_formula(formula, {n: number(v) for n, v in given.items()}, known)
    if answer is None:
        return None
    if answer.is_refused:
        said = {"expect": LEFT_OUT, "expect_error": answer.value.reason}
    else:
        said = {"expect": _written(formula, answer), "expect_error": LEFT_OUT}
    return Walk(luck).model(FormulaExample, given=given or luck.one([{}, LEFT_OUT]), **said)


def _number(luck: Luck, one: CompiledInput) -> Any:
    usual = [*one.spec.one_of] * 3 or [*_NUMBERS, *one.spec.allow, *one.spec.allow]
    return luck.one([*usual, luck.one(_ENDLESS)] if luck.chance(60) else usual)


def _written(formula: CompiledFormula, answer: Answer) -> Any:
    """A value as a schema writes it: fields by their names there."""
    if not isinstance(answer.value, Mapping):
        return _plain(answer.value)
    names = {python: name for name, python in formula.attributes.items()}
    return {names[python]: _plain(one) for python, one in answer.value.items()}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, list | tuple) else value
