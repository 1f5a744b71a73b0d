"""Rules of formulas that need no expression: names, modules, one way to say the value."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue.behaviour_steps import duplicate_name
from qpf.diagnostics.catalogue.formulas import incomplete_formula
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.spec import AgentSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.formulas.spec import ARRAYS, FormulaCase, FormulaSpec, FormulasSpec

__all__ = ["check", "stems_of"]

Fault = tuple[str, str, str]
"""Where below the formula, what is wrong, what to do."""


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Names are given once, modules are generated, every formula says its value in one way."""
    spec = agent.section("formulas", FormulasSpec)
    files = agent.find("cursorinstructions", CursorInstructionsSpec)
    stems = [one.removesuffix(".py") for one in files.generatefiles] if files else None
    first: dict[str, Place] = {}
    for index, formula in enumerate(spec.formulas):
        at = f"/formulas/{index}"
        place = agent.at(f"{at}/name")
        if formula.name in first:
            found.add(duplicate_name(place, "formula", formula.name, first[formula.name]))
        first.setdefault(formula.name, place)
        faults = [*_faults(formula), *_homeless(formula, stems)]
        for key, reason, remedy in faults:
            place = agent.at(f"{at}/{key}")
            found.add(incomplete_formula(place, formula.name, reason, remedy))


def stems_of(agent: AgentSpec) -> dict[str, tuple[str, str]]:
    """Module -> the first formula that lives there, and the pointer of its `module`."""
    spec = agent.find("formulas", FormulasSpec)
    homes: dict[str, tuple[str, str]] = {}
    for index, formula in enumerate(spec.formulas if spec is not None else ()):
        for stem in (formula.module, formula.module + ARRAYS):
            homes.setdefault(stem, (formula.name, f"/formulas/{index}/module"))
    return homes


def _homeless(formula: FormulaSpec, stems: list[str] | None) -> Iterator[Fault]:
    for stem in (formula.module, formula.module + ARRAYS):
        if stems is not None and stem not in stems:
            yield "module", f"`{stem}` is not in `generatefiles`", f"add `{stem}.py` there"


def _faults(formula: FormulaSpec) -> Iterator[Fault]:
    ways = [key for key in ("value", "emit", "cases") if key in formula.model_fields_set]
    if len(ways) != 1:
        told = " and ".join(f"`{way}`" for way in ways) or "no value"
        yield ways[-1] if ways else "name", f"has {told}", "write `value`, `emit` or `cases`"
    if "cases" in ways and not formula.cases:
        yield "cases", "has no case", "write at least one"
    for index, case in enumerate(formula.cases):
        yield from _of_case(case, f"cases/{index}", index == len(formula.cases) - 1)
    for name, one in formula.input.items():
        if one.one_of and one.default is not None and one.default not in one.one_of:
            yield f"input/{name}/default", f"`{name}` refuses its default", "list it in `one_of`"
        if one.one_of and one.allow:
            yield f"input/{name}/allow", f"`{name}` has `one_of` too", "list infinities there"
        if isinstance(one.default, str) and not (one.one_of or one.default in one.allow):
            yield f"input/{name}/default", f"`{name}` refuses its default", "add it to `allow`"
        if len(set(one.choices)) != len(one.choices):
            yield f"input/{name}/one_of", "lists a value twice", "remove one"


def _of_case(case: FormulaCase, at: str, is_last: bool) -> Iterator[Fault]:
    ways = [key for key in ("value", "emit") if key in case.model_fields_set]
    if len(ways) != 1:
        told = "`value` and `emit`" if ways else "no value"
        yield at, f"has a case with {told}", "write `value` or `emit`"
    if case.when is None and not is_last:
        yield at, "has a case without `when` before the last", "move it to the end"
