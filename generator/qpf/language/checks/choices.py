"""Conditions: comparisons, `and`, `or`, and `a if c else b`."""

import ast

from qpf.diagnostics.catalogue.behaviour import (
    bad_operand,
    constant_condition,
    incomparable,
    may_fail,
    maybe_null,
    type_mismatch,
)
from qpf.diagnostics.diagnostic import Diagnostic
from qpf.language.assign import joined
from qpf.language.checker import Checker, Typed, distinct
from qpf.language.facts import Facts, facts_of
from qpf.language.normalise import conjunction
from qpf.language.types import BOOL, NONE, STR, Kind, TypeRef

__all__ = ["check_bool", "check_compare", "check_if"]

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_EQUALITY = (ast.Eq, ast.NotEq)


def check_bool(node: ast.BoolOp, checker: Checker, expected: TypeRef | None) -> Typed:
    """`and`, `or`: each part may rely on what the parts before it tell."""
    del expected
    is_and = isinstance(node.op, ast.And)
    parts: list[ast.expr] = []
    known = Facts()
    for value in node.values:
        with checker.knowing(known):
            part = checker.check(value, BOOL)
        if part.type != BOOL and not part.type.is_unknown:
            sign = "and" if is_and else "or"
            place = checker.place(value)
            hint = "compare instead: `len(x) > 0`, `x != 0`, `x is not None`"
            return checker.refuse(node, bad_operand(place, sign, [str(part.type)], hint))
        parts.append(part.node)
        known |= facts_of(part.node, is_and)
    return Typed(conjunction(parts) if is_and else ast.BoolOp(ast.Or(), parts), BOOL)


def check_if(node: ast.IfExp, checker: Checker, expected: TypeRef | None) -> Typed:
    """A choice; an item that the chosen value needs but is not there counts as a failed test."""
    test = checker.check(node.test, BOOL)
    if test.type != BOOL and not test.type.is_unknown:
        place = checker.place(node.test)
        return checker.refuse(node, type_mismatch(place, "the test", "bool", str(test.type)))
    with checker.collecting() as needs, checker.knowing(facts_of(test.node)):
        body = checker.check(node.body, expected)
    condition = conjunction([test.node, *(need.test() for need in distinct(needs))])
    with checker.collecting() as open_needs, checker.knowing(facts_of(test.node, False)):
        orelse = checker.check(node.orelse, expected)
    for need in distinct(open_needs):
        remedy = "test its length first"
        checker.report(may_fail(need.place, "the item", f"`{need.key}` is too short", remedy))
    kind = joined(body.type, orelse.type, checker.types)
    if kind is None:
        found = f"{body.type} or {orelse.type}"
        place = checker.place(node)
        return checker.refuse(
            node, type_mismatch(place, "the choice", str(expected or body.type), found)
        )
    return Typed(ast.IfExp(condition, body.node, orelse.node), kind)


def check_compare(node: ast.Compare, checker: Checker, expected: TypeRef | None) -> Typed:
    """A comparison; one on an item that is not there does not hold."""
    del expected
    with checker.collecting() as needs:
        operands = _operands(node, checker)
    written = [node.left, *node.comparators]
    ops: list[ast.cmpop] = []
    for index, op in enumerate(node.ops):
        left, right = operands[index], operands[index + 1]
        checked = _operator(op, left, right, checker, written[index : index + 2])
        if checked is None:
            return checker.refuse(node, _incomparable(node, op, left, right, checker, index))
        ops.append(checked)
    nodes = [operand.node for operand in operands]
    compared = _with_truth(nodes, ops) or ast.Compare(nodes[0], ops, nodes[1:])
    return Typed(conjunction([*(need.test() for need in distinct(needs)), compared]), BOOL)


def _operands(node: ast.Compare, checker: Checker) -> list[Typed]:
    """All operands; literals take the type of the operand beside them."""
    written = [node.left, *node.comparators]
    literal = [isinstance(one, ast.Constant | ast.List | ast.UnaryOp) for one in written]
    operands: dict[int, Typed] = {}
    for index in sorted(range(len(written)), key=lambda place: (literal[place], place)):
        beside = operands.get(index - 1) or operands.get(index + 1)
        hint = beside.type if beside is not None else None
        if hint is not None and isinstance(written[index], ast.List):
            hint = TypeRef(Kind.LIST, (hint.inner,))
        operands[index] = checker.check(written[index], _as_hint(hint, written[index]))
    return [operands[index] for index in range(len(written))]


def _as_hint(hint: TypeRef | None, written: ast.expr) -> TypeRef | None:
    """A list beside a text literal asks for one of its items."""
    if hint is not None and hint.is_listlike and not isinstance(written, ast.List):
        return hint.item
    return hint


def _operator(
    op: ast.cmpop, left: Typed, right: Typed, checker: Checker, written: list[ast.expr]
) -> ast.cmpop | None:
    if left.type.is_unknown or right.type.is_unknown:
        return op
    if _is_settled(op, left.node, right.node, written):
        checker.report(constant_condition(checker.place(written[0])))
    if NONE in (left.type, right.type):
        return _null_test(op, left, right)
    if isinstance(op, ast.In | ast.NotIn):
        return op if _is_member(left.type, right.type, checker) else None
    if isinstance(op, ast.Is | ast.IsNot):
        return None
    if isinstance(op, _ORDERED):
        return op if _is_ordered(left.type, right.type) else None
    return op if joined(left.type, right.type, checker.types) is not None else None


def _is_settled(op: ast.cmpop, left: ast.expr, right: ast.expr, written: list[ast.expr]) -> bool:
    """Whether the answer is the same whatever the inputs are."""
    if ast.dump(written[0]) == ast.dump(written[1]) or _never_meet(op, left, right):
        return True
    return _is_literal(written[0]) and _is_literal(written[1])


def _is_literal(node: ast.expr) -> bool:
    """Whether it is a literal, with a sign or without."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant)


def _never_meet(op: ast.cmpop, left: ast.expr, right: ast.expr) -> bool:
    """Whether both sides are written out, with a choice or without, and have nothing in common."""
    here, there = _values(left), _values(right)
    return isinstance(op, _EQUALITY) and bool(here and there) and not here & there


def _values(node: ast.expr) -> frozenset[object]:
    """The values that may come of an expression when all are literals, or nothing."""
    if isinstance(node, ast.Constant):
        return frozenset({node.value})
    if isinstance(node, ast.IfExp):
        body, other = _values(node.body), _values(node.orelse)
        return body | other if body and other else frozenset()
    return frozenset()


def _null_test(op: ast.cmpop, left: Typed, right: Typed) -> ast.cmpop | None:
    other = right if left.type == NONE else left
    if not other.type.is_optional or isinstance(op, (*_ORDERED, ast.In, ast.NotIn)):
        return None
    return ast.Is() if isinstance(op, ast.Is | ast.Eq) else ast.IsNot()


def _is_member(item: TypeRef, owner: TypeRef, checker: Checker) -> bool:
    if owner == STR or owner.is_dictlike:
        return item == STR
    return owner.is_listlike and joined(owner.item, item, checker.types) is not None


def _is_ordered(left: TypeRef, right: TypeRef) -> bool:
    return (left.is_number and right.is_number) or left == right == STR


def _incomparable(
    node: ast.Compare, op: ast.cmpop, left: Typed, right: Typed, checker: Checker, index: int
) -> Diagnostic:
    written = [node.left, *node.comparators][index : index + 2]
    for operand, text in zip((left, right), written, strict=True):
        if isinstance(op, _ORDERED) and operand.type.kind is Kind.OPTIONAL:
            shown = f"`{ast.unparse(text)}`"
            return maybe_null(checker.place(text), shown, str(operand.type))
    return incomparable(checker.place(node), _SIGNS[type(op)], str(left.type), str(right.type))


def _with_truth(nodes: list[ast.expr], ops: list[ast.cmpop]) -> ast.expr | None:
    """`flag == true` is `flag`."""
    if len(ops) != 1 or not isinstance(ops[0], _EQUALITY):
        return None
    for one, other in ((nodes[0], nodes[1]), (nodes[1], nodes[0])):
        if isinstance(one, ast.Constant) and isinstance(one.value, bool):
            keep = one.value is isinstance(ops[0], ast.Eq)
            return other if keep else ast.UnaryOp(ast.Not(), other)
    return None
