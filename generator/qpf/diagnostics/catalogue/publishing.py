"""Facts about the published tree: drift, hand edits, foreign files, manifests."""

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact

__all__ = [
    "damaged_manifest",
    "file_missing",
    "foreign_file",
    "hand_edited",
    "input_changed",
    "manifest_drift",
    "orphan_file",
    "template_changed",
]

_FORCE = "move the change into the schema, a template or `glue/`, or overwrite it with `--force`"
_EXTRACT = "run `qpf extract`"


@fact("QPF650", "hand-edited", area="publishing")
def hand_edited(place: Place, source: Place) -> Finding:
    """A generated file was edited by hand"""
    return Finding(
        place,
        f"`{place.file}` was edited by hand: its content is not what the manifest records",
        help=_FORCE,
        notes=(Note("the file is generated from here", source),),
    )


@fact("QPF651", "foreign-file", area="publishing")
def foreign_file(place: Place) -> Finding:
    """A file among the generated ones was never recorded"""
    return Finding(
        place,
        f"`{place.file}` is not a generated file: no manifest records it",
        help="move it to `glue/<collection>/extensions/`, or remove it with `--force`",
    )


@fact("QPF652", "input-changed", area="publishing")
def input_changed(place: Place, path: str, inputs: tuple[str, ...]) -> Finding:
    """A generated file is older than its inputs"""
    named = ", ".join(f"`{name}`" for name in inputs)
    return Finding(place, f"`{path}` is out of date: {named} changed", help=_EXTRACT)


@fact("QPF653", "template-changed", area="publishing")
def template_changed(place: Place, path: str, template: str) -> Finding:
    """A generated file is older than its template or the factory"""
    return Finding(place, f"`{path}` is out of date: `{template}` changed", help=_EXTRACT)


@fact("QPF654", "file-missing", area="publishing")
def file_missing(place: Place, path: str, *, recorded: bool) -> Finding:
    """A generated file is missing"""
    why = "it was removed by hand" if recorded else "it was never extracted"
    return Finding(place, f"`{path}` is missing: {why}", help=_EXTRACT)


@fact("QPF655", "orphan-file", area="publishing")
def orphan_file(place: Place) -> Finding:
    """A generated file has no origin any more"""
    return Finding(
        place,
        f"`{place.file}` is an orphan: a manifest records it, but nothing plans it any more",
        help="run `qpf extract`, which removes it",
    )


@fact("QPF656", "manifest-drift", area="publishing")
def manifest_drift(place: Place) -> Finding:
    """A manifest is not what the schemas give"""
    return Finding(place, f"the manifest `{place.file}` is out of date", help=_EXTRACT)


@fact("QPF657", "damaged-manifest", area="publishing", severity=Severity.WARNING)
def damaged_manifest(place: Place, reason: str) -> Finding:
    """A manifest cannot be read"""
    return Finding(
        place,
        f"the manifest `{place.file}` cannot be read: {reason}",
        help="restore it from version control; without it every generated file counts as foreign",
    )
