"""Facts about the shape of documents: keys, types and ranges."""

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Extend, Fix, Replace, Retype
from qpf.diagnostics.forms import in_form
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "empty_section",
    "invalid_value",
    "missing_key",
    "missing_section",
    "not_one_of",
    "out_of_range",
    "pattern_mismatch",
    "placeholder_left",
    "too_few",
    "too_many",
    "unknown_key",
    "unknown_section",
    "wrong_type",
]


@fact("QPF201", "missing-section", area="structure")
def missing_section(
    place: Place, section: str, agent: str, skeleton: tuple[str, ...] = ()
) -> Finding:
    """A mandatory section is absent"""
    change = Extend(place, skeleton)
    return Finding(
        place,
        f"`{agent}` has no section `{section}`",
        fix=(
            Fix(f"add `{section}` to fill in", (change,), is_safe=False, has_holes=True)
            if skeleton
            else None
        ),
        help=f"write `{section}:` in the schema or under `defaults` of the extractor map",
    )


@fact("QPF202", "missing-key", area="structure")
def missing_key(place: Place, key: str, owner: str) -> Finding:
    """A required key is absent"""
    return Finding(place, f"`{owner}` has no key `{key}`", help=f"add `{key}`, it is required")


@fact("QPF203", "unknown-key", area="structure")
def unknown_key(place: Place, key: str, owner: str, known: tuple[str, ...]) -> Finding:
    """A key stands where no such key is known"""
    return Finding(
        place,
        f"`{owner}` has an unknown key `{key}`",
        help=did_you_mean(key, known) or f"known keys: {listed(known)}",
    )


@fact("QPF204", "unknown-section", area="structure")
def unknown_section(place: Place, key: str, known: tuple[str, ...]) -> Finding:
    """A top-level key belongs to no section"""
    return Finding(
        place,
        f"the document has an unknown top-level key `{key}`",
        help=did_you_mean(key, known) or f"known keys: {listed(known, 40)}",
    )


@fact("QPF205", "wrong-type", area="structure")
def wrong_type(place: Place, name: str, expected: str, value: str) -> Finding:
    """A value has another type than expected"""
    fix = Fix(f"write {expected}", (Retype(place, expected),))
    number = value.removeprefix("the number ").strip("`")
    better = in_form(number, "a version `X.Y.Z`") if name.endswith("version") else ""
    if better and expected == "a text":
        fix = Fix(f"write `{better}`", (Replace(place, number, better),))
    return Finding(place, f"`{name}` is {value}, expected {expected}", fix=fix)


@fact("QPF206", "not-one-of", area="structure")
def not_one_of(place: Place, name: str, value: str, choices: tuple[str, ...]) -> Finding:
    """A value is not among the allowed words"""
    return Finding(
        place,
        f"`{name}` is `{value}`, expected one of {listed(choices)}",
        help=did_you_mean(value, choices),
    )


@fact("QPF207", "out-of-range", area="structure")
def out_of_range(place: Place, name: str, value: str, bound: str) -> Finding:
    """A number is outside its range"""
    return Finding(place, f"`{name}` is `{value}`, expected {bound}")


@fact("QPF208", "pattern-mismatch", area="structure")
def pattern_mismatch(place: Place, name: str, value: str, expected: str) -> Finding:
    """A text does not have the required form"""
    better = in_form(value, expected)
    fix = Fix(f"write `{better}`", (Replace(place, value, better),)) if better else None
    return Finding(place, f"`{name}` is `{value}`, expected {expected}", fix=fix)


@fact("QPF209", "too-few", area="structure")
def too_few(place: Place, name: str, least: int, what: str) -> Finding:
    """A text or list is shorter than allowed"""
    return Finding(place, f"`{name}` is too short, expected at least {least} {what}")


@fact("QPF210", "too-many", area="structure")
def too_many(place: Place, name: str, most: int, what: str) -> Finding:
    """A text or list is longer than allowed"""
    return Finding(place, f"`{name}` is too long, expected at most {most} {what}")


@fact("QPF211", "empty-section", area="structure")
def empty_section(place: Place, section: str, value: str) -> Finding:
    """A section holds nothing or something that is not a mapping"""
    return Finding(
        place,
        f"section `{section}` is {value}, expected a mapping of its keys",
        help="write the section's keys, or remove it and give it under `defaults` of the map",
    )


@fact("QPF212", "invalid-value", area="structure")
def invalid_value(place: Place, name: str, reason: str) -> Finding:
    """A value breaks a rule of its type"""
    return Finding(place, f"`{name}` is invalid: {reason}")


@fact("QPF213", "placeholder-left", area="structure", severity=Severity.WARNING)
def placeholder_left(place: Place, name: str, text: str) -> Finding:
    """A value still holds a placeholder"""
    return Finding(place, f"`{name}` holds the placeholder `{text}`", help="fill it in")
