"""The words of refusals that no schema writes."""

from qpf.sections.formulas.compiled import CompiledInput

__all__ = ["NOT_FINITE", "NO_CASE", "must_be_among", "must_be_finite"]

NOT_FINITE = "the result is not finite"
NO_CASE = "no case holds"


def must_be_finite(one: CompiledInput) -> str:
    """Why a number is refused that is none, or infinite."""
    return f"{one.identifier} must be finite"


def must_be_among(one: CompiledInput) -> str:
    """Why a value is refused that is not among the only ones."""
    return (
        f"{one.identifier} must be one of {', '.join(f'{value:g}' for value in one.spec.choices)}"
    )
