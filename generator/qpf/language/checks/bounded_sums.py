"""`sum(term for i in range(10))`: a sum whose terms are numbered by literals."""

import ast
from dataclasses import replace

from qpf.diagnostics.catalogue.behaviour import bad_operand, forbidden_syntax
from qpf.diagnostics.catalogue.behaviour_steps import duplicate_name
from qpf.language.checker import Checker, Typed
from qpf.language.names import Local
from qpf.language.types import INT

__all__ = ["INDEX", "bounded_sum", "is_bounded_sum"]

INDEX = "index"
"""What the number of a term is among the names in reach; it may be an exponent."""

_MOST = 1000


def is_bounded_sum(node: ast.Call) -> bool:
    """Whether a call sums terms instead of a list."""
    return (
        isinstance(node.func, ast.Name)
        and node.func.id == "sum"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.GeneratorExp)
    )


def bounded_sum(node: ast.Call, checker: Checker) -> Typed:
    """The sum; the number of a term is a whole number that only the term sees."""
    terms = node.args[0]
    assert isinstance(terms, ast.GeneratorExp)
    loop = terms.generators[0]
    bounds = _bounds(loop.iter)
    is_simple = len(terms.generators) == 1 and isinstance(loop.target, ast.Name) and not loop.ifs
    if bounds is None or not is_simple or not isinstance(loop.target, ast.Name):
        what = f"a sum other than `sum(term for i in range(10))` of at most {_MOST} terms"
        return checker.refuse(node, forbidden_syntax(checker.place(node), what))
    name = loop.target.id
    before = checker.names
    known = before.known.get(name)
    if known is not None or name in before.functions:
        seen = known.place if known is not None else None
        place = checker.place(loop.target)
        return checker.refuse(node, duplicate_name(place, "index", name, seen))
    local = Local(name, name, INT, checker.place(loop.target), INDEX)
    checker.names = replace(before, known={**before.known, name: local})
    try:
        term = checker.check(terms.elt)
    finally:
        checker.names = before
    while name in checker.used:
        checker.used.remove(name)
    if not term.type.is_number:
        return checker.refuse(node, bad_operand(checker.place(node), "sum", [str(term.type)]))
    counted = ast.Call(ast.Name("range"), [ast.Constant(bound) for bound in bounds], [])
    inner = ast.comprehension(ast.Name(name), counted, [], 0)
    return Typed(ast.Call(ast.Name("sum"), [ast.GeneratorExp(term.node, [inner])], []), term.type)


def _bounds(node: ast.expr) -> list[int] | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.keywords:
        return None
    numbers = [one.value for one in node.args if isinstance(one, ast.Constant)]
    whole = [one for one in numbers if type(one) is int]
    if node.func.id != "range" or len(whole) != len(node.args) or len(whole) not in (1, 2):
        return None
    first, last = whole if len(whole) == 2 else (0, whole[0])
    return whole if 0 <= first < last <= first + _MOST else None
