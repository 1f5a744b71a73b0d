"""The formulas of an agent, checked or ready to be written."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.scope import OperationScope
from qpf.model.spec import AgentSpec
from qpf.sections.formulas.arrays import check_array_form
from qpf.sections.formulas.circles import check_formula_modules
from qpf.sections.formulas.compiled import CompiledFormula
from qpf.sections.formulas.compiling import compile_formulas
from qpf.sections.formulas.examples import check_examples
from qpf.sections.formulas.spec import FormulaSpec, FormulasSpec

__all__ = ["check_formulas", "formulas_of"]


def formulas_of(
    agent: AgentSpec, scope: OperationScope, found: Diagnostics | None = None
) -> tuple[CompiledFormula, ...]:
    """The formulas of an agent in the order of its schema; faults go to `found`."""
    spec = agent.find("formulas", FormulasSpec)
    if spec is None or not all(_has_value(one) for one in spec.formulas):
        return ()
    return compile_formulas(spec.formulas, scope, found if found is not None else Diagnostics())


def check_formulas(
    agent: AgentSpec, scope: OperationScope, found: Diagnostics
) -> tuple[CompiledFormula, ...]:
    """The formulas, with every fault of them and of their examples reported."""
    formulas = formulas_of(agent, scope, found)
    known = {one.name: one for one in formulas}
    for one in formulas:
        check_array_form(one, known, found)
        check_examples(one, formulas, scope, found)
    check_formula_modules(formulas, found)
    return formulas


def _has_value(formula: FormulaSpec) -> bool:
    """Whether it says its value in one way; otherwise the rules report it."""
    ways = [formula, *formula.cases] if "cases" in formula.model_fields_set else [formula]
    return all(len({"value", "emit", "cases"} & one.model_fields_set) == 1 for one in ways)
