"""Formulas of different modules that would import each other in a circle."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.circles import ModuleCall, check_modules
from qpf.sections.formulas.compiled import CompiledFormula

__all__ = ["check_formula_modules"]


def check_formula_modules(formulas: Sequence[CompiledFormula], found: Diagnostics) -> None:
    """Report circles of modules; formulas make none, because each uses those before it."""
    functions = {one.function: one for one in formulas}
    calls = [call for one in formulas for call in _calls(one, functions)]
    check_modules(calls, found)


def _calls(
    formula: CompiledFormula, functions: Mapping[str, CompiledFormula]
) -> Iterator[ModuleCall]:
    nodes = (node for tree in formula.trees() for node in ast.walk(tree))
    called = (one.func for one in nodes if isinstance(one, ast.Call))
    for name in dict.fromkeys(one.id for one in called if isinstance(one, ast.Name)):
        used = functions.get(name)
        if used is not None and used.spec.module != formula.spec.module:
            modules = (formula.spec.module, used.spec.module)
            yield ModuleCall(formula.name, used.name, modules, formula.place)
