"""Infinity as a literal: `inf`, unless a declared name is spelled so."""

import ast

from qpf.language.checker import Typed
from qpf.language.types import FLOAT

__all__ = ["INFINITY", "infinity"]

INFINITY = "inf"
"""How expressions and schema values spell it."""


def infinity() -> Typed:
    """The float above every other one; Python has no literal for it."""
    return Typed(ast.Attribute(ast.Name("math"), "inf"), FLOAT)
