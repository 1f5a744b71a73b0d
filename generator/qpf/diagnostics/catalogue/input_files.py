"""Facts about which files a workspace holds, before any of them is read."""

from collections.abc import Sequence

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import listed

__all__ = [
    "case_collision",
    "glue_without_map",
    "map_without_schemas",
    "missing_map",
    "no_collections",
    "unexpected_file",
    "unreadable_file",
    "unsafe_name",
]


@fact("QPF101", "no-collections", area="input")
def no_collections(place: Place) -> Finding:
    """The workspace holds no collection"""
    return Finding(
        place,
        "no schema was found: there is no file `schemas/<collection>/<agent>.yaml`",
        help="`qpf new COLLECTION/NAME` writes a first schema with every section",
    )


@fact("QPF102", "missing-map", area="input")
def missing_map(place: Place, collection: str, schemas: Sequence[str]) -> Finding:
    """A folder of schemas has no extractor map"""
    return Finding(
        place,
        f"collection `{collection}` has schemas but no extractor map"
        f" `extractor_maps/{collection}.yaml`",
        help="write the map: it names the distribution and the order of extraction",
        notes=(Note(f"its schemas are {listed(schemas)}"),),
    )


@fact("QPF103", "map-without-schemas", area="input")
def map_without_schemas(place: Place, collection: str) -> Finding:
    """An extractor map has no schemas"""
    return Finding(
        place,
        f"extractor map `{collection}` has no schema: `schemas/{collection}/` holds no YAML file",
        help="add a schema to that folder, or remove the map",
    )


@fact("QPF104", "glue-without-map", area="input")
def glue_without_map(place: Place, collection: str, known: Sequence[str]) -> Finding:
    """A glue file belongs to no collection"""
    return Finding(
        place,
        f"glue `{collection}` belongs to no collection: there is no"
        f" `extractor_maps/{collection}.yaml`",
        help=f"name the file after its collection; there are {listed(known)}" if known else "",
    )


@fact("QPF105", "unexpected-file", area="input")
def unexpected_file(place: Place, expected: str) -> Finding:
    """A file lies where the factory would never read it"""
    return Finding(
        place,
        f"`{place.file}` is not read: expected {expected}",
        help="move, rename or remove it; a file without effect only misleads its reader",
    )


@fact("QPF106", "unsafe-name", area="input")
def unsafe_name(place: Place, name: str) -> Finding:
    """A file or folder name cannot become an agent or a collection"""
    return Finding(
        place,
        f"`{name}` cannot name a collection or an agent: expected lower-case letters, digits and"
        " `_`, beginning with a letter",
        help=f"rename it, for instance to `{_safe(name)}`",
    )


def _safe(name: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.lower()).strip("_")
    return kept if kept[:1].isalpha() else f"agent_{kept}".rstrip("_")


@fact("QPF107", "file-case-collision", area="input")
def case_collision(place: Place, other: str) -> Finding:
    """Two names differ only by the case of their letters"""
    return Finding(
        place,
        f"`{place.file}` and `{other}` differ only by the case of letters",
        help="rename one: on some file systems they are the same file",
    )


@fact("QPF108", "unreadable-file", area="input")
def unreadable_file(place: Place, reason: str) -> Finding:
    """An input file cannot be read"""
    return Finding(
        place,
        f"`{place.file}` cannot be read: {reason}",
        help="an input is an ordinary file that the current user may read",
    )
