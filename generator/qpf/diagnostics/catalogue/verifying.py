"""Facts about packages that are compared with their schemas."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "file_differs",
    "file_foreign",
    "file_lacks",
    "not_installed",
    "other_version",
    "unknown_package",
    "unreadable_package",
]


@fact("QPF801", "unreadable-package", area="review")
def unreadable_package(place: Place, name: str, reason: str) -> Finding:
    """A path is no package"""
    return Finding(
        place,
        f"`{name}` cannot be verified: {reason}",
        help="name a wheel, or the folder of a distribution",
    )


@fact("QPF802", "unknown-package", area="review")
def unknown_package(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A package belongs to no collection of the workspace"""
    return Finding(
        place,
        f"no collection becomes `{name}`; there are {listed(known)}",
        help=did_you_mean(name, known) or "verify it in the workspace that holds its schemas",
    )


@fact("QPF803", "other-version", area="review")
def other_version(place: Place, given: str, expected: str) -> Finding:
    """A package has another version than its map says"""
    return Finding(
        place,
        f"the package says version `{given}`, the map `{expected}`",
        help="check out the schemas of that version",
    )


@fact("QPF804", "file-differs", area="review")
def file_differs(place: Place, path: str) -> Finding:
    """A file of a package is not what its schemas give"""
    return Finding(
        place,
        f"`{path}` of the package is not what this gives",
        help="build the package again from what `qpf extract` publishes",
    )


@fact("QPF805", "file-lacks", area="review")
def file_lacks(place: Place, path: str) -> Finding:
    """A package lacks a file that its schemas give"""
    return Finding(
        place,
        f"the package lacks `{path}`, which this gives",
        help="build the package again from what `qpf extract` publishes",
    )


@fact("QPF806", "file-foreign", area="review")
def file_foreign(place: Place, path: str) -> Finding:
    """A package holds a file that no schema gives"""
    return Finding(
        place,
        f"`{path}` of the package comes from no schema, template or static file",
        help="do not install it: somebody added to it after it was emitted",
    )


@fact("QPF807", "not-installed", area="review")
def not_installed(place: Place, name: str) -> Finding:
    """A package that a bill of materials has to name is not installed"""
    return Finding(
        place,
        f"`{name}` is not installed here, so neither its version nor what it needs is known",
        help=f"install `{name}` beside the factory and ask again",
    )
