"""Findings as text, JSON, SARIF and workflow annotations; pure functions that return text."""

from collections.abc import Callable, Iterable

from qpf.diagnostics.diagnostic import Diagnostic
from qpf.diagnostics.report.github import github_report
from qpf.diagnostics.report.json import json_report
from qpf.diagnostics.report.sarif import sarif_report
from qpf.diagnostics.report.text import text_report

__all__ = ["FORMATS", "github_report", "json_report", "report", "sarif_report", "text_report"]

FORMATS = ("text", "json", "sarif", "github")
"""The names of the formats, the default first."""


def report(
    form: str,
    diagnostics: Iterable[Diagnostic],
    read: Callable[[str], str | None],
    *,
    colour: bool = False,
) -> str:
    """The findings in one of `FORMATS`; `read` gives the text of a file, or None.

    Raises `KeyError` for an unknown format.
    """
    if form == "text":
        return text_report(diagnostics, read, colour=colour)
    return {"json": json_report, "sarif": sarif_report, "github": github_report}[form](diagnostics)
