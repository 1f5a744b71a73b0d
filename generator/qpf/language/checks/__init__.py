"""How each kind of expression node is checked; a missing kind is not in the language."""

import ast
from collections.abc import Mapping

from qpf.language.checker import Check
from qpf.language.checks.calls import check_call
from qpf.language.checks.choices import check_bool, check_compare, check_if
from qpf.language.checks.literals import check_constant, check_dict, check_list
from qpf.language.checks.members import check_attribute, check_name, check_subscript
from qpf.language.checks.operators import check_binary, check_unary

__all__ = ["CHECKS"]

CHECKS: Mapping[type[ast.expr], Check] = {
    ast.Constant: check_constant,
    ast.List: check_list,
    ast.Dict: check_dict,
    ast.Name: check_name,
    ast.Attribute: check_attribute,
    ast.Subscript: check_subscript,
    ast.UnaryOp: check_unary,
    ast.BinOp: check_binary,
    ast.BoolOp: check_bool,
    ast.Compare: check_compare,
    ast.IfExp: check_if,
    ast.Call: check_call,
}
