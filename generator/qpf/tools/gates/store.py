"""Keeps what gates saw below the cache folder; an entry that fails its own digest is ignored."""

import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from qpf.tools.digests import digest_of, file_digests
from qpf.tools.filesystem import LocalDisk
from qpf.tools.gates.evidence import Evidence
from qpf.tools.installed_names import installed_names

__all__ = ["Store", "environment_digest"]

_KEPT = 4


@cache
def environment_digest() -> str:
    """A digest of the interpreter, of all installed versions, and of the gates themselves."""
    own = file_digests(Path(__file__).parent)
    return digest_of(json.dumps([sys.version, installed_names(), own]).encode())


class Store:
    """Entries by name; each holds the results of the last few keys, newest first."""

    __slots__ = ("_disk", "_folder")

    def __init__(self, folder: Path) -> None:
        """Keep the entries in a folder, which is made when the first one is kept."""
        self._folder = folder
        self._disk = LocalDisk()

    def map(self, name: str) -> dict[str, Any]:
        """An entry as a mapping; empty when it is absent, damaged or of another environment."""
        try:
            raw = json.loads((self._folder / f"{name}.json").read_bytes())
            payload = raw["payload"]
            is_whole = raw["digest"] == _sealed(payload)
            return dict(payload) if is_whole else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}

    def keep_map(self, name: str, payload: Mapping[str, Any]) -> None:
        """Replace an entry."""
        text = json.dumps({"digest": _sealed(payload), "payload": payload})
        self._disk.write(self._folder / f"{name}.json", text.encode())

    def result(self, name: str, key: str) -> Evidence | None:
        """The evidence kept under a key, or None."""
        try:
            return Evidence.of_plain(self.map(name)[key])
        except (KeyError, ValueError, TypeError):
            return None

    def keep(self, name: str, key: str, result: Evidence) -> None:
        """Keep a result under a key, and forget the oldest."""
        others = {k: v for k, v in self.map(name).items() if k != key}
        self.keep_map(name, dict([(key, result.plain()), *list(others.items())[: _KEPT - 1]]))


def _sealed(payload: Mapping[str, Any]) -> str:
    return digest_of((environment_digest() + json.dumps(payload)).encode())
