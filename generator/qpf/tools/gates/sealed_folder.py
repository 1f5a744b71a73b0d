"""A cache folder of a tool that does not check what it reads: believed whole, or emptied."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qpf.tools.digests import digest_of, file_digests
from qpf.tools.filesystem import Disk

__all__ = ["sealed"]


@contextmanager
def sealed(folder: Path, disk: Disk) -> Iterator[None]:
    """Empty the folder unless it is as the last block left it; seal it when this block is done.

    Without a seal, after a killed run say, nothing in the folder is believed.
    """
    seal = folder.with_name(f"{folder.name}.seal")
    try:
        is_whole = seal.read_bytes() == _digest(folder)
    except OSError:
        is_whole = False
    if not is_whole:
        disk.remove_tree(folder)
    disk.remove(seal)
    yield
    disk.write(seal, _digest(folder))


def _digest(folder: Path) -> bytes:
    return digest_of(json.dumps(file_digests(folder)).encode()).encode()
