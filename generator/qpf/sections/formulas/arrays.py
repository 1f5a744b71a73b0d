"""The form of a formula for arrays: a kernel over a block of points, and the function around it."""

import ast
from collections.abc import Iterable, Iterator, Mapping

from qpf.diagnostics.catalogue.formulas import no_array_form
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.array_form import ArrayForm, NoArrayForm
from qpf.language.body import Body, call
from qpf.language.docstrings import docstring, sentence
from qpf.language.scope import OperationScope
from qpf.language.types import Kind, TypeRef
from qpf.language.unparse import quoted, source
from qpf.model.code import CodeLine, Import
from qpf.sections.formulas.compiled import CompiledCase, CompiledFormula
from qpf.sections.formulas.endless import endless
from qpf.sections.formulas.names import VECTOR, WHOLE, spelled
from qpf.sections.formulas.results import KINDS, column_kind
from qpf.sections.formulas.scalar import described_inputs, importable, number_tree

__all__ = ["array_form", "check_array_form", "record_of_arrays"]

_INDENT = "    "
_ROWS, _REST, _FOUND = "at", "rest", "found"


def check_array_form(
    formula: CompiledFormula, known: Mapping[str, CompiledFormula], found: Diagnostics
) -> None:
    """Report every part that cannot be said over arrays."""
    form = _form(formula, known)
    trees = [(rule.node, rule.place) for rule in formula.rules]
    for case in formula.cases:
        trees += [(case.node, case.place)] if case.node is not None else []
        trees += [
            (tree, case.place) for field, tree in case.parts.items() if not case.written[field][0]
        ]
        trees += [(case.whole, case.place)] if case.whole is not None else []
    for tree, place in trees:
        try:
            form.of(tree)
        except NoArrayForm as fault:
            found.add(no_array_form(place, formula.name, str(fault)))


def array_form(
    formula: CompiledFormula, known: Mapping[str, CompiledFormula], scope: OperationScope
) -> tuple[tuple[CodeLine, ...], frozenset[Import]]:
    """The lines of the function and of its kernel, and the imports they need."""
    body = Body({**importable(known, scope, arrays=True), **VECTOR, **_scalar_module(formula)})
    lines = [*_function(formula, body, scope), *_blank(2), *_kernel(formula, known, body)]
    return tuple(lines), frozenset(body.imports)


def record_of_arrays(formula: CompiledFormula, scope: OperationScope) -> tuple[CodeLine, ...]:
    """The class that holds an array for each field of a record."""
    name = scope.types.python_name(formula.returns)
    lines = [
        "@dataclass(frozen=True, slots=True, kw_only=True, eq=False)",
        f"class {name}Arrays:",
        f'{_INDENT}"""A `{name}` at every point: one array a field."""',
        "",
        *(
            f"{_INDENT}{formula.attributes[field]}: {KINDS[kind.kind][1]}"
            for field, kind in formula.fields.items()
        ),
    ]
    return tuple(CodeLine(line, formula.place) for line in lines)


def array_imports(formula: CompiledFormula) -> Iterator[str]:
    """Names that the function and the record of arrays mention in annotations."""
    yield from (KINDS[kind.kind][1] for kind in formula.fields.values())
    yield from ("ArrayLike", "Column", "Columns", "Floats", "on_points")
    if formula.is_record:
        yield "dataclass"


def _form(
    formula: CompiledFormula, known: Mapping[str, CompiledFormula], rows: str = ""
) -> ArrayForm:
    inputs = {one.identifier for one in formula.inputs}
    return ArrayForm(inputs, {one.function for one in known.values()}, rows)


def _scalar_module(formula: CompiledFormula) -> dict[str, Import]:
    package, _, stem = formula.dotted.rpartition(".")
    name = spelled(stem)
    return {name: Import(package, stem, name if name != stem else None)}


def _blank(count: int) -> list[CodeLine]:
    return [CodeLine("") for _ in range(count)]


def _kernel_name(formula: CompiledFormula) -> str:
    return f"_{formula.function}"


def _returned(formula: CompiledFormula, scope: OperationScope) -> str:
    if formula.is_record:
        return f"{scope.types.python_name(formula.returns)}Arrays"
    return KINDS[formula.returns.kind][1]


def _function(formula: CompiledFormula, body: Body, scope: OperationScope) -> Iterator[CodeLine]:
    for name in array_imports(formula):
        body.use(ast.Name(name))
    parameters = []
    for one in formula.inputs:
        tree = number_tree(one.default) if one.default is not None else None
        parameters.append(f"{one.identifier}: ArrayLike" + (f" = {source(tree)}" if tree else ""))
        if tree is not None:
            body.use(tree)
    header = f"def {formula.function}(*, {', '.join(parameters)}) -> {_returned(formula, scope)}:"
    yield CodeLine(header, formula.place)
    summary = sentence(formula.spec.summary, formula.name)
    notes = ["DomainError: How many points are outside of the domain, and why the first one is."]
    sections = (("Args", described_inputs(formula)), ("Raises", notes))
    for line in docstring(summary, sections, _INDENT):
        yield CodeLine(line, formula.place)
    scalars = spelled(formula.dotted.rpartition(".")[2])
    body.use(ast.Name(scalars))
    inputs = ", ".join(f"{quoted(one.identifier)}: {one.identifier}" for one in formula.inputs)
    columns = ", ".join(
        f"Column({quoted(formula.attributes[field])}, {quoted(column_kind(kind))})"
        for field, kind in formula.fields.items()
    )
    infinite = "".join(
        f"{quoted(one.identifier)}, " for one in formula.inputs if one.spec.infinities
    )
    columns += "," if len(formula.fields) == 1 else ""
    given = f"{scalars}.{formula.function}, {_kernel_name(formula)}, {{{inputs}}}, ({columns})"
    given += f", infinite=({infinite})" if infinite else ""
    yield CodeLine(f"{_INDENT}found = on_points({given})", formula.place)
    yield CodeLine(f"{_INDENT}return {_built(formula, scope)}", formula.place)


def _built(formula: CompiledFormula, scope: OperationScope) -> str:
    if not formula.is_record:
        return "found[0]"
    parts = ", ".join(
        f"{formula.attributes[field]}=found[{index}]" for index, field in enumerate(formula.fields)
    )
    return f"{_returned(formula, scope)}({parts})"


def _kernel(
    formula: CompiledFormula, known: Mapping[str, CompiledFormula], body: Body
) -> Iterator[CodeLine]:
    parameters = ", ".join(f"{one.identifier}: Floats" for one in formula.inputs)
    header = f"def {_kernel_name(formula)}({parameters}) -> Columns:"
    yield CodeLine(header, formula.place)
    form = _form(formula, known)
    for one in formula.inputs:
        if one.spec.one_of:
            choices = ast.Tuple([number_tree(value) for value in one.spec.choices])
            inside = call("among", ast.Name(one.identifier), choices)
            outside = ast.UnaryOp(ast.Invert(), inside)
            body.evaluate(call("refuse", outside), one.place)
        if one.refused_infinity is not None:
            infinity = number_tree(one.refused_infinity)
            broken = ast.Compare(ast.Name(one.identifier), [ast.Eq()], [infinity])
            body.evaluate(call("refuse", broken), one.place)
    for rule in formula.rules:
        _leave_endless(formula, (rule.node,), form, body)
        body.evaluate(call("refuse", form.of(rule.node)), rule.place)
    if formula.is_split:
        _cases(formula, known, body)
    else:
        case = formula.cases[0]
        _leave_endless(formula, case.values(), form, body)
        _whole(case, form, body)
        parts = [_part(formula, case, field, form, "") for field in formula.fields]
        body.returns(ast.Tuple(parts), case.place)
    yield from body.lines


def _cases(formula: CompiledFormula, known: Mapping[str, CompiledFormula], body: Body) -> None:
    size = ast.Attribute(ast.Name(formula.inputs[0].identifier), "size")
    numpy = ast.Name("np")
    body.assign(_REST, call(ast.Attribute(numpy, "arange"), size), formula.place)
    names = {field: f"found_{field}" if field else _FOUND for field in formula.attributes}
    for field, kind in formula.fields.items():
        made = call(ast.Attribute(numpy, "empty"), size, dtype=_dtype(formula, field, kind))
        body.assign(names[field], made, formula.place)
    for case in formula.cases:
        rows = _REST
        if case.node is not None:
            rows = _ROWS
            form = _form(formula, known, _REST)
            _leave_endless(formula, (case.node,), form, body)
            test = form.of(case.node)
            targets = f"{_ROWS}, {_REST}"
            body.assign(targets, call("split", ast.Name(_REST), test), case.place)
        form = _form(formula, known, rows)
        _leave_endless(formula, case.values(), form, body)
        _whole(case, form, body)
        for field in formula.fields:
            value = _part(formula, case, field, form, rows)
            body.assign(f"{names[field]}[{rows}]", value, case.place)
    if formula.cases[-1].node is not None:
        left = ast.Compare(ast.Name(_REST), [ast.GtE()], [ast.Constant(0)])
        body.evaluate(call("refuse", left), formula.place)
    body.returns(ast.Tuple([ast.Name(name) for name in names.values()]), formula.place)


def _leave_endless(
    formula: CompiledFormula, trees: Iterable[ast.expr], form: ArrayForm, body: Body
) -> None:
    """Leave the block to the scalar form at infinities with which numpy does something else."""
    met = dict.fromkeys(one for tree in trees for one in endless(formula, tree))
    for one in met:
        is_infinite = call(
            ast.Attribute(ast.Name("np"), "isinf"), form.of(ast.Name(one.identifier))
        )
        body.evaluate(call("refuse", is_infinite), one.place)


def _whole(case: CompiledCase, form: ArrayForm, body: Body) -> None:
    """Compute a record of arrays once for all of its columns."""
    if case.whole is not None:
        body.assign(WHOLE, form.of(case.whole), case.place)


def _part(
    formula: CompiledFormula, case: CompiledCase, field: str, form: ArrayForm, rows: str
) -> ast.expr:
    """A part of the result over the rows; a list is one tuple for all of them."""
    is_plain, written = case.written[field]
    if not is_plain or formula.fields[field].kind is not Kind.LIST:
        return form.of(case.parts[field])
    owner = rows or formula.inputs[0].identifier
    items = written if isinstance(written, list | tuple) else ()
    value = ast.Tuple([ast.Constant(item) for item in items])
    return call("repeated", value, ast.Attribute(ast.Name(owner), "size"))


def _dtype(formula: CompiledFormula, field: str, kind: TypeRef) -> ast.expr:
    """The type of the array that collects the cases; text has room for the longest."""
    plain = {Kind.BOOL: "bool_", Kind.LIST: "object_", Kind.STR: "object_"}
    if kind.kind is Kind.STR and all(case.written[field][0] for case in formula.cases):
        widest = max(len(str(case.written[field][1])) for case in formula.cases)
        return ast.Constant(f"<U{max(widest, 1)}")
    return ast.Attribute(ast.Name("np"), plain.get(kind.kind, "float64"))
