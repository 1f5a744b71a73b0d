"""Where the template packs are: in a checkout beside the generator, else inside the package."""

from pathlib import Path

from qpf.tools.installed_names import has_entry_points
from qpf.tools.shipped import template_folder

__all__ = ["pack_roots"]

_GROUP = "qpf.packs"


def pack_roots() -> tuple[Path, ...]:
    """The folders that hold packs, the factory's own first.

    An installed extension adds one with the entry-point group `qpf.packs`: name of a package whose
    folder holds packs.
    """
    return (template_folder(), *(_extension_roots() if has_entry_points(_GROUP) else ()))


def _extension_roots() -> tuple[Path, ...]:
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    roots = []
    for entry in sorted(entry_points(group=_GROUP), key=lambda e: (e.name, e.value)):
        spec = find_spec(entry.value)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            roots.append(Path(folder))
    return tuple(roots)
