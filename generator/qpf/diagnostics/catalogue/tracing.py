"""Facts about questions to `qpf trace` that have no answer."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean

__all__ = ["no_such_line", "not_traceable", "stale_file"]


@fact("QPF920", "not-traceable", area="environment")
def not_traceable(path: str, known: Iterable[str]) -> Finding:
    """A path is neither emitted nor read"""
    return Finding(
        Place(path),
        f"`{path}` is no emitted file, no schema, map or glue file, and no template",
        help=did_you_mean(path, known)
        or "name a path below the output folder, an input file or a file below `templates/`",
    )


@fact("QPF921", "no-such-line", area="environment")
def no_such_line(path: str, line: int, count: int) -> Finding:
    """A file has no line with this number"""
    lines = "1 line" if count == 1 else f"{count} lines"
    return Finding(Place(path, max(1, min(line, count))), f"line {line} does not exist: {lines}")


@fact("QPF922", "stale-file", area="environment", severity=Severity.WARNING)
def stale_file(path: str) -> Finding:
    """A traced file is not what the schemas give"""
    return Finding(
        Place(path),
        "the published file is not what the schemas give today; the answer is about the latter",
        help="`qpf check` names the cause, `qpf extract` publishes anew",
    )
