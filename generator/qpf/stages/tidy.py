"""tidy: text -> formatted text in the staging folder. Static files are copied as they are.

Promise: nothing outside the staging folder is touched; every line keeps its origin; a file that
is not Python is a diagnostic at the schema value it came from.
"""

from collections.abc import Sequence
from pathlib import Path

from qpf.diagnostics.catalogue import planning
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.artifact import RenderedFile, StagedFile, StagedTree
from qpf.tools.digests import digest_of
from qpf.tools.filesystem import Disk
from qpf.tools.formatters import SyntaxFault, tidy_tree

__all__ = ["tidy"]


def tidy(
    rendered: Sequence[RenderedFile],
    first_party: Sequence[str],
    root: Path,
    disk: Disk,
    found: Diagnostics,
) -> StagedTree:
    """Write, format and digest the files below `root`, which is emptied first."""
    disk.remove_tree(root)
    printed = [file for file in rendered if file.planned.view is not None]
    for file in printed:
        disk.write(root / file.path, file.text.encode())
    if printed:
        _report(tidy_tree(root, first_party), rendered, found)
    found.stop_if_errors()
    for file in rendered:
        if file.planned.view is None:
            disk.write(root / file.path, file.text.encode())
    staged = tuple(_staged(file, root) for file in rendered)
    return StagedTree(root, staged, tuple(first_party))


def _report(
    faults: Sequence[SyntaxFault], rendered: Sequence[RenderedFile], found: Diagnostics
) -> None:
    files = {file.path: file for file in rendered}
    for fault in faults:
        file = files[fault.path]
        staged = StagedFile(file.planned, "", file.text, file)
        place = staged.place_of(fault.line)
        found.add(planning.untidy_source(place, fault.path, fault.line, fault.reason))


def _staged(file: RenderedFile, root: Path) -> StagedFile:
    is_formatted = file.path.endswith(".py") and file.planned.view is not None
    data = (root / file.path).read_bytes() if is_formatted else file.text.encode()
    return StagedFile(file.planned, digest_of(data), data.decode(), file)
