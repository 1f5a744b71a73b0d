"""Compares what is published with what is staged and what was recorded, file by file."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from qpf.model.artifact import StagedTree
from qpf.model.manifest import Recorded
from qpf.model.outcome import FileState, State
from qpf.tools.digests import file_digests, files_below, link_digest
from qpf.tools.manifest_store import is_manifest

__all__ = ["foreign_manifests", "survey"]


def survey(
    output: Path, staged: StagedTree, recorded: Recorded, only: tuple[str, ...]
) -> tuple[FileState, ...]:
    """The state of every staged and every published file, by path.

    With `only` (names of collections) just their distributions are looked at.
    """
    wanted = {file.path: file.digest for file in staged.files}
    scope = set(staged.distributions) | {
        distribution
        for collection, distribution in recorded.distributions.items()
        if not only or collection in only
    }
    present = _present(output, None if not only else scope)
    paths = sorted({*wanted, *present})
    states = (_state(p, wanted.get(p), present.get(p), recorded) for p in paths)
    return tuple(FileState(p, s) for p, s in zip(paths, states, strict=True))


def foreign_manifests(manifests: Path, collections: tuple[str, ...]) -> Iterator[str]:
    """Files among the manifests that the factory does not write, below the manifest folder."""
    for collection in collections:
        if (manifests / collection).is_symlink():
            yield collection
            continue
        for path in files_below(manifests / collection):
            if not is_manifest(path):
                yield f"{collection}/{path}"


def _present(output: Path, scope: set[str] | None) -> Mapping[str, str]:
    if scope is None:
        found = file_digests(output)
        # Files beside the distributions (`.gitattributes`) are never moved by a switch.
        return {p: d for p, d in found.items() if not ("/" not in p and p.startswith("."))}
    # A link in the place of a distribution is a file of its own; what it leads to is none of ours.
    links = {name: link_digest(output / name) for name in scope if (output / name).is_symlink()}
    return links | {
        f"{distribution}/{path}": digest
        for distribution in sorted(scope - links.keys())
        for path, digest in file_digests(output / distribution).items()
    }


def _state(path: str, wanted: str | None, present: str | None, recorded: Recorded) -> State:
    known = recorded.files.get(path)
    if present == wanted:
        return State.SAME
    if present is None:
        return State.MISSING
    if known is None:
        return State.FOREIGN
    if present != known.sha256:
        return State.EDITED
    return State.ORPHAN if wanted is None else State.OUTDATED
