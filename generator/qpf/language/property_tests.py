"""Any valid input gives the declared type, the same each time, or a declared refusal."""

import ast
from collections.abc import Iterator

from qpf.language.body import call
from qpf.language.compiled import CompiledOperation, CompiledTest, TestKind
from qpf.language.derived_test import DerivedTest
from qpf.language.scope import OperationScope
from qpf.language.strategies import strategy_of
from qpf.language.types import Kind, TypeRef
from qpf.language.unparse import source

__all__ = ["property_tests"]

_EXAMPLES = 25
_CLASSES = {
    Kind.BOOL: "bool",
    Kind.INT: "int",
    Kind.STR: "str",
    Kind.BYTES: "bytes",
    Kind.LIST: "list",
    Kind.DICT: "dict",
}


def property_tests(operation: CompiledOperation, scope: OperationScope) -> Iterator[CompiledTest]:
    """One test of a pure operation with inputs; effects are tested by examples."""
    if operation.is_async or not operation.parameters or operation.returns.kind is Kind.NONE:
        return
    test = DerivedTest(operation, scope)
    strategies = []
    for one in operation.parameters:
        tree = strategy_of(operation.spec.input[one.name], one.type, scope.types)
        if tree is None:
            return
        test.body.use(tree)
        strategies.append(f"{one.identifier}={source(tree)}")
    arguments = [ast.keyword(p.identifier, ast.Name(p.identifier)) for p in operation.parameters]
    _write(test, test.invoke(arguments))
    test.body.use(call("given", ast.Name("settings")))
    decorators = (
        f"@settings(max_examples={_EXAMPLES}, derandomize=True, database=None, deadline=None)",
        f"@given({', '.join(strategies)})",
    )
    parameters = tuple(
        f"{one.identifier}: {_annotation(test, one.type)}" for one in operation.parameters
    )
    summary = f"Any valid input of `{operation.name}` gives the declared type, the same each time"
    yield test.finished("property", TestKind.PROPERTY, summary, decorators, parameters)


def _annotation(test: DerivedTest, kind: TypeRef) -> str:
    tree = kind.annotation(test.scope.types.python_name)
    test.body.use(tree)
    return source(tree)


def _write(test: DerivedTest, made: ast.expr) -> None:
    body, place = test.body, test.place
    if test.operation.may_refuse:
        with body.attempting(place):
            body.assign("actual", made, place)
        with body.failing("CoreError", "refused", place):
            status = ast.Attribute(ast.Name("refused"), "status")
            body.asserts(ast.Compare(status, [ast.Eq()], [ast.Constant(422)]), place)
            body.returns(None, place)
    else:
        body.assign("actual", made, place)
    check = _is_instance(ast.Name("actual"), test.operation.returns, test.scope)
    if check is not None:
        body.asserts(check, place)
    body.asserts(ast.Compare(ast.Name("actual"), [ast.Eq()], [made]), place)


def _is_instance(
    subject: ast.expr, kind: TypeRef, scope: OperationScope, depth: int = 0
) -> ast.expr | None:
    """The assertion that a value has its type; None when any value has."""
    if kind.kind is Kind.OPTIONAL:
        inner = _is_instance(subject, kind.inner, scope, depth)
        absent = ast.Compare(subject, [ast.Is()], [ast.Constant(None)])
        return ast.BoolOp(ast.Or(), [absent, inner]) if inner is not None else None
    if kind.kind in (Kind.RECORD, Kind.ENUM):
        return call("isinstance", subject, ast.Name(scope.types.python_name(kind)))
    if kind.kind is Kind.FLOAT:
        both = ast.BinOp(ast.Name("int"), ast.BitOr(), ast.Name("float"))
        return call("isinstance", subject, both)
    name = _CLASSES.get(kind.kind)
    if name is None:
        return None
    whole = call("isinstance", subject, ast.Name(name))
    if not kind.items:
        return whole
    item = ast.Name(f"item_{depth}" if depth else "one")
    inner = _is_instance(item, kind.item, scope, depth + 1)
    if inner is None:
        return whole
    values = call(ast.Attribute(subject, "values")) if kind.is_dictlike else subject
    every = ast.GeneratorExp(inner, [ast.comprehension(item, values, [], 0)])
    return ast.BoolOp(ast.And(), [whole, call("all", every)])
