"""Facts about operations, steps and their examples (QPF520 to QPF559)."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Fix, Replace
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "bad_constraint",
    "bad_name",
    "band_order",
    "call_cycle",
    "duplicate_name",
    "example_arity",
    "example_fails",
    "example_mismatch",
    "folded_name",
    "incomplete_step",
    "misplaced_return",
    "missing_argument",
    "missing_return",
    "module_circle",
    "no_example",
    "undeclared",
    "unknown_argument",
    "unknown_callable",
    "unknown_step",
    "unreachable_step",
    "unreadable_function",
    "unused_name",
    "used_before",
]

_AREA = "behaviour"


def _help(word: str, known: Iterable[str], what: str) -> str:
    names = sorted(known)
    return did_you_mean(word, names) or (f"{what}: {listed(names)}" if names else "")


def _seen(what: str, place: Place | None) -> tuple[Note, ...]:
    return (Note(what, place),) if place is not None else ()


@fact("QPF520", "unknown-step", area=_AREA)
def unknown_step(place: Place, keys: Iterable[str], verbs: Iterable[str]) -> Finding:
    """A step has no verb of the vocabulary, or more than one."""
    written = list(keys)
    known = sorted(verbs)
    both = [key for key in written if key in known]
    if both:
        return Finding(place, f"the step has several verbs: {listed(both)}", "write one step each")
    remedy = next((text for key in written if (text := did_you_mean(key, known))), "")
    message = f"no key of the step is a verb: {listed(written)}" if written else "the step is empty"
    return Finding(place, message, remedy or f"verbs: {listed(known, 30)}")


@fact("QPF521", "name-taken", area=_AREA)
def duplicate_name(place: Place, what: str, name: str, first: Place | None = None) -> Finding:
    """A name is given twice."""
    return Finding(
        place,
        f"the {what} `{name}` already exists",
        "choose another name",
        _seen("it was given here first", first),
    )


@fact("QPF522", "unused-name", area=_AREA)
def unused_name(place: Place, what: str, name: str) -> Finding:
    """A declared name changes nothing because no step uses it."""
    return Finding(place, f"the {what} `{name}` is never used", "use it in a step or remove it")


@fact("QPF523", "unreachable-step", area=_AREA)
def unreachable_step(place: Place, ended: Place | None = None) -> Finding:
    """A step stands after one that always ends the operation."""
    return Finding(
        place,
        "the step is never reached",
        "remove it, or give the earlier step a condition with `when`",
        _seen("the operation ends here", ended),
    )


@fact("QPF524", "missing-return", area=_AREA)
def missing_return(place: Place, expected: str) -> Finding:
    """An operation with an output can end without returning."""
    return Finding(
        place,
        f"the operation promises `{expected}` but can end without a `return` step",
        "end with an unconditional `return`",
    )


@fact("QPF525", "misplaced-return", area=_AREA)
def misplaced_return(place: Place, reason: str) -> Finding:
    """A return stands where the operation cannot return."""
    return Finding(place, f"`return` cannot stand here: {reason}")


@fact("QPF526", "unknown-callable", area=_AREA)
def unknown_callable(place: Place, kind: str, name: str, known: Iterable[str]) -> Finding:
    """A step calls a function or operation that nothing declares."""
    return Finding(place, f"there is no {kind} `{name}`", _help(name, known, "known"))


@fact("QPF527", "missing-argument", area=_AREA)
def missing_argument(place: Place, function: str, name: str, kind: str) -> Finding:
    """A required argument is not given."""
    return Finding(place, f"`{function}` needs the argument `{name}` of type `{kind}`")


@fact("QPF528", "unknown-argument", area=_AREA)
def unknown_argument(place: Place, function: str, name: str, known: Iterable[str]) -> Finding:
    """An argument is given that the callee does not take."""
    remedy = _help(name, known, "arguments")
    return Finding(place, f"`{function}` has no argument `{name}`", remedy)


@fact("QPF529", "used-before-definition", area=_AREA)
def used_before(place: Place, name: str, defined: Place | None) -> Finding:
    """A step uses a name that only a later step defines."""
    return Finding(
        place,
        f"`{name}` is used before it is defined",
        "move the step that defines it before this one",
        _seen("it is defined here", defined),
    )


@fact("QPF530", "undeclared", area=_AREA)
def undeclared(place: Place, kind: str, name: str, known: Iterable[str], where: str) -> Finding:
    """A step refers to an event, metric, packet, trigger, scope or layer nothing declares."""
    names = sorted(known)
    return Finding(
        place,
        f"the {kind} `{name}` is not declared",
        did_you_mean(name, names)
        or f"declare it in `{where}`" + (f"; declared: {listed(names)}" if names else ""),
    )


@fact("QPF531", "incomplete-step", area=_AREA)
def incomplete_step(place: Place, verb: str, reason: str) -> Finding:
    """The keys of a step do not belong together."""
    return Finding(place, f"the step `{verb}` {reason}")


@fact("QPF532", "band-order", area=_AREA)
def band_order(place: Place, value: float, before: float) -> Finding:
    """A band can never be met because its bound does not rise above the one before."""
    return Finding(place, f"the bound `{value}` does not rise above `{before}` before it")


@fact("QPF533", "bad-constraint", area=_AREA)
def bad_constraint(place: Place, name: str, reason: str) -> Finding:
    """A constraint does not fit the type of its input, or contradicts another."""
    return Finding(place, f"the constraint `{name}` {reason}")


@fact("QPF534", "bad-name", area=_AREA)
def bad_name(place: Place, what: str, name: str) -> Finding:
    """A name that expressions must use is not a word."""
    return Finding(
        place,
        f"the {what} `{name}` is not a word",
        "use letters, digits and underscores, beginning with a letter",
    )


@fact("QPF535", "call-cycle", area=_AREA)
def call_cycle(place: Place, path: Iterable[str]) -> Finding:
    """Operations call each other in a circle."""
    return Finding(place, f"operations call each other in a circle: {' -> '.join(path)}")


@fact("QPF536", "unreadable-function", area=_AREA)
def unreadable_function(place: Place, name: str, reason: str) -> Finding:
    """The signature of a function uses types the language does not have."""
    return Finding(
        place, f"`{name}` cannot be used: {reason}", "annotate it with types of the schema language"
    )


@fact("QPF537", "module-circle", area=_AREA)
def module_circle(place: Place, path: Iterable[str], calls: Iterable[tuple[str, Place]]) -> Finding:
    """Operations or formulas make their modules import each other."""
    return Finding(
        place,
        f"modules import each other in a circle: {' -> '.join(path)}",
        "put what calls into one module, or what is called into a module of its own",
        tuple(Note(f"{said} here", where) for said, where in calls),
    )


@fact("QPF540", "no-example", area=_AREA, severity=Severity.WARNING)
def no_example(place: Place, name: str) -> Finding:
    """An operation has no example, so nothing shows what it does."""
    return Finding(place, f"the operation `{name}` has no example", "add one under `examples`")


@fact("QPF541", "example-mismatch", area=_AREA)
def example_mismatch(place: Place, what: str, expected: str, found: str) -> Finding:
    """A value of an example does not fit the declared type."""
    return Finding(place, f"{what} of the example takes `{expected}`, found `{found}`")


@fact("QPF543", "example-fails", area=_AREA)
def example_fails(place: Place, operation: str, given: str) -> Finding:
    """The steps of an operation do not give what an example expects."""
    return Finding(
        place,
        f"the steps of `{operation}` {given}",
        "correct the example, or the steps",
    )


@fact("QPF542", "example-arity", area=_AREA)
def example_arity(place: Place, reason: str, remedy: str = "") -> Finding:
    """An example gives too few or too many values."""
    return Finding(place, f"the example {reason}", remedy)


@fact("QPF538", "folded-name", area=_AREA)
def folded_name(
    place: Place, what: str, name: str, plain: str, is_taken: bool, first: Place | None
) -> Finding:
    """A name that expressions must use is read by Python as another one."""
    fix = Fix(f"write `{plain}`", (Replace(place, name, plain),), is_safe=False)
    return Finding(
        place,
        f"the {what} `{name}` is read as `{plain}`"
        + (", which is declared too" if is_taken else ""),
        fix=None if is_taken else fix,
        help="choose another name" if is_taken else f"write `{plain}` here and where it is used",
        notes=(Note(f"`{plain}` is declared here", first),) if first is not None else (),
    )
