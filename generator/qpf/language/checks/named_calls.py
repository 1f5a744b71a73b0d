"""Calls of functions that a schema declares: every argument by its name, checked like a step's."""

import ast

from qpf.diagnostics.catalogue.behaviour import forbidden_syntax, type_mismatch
from qpf.diagnostics.catalogue.behaviour_steps import missing_argument, unknown_argument
from qpf.language.assign import accepts
from qpf.language.checker import Checker, Typed
from qpf.language.signatures import Signature

__all__ = ["named_call"]


def named_call(node: ast.Call, signature: Signature, checker: Checker) -> Typed:
    """The call; a fault is reported at the argument, a missing argument at the call."""
    if node.args or any(one.arg is None for one in node.keywords):
        what = f"an argument of `{signature.name}` without its name"
        return checker.refuse(node, forbidden_syntax(checker.place(node), what))
    known = [one.name for one in signature.parameters]
    given = {one.arg: one.value for one in node.keywords}
    for name, written in given.items():
        if name not in known:
            place = checker.place(written)
            return checker.refuse(node, unknown_argument(place, signature.name, str(name), known))
    passed = []
    for parameter in signature.parameters:
        value = given.get(parameter.name)
        if value is None:
            if parameter.required:
                return checker.refuse(
                    node,
                    missing_argument(
                        checker.place(node), signature.name, parameter.name, str(parameter.type)
                    ),
                )
            continue
        typed = checker.check(value, parameter.type)
        if not accepts(parameter.type, typed.type, checker.types):
            what = f"the argument `{parameter.name}` of `{signature.name}`"
            place = checker.place(value)
            found = type_mismatch(place, what, str(parameter.type), str(typed.type))
            return checker.refuse(node, found)
        passed.append(ast.keyword(parameter.identifier, typed.node))
    return Typed(ast.Call(ast.Name(signature.function), [], passed), signature.returns)
