"""How much comes of an operation that makes more of its operands."""

import ast

__all__ = ["is_too_large"]

_LARGEST = 100_000


def is_too_large(op: type[ast.operator], left: object, right: object) -> bool:
    """Whether more than 100 000 items, letters or bits would come of it.

    A state that doubles with every beat would take all memory there is.
    """
    return _size(op, left, right) > _LARGEST


def _size(op: type[ast.operator], left: object, right: object) -> int:
    if op is ast.Add and isinstance(left, str | list | tuple) and isinstance(right, type(left)):
        return len(left) + len(right)
    if not (isinstance(left, int) and isinstance(right, int)):
        return 0
    if op is ast.Mult:
        return left.bit_length() + right.bit_length()
    if op is ast.Pow:
        return left.bit_length() * right
    return left.bit_length() + right if op is ast.LShift else 0
