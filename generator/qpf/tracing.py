"""A run that publishes and judges nothing: which line came from where."""

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.line_map import LineMap
from qpf.model.request import Request
from qpf.tools.fast_path import inputs_state
from qpf.tools.filesystem import Disk, LocalDisk
from qpf.tools.line_map_store import read_line_map, write_line_map
from qpf.tools.packs_root import pack_roots

__all__ = ["CACHE", "line_map"]

_LOCAL = LocalDisk()

CACHE = "cache/lines.json"
"""The file of the stored map in the private folder of a workspace."""


def line_map(request: Request, found: Diagnostics, disk: Disk = _LOCAL) -> LineMap:
    """The origin of every line that the inputs give today; raises `Stopped` when they are wrong.

    Nothing of the workspace but a cache is written, so no lock is held: another run may go on.
    Only what stops it is reported; warnings are the business of `qpf validate`.
    """
    roots = pack_roots()
    state = f"{request.strategy} {inputs_state(request, roots)}"
    stored = read_line_map(request.private / CACHE, state)
    if stored is not None:
        return stored
    own = Diagnostics()
    try:
        # A stored map answers without the pipeline, whose import costs more than the answer.
        from qpf.mapping import emitted_map

        made = emitted_map(request, roots, own, disk)
    except Stopped:
        found.extend(own.errors)
        raise
    write_line_map(request.private / CACHE, state, made, disk)
    return made
