"""Calls: only functions of the closed list, with checked arguments."""

import ast

from qpf.diagnostics.catalogue.behaviour import (
    bad_argument_count,
    forbidden_syntax,
    type_mismatch,
    unknown_function,
)
from qpf.language.assign import accepts
from qpf.language.checker import Checker, Typed
from qpf.language.checks.bounded_sums import bounded_sum, is_bounded_sum
from qpf.language.checks.functions import FUNCTIONS, Function
from qpf.language.checks.named_calls import named_call
from qpf.language.checks.shapes import pluck
from qpf.language.types import TypeRef

__all__ = ["check_call"]


def check_call(node: ast.Call, checker: Checker, expected: TypeRef | None) -> Typed:
    """Check the name, the number and the types of the arguments, then build the call."""
    place = checker.place(node.func)
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name == "pluck":
        return pluck(node, checker)
    if is_bounded_sum(node):
        return bounded_sum(node, checker)
    declared = checker.names.functions
    if name in declared:
        return named_call(node, declared[name], checker)
    function = FUNCTIONS.get(name)
    if function is None:
        known = {*FUNCTIONS, "pluck", *declared}
        return checker.refuse(node, unknown_function(place, name, known))
    if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        return checker.refuse(node, forbidden_syntax(checker.place(node), "a named argument"))
    count = len(node.args)
    if not function.least <= count <= function.most:
        return checker.refuse(node, bad_argument_count(place, name, _arity(function), count))
    arguments = _arguments(node, name, function, checker, expected)
    if any(one.type.is_unknown for one in arguments):
        return Typed(ast.Constant(None), next(t.type for t in arguments if t.type.is_unknown))
    return function.build(node, arguments, checker)


def _arity(function: Function) -> str:
    if function.least == function.most:
        return f"{function.least} argument{'s' if function.least != 1 else ''}"
    return f"{function.least} to {function.most} arguments"


def _arguments(
    node: ast.Call, name: str, function: Function, checker: Checker, expected: TypeRef | None
) -> list[Typed]:
    arguments = []
    for index, written in enumerate(node.args):
        wanted = function.takes[index] if index < len(function.takes) else None
        typed = checker.check(written, wanted or (expected if function.passes else None))
        if wanted is not None and not accepts(wanted, typed.type, checker.types):
            what = f"argument {index + 1} of `{name}`"
            place = checker.place(written)
            diagnostic = type_mismatch(place, what, str(wanted), str(typed.type))
            typed = checker.refuse(written, diagnostic)
        arguments.append(typed)
    return arguments
