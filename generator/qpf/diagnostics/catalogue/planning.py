"""Facts about packs, planned files and rendering."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import listed

__all__ = [
    "case_collision",
    "malformed_pack",
    "missing_template",
    "missing_view",
    "path_is_folder",
    "path_planned_twice",
    "template_failed",
    "unencodable_value",
    "unencoded_value",
    "unknown_path_field",
    "unreadable_static",
    "unsafe_path",
    "untidy_source",
]


@fact("QPF601", "malformed-pack", area="planning")
def malformed_pack(place: Place, reason: str) -> Finding:
    """A pack description cannot be used"""
    return Finding(
        place,
        f"the pack description cannot be used: {reason}",
        help="`pack.yaml` holds `summary`, `view`, `requires`, `artifacts` and `static`",
    )


@fact("QPF602", "missing-template", area="planning")
def missing_template(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A pack names a template that its folder does not hold"""
    return Finding(
        place,
        f"the template `{name}` does not exist, the folder holds {listed(known, 8)}",
        help="write the template, or name one that exists",
    )


@fact("QPF603", "missing-view", area="planning")
def missing_view(place: Place, module: str, function: str) -> Finding:
    """A pack names a view function that does not exist"""
    return Finding(
        place,
        f"the view function `{function}` does not exist in `{module}`",
        help="a view function takes an agent or collection node and the graph, and yields views",
    )


@fact("QPF604", "unknown-path-field", area="planning")
def unknown_path_field(place: Place, path: str, field: str, known: tuple[str, ...]) -> Finding:
    """A path has a hole that the view does not fill"""
    return Finding(
        place,
        f"the path `{path}` has the hole `{field}`, the view fills {listed(known, 8)}",
        help="add the field to `path_fields` of the view, or change the path",
    )


@fact("QPF605", "unsafe-path", area="planning")
def unsafe_path(place: Place, path: str) -> Finding:
    """A planned path leaves its distribution or is not portable"""
    return Finding(
        place,
        f"the planned path `{path}` is not a portable path below its distribution",
        help="use ASCII letters, digits, `.`, `_`, `+` and `-`, joined by single `/`; "
        "no name that Windows keeps for a device (`aux`, `con`), no dot at the end",
    )


@fact("QPF606", "path-planned-twice", area="planning")
def path_planned_twice(place: Place, path: str, packs: tuple[str, str], other: Place) -> Finding:
    """Two files are planned for one path"""
    return Finding(
        place,
        f"the path `{path}` is planned twice, by the packs `{packs[0]}` and `{packs[1]}`",
        help="rename one of the two values the path is made of",
        notes=(Note("the other file comes from here", other),),
    )


@fact("QPF607", "case-collision", area="planning")
def case_collision(place: Place, path: str, other: str, other_place: Place) -> Finding:
    """Two planned paths differ only in case"""
    return Finding(
        place,
        f"the planned paths `{path}` and `{other}` differ only in case",
        help="rename one: on many systems they are the same file",
        notes=(Note("the other path comes from here", other_place),),
    )


@fact("QPF608", "path-is-folder", area="planning")
def path_is_folder(place: Place, path: str, inner: str, inner_place: Place) -> Finding:
    """A planned path is a file and a folder at once"""
    return Finding(
        place,
        f"the planned path `{path}` is also the folder of `{inner}`",
        help="rename one of the two",
        notes=(Note("the file inside comes from here", inner_place),),
    )


@fact("QPF609", "unreadable-static", area="planning")
def unreadable_static(place: Place, name: str) -> Finding:
    """A static file is not UTF-8 text"""
    return Finding(
        place,
        f"the static file `{name}` is not UTF-8 text without private-use characters",
        help="static files are source code and plain text; store anything else elsewhere",
    )


@fact("QPF610", "unencodable-value", area="planning")
def unencodable_value(place: Place, reason: str) -> Finding:
    """A schema value has no safe form where it is to be printed"""
    return Finding(
        place,
        f"a value cannot be printed where it belongs: {reason}",
        help="change the value; the file it is for cannot hold it",
    )


@fact("QPF620", "template-failed", area="planning")
def template_failed(place: Place, path: str, reason: str) -> Finding:
    """A template could not be printed"""
    return Finding(
        place,
        f"the template failed on `{path}`: {reason}",
        help="a template prints fields of `view`; a missing field belongs into the view",
    )


@fact("QPF621", "unencoded-value", area="planning")
def unencoded_value(place: Place, path: str, kind: str) -> Finding:
    """A template printed a value that no encoder made"""
    return Finding(
        place,
        f"the template printed a value of type `{kind}` into `{path}`, expected an encoded value",
        help="encode it in the view with a class of `qpf.views.encode`",
    )


@fact("QPF622", "untidy-source", area="planning")
def untidy_source(place: Place, path: str, line: int, reason: str) -> Finding:
    """An emitted Python file cannot be formatted"""
    return Finding(
        place,
        f"the emitted file `{path}` cannot be formatted, line {line}: {reason}",
        help="the template or the view of this file is wrong; `qpf trace` shows both",
    )
