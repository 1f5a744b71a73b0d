"""Findings as workflow commands that a GitHub job turns into annotations of the change."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Diagnostic, Severity

__all__ = ["github_report"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github_report(diagnostics: Iterable[Diagnostic]) -> str:
    """One command a line; help, fix and notes follow the message on lines of their own.

    What is suppressed is not said.
    """
    counted = (diagnostic for diagnostic in diagnostics if not diagnostic.suppressed)
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in counted)


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    fields = {"file": place.file, "line": f"{place.line}"}
    if place.end_line >= place.line:
        fields["endLine"] = f"{place.end_line}"
    fields["col"] = f"{place.column}"
    if place.end_line == place.line and place.end_column > place.column:
        fields["endColumn"] = f"{place.end_column - 1}"
    fields["title"] = diagnostic.code
    written = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{_COMMANDS[diagnostic.severity]} {written}::{_text(_message(diagnostic))}"


def _message(diagnostic: Diagnostic) -> str:
    lines = [diagnostic.message]
    if diagnostic.help:
        lines.append(f"help: {diagnostic.help}")
    if diagnostic.fix is not None and diagnostic.fix.is_ready:
        option = "--fix" if diagnostic.fix.is_safe else "--fix --unsafe"
        lines.append(f"fix: {diagnostic.fix.what} (`qpf validate {option}`)")
    for note in diagnostic.notes:
        where = f"{note.place}: " if note.place is not None else ""
        lines.append(f"note: {where}{note.message}")
    return "\n".join(lines)


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
