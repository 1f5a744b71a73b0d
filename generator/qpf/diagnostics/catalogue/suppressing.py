"""Facts about comments that excuse a finding, and about severities of the settings."""

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Fix, Unexcuse
from qpf.diagnostics.suggest import did_you_mean

__all__ = [
    "malformed_mark",
    "mark_without_reason",
    "unknown_marked_code",
    "unknown_severity_code",
    "unlowerable_code",
    "unsuppressible_code",
    "unused_mark",
]

_FORM = "write `# qpf: ignore[QPF444] why it is right here`"


@fact("QPF180", "malformed-mark", area="input")
def malformed_mark(place: Place, written: str) -> Finding:
    """A comment to the factory does not parse"""
    return Finding(place, f"`{written}` says nothing to the factory", help=_FORM)


@fact("QPF181", "mark-without-reason", area="input")
def mark_without_reason(place: Place, code: str) -> Finding:
    """A finding is excused without a reason"""
    return Finding(place, f"no reason says why `{code}` is excused", help=_FORM)


@fact("QPF182", "unknown-marked-code", area="input")
def unknown_marked_code(place: Place, code: str, known: tuple[str, ...]) -> Finding:
    """A comment excuses a code that does not exist"""
    return Finding(
        place,
        f"`{code}` is no code of a diagnostic",
        help=did_you_mean(code, known) or "`qpf rules` lists them",
    )


@fact("QPF183", "unsuppressible-code", area="input")
def unsuppressible_code(place: Place, code: str, name: str) -> Finding:
    """A comment excuses an error"""
    return Finding(
        place,
        f"`{code}` ({name}) is an error: only warnings and notes can be excused",
        help="mend what it is about, and remove the comment",
    )


@fact("QPF184", "unused-mark", area="structure", severity=Severity.WARNING)
def unused_mark(place: Place, code: str) -> Finding:
    """A comment excuses what was not found"""
    return Finding(
        place,
        f"`{code}` is not found here: the comment excuses nothing",
        help="remove the code, or move the comment to the line it is about",
        fix=Fix(f"no longer excuse `{code}`", (Unexcuse(place, code),)),
    )


@fact("QPF164", "unknown-severity-code", area="input")
def unknown_severity_code(place: Place, code: str, known: tuple[str, ...]) -> Finding:
    """The settings give a severity to a code that does not exist"""
    return Finding(
        place,
        f"`severity` names `{code}`, which is neither a code nor the beginning of one",
        help=did_you_mean(code, known) or "write a code such as `QPF142`, or `QPF4` for its kind",
    )


@fact("QPF165", "unlowerable-code", area="input")
def unlowerable_code(place: Place, code: str, name: str) -> Finding:
    """The settings give a severity to an error"""
    return Finding(
        place,
        f"`{code}` ({name}) is an error: only warnings and notes have a severity to choose",
        help="remove the line",
    )
