"""Is a built package what the schemas give? Derives it again and compares every file."""

from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.catalogue import verifying
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.artifact import StagedFile
from qpf.model.graph import CollectionNode, Graph
from qpf.model.request import Request
from qpf.pipeline import LOCAL, emit
from qpf.tools.filesystem import Disk
from qpf.tools.package_files import PackageFiles, UnreadablePackage, read_package
from qpf.tools.workspace_session import session

__all__ = ["Verified", "verify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a package is, and the digests it was derived from."""

    distribution: str
    version: str
    files: int
    inputs: dict[str, str]
    is_ready: bool


def verify(
    request: Request, package: Path, found: Diagnostics, disk: Disk = LOCAL
) -> Verified | None:
    """Compare a wheel or the folder of a distribution with what its schemas give today.

    Every difference is added to `found`; None when the package cannot be compared at all.
    """
    shown = package.name
    try:
        given = read_package(package)
    except UnreadablePackage as error:
        found.add(verifying.unreadable_package(Place(shown), shown, str(error)))
        return None
    with session(request, disk, found):
        made = emit(request, disk, found)
        collection = _named(made.graph, given.name)
        if collection is None:
            known = tuple(one.distribution.name for one in made.graph.collections)
            found.add(verifying.unknown_package(Place(shown), given.name, known))
            return None
        derived = {file.planned.path: file for file in made.staged.of(collection.distribution.name)}
        _compare(collection, derived, given, found)
        return Verified(
            distribution=given.name,
            version=given.version,
            files=len(given.digests),
            inputs=dict(sorted(made.digests.inputs.items())),
            is_ready=collection.name in made.recorded.ready,
        )


def _named(graph: Graph, name: str) -> CollectionNode | None:
    same = (one for one in graph.collections if one.distribution.name == name)
    return next(same, None)


def _compare(
    collection: CollectionNode,
    derived: dict[str, StagedFile],
    given: PackageFiles,
    found: Diagnostics,
) -> None:
    version = collection.distribution.version
    if given.version != version:
        place = collection.map_origins.at("/distribution/version")
        found.add(verifying.other_version(place, given.version, version))
    wanted = {
        path: file for path, file in derived.items() if given.is_whole or path.startswith("src/")
    }
    for path, file in sorted(wanted.items()):
        digest = given.digests.get(path)
        if digest is None:
            found.add(verifying.file_lacks(file.planned.origin, path))
        elif digest != file.digest:
            found.add(verifying.file_differs(file.planned.origin, path))
    for path in sorted(given.digests.keys() - wanted.keys()):
        found.add(verifying.file_foreign(Place(path), path))
