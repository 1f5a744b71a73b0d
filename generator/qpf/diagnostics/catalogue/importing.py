"""Facts about files that `qpf import` cannot take, or cannot put where they belong."""

from collections.abc import Sequence

from qpf.diagnostics.diagnostic import Diagnostic, Note, Place
from qpf.diagnostics.fact import Finding, fact

__all__ = [
    "import_foreign",
    "import_not_joined",
    "import_same_name",
    "import_several",
    "import_syntax",
    "import_taken",
    "import_too_large",
    "import_too_many",
    "import_unreadable",
    "import_unsettled",
]


@fact("QPF170", "import-unreadable", area="environment")
def import_unreadable(place: Place, reason: str) -> Finding:
    """A file to import cannot be read"""
    return Finding(
        place,
        f"`{place.file}` cannot be imported: {reason}",
        help="name a file of text with a v6 document",
    )


@fact("QPF171", "import-too-large", area="environment")
def import_too_large(place: Place, size: int, limit: int) -> Finding:
    """A file to import is too large"""
    return Finding(
        place,
        f"`{place.file}` has {size} bytes, more than the {limit} of the largest import",
        help="cut the collection into files",
    )


@fact("QPF172", "import-syntax", area="environment")
def import_syntax(place: Place, problem: str) -> Finding:
    """A file to import is not YAML, and no simple repair makes it so"""
    return Finding(
        place, f"the document cannot be read: {problem}", help="mend the line and import again"
    )


@fact("QPF173", "import-foreign", area="environment")
def import_foreign(place: Place, what: str) -> Finding:
    """A file to import holds no v6 document"""
    return Finding(
        place,
        f"`{place.file}` is {what}: expected a v6 schema, extractor map or wiring glue",
        help="import only such documents; a Markdown file holds them in fences marked `yaml`",
    )


@fact("QPF174", "import-taken", area="environment")
def import_taken(place: Place) -> Finding:
    """An import would overwrite a file"""
    return Finding(
        place,
        f"`{place.file}` is there already; nothing was written",
        help="import into another collection with `--collection`, or overwrite with `--force`",
    )


@fact("QPF175", "import-same-name", area="environment")
def import_same_name(place: Place, name: str, first: Place) -> Finding:
    """Two imported schemas have the same name"""
    return Finding(
        place,
        f"a second agent is called `{name}`",
        help="import one of them, or rename it",
        notes=(Note("the first is here", first),),
    )


@fact("QPF176", "import-too-many", area="environment")
def import_too_many(place: Place, count: int, limit: int) -> Finding:
    """More schemas are imported than a collection may have"""
    return Finding(
        place,
        f"{count} agents are more than the {limit} of a collection",
        help="import them in groups, each with a `--collection` of its own",
    )


@fact("QPF177", "import-several", area="environment")
def import_several(place: Place, what: str, first: Place) -> Finding:
    """Two maps or two glue files are imported at once"""
    return Finding(
        place,
        f"a second {what} is imported",
        help="a collection has one of each; import them one after the other",
        notes=(Note("the first is here", first),),
    )


@fact("QPF179", "import-not-joined", area="environment")
def import_not_joined(place: Place, agent: str) -> Finding:
    """An imported schema cannot join the collection that is there"""
    return Finding(
        place,
        f"the extraction order has no room for `{agent}`: its positions are not lines of their own",
        help="write the order in block form, or import into another collection with `--collection`",
    )


@fact("QPF178", "import-unsettled", area="environment")
def import_unsettled(place: Place, left: Sequence[Diagnostic]) -> Finding:
    """An imported document has faults that no repair settles"""
    return Finding(
        place,
        f"{len(left)} faults are left after all repairs; nothing was written",
        help="mend them in the imported file",
        notes=tuple(Note(f"{d.code}: {d.message}", d.place) for d in left[:5]),
    )
