"""Says a checked expression as a careful person would: no `not a < b`, no `x == 1 or x == 2`."""

import ast

__all__ = ["conjunction", "negated", "normalised"]

_INVERSE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_RISING = (ast.Lt, ast.LtE)
_FALLING = (ast.Gt, ast.GtE)


def normalised(node: ast.expr) -> ast.expr:
    """The same expression in its plainest form."""
    result = _Plainer().visit(node)
    assert isinstance(result, ast.expr)
    return ast.fix_missing_locations(result)


def conjunction(parts: list[ast.expr]) -> ast.expr:
    """All parts joined by `and`, without nesting."""
    flat: list[ast.expr] = []
    for part in parts:
        nested = isinstance(part, ast.BoolOp) and isinstance(part.op, ast.And)
        flat += part.values if isinstance(part, ast.BoolOp) and nested else [part]
    return flat[0] if len(flat) == 1 else ast.BoolOp(ast.And(), flat)


class _Plainer(ast.NodeTransformer):
    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """`not a < b` becomes `a >= b`, `not not a` becomes `a`."""
        self.generic_visit(node)
        inner = node.operand
        if not isinstance(node.op, ast.Not):
            return node
        if isinstance(inner, ast.UnaryOp) and isinstance(inner.op, ast.Not):
            return inner.operand
        if isinstance(inner, ast.Compare) and len(inner.ops) == 1:
            return ast.Compare(inner.left, [_INVERSE[type(inner.ops[0])]()], inner.comparators)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """Flatten, join equalities with one subject, chain comparisons that meet."""
        self.generic_visit(node)
        is_and = isinstance(node.op, ast.And)
        flat: list[ast.expr] = []
        for value in node.values:
            same = isinstance(value, ast.BoolOp) and isinstance(value.op, type(node.op))
            flat += value.values if isinstance(value, ast.BoolOp) and same else [value]
        merged: list[ast.expr] = []
        for value in flat:
            last = merged[-1] if merged else None
            joint = (_chained if is_and else _either)(last, value)
            if joint is not None:
                merged[-1] = joint
            else:
                merged.append(value)
        return merged[0] if len(merged) == 1 else ast.BoolOp(node.op, merged)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """`True if c else False` becomes `c`."""
        self.generic_visit(node)
        answers = [getattr(one, "value", None) for one in (node.body, node.orelse)]
        if answers[0] is True and answers[1] is False:
            return node.test
        if answers[0] is False and answers[1] is True:
            return normalised(ast.UnaryOp(ast.Not(), node.test))
        return node


def _chained(first: ast.expr | None, second: ast.expr) -> ast.expr | None:
    """`a < b and b < c` as `a < b < c`."""
    if not isinstance(first, ast.Compare) or not isinstance(second, ast.Compare):
        return None
    for direction in (_RISING, _FALLING):
        same = all(isinstance(op, direction) for op in [*first.ops, *second.ops])
        if same and ast.dump(first.comparators[-1]) == ast.dump(second.left):
            return ast.Compare(
                first.left,
                [*first.ops, *second.ops],
                [*first.comparators, *second.comparators],
            )
    return None


def _either(first: ast.expr | None, second: ast.expr) -> ast.expr | None:
    """`x == 1 or x == 2` as `x in (1, 2)`."""
    if not isinstance(first, ast.Compare) or not isinstance(second, ast.Compare):
        return None
    if len(second.ops) != 1 or not isinstance(second.ops[0], ast.Eq) or len(first.ops) != 1:
        return None
    if ast.dump(first.left) != ast.dump(second.left):
        return None
    choice = first.comparators[0]
    if isinstance(first.ops[0], ast.Eq):
        choices = [choice, second.comparators[0]]
    elif isinstance(first.ops[0], ast.In) and isinstance(choice, ast.Tuple):
        choices = [*choice.elts, second.comparators[0]]
    else:
        return None
    return ast.Compare(first.left, [ast.In()], [ast.Tuple(choices)])


def negated(node: ast.expr) -> ast.expr:
    """The opposite condition in its plainest form."""
    return normalised(ast.UnaryOp(ast.Not(), node))
