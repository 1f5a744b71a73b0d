"""Compiles the value of a formula, case by case and field by field."""

import ast
from collections.abc import Iterator, Mapping

from qpf.diagnostics.catalogue.behaviour import bad_value, unknown_field
from qpf.diagnostics.catalogue.behaviour_steps import missing_argument
from qpf.language.expressions import Expression
from qpf.language.literals import described
from qpf.language.types import STR, Kind, TypeRef
from qpf.model.document import child
from qpf.sections.formulas.compiled import CompiledCase
from qpf.sections.formulas.names import WHOLE
from qpf.sections.formulas.reading import Reader
from qpf.sections.formulas.results import attributes_of, fields_of
from qpf.sections.formulas.spec import FormulaCase, FormulaSpec

__all__ = ["compile_cases"]


def compile_cases(
    spec: FormulaSpec, returns: TypeRef, pointer: str, reader: Reader
) -> tuple[CompiledCase, ...]:
    """The cases; a formula without any has one that always holds. Faulty ones are left out."""
    made = (_case(case, returns, at, reader) for case, at in _written(spec, pointer))
    return tuple(case for case in made if case is not None)


def _written(spec: FormulaSpec, pointer: str) -> Iterator[tuple[FormulaCase, str]]:
    if "cases" not in spec.model_fields_set:
        ways = {"value", "emit"} & spec.model_fields_set
        yield FormulaCase(**{way: getattr(spec, way) for way in ways}), pointer
    for index, case in enumerate(spec.cases):
        yield case, f"{pointer}/cases/{index}"


def _case(case: FormulaCase, returns: TypeRef, at: str, reader: Reader) -> CompiledCase | None:
    condition = reader.condition(case.when, f"{at}/when") if case.when is not None else None
    key = "emit" if "emit" in case.model_fields_set else "value"
    whole = getattr(case, key)
    if isinstance(whole, str) and returns.kind is Kind.RECORD:
        made = _record(case, whole, condition, returns, at, f"{at}/{key}", reader)
    else:
        made = _parts(case, whole, condition, returns, at, key, reader)
    return made if case.when is None or condition is not None else None


def _record(
    case: FormulaCase,
    text: str,
    condition: Expression | None,
    returns: TypeRef,
    at: str,
    pointer: str,
    reader: Reader,
) -> CompiledCase | None:
    """A case whose record comes from one expression."""
    expression = reader.expression(text, returns, pointer)
    if expression is None:
        return None
    attributes = attributes_of(returns, reader.types)
    return CompiledCase(
        text=case.when,
        node=condition.node if condition is not None else None,
        parts={field: ast.Attribute(ast.Name(WHOLE), one) for field, one in attributes.items()},
        written={field: (False, f"({text}).{field}") for field in attributes},
        place=reader.at(at),
        whole=expression.node,
    )


def _parts(
    case: FormulaCase,
    whole: object,
    condition: Expression | None,
    returns: TypeRef,
    at: str,
    key: str,
    reader: Reader,
) -> CompiledCase | None:
    """A case with a value for each field."""
    parts: dict[str, ast.expr] = {}
    written: dict[str, tuple[bool, object]] = {}
    fields = fields_of(returns, reader.types)
    _check_fields(whole, fields, returns, f"{at}/{key}", reader)
    for field, kind in fields.items():
        pointer = child(f"{at}/{key}", field) if field else f"{at}/{key}"
        value = whole.get(field) if field and isinstance(whole, Mapping) else whole
        is_plain = not isinstance(value, str) or (key == "emit" and kind == STR)
        if isinstance(value, str) and not is_plain:
            expression = reader.expression(value, kind, pointer)
            tree = expression.node if expression is not None else None
        else:
            tree = reader.plain(value, kind, pointer)
        if tree is not None:
            parts[field], written[field] = tree, (is_plain, value)
    if len(parts) < len(fields):
        return None
    return CompiledCase(
        text=case.when,
        node=condition.node if condition is not None else None,
        parts=parts,
        written=written,
        place=reader.at(at),
    )


def _check_fields(
    whole: object, fields: Mapping[str, TypeRef], returns: TypeRef, pointer: str, reader: Reader
) -> None:
    if "" in fields:
        return
    if not isinstance(whole, Mapping):
        expected = f"a mapping of the fields of {returns}"
        found = bad_value(reader.at(pointer), "the value", expected, described(whole))
        reader.found.add(found)
        return
    for name in whole:
        if name not in fields:
            place = reader.scope.origins.key(child(pointer, name))
            reader.found.add(unknown_field(place, name, str(returns), list(fields)))
    for name, kind in fields.items():
        if name not in whole:
            found = missing_argument(reader.at(pointer), str(returns), name, str(kind))
            reader.found.add(found)
