"""Findings for programs: a JSON list of flat objects."""

import json
from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Diagnostic, Note, Place
from qpf.diagnostics.fix import Fix

__all__ = ["diagnostic_object", "json_report"]

JsonObject = dict[str, object]


def json_report(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects, one a finding; an empty list when there is none."""
    listed = [diagnostic_object(diagnostic) for diagnostic in diagnostics]
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


def diagnostic_object(diagnostic: Diagnostic) -> JsonObject:
    """One finding as plain values; ends of 0 mean that the end is not known.

    `fix` is there when a machine can mend it, `suppressed` when something excuses it.
    """
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place_object(diagnostic.place),
        "help": diagnostic.help,
        "notes": [_note_object(note) for note in diagnostic.notes],
        **(
            {"fix": _fix_object(diagnostic.fix)}
            if diagnostic.fix and diagnostic.fix.is_ready
            else {}
        ),
        **({"suppressed": diagnostic.suppressed} if diagnostic.suppressed else {}),
    }


def _fix_object(fix: Fix) -> JsonObject:
    edits = [{**_place_object(edit.place), "text": edit.text} for edit in fix.edits]
    return {"what": fix.what, "safe": fix.is_safe, "edits": edits}


def _note_object(note: Note) -> JsonObject:
    if note.place is None:
        return {"message": note.message}
    return {"message": note.message, **_place_object(note.place)}


def _place_object(place: Place) -> JsonObject:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
