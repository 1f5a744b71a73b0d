"""Hypothesis strategies from types and limits, as trees."""

import ast

from qpf.language.body import call
from qpf.language.literals import literal
from qpf.language.operation_spec import InputSpec
from qpf.language.type_table import DeclaredType, TypeTable
from qpf.language.types import FLOAT, Kind, TypeRef

__all__ = ["strategy_of"]

_LARGEST = 1_000_000
_MOST_ITEMS = 6
_LONGEST = 24
_DEEPEST = 4


def strategy_of(spec: InputSpec, kind: TypeRef, table: TypeTable) -> ast.expr | None:
    """The strategy for an input, or None when limits cannot be drawn from."""
    if kind.kind is Kind.OPTIONAL:
        inner = strategy_of(spec, kind.inner, table)
        return ast.BinOp(_st("none"), ast.BitOr(), inner) if inner is not None else None
    if spec.one_of is not None:
        if spec.pattern is not None or spec.range is not None:
            return None
        return _st("sampled_from", ast.List([literal(one, kind, table) for one in spec.one_of]))
    if spec.pattern is not None:
        if spec.min_length is not None or spec.max_length is not None:
            return None
        return _st("from_regex", ast.Constant(spec.pattern), fullmatch=ast.Constant(True))
    if kind.kind in (Kind.INT, Kind.FLOAT):
        return _number(kind, spec.range or (None, None), table)
    if kind.kind is Kind.STR:
        return _sized("text", spec.min_length, spec.max_length, _LONGEST)
    if kind.is_listlike or kind.is_dictlike:
        return _collection(kind, table, 0, spec.min_items, spec.max_items)
    return _strategy(kind, table, 0)


def _st(name: str, /, *arguments: ast.expr, **named: ast.expr) -> ast.Call:
    return call(ast.Attribute(ast.Name("st"), name), *arguments, **named)


def _number(kind: TypeRef, bounds: tuple[float | None, float | None], table: TypeTable) -> ast.expr:
    low, high = bounds
    least = low if low is not None else min(-_LARGEST, (high or 0) - _LARGEST)
    most = high if high is not None else max(_LARGEST, (low or 0) + _LARGEST)
    if kind == FLOAT:
        ends = {
            "min_value": literal(float(least), FLOAT, table),
            "max_value": literal(float(most), FLOAT, table),
        }
        return _st("floats", **ends)
    ends = {
        "min_value": literal(int(-(-least // 1)), kind, table),
        "max_value": literal(int(most // 1), kind, table),
    }
    return _st("integers", **ends)


def _sized(
    name: str, least: int | None, most: int | None, usual: int, *arguments: ast.expr
) -> ast.expr:
    highest = min(most if most is not None else usual, max(usual, (least or 0) + 2))
    named = {"min_size": ast.Constant(least)} if least else {}
    return _st(name, *arguments, **named, max_size=ast.Constant(highest))


def _collection(
    kind: TypeRef, table: TypeTable, depth: int, least: int | None = None, most: int | None = None
) -> ast.expr | None:
    inner = _strategy(kind.item, table, depth + 1) if depth < _DEEPEST else None
    if inner is None:
        empty = ast.List([]) if kind.is_listlike else ast.Dict([], [])
        return _st("just", empty) if not least and depth else None
    usual = _MOST_ITEMS if depth == 0 else 3
    if kind.is_dictlike:
        key = _st("text", max_size=ast.Constant(8))
        return _sized("dictionaries", least, most, usual, key, inner)
    return _sized("lists", least, most, usual, inner)


def _strategy(kind: TypeRef, table: TypeTable, depth: int) -> ast.expr | None:
    if depth > _DEEPEST:
        return None
    if kind.kind is Kind.OPTIONAL:
        inner = _strategy(kind.inner, table, depth + 1)
        return ast.BinOp(_st("none"), ast.BitOr(), inner) if inner is not None else _st("none")
    if kind.is_listlike or kind.is_dictlike:
        return _collection(kind, table, depth)
    if kind.kind in (Kind.INT, Kind.FLOAT):
        return _number(kind, (None, None), table)
    if kind.kind is Kind.STR:
        return _st("text", max_size=ast.Constant(_LONGEST))
    if kind.kind is Kind.JSON:
        scalars = ast.BinOp(_st("none"), ast.BitOr(), _st("booleans"))
        return ast.BinOp(scalars, ast.BitOr(), _st("text", max_size=ast.Constant(_LONGEST)))
    if kind.kind in (Kind.BOOL, Kind.BYTES):
        return (
            _st("booleans") if kind.kind is Kind.BOOL else _st("binary", max_size=ast.Constant(32))
        )
    declared = table.of_ref(kind)
    return _named(declared, table, depth) if declared is not None else None


def _named(declared: DeclaredType, table: TypeTable, depth: int) -> ast.expr | None:
    class_name = ast.Name(table.python_name(declared.ref))
    if declared.ref.kind is Kind.ENUM:
        return _st("sampled_from", class_name)
    named = {}
    for field in declared.fields:
        tree = _strategy(field.type, table, depth + 1)
        if tree is None and field.required:
            return None
        if tree is not None and (field.required or depth <= 1):
            named[field.identifier] = tree
    return _st("builds", class_name, **named)
