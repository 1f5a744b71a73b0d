"""Facts about expressions and types (QPF500 to QPF519)."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "bad_argument_count",
    "bad_operand",
    "bad_value",
    "constant_condition",
    "expression_syntax",
    "expression_too_large",
    "forbidden_syntax",
    "incomparable",
    "may_fail",
    "maybe_null",
    "type_mismatch",
    "type_syntax",
    "unknown_field",
    "unknown_function",
    "unknown_member",
    "unknown_name",
    "unknown_type",
]

_AREA = "behaviour"


def _help(word: str, known: Iterable[str], what: str) -> str:
    names = sorted(known)
    return did_you_mean(word, names) or (f"{what}: {listed(names)}" if names else "")


@fact("QPF500", "expression-syntax", area=_AREA)
def expression_syntax(place: Place, reason: str) -> Finding:
    """An expression does not parse."""
    return Finding(place, f"the expression does not parse: {reason}")


@fact("QPF501", "unknown-name", area=_AREA)
def unknown_name(place: Place, name: str, known: Iterable[str]) -> Finding:
    """An expression uses a name that is not declared here."""
    return Finding(
        place,
        f"`{name}` is not declared here",
        _help(name, known, "names in reach")
        or "text needs quotes inside an expression: \"'text'\"",
    )


@fact("QPF502", "unknown-field", area=_AREA)
def unknown_field(place: Place, name: str, owner: str, known: Iterable[str]) -> Finding:
    """A record has no field of this name."""
    return Finding(place, f"`{owner}` has no field `{name}`", _help(name, known, "fields"))


@fact("QPF503", "unknown-function", area=_AREA)
def unknown_function(place: Place, name: str, known: Iterable[str]) -> Finding:
    """An expression calls something outside the closed list of functions."""
    remedy = _help(name, known, "functions")
    return Finding(place, f"`{name}` is not a function of expressions", remedy)


@fact("QPF504", "forbidden-syntax", area=_AREA)
def forbidden_syntax(place: Place, what: str) -> Finding:
    """An expression uses Python syntax outside the subset."""
    return Finding(
        place,
        f"{what} is not part of the expression language",
        "use names, fields, literals, operators, `a if c else b` and the listed functions",
    )


@fact("QPF505", "expression-too-large", area=_AREA)
def expression_too_large(place: Place, limit: str) -> Finding:
    """An expression is longer or deeper than a person can read."""
    return Finding(place, f"the expression exceeds {limit}", "name its parts with `let` steps")


@fact("QPF506", "type-mismatch", area=_AREA)
def type_mismatch(place: Place, what: str, expected: str, found: str, hint: str = "") -> Finding:
    """A value has another type than its place takes."""
    return Finding(place, f"{what} takes `{expected}`, found `{found}`", hint)


@fact("QPF507", "incomparable", area=_AREA)
def incomparable(place: Place, operator: str, left: str, right: str) -> Finding:
    """Two values are compared that can never be equal or ordered."""
    return Finding(place, f"`{left}` {operator} `{right}` compares incompatible types")


@fact("QPF508", "bad-operand", area=_AREA)
def bad_operand(place: Place, operator: str, operands: Iterable[str], hint: str = "") -> Finding:
    """An operator is not defined for its operands."""
    return Finding(place, f"`{operator}` is not defined for {listed(operands)}", hint)


@fact("QPF509", "bad-argument-count", area=_AREA)
def bad_argument_count(place: Place, name: str, expected: str, found: int) -> Finding:
    """A function of expressions gets too few or too many arguments."""
    return Finding(place, f"`{name}` takes {expected}, found `{found}`")


@fact("QPF510", "unknown-type", area=_AREA)
def unknown_type(place: Place, name: str, known: Iterable[str]) -> Finding:
    """A type is not built in, declared, or known from the catalogue."""
    return Finding(place, f"`{name}` is not a type", _help(name, known, "types"))


@fact("QPF511", "type-syntax", area=_AREA)
def type_syntax(place: Place, text: str, reason: str) -> Finding:
    """The text of a type does not parse."""
    return Finding(
        place,
        f"the type `{text}` does not parse: {reason}",
        "types are `bool`, `int`, `float`, `str`, `json`, `bytes`, `list[T]`, `dict[str, T]`, `T?` "
        "and declared names",
    )


@fact("QPF512", "unknown-member", area=_AREA)
def unknown_member(place: Place, value: str, owner: str, known: Iterable[str]) -> Finding:
    """An enumeration has no such member."""
    return Finding(place, f"`{value}` is not a member of `{owner}`", _help(value, known, "members"))


@fact("QPF513", "maybe-null", area=_AREA)
def maybe_null(place: Place, what: str, found: str) -> Finding:
    """A value that may be null is used as if it never were."""
    return Finding(
        place,
        f"{what} may be null: its type is `{found}`",
        "test it before: `x is not None and …`, or `x if x is not None else …`",
    )


@fact("QPF514", "may-fail", area=_AREA, severity=Severity.WARNING)
def may_fail(place: Place, what: str, condition: str, remedy: str) -> Finding:
    """An operation on numbers is not defined for every value that may arrive."""
    return Finding(place, f"{what} fails when {condition}", remedy)


@fact("QPF515", "constant-condition", area=_AREA)
def constant_condition(place: Place) -> Finding:
    """A condition has the same answer whatever the inputs are."""
    return Finding(
        place,
        "the condition does not depend on any name",
        "compare an input or a result, or leave the condition out",
    )


@fact("QPF516", "bad-value", area=_AREA)
def bad_value(place: Place, what: str, expected: str, found: str) -> Finding:
    """A literal value of the schema does not fit its type."""
    return Finding(place, f"{what} takes a value of `{expected}`, found `{found}`")
