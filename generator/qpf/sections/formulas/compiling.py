"""Compiles formulas: checks every expression against the inputs and the formulas before it."""

from collections.abc import Sequence

from qpf.diagnostics.catalogue.behaviour_steps import unused_name
from qpf.diagnostics.catalogue.formulas import incomplete_formula
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.body import HELPERS
from qpf.language.identifiers import Identifiers
from qpf.language.names import Local, Names
from qpf.language.scope import OperationScope
from qpf.language.types import FLOAT, TypeRef
from qpf.model.document import child
from qpf.sections.formulas.cases import compile_cases
from qpf.sections.formulas.compiled import CompiledFormula, CompiledInput, CompiledRule
from qpf.sections.formulas.names import INSIDE, OUTSIDE, spelled
from qpf.sections.formulas.reading import Reader
from qpf.sections.formulas.results import attributes_of, fields_of, is_supported
from qpf.sections.formulas.spec import ARRAYS, FormulaSpec

__all__ = ["compile_formulas"]


def compile_formulas(
    specs: Sequence[FormulaSpec], scope: OperationScope, found: Diagnostics
) -> tuple[CompiledFormula, ...]:
    """Compile the formulas of one agent; those with errors are left out and reported."""
    stems = {stem for spec in specs for stem in (spec.module, spec.module + ARRAYS)}
    reserved = {*HELPERS, *OUTSIDE, *INSIDE, *stems, *map(spelled, stems)}
    functions = Identifiers(reserved)
    taken = frozenset({*reserved, *(functions.of(spec.name) for spec in specs)})
    compiled: list[CompiledFormula] = []
    for index, spec in enumerate(specs):
        reports = Diagnostics()
        reader = Reader(scope, {one.name: one.signature for one in compiled}, reports)
        one = _compile(spec, functions.of(spec.name), taken, f"/formulas/{index}", reader)
        found.extend(reports.found)
        if one is not None and not reports.has_errors:
            compiled.append(one)
    return tuple(compiled)


def _compile(
    spec: FormulaSpec, function: str, taken: frozenset[str], pointer: str, reader: Reader
) -> CompiledFormula | None:
    """Check everything; None when there is nothing to compile."""
    returns = _returns(spec, pointer, reader)
    inputs = _inputs(spec, Identifiers(taken), pointer, reader)
    rules = _rules(spec, pointer, reader)
    if returns is None:
        return None
    cases = compile_cases(spec, returns, pointer, reader)
    _check_use(reader)
    examples = range(len(spec.examples))
    return CompiledFormula(
        name=spec.name,
        function=function,
        dotted=f"{reader.scope.package}.{spec.module}",
        inputs=inputs,
        returns=returns,
        fields=fields_of(returns, reader.types),
        attributes=attributes_of(returns, reader.types),
        rules=rules,
        cases=cases,
        spec=spec,
        place=reader.at(f"{pointer}/name"),
        pointer=pointer,
        examples=tuple(reader.at(f"{pointer}/examples/{index}") for index in examples),
    )


def _returns(spec: FormulaSpec, pointer: str, reader: Reader) -> TypeRef | None:
    kind = reader.type(spec.output.type, f"{pointer}/output")
    if kind.is_unknown:
        return None
    if is_supported(kind, reader.types):
        return kind
    remedy = "return float, int, bool, str, list[str], or a record of these"
    place = reader.at(f"{pointer}/output")
    reader.found.add(incomplete_formula(place, spec.name, f"cannot return `{kind}`", remedy))
    return None


def _inputs(
    spec: FormulaSpec, identifiers: Identifiers, pointer: str, reader: Reader
) -> tuple[CompiledInput, ...]:
    inputs = []
    for name, one in spec.input.items():
        place = reader.scope.origins.key(child(f"{pointer}/input", name))
        made = CompiledInput(name=name, identifier=identifiers.of(name), spec=one, place=place)
        inputs.append(made)
    known = {one.name: Local(one.name, one.identifier, FLOAT, one.place) for one in inputs}
    reader.names = Names(known, functions=reader.names.functions)
    return tuple(inputs)


def _rules(spec: FormulaSpec, pointer: str, reader: Reader) -> tuple[CompiledRule, ...]:
    rules = []
    for index, one in enumerate(spec.domain):
        at = f"{pointer}/domain/{index}"
        condition = reader.condition(one.when, f"{at}/when")
        if condition is not None:
            place = reader.at(at)
            rules.append(
                CompiledRule(text=one.when, node=condition.node, error=one.error, place=place)
            )
    return tuple(rules)


def _check_use(reader: Reader) -> None:
    """Every input changes something."""
    if reader.found.has_errors:
        return
    for local in reader.names.known.values():
        if local.name not in reader.used and local.place is not None:
            reader.found.add(unused_name(local.place, "input", local.name))
