"""Where the template packs are: in a checkout beside the generator, else inside the package."""

import sys
from pathlib import Path

from qpf.tools.shipped import template_folder

__all__ = ["pack_roots"]

_GROUP = "qpf.packs"


def pack_roots() -> tuple[Path, ...]:
    """The folders that hold packs, the factory's own first.

    An installed extension adds one with the entry-point group `qpf.packs`: name of a package whose
    folder holds packs.
    """
    return (template_folder(), *(_extension_roots() if _has_extensions() else ()))


def _has_extensions() -> bool:
    # Asking importlib.metadata costs 20 ms, half of a run that has nothing to do.
    mark = f"[{_GROUP}]".encode()
    files = (file for name in sys.path for file in Path(name).glob("*-info/entry_points.txt"))
    return any(mark in file.read_bytes() for file in files)


def _extension_roots() -> tuple[Path, ...]:
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    roots = []
    for entry in sorted(entry_points(group=_GROUP), key=lambda e: (e.name, e.value)):
        spec = find_spec(entry.value)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            roots.append(Path(folder))
    return tuple(roots)
