"""The gates by name, and what each kind of verdict counts."""

from enum import StrEnum

__all__ = ["FAST", "FULL", "PER_FILE", "Gate", "Scale", "scale_of"]


class Gate(StrEnum):
    """One question asked about an emitted distribution; the value is its name in a manifest."""

    COMPILE = "compile"
    IMPORTS = "imports"
    CYCLES = "cycles"
    BLACK = "black"
    ISORT = "isort"
    ANNOTATIONS = "annotations"
    DOCSTRINGS = "docstrings"
    FORBIDDEN = "forbidden"
    HEADER = "header"
    LICENCE = "licence"
    MYPY = "mypy"
    PYLINT = "pylint"
    TESTS = "tests"
    COVERAGE = "coverage"
    EXERCISED = "exercised"


class Scale(StrEnum):
    """How a gate counts: no breach at all, all of a number, percent, or pylint's ten."""

    NONE = "none"
    ALL = "all"
    PERCENT = "percent"
    SCORE = "score"


PER_FILE = (
    Gate.COMPILE,
    Gate.BLACK,
    Gate.ISORT,
    Gate.ANNOTATIONS,
    Gate.DOCSTRINGS,
    Gate.FORBIDDEN,
    Gate.HEADER,
    Gate.LICENCE,
)
"""Gates that need nothing but one file."""

FAST = (*PER_FILE, Gate.IMPORTS, Gate.CYCLES)
FULL = tuple(Gate)

_SCALES = {
    Gate.ANNOTATIONS: Scale.PERCENT,
    Gate.DOCSTRINGS: Scale.PERCENT,
    Gate.COVERAGE: Scale.PERCENT,
    Gate.PYLINT: Scale.SCORE,
    Gate.TESTS: Scale.ALL,
    Gate.EXERCISED: Scale.ALL,
}


def scale_of(gate: Gate) -> Scale:
    """How the gate counts."""
    return _SCALES.get(gate, Scale.NONE)
