"""How much comes of an operation that makes more of its operands."""

import ast

__all__ = ["is_too_large"]

_LARGEST = 100_000
_WIDEST = 10_000
"""Bits; Python reads no number of more than 4300 digits."""


def is_too_large(op: type[ast.operator], left: object, right: object) -> bool:
    """Whether more than 100 000 items or letters, or 10 000 bits, would come of it.

    A state that doubles with every beat would take all memory there is.
    """
    if op is ast.Add and isinstance(left, str | list | tuple) and isinstance(right, type(left)):
        return len(left) + len(right) > _LARGEST
    if isinstance(left, int) and isinstance(right, int):
        return _bits(op, left, right) > _WIDEST
    return False


def _bits(op: type[ast.operator], left: int, right: int) -> int:
    if op is ast.Mult:
        return left.bit_length() + right.bit_length()
    if op is ast.Pow:
        return left.bit_length() * right
    return left.bit_length() + right if op is ast.LShift else 0
