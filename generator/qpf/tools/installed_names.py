"""What is installed on the import path, from the names of folders alone.

Asking `importlib.metadata` costs 20 ms, half of a run that has nothing to do.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["extension_code", "has_entry_points", "installed_names"]

_KINDS = (".dist-info", ".egg-info")


def installed_names() -> tuple[str, ...]:
    """Distributions with their versions, as installers name their folders; sorted."""
    return tuple(sorted({Path(path).name for path in _metadata_folders()}))


def has_entry_points(group: str) -> bool:
    """Whether any installed distribution offers something under an entry-point group."""
    mark = f"[{group}]".encode()
    files = (Path(folder, "entry_points.txt") for folder in _metadata_folders())
    return any(mark in file.read_bytes() for file in files if file.is_file())


def extension_code(group: str) -> tuple[Path, ...]:
    """The folders and modules of packages that offer something under a group, by name of offer."""
    if not has_entry_points(group):
        return ()
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    found: dict[Path, None] = {}
    for entry in sorted(entry_points(group=group), key=lambda one: (one.name, one.value)):
        spec = find_spec(entry.value.partition(":")[0].partition(".")[0])
        if spec is None:
            continue
        places = spec.submodule_search_locations or ([spec.origin] if spec.origin else [])
        found.update((Path(place), None) for place in places)
    return tuple(found)


def _metadata_folders() -> Iterator[str]:
    """Of every folder of the import path: tools may come from any of them."""
    for root in dict.fromkeys(sys.path):
        try:
            names = os.listdir(root or os.curdir)  # noqa: PTH208  (a Path each costs 2 ms)
        except OSError:
            continue
        for name in names:
            if name.endswith(_KINDS):
                yield f"{root}/{name}"
