"""Constraints of inputs: do they fit the type, the guard calls they become, what they tell."""

import ast
import math
import re
from collections.abc import Callable, Mapping

from qpf.diagnostics.catalogue.behaviour_steps import bad_constraint
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.body import Body, call
from qpf.language.facts import Fact, Facts
from qpf.language.literals import literal, literal_fault
from qpf.language.names import Local
from qpf.language.operation_spec import InputSpec
from qpf.language.scope import OperationScope
from qpf.language.types import FLOAT, INT, STR, TypeRef
from qpf.model.document import child

__all__ = [
    "breaks_a_limit",
    "check_input",
    "constrained",
    "facts_of_input",
    "violated",
    "write_guards",
]

_FITS: Mapping[str, tuple[str, Callable[[TypeRef], bool]]] = {
    "range": ("a number", lambda kind: kind in (INT, FLOAT)),
    "min_items": ("a list or dict", lambda kind: kind.is_listlike or kind.is_dictlike),
    "max_items": ("a list or dict", lambda kind: kind.is_listlike or kind.is_dictlike),
    "min_length": ("text", lambda kind: kind == STR),
    "max_length": ("text", lambda kind: kind == STR),
    "pattern": ("text", lambda kind: kind == STR),
    "one_of": ("text or an int", lambda kind: kind in (STR, INT)),
    "finite": ("a float or lists of floats", lambda kind: _innermost(kind) == FLOAT),
}
_LONGEST_PATTERN = 200


def breaks_a_limit(inputs: Mapping[str, InputSpec], given: Mapping[str, object]) -> bool:
    """Whether an example gives an input a value that its limits refuse."""
    return any(
        given.get(name) is not None and bool(violated(one, given[name]))
        for name, one in inputs.items()
    )


def constrained(spec: InputSpec) -> tuple[str, ...]:
    """The constraints an input has, in a fixed order."""
    return tuple(name for name in _FITS if getattr(spec, name) not in (None, False))


def _innermost(kind: TypeRef) -> TypeRef:
    while kind.is_listlike:
        kind = kind.item
    return kind


def check_input(
    name: str, spec: InputSpec, kind: TypeRef, scope: OperationScope, at: str, found: Diagnostics
) -> None:
    """Report constraints that do not fit, contradict each other, or refuse the default."""
    if kind.is_unknown:
        return
    for one in constrained(spec):
        wanted, fits = _FITS[one]
        if not fits(kind.inner):
            place = scope.origins.key(child(at, one))
            found.add(bad_constraint(place, one, f"needs {wanted}, `{name}` is `{kind}`"))
            return
    fault = next(iter(_contradictions(spec)), None)
    if fault is not None:
        found.add(bad_constraint(scope.origins.at(child(at, fault[0])), *fault))
        return
    if "default" in spec.model_fields_set:
        pointer = child(at, "default")
        faults = literal_fault(spec.default, kind, scope.types, scope.origins, pointer, name)
        found.extend(faults)
        broken = "" if faults or spec.default is None else violated(spec, spec.default)
        if broken:
            reason = f"refuses the default `{spec.default}`"
            found.add(bad_constraint(scope.origins.at(pointer), broken, reason))


def _contradictions(spec: InputSpec) -> list[tuple[str, str]]:
    found = []
    if spec.range is not None:
        low, high = spec.range
        if (low is None and high is None) or (low is not None and high is not None and low > high):
            found.append(("range", "is empty or open at both ends"))
    for low_name, high_name in (("min_items", "max_items"), ("min_length", "max_length")):
        least, most = getattr(spec, low_name), getattr(spec, high_name)
        if least is not None and most is not None and least > most:
            found.append((low_name, f"is above `{high_name}`"))
    if spec.pattern is not None and (reason := _pattern_fault(spec.pattern)):
        found.append(("pattern", reason))
    if spec.one_of is not None and len(set(spec.one_of)) != len(spec.one_of):
        found.append(("one_of", "lists a value twice"))
    return found


def _pattern_fault(pattern: str) -> str:
    if len(pattern) > _LONGEST_PATTERN:
        return f"is longer than {_LONGEST_PATTERN} characters"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is not a regular expression: {error}"
    return ""


def violated(spec: InputSpec, value: object) -> str:
    """The first constraint that a value of the right type breaks, or ""."""
    checks = {
        "range": lambda: _outside(spec.range, value),
        "min_items": lambda: _size(value) < (spec.min_items or 0),
        "max_items": lambda: _size(value) > (spec.max_items or 0),
        "min_length": lambda: _size(value) < (spec.min_length or 0),
        "max_length": lambda: _size(value) > (spec.max_length or 0),
        "pattern": lambda: re.fullmatch(spec.pattern or "", str(value)) is None,
        "one_of": lambda: value not in (spec.one_of or ()),
        "finite": lambda: isinstance(value, float) and not math.isfinite(value),
    }
    return next((name for name in constrained(spec) if checks[name]()), "")


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 0


def _outside(bounds: tuple[float | None, float | None] | None, value: object) -> bool:
    if bounds is None or not isinstance(value, int | float):
        return False
    low, high = bounds
    return (low is not None and value < low) or (high is not None and value > high)


def write_guards(local: Local, spec: InputSpec, scope: OperationScope, body: Body, at: str) -> None:
    """Write one guard call a constraint; null passes, because it is a value of its own."""
    calls = _guards(local, spec, scope)
    if not calls:
        return
    place = scope.origins.at(at)
    if not local.type.is_optional:
        for one in calls:
            body.evaluate(one, place)
        return
    present = ast.Compare(ast.Name(local.identifier), [ast.IsNot()], [ast.Constant(None)])
    with body.when(present, place):
        for one in calls:
            body.evaluate(one, place)


def _guards(local: Local, spec: InputSpec, scope: OperationScope) -> list[ast.expr]:
    field, subject = ast.Constant(local.name), ast.Name(local.identifier)
    kind = local.type.inner
    calls: list[ast.expr] = []
    if spec.range is not None:
        bounds = zip(("low", "high"), spec.range, strict=True)
        named = {k: _number(v, kind, scope) for k, v in bounds if v is not None}
        calls.append(call("require_range", field, subject, **named))
    for function, least, most in (
        ("require_items", spec.min_items, spec.max_items),
        ("require_length", spec.min_length, spec.max_length),
    ):
        sizes = {"minimum": least, "maximum": most}
        named = {k: ast.Constant(v) for k, v in sizes.items() if v is not None}
        if named:
            calls.append(call(function, field, subject, **named))
    if spec.pattern is not None:
        calls.append(call("require_pattern", field, subject, ast.Constant(spec.pattern)))
    if spec.one_of is not None:
        choices = ast.Tuple([literal(one, kind, scope.types) for one in spec.one_of])
        calls.append(call("require_one_of", field, subject, choices))
    if spec.finite:
        calls.append(call("require_finite", field, subject))
    return calls


def _number(bound: float, kind: TypeRef, scope: OperationScope) -> ast.expr:
    whole = kind == INT and float(bound).is_integer()
    return literal(int(bound) if whole else float(bound), INT if whole else FLOAT, scope.types)


def facts_of_input(local: Local, spec: InputSpec) -> Facts:
    """What steps may rely on because the guards held."""
    if local.type.is_optional:
        return frozenset()
    facts = set()
    if spec.range is not None and spec.range[0] is not None:
        facts.add(Fact("low", local.identifier, float(spec.range[0])))
    if spec.range is not None and spec.range[1] is not None and spec.range[1] < 0:
        facts.add(Fact("nonzero", local.identifier))
    if spec.min_items or spec.min_length:
        least = max(spec.min_items or 0, spec.min_length or 0)
        facts.add(Fact("filled", local.identifier, float(least)))
    return frozenset(facts)
