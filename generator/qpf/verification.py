"""Is a built package what the schemas give? Derives it again and compares every file."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from qpf.diagnostics.catalogue import supply, verifying
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.artifact import StagedFile
from qpf.model.graph import CollectionNode, Graph
from qpf.model.request import Request
from qpf.pipeline import LOCAL, emit
from qpf.tools.checksums import SUMS, read_checksums
from qpf.tools.digests import digest_of
from qpf.tools.filesystem import Disk
from qpf.tools.manifest_store import read_recorded
from qpf.tools.package_files import INFO, PackageFiles, UnreadablePackage, read_package
from qpf.tools.signatures import BadSignature, verify_signature
from qpf.tools.wheel_record import info_faults
from qpf.tools.wheels import build_wheel
from qpf.tools.workspace_session import reading_session

__all__ = ["Verified", "verify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a package is, the digests it was derived from, and the places behind each file."""

    distribution: str
    version: str
    files: int
    inputs: dict[str, str]
    is_ready: bool
    origins: dict[str, tuple[Place, ...]]


def verify(
    request: Request,
    package: Path,
    found: Diagnostics,
    disk: Disk = LOCAL,
    *,
    key: Path | None = None,
) -> Verified | None:
    """Compare a wheel, a folder or an installed package with what its schemas give today.

    Every difference is added to `found`; None when the package cannot be compared at all. With a
    public `key` the signed checksums beside the package must name it.
    """
    if key is not None:
        _check_signed(package, key, found)
    shown = package.name
    try:
        given = read_package(package)
    except UnreadablePackage as error:
        found.add(verifying.unreadable_package(Place(shown), shown, str(error)))
        return None
    with reading_session(request, disk, found) as request:
        chosen = replace(request, selectors=_owners(request, given.name))
        made = emit(chosen, disk, found)
        collection = _named(made.graph, given.name)
        if collection is None:
            known = tuple(one.distribution.name for one in made.graph.collections)
            found.add(verifying.unknown_package(Place(shown), given.name, known))
            return None
        derived = {file.planned.path: file for file in made.staged.of(collection.distribution.name)}
        _compare(collection, derived, given, found)
        if not given.is_whole:
            _compare_info(derived, given, found)
        return Verified(
            distribution=given.name,
            version=given.version,
            files=len(given.digests),
            inputs=dict(sorted(made.digests.inputs.items())),
            is_ready=collection.name in made.recorded.ready,
            origins={
                path: _places(derived[path]) for path in sorted(given.digests) if path in derived
            },
        )


def _owners(request: Request, name: str) -> tuple[str, ...]:
    """The collection recorded under a distribution's name: nothing else need be derived."""
    recorded = read_recorded(request.manifests, Diagnostics()).distributions
    return tuple(collection for collection, one in recorded.items() if one == name)


def _places(file: StagedFile) -> tuple[Place, ...]:
    places = {place for line in file.rendered.lines for place in line.places}
    return tuple(sorted(places)) or (file.planned.origin,)


def _check_signed(package: Path, key: Path, found: Diagnostics) -> None:
    sums = package.with_name(SUMS)
    signature = package.with_name(f"{SUMS}.sig")
    here = Place(package.name)
    for file in (sums, signature):
        if not file.is_file():
            found.add(supply.signature_lacks(here, file.name, package.name))
            return
    try:
        verify_signature(sums, signature, key)
    except BadSignature as error:
        found.add(supply.signature_wrong(Place(signature.name), str(error)))
        return
    named = read_checksums(sums.read_text("utf-8", errors="replace")).get(package.name)
    if not package.is_file() or named != digest_of(package.read_bytes()):
        found.add(supply.checksum_differs(here, package.name))


def _compare_info(derived: dict[str, StagedFile], given: PackageFiles, found: Diagnostics) -> None:
    """What a wheel says of itself decides what is installed with it, so it is derived too."""
    with tempfile.TemporaryDirectory(prefix="qpf-verify-") as folder:
        files = {path: file.text.encode() for path, file in derived.items()}
        made = read_package(build_wheel(files, Path(folder)))
    shown = f"{given.name.replace('-', '_')}-{given.version}{INFO}"
    place = derived["pyproject.toml"].planned.origin
    for name, reason in info_faults(given.info, given.members, made.info):
        found.add(supply.metadata_differs(place, f"{shown}/{name}", reason))


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
