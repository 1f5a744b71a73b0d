"""The file in which a node keeps its peers for others on the machine: whole or not at all."""

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from qpf_core.errors import InputError
from qpf_core.plain import from_plain
from qpf_organism.discovery.peer import Peer

_MAX_BYTES = 1024 * 1024
_READABLE = 0o644


class PeersFile:
    """Peers as `{id: {addr, grpc_port, rest_port, last_seen, healthy, is_local}}`."""

    def __init__(self, path: Path) -> None:
        """Keep them at `path`; `~` is the home folder."""
        self.path = path.expanduser()

    def write(self, peers: Iterable[Peer]) -> None:
        """Replace the file in one step; raises OSError when that is impossible."""
        text = json.dumps({peer.id: _shown(peer) for peer in peers}, indent=2, sort_keys=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fchmod(file.fileno(), _READABLE)  # other processes of the machine read it
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise

    def read(self) -> tuple[Peer, ...]:
        """Return the peers by id, none when there is no file.

        Raises InputError for a file that is none of this kind.
        """
        try:
            with self.path.open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise InputError("peers_file", f"cannot be read: {error.strerror}") from error
        if len(data) > _MAX_BYTES:
            raise InputError("peers_file", "is too long")
        try:
            found = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise InputError("peers_file", "is not JSON") from error
        if not isinstance(found, dict):
            raise InputError("peers_file", "is not an object of peers")
        return tuple(_peer(identity, found[identity]) for identity in sorted(found))


def _shown(peer: Peer) -> dict[str, Any]:
    return {
        "addr": peer.addr,
        "grpc_port": peer.grpc_port,
        "rest_port": peer.rest_port,
        "last_seen": peer.last_seen,
        "healthy": peer.healthy,
        "is_local": peer.is_local,
    }


def _peer(identity: str, shown: object) -> Peer:
    if not isinstance(shown, dict):
        raise InputError(identity, "is not a peer")
    try:
        return from_plain(Peer, {**shown, "id": identity})
    except InputError as error:
        raise InputError(f"{identity}.{error.field}", error.reason) from error
