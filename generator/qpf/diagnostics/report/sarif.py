"""Findings as a SARIF 2.1.0 log, the exchange format of code-scanning services."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

from qpf.diagnostics.diagnostic import SILENCED, Diagnostic, Note, Place
from qpf.diagnostics.fix import Fix
from qpf.diagnostics.registry import fact_with

__all__ = ["sarif_report"]

JsonObject = dict[str, object]
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LINK = re.compile(r"\[(?=[^\[]*?\]\()")


def sarif_report(diagnostics: Iterable[Diagnostic]) -> str:
    """One run with a rule for each code that occurs; columns count Unicode code points."""
    listed = list(diagnostics)
    codes = sorted({diagnostic.code for diagnostic in listed})
    run: JsonObject = {
        "tool": {"driver": {"name": "qpf", "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"WORKSPACE": {"description": {"text": "the workspace folder"}}},
        "results": [_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in listed],
    }
    log: JsonObject = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> JsonObject:
    known = fact_with(code)
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "name": "".join(word.title() for word in known.name.split("-")),
        "shortDescription": {"text": known.title},
        "defaultConfiguration": {"level": known.severity.value},
        "properties": {"tags": [known.area]},
    }


def _result(diagnostic: Diagnostic, rule: int) -> JsonObject:
    remedy = f"\n{diagnostic.help}" if diagnostic.help else ""
    result: JsonObject = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.value,
        "message": _message(diagnostic.message + remedy),
        "locations": [_location(diagnostic.place)],
    }
    if diagnostic.fix is not None and diagnostic.fix.edits:
        result["fixes"] = [_fix(diagnostic.fix)]
    if diagnostic.suppressed:
        kind = "inSource" if diagnostic.suppressed != SILENCED else "external"
        result["suppressions"] = [{"kind": kind, "justification": diagnostic.suppressed}]
    related = [_related(number, note) for number, note in enumerate(diagnostic.notes)]
    return {**result, "relatedLocations": related} if related else result


def _fix(fix: Fix) -> JsonObject:
    files: dict[str, list[JsonObject]] = {}
    for edit in fix.edits:
        place = edit.place
        region = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
        replacement: JsonObject = {"deletedRegion": region, "insertedContent": {"text": edit.text}}
        files.setdefault(place.file, []).append(replacement)
    changes = [
        {"artifactLocation": _artifact(file), "replacements": replacements}
        for file, replacements in files.items()
    ]
    return {"description": _message(fix.what), "artifactChanges": changes}


def _artifact(file: str) -> JsonObject:
    # the name of a file on a disk may be no text
    return {"uri": quote(file, errors="surrogatepass"), "uriBaseId": "WORKSPACE"}


def _related(number: int, note: Note) -> JsonObject:
    where = _location(note.place) if note.place is not None else {}
    return {"id": number, **where, "message": _message(note.message)}


def _message(text: str) -> JsonObject:
    """A message without links: `[text](place)` would be one to viewers."""
    return {"text": _LINK.sub(r"\\[", text)}


def _location(place: Place) -> JsonObject:
    region: dict[str, int] = {"startLine": place.line, "startColumn": place.column}
    if place.end_line >= place.line:
        region |= {"endLine": place.end_line, "endColumn": max(place.end_column, 1)}
    return {"physicalLocation": {"artifactLocation": _artifact(place.file), "region": region}}
