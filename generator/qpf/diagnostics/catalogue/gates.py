"""Facts about emitted code: each gate has one code, and every finding tells its emitted line."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact

__all__ = [
    "dated_licence",
    "does_not_compile",
    "failing_test",
    "forbidden_construct",
    "gate_crashed",
    "import_cycle",
    "invalid_manifest",
    "low_coverage",
    "low_pylint_score",
    "missing_annotation",
    "missing_docstring",
    "missing_header",
    "not_black",
    "not_exercised",
    "not_isort",
    "type_error",
    "unresolved_import",
]

_TEMPLATE = "correct the template, or the view that prints into it"


@fact("QPF701", "does-not-compile", area="gates")
def does_not_compile(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """An emitted file is not valid Python"""
    return Finding(place, f"the emitted file does not compile: {detail}", _TEMPLATE, notes)


@fact("QPF702", "unresolved-import", area="gates")
def unresolved_import(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """An emitted import cannot succeed where the package is installed"""
    help_ = "import what exists, and declare its distribution in the emitted `pyproject.toml`"
    return Finding(place, f"the emitted import does not resolve: {detail}", help_, notes)


@fact("QPF703", "import-cycle", area="gates")
def import_cycle(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """Emitted modules import one another in a circle"""
    help_ = "move what both need into a third module"
    return Finding(place, f"emitted modules need one another: `{detail}`", help_, notes)


@fact("QPF704", "not-black", area="gates")
def not_black(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """black would change an emitted file"""
    return Finding(place, f"the emitted file is not formatted: {detail}", _TEMPLATE, notes)


@fact("QPF705", "not-isort", area="gates")
def not_isort(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """isort would change an emitted file"""
    return Finding(place, f"the emitted imports are not sorted: {detail}", _TEMPLATE, notes)


@fact("QPF706", "type-error", area="gates")
def type_error(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """mypy in strict mode finds an error in emitted code"""
    help_ = "correct the value's type in the schema, or the template that prints it"
    return Finding(place, f"the emitted code has a type error: {detail}", help_, notes)


@fact("QPF707", "low-pylint-score", area="gates")
def low_pylint_score(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """Emitted code scores below the threshold of pylint"""
    return Finding(place, f"pylint says of the emitted code: {detail}", _TEMPLATE, notes)


@fact("QPF708", "missing-annotation", area="gates")
def missing_annotation(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """Emitted functions are not annotated as far as the threshold asks"""
    return Finding(place, f"an emitted annotation is missing: {detail}", _TEMPLATE, notes)


@fact("QPF709", "missing-docstring", area="gates")
def missing_docstring(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """Public emitted names are not documented as far as the threshold asks"""
    help_ = "give the value a summary or purpose in the schema, or print one in the template"
    return Finding(place, f"an emitted docstring is missing: {detail}", help_, notes)


@fact("QPF710", "failing-test", area="gates")
def failing_test(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """An emitted test does not pass"""
    help_ = "correct the operation or its example in the schema"
    return Finding(place, f"the emitted tests do not pass: {detail}", help_, notes)


@fact("QPF711", "low-coverage", area="gates")
def low_coverage(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """Emitted tests cover less than the threshold asks"""
    help_ = "add an example to the operation, or a test to the template's pack"
    return Finding(place, f"the emitted tests do not reach enough: {detail}", help_, notes)


@fact("QPF712", "not-exercised", area="gates")
def not_exercised(place: Place, mark: str, subject: str) -> Finding:
    """No emitted test exercises something the schema declares"""
    return Finding(
        place,
        f"no passing test of `{subject}` exercises `{mark}`",
        help=f'emit a test with `@pytest.mark.exercises("{mark}")` for it',
    )


@fact("QPF713", "invalid-manifest", area="gates")
def invalid_manifest(place: Place, pointer: str, detail: str) -> Finding:
    """A manifest does not fit its JSON Schema"""
    return Finding(place, f"`{pointer or '/'}` of the manifest `{place.file}` is wrong: {detail}")


@fact("QPF714", "forbidden-construct", area="gates")
def forbidden_construct(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """Emitted code holds a placeholder or another construct that is never right there"""
    return Finding(place, f"the emitted code is not finished: {detail}", _TEMPLATE, notes)


@fact("QPF715", "dated-licence", area="gates")
def dated_licence(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """The licence header of an emitted file holds a date"""
    return Finding(place, f"the emitted file would age: {detail}", _TEMPLATE, notes)


@fact("QPF716", "missing-header", area="gates")
def missing_header(place: Place, detail: str, notes: tuple[Note, ...]) -> Finding:
    """An emitted file does not say that it is generated"""
    help_ = 'begin the template with `{% include "_header.py.j2" %}`'
    return Finding(place, f"the emitted file hides its origin: {detail}", help_, notes)


@fact("QPF717", "gate-crashed", area="gates")
def gate_crashed(place: Place, gate: str, subject: str, reason: str) -> Finding:
    """A tool ended without a verdict"""
    return Finding(
        place,
        f"the gate `{gate}` gave no verdict on `{subject}`: {reason}",
        help="a gate that cannot answer counts as failed; run again, or correct what it met",
    )
