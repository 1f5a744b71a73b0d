"""What a formula gives at a point, read from the schema's own texts, not from emitted code.

So that derived tests compare two independent readings of one schema.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from qpf.language.evaluate_expression import Missing, Unknown, Values, evaluate_text
from qpf.language.types import Kind
from qpf.sections.formulas.compiled import CompiledCase, CompiledFormula, CompiledInput
from qpf.sections.formulas.refusals import NO_CASE, NOT_FINITE, must_be_among, must_be_finite

__all__ = ["Answer", "Refusal", "evaluate_formula"]

_FAULTS = (ArithmeticError, ValueError, TypeError, Missing)
_LARGEST_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class Refusal:
    """The formula has no value, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A plain value (a mapping for a record) or a refusal, and the part that gave it.

    `part` is `rule 0`, `case 1` and the like, or nothing when an input or the result was refused;
    `is_beyond` where a number on the way was too large for a float.
    """

    value: object
    part: str = ""
    is_beyond: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether there is no value."""
        return isinstance(self.value, Refusal)


class _Refused(ArithmeticError):
    """A formula that was called has no value: neither has the caller."""


def evaluate_formula(
    formula: CompiledFormula, given: Mapping[str, float], known: Sequence[CompiledFormula]
) -> Answer | None:
    """The answer at a point; inputs that are not given have their defaults.

    None when some expression cannot be evaluated here.
    """
    point = {one.name: given.get(one.name, one.default) for one in formula.inputs}
    # what no formula takes is refused before what this one does not take
    for fault in (_unsound, _fault):
        for one in formula.inputs:
            reason = fault(one, point[one.name])
            if reason:
                return Answer(Refusal(reason))
    overflows: list[float] = []
    values = Values(point, functions=_functions(formula, known, overflows), overflows=overflows)
    part = ""
    try:
        for index, rule in enumerate(formula.rules):
            part = f"rule {index}"
            if evaluate_text(rule.text, values):
                return Answer(Refusal(rule.error), part)
        for index, case in enumerate(formula.cases):
            part = f"case {index}"
            if case.text is None or evaluate_text(case.text, values):
                return Answer(_checked(_result(formula, case, values)), part, bool(overflows))
    except _Refused as fault:
        return Answer(Refusal(str(fault)), part)
    except _FAULTS:
        return Answer(Refusal(NOT_FINITE), part)
    except Unknown:
        return None
    return Answer(Refusal(NO_CASE))


def _unsound(one: CompiledInput, value: float | None) -> str:
    if value is None or math.isnan(value) or (math.isinf(value) and not one.spec.infinities):
        return must_be_finite(one)
    return ""


def _fault(one: CompiledInput, value: float | None) -> str:
    if one.spec.one_of:
        return "" if value in one.spec.choices else must_be_among(one)
    return must_be_finite(one) if value is not None and value == one.refused_infinity else ""


def _functions(
    formula: CompiledFormula, known: Sequence[CompiledFormula], overflows: list[float]
) -> dict[str, Callable[..., object]]:
    earlier = known[: known.index(formula)] if formula in known else known
    return {one.name: partial(_called, one, earlier, overflows) for one in earlier}


def _called(
    formula: CompiledFormula,
    known: Sequence[CompiledFormula],
    overflows: list[float],
    /,
    **given: float,
) -> object:
    answer = evaluate_formula(formula, given, known)
    if answer is None:
        raise Unknown
    overflows += [math.inf] if answer.is_beyond else []
    if isinstance(answer.value, Refusal):
        raise _Refused(answer.value.reason)
    return answer.value


def _result(formula: CompiledFormula, case: CompiledCase, values: Values) -> object:
    found = {}
    for field, kind in formula.fields.items():
        is_plain, written = case.written[field]
        value = written if is_plain else evaluate_text(str(written), values)
        if kind.kind is Kind.FLOAT and isinstance(value, int):
            value = float(value)
        found[formula.attributes[field]] = value
    return found if formula.is_record else found[""]


def _checked(result: object) -> object:
    parts = result.values() if isinstance(result, Mapping) else [result]
    for one in parts:
        if isinstance(one, complex) or (isinstance(one, float) and not math.isfinite(one)):
            return Refusal(NOT_FINITE)
        if type(one) is int and abs(one) > _LARGEST_WHOLE:
            return Refusal(NOT_FINITE)
    return result
