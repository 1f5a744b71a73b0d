"""Names that emitted modules of formulas use besides the formulas and their inputs."""

import builtins
from collections.abc import Mapping

from qpf.model.code import Import

__all__ = ["INSIDE", "OUTSIDE", "SCALAR", "VECTOR", "WHOLE", "spelled"]

SCALAR: Mapping[str, Import] = {
    "math": Import("math"),
    "DomainError": Import("qpf_core.errors", "DomainError"),
    "NO_CASE": Import("qpf_core.domain", "NO_CASE"),
    "formula": Import("qpf_core.domain", "formula"),
}
"""What scalar forms import."""

_ARRAYS = ("Column", "Columns", "Flags", "Floats", "Lists", "Texts", "Wholes")
_FUNCTIONS = ("among", "lengths", "on_points", "refuse", "repeated", "split")
VECTOR: Mapping[str, Import] = {
    "math": Import("math"),
    "np": Import("numpy", None, "np"),
    "ArrayLike": Import("numpy.typing", "ArrayLike"),
    "dataclass": Import("dataclasses", "dataclass"),
    **{name: Import("qpf_core.arrays", name) for name in (*_ARRAYS, *_FUNCTIONS)},
}
"""What forms for arrays import."""

OUTSIDE = frozenset({*SCALAR, *VECTOR})
WHOLE = "whole"
"""The variable that holds a record whose fields go into columns."""

INSIDE = frozenset(
    {
        WHOLE,
        "at",
        "check_point",
        "check_twin",
        "found",
        "given",
        "point",
        "points",
        "pytest",
        "rest",
    }
)
"""Local names of emitted functions and of their tests."""

_TAKEN = frozenset(["math", "np", "pytest", "given", "settings", "st", "on_points", "Column"])
"""What modules over formulas call things themselves."""


def spelled(stem: str) -> str:
    """The name of a module of formulas where it is used: its own, unless that hides something."""
    return f"{stem}_" if stem in _TAKEN or hasattr(builtins, stem) else stem
